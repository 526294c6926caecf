"""A figure and its interval."""

from __future__ import annotations

from functools import partial
from math import atanh, sqrt, tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.measure import figure as module
from annotator.measure.figure import (
    Arm,
    Asked,
    Effect,
    Figure,
    Tally,
    effect,
    enough_withheld,
    ratio_of,
    score_bounds,
)


def test_a_share_has_the_interval_of_wilsons_paper_and_stays_within_its_bounds() -> None:
    share = Tally(8, 10).figure()
    assert (round(share.value, 3), round(share.low, 3), round(share.high, 3)) == (0.8, 0.490, 0.943)
    assert Tally(0, 5).figure().low < 1e-9
    assert Tally(5, 5).figure().high > 1 - 1e-9


def test_a_share_of_nothing_is_undefined_and_says_why() -> None:
    assert Tally(0, 0).figure() == Figure.undefined("nothing to count among")


share_of, rate_of = (partial(ratio_of, bounded=bounded) for bounded in (True, False))


def arm(*counts: tuple[int, int]) -> Arm:
    """What was asked and given in each document."""
    return Arm({str(at): Tally(given, asked) for at, (asked, given) in enumerate(counts)})


def test_a_share_over_documents_is_as_exact_as_they_are_alike() -> None:
    alike, unlike = share_of(arm(*[(10, 8)] * 10), ""), share_of(arm(*[(10, 10), (10, 6)] * 5), "")
    assert alike.value == unlike.value == 0.8
    assert unlike.low < alike.low < 0.8 < alike.high < unlike.high
    of_all = score_bounds(0.8, 100, 2.262)
    assert (alike.low, alike.high) == pytest.approx(of_all, abs=0.001), "no more than all answers"
    assert share_of(arm((5, 5), (5, 5)), "") == Figure(1.0), "two documents tell nothing of others"
    assert share_of(arm((0, 0)), "none") == Figure.undefined("none")
    certain = share_of(arm(*[(10, 10)] * 5), "")
    assert (certain.value, certain.high) == (1.0, pytest.approx(1.0))
    assert 0.8 < certain.low < 0.95


def test_a_ratio_may_be_anything_and_differs_from_another_in_pairs() -> None:
    ones, others = arm(*[(2, 6), (4, 14), (6, 16)] * 4), arm(*[(2, 4), (4, 10), (6, 10)] * 4)
    ratio = rate_of(ones, "")
    assert ratio.value == 3.0
    assert ratio.low < 3.0 < ratio.high
    less = rate_of(ones, "", others)
    assert less.value == 1.0
    assert less.high - less.low < ratio.high - ratio.low, "what is alike in both does not count"
    same = rate_of(ones, "", ones)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    assert rate_of(ones, "none", arm((0, 0))) == Figure.undefined("none")
    assert rate_of(arm((1, 3), (1, 5)), "") == Figure(4.0)


def test_what_is_given_where_nothing_is_asked_counts() -> None:
    assert rate_of(arm((2, 2), (0, 3), (2, 2)), "").value == 7 / 4


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


@given(COUNTS.map(lambda counts: counts[: 2 + len(STUDENT)]))
def test_a_ratio_has_a_score_interval_and_a_difference_students_t_times_its_standard_error(counts) -> None:
    ones, others = ([one[:2] for one in counts], [one[2:] for one in counts])
    value, other = (sum(given for _, given in arm) / sum(asked for asked, _ in arm) for arm in (ones, others))
    quantile = STUDENT[len(counts) - 3]
    found = rate_of(arm(*ones), "")
    assert found.value == pytest.approx(value)
    of, variance = sum(asked for asked, _ in ones), variance_of(ones)
    worth = min(of, value / variance) if variance > 1e-12 else of
    for bound in (found.low, found.high):
        assert worth * (value - bound) ** 2 == pytest.approx(quantile**2 * bound, rel=0.02, abs=1e-6)
        assert bound >= 0
    less = rate_of(arm(*ones), "", arm(*others))
    half = pytest.approx(quantile * sqrt(variance_of(ones, others)), rel=8e-3, abs=1e-9)
    assert less.value == pytest.approx(value - other, abs=1e-9)
    assert (less.high - less.value, less.value - less.low) == (half, half)


@given(COUNTS.map(lambda counts: counts[: 2 + len(STUDENT)]))
def test_a_difference_of_shares_has_the_bounds_of_fishers_z_and_stays_between_minus_one_and_one(counts) -> None:
    ones = [(asked, min(asked, given)) for asked, given, *_ in counts]
    others = [(asked, min(asked, given)) for *_, asked, given in counts]
    found = share_of(arm(*ones), "", arm(*others))
    value, other = (sum(given for _, given in side) / sum(asked for asked, _ in side) for side in (ones, others))
    assert found.value == pytest.approx(value - other, abs=1e-9)
    if abs(found.value) == 1:
        assert found.low is None, "it tells nothing of how much it varies"
        return
    half = STUDENT[len(counts) - 3] * sqrt(variance_of(ones, others)) / (1 - found.value**2)
    assert -1 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
    for bound, way in ((found.low, -1), (found.high, 1)):
        assert bound == pytest.approx(tanh(atanh(found.value) + way * half), abs=0.01)


def test_at_three_articles_no_bound_lies_where_no_figure_can() -> None:
    keys = rate_of(arm((9, 1), (8, 30), (10, 0)), "")
    assert (keys.low >= 0, keys.value) == (True, 31 / 27), "Student's t went below 0"
    less = share_of(arm((5, 5), (6, 6), (4, 1)), "", arm((5, 0), (6, 1), (4, 1)))
    assert -1 <= less.low < less.value < less.high <= 1


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


