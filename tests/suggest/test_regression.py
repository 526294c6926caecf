"""The one regression: the likeliest weights of what speaks for options, with what is known before as offset."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.suggest.regression import Floats, Groups, NotConvergedError, log_odds, logistic


def dense(rows: Floats, sizes: list[int], right: list[int], offset: Floats) -> Groups:
    """Groups of so many options each; all columns speak for each option."""
    places = np.indices(rows.shape).reshape(2, -1)
    starts = np.cumsum([0, *sizes[:-1]])
    return Groups(places[0], places[1], rows.ravel(), starts, starts + np.array(right), offset, rows.shape[1])


def loss(groups: Groups, rows: Floats, precision: Floats, weights: Floats) -> float:
    """Minus the logarithm of what the right options and the prior make likely, written out."""
    worth = rows @ weights + groups.offset
    total = float((precision * weights**2).sum() / 2)
    for start, end, right in zip(groups.starts, [*groups.starts[1:], len(worth)], groups.right, strict=True):
        total -= worth[right] - np.log(np.exp(worth[start:end]).sum())
    return total


def test_the_weights_are_where_options_and_prior_are_likeliest() -> None:
    rng = np.random.default_rng(2)
    sizes = [2, 5, 3, 4] * 10
    rows, offset = rng.normal(size=(sum(sizes), 4)), rng.normal(size=sum(sizes))
    groups = dense(rows, sizes, [int(rng.integers(size)) for size in sizes], offset)
    precision = np.array([1.0, 5.0, 5.0, 0.1])
    weights, known = groups.fit(precision)
    least = loss(groups, rows, precision, weights)
    for column in range(4):
        moved = [least - loss(groups, rows, precision, weights + step * np.eye(4)[column]) for step in (-0.02, 0.02)]
        assert max(moved) < 0
        assert -sum(moved) / 0.02**2 == pytest.approx(known[column], rel=0.02), "the second derivative"


def test_two_options_of_which_one_has_nothing_are_a_logistic_regression() -> None:
    rng = np.random.default_rng(3)
    rows, offset = rng.normal(size=(60, 3)), rng.normal(size=60)
    right = (rng.uniform(size=60) < 0.4).astype(float)
    places = np.indices(rows.shape).reshape(2, -1)
    weights, _ = Groups.of_answers((places[0], places[1], rows.ravel()), right, offset, 3).fit(np.full(3, 2.0))
    slope = rows.T @ (logistic(rows @ weights + offset) - right) + 2.0 * weights
    assert slope == pytest.approx([0.0] * 3, abs=0.01)


def test_features_without_a_column_say_nothing() -> None:
    lessons = [([["long", "x", "rare"], ["short", "x"]], 0)] * 20
    groups = Groups.of_features(lessons, {"long": 0, "short": 1, "x": 2}, [0.0] * 40)
    weights, _ = groups.fit(np.ones(3))
    assert weights[0] > 1 > -1 > weights[1]
    assert weights[2] == pytest.approx(0.0, abs=0.01)
    assert groups.worth(weights)[:2].tolist() == [weights[0] + weights[2], weights[1] + weights[2]]


def test_what_an_option_has_twice_speaks_twice() -> None:
    lessons = [([["a", "a", "x"], ["b", "x"]], 0)] * 40
    twice, known = Groups.of_features(lessons, {"a": 0, "b": 1, "x": 2}, [0.0] * 80).fit(np.ones(3))
    rows = np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 1.0]] * 40)
    written_out, same = dense(rows, [2] * 40, [0] * 40, np.zeros(80)).fit(np.ones(3))
    assert twice == pytest.approx(written_out, abs=1e-6)
    assert known == pytest.approx(same, abs=1e-6)
    assert twice[0] > 0.5


def test_what_is_known_before_stands_in_the_offset() -> None:
    lessons = [([["a"], ["b"]], 0)] * 30
    unknown, _ = Groups.of_features(lessons, {"a": 0, "b": 1}, [0.0] * 60).fit(np.ones(2))
    known, _ = Groups.of_features(lessons, {"a": 0, "b": 1}, [3.0, 0.0] * 30).fit(np.ones(2))
    assert 0 < known[0] < unknown[0]


def test_a_regression_learns_although_whole_steps_lead_away() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(360, 40)) * 30
    right = [int(np.argmax(group[:, 0] - group[:, 1])) for group in rows.reshape(60, 6, 40)]
    groups = dense(rows, [6] * 60, right, np.zeros(360))
    weights, _ = groups.fit(np.full(40, 0.1))
    assert np.argmax((rows @ weights).reshape(60, 6), axis=1).tolist() == right


def test_what_is_not_finite_is_an_error() -> None:
    with np.errstate(invalid="ignore"), pytest.raises(NotConvergedError):
        dense(np.full((4, 1), np.nan), [2, 2], [0, 1], np.zeros(4)).fit(np.ones(1))


def test_a_cell_that_is_there_twice_is_an_error_and_not_a_regression_that_learned_nothing() -> None:
    rows, columns, offset = np.array([0, 0, 2, 2]), np.zeros(4, dtype=np.int64), np.array([9.0, 0, 9, 0])
    groups = Groups(rows, columns, np.ones(4), np.array([0, 2]), np.array([1, 3]), offset, 1)
    with pytest.raises(NotConvergedError):
        groups.fit(np.full(1, 0.01))


def test_log_odds_are_finite_and_undone() -> None:
    assert [log_odds(p, 1e-4) for p in (0.0, 1.0)] == [pytest.approx(-9.21, abs=0.01), pytest.approx(9.21, abs=0.01)]
    assert logistic(np.array([log_odds(0.3, 1e-4)]))[0] == pytest.approx(0.3)
