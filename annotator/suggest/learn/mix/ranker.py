"""A logistic regression small enough to write out: how likely a choice is right, from its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 30
_LEVEL, _EACH, _PAIR = 1.0, 5.0, 60.0
"""The penalties of the level (a handful of answers hardly moves it), of a kind of evidence, and of a product of two.

Chosen on held-out articles of PolNeAR train, judged crosswise: with the products held as loosely as the rest, they
learn their articles by heart.
"""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of standardised evidence, added to what is thought without having seen any decision (`prior`)."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]

    def __call__(self, evidence: Floats, prior: Floats) -> Floats:
        """The probability of each row; `prior`: the log odds of each without the weights."""
        ready = (evidence - np.array(self.means)) / np.array(self.scales)
        return logistic(expanded(ready) @ np.array(self.weights) + prior)

    def to_json(self) -> dict[str, Any]:
        """As plain lists."""
        return {"weights": list(self.weights), "means": list(self.means), "scales": list(self.scales)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Ranker:
        """What `to_json` gave."""
        return cls(tuple(data["weights"]), tuple(data["means"]), tuple(data["scales"]))


def logistic(odds: Floats) -> Floats:
    """Log odds as probabilities."""
    result: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return result


def log_odds(p: float, least: float) -> float:
    """A probability as log odds, kept finite: as if it were `least` from 0 and from 1 at the nearest."""
    p = min(max(p, least), 1 - least)
    return float(np.log(p / (1 - p)))


def expanded(ready: Floats) -> Floats:
    """The evidence with its squares and the products of its pairs, so that one kind may temper another."""
    count = ready.shape[1]
    first, second = np.triu_indices(count, k=0)
    return np.concatenate([np.ones((len(ready), 1)), ready, ready[:, first] * ready[:, second] / 3], axis=1)


def fit(evidence: Sequence[Floats], prior: Sequence[float], right: Sequence[bool]) -> Ranker:
    """The ranker that makes these answers likeliest, by Newton's method; with few of them it stays near the prior."""
    rows = np.array(evidence, dtype=np.float64)
    truth = np.array(right, dtype=np.float64)
    given = np.array(prior, dtype=np.float64)
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < 1e-6] = 1.0
    wide = expanded((rows - means) / scales)
    penalty = np.full(wide.shape[1], _PAIR)
    penalty[: 1 + rows.shape[1]] = _EACH
    penalty[0] = _LEVEL
    weights = likeliest(wide, truth, given, penalty)
    return Ranker(tuple(weights.tolist()), tuple(means.tolist()), tuple(scales.tolist()))


def likeliest(rows: Floats, truth: Floats, prior: Floats, penalty: Floats) -> Floats:
    """The weights of a logistic regression's columns, added to the log odds `prior` of each row, by Newton's method.

    `truth`: 0 or 1 for each row. `penalty`: of each weight's square (ridge).
    """
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        p = logistic(rows @ weights + prior)
        gradient = rows.T @ (p - truth) + penalty * weights
        curvature = (rows * (p * (1 - p) + 1e-6)[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    return weights
