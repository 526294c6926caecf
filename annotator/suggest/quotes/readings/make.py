"""From options to the readings of a document's suggested quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from annotator.core.model import Quote, QuoteReading
from annotator.core.profiles import GuidelineProfile
from annotator.core.quotes.guidelines import held_to
from annotator.suggest.quotes.as_quote import bare_quote
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.options import Candidates, Option, candidate_of, held, holders, unsuggested
from annotator.suggest.quotes.readings.pick import Picked, probabilities
from annotator.suggest.quotes.readings.words import Text, overlap
from annotator.suggest.text.view import Range, View

MOST = 6
"""Readings of a quote that are kept, beside "no quote"; set by hand."""
_ANYHOW = 3
"""The likeliest readings of a suggested quote are kept however unlikely they are: so many."""
_LEAST = 0.02
"""The probability below which others are not worth keeping."""

_ADVERB_OUTSIDE = 0.27
"""The share of adverbs before a cue's verb that do not belong to it, in annotated articles."""


def find_readings(
    candidates: Candidates,
    picked: Sequence[Picked],
    weights: Mapping[str, float],
    profile: GuidelineProfile,
    share_right: Callable[[Candidate], float],
) -> tuple[QuoteReading, ...]:
    """Other readings of the suggested quotes, and quotes where none is suggested, likeliest first.

    `picked`: what is suggested of each of the candidates that became quotes, in their order, by these `weights`.
    `share_right`: how likely a suggested candidate is a quote.
    """
    readings: list[QuoteReading] = []
    holder = holders(quote.candidate for quote in picked)  # the quotes as they are suggested by now
    for number, quote in enumerate(picked):
        others = [
            (replace(option, replaces=tuple(sorted({number, *held(holder, option.words)}))), share)
            for place, (option, share) in enumerate(zip(quote.options, quote.shares, strict=True))
            if place != quote.number
        ]
        readings += likeliest(candidates.text, others, profile, quote.candidate)
        readings += _without_adverb(candidates.text.view, number, quote.candidate, profile, share_right)
    for offered in unsuggested(candidates):
        rated = list(zip(offered, probabilities(offered, weights), strict=True))[1:]
        likely = [(option, share) for option, share in rated if share >= _LEAST and not held(holder, option.words)]
        readings += likeliest(candidates.text, likely, profile)
    return in_order(readings)


def _without_adverb(
    view: View, number: int, like: Candidate, profile: GuidelineProfile, share_right: Callable[[Candidate], float]
) -> Iterator[QuoteReading]:
    """The same quote with a cue that begins behind its adverb: "previously reported" is "reported" to some."""
    start, end = like.cue
    first = view[start]
    outside = first.pos_ == "ADV" and first.dep_ not in view.labels.relations.verb_group
    if outside and end - start > 1 and start != like.head:
        shortened = replace(like, cue=(start + 1, end))
        quote, own = (
            held_to(view.text, bare_quote(view, candidate, profile), profile) for candidate in (shortened, like)
        )
        if quote != own:
            yield QuoteReading((number,), (quote,), _ADVERB_OUTSIDE * share_right(like))


def in_order(readings: Sequence[QuoteReading]) -> tuple[QuoteReading, ...]:
    """The likeliest first, and "no quote" last: a key of its own says so, whatever else there is."""
    return tuple(sorted(readings, key=lambda reading: (not reading.quotes, -reading.probability)))


def likeliest(
    text: Text, rated: Sequence[tuple[Option, float]], profile: GuidelineProfile, suggested: Candidate | None = None
) -> Iterator[QuoteReading]:
    """The likeliest options as readings, each held to the guidelines; none of them is what is suggested."""
    kept = 0
    known: list[Quote] = []
    own = None if suggested is None else held_to(text.view.text, bare_quote(text.view, suggested, profile), profile)
    for option, share in sorted(rated, key=lambda pair: -pair[1]):
        if not option.words:
            yield QuoteReading(option.replaces, (), share)
        elif kept < _ANYHOW or (kept < MOST and share >= _LEAST):
            candidate = candidate_of(text, option)
            if candidate is None or _cuts_a_word(text.view, candidate.content):
                continue
            if suggested is not None and candidate.head == suggested.head:
                source = suggested.source
                if source is None or not overlap(candidate.content, [source]):
                    candidate.source = source
            quote = held_to(text.view.text, bare_quote(text.view, candidate, profile), profile)
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
