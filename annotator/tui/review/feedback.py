"""Feedback on the screen: an annotator's own labels of a sentence beside those of the review, to be read."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.review.case import Lesson, causes_told, lessons_in_order
from annotator.core.session.navigation import WorkList
from annotator.core.session.state import State, shown_as
from annotator.tui.host import Host
from annotator.tui.keys import FEEDBACK_KEYS, KEYS, Call, HelpKeys
from annotator.tui.review.comparison import Comparison, Versions, fields, why_rows

READS = frozenset({*("look", "goto", "help", "palette", "guidelines", "theme", "copy", "redraw", "quit", "interrupt")})
"""Actions of annotating that change nothing."""
OWN = frozenset({"versions_scroll", *(key.call.name for key in FEEDBACK_KEYS)})
WHY_ROWS = 4
"""Rows that the cause and its paragraph may take."""


class FeedbackActions(Comparison):
    """Reads the lessons one after the other. The text shows the own labels, or those of the review."""

    keys = FEEDBACK_KEYS

    def __init__(self, host: Host, lessons: Iterable[Lesson]) -> None:
        """Go through these lessons, by cause and paragraph."""
        super().__init__(host)
        self._lessons = {lesson.sentence_id: lesson for lesson in lessons_in_order(lessons)}
        self._lit = 1
        self._bench.when_opened.append(self._opened)
        self._list = WorkList("feedback", [*self._lessons])
        self._bench.go_through(self._list)
        self._bench.tell(causes_told([*self._lessons.values()]))

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of the current sentence, if it is one."""
        return self._lessons.get(self._state.item.id)

    @property
    def compares(self) -> bool:
        """Whether review decided the current sentence otherwise."""
        return self.lesson is not None

    def help_keys(self) -> HelpKeys:
        """Its own keys, and of annotating those that change nothing."""
        return HelpKeys(self.keys, [key for key in KEYS if key.call.name in READS])

    def _is_meant(self, action: str) -> bool:  # noqa: ARG002 - all alike
        return True

    def why_not(self, call: Call) -> str | None:
        """Say that nothing is decided here, of every action that would."""
        if call.name in READS | OWN:
            return None
        return "this is feedback, which is only read: nothing is decided here"

    def confirm(self) -> bool:
        """Go on to the next sentence."""
        self.action_feedback_step(1)
        return True

    # ---- showing

    def shown(self) -> State:
        """The state as the text is to show it."""
        lesson, state = self.lesson, self._state
        return state if lesson is None else shown_as(state, lesson.settled if self._lit else lesson.own)

    def versions(self, width: int) -> Versions:
        """Both sides, and why they differ."""
        lesson = self.lesson
        assert lesson is not None
        heads = ("yours, passed over" if lesson.unseen else "yours", "the review")
        both = fields((lesson.own, lesson.settled), self._state.text, self._host.scheme)
        last = why_rows(self._host, lesson.cause, lesson.paragraph, width, WHY_ROWS)
        return Versions(heads, both, self._lit, taken=1, last=last)

    # ---- actions

    def action_feedback_step(self, by: int) -> None:
        """The sentence after or before; behind the last one it is counted what there was, then begun again."""
        self._host.attempt(lambda: self._step(by))

    def _step(self, by: int) -> None:
        bench = self._bench
        position = self._list.position(bench.state.item.id)
        bench.to_listed(by, seen=True)
        if position is not None and position + by in (0, len(self._list) + 1):
            counted = causes_told([*self._lessons.values()])
            bench.tell(f"{'all read' if by > 0 else 'the last again'} · {counted}")

    def action_feedback_light(self) -> None:
        """Show the other labels in the text."""
        self._lit = 1 - self._lit
        self._host.show_all()

    def action_light_version(self, number: int) -> None:
        """Show the own labels (0) or those of the review (1)."""
        if number != self._lit:
            self.action_feedback_light()

    def _opened(self) -> None:
        self._lit = 1
