"""The one regression by which everything is weighed: what speaks for each of several options, and how much.

A conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974): the worth of an
option is the sum of the weights of what speaks for it, and of an offset; the options of a group are as likely as e to
their worth. Which edge and which source a quote has are such groups. Where a group is "it is not" with a worth of 0 and
"it is", this is a logistic regression: whether a candidate is a quote.

Weights are the likeliest ones with a normal prior around 0 (maximum a posteriori); what is known before stands in the
offset. So a few answers change little of what ships. scikit-learn has neither an offset for each option nor a prior for
each weight.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_MOST_STEPS, _MOST_TURNS = 100, 200
_SETTLED = 1e-4
"""A step that would lower the loss (in nats, summed over groups) by less is the last one."""
_SOLVED = 1e-3
"""A step is solved when what is left of it is so small a share."""
_SHORTEST = 2.0**-20


class NotConvergedError(ArithmeticError):
    """No step lowers the loss any more, or there were too many: a number is not finite, or a cell is there twice."""


@dataclass(slots=True)
class Groups:
    """Groups of options as numbers.

    What speaks for the options is given by cells: `values[i]` of `columns[i]` speaks for option `rows[i]`, for each i,
    (n_cells,) each; no two are of the same option and column. `starts`: the first option of each group, (n_groups,).
    `right`: the number of the right option of each, (n_groups,). `offset`: of each option, (n_options,). `width`: how
    many columns there are.
    """

    rows: Numbers
    columns: Numbers
    values: Floats
    starts: Numbers
    right: Numbers
    offset: Floats
    width: int

    @classmethod
    def of_answers(cls, cells: tuple[Numbers, Numbers, Floats], right: Floats, offset: Floats, width: int) -> Groups:
        """One group for each answer, (n_answers,) of 0 and 1: that it is not, and that it is.

        `cells`: rows, which are numbers of answers, columns and values. `offset`: log odds, (n_answers,).
        """
        rows, columns, values = cells
        starts = 2 * np.arange(len(right))
        both = np.zeros(2 * len(right))
        both[1::2] = offset
        return cls(2 * rows + 1, columns, values, starts, starts + right.astype(np.int64), both, width)

    @classmethod
    def of_features(
        cls, groups: Iterable[tuple[Sequence[Iterable[str]], int]], columns: dict[str, int], offsets: Sequence[float]
    ) -> Groups:
        """From the features of each option of a group, and the number of the right one.

        A feature without a column says nothing, one that an option has twice says it twice. `offsets`: of all options.
        """
        rows, cells, times, starts, right = (array("q") for _ in range(5))
        size = 0
        for options, answer in groups:
            starts.append(size)
            right.append(size + answer)
            for features in options:
                known = Counter(columns[feature] for feature in features if feature in columns)
                rows.extend([size] * len(known))
                cells.extend(known.keys())
                times.extend(known.values())
                size += 1
        numbers = [np.array(column, dtype=np.int64) for column in (rows, cells, starts, right)]
        values = np.array(times, dtype=np.float64)
        return cls(numbers[0], numbers[1], values, numbers[2], numbers[3], np.array(offsets), len(columns))

    @property
    def chosen(self) -> Floats:
        """1 for each right option, 0 for the others, (n_options,)."""
        chosen = np.zeros(len(self.offset))
        chosen[self.right] = 1.0
        return chosen

    def worth(self, weights: Floats) -> Floats:
        """The worth of each option, (n_options,), without its offset. `weights`: (width,)."""
        return np.bincount(self.rows, self.values * weights[self.columns], len(self.offset)).astype(np.float64)

    def totals(self, by_option: Floats) -> Floats:
        """The sum of what the options have, (n_options,), over those that each column speaks for, (width,)."""
        return np.bincount(self.columns, self.values * by_option[self.rows], self.width).astype(np.float64)

    def fit(self, precision: Floats, weights: Floats | None = None) -> tuple[Floats, Floats]:
        """The likeliest weights, (width,), and how well each is known: its precision by prior and answers, (width,).

        `precision`: of the prior of each weight, (width,), an inverse variance. By Newton's method from `weights` on
        (0 without); a step that does not lower the loss is halved until it does. Raises NotConvergedError.
        """
        weights = np.zeros(self.width) if weights is None else weights
        group_of = np.repeat(np.arange(len(self.starts)), np.diff(self.starts, append=len(self.offset)))
        chosen = self.chosen
        pairs, place = np.unique(group_of[self.rows] * self.width + self.columns, return_inverse=True)

        def shares_and_loss(weights: Floats) -> tuple[Floats, float]:
            worth = self.worth(weights) + self.offset
            whole = np.logaddexp.reduceat(worth, self.starts)
            loss = (whole - worth[self.right]).sum() + (precision * weights**2).sum() / 2
            return np.exp(worth - whole[group_of]), float(loss)

        def curved(shares: Floats, direction: Floats) -> Floats:
            """The matrix of second derivatives, which is never written out, times a direction, (width,)."""
            along = self.worth(direction)
            mean = np.add.reduceat(shares * along, self.starts)
            return self.totals(shares * (along - mean[group_of])) + precision * direction

        def diagonal_of(shares: Floats) -> Floats:
            """Of that matrix."""
            by_cell = shares[self.rows] * self.values
            means = np.bincount(place, by_cell, len(pairs))
            squares = np.bincount(self.columns, by_cell * self.values, self.width)
            result: Floats = squares - np.bincount(pairs % self.width, means**2, self.width) + precision
            return result

        shares, loss = shares_and_loss(weights)
        for _ in range(_MOST_STEPS):
            gradient = self.totals(shares - chosen) + precision * weights
            diagonal = diagonal_of(shares)
            if diagonal.min(initial=1.0) <= 0:
                raise NotConvergedError("a regression bends down: a cell is there twice, or a precision below zero")
            step = _solved(partial(curved, shares), diagonal, gradient)
            if float(gradient @ step) / 2 < _SETTLED:
                return weights - step, diagonal
            length = 1.0
            while not (tried := shares_and_loss(weights - length * step))[1] <= loss:
                length /= 2
                if length < _SHORTEST:
                    raise NotConvergedError("no step lowers the loss of a regression")
            weights, (shares, loss) = weights - length * step, tried
        raise NotConvergedError(f"a regression did not settle in {_MOST_STEPS} rounds")


def _solved(curved: Callable[[Floats], Floats], diagonal: Floats, gradient: Floats) -> Floats:
    """Newton's step: the gradient by the matrix that `curved` multiplies with, by conjugate gradients, (width,).

    Each is divided by the matrix's `diagonal`.
    """
    step = np.zeros_like(gradient)
    rest = gradient
    direction = rest / diagonal
    size = float(rest @ direction)
    enough = _SOLVED * size
    for _ in range(_MOST_TURNS):
        if size <= enough:
            break
        bent = curved(direction)
        length = size / float(direction @ bent)
        step = step + length * direction
        rest = rest - length * bent
        scaled = rest / diagonal
        before, size = size, float(rest @ scaled)
        direction = scaled + size / before * direction
    return step


def worth_of(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """What an option is worth by what speaks for it: a feature without a weight says nothing."""
    return sum(weights.get(feature, 0.0) for feature in features)


def logistic(odds: Floats) -> Floats:
    """Log odds as probabilities, of any shape."""
    shares: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return shares


def log_odds(p: float, least: float) -> float:
    """A probability as log odds, kept finite: p is moved to `least` from 0 and from 1 where it is nearer."""
    p = min(max(p, least), 1 - least)
    return float(np.log(p / (1 - p)))
