"""Two regressions with a ridge penalty, both fitted by one Newton's method.

`LogisticRegression`: how likely a candidate is right. `ConditionalLogit`: which reading of a quote is the right one.
They are written out here because scikit-learn has neither an offset for each row nor a penalty for each weight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVEL, _EACH, _PAIR = 1.0, 5.0, 60.0
"""The penalties of the intercept, of the weight of one feature, and of the weight of a product of two.

Chosen on held-out articles of PolNeAR train, judged crosswise: where products are penalised as little as single
features, they learn their articles by heart. The intercept's is set by hand, so that a few answers hardly move it.
"""
_LOGIT_RIDGE = 30.0
"""The penalty of each weight of a conditional logit; set by hand."""
_MOST_ROUNDS = 100
_SETTLED = 1e-6
"""Newton's method stops where the next step would lower the loss by less (the loss is in nats, summed over rows)."""
_SHORTEST_STEP = 2.0**-20


class NotConvergedError(ArithmeticError):
    """Newton's method did not reach a minimum: the loss is not convex, or a number in it is not finite."""


def newton(loss: Callable[[Floats], float], slopes: Callable[[Floats], tuple[Floats, Floats]], start: Floats) -> Floats:
    """The weights, (n,), with the lowest loss, by Newton's method.

    A step that does not lower the loss is halved until it does. `slopes` gives the gradient, (n,), and the matrix of
    second derivatives, (n, n), at some weights. Raises NotConvergedError.
    """
    weights = start
    current = loss(weights)
    for _ in range(_MOST_ROUNDS):
        gradient, curvature = slopes(weights)
        step = np.linalg.solve(curvature, gradient)
        gain = float(gradient @ step) / 2
        if not np.isfinite(gain):
            break
        if gain < _SETTLED:
            settled: Floats = weights - step
            return settled
        length = 1.0
        while not (lower := loss(weights - length * step)) < current:
            length /= 2
            if length < _SHORTEST_STEP:
                raise NotConvergedError("no step lowers the loss of a regression")
        weights, current = weights - length * step, lower
    raise NotConvergedError(f"a regression did not settle in {_MOST_ROUNDS} rounds")


def logistic(odds: Floats) -> Floats:
    """Log odds as probabilities, of any shape."""
    result: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return result


def log_odds(p: float, least: float) -> float:
    """A probability as log odds, kept finite: p is moved to `least` from 0 and from 1 where it is nearer."""
    p = min(max(p, least), 1 - least)
    return float(np.log(p / (1 - p)))


def fit_logistic(rows: Floats, truth: Floats, offset: Floats, penalty: Floats) -> Floats:
    """The weights, (n_columns,), of a logistic regression.

    `rows`: (n_rows, n_columns). `truth`: (n_rows,), 0 or 1. `offset`: (n_rows,), log odds added to each row's.
    `penalty`: (n_columns,), of the square of each weight. Raises NotConvergedError.
    """

    def loss(weights: Floats) -> float:
        odds = rows @ weights + offset
        return float((np.logaddexp(0, odds) - truth * odds).sum() + (penalty * weights * weights).sum() / 2)

    def slopes(weights: Floats) -> tuple[Floats, Floats]:
        p = logistic(rows @ weights + offset)
        gradient = rows.T @ (p - truth) + penalty * weights
        return gradient, (rows * (p * (1 - p))[:, None]).T @ rows + np.diag(penalty)

    return newton(loss, slopes, np.zeros(rows.shape[1]))


