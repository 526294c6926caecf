"""From a parsed text to its quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from spacy.tokens import Doc

from annotator.core.model import Chance, Quote, QuoteReading
from annotator.core.profiles import Profile
from annotator.suggest.quotes.as_quote import as_quote, likelihood
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.candidate_features import adjusted
from annotator.suggest.quotes.chances import chances_of, habitual
from annotator.suggest.quotes.continuation import extend, weighing
from annotator.suggest.quotes.frames import QUOTED
from annotator.suggest.quotes.joining import join_regions
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.profiles import may_be
from annotator.suggest.quotes.readings.make import find_readings
from annotator.suggest.quotes.readings.options import Candidates
from annotator.suggest.quotes.readings.pick import pick
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.quotes.select import select
from annotator.suggest.quotes.sources import named
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import View, make_view


@dataclass(frozen=True, slots=True)
class Found:
    """The quotes of a text, in the order of their content; speakers are not named yet.

    `readings`: what else they could be; `chances`: the candidates that they were chosen from.
    """

    quotes: tuple[Quote, ...] = ()
    readings: tuple[QuoteReading, ...] = ()
    chances: tuple[Chance, ...] = ()


def find_quotes(
    doc: Doc, lexicon: Lexicon, profile: Profile, threshold: float | None = None, *, readings: bool = False
) -> Found:
    """The quotes of a parsed text; without `readings` nothing else.

    Those whose probability is below `threshold` are left out; None leaves the choice to the profile.
    """
    if not len(doc):
        return Found()
    view, chosen, candidates = choose_and_keep(doc, lexicon, profile, threshold)
    share_right = partial(likelihood, view, lexicon=lexicon)
    likely = [one for one in chosen if threshold is None or share_right(one) >= threshold]
    dropped = [candidate for candidate in candidates if may_be(profile, view, candidate, lexicon)]
    known, weights = Candidates.of(view, dropped, likely), lexicon.reading_weights
    picked = named(view, pick(known, weights), lexicon.source_weights)
    quotes = tuple(as_quote(view, one.candidate, profile, lexicon) for one in picked)
    if not readings:
        return Found(quotes)
    return Found(
        quotes,
        find_readings(known, picked, weights, profile, share_right),
        tuple(chances_of(view, candidates, profile, lexicon)),
    )


def choose_and_keep(
    doc: Doc, lexicon: Lexicon, profile: Profile, threshold: float | None = None
) -> tuple[View, list[Candidate], list[Candidate]]:
    """The same candidates as `choose`, and all that the rules made, as they were before any was chosen."""
    view = make_view(doc)
    candidates = _candidates(view, lexicon, profile)
    least = _least(profile, threshold)
    # Those that are chosen are changed in place: what they were at first may be another reading.
    copies = (replace(one, content=list(one.content)) for one in candidates if one.score >= least)
    chosen = _run_on(view, _begun(view, copies, lexicon, profile, least), lexicon, least)
    return view, chosen, candidates


def choose(doc: Doc, lexicon: Lexicon, profile: Profile, threshold: float | None) -> tuple[View, list[Candidate]]:
    """The candidates that become quotes, with their raw scores. A threshold below the profile's lets weaker ones in."""
    least = _least(profile, threshold)
    view, chosen = begin(doc, lexicon, profile, least)
    return view, _run_on(view, chosen, lexicon, least)


def begin(doc: Doc, lexicon: Lexicon, profile: Profile, least: float) -> tuple[View, list[Candidate]]:
    """The candidates of at least that raw score that become quotes, not yet run on over further sentences."""
    view = make_view(doc)
    return view, _begun(view, _candidates(view, lexicon, profile), lexicon, profile, least)


def _least(profile: Profile, threshold: float | None) -> float:
    return profile.threshold if threshold is None else min(threshold, profile.threshold)


def _candidates(view: View, lexicon: Lexicon, profile: Profile) -> list[Candidate]:
    candidates = [weighed(view, candidate, lexicon) for candidate in generate(view)]
    if lexicon.habits.groups:
        for candidate in candidates:
            habitual(view, candidate, profile, lexicon)
    return candidates


def _begun(
    view: View, candidates: Iterable[Candidate], lexicon: Lexicon, profile: Profile, least: float
) -> list[Candidate]:
    strong = [c for c in candidates if c.score >= least and may_be(profile, view, c, lexicon)]
    chosen = select(view, strong, least)
    for candidate in chosen:
        candidate.speech = sounds_spoken(view, candidate)
    join_regions(view, chosen)
    return chosen


def _run_on(view: View, chosen: list[Candidate], lexicon: Lexicon, least: float) -> list[Candidate]:
    extend(view, chosen, weighing(view, lexicon.continuation_weights))
    return select(view, chosen, least)


_WORTH = 0.15
"""Below this no feature helps, but for words in marks: not looking saves time."""


def weighed(view: View, candidate: Candidate, lexicon: Lexicon) -> Candidate:
    """The candidate with its score: how often its word in its frame makes a quote, moved by its features."""
    score = lexicon.precision(candidate.word, candidate.frame.name)
    worth = score >= _WORTH or candidate.frame is QUOTED
    candidate.score = candidate.shipped = adjusted(score, view, candidate, lexicon.feature_weights) if worth else score
    return candidate
