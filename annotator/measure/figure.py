"""A figure with its interval, or the reason why there is none."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TypeVar

Unit = TypeVar("Unit")

CONFIDENCE = 0.95
NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"""The quantile of the normal distribution for an interval of CONFIDENCE."""
DRAWS = 1000
"""How often a bootstrap draws. Above this, the second digit of a bound in % hardly moves from seed to seed."""
SEED = 13


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the bounds of its interval of CONFIDENCE.

    `value` is None where it is undefined; then `why` says why. The bounds are None where there is no interval.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str | None = None

    @classmethod
    def undefined(cls, why: str) -> Figure:
        """A figure that does not exist, with the reason."""
        return cls(None, why=why)


def bootstrapped(
    units: Sequence[Unit], figure: Callable[[Sequence[Unit]], float | None], *, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float] | None:
    """The percentile interval of a figure, by drawing as many units as there are, with replacement.

    The units are what is independent of each other: documents, not sentences. Draws for which the figure is undefined
    are left out; None where there are fewer than two units or most draws are undefined. Efron & Tibshirani, An
    Introduction to the Bootstrap (1993), chapter 13.
    """
    if len(units) < 2:
        return None
    chance = random.Random(seed)
    drawn = (figure([units[chance.randrange(len(units))] for _ in units]) for _ in range(draws))
    return percentile_interval([value for value in drawn if value is not None], draws)


def percentile_interval(values: Sequence[float], draws: int) -> tuple[float, float] | None:
    """The bounds between which CONFIDENCE of the values lie; None where most of the draws have none."""
    if 2 * len(values) < draws:
        return None
    ordered = sorted(values)
    tail = (1 - CONFIDENCE) / 2
    return ordered[int(tail * len(ordered))], ordered[min(len(ordered) - 1, int((1 - tail) * len(ordered)))]


def proportion(count: int, of: int) -> Figure:
    """A share with its Wilson score interval. Undefined where there is nothing to count among.

    Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
    """
    if not of:
        return Figure.undefined("nothing to count among")
    share = count / of
    return Figure(share, *wilson(share, of, NORMAL))


def wilson(share: float, of: float, z: float) -> tuple[float, float]:
    """The bounds of Wilson's score interval of a share of so many independent answers; `z` is the quantile."""
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(max(0.0, share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)
    return max(0.0, centre - half), min(1.0, centre + half)
