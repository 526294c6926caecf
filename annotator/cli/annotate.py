"""`annotator annotate`: the screen. Neither spaCy nor numpy may be imported on the way to it."""

from __future__ import annotations

from annotator.cli.open_screen import open_screen
from annotator.tui import ScreenSetup


def annotate(setup: ScreenSetup) -> None:
    """Step through the sentences; confirm or correct each.

    Every decision is on disk before the next sentence is drawn; you resume where you stopped. With everything decided,
    Enter opens what you are to look at again.
    """
    raise SystemExit(open_screen(setup))
