"""Alpha, kappa and shares, from counts of documents that add up: over all of them, and over each draw of a bootstrap.

Every figure of agreement is made of sums over documents. So a bootstrap need not look at any quote again: a thousand
draws of documents are one product of matrices.

Krippendorff's alpha is from Content Analysis: An Introduction to Its Methodology (4th ed., 2019), chapter 12:
alpha = 1 - D_o / D_e. Over all units that at least two people gave a value, m_u values each, n in all:

    D_o = 1/n * sum over units of (sum over ordered pairs of its values of distance(value, value')) / (m_u - 1)
    D_e = 1/(n (n - 1)) * sum over ordered pairs of values c, k of n_c * n_k * distance(c, k)

Both are made of sums: the numerator of D_o, and how often each value was given (n_c). 1 is perfect agreement, 0 what
chance would give, and it is undefined where everybody gave the same value everywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.review.versions import jaccard
from annotator.measure.figure import DRAWS, LEAST_DRAWN, SEED, Figure, tail_of

Key = tuple[Hashable, ...]
Counts = defaultdict[Key, float]
"""What was counted in one document, by name: `Counts(float)`, each 0 at first."""
Values = NDArray[np.float64]
"""A value for each draw; nan where it is undefined."""


class Sums(dict[Key, Values]):
    """Sums over documents by name, each with one value for every draw (or with one value in all)."""

    def __init__(self, names: Iterable[Key], values: Values) -> None:
        """`values`: draws x names."""
        super().__init__(zip(names, values.T, strict=True))
        self._draws = len(values)

    def __missing__(self, key: Key) -> Values:
        """0 where nothing of the name was counted."""
        return np.zeros(self._draws)

    def under(self, *first: Hashable) -> dict[Key, Values]:
        """The sums whose names begin so, by the rest of the name."""
        return {key[len(first) :]: values for key, values in self.items() if key[: len(first)] == first}


class Documents:
    """The counts of several documents, to add up and to draw from."""

    def __init__(self, counts: Sequence[Mapping[Key, float]]) -> None:
        """One mapping for each document."""
        self._names = [*dict.fromkeys(key for of_document in counts for key in of_document)]
        self._matrix = np.array(
            [[of_document.get(key, 0) for key in self._names] for of_document in counts], dtype=np.float64
        )
        self.total = Sums(self._names, self._matrix.sum(axis=0, keepdims=True))
        """Over all documents."""

    @cached_property
    def drawn(self) -> Sums:
        """Over as many documents as there are, drawn with replacement, DRAWS times; the same each time."""
        number = len(self._matrix)
        times = np.random.default_rng(SEED).multinomial(number, [1 / number] * number, size=DRAWS)
        return Sums(self._names, times @ self._matrix)

    def figure(self, value: Callable[[Sums], Values], why: str) -> Figure:
        """A figure of the sums with its bootstrap interval over documents; `why` says why where it is undefined.

        The documents are what is independent of each other. The bounds are percentiles (Efron & Tibshirani, An
        Introduction to the Bootstrap, 1993, chapter 13), further out the fewer documents there are (`tail_of`). There
        is no interval for fewer than LEAST_DRAWN documents, nor where most draws are undefined.
        """
        (estimate,) = value(self.total).tolist()
        if np.isnan(estimate):
            return Figure.undefined(why)
        documents = len(self._matrix)
        if documents < LEAST_DRAWN:
            return Figure(estimate)
        drawn = value(self.drawn)
        ordered = np.sort(drawn[~np.isnan(drawn)]).tolist()
        if 2 * len(ordered) < DRAWS:
            return Figure(estimate)
        beyond = int(tail_of(documents) * len(ordered))
        return Figure(estimate, ordered[beyond], ordered[-1 - beyond])


def count_share(counts: Counts, part: float, whole: float, *name: Hashable) -> None:
    """Count what the share of that name is made of (see `share`)."""
    counts["part", *name] += part
    counts["whole", *name] += whole


def share(sums: Sums, *name: Hashable) -> Values:
    """The share of that name; nan where there is nothing to count among."""
    return ratio(sums["part", *name], sums["whole", *name])


def ratio(part: Values, whole: Values) -> Values:
    """`part` by `whole`; nan where the whole is 0."""
    quotients: Values = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole != 0)
    return quotients


# ---- Krippendorff's alpha


Distance = Callable[[Any, Any], float]
"""The square distance delta^2 of Krippendorff's formula: 0 for the same values, 1 for those with nothing in common."""


