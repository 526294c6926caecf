"""From a parsed text to its quotes, and the component `annotator_quotes`, which finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from spacy.tokens import Doc

from annotator.core.habits import Habits
from annotator.core.model import Chance, Quote, QuoteReading
from annotator.core.profiles import SUGGESTED_FROM, GuidelineProfile, profile_named
from annotator.suggest.quotes.as_quote import as_quote, may_be_suggested
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.candidate_features import adjusted, chances_of, move_by_habits
from annotator.suggest.quotes.continuation import Judge, extend, weighing
from annotator.suggest.quotes.frames import QUOTED
from annotator.suggest.quotes.joining import join_regions
from annotator.suggest.quotes.lexicon import Lexicon, likelihood, load_lexicon
from annotator.suggest.quotes.readings.make import find_readings, pick
from annotator.suggest.quotes.readings.options import Candidates
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.quotes.sources import with_sources
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.span_groups import set_extensions, write_quotes, write_readings
from annotator.suggest.text.view import View


class QuoteFinder:
    """Puts the quotes of a parsed Doc into its span groups, and what else they could be where that is asked for."""

    def __init__(self, lang: str, *, profile: str, threshold: float | None) -> None:
        self.profile = profile_named(profile)
        self.lexicon = load_lexicon(lang)
        self.threshold = threshold
        self.readings = False
        """Whether what else the quotes could be is written, too."""
        set_extensions()

    def adapt(self, habits: Habits) -> None:
        """Suggest from now on as annotators with these habits decide; empty ones: as the rules ship."""
        self.lexicon = replace(self.lexicon, habits=habits)
        self.profile = habits.edges.profile(self.profile)

    def __call__(self, doc: Doc) -> Doc:
        suggested = find_quotes(doc, self.lexicon, self.profile, self.threshold, readings=self.readings)
        write_quotes(doc, suggested.quotes)
        if self.readings:
            write_readings(doc, suggested.readings, suggested.chances)
        return doc


@dataclass(frozen=True, slots=True)
class SuggestedQuotes:
    """The quotes of a text, in the order of their content; speakers are not named yet.

    `readings`: what else they could be; `chances`: the candidates that they were chosen from.
    """

    quotes: tuple[Quote, ...] = ()
    readings: tuple[QuoteReading, ...] = ()
    chances: tuple[Chance, ...] = ()


def find_quotes(
    doc: Doc, lexicon: Lexicon, profile: GuidelineProfile, threshold: float | None = None, *, readings: bool = False
) -> SuggestedQuotes:
    """The quotes of a parsed text; without `readings` nothing else.

    Those whose probability is below `threshold` are left out; None stands for SUGGESTED_FROM.
    """
    if not len(doc):
        return SuggestedQuotes()
    view, chosen, candidates = choose_and_keep(doc, lexicon, profile, threshold)
    share_right = partial(likelihood, view, lexicon=lexicon)
    likely = [candidate for candidate in chosen if threshold is None or share_right(candidate) >= threshold]
    dropped = [candidate for candidate in candidates if may_be_suggested(profile, view, candidate, lexicon)]
    chances = chances_of(view, candidates, profile, lexicon) if readings else None
    known = Candidates(view, dropped, likely)
    return quotes_among(known, lexicon.reading_weights, lexicon.source_weights, profile, share_right, chances)


def quotes_among(
    known: Candidates,
    weights: Mapping[str, float],
    source_weights: Mapping[str, float],
    profile: GuidelineProfile,
    share_right: Callable[[Candidate], float],
    chances: Iterable[Chance] | None,
) -> SuggestedQuotes:
    """The suggested ones of these candidates as quotes, each with its likeliest edges and source.

    `chances`: those that readings are told with; without, there are none.
    """
    picked = with_sources(known.text, pick(known, weights), source_weights)
    candidates = [quote.candidate for quote in picked]
    quotes = tuple(as_quote(known.text.view, own, profile, share_right(own)) for own in candidates)
    if chances is None:
        return SuggestedQuotes(quotes)
    return SuggestedQuotes(quotes, find_readings(known, picked, weights, profile, share_right), tuple(chances))


def choose_and_keep(
    doc: Doc, lexicon: Lexicon, profile: GuidelineProfile, threshold: float | None = None
) -> tuple[View, list[Candidate], list[Candidate]]:
    """The candidates that become quotes, with their raw scores, and all that the rules made, as these were before.

    A threshold below SUGGESTED_FROM lets weaker ones in.
    """
    view = View(doc)
    candidates = [weighed(view, candidate, lexicon) for candidate in generate(view)]
    if lexicon.habits.groups:
        for candidate in candidates:
            move_by_habits(view, candidate, profile, lexicon)
    least = SUGGESTED_FROM if threshold is None else min(threshold, SUGGESTED_FROM)
    strong = [c for c in candidates if c.score >= least and may_be_suggested(profile, view, c, lexicon)]
    return view, choose(view, copies(strong), weighing(view, lexicon.continuation_weights)), candidates


def copies(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates anew: those that are chosen are changed in place, and as they were they may be other readings."""
    return [replace(candidate, content=list(candidate.content)) for candidate in candidates]