@dataclass(frozen=True, slots=True)
class LogisticRegression:
    """The probability that a candidate is right: its prior log odds, corrected by weighted evidence.

    Evidence is standardised by `means` and `scales`, (n_features,), then expanded by the products of its pairs;
    `weights`: (1 + n_features + n_features * (n_features + 1) / 2,).
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]

    def __call__(self, evidence: Floats, prior: Floats) -> Floats:
        """The probability of each row, (n_rows,). `evidence`: (n_rows, n_features); `prior`: (n_rows,), log odds.

        Columns beyond those that it was fitted with are not read.
        """
        known = evidence[:, : len(self.means)]
        standardised = (known - np.array(self.means)) / np.array(self.scales)
        return logistic(_with_products(standardised) @ np.array(self.weights) + prior)

    def to_json(self) -> dict[str, Any]:
        """As plain lists."""
        return {"weights": list(self.weights), "means": list(self.means), "scales": list(self.scales)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> LogisticRegression:
        """Read what `to_json` gave."""
        return cls(tuple(data["weights"]), tuple(data["means"]), tuple(data["scales"]))

    @classmethod
    def fit(cls, evidence: Sequence[Floats], prior: Sequence[float], right: Sequence[bool]) -> LogisticRegression:
        """Learn from answers; with few of them the probabilities stay near the prior.

        `evidence`: a row, (n_features,), for each candidate. `prior`: the log odds of each. `right`: the answers.
        Raises NotConvergedError.
        """
        rows = np.array(evidence, dtype=np.float64)
        means, scales = rows.mean(axis=0), _scales(rows)
        expanded = _with_products((rows - means) / scales)
        penalty = np.full(expanded.shape[1], _PAIR)
        penalty[: 1 + rows.shape[1]] = _EACH
        penalty[0] = _LEVEL
        truth, offset = np.array(right, dtype=np.float64), np.array(prior, dtype=np.float64)
        weights = fit_logistic(expanded, truth, offset, penalty)
        return cls(tuple(weights.tolist()), tuple(means.tolist()), tuple(scales.tolist()))


@dataclass(frozen=True, slots=True)
class ConditionalLogit:
    """The worth of a quote's readings: the likeliest of them has the highest. `weights`: (n_features,).

    A model of an earlier version has fewer weights: it knows nothing of the columns that came after them.
    """

    weights: tuple[float, ...]

    def __call__(self, evidence: Floats) -> Floats:
        """The worth of each row, (n_rows,), of evidence, (n_rows, n_features); only differences of rows count."""
        worth: Floats = evidence[:, : len(self.weights)] @ np.array(self.weights)
        return worth

    @classmethod
    def fit(cls, groups: Sequence[Floats], right: Sequence[int], ridge: float = _LOGIT_RIDGE) -> ConditionalLogit:
        """Learn from groups of rows, (n_rows of the group, n_features) each, of which the row `right` is the right one.

        Raises NotConvergedError.
        """
        rows = np.concatenate(groups)
        scales = _scales(rows)
        rows = rows / scales
        starts = np.cumsum([0, *map(len, groups)])[:-1]
        group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        answers = rows[starts + np.array(right)]

        def loss(weights: Floats) -> float:
            worth = rows @ weights
            totals = np.logaddexp.reduceat(worth, starts)
            return float(totals.sum() - (answers @ weights).sum() + ridge / 2 * weights @ weights)

        def slopes(weights: Floats) -> tuple[Floats, Floats]:
            worth = rows @ weights
            raised = np.exp(worth - np.maximum.reduceat(worth, starts)[group_of])
            shares = raised / np.add.reduceat(raised, starts)[group_of]
            weighted = rows * shares[:, None]
            means = np.add.reduceat(weighted, starts)
            gradient = means.sum(axis=0) - answers.sum(axis=0) + ridge * weights
            return gradient, weighted.T @ rows - means.T @ means + ridge * np.eye(len(weights))

        weights = newton(loss, slopes, np.zeros(rows.shape[1]))
        return cls(tuple((weights / scales).tolist()))


def _scales(rows: Floats) -> Floats:
    """The standard deviation of each column, (n_columns,); 1 for a column that hardly varies."""
    scales: Floats = rows.std(axis=0)
    scales[scales < 1e-6] = 1.0
    return scales


def _with_products(rows: Floats) -> Floats:
    """A column of ones, the columns, and a third of the product of each pair: (n_rows, 1 + n + n * (n + 1) / 2)."""
    first, second = np.triu_indices(rows.shape[1], k=0)
    return np.concatenate([np.ones((len(rows), 1)), rows, rows[:, first] * rows[:, second] / 3], axis=1)
