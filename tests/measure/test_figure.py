"""A figure and its interval."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.measure.figure import Arm, Figure, Tally, ratio_of, share_of, wilson


def test_a_share_has_the_interval_of_wilsons_paper_and_stays_within_its_bounds() -> None:
    share = Tally(8, 10).figure()
    assert (round(share.value, 3), round(share.low, 3), round(share.high, 3)) == (0.8, 0.490, 0.943)
    assert Tally(0, 5).figure().low < 1e-9
    assert Tally(5, 5).figure().high > 1 - 1e-9


def test_a_share_of_nothing_is_undefined_and_says_why() -> None:
    assert Tally(0, 0).figure() == Figure.undefined("nothing to count among")


def arm(*counts: tuple[int, int]) -> Arm:
    """What was asked and given in each document."""
    asked, given = (Counter({str(at): pair[side] for at, pair in enumerate(counts)}) for side in (0, 1))
    return Arm(asked, given)


def test_a_share_over_documents_is_as_exact_as_they_are_alike() -> None:
    alike, unlike = share_of(arm(*[(10, 8)] * 10), ""), share_of(arm(*[(10, 10), (10, 6)] * 5), "")
    assert alike.value == unlike.value == 0.8
    assert unlike.low < alike.low < 0.8 < alike.high < unlike.high
    assert (alike.low, alike.high) == pytest.approx(wilson(0.8, 100, 2.262), abs=0.001), "no more than all answers"
    assert share_of(arm((5, 5), (5, 5)), "") == Figure(1.0), "two documents tell nothing of others"
    assert share_of(arm((0, 0)), "none") == Figure.undefined("none")
    certain = share_of(arm(*[(10, 10)] * 5), "")
    assert (certain.value, certain.high) == (1.0, pytest.approx(1.0))
    assert 0.8 < certain.low < 0.95


def test_a_ratio_may_be_anything_and_differs_from_another_in_pairs() -> None:
    ones, others = arm(*[(2, 6), (4, 14), (6, 16)] * 4), arm(*[(2, 4), (4, 10), (6, 10)] * 4)
    ratio = ratio_of(ones, "")
    assert ratio.value == 3.0
    assert ratio.low < 3.0 < ratio.high
    less = ratio_of(ones, "", others)
    assert less.value == 1.0
    assert less.high - less.low < ratio.high - ratio.low, "what is alike in both does not count"
    same = ratio_of(ones, "", ones)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    assert ratio_of(ones, "none", arm((0, 0))) == Figure.undefined("none")
    assert ratio_of(arm((1, 3), (1, 5)), "") == Figure(4.0)


def test_what_is_given_where_nothing_is_asked_counts() -> None:
    assert ratio_of(arm((2, 2), (0, 3), (2, 2)), "").value == 7 / 4


# ---- The intervals, by other formulas: Wilson's bounds as roots of his equation, the variance from linear residuals.


STUDENT = (4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""The quantile of Student's t for 95 %, from two degrees of freedom on: from printed tables."""
COUNTS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(1, 9), st.integers(0, 9)), min_size=3)


def variance_of(*arms: list[tuple[int, int]]) -> float:
    """The variance of the ratio of given by asked, less that of a second arm, over documents: n / (n - 1) * sum d^2."""
    away = [0.0] * len(arms[0])
    for sign, counts in zip((1, -1), arms, strict=False):
        asked, given = (sum(side) for side in zip(*counts, strict=True))
        away = [one + sign * (here - given / asked * of) / asked for one, (of, here) in zip(away, counts, strict=True)]
    return len(away) / (len(away) - 1) * sum(one * one for one in away)


@settings(max_examples=40)
@given(COUNTS.map(lambda counts: counts[: 2 + len(STUDENT)]))
def test_a_ratio_and_a_difference_are_off_by_students_t_times_their_standard_error(counts) -> None:
    ones, others = ([one[:2] for one in counts], [one[2:] for one in counts])
    value, other = (sum(given for _, given in arm) / sum(asked for asked, _ in arm) for arm in (ones, others))
    quantile = STUDENT[len(counts) - 3]
    for found, wanted, variance in (
        (ratio_of(arm(*ones), ""), value, variance_of(ones)),
        (ratio_of(arm(*ones), "", arm(*others)), value - other, variance_of(ones, others)),
    ):
        half = pytest.approx(quantile * sqrt(variance), rel=8e-3, abs=1e-9)
        assert found.value == pytest.approx(wanted, abs=1e-9)
        assert (found.high - found.value, found.value - found.low) == (half, half)


@settings(max_examples=40)
@given(COUNTS.map(lambda counts: [(asked, min(asked, given)) for asked, given, *_ in counts[: 2 + len(STUDENT)]]))
def test_a_share_has_the_bounds_of_wilsons_equation_for_as_many_answers_as_its_variance_is_worth(counts) -> None:
    asked, given = (sum(side) for side in zip(*counts, strict=True))
    share, variance = given / asked, variance_of(counts)
    worth = min(asked, share * (1 - share) / variance) if variance > 1e-12 else asked
    found, quantile = share_of(arm(*counts), ""), STUDENT[len(counts) - 3]
    assert found.value == pytest.approx(share)
    for bound in (found.low, found.high):
        away = worth * (share - bound) ** 2
        assert away == pytest.approx(quantile**2 * bound * (1 - bound), rel=0.02, abs=1e-6)
    assert found.low <= share + 1e-9
    assert found.high >= share - 1e-9