def choose(view: View, candidates: list[Candidate], judge: Judge) -> list[Candidate]:
    """Those that become quotes, changed in place: joined with what no words report, and run on over further sentences.

    `judge` says which sentences they run on over.
    """
    chosen = select(candidates)
    for candidate in chosen:
        candidate.speech = sounds_spoken(view, candidate)
    join_regions(view, chosen)
    extend(view, chosen, judge)
    return select(chosen)


_WORTH = 0.15
"""Below this no feature helps, but for words in marks: not looking saves time."""


def weighed(view: View, candidate: Candidate, lexicon: Lexicon) -> Candidate:
    """The candidate with its score: how often its word in its frame makes a quote, moved by its features."""
    score = lexicon.precision(candidate.word, candidate.frame.name)
    worth = score >= _WORTH or candidate.frame is QUOTED
    candidate.score = candidate.shipped = adjusted(score, view, candidate, lexicon.feature_weights) if worth else score
    return candidate


# ---- Which of the candidates are quotes: none lies in another, each cue has one, the likeliest ones stay.


def select(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates worth suggesting, in text order.

    One whose cue lies in another's content gives way to it: what is reported inside of a report belongs to the outer
    one. Of those that share content, or a cue, the likelier stays; but what some words report goes before what none do.
    """
    outer = _outermost(_one_per_cue(candidates))
    return apart(sorted(outer, key=lambda c: (c.frame.uncued, -c.score, -len(c.tokens()), c.start)))


def _one_per_cue(candidates: list[Candidate]) -> list[Candidate]:
    by_cue: dict[int, Candidate] = {}
    for candidate in candidates:
        known = by_cue.get(candidate.head)
        if known is None or candidate.score > known.score:
            by_cue[candidate.head] = candidate
    return list(by_cue.values())


def _outermost(candidates: list[Candidate]) -> list[Candidate]:
    """Those whose cue lies in no other's content, going from the outside in."""
    held: dict[int, list[Candidate]] = {}
    by_head = {c.head: c for c in candidates}
    for candidate in candidates:
        for i in candidate.tokens() & by_head.keys():
            if by_head[i] is not candidate:
                held.setdefault(i, []).append(candidate)
    kept: list[Candidate] = []
    dropped: set[int] = set()
    for candidate in sorted(candidates, key=lambda c: -len(c.tokens())):
        holders = [h for h in held.get(candidate.head, []) if h.head not in dropped]
        if holders and not all(candidate.holds(h.head) and candidate.score > h.score for h in holders):
            dropped.add(candidate.head)
        else:
            kept.append(candidate)
    return kept


def apart(ranked: Iterable[Candidate]) -> list[Candidate]:
    """The first ones such that no two have the same cue or share a token of content, in text order."""
    taken: set[int] = set()
    kept: dict[int, Candidate] = {}
    for candidate in ranked:
        tokens = candidate.tokens()
        if candidate.head not in kept and taken.isdisjoint(tokens):
            taken |= tokens
            kept[candidate.head] = candidate
    return sorted(kept.values(), key=lambda c: c.start)
