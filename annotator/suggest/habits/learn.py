"""From the outcomes of chances to habits: by how much the log odds of each group of chances move.

That a chance is taken has the log odds of its score as shipped plus the shift of every group that it is in (see
`core.habits.groups_of`): a logistic regression with the shipped figures as offset. A shift has a normal prior around 0,
so that a group which was hardly seen stays as shipped, and what many groups share goes to the one that explains it
best: from kinds of chances to a word, and from there to a word in a frame. The shifts are the likeliest ones (maximum a
posteriori). With a single group this is counting on from the shipped counts, the shipped share as prior.

How far groups of a level stray from what ships is itself read from the decisions, with a guess to begin with
(`_LEVELS`): the evidence approximation of MacKay ("Bayesian interpolation", 1992), an empirical Bayes. So decisions by
the guidelines as shipped move nearly nothing, and those by others move much, and soon.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.core.habits import NOT_ADMITTED, Habit, Habits, Outcome, groups_of
from annotator.suggest.learn.mix.regression import logistic

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_LEVELS = {
    "word": 0.25, "both": 0.25, "frame": 0.5, "all": 1.0, "family": 0.5, "source": 0.5, "place": 1.0, "marks": 0.5,
    "marked": 0.3, "length": 0.1,
}  # fmt: skip
"""By level of groups, the variance of their shifts that is guessed before anything was decided."""
_GUESSED = 2.0
"""How many well-known shifts the guess of a level's variance counts for, and that of the common factor of all."""
_ROUNDS = 8
"""How often variances are read anew from shifts, and shifts from variances."""
EACH = 0.8
"""What one outcome counts for: those of one article are less than so many independent ones.

All figures above were chosen on articles of PolNeAR train, with a lexicon counted without them: `tests/benchmarks/
adapting.py` tells how, and measures what they bring on others.
"""
_LEAST, _MOST = 0.02, 0.98
"""Scores as shipped are moved between these, so that a few decisions can say otherwise."""
_TOLD = 0.005
"""A shift below this moves nothing that could be seen: the group is left out."""


def learn_habits(outcomes: Iterable[Outcome], articles: int) -> Habits:
    """The habits that these outcomes of so many articles show; none without outcomes."""
    table = Table.of(outcomes)
    if not len(table.taken):
        return Habits({}, articles)
    shifts = _fitted(table)
    size = len(table.groups)
    offered = np.bincount(table.columns, minlength=size)
    taken = np.bincount(table.columns, table.taken[table.rows], size)
    expected = np.bincount(table.columns, logistic(table.offset)[table.rows], size)
    figures = zip(table.groups, offered.tolist(), taken.tolist(), expected.tolist(), shifts.tolist(), strict=True)
    return Habits(
        {
            name: Habit(number, int(hits), round(as_shipped, 3), round(shift, 3))
            for name, number, hits, as_shipped, shift in sorted(figures)
            if abs(shift) >= _TOLD
        },
        articles,
    )


@dataclass(slots=True)
class Table:
    """Outcomes as numbers: chance `rows[i]` is in group `columns[i]`, for each i, (n_memberships,).

    A chance's memberships stand together; `starts`: where those of each begin, (n_chances,), as all have a word and a
    frame. `taken`: (n_chances,), 0 or 1. `offset`: (n_chances,), the log odds as shipped. `groups`: the groups' names;
    `levels`: the number of the level of each, (n_groups,); `guess`: the guessed variance of each level, (n_levels,).
    """

    rows: Numbers
    columns: Numbers
    starts: Numbers
    taken: Floats
    offset: Floats
    groups: list[str]
    levels: Numbers
    guess: Floats

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Table:
        """The outcomes in their order."""
        numbers: dict[str, int] = {}
        levels: list[int] = []
        rows: list[int] = []
        columns, starts, taken, scores, barred = [], [], [], [], []
        level_numbers = {level: number for number, level in enumerate(_LEVELS)}
        for row, outcome in enumerate(outcomes):
            chance = outcome.chance
            starts.append(len(rows))
            for place, group in enumerate(groups_of(chance.word, chance.frame, chance.kinds)):
                level = level_numbers.get(_level(place, group))
                if level is None:  # of another version, which knew other kinds
                    continue
                if group not in numbers:
                    numbers[group] = len(numbers)
                    levels.append(level)
                rows.append(row)
                columns.append(numbers[group])
            taken.append(outcome.taken)
            scores.append(chance.score)
            barred.append(0.0 if chance.admitted else NOT_ADMITTED)
        shares = np.clip(np.array(scores, dtype=np.float64), _LEAST, _MOST)
        return cls(
            np.array(rows, dtype=np.int64),
            np.array(columns, dtype=np.int64),
            np.array(starts, dtype=np.int64),
            np.array(taken, dtype=np.float64),
            np.log(shares / (1 - shares)) + np.array(barred, dtype=np.float64),
            list(numbers),
            np.array(levels, dtype=np.int64),
            np.array(list(_LEVELS.values())),
        )

    def sums(self, shifts: Floats) -> Floats:
        """The sum of the shifts, (n_groups,), of each chance's groups, (n_chances,)."""
        summed: Floats = np.add.reduceat(shifts[self.columns], self.starts)
        return summed

    def totals(self, values: Floats) -> Floats:
        """The sum of the values, (n_chances,), of each group's chances, (n_groups,)."""
        return np.bincount(self.columns, values[self.rows], len(self.groups)).astype(np.float64)

    def by_level(self, values: Floats) -> Floats:
        """The sum of the values, (n_groups,), of each level's groups, (n_levels,)."""
        return np.bincount(self.levels, values, len(self.guess)).astype(np.float64)


