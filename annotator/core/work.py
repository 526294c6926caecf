"""What annotators said, as figures about their time want it: one row for each decision of the history."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.decision import Answer
from annotator.core.people import Role


@dataclass(frozen=True, slots=True)
class Said:
    """A decision as it was made: also one that was corrected or undone since, but nothing that undo or redo repeated.

    `step` is the step that it was saved in, together with others, and `document` the number of its document. `at` is
    when, by the clock of the computer (UTC, ISO 8601): good for naming a day, never for telling how long something
    took. `seconds` and `keys` are as they were recorded. `first`: whether the sentence had no decision of this
    annotator before. `for_several`: whether the step was asked for several sentences at once (all sure ones accepted,
    a speaker renamed), so that no time of it was recorded: what its decisions have is that of those which they repeat.
    """

    step: int
    annotator: str
    role: Role
    document: int
    sentence: int
    answer: Answer
    at: str
    seconds: float
    keys: int
    implied: bool = False
    first: bool = True
    for_several: bool = False


@dataclass(frozen=True, slots=True)
class Workload:
    """How many sentences one annotator has to decide in all, and how many of them are decided (not skipped).

    Without a name it is what nobody has taken yet.
    """

    annotator: str
    sentences: int
    decided: int
