"""Which quote of one annotator is which of another: one to one, the best first.

No annotator is the one who is right, so nothing here may depend on who is called the first of two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from annotator.measure.agreement.marks import MarkedQuote, Runs

FOUND_FROM = 0.5
"""The share of letters and digits in common (intersection over union) from which two spans overlap."""
FARTHEST = 5
"""The most words that an edge may be off in the sweep of tolerances."""

Cost = Callable[[MarkedQuote, MarkedQuote], float | None]
"""How far two quotes that share a token are from each other; None where they cannot be the same."""


class Match(NamedTuple):
    """Two quotes that were taken for the same, by their numbers, and their cost."""

    one: int
    other: int
    cost: float


def one_to_one(ones: Sequence[MarkedQuote], others: Sequence[MarkedQuote], cost: Cost) -> list[Match]:
    """Pairs of quotes, greedily those of the lowest cost first, each quote in one pair at most.

    Of pairs that cost the same, those come first that have more else in common (type, speaker, cue, source,
    attributes), then those that come first in the text.
    """
    candidates: list[tuple[float, int, list[Any], int, int]] = []
    for i, one in enumerate(ones):
        near = [(j, other) for j, other in enumerate(others) if one.all_tokens & other.all_tokens]
        for j, other in near:
            price = cost(one, other)
            if price is not None:
                candidates.append((price, -_alike(one, other), sorted((one.order, other.order)), i, j))
    taken: set[int] = set()
    given: set[int] = set()
    matches = []
    for price, _, _, i, j in sorted(candidates):
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            matches.append(Match(i, j, price))
    return matches


def overlapping(role: str) -> Cost:
    """1 minus the intersection over union (Jaccard) of the letters and digits in that role; None below FOUND_FROM.

    As PolNeAR's and PARC's annotations are compared with what programs find: `overlap` of docs/quality.md.
    """

    def cost(one: MarkedQuote, other: MarkedQuote) -> float | None:
        mine, theirs = one.letters[role], other.letters[role]
        common = (mine & theirs).bit_count()
        if not common:
            return None
        share = common / (mine | theirs).bit_count()
        return 1 - share if share >= FOUND_FROM else None

    return cost


def touching(one: MarkedQuote, other: MarkedQuote) -> float | None:
    """Minus the tokens in common as content or as cue, in the same role; None without any.

    One mention can be the source of many quotes: to share it does not make two quotes the same.
    """
    common = sum((one.tokens[role] & other.tokens[role]).bit_count() for role in ("content", "cue"))
    return -common if common else None


def off_by(role: str) -> Cost:
    """By how many words the edges in that role are off at most: 0 for the same letters and digits; None above FARTHEST.

    A span that begins or ends within another's word is off by 1. Spans with no letter in common are None, and so are
    contents in another number of pieces.
    """

    def cost(one: MarkedQuote, other: MarkedQuote) -> float | None:
        if not one.letters[role] & other.letters[role]:
            return None
        same = one.letters[role] == other.letters[role]
        return 0 if same else _edges_off(one.runs[role], other.runs[role])

    return cost


def _edges_off(mine: Runs, theirs: Runs) -> float | None:
    if len(mine) != len(theirs) or not mine:
        return None
    off = max(abs(a - b) for one, other in zip(mine, theirs, strict=True) for a, b in zip(one, other, strict=True))
    return max(1, off) if off <= FARTHEST else None


def with_role(quotes: Iterable[MarkedQuote], role: str) -> list[MarkedQuote]:
    """Those that have that role. What marks white space alone marks nothing."""
    return [one for one in quotes if one.tokens[role]]


def _alike(one: MarkedQuote, other: MarkedQuote) -> int:
    mine, theirs = one.quote, other.quote
    return sum(
        (
            mine.type is theirs.type,
            mine.speaker == theirs.speaker,
            mine.cue == theirs.cue,
            mine.source == theirs.source,
            mine.attributes == theirs.attributes,
        )
    )
