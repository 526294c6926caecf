"""A distance between sets of labels, for sentences that may have several topics."""

from __future__ import annotations

from collections.abc import Hashable

_INCLUDED = 2 / 3
_CROSSING = 1 / 3


def masi_distance(one: Hashable, other: Hashable) -> float:
    """How far two sets of labels (frozensets) are apart: 0 for the same, 1 for those with nothing in common.

    1 - J * M. J is the Jaccard coefficient, intersection over union. M is 1 for equal sets, 2/3 where one includes the
    other, 1/3 where they have some in common and each has others, 0 else. Passonneau, Measuring Agreement on Set-Valued
    Items (MASI) for Semantic and Pragmatic Annotation, LREC 2006, section 4.

    >>> masi_distance(frozenset("ab"), frozenset("abcd"))
    0.6666666666666667
    """
    assert isinstance(one, frozenset)
    assert isinstance(other, frozenset)
    common = one & other
    if one == other:
        return 0.0
    jaccard = len(common) / len(one | other)
    return 1 - jaccard * (_INCLUDED if common in (one, other) else _CROSSING)
