"""Krippendorff's alpha from sums over documents.

Krippendorff, Content Analysis: An Introduction to Its Methodology (4th ed., 2019), chapter 12: alpha = 1 - D_o / D_e.
Over all units that at least two people gave a value, m_u values each, n in all:

    D_o = 1/n * sum over units of (sum over ordered pairs of its values of distance(value, value')) / (m_u - 1)
    D_e = 1/(n (n - 1)) * sum over ordered pairs of values c, k of n_c * n_k * distance(c, k)

Both are made of sums: the numerator of D_o, and how often each value was given (n_c). 1 is perfect agreement, 0 what
chance would give, and it is undefined where everybody gave the same value everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.measure.agreement.sums import Counts, Sums, Values, ratio

Distance = Callable[[Hashable, Hashable], float]
"""The square distance delta^2 of Krippendorff's formula: 0 for the same values, 1 for those with nothing in common."""

MISSING = -1
"""In an array of values: this annotator did not decide the unit."""


def differ(one: Hashable, other: Hashable) -> float:
    """The nominal distance: 0 for the same, else 1."""
    return 0.0 if one == other else 1.0


def count_nominal(counts: Counts, name: str, values: NDArray[np.int8]) -> None:
    """Count values for `alpha` with the nominal distance. `values`: annotators x units, MISSING where there is none."""
    given = (values != MISSING).sum(axis=0)
    compared = values[:, given > 1]
    number = given[given > 1].astype(float)
    same = np.zeros(len(number))
    for value in np.unique(compared[compared != MISSING]).tolist():
        here = (compared == value).sum(axis=0).astype(float)
        same += here * here
        counts[name, "value", value] += float(here.sum())
    counts[name, "observed"] += float(((number * number - same) / (number - 1)).sum())


def count_with_distance(counts: Counts, name: str, units: Iterable[Sequence[Hashable]], distance: Distance) -> None:
    """Count the values that each unit was given, for `alpha` with that distance. Units with one value do not count."""
    for values in units:
        if len(values) < 2:
            continue
        number = Counter(values)
        apart = sum(number[one] * number[other] * distance(one, other) for one in number for other in number)
        counts[name, "observed"] += apart / (len(values) - 1)
        for value, times in number.items():
            counts[name, "value", value] += times


def alpha(sums: Sums, name: str, distance: Distance = differ) -> Values:
    """Krippendorff's alpha of what was counted under that name, with the distance that it was counted with.

    See this module's docstring for formula and source. nan where there is no variation, or nothing was counted.
    """
    given = sums.under(name, "value")
    if not given:
        return np.full_like(sums[name, "observed"], np.nan)
    values = [key[0] for key in given]
    number = np.stack(list(given.values()), axis=1)
    apart = np.array([[distance(one, other) for other in values] for one in values])
    total = number.sum(axis=1)
    expected = ((number @ apart) * number).sum(axis=1)
    return 1 - ratio(sums[name, "observed"] * (total - 1), expected)
