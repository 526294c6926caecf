"""Opening the screen on a review."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.review.desk import ReviewDesk
from annotator.core.review.reviewing import Reviewing
from annotator.core.session.workbench import Notice, Workbench
from annotator.tui.app import Compare
from annotator.tui.review.actions import ReviewActions


def reviewed(desk: ReviewDesk, names: bool) -> Callable[[Workbench], Compare]:
    """What makes the actions of a review for a workbench on that desk. It says how much there is to settle."""

    def compared(bench: Workbench) -> Compare:
        reviewing = Reviewing(desk, bench)
        bench.notice = Notice(greeting(reviewing))
        return lambda host, dialogs: ReviewActions(host, dialogs, reviewing, names)

    return compared


def greeting(reviewing: Reviewing) -> str:
    """How much there is to settle, and how it is done."""
    left = reviewing.left()
    shown = left.differences + left.audit
    said = [f"{shown} to settle, least agreed first" if shown else "nothing to settle one by one"]
    if left.unanimous:
        said.append(f"A settles {left.unanimous} that all marked alike")
    if left.waiting and not shown:
        articles = "1 article is" if left.waiting == 1 else f"{left.waiting} articles are"
        said.append(f"{articles} not decided to the end (--early)")
    return " · ".join(said)
