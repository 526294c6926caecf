"""The annotating screen. Importing this is cheap; Textual is imported when the screen opens."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.scheme import LabelScheme
from annotator.core.session.desk import Desk, Order

if TYPE_CHECKING:
    from annotator.core.session.navigation import WorkList
    from annotator.core.session.workbench import Workbench
    from annotator.tui.app import Compare


def run(
    desk: Desk,
    scheme: LabelScheme,
    *,
    only_suggested: bool = False,
    theme: str | None = None,
    diff: bool | None = None,
    screen_reader: bool = False,
    order: Order = Order.DOCUMENT,
    agenda: WorkList | None = None,
    guidelines: str | None = None,
    kept_in: str = "",
    warning: str = "",
    export: str = "annotator export",
    resuggest: str = "annotator resuggest",
    compared: Callable[[Workbench], Compare] | None = None,
) -> int:
    """Open the screen on a desk and return the exit code of the program.

    `diff` sends only the cells that changed; None does so unless ANNOTATOR_DIFF is 0. `screen_reader` writes plain
    lines instead of drawing, for which the annotator's settings may ask as well. `kept_in` is the name of the database,
    `export` and `resuggest` the commands that do so with it: they are said at the end. `warning` is told at the
    beginning. `agenda`: the only sentences that are gone through. `guidelines`: the database's own text.
    `compared`: what puts versions in the place of the card (see `tui.review.launch`).

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
        compared=compared,
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
