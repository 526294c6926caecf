"""The annotating screen. Importing this is cheap; Textual is imported when the screen opens."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from annotator.tui.screen_setup import ScreenSetup as ScreenSetup

if TYPE_CHECKING:
    from annotator.core.scheme import LabelScheme
    from annotator.core.session.desk import Desk
    from annotator.core.session.navigation import WorkList
    from annotator.tui.app import Compare


def run(
    desk: Desk,
    scheme: LabelScheme,
    setup: ScreenSetup,
    *,
    agenda: WorkList | None = None,
    compare: Compare | None = None,
) -> int:
    """Open the screen on a desk and return the exit code of the program.

    `agenda`: the only sentences that are gone through. `compare`: what puts versions in the place of the card.

    0 after `q`; 1 after a crash (said in one line, details in a log); 129 when the terminal hung up or vanished, 130
    after Ctrl-C, 143 after SIGTERM. Raises AnnotatorError when there is nothing to annotate, UsageError when no theme
    has that name.
    """
    gc.disable()  # what is imported stays anyway; the screen turns it on again when it is up
    from annotator.tui.launch import open_screen  # deferred: Textual takes 170 ms

    return open_screen(desk, scheme, setup, agenda, compare)
