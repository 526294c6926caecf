"""A figure and its interval."""

from __future__ import annotations

import random

from annotator.measure.figure import Figure, bootstrapped, proportion


def _mean(values):
    return sum(values) / len(values)


def test_a_share_has_the_interval_of_wilsons_paper_and_stays_within_its_bounds() -> None:
    share = proportion(8, 10)
    assert (round(share.value, 3), round(share.low, 3), round(share.high, 3)) == (0.8, 0.490, 0.943)
    assert proportion(0, 5).low < 1e-9
    assert proportion(5, 5).high > 1 - 1e-9


def test_a_share_of_nothing_is_undefined_and_says_why() -> None:
    assert proportion(0, 0) == Figure.undefined("nothing to count among")


def test_a_bootstrap_covers_the_mean_of_a_large_sample_and_is_the_same_each_time() -> None:
    chance = random.Random(1)
    values = [chance.gauss(5, 1) for _ in range(100)]
    low, high = bootstrapped(values, _mean)
    assert low < _mean(values) < high
    assert 0.3 < high - low < 0.5  # 2 * 1.96 standard errors of 0.1
    assert bootstrapped(values, _mean) == (low, high)


def test_there_is_no_interval_of_one_unit_or_where_most_draws_are_undefined() -> None:
    assert bootstrapped([1.0], _mean) is None
    assert bootstrapped([1.0, 2.0], lambda drawn: None) is None
