"""Opening the screen on a review, or on what review made of an annotator's sentences.

Textual is imported when the screen opens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotator.core.drawable import count
from annotator.core.review.case import Lesson
from annotator.core.review.reviewing import CorrectedSentences, ReadingFeedback, ReviewDesk, Reviewing
from annotator.core.session.desk import Desk
from annotator.core.session.workbench import Notice, Workbench

if TYPE_CHECKING:
    from annotator.tui.app import Compare


def reviewed(desk: ReviewDesk, names: bool) -> Callable[[Workbench], Compare]:
    """What makes the actions of a review for a workbench on that desk. It says how much there is to settle."""

    def compared(bench: Workbench) -> Compare:
        from annotator.tui.review.actions import ReviewActions

        reviewing = Reviewing(desk, bench)
        bench.notice = Notice(greeting(reviewing))
        return lambda host, dialogs: ReviewActions(host, dialogs, reviewing, names)

    return compared


def fed_back(lessons: Sequence[Lesson]) -> Callable[[Workbench], Compare]:
    """What makes the actions of reading these lessons at a workbench."""

    def compared(bench: Workbench) -> Compare:
        from annotator.tui.review.feedback_actions import FeedbackActions

        reading = ReadingFeedback(lessons, bench)
        return lambda host, _dialogs: FeedbackActions(host, reading)

    return compared


def looked_at_again(desk: Desk) -> Callable[[Workbench], Compare]:
    """What makes the actions of looking at what later editions changed, for a workbench on that desk."""

    def compared(bench: Workbench) -> Compare:
        from annotator.tui.review.revised_actions import RevisedActions

        looking = CorrectedSentences(desk, bench)
        return lambda host, _dialogs: RevisedActions(host, looking)

    return compared


def greeting(reviewing: Reviewing) -> str:
    """How much there is to settle, and how it is done."""
    left = reviewing.left()
    shown = left.differences + left.audit
    said = [f"{shown} to settle, least agreed first" if shown else "nothing to settle one by one"]
    if left.unanimous:
        said.append(f"A settles {left.unanimous} that all marked alike")
    if left.waiting and not shown:
        said.append(f"{count(left.waiting, 'article')} not decided to the end (--early)")
    return " · ".join(said)
