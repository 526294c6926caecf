"""How far the work is, and how much time the rest will take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.core.work import Workload
from annotator.measure.work_time import Worked, WorkStep

RECENT = 200
"""The last sentences of an annotator whose pace is taken to go on. Set by hand: later ones go faster than the first."""
FEWEST = 20
"""With fewer sentences than this nothing is said of the rest; set by hand: one idle cut would decide it."""

ASSUMPTION = (
    f"active time only, at the pace of each annotator's last {RECENT} sentences with their corrections (of everybody's"
    " for what nobody has taken), if what is left is like what is done"
)
"""What the estimate takes for granted, for people."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one annotator is; without a name, what nobody has taken, or all together.

    `seconds_left` is None where too little was decided to tell.
    """

    annotator: str
    sentences: int
    decided: int
    seconds_a_sentence: float | None
    seconds_left: float | None

    @property
    def left(self) -> int:
        """Sentences still to decide; skipped ones are among them."""
        return self.sentences - self.decided


def progress(workload: Workload, steps: Sequence[WorkStep]) -> Progress:
    """How far an annotator is, and for how long at the pace of the steps that decided the last `RECENT` sentences.

    `steps` are all of this annotator's, in their order; of everybody's for what nobody has taken. Nothing is left to
    take time where all is decided.
    """
    recent = Worked()
    for step in reversed(steps):
        if recent.sentences >= RECENT:
            break
        recent = recent.with_step(step)
    pace = recent.seconds_a_sentence if recent.sentences >= FEWEST else None
    left = max(0, workload.sentences - workload.decided)
    seconds = 0.0 if not left else None if pace is None else left * pace
    return Progress(workload.annotator, workload.sentences, workload.decided, pace, seconds)


def in_all(each: Iterable[Progress]) -> Progress:
    """All annotators together; the time left is undefined where it is for one of them who has something left."""
    found = list(each)
    known = [one.seconds_left for one in found if one.seconds_left is not None]
    return Progress(
        "",
        sum(one.sentences for one in found),
        sum(one.decided for one in found),
        None,
        sum(known) if len(known) == len(found) else None,
    )
