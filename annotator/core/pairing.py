"""Which of several things is which of several others: one to one, the best first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def best_pairs(candidates: Iterable[tuple[Any, int, int]]) -> list[tuple[Any, int, int]]:
    """Of candidates (rank, number of the one, number of the other), those of the lowest rank; each number at most once.

    >>> best_pairs([(2, 0, 0), (1, 0, 1), (3, 1, 1), (4, 1, 0)])
    [(1, 0, 1), (4, 1, 0)]
    """
    ones, others = set[int](), set[int]()
    pairs = []
    for rank, one, other in sorted(candidates):
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            pairs.append((rank, one, other))
    return pairs
