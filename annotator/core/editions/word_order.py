"""Which words two texts have in common in the same order: unique words as anchors, and Myers' diff between them.

First patience diff (B. Cohen, 2007): groups of words, then words, that stand exactly once in both, as far as they are
in the same order. What is left between them goes by the greedy algorithm of E. Myers, "An O(ND) difference algorithm
and its variations", Algorithmica 1 (1986), as long as not too much differs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

GROUPS = (6, 3, 1)
"""How many words in a row are looked for as an anchor, one after the other. Set by hand."""
MOST_DIFFERENCES = 400
"""Words put in and left out between two anchors at most: behind that, what is there counts as another text."""
DEEPEST = 60
"""How often the stretch between two anchors is looked through for anchors again at most."""

Pair = tuple[int, int]


class _Stretch(NamedTuple):
    """Words `[a, a_end)` of the one text and `[b, b_end)` of the other that are still to be compared."""

    a: int
    a_end: int
    b: int
    b_end: int
    depth: int = 0


def common_words(one: Sequence[str], other: Sequence[str]) -> list[Pair]:
    """Pairs (number in the one, number in the other) of the same words, both numbers ascending."""
    pairs: list[Pair] = []
    waiting = [_Stretch(0, len(one), 0, len(other))]
    while waiting:
        stretch = _trimmed(one, other, waiting.pop(), pairs)
        if stretch.a == stretch.a_end or stretch.b == stretch.b_end:
            continue
        anchors = _anchors(one, other, stretch) if stretch.depth < DEEPEST else []
        if anchors:
            pairs += anchors
            waiting += _between(anchors, stretch)
        else:
            pairs += _myers(one, other, stretch)
    return sorted(pairs)


def in_same_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The most pairs whose second numbers ascend; the first numbers do already. By patience sorting."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(second)
            last.append(at)
        else:
            tops[pile], last[pile] = second, at
    chosen: list[Pair] = []
    at = last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _trimmed(one: Sequence[str], other: Sequence[str], stretch: _Stretch, pairs: list[Pair]) -> _Stretch:
    """The stretch without the words that it begins and ends with in both, which go to the pairs."""
    a, a_end, b, b_end, depth = stretch
    while a < a_end and b < b_end and one[a] == other[b]:
        pairs.append((a, b))
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and one[a_end - 1] == other[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
        pairs.append((a_end, b_end))
    return _Stretch(a, a_end, b, b_end, depth)


def _anchors(one: Sequence[str], other: Sequence[str], stretch: _Stretch) -> list[Pair]:
    """Where groups of words stand that are once in both, in the same order; of the longest groups that there are."""
    for length in GROUPS:
        here = _once(one, stretch.a, stretch.a_end, length)
        there = _once(other, stretch.b, stretch.b_end, length)
        anchors = in_same_order(sorted((at, there[group]) for group, at in here.items() if group in there))
        if anchors:
            return anchors
    return []


def _once(words: Sequence[str], first: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """The groups of that many words that stand exactly once in a stretch, with where they begin."""
    found: dict[tuple[str, ...], int] = {}
    for at in range(first, end - length + 1):
        group = tuple(words[at : at + length])
        found[group] = -1 if group in found else at
    return {group: at for group, at in found.items() if at >= 0}


def _between(anchors: Sequence[Pair], stretch: _Stretch) -> Iterator[_Stretch]:
    a, b = stretch.a, stretch.b
    for at, other in (*anchors, (stretch.a_end, stretch.b_end)):
        if a < at and b < other:
            yield _Stretch(a, at, b, other, stretch.depth + 1)
        a, b = at + 1, other + 1


def _myers(one: Sequence[str], other: Sequence[str], stretch: _Stretch) -> list[Pair]:
    """The pairs of a shortest edit script; none where more than MOST_DIFFERENCES words differ."""
    a0, a_end, b0, b_end, _ = stretch
    across, down = a_end - a0, b_end - b0
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for differences in range(min(across + down, MOST_DIFFERENCES) + 1):
        trace.append(dict(furthest))
        for k in range(-differences, differences + 1, 2):
            if k == -differences or (k != differences and furthest.get(k - 1, -1) < furthest.get(k + 1, -1)):
                x = furthest.get(k + 1, 0)
            else:
                x = furthest[k - 1] + 1
            while 0 <= x < across and 0 <= x - k < down and one[a0 + x] == other[b0 + x - k]:
                x += 1
            furthest[k] = x
            if x >= across and x - k >= down:
                return [(a0 + x, b0 + y) for x, y in _walked_back(trace, across, down)]
    return []


def _walked_back(trace: list[dict[int, int]], across: int, down: int) -> Iterator[Pair]:
    """The diagonals of the path that ends at the far corner."""
    x, y = across, down
    for differences in range(len(trace) - 1, -1, -1):
        furthest, k = trace[differences], x - y
        if k == -differences or (k != differences and furthest.get(k - 1, -1) < furthest.get(k + 1, -1)):
            before = k + 1
        else:
            before = k - 1
        x_before = furthest.get(before, 0) if differences else 0
        y_before = x_before - before if differences else 0
        while x > max(x_before, 0) and y > max(y_before, 0):
            x, y = x - 1, y - 1
            yield x, y
        x, y = x_before, y_before
