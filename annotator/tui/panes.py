"""Plain panes of the Line API: each line is compared with the one last shown, and only those that changed are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.marks import Row
from annotator.tui.palette import look


def to_strip(row: Row, base: Style, width: int) -> Strip:
    """A row as Textual draws it, cut to the width of its pane; blank cells only where the base has a colour."""
    strip = Strip([Segment(piece.text, look(piece.look, base)) for piece in row if piece.text])
    if strip.cell_length > width:
        strip = strip.crop(0, width)
    return strip


class RowsPane(Widget):
    """A pane of rows. Clicks on a piece with an action are announced; nothing else happens here."""

    can_focus = False
    DEFAULT_CSS = "RowsPane { height: 1; }"

    @dataclass
    class Clicked(Message):
        """A piece was clicked that stands for a key of the app."""

        action: str

    @dataclass
    class Resized(Message):
        """The pane has other dimensions: its rows have to be made anew."""

        def can_replace(self, message: Message) -> bool:
            """One such announcement is as good as several."""
            return isinstance(message, RowsPane.Resized)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown, top to bottom."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; lines that stay the same are not drawn again."""
        new, old = tuple(rows), self._rows
        if new == old:
            return
        self._rows = new
        width = self.size.width
        changed = [
            Region(0, y, width, 1)
            for y in range(min(max(len(new), len(old)), self.size.height))
            if (new[y] if y < len(new) else ()) != (old[y] if y < len(old) else ())
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """One row, or an empty one."""
        return to_strip(self._rows[y] if y < len(self._rows) else (), self.rich_style, self.size.width)

    def on_resize(self) -> None:
        """Announce it: what fits is decided by whoever makes the rows."""
        self.post_message(self.Resized())

    def on_click(self, event: events.Click) -> None:
        """Announce the piece under the pointer."""
        if event.y >= len(self._rows):
            return
        x = 0
        for piece in self._rows[event.y]:
            x += Segment(piece.text).cell_length
            if event.x < x:
                if piece.action:
                    self.post_message(self.Clicked(piece.action))
                return