def differ(value: Hashable, other: Hashable) -> float:
    """The nominal distance: 0 for the same, else 1."""
    return float(value != other)


def count_values(
    counts: Counts, name: str, units: Iterable[tuple[Sequence[Hashable], int]], distance: Distance = differ
) -> None:
    """Count the values that units were given, for `alpha` with that distance, and how many units were given just these.

    None is no value: that annotator did not decide the unit. Units with one value do not count.
    """
    for given, times in units:
        number = Counter(value for value in given if value is not None)
        if number.total() < 2:
            continue
        apart = sum(number[value] * number[other] * distance(value, other) for value in number for other in number)
        counts[name, "observed"] += times * apart / (number.total() - 1)
        for value, frequency in number.items():
            counts[name, "value", value] += times * frequency


def alpha(sums: Sums, name: str, distance: Distance = differ) -> Values:
    """Krippendorff's alpha of what was counted under that name, with the distance that it was counted with.

    See this module's docstring for formula and source. nan where there is no variation, or nothing was counted.
    """
    given = sums.under(name, "value")
    if not given:
        return np.full_like(sums[name, "observed"], np.nan)
    values = [key[0] for key in given]
    number = np.stack(list(given.values()), axis=1)
    apart = np.array([[distance(value, other) for other in values] for value in values])
    total = number.sum(axis=1)
    expected = ((number @ apart) * number).sum(axis=1)
    return 1 - ratio(sums[name, "observed"] * (total - 1), expected)


# ---- Cohen's kappa of two annotators, and its mean over all pairs of several.


def cohens_kappa(table: Mapping[Key, Values]) -> Values:
    """Cohen's kappa of a table of counts by (value of the first, value of the second), of every draw.

    (A_o - A_e) / (1 - A_e): A_o is the share in which both gave the same value, A_e what is expected of two people who
    give their values as often as they do, by chance: the sum over values of the product of both shares. Cohen, A
    Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20 (1960); Artstein & Poesio,
    Inter-Coder Agreement for Computational Linguistics, Computational Linguistics 34 (2008), section 2.3. nan where
    nothing was counted, or all is of one value.
    """
    cells = table.items()
    total = sum(table.values(), np.zeros(1))
    same = sum((number for (value, other), number in cells if value == other), total * 0)
    by_chance = sum(  # the product of how often either gave a value is that of all cells with it, one by one
        (number * beside for (value, _), number in cells for (_, other), beside in cells if value == other), total * 0
    )
    return ratio(same * total - by_chance, total * total - by_chance)


def mean_kappa(kappas: Sequence[Values]) -> Values:
    """The mean of the kappas of all pairs for which it is defined; nan where it is for none.

    For several annotators: Light, Measures of Response Agreement for Qualitative Data, Psychological Bulletin 76
    (1971). Every pair weighs the same. Fleiss' kappa cannot be used, as not everybody marked every quote.
    """
    stacked = np.stack(kappas)
    defined = ~np.isnan(stacked)
    return ratio(np.where(defined, stacked, 0).sum(axis=0), defined.sum(axis=0).astype(float))


# ---- A distance between sets of labels, for sentences that may have several topics.


_INCLUDED = 2 / 3
_CROSSING = 1 / 3


def masi_distance(labels: frozenset[str], other: frozenset[str]) -> float:
    """How far two sets of labels (frozensets) are apart: 0 for the same, 1 for those with nothing in common.

    1 - J * M. J is the Jaccard coefficient, intersection over union. M is 1 for equal sets, 2/3 where one includes the
    other, 1/3 where they have some in common and each has others, 0 else. Passonneau, Measuring Agreement on Set-Valued
    Items (MASI) for Semantic and Pragmatic Annotation, LREC 2006, section 4.

    >>> masi_distance(frozenset("ab"), frozenset("abcd"))
    0.6666666666666667
    """
    common = labels & other
    if labels == other:
        return 0.0
    return 1 - (jaccard(labels, other) or 0) * (_INCLUDED if common in (labels, other) else _CROSSING)
