"""What else the rules' quotes could be: the candidates that were dropped for them, and no quote at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.core.model import Quote, QuoteReading
from annotator.core.profiles import Profile
from annotator.suggest.quotes.as_quote import as_quote, likelihood
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import View

_WORTH_OFFERING = 0.15
"""The raw score from which a candidate is offered where nothing is suggested. Set by hand."""


def find_readings(
    view: View,
    candidates: Sequence[Candidate],
    suggested: Sequence[tuple[Quote, Candidate]],
    profile: Profile,
    lexicon: Lexicon,
) -> tuple[QuoteReading, ...]:
    """Other readings of what is suggested, and quotes that are not, likeliest first.

    `candidates`: all that the rules made and the profile admits, as they were before any was chosen. `suggested`: the
    quotes with the candidates that they were made of.
    """
    by_head: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_head.setdefault(candidate.head, []).append(candidate)
    readings: list[QuoteReading] = []
    taken: set[int] = set()
    for number, (quote, chosen) in enumerate(suggested):
        readings += _of_quote(view, number, quote, by_head.get(chosen.head, ()), profile, lexicon)
        taken |= chosen.tokens()
    heads = {chosen.head for _, chosen in suggested}
    readings += _unsuggested(view, [c for c in candidates if c.head not in heads], taken, profile, lexicon)
    return tuple(sorted(readings, key=lambda reading: -reading.probability))


def _of_quote(
    view: View, number: int, quote: Quote, candidates: Iterable[Candidate], profile: Profile, lexicon: Lexicon
) -> list[QuoteReading]:
    """The other candidates of the same cue, and no quote."""
    score = quote.score or 0.0
    others: dict[Quote, float] = {}
    for candidate in candidates:
        other = _made(view, candidate, profile, lexicon)
        if other.content != quote.content:
            others[other] = max(candidate.score, others.get(other, 0.0))
    whole = sum(others.values()) + score
    readings = [QuoteReading((number,), (other,), score * each / whole) for other, each in others.items()]
    return [*readings, QuoteReading((number,), (), 1 - score)]


def _unsuggested(
    view: View, candidates: Iterable[Candidate], taken: set[int], profile: Profile, lexicon: Lexicon
) -> list[QuoteReading]:
    """The best candidate of each other cue that shares no content with what is suggested."""
    readings = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        if candidate.score < _WORTH_OFFERING or candidate.head in readings or candidate.head in taken:
            continue
        if candidate.tokens().isdisjoint(taken):
            made = _made(view, candidate, profile, lexicon)
            readings[candidate.head] = QuoteReading((), (made,), likelihood(view, candidate, lexicon))
    return list(readings.values())


def _made(view: View, candidate: Candidate, profile: Profile, lexicon: Lexicon) -> Quote:
    """The quote that a candidate makes, bare."""
    spoken = replace(candidate, speech=sounds_spoken(view, candidate))
    return as_quote(view, spoken, profile, lexicon).bare()
