"""A window with lines to read: help, guidelines."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.pieces import Piece, Row


class ReadingDialog(ModalScreen[None]):
    """Rows made for the width there is, scrolled by line or page; any of Esc, q and Enter closes."""

    CSS = """
    ReadingDialog { align: center middle; }
    ReadingDialog > Vertical { width: 90%; height: 90%; max-width: 100; border: round $primary; padding: 0 1; }
    ReadingDialog RowsPane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark", "dismiss_dialog", "close", id="reading.close"),
        Binding("down,j", "scroll_rows(1)", "down", id="reading.down"),
        Binding("up,k", "scroll_rows(-1)", "up", id="reading.up"),
        Binding("pagedown,space", "scroll_page(1)", "page down", id="reading.page-down"),
        Binding("pageup", "scroll_page(-1)", "page up", id="reading.page-up"),
    ]

    def __init__(self, title: str, rows_for: Callable[[int], list[Row]]) -> None:
        super().__init__()
        self._title = title
        self._rows_for = rows_for
        self._rows: list[Row] = []
        self._top = 0

    def compose(self) -> ComposeResult:
        """A frame and a pane."""
        with Vertical():
            yield RowsPane(id="reading")

    def on_rows_pane_resized(self, event: RowsPane.Resized) -> None:
        """Make the rows for the width there is now."""
        event.stop()
        self._lay_out()

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolls."""
        self.action_scroll_rows(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel scrolls."""
        self.action_scroll_rows(-3)

    def action_dismiss_dialog(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll_rows(self, by: int) -> None:
        """A line up or down."""
        pane = self.query_one(RowsPane)
        room = max(1, pane.size.height - 2)
        self._top = max(0, min(self._top + by, len(self._rows) - room))
        more = "  ↓ more" if self._top + room < len(self._rows) else ""
        head: Row = (Piece(self._title, "title"), Piece(f"   Esc closes{more}", "dim"))
        pane.show([head, (), *self._rows[self._top : self._top + room]])

    def action_scroll_page(self, by: int) -> None:
        """A page up or down."""
        self.action_scroll_rows(by * max(1, self.query_one(RowsPane).size.height - 3))

    def _lay_out(self) -> None:
        self._rows = self._rows_for(self.query_one(RowsPane).size.width)
        self.action_scroll_rows(0)
