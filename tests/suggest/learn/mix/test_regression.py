"""Two regressions and the one method that fits them."""

import numpy as np
import pytest

from annotator.suggest.learn.mix.regression import (
    ConditionalLogit,
    Floats,
    LogisticRegression,
    NotConvergedError,
    fit_logistic,
    log_odds,
    logistic,
    newton,
)


def test_with_one_answer_a_regression_still_says_what_was_thought_before() -> None:
    model = LogisticRegression.fit([np.ones(3)], [0.4], [True])
    assert model(np.ones((1, 3)), np.array([0.4]))[0] == pytest.approx(logistic(np.array([0.4]))[0], abs=0.15)


def test_a_regression_learns_what_speaks_for_a_candidate() -> None:
    rng = np.random.default_rng(0)
    evidence = rng.normal(size=(400, 3))
    right = (evidence[:, 0] - evidence[:, 2] > 0).tolist()
    model = LogisticRegression.fit(list(evidence), [0.0] * 400, right)
    probabilities = model(np.array([[2.0, 0, -2.0], [-2.0, 0, 2.0]]), np.zeros(2))
    assert probabilities[0] > 0.95
    assert probabilities[1] < 0.05
    assert LogisticRegression.from_json(model.to_json()) == model


def test_the_weights_are_where_the_penalised_loss_is_lowest() -> None:
    rng = np.random.default_rng(2)
    rows, offset = rng.normal(size=(80, 4)), rng.normal(size=80)
    truth = (rng.uniform(size=80) < 0.4).astype(float)
    penalty = np.array([1.0, 5.0, 5.0, 0.1])

    def loss(weights: Floats) -> float:
        odds = rows @ weights + offset
        return float(np.logaddexp(0, odds).sum() - truth @ odds + (penalty * weights**2).sum() / 2)

    weights = fit_logistic(rows, truth, offset, penalty)
    for column in range(4):
        for change in (-1e-3, 1e-3):
            moved = weights.copy()
            moved[column] += change
            assert loss(moved) > loss(weights)


def test_readings_are_learned_although_whole_steps_lead_away() -> None:
    rng = np.random.default_rng(1)
    groups = [rng.normal(size=(6, 40)) * 30 for _ in range(60)]
    right = [int(np.argmax(group[:, 0] - group[:, 1])) for group in groups]
    model = ConditionalLogit.fit(groups, right, ridge=0.1)
    hits = [int(np.argmax(model(group))) == row for group, row in zip(groups, right, strict=True)]
    assert sum(hits) == len(hits)


def test_steps_are_halved_until_they_lower_the_loss() -> None:
    def loss(x: Floats) -> float:
        return float(np.sqrt(1 + x[0] ** 2))

    def slopes(x: Floats) -> tuple[Floats, Floats]:
        root = np.sqrt(1 + x[0] ** 2)
        return x / root, np.array([[1 / root**3]])

    assert newton(loss, slopes, np.array([3.0])) == pytest.approx([0.0], abs=1e-3), "whole steps run off to infinity"


@pytest.mark.parametrize("slope", [1.0, float("nan")])
def test_what_does_not_converge_is_an_error(slope: float) -> None:
    with pytest.raises(NotConvergedError):
        newton(lambda x: -float(x[0] ** 3), lambda x: (np.full(1, slope), np.eye(1)), np.ones(1))


def test_log_odds_are_finite_and_undone() -> None:
    assert [log_odds(p, 1e-4) for p in (0.0, 1.0)] == [pytest.approx(-9.21, abs=0.01), pytest.approx(9.21, abs=0.01)]
    assert logistic(np.array([log_odds(0.3, 1e-4)]))[0] == pytest.approx(0.3)
