"""From what annotators decided to their habits: by how much the log odds of each group of chances move.

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

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from annotator.core.decided import DecidedArticle
from annotator.core.habits import NOT_ADMITTED, Habit, Habits, Outcome, groups_of, outcomes
from annotator.core.quotes.guidelines import EdgeHabits, Edges, decided_edges
from annotator.suggest.regression import Floats, Groups, Numbers, log_odds, logistic

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
_LEAST = 0.02
"""Scores as shipped are moved so far from 0 and from 1, so that a few decisions can say otherwise."""
_LEAST_SHIFT = 0.005
"""A shift below this moves nothing that could be seen: the group is left out."""


@dataclass(slots=True)
class HabitsRead:
    """Habits and what they were read from.

    `sentences`: how many decisions, one for each sentence and annotator; `documents`, `annotators`: those they are of;
    `last_decision`: the highest id of one. `unread`: decided documents of which the rules' candidates are not known,
    from which nothing could be read.
    """

    habits: Habits = field(default_factory=Habits)
    sentences: int = 0
    documents: set[int] = field(default_factory=set)
    annotators: set[str] = field(default_factory=set)
    last_decision: int = 0
    unread: set[int] = field(default_factory=set)

    def record(self) -> dict[str, Any]:
        """What was read, as the settings of a run hold it. No names: settings leave the database with every export."""
        return {
            "decided": self.sentences,
            "articles": len(self.documents),
            "annotators": len(self.annotators),
            "last_decision": self.last_decision,
        }


def read_habits(articles: Iterable[DecidedArticle]) -> HabitsRead:
    """The habits that these decisions show: each annotator's decision of each sentence counts once."""
    read = HabitsRead()
    edges: Edges = Counter()
    # One after the other: kept all at once, hundreds of thousands of small objects are walked through again and again.
    learned = learn_habits(_outcomes(articles, read, edges))
    read.habits = replace(learned, articles=len(read.documents), edges=EdgeHabits.of(edges))
    return read


def _outcomes(
    articles: Iterable[DecidedArticle], read: HabitsRead, edges: Counter[tuple[str, bool]]
) -> Iterator[Outcome]:
    for article in articles:
        if article.chances is None:
            read.unread.add(article.document)
            continue
        read.sentences += len(article.labels)
        read.documents.add(article.document)
        read.annotators.add(article.annotator)
        read.last_decision = max(read.last_decision, article.last_decision)
        quotes = article.quotes()
        edges.update(decided_edges(article.text, quotes, article.shown()))
        yield from outcomes(article.chances, quotes, article.undecided)


def learn_habits(decided: Iterable[Outcome]) -> Habits:
    """The habits that these outcomes show; none without outcomes."""
    table = read_outcomes(decided)
    chances = table.chances
    if not table.names:
        return Habits()
    shifts = _fitted(table)
    offered, taken, expected = (
        chances.totals(of_option).tolist()
        for of_option in (np.ones(len(chances.offset)), chances.chosen, logistic(chances.offset))
    )
    figures = zip(table.names, offered, taken, expected, shifts.tolist(), strict=True)
    return Habits(
        {
            name: Habit(int(number), int(hits), round(as_shipped, 3), round(shift, 3))
            for name, number, hits, as_shipped, shift in sorted(figures)
            if abs(shift) >= _LEAST_SHIFT
        }
    )


class HabitTable(NamedTuple):
    """The outcomes as numbers: `chances` are groups of two, that a chance is not taken and that it is.

    What speaks for a chance is that it is in a group of chances. `names`: of these groups, which are the columns;
    `levels`: the number of the level of each, (n_names,).
    """

    chances: Groups
    names: list[str]
    levels: Numbers


def read_outcomes(decided: Iterable[Outcome]) -> HabitTable:
    """The outcomes in their order, with their log odds as shipped."""
    numbers: dict[str, int] = {}
    levels: list[int] = []
    rows: list[int] = []
    columns, taken, offsets = [], [], []
    level_numbers = {level: number for number, level in enumerate(_LEVELS)}
    for row, outcome in enumerate(decided):
        chance = outcome.chance
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
        offsets.append(log_odds(chance.score, _LEAST) + (0.0 if chance.admitted else NOT_ADMITTED))
    cells = (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.ones(len(rows)))
    answers, offset = np.array(taken, dtype=np.float64), np.array(offsets, dtype=np.float64)
    chances = Groups.of_answers(cells, answers, offset, len(numbers))
    return HabitTable(chances, list(numbers), np.array(levels, dtype=np.int64))


def _level(place: int, group: str) -> str:
    """The level of a group by its place among a chance's: word, frame, both, then kinds, each under its own name."""
    return ("word", "frame", "both")[place] if place < 3 else group.partition("=")[0]


def _fitted(table: HabitTable) -> Floats:
    """The shift of each group, (n_names,), with the variances that the evidence for them gives.

    With precision p of a shift's prior and h of what is known of it in the end (both inverse variances), 1 - p/h says
    how well it is known by the outcomes. The variance of a level is the sum of its squared shifts by that of how well
    each is known; the guess counts as `_GUESSED` further ones. It is scaled by a factor that is read alike from all.
    """

    def by_level(values: Floats) -> Floats:
        return np.bincount(table.levels, values, len(guess)).astype(np.float64)

    guess = np.array(list(_LEVELS.values()))
    variances, shifts = guess, np.zeros(len(table.names))
    for _ in range(_ROUNDS):
        precision = 1 / variances[table.levels] / EACH
        shifts, known = table.chances.fit(precision, shifts)
        well_known = by_level(1 - precision / known)
        squares = by_level(shifts * shifts)
        factor = (_GUESSED + (squares / guess).sum()) / (_GUESSED + well_known.sum())
        variances = (_GUESSED * factor * guess + squares) / (_GUESSED + well_known)
    return table.chances.fit(1 / variances[table.levels] / EACH, shifts)[0]
