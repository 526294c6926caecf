"""Help for tests that drive the screen."""

from __future__ import annotations

from textual.widget import Widget

from annotator.core.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from tests.memory_desk import SCHEME, MemoryDesk


def app_on(desk: MemoryDesk) -> AnnotatorApp:
    """The real app on a desk in memory."""
    return AnnotatorApp(Workbench(desk), SCHEME)


def lines(app: AnnotatorApp, name: str) -> list[str]:
    """What a pane of the app shows."""
    widget = app.screen_stack[0].query_one(f"#{name}", Widget)
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def text(app: AnnotatorApp, name: str) -> str:
    """What a pane of the app shows, as one text."""
    return "\n".join(lines(app, name))
