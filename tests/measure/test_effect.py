"""Differences of rates, against published examples, and what makes their intervals wider."""

from __future__ import annotations

from collections import Counter

import pytest

from annotator.measure import figure as module
from annotator.measure.figure import Arm, Asked, Effect, Tally, effect, enough_withheld

Z = 1.959964


def arm(counts: dict[str, tuple[int, int]]) -> Arm:
    """How often it was asked and given in each document; in those where it was not asked nothing is counted."""
    some = {name: numbers for name, numbers in counts.items() if numbers[0]}
    return Arm(*(Counter({name: numbers[at] for name, numbers in some.items()}) for at in (0, 1)))


def spread(seen: list[tuple[int, int]], withheld: list[tuple[int, int]]) -> Asked:
    """Asked (asked, given) of documents, one after the other."""
    return Asked(
        *(arm({f"document {number}": one for number, one in enumerate(counts)}) for counts in (seen, withheld))
    )


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


def test_all_or_none_has_an_interval_too() -> None:
    found = effect([spread([(7, 7)] * 10, [(8, 8)] * 10)])
    low, high = bounds(found)
    assert (found.difference.value, low < 0 < high) == (0, True)
    assert -0.1 < low < -0.04


def test_as_many_are_asked_for_as_make_ten_points() -> None:
    assert enough_withheld() == 97
