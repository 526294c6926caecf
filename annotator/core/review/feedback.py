"""What became of one annotator's own sentences in review: a lesson for each that it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.core.model import Labels
from annotator.core.review.case import Cause
from annotator.core.review.versions import same_quotes, topics_differ
from annotator.core.session.desk import Place
from annotator.core.session.navigation import WorkList
from annotator.core.session.notice import Notice
from annotator.core.session.state import State, shown_as
from annotator.core.session.workbench import Workbench

_FIRST = (Cause.GAP, Cause.SLIP, Cause.AMBIGUOUS, None)
"""The order of lessons: first what the guidelines say, then what was a slip."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence that an annotator marked and review decided otherwise.

    `name` is the id that the sentence has in exports. `own` and `settled` are comparable (see `versions.marked`).
    `paragraph`: the id of the paragraph of the guidelines that it is about. `unseen`: whether the annotator had passed
    over it. Nothing of other annotators is in it.
    """

    sentence_id: int
    name: str
    place: Place
    own: Labels
    settled: Labels
    cause: Cause | None = None
    paragraph: str | None = None
    unseen: bool = False


def in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The lessons by cause and by paragraph, those of which there are most first; each in the order of the text."""
    found = list(lessons)
    counted = Counter((one.cause, one.paragraph) for one in found)

    def rank(one: Lesson) -> tuple[int, int, str, Place]:
        return (_FIRST.index(one.cause), -counted[one.cause, one.paragraph], one.paragraph or "", one.place)

    return sorted(found, key=rank)


def changes_told(lesson: Lesson) -> tuple[str, ...]:
    """What review changed, in a word or two each: what quotes were missed or too many, and in what others differ."""
    versions = (lesson.own, lesson.settled)
    told: dict[str, None] = {}
    for quote in same_quotes(versions):
        own, settled = quote.parts
        if own is None:
            told["a quote missed"] = None
        elif settled is None:
            told["a quote too many"] = None
        else:
            told |= dict.fromkeys(str(aspect) for aspect in quote.aspects if quote.differs(aspect))
    if topics_differ(versions):
        told["topics"] = None
    return tuple(told)


def causes_told(lessons: Sequence[Lesson]) -> str:
    """How many lessons there are of each cause, in words."""
    counted = Counter(one.cause for one in lessons)
    said = [
        f"{counted[cause]} {cause.words if cause is not None else 'without a cause'}"
        for cause in _FIRST
        if counted[cause]
    ]
    many = f"{len(lessons)} decided otherwise"
    return f"{many}: {', '.join(said)}" if lessons else many


# ---- Reading feedback at a workbench: the annotator's own labels of a sentence beside those of the review.


class ReadingFeedback:
    """The lessons, one after the other. The text shows the own labels, or those of the review."""

    lessons: list[Lesson]
    settled_lit: bool
    """Whether the text shows the labels of the review, not the own ones."""

    def __init__(self, lessons: Iterable[Lesson], bench: Workbench) -> None:
        """Go through these lessons, by cause and paragraph."""
        self._bench = bench
        self.lessons = in_order(lessons)
        self._by_sentence = {one.sentence_id: one for one in self.lessons}
        self.settled_lit = True
        bench.when_opened.append(self._opened)
        bench.navigator.go_through(WorkList("feedback", [one.sentence_id for one in self.lessons]))
        bench.notice = Notice(causes_told(self.lessons))

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of the current sentence, if it is one."""
        return self._by_sentence.get(self._bench.state.item.id)

    def shown(self) -> State:
        """The state as the text is to show it."""
        lesson = self.lesson
        if lesson is None:
            return self._bench.state
        return shown_as(self._bench.state, lesson.settled if self.settled_lit else lesson.own)

    def light(self) -> None:
        """Let the text show the other labels."""
        self.settled_lit = not self.settled_lit

    def step(self, by: int) -> None:
        """Open the lesson after or before; behind the last one it is counted what there was, then begun again."""
        bench, agenda = self._bench, self._bench.navigator.agenda
        at = agenda.position(bench.state.item.id) if agenda is not None else None
        bench.navigator.to_listed(by, seen=True)
        if at is not None and at + by in (0, len(self.lessons) + 1):
            bench.notice = Notice(f"{'all read' if by > 0 else 'the last again'} · {causes_told(self.lessons)}")

    def _opened(self) -> None:
        self.settled_lit = True
