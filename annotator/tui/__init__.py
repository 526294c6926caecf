"""The annotating screen. Importing this is cheap; Textual is imported when the screen opens."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.scheme import LabelScheme
from annotator.core.session.desk import Desk, Order

if TYPE_CHECKING:
    from annotator.core.editions.looking import RevisedDesk
    from annotator.core.review.desk import ReviewDesk
    from annotator.core.review.feedback import FeedbackDesk
    from annotator.core.session.agenda import Agenda


def run(
    desk: Desk,
    scheme: LabelScheme,
    *,
    only_suggested: bool = False,
    theme: str | None = None,
    diff: bool | None = None,
    screen_reader: bool = False,
    order: Order = Order.DOCUMENT,
    agenda: Agenda | None = None,
    guidelines: str | None = None,
    kept_in: str = "",
    warning: str = "",
    export: str = "annotator export",
    resuggest: str = "annotator resuggest",
) -> int:
    """Open the screen on a desk and return the exit code of the program.

    `diff` sends only the cells that changed; None does so unless ANNOTATOR_DIFF is 0. `screen_reader` writes plain
    lines instead of drawing, for which the annotator's settings may ask as well. `kept_in` is the name of the database,
    `export` and `resuggest` the commands that do so with it: they are said at the end. `warning` is told at the
    beginning. `agenda`: the only sentences that are gone through. `guidelines`: the database's own text.

    0 after `q`; 1 after a crash (said in one line, details in a log); 129 when the terminal hung up or vanished, 130
    after Ctrl-C, 143 after SIGTERM. Raises AnnotatorError when there is nothing to annotate, UsageError when no theme
    has that name.
    """
    gc.disable()  # what is imported stays anyway; the screen turns it on again when it is up
    from annotator.tui.launch import open_screen  # deferred: Textual takes 170 ms

    return open_screen(
        desk,
        scheme,
        only_suggested=only_suggested,
        theme=theme,
        diff=_wants_changes(diff),
        screen_reader=screen_reader,
        order=order,
        agenda=agenda,
        guidelines=guidelines,
        kept_in=kept_in,
        warning=warning,
        export=export,
        resuggest=resuggest,
    )


def review(
    desk: ReviewDesk,
    scheme: LabelScheme,
    *,
    names: bool = False,
    theme: str | None = None,
    diff: bool | None = None,
    screen_reader: bool = False,
    guidelines: str | None = None,
    kept_in: str = "",
    export: str = "annotator export --gold",
) -> int:
    """Open the screen on what a reviewer is to settle and return the exit code of the program, as `run` does.

    `names`: whether it is shown who chose a version, not only how many. Raises AnnotatorError when the database has no
    sentence.
    """
    gc.disable()
    from annotator.tui.launch import open_screen
    from annotator.tui.review.launch import reviewed

    return open_screen(
        desk,
        scheme,
        theme=theme,
        diff=_wants_changes(diff),
        screen_reader=screen_reader,
        guidelines=guidelines,
        kept_in=kept_in,
        export=export,
        resuggest="",
        compared=reviewed(desk, names),
    )


def revised(
    desk: RevisedDesk,
    scheme: LabelScheme,
    *,
    theme: str | None = None,
    diff: bool | None = None,
    screen_reader: bool = False,
    kept_in: str = "",
    export: str = "annotator export",
) -> int:
    """Open the screen on what later editions changed of an annotator's decisions, as `run` does."""
    gc.disable()
    from annotator.tui.launch import open_screen
    from annotator.tui.review.launch import looked_at_again

    return open_screen(
        desk,
        scheme,
        theme=theme,
        diff=_wants_changes(diff),
        screen_reader=screen_reader,
        kept_in=kept_in,
        export=export,
        resuggest="",
        compared=looked_at_again(desk),
    )


def feedback(
    desk: FeedbackDesk,
    scheme: LabelScheme,
    *,
    theme: str | None = None,
    diff: bool | None = None,
    screen_reader: bool = False,
) -> int:
    """Open the screen on what review decided otherwise than an annotator, as `run` does. Nothing is written."""
    gc.disable()
    from annotator.tui.launch import open_screen
    from annotator.tui.review.launch import fed_back

    return open_screen(
        desk,
        scheme,
        theme=theme,
        diff=_wants_changes(diff),
        screen_reader=screen_reader,
        compared=fed_back(desk),
    )


def headless(
    desk: Desk,
    scheme: LabelScheme,
    *,
    sentences: int,
    picture: Path | None = None,
    size: tuple[int, int] = (120, 40),
) -> int:
    """Confirm up to so many sentences through the real screen, without a terminal, and save an SVG picture of it.

    Returns how many were confirmed.
    """
    from annotator.tui.launch import drive_screen  # deferred: Textual takes 170 ms

    return drive_screen(desk, scheme, sentences=sentences, picture=picture, size=size)


def _wants_changes(diff: bool | None) -> bool:
    """Whether only changed cells are sent: as was asked for, else unless ANNOTATOR_DIFF is 0."""
    return os.environ.get("ANNOTATOR_DIFF", "1") != "0" if diff is None else diff
