"""Panes of the Line API: each line is compared with the one last shown, and only lines that changed are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice, repeat, zip_longest

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.panes.palette import ON_DARK, Palette, look, palette_of
from annotator.tui.panes.pieces import CUT, Row, Rows


class PaneStrip(Strip):
    """A line as wide as its pane. Textual's would hold itself as what it was divided into, until a collection."""

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The pieces up to each of these cells."""
        places = [*cuts]
        return [self] if places == [self.cell_length] else super().divide(places)


@lru_cache(maxsize=1024)
def to_strip(row: Row, base: Style, width: int, palette: Palette = ON_DARK) -> Strip:
    """A row as Textual draws it, exactly as wide as its pane: Textual passes such a strip on as it is.

    What is too long ends with a sign that it was cut, as a window's title does on a narrow screen.
    """
    segments, used = [], 0
    for text, name, _, link in row:
        if text:
            segments.append(Segment(text, look(name, base, palette, link)))
            used += cell_len(text)
    if used > width:
        cut = Strip(segments, used).crop(0, max(0, width - 1))
        return PaneStrip([*cut, Segment(CUT, base)], width)
    if used < width:
        segments.append(Segment(" " * (width - used), base))
    return PaneStrip(segments, width)


class LinePane(Widget):
    """What all panes share. Their style is worked out once, where Textual would ask all ancestors each time."""

    can_focus = False

    rows: Rows = ()
    """What is shown, top to bottom."""

    @cached_property
    def base(self) -> Style:
        """Foreground and background of the pane."""
        return self.rich_style

    @cached_property
    def palette(self) -> Palette:
        """The colours of the theme."""
        return palette_of(self.app.current_theme)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in that part, empty ones below them. Textual would put borders, padding and opacity around."""
        width, base, palette = self.outer_size.width, self.base, self.palette
        rows = islice(chain(self.rows, repeat(())), *crop.line_span)
        lines = [to_strip(row, base, width, palette) for row in rows]
        for line_filter in self.get_line_filters():  # without colour, for one
            lines = [line.apply_filter(line_filter, self.background_colors[1]) for line in lines]
        return [line.crop(*crop.column_span) for line in lines]

    def draw(self, rows: Iterable[Row], afresh: bool = False) -> None:
        """Show these rows; lines that stay the same are not drawn again, unless all are to be drawn `afresh`."""
        new, old = tuple(rows), self.rows
        if afresh:
            self.rows = new
            self.redraw()
        elif new != old:
            self.rows = new
            both = islice(zip_longest(new, old, fillvalue=()), self.outer_size.height)
            if changed := [y for y, (row, before) in enumerate(both) if row != before]:
                self.redraw(*changed)

    def redraw(self, *lines: int) -> None:
        """Have these lines drawn again, or all: as `refresh`, without the messages by which the screen would know."""
        size, screen = self.outer_size, self.screen
        self._repaint_regions.update([Region(0, y, size.width, 1) for y in lines] or [size.region])
        screen._dirty_widgets.add(self)
        screen.check_idle()

    def notify_style_update(self) -> None:
        """Another theme: everything is drawn anew."""
        super().notify_style_update()
        for name in ("base", "palette"):
            vars(self).pop(name, None)


class RowsPane(LinePane):
    """A pane of rows. Clicks on a piece with an action are announced; nothing else happens here."""

    DEFAULT_CSS = "RowsPane { height: 1; }"

    @dataclass
    class Clicked(Message):
        """A piece was clicked that stands for a key of the app."""

        action: str

    @dataclass
    class Resized(Message):
        """The pane has other dimensions: its rows have to be made anew."""

        def can_replace(self, message: Message) -> bool:
            """Whether this message makes an earlier one superfluous: one announcement is enough."""
            return isinstance(message, RowsPane.Resized)

    def on_resize(self) -> None:
        """Announce the new size to whoever makes the rows."""
        self.post_message(self.Resized())

    def on_click(self, event: events.Click) -> None:
        """Announce the piece under the pointer."""
        if event.y >= len(self.rows):
            return
        x = 0
        for piece in self.rows[event.y]:
            x += Segment(piece.text).cell_length
            if event.x < x:
                if piece.action:
                    self.post_message(self.Clicked(piece.action))
                return
