"""A desk in memory on which an annotator reads feedback."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.core.review.feedback import Lesson
from annotator.core.session.desk import Place
from tests.memory_desk import MemoryDesk


@dataclass
class MemoryFeedbackDesk(MemoryDesk):
    """The `FeedbackDesk` protocol in memory. `left` keeps where it was left, which must be nowhere."""

    found: tuple[Lesson, ...] = ()
    left: list[Place] = field(default_factory=list)

    def lessons(self) -> tuple[Lesson, ...]:
        return self.found

    def leave(self, place: Place) -> None:
        """The real one keeps nothing either."""
