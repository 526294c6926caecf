"""From options to the readings of a document's suggested quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from annotator.core.guidelines import held_to
from annotator.core.model import Quote, QuoteReading
from annotator.core.profiles import Profile
from annotator.suggest.quotes.as_quote import bare_quote
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.readings.options import Candidates, Option, options, unsuggested
from annotator.suggest.quotes.readings.weights import probabilities
from annotator.suggest.quotes.readings.words import Text, overlap
from annotator.suggest.quotes.score_table import probability, table_of
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import Range, View

MOST = 6
"""Readings of a quote that are kept, beside "no quote"; set by hand."""
_ANYHOW = 2
"""The likeliest readings of a suggested quote are kept however unlikely they are: so many."""
_LEAST, _LEAST_UNSUGGESTED = 0.01, 0.02
"""The probability below which others are not worth keeping: of a suggested quote, and where none is suggested."""

_ADVERB_OUTSIDE = 0.27
"""The share of adverbs before a cue's verb that do not belong to it, in annotated articles."""

Rated = list[tuple[Option, float]]
"""Options with their probabilities."""


def find_readings(
    view: View, dropped: Sequence[Candidate], suggested: Sequence[Candidate], profile: Profile, lexicon: Lexicon
) -> tuple[QuoteReading, ...]:
    """Other readings of the suggested quotes, and quotes where none is suggested, likeliest first.

    `dropped`: all candidates that the rules made and the profile admits, as they were before any was chosen.
    `suggested`: those that became quotes, in their order.
    """
    candidates = Candidates.of(view, dropped, suggested)
    weights = lexicon.reading_weights
    readings: list[QuoteReading] = []
    for number in range(len(suggested)):
        readings += likeliest(candidates.text, rated(options(candidates, number, weights), weights), profile)
        readings += _without_adverb(candidates, number, profile, lexicon)
    for found in unsuggested(candidates):
        likely = [(option, share) for option, share in rated(found, weights) if share >= _LEAST_UNSUGGESTED]
        readings += likeliest(candidates.text, likely, profile)
    return in_order(readings)


def _without_adverb(candidates: Candidates, number: int, profile: Profile, lexicon: Lexicon) -> Iterator[QuoteReading]:
    """The same quote with a cue that begins behind its adverb: "previously reported" is "reported" to some."""
    view, like = candidates.text.view, candidates.suggested[number]
    start, end = like.cue
    first = view[start]
    outside = first.pos_ == "ADV" and first.dep_ not in view.labels.relations.verb_group
    if outside and end - start > 1 and start != like.head:
        made = replace(like, cue=(start + 1, end))
        score = probability(like.score, lexicon.calibration.get(table_of(view, like), ()))
        yield QuoteReading((number,), (_quote(candidates.text, made, profile),), _ADVERB_OUTSIDE * score)


def in_order(readings: Sequence[QuoteReading]) -> tuple[QuoteReading, ...]:
    """The likeliest first, and "no quote" last: a key of its own says so, whatever else there is."""
    return tuple(sorted(readings, key=lambda reading: (not reading.quotes, -reading.probability)))


def rated(found: Sequence[Option], weights: Mapping[str, float]) -> Rated:
    """The options of a quote with their probabilities, but the first, which is what is suggested."""
    return list(zip(found, probabilities(found, weights), strict=True))[1:]


def likeliest(text: Text, found: Rated, profile: Profile) -> Iterator[QuoteReading]:
    """The likeliest options as readings, each held to the guidelines."""
    kept = 0
    known: list[Quote] = []
    for option, share in sorted(found, key=lambda pair: -pair[1]):
        if not option.words:
            yield QuoteReading(option.replaces, (), share)
        elif kept < _ANYHOW or (kept < MOST and share >= _LEAST):
            made = candidate_of(text, option)
            quote = None if made is None else _quote(text, made, profile)
            if quote is not None and quote not in known:
                kept += 1
                known.append(quote)
                yield QuoteReading(option.replaces, (quote,), share)


def _quote(text: Text, made: Candidate, profile: Profile) -> Quote:
    """The quote that a candidate makes, held to the guidelines."""
    quote = bare_quote(text.view, made, profile)
    # Marks are what can still go against them: looking at all readings would take longer than making them.
    marks = any("mark" in text.kinds[max(start - 1, 0) : end + 2] for start, end in made.content)
    return held_to(text.view.text, quote, profile) if marks else quote


def candidate_of(text: Text, option: Option) -> Candidate | None:
    """The candidate that an option would be; None where its cue or its source would lie in its content."""
    like = option.made_of
    content = text.fitted(option.words, like)
    cue = _cue_beside(text, like, content)
    if overlap(content, [cue, *([like.source] if like.source is not None else [])]):
        return None
    made = replace(like, content=content, cue=cue)
    if like.speech is None:
        made.speech = sounds_spoken(text.view, made)
    return made


def _cue_beside(text: Text, like: Candidate, content: Sequence[Range]) -> Range:
    """The cue next to another content: a preposition between the two belongs to the one or to the other."""
    start, end = like.cue
    first = content[0][0]
    if like.head < first < end or (
        end == like.start < first and all(text.kinds[i] == "preposition" for i in range(end, first))
    ):
        end = first
    return start, end
