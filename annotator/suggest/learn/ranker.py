"""A logistic regression small enough to write out: how likely a choice is right, from its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 30
_RIDGE = 1.0
_LEVEL = 1.0
"""The penalty of the level: a handful of answers hardly moves it."""

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


def expanded(ready: Floats) -> Floats:
    """The evidence with its squares and the products of its pairs, so that one kind may temper another."""
    count = ready.shape[1]
    first, second = np.triu_indices(count, k=0)
    return np.concatenate([np.ones((len(ready), 1)), ready, ready[:, first] * ready[:, second] / 3], axis=1)


def fit(evidence: Sequence[Floats], prior: Sequence[float], right: Sequence[bool], ridge: float = _RIDGE) -> Ranker:
    """The ranker that makes these answers likeliest, by Newton's method; with few of them it stays near the prior."""
    rows = np.array(evidence, dtype=np.float64)
    truth = np.array(right, dtype=np.float64)
    given = np.array(prior, dtype=np.float64)
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < 1e-6] = 1.0
    wide = expanded((rows - means) / scales)
    weights = np.zeros(wide.shape[1])
    penalty = np.full(len(weights), ridge)
    penalty[0] = _LEVEL
    for _ in range(_ROUNDS):
        p = logistic(wide @ weights + given)
        gradient = wide.T @ (p - truth) + penalty * weights
        curvature = (wide * (p * (1 - p) + 1e-6)[:, None]).T @ wide + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    return Ranker(tuple(weights.tolist()), tuple(means.tolist()), tuple(scales.tolist()))
