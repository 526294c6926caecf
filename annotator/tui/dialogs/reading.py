"""A window with lines to read: help, guidelines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.pieces import Piece, Row


class ReadingDialog(ModalScreen[None]):
    """Rows made for the width and height there is, scrolled by line or page; any of Esc, q and Enter closes.

    `paged`: the rows are pages of that height, which are turned and have numbers; their digits go to them.
    """

    CSS = """
    ReadingDialog { align: center middle; }
    ReadingDialog > Vertical { width: 100%; height: 100%; max-width: 100; border: round $primary; padding: 0 1; }
    ReadingDialog RowsPane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark", "dismiss_dialog", "close", id="reading.close"),
        Binding("down,j", "scroll_rows(1)", "down", id="reading.down"),
        Binding("up,k", "scroll_rows(-1)", "up", id="reading.up"),
        Binding("pagedown,space,right,l", "scroll_page(1)", "page down", id="reading.page-down"),
        Binding("pageup,left,h,b", "scroll_page(-1)", "page up", id="reading.page-up"),
        *(Binding(str(page), f"page({page})", show=False) for page in range(1, 10)),
    ]

    def __init__(self, title: str, rows_for: Callable[[int, int], list[Row]], paged: bool = False) -> None:
        super().__init__()
        self._title = title
        self._rows_for = rows_for
        self._paged = paged
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

    def told(self) -> tuple[str, ...]:
        """What the window shows, in plain lines."""
        lines = ("".join(piece.text for piece in row) for row in self.query_one(RowsPane).rows)
        return tuple(re.sub(" {2,}", ", ", line.strip()) for line in lines if line.strip())

    def action_dismiss_dialog(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll_rows(self, by: int) -> None:
        """A line up or down; of pages, a page."""
        if self._paged:
            by = (by > 0) * self._room - (by < 0) * self._room
        self._show(self._top + by)

    def action_scroll_page(self, by: int) -> None:
        """A page up or down."""
        self._show(self._top + by * (self._room if self._paged else max(1, self._room - 1)))

    def action_page(self, number: int) -> None:
        """The page of that number, if there are pages."""
        if self._paged:
            self._show((number - 1) * self._room)

    @property
    def _room(self) -> int:
        return max(1, self.query_one(RowsPane).size.height - 2)

    def _show(self, top: int) -> None:
        room = self._room
        self._top = max(0, min(top, len(self._rows) - room))
        more = self._top + room < len(self._rows)
        if self._paged:
            pages = -(-len(self._rows) // room)
            said = f"   page {self._top // room + 1} of {pages}{' · Space: the next' if more else ''} · Esc closes"
        else:
            said = f"   Esc closes{'  ↓ more' if more else ''}"
        head: Row = (Piece(self._title, "title"), Piece(said, "dim"))
        self.query_one(RowsPane).show([head, (), *self._rows[self._top : self._top + room]])

    def _lay_out(self) -> None:
        self._rows = self._rows_for(self.query_one(RowsPane).size.width, self._room)
        self._show(self._top - self._top % self._room if self._paged else self._top)
