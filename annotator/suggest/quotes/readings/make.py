"""From options to the readings of a document's suggested quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from annotator.core.guidelines import held_to
from annotator.core.model import Quote, QuoteReading
from annotator.core.profiles import Profile
from annotator.suggest.quotes.as_quote import bare_quote, likelihood
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.readings.options import Candidates, Option, options, unsuggested
from annotator.suggest.quotes.readings.weights import probabilities
from annotator.suggest.quotes.readings.words import Text, overlap
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import Range, View

MOST = 6
"""Readings of a quote that are kept, beside "no quote"; set by hand."""
_ANYHOW = 3
"""The likeliest readings of a suggested quote are kept however unlikely they are: so many."""
_LEAST, _LEAST_UNSUGGESTED = 0.02, 0.02
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
        found = rated(options(candidates, number, weights), weights)
        readings += likeliest(candidates.text, found, profile, suggested[number])
        readings += _without_adverb(candidates, number, profile, lexicon)
    for offered in unsuggested(candidates):
        likely = [(option, share) for option, share in rated(offered, weights) if share >= _LEAST_UNSUGGESTED]
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
        share = _ADVERB_OUTSIDE * likelihood(view, like, lexicon)
        quote, own = (held_to(view.text, bare_quote(view, one, profile), profile) for one in (made, like))
        if quote != own:
            yield QuoteReading((number,), (quote,), share)


def in_order(readings: Sequence[QuoteReading]) -> tuple[QuoteReading, ...]:
    """The likeliest first, and "no quote" last: a key of its own says so, whatever else there is."""
    return tuple(sorted(readings, key=lambda reading: (not reading.quotes, -reading.probability)))


def rated(found: Sequence[Option], weights: Mapping[str, float]) -> Rated:
    """The options of a quote with their probabilities, but the first, which is what is suggested."""
    return list(zip(found, probabilities(found, weights), strict=True))[1:]


def likeliest(text: Text, found: Rated, profile: Profile, suggested: Candidate | None = None) -> Iterator[QuoteReading]:
    """The likeliest options as readings, each held to the guidelines; none of them is what is suggested."""
    kept = 0
    known: list[Quote] = []
    own: Quote | None = None
    for option, share in sorted(found, key=lambda pair: -pair[1]):
        if not option.words:
            yield QuoteReading(option.replaces, (), share)
        elif kept < _ANYHOW or (kept < MOST and share >= _LEAST):
            made = candidate_of(text, option)
            if made is None or _cuts_a_word(text.view, made.content):
                continue
            quote = bare_quote(text.view, made, profile)
            if profile.departures or _may_break_guidelines(text, made):
                quote = held_to(text.view.text, quote, profile)
                if suggested is not None and own is None:
                    own = held_to(text.view.text, bare_quote(text.view, suggested, profile), profile)
            # Put right, it may have become what is suggested, or another reading.
            if quote not in known and (own is None or quote.content != own.content):
                kept += 1
                known.append(quote)
                yield QuoteReading(option.replaces, (quote,), share)


def _cuts_a_word(view: View, content: Sequence[Range]) -> bool:
    """Whether content begins or ends between two tokens of one word, as in "did|n't"."""
    places = [place for span in content for place in span if 0 < place < len(view.doc)]
    return any(_within_word(view[place - 1], view[place]) for place in places)


def _within_word(before: Token, after: Token) -> bool:
    return before.is_alpha and not before.whitespace_ and after.text.lstrip("’'")[:1].isalpha()


def _may_break_guidelines(text: Text, made: Candidate) -> bool:
    """Whether it has to be looked at: that would take longer than making a reading, and few need it."""
    return text.kinds[made.start - 1] == "that" or any(_cuts_marks(text.view, piece) for piece in made.content)


def _cuts_marks(view: View, piece: Range) -> bool:
    """Whether the piece has a part of a quoted region without the rest, or marks that do not pair up."""
    start, end = piece
    if not view.unbalanced.isdisjoint(view.paragraph_of[start:end]):
        return True
    return any(
        region is not None and not start <= region.start <= region.end <= end
        for region in (view.region(start), view.region(end - 1))
    )


def candidate_of(text: Text, option: Option) -> Candidate | None:
    """The candidate that an option would be; None where its cue or its source would lie in its content."""
    like = option.made_of
    content = text.fitted(option.words, like)
    if like.frame.uncued:
        at = content[0][0]
        return replace(like, content=content, cue=(at, at), head=at)
    cue = _cue_beside(text, like, content)
    if overlap(content, [cue, *([like.source] if like.source is not None else [])]):
        return None
    if like.speech is None:
        # Once for all readings that it is part of: this takes longer than the rest.
        like.speech = sounds_spoken(text.view, like)
    return Candidate(content, cue, like.head, like.source, like.word, like.frame, like.score, like.speech)


def _cue_beside(text: Text, like: Candidate, content: Sequence[Range]) -> Range:
    """The cue next to another content: a preposition between the two belongs to the one or to the other."""
    start, end = like.cue
    first = content[0][0]
    if like.head < first < end or (
        end == like.start < first and all(text.kinds[i] == "preposition" for i in range(end, first))
    ):
        end = first
    return start, end
