"""Krippendorff's alpha from sums, against published examples and the krippendorff package."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.measure.coefficients import (
    MISSING,
    Documents,
    alpha,
    count_nominal,
    count_with_distance,
    masi_distance,
    no_counts,
)

NO = MISSING
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
        counts = no_counts()
        count_nominal(counts, "x", np.array(values, dtype=np.int8))
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
    assert np.isnan(alpha(Documents([no_counts()]).total, "x")[0])


VALUES = st.integers(2, 4).flatmap(
    lambda people: st.lists(
        st.lists(st.integers(MISSING, 3), min_size=people, max_size=people), min_size=2, max_size=12
    )
)


def _varies(units) -> bool:
    pairable = [[value for value in unit if value != MISSING] for unit in units]
    return len({value for unit in pairable if len(unit) > 1 for value in unit}) > 1


@given(VALUES.filter(_varies))
def test_it_equals_the_package(units) -> None:
    values = np.array(units).T
    theirs = krippendorff.alpha(np.where(values == MISSING, np.nan, values), level_of_measurement="nominal")
    assert nominal(values) == pytest.approx(theirs, abs=1e-9)


SETS = [frozenset(one) for one in ("", "a", "b", "ab", "abc", "bc")]


@given(VALUES.filter(_varies))
def test_with_a_distance_of_sets_it_equals_the_package_too(units) -> None:
    counts = no_counts()
    count_with_distance(
        counts, "x", [[SETS[value] for value in unit if value != MISSING] for unit in units], masi_distance
    )

    def metric(one, other, *_, **__):
        distances = [masi_distance(SETS[int(a)], SETS[int(b)]) for a, b in zip(one.flat, other.flat, strict=True)]
        return np.array(distances).reshape(one.shape)

    values = np.array(units, dtype=float).T
    values[values == MISSING] = np.nan

    def broadcast(one, other, *rest, **more):
        return metric(*np.broadcast_arrays(one, other), *rest, **more)

    theirs = krippendorff.alpha(values, level_of_measurement=broadcast)
    assert alpha(Documents([counts]).total, "x", masi_distance)[0] == pytest.approx(theirs, abs=1e-9)
