"""Feedback on the screen: an annotator's own labels of a sentence beside those of the review, to be read."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from annotator.core.review.reviewing import ReadingFeedback
from annotator.core.session.state import State
from annotator.tui.host import Host
from annotator.tui.keys import Key
from annotator.tui.panes.pieces import Row
from annotator.tui.review.keys import FEEDBACK_KEYS, calls_of
from annotator.tui.review.version_rows import ENDLESS, Column, Room, Shown
from annotator.tui.review.versions_pane import VersionsPane
from annotator.tui.review.why import why_rows

READS = frozenset({*("look", "goto", "help", "palette", "guidelines", "theme", "copy", "redraw", "quit", "interrupt")})
"""Actions of annotating that change nothing."""
WHY_ROWS = 4
"""Rows that the cause and its paragraph may take."""


class FeedbackActions:
    """The actions of reading feedback. It is a `Comparison`: its `action_…` methods are actions of the app."""

    def __init__(self, host: Host, reading: ReadingFeedback) -> None:
        self.reading = reading
        self._host = host
        self._pane = VersionsPane(host.scheme)
        self._calls = {name: call for key in FEEDBACK_KEYS for name, call in calls_of(key)}

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of feedback."""
        return FEEDBACK_KEYS

    @property
    def compares(self) -> bool:
        """Whether review decided the current sentence otherwise."""
        return self.reading.lesson is not None

    def take(self, key: events.Key) -> bool:
        """Do what a key of feedback does; False where it has none."""
        call = self._calls.get(key.key)
        if call is None:
            return False
        getattr(self, f"action_{call.name}")(*call.parameters)
        return True

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str | None:  # noqa: ARG002 - all alike
        """Say that nothing is decided here, of every action that would."""
        if action in READS or action.startswith("feedback_"):
            return None
        return "this is feedback, which is only read: nothing is decided here"

    def confirm(self) -> bool:
        """Go on to the next sentence."""
        self.action_feedback_step(1)
        return True

    # ---- showing

    def shown(self) -> State:
        """The state as the text is to show it."""
        return self.reading.shown()

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """Both sides in the place of the card."""
        state = self.reading.shown()
        text = state.text
        return self._pane.rows(state.item.id, self._columns(), text, Room(width, height), self._at(width))

    def lines(self) -> tuple[Row, ...]:
        """Both sides to be read out."""
        return self._pane.lines(self._columns(), self.reading.shown().page.document.text, self._at(ENDLESS))

    def _columns(self) -> list[Column]:
        lesson = self.reading.lesson
        if lesson is None:
            return []
        own = "yours, passed over" if lesson.unseen else "yours"
        return [Column(own, lesson.own), Column("the review", lesson.settled, taken=True)]

    def _at(self, width: int) -> Shown:
        lesson = self.reading.lesson
        if lesson is None:
            return Shown(0)
        last = why_rows(self._host, lesson.cause, lesson.paragraph, width, WHY_ROWS)
        return Shown(int(self.reading.settled_lit), last=last)

    # ---- actions

    def action_feedback_step(self, by: int) -> None:
        """The sentence after or before."""
        self._host.attempt(lambda: self.reading.step(by))

    def action_feedback_light(self) -> None:
        """Show the other labels in the text."""
        self.reading.light()
        self._host.show_all()

    def action_light_version(self, number: int) -> None:
        """Show the own labels (0) or those of the review (1)."""
        if bool(number) != self.reading.settled_lit:
            self.action_feedback_light()

    def action_feedback_scroll(self, by: int) -> None:
        """See more of both."""
        why = self._pane.scroll(by)
        if why is not None:
            self._host.tell(why)
        else:
            self._host.show_all()
