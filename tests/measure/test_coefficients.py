"""Alpha, kappa, distances of sets, and counts that add up over documents and over draws of a bootstrap."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from statistics import NormalDist

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.measure.coefficients import (
    Counts,
    Documents,
    alpha,
    cohens_kappa,
    count_values,
    masi_distance,
    mean_kappa,
    ratio,
)
from annotator.measure.figure import DRAWS, SEED

# ---- Krippendorff's alpha from sums, against published examples and the krippendorff package.


NO = -1
"""No value."""
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A and C.
TWO_OBSERVERS = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3],
    [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO],
]


def nominal(*documents):
    counted = []
    for values in documents:
        counts = Counts(float)
        units = zip(*([None if value == NO else value for value in row] for row in values), strict=True)
        count_values(counts, "x", Counter(units).items())
        counted.append(counts)
    return alpha(Documents(counted).total, "x")[0]


def test_the_published_examples_come_out() -> None:
    assert nominal(TWO_OBSERVERS) == pytest.approx(0.095, abs=0.0005)
    assert nominal(FOUR_OBSERVERS) == pytest.approx(0.743, abs=0.0005)


def test_documents_add_up_to_what_they_are_as_one() -> None:
    values = np.array(FOUR_OBSERVERS)
    assert nominal(values[:, :5], values[:, 5:]) == pytest.approx(nominal(values), abs=1e-12)


def test_without_variation_or_units_that_two_valued_it_is_undefined() -> None:
    assert np.isnan(nominal([[1, 1, 1], [1, 1, 1]]))
    assert np.isnan(nominal([[1, NO], [NO, 2]]))
    assert np.isnan(alpha(Documents([Counts(float)]).total, "x")[0])


VALUES = st.integers(2, 4).flatmap(
    lambda people: st.lists(st.lists(st.integers(NO, 3), min_size=people, max_size=people), min_size=2, max_size=12)
)


def _varies(units) -> bool:
    pairable = [[value for value in unit if value != NO] for unit in units]
    return len({value for unit in pairable if len(unit) > 1 for value in unit}) > 1


@given(VALUES.filter(_varies))
def test_it_equals_the_package(units) -> None:
    values = np.array(units).T
    theirs = krippendorff.alpha(np.where(values == NO, np.nan, values), level_of_measurement="nominal")
    assert nominal(values) == pytest.approx(theirs, abs=1e-9)


SETS = [frozenset(one) for one in ("", "a", "b", "ab", "abc", "bc")]


@given(VALUES.filter(_varies))
def test_with_a_distance_of_sets_it_equals_the_package_too(units) -> None:
    counts = Counts(float)
    given = ([SETS[value] for value in unit if value != NO] for unit in units)
    count_values(counts, "x", ((unit, 1) for unit in given), masi_distance)

    def metric(one, other, *_, **__):
        distances = [masi_distance(SETS[int(a)], SETS[int(b)]) for a, b in zip(one.flat, other.flat, strict=True)]
        return np.array(distances).reshape(one.shape)

    values = np.array(units, dtype=float).T
    values[values == NO] = np.nan

    def broadcast(one, other, *rest, **more):
        return metric(*np.broadcast_arrays(one, other), *rest, **more)

    theirs = krippendorff.alpha(values, level_of_measurement=broadcast)
    assert alpha(Documents([counts]).total, "x", masi_distance)[0] == pytest.approx(theirs, abs=1e-9)


# ---- Cohen's kappa, and its mean over pairs.


def kappa(table):
    return cohens_kappa({key: np.array([float(number)]) for key, number in table.items()})


# Artstein & Poesio (2008), Table 2: kappa is 0.348 where pi is 0.341 and S 0.4.
DIALOGUE_ACTS = {("stat", "stat"): 20, ("stat", "ireq"): 20, ("ireq", "stat"): 10, ("ireq", "ireq"): 50}


def test_the_example_of_artstein_and_poesio_comes_out_whoever_is_the_first() -> None:
    assert kappa(DIALOGUE_ACTS)[0] == pytest.approx(0.348, abs=0.0005)
    turned = {(other, one): number for (one, other), number in DIALOGUE_ACTS.items()}
    assert kappa(turned)[0] == pytest.approx(kappa(DIALOGUE_ACTS)[0])


def test_it_is_one_where_all_is_the_same_and_minus_where_it_is_less_than_chance() -> None:
    assert kappa({("a", "a"): 3, ("b", "b"): 2})[0] == 1
    assert kappa({("a", "b"): 1, ("b", "a"): 1})[0] == -1


def test_a_value_that_only_one_of_the_two_gives_counts_for_nothing_by_chance() -> None:
    # A_o = 3/4; A_e = 1 * 3/4 + 0 * 1/4 = 3/4.
    assert kappa({("a", "a"): 3, ("a", "b"): 1})[0] == 0


def test_it_is_undefined_where_all_is_of_one_value() -> None:
    assert np.isnan(kappa({("a", "a"): 3})[0])


def test_the_mean_leaves_out_pairs_for_which_it_is_undefined() -> None:
    found = mean_kappa([np.array([0.5, np.nan]), np.array([np.nan, np.nan]), np.array([0.9, np.nan])])
    assert found[0] == pytest.approx(0.7)
    assert np.isnan(found[1])


# ---- The distance between sets of topics.


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("ab", "ba", 0),
        ("", "a", 1),
        ("a", "b", 1),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("abc", "ab", 1 - 2 / 3 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
        ("abc", "abd", 1 - 2 / 4 * 1 / 3),
    ],
)
def test_it_is_one_minus_jaccard_by_how_the_sets_lie_to_each_other(one: str, other: str, distance: float) -> None:
    assert masi_distance(frozenset(one), frozenset(other)) == pytest.approx(distance)
    assert masi_distance(frozenset(other), frozenset(one)) == pytest.approx(distance)


# ---- Counts that add up over documents and over draws of a bootstrap.


COUNTS = [{("a",): float(n % 4), ("b", "x"): float(n), ("b", "y"): 1.0} if n else {("b", "x"): 2.0} for n in range(12)]


def _share(sums):
    return ratio(sums[("a",)], sums["b", "x"])


def test_sums_are_over_all_documents_and_what_was_never_counted_is_none() -> None:
    total = Documents(COUNTS).total
    assert total[("a",)].tolist() == [18]
    assert total["b", "x"].tolist() == [68]
    assert total["c", "x"].tolist() == [0]
    assert {key: value.tolist() for key, value in total.under("b").items()} == {("x",): [68], ("y",): [11]}


def test_a_draw_is_the_sum_of_the_documents_drawn() -> None:
    times = np.random.default_rng(SEED).multinomial(12, [1 / 12] * 12, size=DRAWS)
    assert (times.sum(axis=1) == 12).all()
    drawn = Documents(COUNTS).drawn["b", "x"]
    assert len(drawn) == DRAWS
    for draw in range(20):
        again = [counts for counts, number in zip(COUNTS, times[draw], strict=True) for _ in range(number)]
        assert drawn[draw] == Documents(again).total["b", "x"][0]


def test_a_figure_has_the_interval_of_its_draws() -> None:
    documents = Documents(COUNTS)
    figure = documents.figure(_share, "no b")
    drawn = np.sort(_share(documents.drawn))
    assert figure.value == 18 / 68
    assert figure.low < 18 / 68 < figure.high
    beyond = NormalDist().cdf(-sqrt(12 / 11) * 2.2010)
    inside = ((drawn >= figure.low) & (drawn <= figure.high)).mean()
    assert inside == pytest.approx(1 - 2 * beyond, abs=0.006), "Hesterberg's percentiles, for twelve documents"
    assert figure == Documents(COUNTS).figure(_share, "no b")


def test_few_documents_give_no_interval_and_an_undefined_figure_says_why() -> None:
    alone = Documents(COUNTS[3:4]).figure(_share, "no b")
    assert (alone.value, alone.low, alone.high, alone.why) == (1.0, None, None, None)
    assert Documents(COUNTS[:4]).figure(_share, "no b").low is None, "all draws lie between the least and the greatest"
    assert Documents(COUNTS[:5]).figure(_share, "no b").low is not None
    undefined = Documents([{("a",): 1.0}, {("a",): 2.0}]).figure(_share, "no b")
    assert (undefined.value, undefined.low, undefined.why) == (None, None, "no b")


def test_draws_for_which_it_is_undefined_are_left_out() -> None:
    half = Documents([{("a",): 1.0, ("b", "x"): 2.0}, *[{}] * 4]).figure(_share, "no b")
    assert (half.value, half.low, half.high) == (0.5, 0.5, 0.5)
    rarely = Documents([{("a",): 1.0, ("b", "x"): 2.0}, *[{}] * 4]).figure(
        lambda sums: np.where(sums[("a",)] == 1, 1.0, np.nan), "none"
    )
    assert (rarely.value, rarely.low) == (1.0, None)


@pytest.mark.parametrize(("undefined", "has_bounds"), [(DRAWS // 2, True), (DRAWS // 2 + 1, False)])
def test_there_is_an_interval_where_half_of_the_draws_have_the_figure(undefined, has_bounds):
    def half(sums):
        draws = len(sums[("a",)])
        return np.where(np.arange(draws) < (undefined if draws == DRAWS else 0), np.nan, 0.5)

    figure = Documents(COUNTS).figure(half, "none")
    assert (figure.low is not None) == has_bounds
