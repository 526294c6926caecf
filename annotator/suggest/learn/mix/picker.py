"""Which of a quote's readings is the right one: a conditional logit, small enough to write out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RIDGE = 30.0
_ROUNDS = 30
_SETTLED = 1e-3
_LEAST_STEP = 1e-3


@dataclass(frozen=True, slots=True)
class Picker:
    """Weights of what speaks for a reading: the likeliest of a quote's readings has the highest sum."""

    weights: tuple[float, ...]

    def __call__(self, evidence: Floats) -> Floats:
        """The worth of each row; only differences between rows of one quote count."""
        worth: Floats = evidence @ np.array(self.weights)
        return worth


def fit_picker(groups: Sequence[Floats], right: Sequence[int], ridge: float = _RIDGE) -> Picker:
    """The picker that makes these answers (one row of each group) likeliest, by Newton's method with shorter steps
    where whole ones lead away."""
    rows = np.concatenate(groups)
    at = np.cumsum([0, *map(len, groups)])
    number = np.repeat(np.arange(len(groups)), np.diff(at))
    answers = at[:-1] + np.array(right)
    scales = rows.std(axis=0)
    scales[scales < 1e-6] = 1.0
    rows = rows / scales

    def look(weights: Floats) -> tuple[float, Floats]:
        """The loss, and each row's share in its group."""
        worth = rows @ weights
        most = np.maximum.reduceat(worth, at[:-1])
        raised = np.exp(worth - most[number])
        totals = np.add.reduceat(raised, at[:-1])
        loss = float((np.log(totals) + most).sum() - worth[answers].sum() + ridge / 2 * weights @ weights)
        return loss, raised / totals[number]

    weights = np.zeros(rows.shape[1])
    loss, shares = look(weights)
    for _ in range(_ROUNDS):
        means = np.add.reduceat(rows * shares[:, None], at[:-1])
        gradient = means.sum(axis=0) - rows[answers].sum(axis=0) + ridge * weights
        curvature = (rows * shares[:, None]).T @ rows - means.T @ means + ridge * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        length = 1.0
        tried, found = look(weights - step)
        while tried > loss and length > _LEAST_STEP:
            length /= 2
            tried, found = look(weights - length * step)
        if tried > loss:
            break
        weights, shares, gained, loss = weights - length * step, found, loss - tried, tried
        if gained < _SETTLED:
            break
    return Picker(tuple((weights / scales).tolist()))
