"""How long people worked and what came of it, by annotator, day and document.

Time is that which the screen measured with a clock that never jumps, from when a sentence was opened to its decision.
Nothing here is a difference of two times of day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, tzinfo
from itertools import groupby
from typing import NamedTuple, TypeVar

from annotator.core.decided import DecisionMade, Progress
from annotator.core.decision import DECIDED, Role
from annotator.core.model import grouped
from annotator.core.moments import in_utc

IDLE_CUT = 120.0
"""Seconds that one decision counts at most, unless another cut is given.

Adults read English non-fiction at 238 words a minute (Brysbaert, How many words do we read per minute? Journal of
Memory and Language 109, 2019): 120 seconds are 476 words, enough to read a news article before its first sentence is
decided. Whoever takes longer over one sentence has most likely left the screen.
"""

Key = TypeVar("Key")


class Worked(NamedTuple):
    """Work added up: active seconds, seconds that the idle cut took away, keys, sentences decided, and steps.

    `sentences` are those that their annotator had never decided before, without those that were passed over unseen.
    """

    seconds: float = 0.0
    cut: float = 0.0
    keys: int = 0
    sentences: int = 0
    steps: int = 0

    @property
    def hours(self) -> float:
        """Active time in hours."""
        return self.seconds / 3600

    @property
    def sentences_an_hour(self) -> float | None:
        """Sentences decided for the first time, for each active hour; None where no time was recorded."""
        return self.sentences / self.hours if self.seconds else None

    @property
    def seconds_a_sentence(self) -> float | None:
        """Active seconds, those of corrections too, for each sentence; None without a sentence."""
        return self.seconds / self.sentences if self.sentences else None

    @property
    def keys_a_sentence(self) -> float | None:
        """Keys pressed, those of corrections too, for each sentence; None without a sentence."""
        return self.keys / self.sentences if self.sentences else None


class WorkStep(NamedTuple):
    """What one step at the screen took and brought in a document (`worked`): at most the idle cut is active time."""

    annotator: str
    role: Role
    document: str
    at: str
    worked: Worked


def steps_of_work(decisions: Iterable[DecisionMade], idle_cut: float = IDLE_CUT) -> Iterator[WorkStep]:
    """Yield what each step at the screen took, from the decisions in the order in which they were made.

    The time of a step is that of its first decision, which the annotator had open: the others went along with it, those
    of other documents apart. What was corrected or undone later took its time all the same. A decision that was made
    elsewhere and imported was made without a key and is no work. A sentence counts once, with the step that decided it
    first.
    """
    decided = set[tuple[str, str, int]]()
    for _, rows in groupby(decisions, key=lambda decision: (decision.annotator, decision.step)):
        step = list(rows)
        opened = step[0]
        if not opened.keys and not opened.for_several:
            continue
        places = [
            (decision.annotator, decision.document, decision.index)
            for number, decision in enumerate(step)
            if decision.answer in DECIDED
            and not decision.implied
            and (decision.first or (number == 0 and not decision.for_several))
        ]
        new = Counter(place[1] for place in dict.fromkeys(places) if place not in decided)
        decided.update(places)
        took, keys = (0.0, 0) if opened.for_several else (max(0.0, opened.seconds), opened.keys)
        if new or keys:
            active = min(took, idle_cut)
            worked = Worked(active, took - active, keys, new.pop(opened.document, 0), 1)
            whole = WorkStep(opened.annotator, opened.role, opened.document, opened.at, worked)
            yield whole
            for document, sentences in new.items():
                yield whole._replace(document=document, worked=Worked(sentences=sentences))


def added_up(steps: Iterable[WorkStep], key: Callable[[WorkStep], Key]) -> dict[Key, Worked]:
    """Add steps up by a key, such as who made them; in the order in which the keys first occur."""
    groups = grouped((key(step), step.worked) for step in steps)
    return {group: total_work(worked) for group, worked in groups.items()}


def total_work(sums: Iterable[Worked]) -> Worked:
    """The sum of sums."""
    return Worked(*map(sum, zip(Worked(), *sums, strict=True)))


def day_of(at: str, zone: tzinfo = UTC) -> date:
    """The day of a time (ISO 8601; UTC where it names no offset) as it is in a time zone.

    >>> day_of("2026-03-02T23:30:00.000Z").isoformat()
    '2026-03-02'
    """
    return in_utc(at).astimezone(zone).date()


def learning_curve(steps: Iterable[WorkStep], size: int = 100) -> list[Worked]:
    """One annotator's work on their first `size` sentences, on the next ones, and so on; the last may be part of one.

    A correction belongs to the sentences that were being decided when it was made. A step that decides several
    sentences counts with the first of them.
    """
    sums: list[Worked] = []
    done = 0
    for step in steps:
        while len(sums) <= done // size:
            sums.append(Worked())
        sums[done // size] = total_work([sums[done // size], step.worked])
        done += step.worked.sentences
    return sums


# ---- How far the work is, and how much time the rest will take.


RECENT = 200
"""The last sentences of an annotator whose pace is taken to go on. Set by hand: later ones go faster than the first."""
FEWEST = 20
"""With fewer sentences than this nothing is said of the rest; set by hand: one idle cut would decide it."""

ASSUMPTION = (
    f"active time only, at the pace of each annotator's last {RECENT} sentences with their corrections (of everybody's"
    " for what nobody has taken), if what is left is like what is done"
)
"""What the estimate takes for granted, for people."""


def with_pace(progress: Progress, steps: Sequence[WorkStep]) -> Progress:
    """The same with how long it takes at the pace of the steps that decided the last `RECENT` sentences.

    `steps` are all of this annotator's, in their order; of everybody's for what nobody has taken. Nothing is left to
    take time where all is decided.
    """
    recent = Worked()
    for step in reversed(steps):
        if recent.sentences >= RECENT:
            break
        recent = total_work([recent, step.worked])
    pace = recent.seconds_a_sentence if recent.sentences >= FEWEST else None
    seconds = 0.0 if not progress.left else None if pace is None else progress.left * pace
    return progress._replace(seconds_a_sentence=pace, seconds_left=seconds)


def progress_of_each(each: Iterable[Progress], steps: Iterable[WorkStep]) -> list[Progress]:
    """How far each annotator is; what nobody has taken, without a name, is done at everybody's pace."""
    made = [step for step in steps if step.role is Role.ANNOTATOR]
    return [
        with_pace(progress, [step for step in made if progress.annotator in ("", step.annotator)]) for progress in each
    ]


DAYS = 7
"""The last days whose pace is taken to go on. Set by hand: a week has its weekend."""


def sentences_a_day(steps: Iterable[WorkStep], today: date) -> float | None:
    """Sentences that annotators decided for the first time, a day of the last `DAYS` up to `today` (UTC).

    Days before the first work do not count. None where nothing was decided in these days.
    """
    sums = added_up((step for step in steps if step.role is Role.ANNOTATOR), lambda step: day_of(step.at))
    recent = sum(worked.sentences for day, worked in sums.items() if 0 <= (today - day).days < DAYS)
    return recent / min(DAYS, (today - min(sums)).days + 1) if recent else None


def total_progress(each: Iterable[Progress]) -> Progress:
    """All annotators together; the time left is undefined where it is for one of them who has something left."""
    people = list(each)
    known = [person.seconds_left for person in people if person.seconds_left is not None]
    return Progress(
        "",
        sum(person.sentences for person in people),
        sum(person.decided for person in people),
        seconds_left=sum(known) if len(known) == len(people) else None,
    )
