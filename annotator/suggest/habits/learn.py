"""From the outcomes of chances to habits: by how much the log odds of each group move."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from annotator.core.habits import Habit, Habits, Outcome, groups_of

_PRIOR = 4.0
"""How many chances as shipped count against those of this database."""


def learn_habits(outcomes: Iterable[Outcome], articles: int) -> Habits:
    """The habits that these outcomes of so many articles show; none without outcomes."""
    seen: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for outcome in outcomes:
        chance = outcome.chance
        for name in groups_of(chance.word, chance.frame, chance.kinds):
            row = seen[name]
            row[0] += 1
            row[1] += outcome.taken
            row[2] += chance.score
    return Habits({name: _habit(name, int(n), int(k), e) for name, (n, k, e) in sorted(seen.items())}, articles)


def _habit(name: str, offered: int, taken: int, expected: float) -> Habit:
    if not name.startswith(("word", "frame")):
        return Habit(offered, taken, expected, 0.0)
    before = expected / offered
    now = (taken + _PRIOR * before) / (offered + _PRIOR)
    shift = math.log(now / (1 - now)) - math.log(before / (1 - before)) if 0 < before < 1 else 0.0
    return Habit(offered, taken, round(expected, 3), round(shift / 2, 3))
