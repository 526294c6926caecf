"""From a raw score to a probability: the share of suggestions with such a score that were right on unseen articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import Family
from annotator.suggest.text.view import View

Steps = Sequence[tuple[float, float]]
"""Raw score and the probability there; rising."""


def table_of(view: View, candidate: Candidate) -> str:
    """The name of the candidate's table: its frame's family, apart for texts whose quotation marks are lost."""
    family = candidate.frame.family
    if family in (Family.INVERTED, Family.CLAUSE) and view.lost_marks(candidate.head):
        return f"{family}-unmarked"
    return family


def probability(score: float, steps: Steps) -> float:
    """The probability on the line between the two steps around the raw score; the score itself without steps.

    >>> probability(0.7, [(0.5, 0.6), (0.9, 0.8)])
    0.7
    """
    if not steps:
        return score
    scores, shares = zip(*steps, strict=True)
    return round(float(np.interp(score, scores, shares)), 6)


def read_steps(rows: Sequence[Sequence[str]]) -> Mapping[str, Steps]:
    """The table of a language, from the rows of its file: family, raw score, probability."""
    table: dict[str, list[tuple[float, float]]] = {}
    for name, low, share in rows:
        table.setdefault(name, []).append((float(low), float(share)))
    return {name: sorted(steps) for name, steps in table.items()}
