"""Reading feedback at a workbench: the annotator's own labels of a sentence beside those of the review."""

from __future__ import annotations

from annotator.core.model import Labels
from annotator.core.review.feedback import FeedbackDesk, Lesson, causes_told, in_order
from annotator.core.session.agenda import Agenda
from annotator.core.session.notice import Notice
from annotator.core.session.state import State, shown_as
from annotator.core.session.workbench import Workbench


class ReadingFeedback:
    """The lessons, one after the other. The text shows the own labels, or those of the review."""

    lessons: list[Lesson]
    settled_lit: bool
    """Whether the text shows the labels of the review, not the own ones."""

    def __init__(self, desk: FeedbackDesk, bench: Workbench) -> None:
        """Go through the lessons, by cause and paragraph. Raises what reading them raises."""
        self._bench = bench
        self.lessons = in_order(desk.lessons())
        self._by_sentence = {one.sentence_id: one for one in self.lessons}
        self.settled_lit = True
        self._shown: tuple[State, Labels, State] | None = None
        bench.when_opened(self._opened)
        bench.navigator.go_through(Agenda("feedback", [one.sentence_id for one in self.lessons]))
        bench.notice = Notice(causes_told(self.lessons))

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of the current sentence, if it is one."""
        return self._by_sentence.get(self._bench.state.item.id)

    def shown(self) -> State:
        """The state as the text is to show it."""
        state, lesson = self._bench.state, self.lesson
        if lesson is None:
            return state
        labels = lesson.settled if self.settled_lit else lesson.own
        if self._shown is None or self._shown[0] is not state or self._shown[1] != labels:
            self._shown = (state, labels, shown_as(state, labels))
        return self._shown[2]

    def light(self) -> None:
        """Let the text show the other labels."""
        self.settled_lit = not self.settled_lit

    def step(self, by: int) -> None:
        """Open the lesson after or before; behind the last one it is counted what there was, then begun again."""
        bench, agenda = self._bench, self._bench.navigator.agenda
        at = agenda.position(bench.state.item.id) if agenda is not None else None
        bench.navigator.to_agenda(by, seen=True)
        if at is not None and at + by in (0, len(self.lessons) + 1):
            bench.notice = Notice(f"{'all read' if by > 0 else 'the last again'} · {causes_told(self.lessons)}")

    def _opened(self) -> None:
        self.settled_lit = True