# ---- Differences of rates, against published examples, and what makes their intervals wider.


Z = 1.959964


def spread(seen: list[tuple[int, int]], withheld: list[tuple[int, int]]) -> Asked:
    """Asked (asked, given) of documents, one after the other; where it was not asked nothing is counted."""
    return Asked(*(arm(*(one for one in counts if one[0])) for counts in (seen, withheld)))


def bounds(found: Effect) -> tuple[float, float]:
    assert found.difference.low is not None
    assert found.difference.high is not None
    return found.difference.low, found.difference.high


EVEN = spread([(7, 6)] * 6 + [(7, 5)] * 4, [(8, 5)] * 8 + [(8, 4)] * 2)
"""56 of 70 and 48 of 80, the same in all documents: as if all were independent."""


def test_where_documents_are_alike_it_is_newcombes_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Table II of the paper, example (a), method 10."""
    monkeypatch.setattr(module, "_student", lambda _: Z)
    found = effect([EVEN])
    assert (found.seen, found.withheld, found.documents) == (Tally(56, 70), Tally(48, 80), 10)
    assert found.difference.value == pytest.approx(0.2)
    assert bounds(found) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_few_documents_make_it_wider() -> None:
    few = spread([(35, 28)] * 2 + [(0, 0)] * 9, [(0, 0)] * 8 + [(40, 24)] * 2 + [(1, 1)])
    (low, high), (low_few, high_few) = bounds(effect([EVEN])), bounds(effect([few]))
    assert low_few < low < 0.0524 < 0.3339 < high < high_few


def test_documents_that_differ_make_it_wider() -> None:
    apart = spread([(7, 7)] * 8 + [(7, 0)] * 2, [(8, 8)] * 6 + [(8, 0)] * 4)
    (low, high), (low_apart, high_apart) = bounds(effect([EVEN])), bounds(effect([apart]))
    assert effect([apart]).difference.value == pytest.approx(0.2)
    assert low_apart < low - 0.1
    assert high_apart > high + 0.1


@pytest.mark.parametrize(("freedom", "quantile"), [(3, 3.182), (4, 2.776), (10, 2.228), (30, 2.042), (1000, 1.962)])
def test_the_quantile_is_that_of_students_distribution(freedom: int, quantile: float) -> None:
    assert module._student(freedom) == pytest.approx(quantile, rel=2e-3)


def test_annotators_who_differ_make_no_effect_of_their_own() -> None:
    """Each gives the label as often with the suggestion as without; less was withheld from the one who gives more."""
    much = spread([(100, 90)] * 5, [(10, 9)] * 5)
    little = spread([(10, 1)] * 5, [(10, 1)] * 5)
    found = effect([much, little])
    assert found.difference.value == pytest.approx(0)
    assert bounds(found)[0] < 0 < bounds(found)[1]


def test_who_had_nothing_withheld_counts_in_no_effect() -> None:
    alone = effect([EVEN])
    assert effect([EVEN, spread([(50, 0)] * 10, [(0, 0)] * 10)]) == alone


@pytest.mark.parametrize(
    ("withheld", "why"),
    [
        ([(3, 1)] * 3, "9 withheld, at least 10 are needed, about 97 for 10 points either way"),
        ([(10, 5), (10, 5), (0, 0)], "withheld in 2 articles only: 3 are needed"),
        ([(5, 5), (5, 5), (0, 0)], "withheld in 2 articles only: 3 are needed"),
    ],
)
def test_of_too_little_nothing_is_said_but_how_much_is_needed(withheld: list[tuple[int, int]], why: str) -> None:
    found = effect([spread([(10, 5)] * 3, withheld)])
    assert (found.difference.value, found.difference.why, found.is_seen) == (None, why, False)


def test_without_anything_seen_there_is_nothing_to_compare() -> None:
    found = effect([spread([(0, 0)] * 10, [(8, 5)] * 10)])
    assert found.difference.why == "nothing to hold the withheld ones against"


def test_an_effect_is_seen_where_the_interval_does_not_hold_0() -> None:
    assert effect([spread([(7, 7)] * 10, [(8, 1)] * 10)]).is_seen
    assert effect([spread([(7, 0)] * 10, [(8, 7)] * 10)]).is_seen
    assert not effect([spread([(7, 3)] * 10, [(8, 4)] * 10)]).is_seen


@pytest.mark.parametrize(
    ("low", "high", "seen"),
    [
        (0.1, 0.2, True),
        (0.0, 0.2, False),
        (-0.2, 0.0, False),
        (-0.2, -0.1, True),
        (-0.1, 0.1, False),
        (None, None, False),
    ],
)
def test_an_interval_that_ends_at_0_holds_it(low: float | None, high: float | None, seen: bool) -> None:
    assert Effect(Tally(1, 2), Tally(1, 2), 3, Figure(0.1, low, high)).is_seen is seen


def test_all_or_none_has_an_interval_too() -> None:
    found = effect([spread([(7, 7)] * 10, [(8, 8)] * 10)])
    low, high = bounds(found)
    assert (found.difference.value, low < 0 < high) == (0, True)
    assert -0.1 < low < -0.04


def test_as_many_are_asked_for_as_make_ten_points() -> None:
    assert enough_withheld() == 97
