"""Cohen's kappa, and its mean over pairs."""

import numpy as np
import pytest

from annotator.measure.coefficients import cohens_kappa, mean_kappa


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
