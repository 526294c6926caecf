"""The rules' candidates of a Doc, by anchor (a cue's main word): features for the network, and half of the mix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation import Judge, extend, weighing
from annotator.suggest.quotes.find import weighed
from annotator.suggest.quotes.joining import join_regions
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.quotes.select import select
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import View, make_view

_LIKELY = 0.35
"""The score from which a rule candidate may be chosen; set by hand, lower than what the rules suggest from."""
_FIRM = PROFILES["polnear"].threshold
"""The threshold that the rules suggest from."""
_KEPT = 3
"""How many candidates are kept of each anchor."""


@dataclass(slots=True)
class RuleCandidates:
    """The rules' candidates of a Doc.

    `by_head`: the best few of each anchor, best first. `chosen`: those that the rules would suggest, none overlapping
    another, at a low threshold; `firm`: at their own threshold. `uncued`: what they would suggest beside these that no
    words report, so that it has no anchor.
    """

    by_head: dict[int, list[Candidate]] = field(default_factory=dict)
    chosen: list[Candidate] = field(default_factory=list)
    firm: list[Candidate] = field(default_factory=list)
    uncued: list[Candidate] = field(default_factory=list)


def find_rule_candidates(doc: Doc, lexicon: Lexicon) -> tuple[View, RuleCandidates]:
    """The rules' view of a parsed Doc, and their candidates in it, whatever the guideline profile."""
    view = make_view(doc)
    made = [weighed(view, candidate, lexicon) for candidate in generate(view)]
    # What no words report has no anchor that the network could learn.
    candidates = [candidate for candidate in made if not candidate.frame.uncued]
    judge = weighing(view, lexicon.continuation_weights)
    firm = _chosen(view, _copies(candidates), _FIRM, judge)
    uncued = _chosen(view, _copies(made), _FIRM, judge) if len(made) > len(candidates) else []
    rule_candidates = RuleCandidates(
        chosen=_chosen(view, candidates, _LIKELY, judge), firm=firm, uncued=[c for c in uncued if c.frame.uncued]
    )
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.head, c.start, c.end, c.frame.name)):
        kept = rule_candidates.by_head.setdefault(candidate.head, [])
        if len(kept) < _KEPT and all(other.content != candidate.content for other in kept):
            kept.append(candidate)
    return view, rule_candidates


def _copies(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that the rules may suggest: what is chosen is changed in place."""
    return [replace(c, content=list(c.content)) for c in candidates if c.score >= _FIRM]


def _chosen(view: View, candidates: list[Candidate], least: float, judge: Judge) -> list[Candidate]:
    """What the rules would suggest at a threshold, with the sentences that continue a quote."""
    chosen = select(view, candidates, least)
    for candidate in chosen:
        candidate.speech = sounds_spoken(view, candidate)
    join_regions(view, chosen)
    extend(view, chosen, judge)
    return select(view, chosen, least)