def _level(place: int, group: str) -> str:
    """The level of a group by its place among a chance's: word, frame, both, then kinds, each under its own name."""
    return ("word", "frame", "both")[place] if place < 3 else group.partition("=")[0]


def _fitted(table: Table) -> Floats:
    """The shift of each group, (n_groups,), with the variances that the evidence for them gives.

    With precision p of a shift's prior and h of what is known of it in the end (both inverse variances), 1 - p/h says
    how well it is known by the outcomes. The variance of a level is the sum of its squared shifts by that of how well
    each is known; the guess counts as `_GUESSED` further ones. It is scaled by a factor that is read alike from all.
    """
    guess = table.guess
    variances = guess
    shifts = np.zeros(len(table.groups))
    for _ in range(_ROUNDS):
        precision = 1 / variances[table.levels]
        shifts, known = likeliest(table, shifts, precision)
        well_known = table.by_level(1 - precision / known)
        squares = table.by_level(shifts * shifts)
        factor = (_GUESSED + (squares / guess).sum()) / (_GUESSED + well_known.sum())
        variances = (_GUESSED * factor * guess + squares) / (_GUESSED + well_known)
    return likeliest(table, shifts, 1 / variances[table.levels])[0]


_MOST_STEPS, _MOST_TURNS = 30, 60
_SETTLED, _SOLVED = 1e-3, 1e-3
"""A step that lowers the loss (in nats) by less is the last; a step is solved when its rest is so small a share."""


def likeliest(table: Table, shifts: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """The likeliest shifts, (n_groups,), with priors of that precision, (n_groups,), and how well each is known then.

    That is its precision by prior and outcomes together, (n_groups,), each shift seen alone. Newton's method, from the
    shifts given; a step that does not lower the loss is halved until it does.
    """

    def loss(shifts: Floats) -> float:
        odds = table.sums(shifts) + table.offset
        return float(EACH * (np.logaddexp(0, odds) - table.taken * odds).sum() + (precision * shifts**2).sum() / 2)

    current = loss(shifts)
    for _ in range(_MOST_STEPS):
        shares = logistic(table.sums(shifts) + table.offset)
        gradient = EACH * table.totals(shares - table.taken) + precision * shifts
        step = _solved(table, EACH * shares * (1 - shares), precision, gradient)
        length = 1.0
        while (lower := loss(shifts - length * step)) > current and length > _SETTLED:
            length /= 2
        gain, current = current - lower, lower
        shifts = shifts - length * step
        if gain < _SETTLED:
            break
    shares = logistic(table.sums(shifts) + table.offset)
    return shifts, EACH * table.totals(shares * (1 - shares)) + precision


def _solved(table: Table, weights: Floats, precision: Floats, gradient: Floats) -> Floats:
    """Newton's step, (n_groups,): the gradient by the matrix of second derivatives, which is never written out.

    Conjugate gradients, each divided by the matrix's diagonal; `weights`: (n_chances,), what each chance adds to it.
    """
    diagonal = table.totals(weights) + precision
    step = np.zeros_like(gradient)
    rest = gradient
    scaled = rest / diagonal
    direction, size = scaled, float(rest @ scaled)
    enough = _SOLVED * size
    for _ in range(_MOST_TURNS):
        if size <= enough:
            break
        curved = table.totals(weights * table.sums(direction)) + precision * direction
        length = size / float(direction @ curved)
        step = step + length * direction
        rest = rest - length * curved
        scaled = rest / diagonal
        before, size = size, float(rest @ scaled)
        direction = scaled + size / before * direction
    return step
