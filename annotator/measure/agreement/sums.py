"""Counts of documents that add up: over all of them, and over each draw of a bootstrap.

Every figure of agreement is made of sums over documents. So a bootstrap need not look at any quote again: a thousand
draws of documents are one product of matrices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.measure.figure import DRAWS, SEED, Figure, percentile_interval

Key = tuple[Hashable, ...]
Counts = defaultdict[Key, float]
"""What was counted in one document, by name."""
Values = NDArray[np.float64]
"""A value for each draw; nan where it is undefined."""


def no_counts() -> Counts:
    """Counts of which each is 0."""
    return defaultdict(float)


class Sums:
    """Sums over documents, each with one value for every draw (or with one value in all)."""

    def __init__(self, columns: Mapping[Key, int], values: Values) -> None:
        """`values`: draws x columns."""
        self._columns, self._values = columns, values

    def __getitem__(self, key: Key) -> Values:
        """That sum for every draw; 0 where nothing of the name was counted."""
        at = self._columns.get(key)
        return np.zeros(len(self._values)) if at is None else self._values[:, at]

    def under(self, *first: Hashable) -> dict[Key, Values]:
        """The sums whose names begin so, by the rest of the name."""
        return {
            key[len(first) :]: self._values[:, at] for key, at in self._columns.items() if key[: len(first)] == first
        }


class Documents:
    """The counts of several documents, to add up and to draw from."""

    def __init__(self, counts: Sequence[Mapping[Key, float]]) -> None:
        """One mapping for each document."""
        names = dict.fromkeys(key for of_document in counts for key in of_document)
        self._columns = {key: at for at, key in enumerate(names)}
        self._matrix = np.zeros((len(counts), len(names)))
        for row, of_document in enumerate(counts):
            for key, number in of_document.items():
                self._matrix[row, self._columns[key]] = number
        self.total = Sums(self._columns, self._matrix.sum(axis=0, keepdims=True))
        """Over all documents."""
        self._drawn: Sums | None = None

    def drawn(self) -> Sums:
        """Over as many documents as there are, drawn with replacement, DRAWS times; the same each time."""
        if self._drawn is None:
            number = len(self._matrix)
            times = np.random.default_rng(SEED).multinomial(number, [1 / number] * number, size=DRAWS)
            self._drawn = Sums(self._columns, times @ self._matrix)
        return self._drawn

    def figure(self, value: Callable[[Sums], Values], why: str) -> Figure:
        """A figure of the sums with its bootstrap interval over documents; `why` says why where it is undefined.

        There is no interval for fewer than two documents, nor where most draws are undefined (see
        `measure.figure.bootstrapped`, which this equals).
        """
        (found,) = value(self.total)
        if np.isnan(found):
            return Figure.undefined(why)
        if len(self._matrix) < 2:
            return Figure(float(found))
        drawn = value(self.drawn())
        interval = percentile_interval(drawn[~np.isnan(drawn)].tolist(), DRAWS)
        return Figure(float(found), *(interval or (None, None)))


def ratio(part: Values, whole: Values) -> Values:
    """`part` by `whole`; nan where the whole is 0."""
    quotients: Values = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole != 0)
    return quotients
