"""Windows with lines to read: help, made from the table of keys, and the guidelines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from annotator.core.drawable import composed, drawable
from annotator.core.profiles import guideline_text
from annotator.tui.keys import FIRST_HOUR, KEYS, Key
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.pieces import Piece, Row, break_lines

NO_KEYMAP: Mapping[str, str] = MappingProxyType({})


class Sign(NamedTuple):
    """What a sign means, or what a key does. It is shown in the look that it has on the screen."""

    sign: str
    meaning: str
    look: str = "key"


LEGEND: dict[str, tuple[Sign, ...]] = {
    "signs in the text": (
        Sign("▌", "the sentence you are asked about", "bar"),
        Sign("⟨ ⟩", "content of a quote", "glyph"),
        Sign("‹ ›", "source: who is named as saying it", "glyph"),
        Sign("underlined", "cue: the words that say it was said", "quoted-cue"),
        Sign("dim", "content of the quotes of other sentences", "quoted"),
        Sign(
            "▴ ▾ more", "the sentence goes on there, out of view: PgUp and PgDn (with a number: that sentence)", "more"
        ),
    ),
    "signs in the margin": (
        Sign("✓", "confirmed", "good"),
        Sign("✗", "rejected: nothing here", "bad"),
        Sign("–", "skipped, so not decided", "warn"),
        Sign("“ ? ·", "not decided yet: a quote is suggested, an unsure one, none", "plain"),
        Sign(
            "°", "not decided yet: shown without its suggestion, to see what suggestions do; mark what you see", "plain"
        ),
        Sign(
            "/", "not decided yet: no part of the article's own text, such as a byline or a share bar; drawn dim", "dim"
        ),
        Sign("~", "edits that are not confirmed", "warn"),
        Sign("⚑ ✎", "beside one of these: a flag, a note", "warn"),
        Sign("p w …", "after them: the letters of the topics, decided or suggested", "dim"),
    ),
}


BEGUN = 5
"""Rows of a section that have to fit at the end of a page, or it begins on the next."""


def help_rows(width: int, room: int, keymap: Mapping[str, str] = NO_KEYMAP, more: Sequence[Key] = ()) -> list[Row]:
    """Pages of exactly `room` rows: the keys of the first hour, what the signs mean, then every key by group.

    `more`: keys beside those of annotating, which come first of all.
    """
    return [row for page in _pages(_sections(width, keymap, more), room) for row in page]


def _sections(width: int, keymap: Mapping[str, str], more: Sequence[Key]) -> list[list[Row]]:
    """What help consists of, each part with its title."""
    shown = {key.id: key.display_in(keymap) for key in KEYS}
    first = [Sign(" ".join(shown[name] for name in keys.names), keys.does) for keys in FIRST_HOUR]
    parts = [("the first hour", first), *LEGEND.items()]
    parts += [(group, [Sign(shown[key.id], key.tooltip) for key in keys]) for group, keys in _grouped(KEYS)]
    own = [(group, [Sign(key.display_in(keymap), key.tooltip) for key in keys]) for group, keys in _grouped(more)]
    parts = [*own, *parts]
    column = max(cell_len(sign.sign) for _, signs in parts for sign in signs) + 2
    sections = [_section(title, signs, column, width) for title, signs in parts]
    sections[len(own)] += [(), *((Piece(line, "dim"),) for line in _after_first(shown, width))]
    return sections


def _grouped(keys: Sequence[Key]) -> Iterator[tuple[str, Iterator[Key]]]:
    return groupby(keys, key=lambda key: key.group)


def _after_first(shown: Mapping[str, str], width: int) -> list[str]:
    """How to look around, and how to find all the rest."""
    around = (
        f"{shown['previous']} and {shown['next']} go to other sentences, {shown['quote-down']} to other quotes of one"
    )
    rest = f"{shown['palette']} finds any key by what it does · Space: the signs, then all keys"
    return [text[start:end] for text in (around, rest) for start, end in break_lines(text, 0, len(text), max(8, width))]


def _section(title: str, signs: Iterable[Sign], column: int, width: int) -> list[Row]:
    """Keys or signs with what they do or mean, below a title."""
    rows = [row for sign in signs for row in _wrapped(sign.sign, sign.meaning, column, width, sign.look)]
    return [(Piece(title, "title"),), *rows]


def _pages(sections: Iterable[list[Row]], room: int) -> list[list[Row]]:
    """The sections on pages of `room` rows; one that does not fit at the end of a page goes on under its title."""
    room = max(room, 3)
    pages: list[list[Row]] = [[]]
    for title, *rows in sections:
        done = 0
        while done < len(rows):
            page = pages[-1]
            free = room - len(page) - (2 if page else 1)  # an empty row before the title
            if page and free < min(len(rows) - done, BEGUN):
                page += [()] * (room - len(page))
                pages.append([])
                continue
            end = _row_that_ends(rows, done, done + free)
            page += [*([()] if page else []), title, *rows[done:end]]
            done = end
    pages[-1] += [()] * (room - len(pages[-1]))
    return pages


def _row_that_ends(rows: Sequence[Row], start: int, end: int) -> int:
    """Where to break between `start` and `end`: not within what is said of one key, unless that fills the page."""
    if end >= len(rows):
        return len(rows)
    breaks = [at for at in range(start + 1, end + 1) if len(rows[at]) < 2 or rows[at][1].text.strip()]
    return breaks[-1] if breaks else end


def _wrapped(head: str, text: str, column: int, width: int, look: str = "key") -> list[Row]:
    """The text in as many rows as it needs from `column` on, the head before the first."""
    pieces = break_lines(text, 0, len(text), max(8, width - column - 2))
    return [_row("" if start else head, text[start:end], column, look) for start, end in pieces]


def _row(head: str, text: str, column: int, look: str) -> Row:
    return (Piece("  "), Piece(head, look), Piece(" " * (column - cell_len(head))), Piece(text))


# ---- The guidelines: the project's Markdown text, else what the built-in profile says.


def guideline_rows(width: int, profile: str, text: str | None) -> list[Row]:
    """Headings, lists and paragraphs of a Markdown text in rows; other marks of Markdown stay as they are."""
    source = guideline_text(profile, text)
    rows: list[Row] = []
    for line in composed(drawable(source, keep="\n")).strip().split("\n"):
        if line.startswith("#"):
            rows.append((Piece(line.lstrip("# "), "title"),))
        elif line.lstrip().startswith(("- ", "* ")):
            rows += _listed(line.lstrip()[2:], width, "• ", "  ")
        else:
            rows += _listed(line, width)
    return rows


def _listed(text: str, width: int, first: str = "", others: str = "") -> list[Row]:
    """The text in as many rows as it needs, with something before the first row and before the others."""
    line = " ".join(text.split())
    pieces = break_lines(line, 0, len(line), max(1, width - cell_len(first)))
    return [(Piece((others if start else first) + line[start:end]),) for start, end in pieces]


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
