"""What the rules think of a text, in the form that the learned model reads: candidates by the cue's main word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation import extend
from annotator.suggest.quotes.continuation_weights import Judge, weighing
from annotator.suggest.quotes.find import weighed
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.quotes.rules.quoted import join_regions
from annotator.suggest.quotes.select import select
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import View, make_view

_LIKELY = 0.35
"""The probability from which a candidate belongs to the rules' own reading of the text."""
_FIRM = PROFILES["polnear"].threshold
_KEPT = 3


@dataclass(slots=True)
class Hints:
    """The rules' candidates of a Doc: the best few of each cue's main word, and those they would choose together.

    `chosen`: from a low probability on; `firm`: from the one that they suggest from.
    """

    by_head: dict[int, list[Candidate]] = field(default_factory=dict)
    chosen: list[Candidate] = field(default_factory=list)
    firm: list[Candidate] = field(default_factory=list)


def find_hints(doc: Doc, lexicon: Lexicon) -> tuple[View, Hints]:
    """The Doc as the rules look at it, and what they find in it, whatever the guideline profile."""
    view = make_view(doc)
    candidates = [weighed(view, candidate, lexicon) for candidate in generate(view)]
    judge = weighing(view, lexicon.belonging)
    firm = _chosen(view, [replace(c, content=list(c.content)) for c in candidates if c.score >= _FIRM], _FIRM, judge)
    hints = Hints(chosen=_chosen(view, candidates, _LIKELY, judge), firm=firm)
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.head, c.start, c.end, c.frame)):
        kept = hints.by_head.setdefault(candidate.head, [])
        if len(kept) < _KEPT and all(other.content != candidate.content for other in kept):
            kept.append(candidate)
    return view, hints


def _chosen(view: View, candidates: list[Candidate], least: float, judge: Judge) -> list[Candidate]:
    """What the rules would suggest from a probability on, run on over sentences where that sounds right."""
    chosen = select(view, candidates, least)
    for candidate in chosen:
        candidate.speech = sounds_spoken(view, candidate)
    join_regions(view, chosen)
    extend(view, chosen, judge)
    return select(view, chosen, least)
