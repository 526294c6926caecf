"""The text of the document: a margin, the sentences, the marks of the current one.

One widget of the Line API that keeps its own scroll offset: stepping draws the lines that changed and nothing else.
Before the text moves the driver is told by how much, so that the terminal can move the lines itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotator.core.model import Answer, Labels, Span
from annotator.core.session.desk import Item
from annotator.core.session.pointing import Pointing
from annotator.core.session.shown import is_unsure, shown_labels, shown_note_and_flag
from annotator.core.session.state import State
from annotator.tui.panes.base import LinePane, to_strip
from annotator.tui.panes.line_breaks import Layout, Line, lay_out
from annotator.tui.panes.pieces import MarkedSpan, Piece, Row, draw, letters_of, marks_of

MARGIN = 6
NARROW_MARGIN, NARROW = 4, 40
"""On a narrower screen the margin has no room for topics."""
ANSWERS = {Answer.ACCEPT: ("✓", "good"), Answer.REJECT: ("✗", "bad"), Answer.SKIP: ("–", "warn")}
SUGGESTED, UNSURE_OF, NOTHING = ("“", "plain"), ("?", "warn"), ("·", "dim")
FLAG = ("⚑", "warn")
UNCONFIRMED = ("~", "warn")
BAR = "▌"
ROOMY_ROWS = 18
"""Rows from which on an empty line parts paragraphs. Set by hand."""
NO_TOPICS: Mapping[str, str] = MappingProxyType({})
Margin = tuple[str, str, str]
"""A sign, its look, and the letters of the topics."""


class DocumentView(LinePane):
    """The whole document, scrolled so that the current sentence is in view."""

    DEFAULT_CSS = "DocumentView { width: 1fr; height: 1fr; }"

    @dataclass
    class SentenceClicked(Message):
        """A sentence was clicked."""

        index: int

    def __init__(self, letters: Mapping[str, str] = NO_TOPICS, *, id: str) -> None:
        """`letters`: of the topics, by key."""
        super().__init__(id=id)
        self._topic_letters = letters
        self.scroll_hint: Callable[[int, int, int], None] | None = None
        """Told (top row, row below the last, lines the text moves up) of the screen before the text moves."""
        self._state: State | None = None
        self._layout = Layout("", (), ())
        self._laid_out: tuple[str, int, bool] | None = None
        self._marks: tuple[MarkedSpan, ...] = ()
        self._pointing: Pointing | None = None
        self._pointer: Span | None = None
        self._letters: dict[int, str] = {}
        self._items: tuple[Item, ...] = ()
        self._of_items: list[Margin] = []
        self._margins: list[Margin] = []
        self._strips: dict[int, Strip] = {}
        self._top = 0

    def show(self, state: State, pointer: Span | None = None, pointing: Pointing | None = None) -> None:
        """Show the document of a state, its current sentence in view.

        `pointer` is a piece of text to draw attention to; while `pointing`, a sentence has letters before its words.
        """
        before, self._state = self._state, state
        if pointing is not None and pointing.first is not None:
            pointer = pointing.first
        if self.size.width == 0:
            return
        marks = marks_of(state)
        margins = self._margins_of(state)
        if self._must_lay_out(state) or before is None:
            self._marks, self._margins, self._pointer = marks, margins, pointer
            self._point(pointing)
            self._strips.clear()
            self._top = self._wanted_top(state.index, fresh=True)
            self.refresh()
            return
        stale: set[int] = set()
        if before.index != state.index or marks != self._marks or pointer != self._pointer:
            stale.update(self._layout.lines_of(before.index), self._layout.lines_of(state.index))
        for one in (pointing, self._pointing) if pointing != self._pointing else ():
            if one is not None:
                stale.update(self._layout.lines_of(one.index))
        for number, (old, new) in enumerate(zip(self._margins, margins, strict=True)):
            if old != new:
                stale.add(self._layout.starts[number])
        self._marks, self._margins, self._pointer = marks, margins, pointer
        self._point(pointing)
        for line in stale:
            self._strips.pop(line, None)
        if not self._scroll(self._wanted_top(pointing.index if pointing else state.index)):
            self._refresh_lines(stale)

    def scroll_by(self, lines: int) -> None:
        """Look further up or down; the current sentence stays the same."""
        self._scroll(self._top + lines)

    def render_line(self, y: int) -> Strip:
        """One screen line: margin, text, marks."""
        number = self._top + y
        if self._state is None or number >= len(self._layout.lines):
            return Strip.blank(self.size.width, self.base)
        strip = self._strips.get(number)
        if strip is None:
            strip = to_strip(self._row(self._layout.lines[number]), self.base, self.size.width, self.light)
            self._strips[number] = strip
        return strip

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._laid_out = None
        if self._state is not None:
            self.show(self._state, self._pointer, self._pointing)

    def on_click(self, event: events.Click) -> None:
        """Announce the sentence under the pointer."""
        number = self._top + event.y
        if number < len(self._layout.lines) and self._layout.lines[number].item >= 0:
            self.post_message(self.SentenceClicked(self._layout.lines[number].item))

    def on_mouse_scroll_down(self) -> None:
        """The wheel looks around."""
        self.scroll_by(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel looks around."""
        self.scroll_by(-3)

    def forget_strips(self) -> None:
        """Another theme: every line is drawn anew."""
        self._strips.clear()

    # ---- how it is done

    def _must_lay_out(self, state: State) -> bool:
        page = state.page
        roomy = self.size.height >= ROOMY_ROWS
        wanted = (page.document.id, self.size.width, roomy)
        if wanted == self._laid_out:
            return False
        self._laid_out = wanted
        self._layout = lay_out(page.document.text, page.items, self.size.width - self._margin, gaps=roomy)
        return True

    def _row(self, line: Line) -> Row:
        state = self._state
        assert state is not None
        current = line.item == state.index
        glyph, look, topics = self._margins[line.item] if line.first else (" ", "plain", "")
        letter = self._letters.get(line.start - 1)
        side = self._margin - 3  # bar, glyph, and the cell that may hold a letter
        beside = (Piece(topics[:side].ljust(side), "dim"),) if topics and side > 1 else (Piece(" " * side),)
        gap = Piece(letter, "grip") if letter else Piece(" ")
        margin = (Piece(BAR, "bar") if current else Piece(" "), Piece(glyph, look), *beside, gap)
        span = Span(line.start, line.end)
        if not current and not self._letters:
            return (*margin, Piece(span.of(self._layout.text)))
        room = self.size.width - self._margin - cell_len(span.of(self._layout.text))
        marks = self._marks if current else ()
        if self._pointer is not None:
            marks = (*marks, MarkedSpan(*self._pointer, "grip", True))
        return (*margin, *draw(self._layout.text, span, marks, room, "current" if current else "plain", self._letters))

    @property
    def _margin(self) -> int:
        return MARGIN if self.size.width >= NARROW else NARROW_MARGIN

    def _margins_of(self, state: State) -> list[Margin]:
        """The margin of every sentence; that of the current one as it is being edited."""
        items, before = state.page.items, self._items
        if len(items) != len(before):
            margins = [self._margin_of(item) for item in items]
        else:
            margins = [
                margin if new is old else self._margin_of(new)
                for new, old, margin in zip(items, before, self._of_items, strict=True)
            ]
        self._items, self._of_items = items, margins
        glyph, look, _ = margins[state.index]
        if state.draft.flagged:
            glyph, look = FLAG
        return [
            *margins[: state.index],
            (glyph, look, self._topics_of(state.draft.labels)),
            *margins[state.index + 1 :],
        ]

    def _margin_of(self, item: Item) -> Margin:
        return (*_glyph(item), self._topics_of(shown_labels(item)))

    def _topics_of(self, labels: Labels) -> str:
        return "".join(self._topic_letters.get(topic, "*") for topic in labels.topics)

    def last_whole(self, after: int) -> int:
        """The number of the last sentence from `after` on that can be read to its end without scrolling."""
        last, bottom = after, self._top + self.size.height
        while last + 1 < len(self._layout.starts) and self._layout.lines_of(last + 1).stop <= bottom:
            last += 1
        return last

    def _point(self, pointing: Pointing | None) -> None:
        self._pointing = pointing
        self._letters = letters_of(pointing) if pointing else {}

    def _wanted_top(self, item: int, fresh: bool = False) -> int:
        """The scroll offset with the current sentence in the middle rows.

        The text stands still until it must move, then moves so far that it can stand still for some sentences again:
        calmer to read, and each move costs a slow line what the card beside the text is made of.
        """
        lines = self._layout.lines_of(item)
        height = self.size.height
        if fresh:
            top = lines.start - height // 4
        else:
            lowest = max(lines.start - height // 6, 0)  # the sentence may not be nearer to the upper edge than this
            highest = min(lines.stop - (height * 2 + 2) // 3, lines.start)  # nor nearer to the lower one than this
            top = self._top if self._top >= highest else max(highest, lines.start - height // 3)
            top = min(top, lowest)
        return max(0, min(top, len(self._layout.lines) - height))

    def _scroll(self, top: int) -> bool:
        top = max(0, min(top, len(self._layout.lines) - self.size.height))
        if top == self._top:
            return False
        if self.scroll_hint is not None:
            region = self.region
            self.scroll_hint(region.y, region.bottom, top - self._top)
        self._top = top
        self.refresh()
        return True

    def _refresh_lines(self, numbers: set[int]) -> None:
        rows = [number - self._top for number in numbers if 0 <= number - self._top < self.size.height]
        if rows:
            width = self.size.width
            self.refresh(*(Region(0, y, width, 1) for y in sorted(rows)))


def _glyph(item: Item) -> tuple[str, str]:
    if shown_note_and_flag(item).flagged:
        return FLAG
    if item.touched:
        return UNCONFIRMED
    if item.decision is not None:
        return ANSWERS[item.decision.answer]
    labels = shown_labels(item)
    if not labels.quotes:
        return NOTHING
    return UNSURE_OF if is_unsure(labels) else SUGGESTED
