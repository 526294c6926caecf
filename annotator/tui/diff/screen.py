"""The screen as the terminal shows it, and the fewest bytes from there to the next frame.

Pure: it reads frames as ANSI text (cursor moves, each with what is written there) and gives ANSI text back. Only what
a VT102 and its many heirs (xterm, tmux, GNU screen, the Linux console) agree about is sent: cursor moves, SGR, erase
the screen and the end of a line, scrolling region, insert and delete line.

A row with characters whose width terminals disagree about is never compared cell by cell: its payloads go out as they
came, whole, whenever one of them changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from operator import and_, ne
from typing import Final, NamedTuple

from rich.cells import cell_len

# ---- What a piece of output puts in the cells of one row: text with SGR and hyperlink sequences in, two strings of
# equal length out, characters and styles. One code point stands for one cell in both, so that comparing two rows, or
# slicing one, is a single operation of the interpreter.


FILL: Final = "\0"
"""The right-hand half of a character that is two cells wide."""
UNKNOWN: Final = "\1"
"""A cell of which it is not known what the terminal shows there."""
PLAIN: Final = "\0"
"""The pen with neither attribute nor colour."""

_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\]8;([^\x00-\x1f\x7f]*)\x1b\\")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CODE = re.compile(r"(?:[1-9]|21|5[1-3]|[34](?:[0-79]|8;5;\d+|8;2;\d+;\d+;\d+)|(?:9|10)[0-7])(?=;|$)")
_OFF: Final = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29",
    "6": "", "21": "", "51": "", "52": "", "53": "",
}  # fmt: skip
"""What switches an attribute off; empty where terminals do not agree about that, so that only a reset is sure to."""
# Conjoining jamo, vowels that join the letter before, symbols that later editions of Unicode made wide or that have an
# emoji form.
# As ranges: compiling a regular expression of them takes 4 ms.
_DISPUTED: Final = (
    (0x0E33, 0x0E33), (0x0EB3, 0x0EB3), (0x1100, 0x11FF), (0x2630, 0x2637), (0x268A, 0x268F), (0x3030, 0x3030),
    (0x303D, 0x303D), (0x4DC0, 0x4DFF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF),
)  # fmt: skip


class Unreadable(ValueError):
    """The output holds something whose effect on the screen is not known here."""


_Style = tuple[frozenset[str], str]
"""The codes of attributes and colours, and a link."""


def _codes(parameters: str) -> frozenset[str]:
    """The codes of `CSI parameters m` after the plain style; those of the terminal's own colours are left out."""
    codes = _CODE.findall(parameters)
    if ";".join(codes) != parameters:
        raise Unreadable(f"style {parameters!r}")
    return frozenset(codes) - {"39", "49"}


def _off(code: str) -> str:
    """What takes a code back: of a colour, that of the terminal's own one."""
    return _OFF.get(code, "39" if code[0] in "39" else "49")


def _sgr(old: frozenset[str], new: frozenset[str]) -> str:
    if old == new:
        return ""
    if not new:
        return "\x1b[m"
    ways = [[*(["0"] if old else []), *sorted(new)]]
    off = {*map(_off, old - new)}
    if "" not in off:
        # Bold and dim share one switch, and GNU screen turns italics off with it too.
        added = new - old | (new & {"1", "2", "3"} if "22" in off else frozenset())
        off -= {"39", "49"} & {*map(_off, added)}  # one colour takes the place of another
        ways.insert(0, [*sorted(off), *sorted(added)])
    return f"\x1b[{min(map(';'.join, ways), key=len)}m"


@lru_cache(maxsize=8192)
def cell_width(character: str) -> int:
    """Cells that every terminal gives this character whatever stands beside it; 0 when they may differ.

    Terminals disagree about emoji, combining marks, joiners, conjoining syllables, private use and all that is written
    from right to left. Characters of ambiguous width (typographic quotation marks among them) count as one cell, as
    Textual counts them too.
    """
    code, category = ord(character), unicodedata.category(character)
    if code > 0xFFFF or category[0] in "MC" or category in ("Zl", "Zp"):
        return 0
    if any(first <= code <= last for first, last in _DISPUTED):
        return 0
    if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF"
    # Of the wide ones symbols are mostly emoji; the others are ideographs, kana, syllables and full-width forms.
    return 0 if wide and category[0] == "S" else 1 + wide


class Cells(NamedTuple):
    """What one payload puts from its first column on."""

    characters: str
    styles: str
    width: int
    """Cells; a guess where it is risky."""
    risky: bool
    """Whether terminals may disagree about where its characters go."""


# ---- The rows of the screen.


_MOVE = re.compile(r"\x1b\[(\d*+);?+(\d*+)H")
_RUN = re.compile(b"\1+")
_ERASE_FROM: Final = 4
"""Changed cells from which on erasing the rest of the line (and taking the style off for it) is cheaper."""
_BRIDGE: Final = 4
"""Unchanged cells that are sent again rather than jumped over."""
_MOST_LINE_FEEDS: Final = 6
"""Lines down for which line feeds are tried, which leave the column as it is: the terminal line may not change them."""
_PIECE: Final = 40
"""Cells that are compared at once to see what has moved."""

Cursor = tuple[int, int] | None
"""The row and column of the cursor, as far as they are known."""
Payloads = tuple[tuple[int, str], ...]
"""What a frame writes in one row: columns and payloads."""


class Scroll(NamedTuple):
    """Rows `top` up to but not including `bottom` move up by `lines` (down when negative)."""

    top: int
    bottom: int
    lines: int


@dataclass(slots=True, eq=False)
class ScreenRow:
    """One row of the screen."""

    characters: str
    styles: str
    payloads: Payloads = ()
    """What was last written here; to write the same again changes nothing."""
    risky: bool = False
    sealed: bool = False
    """Whether the payloads cover the row from end to end, so that nothing older shows."""

    @property
    def known(self) -> bool:
        """Whether every cell is known."""
        return UNKNOWN not in self.characters


def _overlay(row: str, styles: str, column: int, cells: Cells) -> tuple[str, str]:
    """The row with the cells written over it. The other half of a wide character cut in two is not known any more."""
    if not cells.width:
        return row, styles
    end = column + cells.width
    left, right = row[:column], row[end:]
    if row[column] == FILL:
        left = left[:-1] + UNKNOWN
    if right[:1] == FILL:
        right = UNKNOWN + right[1:]
    return left + cells.characters + right, styles[:column] + cells.styles + styles[end:]


class _Output:
    """Bytes to send, with the cursor and the pen they leave behind."""

    def __init__(self, cursor: Cursor, change: Callable[[str, str], str]) -> None:
        """`cursor`: where it is before them; `change` gives the bytes from the one pen to the other."""
        self._change = change
        self._parts: list[str] = []
        self._y: int | None
        self._x: int | None
        self._y, self._x = cursor or (None, None)
        self._pen = PLAIN

    def ended(self, cursor: Cursor) -> str:
        """All of them, with the plain pen and the cursor where it is to be."""
        self.pen(PLAIN)
        if cursor is not None:
            self.move(*cursor)
        return "".join(self._parts)

    def pen(self, pen: str) -> None:
        if pen != self._pen:
            self._parts.append(self._change(self._pen, pen))
            self._pen = pen

    def move(self, y: int, x: int) -> None:
        """Put the cursor there, by the shortest way."""
        if self._y == y and self._x == x:
            return
        moves = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
        if self._y is not None and 0 <= y - self._y <= _MOST_LINE_FEEDS:
            down = "\n" * (y - self._y)
            moves.append(f"\r{down}{_across(x)}")
            if self._x is not None:
                moves.append(f"{down}{_across(x - self._x)}")
        self._parts.append(min(moves, key=len))
        self._y, self._x = y, x

    def raw(self, y: int, payloads: Payloads) -> None:
        """Write payloads as they came."""
        for x, payload in payloads:
            self.pen(PLAIN)
            self.move(y, x)
            self._parts.append(payload)
            self._x = None

    def scroll(self, scroll: Scroll) -> None:
        """Scroll some rows by inserting or deleting lines, which even the Linux console can do."""
        # Lines that come in take the background of the pen in many terminals: it is plain, as this comes first.
        final = "M" if scroll.lines > 0 else "L"
        first = f"\x1b[{scroll.top + 1}H" if scroll.top else ""
        self._parts.append(f"\x1b[{scroll.top + 1};{scroll.bottom}r{first}\x1b[{abs(scroll.lines)}{final}\x1b[r")
        self._y = self._x = None

    def changes(self, y: int, old: ScreenRow, new: ScreenRow) -> None:
        """Write the cells in which the rows differ."""
        if old.characters == new.characters and old.styles == new.styles:
            return
        cells = (zip(row.characters, row.styles, strict=True) for row in (old, new))
        changed = bytes(map(ne, *cells))
        if not new.known:
            changed = bytes(map(and_, changed, map(UNKNOWN.__ne__, new.characters)))
        blank_from = max(len(new.characters.rstrip(" ")), len(new.styles.rstrip(PLAIN)))
        erase = changed.count(1, blank_from) >= _ERASE_FROM
        for run in _RUN.finditer(changed, 0, blank_from if erase else len(changed)):
            start, end = _whole(*run.span(), new.characters)
            self._reach(y, start, new)
            self._write(start, end, new)
        if erase:
            self._reach(y, changed.index(1, blank_from), new)
            self.pen(PLAIN)
            self._parts.append("\x1b[K")

    def _reach(self, y: int, x: int, row: ScreenRow) -> None:
        """Move right to `x`, over a short gap by writing what stands there already."""
        here = self._x
        if self._y == y and here is not None and 0 < x - here <= _BRIDGE:
            gap, pen = row.characters[here:x], row.styles[here]
            # In one style, and that the one at hand or the one needed next, so that it costs no change.
            free = pen in (self._pen, row.styles[x]) and row.styles[here:x] == pen * len(gap)
            if free and gap.isprintable():  # nothing unknown, and no half of a wide character
                self.pen(pen)
                self._parts.append(gap)
                self._x = x
                return
        self.move(y, x)

    def _write(self, start: int, end: int, row: ScreenRow) -> None:
        x = start
        while x < end:
            pen = row.styles[x]
            rest = row.styles[x:end]
            stop = end - len(rest.lstrip(pen))
            self.pen(pen)
            self._parts.append(row.characters[x:stop].replace(FILL, ""))
            x = stop
        # In the last column terminals differ about where the cursor is after a character.
        self._x = end if end < len(row.characters) else None


def _across(cells: int) -> str:
    """Move the cursor that many cells to the right, or to the left where they are negative."""
    number = "" if abs(cells) == 1 else abs(cells)
    return f"\x1b[{number}{'C' if cells > 0 else 'D'}" if cells else ""


def _whole(start: int, end: int, characters: str) -> tuple[int, int]:
    """A run of cells that cuts no wide character in two."""
    return start - (characters[start] == FILL), end + (characters[end : end + 1] == FILL)


class CellModel:
    """What the terminal shows, cell by cell, as far as it is known."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._cursor: Cursor = None
        self._rows = [ScreenRow(UNKNOWN * width, PLAIN * width)] * height
        self._blank = ScreenRow(" " * width, PLAIN * width)
        self._pens: dict[_Style, str] = {(frozenset(), ""): PLAIN}
        self.pen_of = cache(self._pen_of)
        """The pen by which a style is known: asked for with what stands in `CSI … m`, and the link."""
        self.change = cache(self._change)
        """The fewest bytes from the one pen to the other."""
        self.read = lru_cache(maxsize=4096)(self._read)
        """The cells of a payload that starts and ends with the plain pen.

        Remembered: the same line comes back after a scroll, a dialog, a step back.

        Raises:
            Unreadable: it holds a control or a sequence other than SGR and hyperlinks, changes a style without a reset,
                or leaves one behind.
        """

    def frame(self, data: str, scroll: Scroll | None = None) -> str:
        """The bytes that have the effect of the frame `data`; with the `scroll`, if then more is as it shall be.

        Raises:
            Unreadable: not a frame, or one that this model cannot follow; it must be forgotten then.
        """
        written, cursor = self._split(data)
        target = {}
        for y, payloads in written.items():
            row = self._rows[y]
            if row.payloads != payloads:
                target[y] = self._written(row, payloads)
        rows = [target.get(y, row) for y, row in enumerate(self._rows)]
        output = self._sent(rows, cursor, scroll) or self._sent(rows, cursor)
        self._rows, self._cursor = rows, cursor
        return output

    def _split(self, data: str) -> tuple[dict[int, Payloads], Cursor]:
        """Payloads by row, and where the frame leaves the cursor, if it says so."""
        parts = _MOVE.split(data)
        if parts[0] or len(parts) == 1:
            raise Unreadable("no frame")
        rows: dict[int, Payloads] = {}
        for y, x, payload in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            row, column = int(y or 1) - 1, int(x or 1) - 1
            if payload := payload.removesuffix("\n"):
                rows[row] = (*rows.get(row, ()), (column, payload))
        if max(rows, default=0) >= self.height:
            raise Unreadable("row outside the screen")
        # Only a move that nothing follows says where the cursor is.
        return rows, None if parts[-1] else (row, column)

    def _written(self, row: ScreenRow, payloads: Payloads) -> ScreenRow:
        written = [(x, self.read(payload)) for x, payload in payloads]
        covered = 0
        for x, cells in written:
            if x + cells.width > self.width and not cells.risky:
                raise Unreadable("text outside the screen")
            covered = covered + cells.width if x == covered else -1
        sealed = covered >= self.width
        if any(cells.risky for _, cells in written):
            return ScreenRow(UNKNOWN * self.width, PLAIN * self.width, payloads, risky=True, sealed=sealed)
        characters, styles = row.characters, row.styles
        for x, cells in written:
            characters, styles = _overlay(characters, styles, x, cells)
        return ScreenRow(characters, styles, payloads, sealed=sealed)

    def _sent(self, rows: Sequence[ScreenRow], cursor: Cursor, scroll: Scroll | None = None) -> str:
        """The output that makes the rows of what is shown, if it helps by a scroll first.

        Empty where a scroll is no help, or puts elsewhere what a row that is not known shows.
        """
        output = _Output(self._cursor, self.change)
        before = moved = self._rows
        if scroll is not None:
            top, bottom, lines = scroll
            if not (0 <= top < bottom <= self.height and 0 < abs(lines) < bottom - top):
                return ""
            output.scroll(scroll)
            blank = [self._blank] * abs(lines)
            inside = [*before[top + lines : bottom], *blank] if lines > 0 else [*blank, *before[top : bottom + lines]]
            moved = [*before[:top], *inside, *before[bottom:]]
            if _alike(moved, rows) <= _alike(before, rows):
                return ""
        for y, (row, wanted) in enumerate(zip(moved, rows, strict=True)):
            if wanted is row or (wanted.sealed and row.sealed and wanted.payloads == row.payloads):
                continue
            stays = row is before[y]
            if wanted.risky and (stays or wanted.sealed):
                output.raw(y, wanted.payloads)
            elif stays or wanted.known:
                output.changes(y, row, wanted)
            else:
                return ""
        return output.ended(cursor)

    # ---- what a payload puts in cells

    def _pen_of(self, parameters: str, link: str = "") -> str:
        return self._pens.setdefault((_codes(parameters), link), chr(len(self._pens)))

    def _change(self, old: str, new: str) -> str:
        styles = [*self._pens]
        (before, link), (after, link_after) = styles[ord(old)], styles[ord(new)]
        return ("" if link == link_after else f"\x1b]8;{link_after or ';'}\x1b\\") + _sgr(before, after)

    def _read(self, payload: str) -> Cells:
        parts = _SEQUENCE.split(payload)  # text, and behind each but the last either parameters or a link
        text = "".join(parts[::3])
        characters = styles = style = link = ""
        for part, parameters, target in zip_longest(parts[::3], parts[1::3], parts[2::3]):
            cells = part if part.isascii() else "".join([char + FILL * (cell_width(char) - 1) for char in part])
            characters += cells
            styles += self.pen_of(style, link) * len(cells)
            if parameters is not None:
                ends = parameters in ("", "0")
                if style and not ends:
                    raise Unreadable(f"payload {payload!r}")
                style = "" if ends else parameters
            elif target is not None:
                link = "" if target == ";" else target
        if style or link or _CONTROL.search(text):
            raise Unreadable(f"payload {payload!r}")
        if text.isascii() or all(map(cell_width, text)):
            return Cells(characters, styles, len(characters), False)
        return Cells("", "", cell_len(text), True)


def _alike(rows: Iterable[ScreenRow], others: Iterable[ScreenRow]) -> int:
    """How many pieces of the rows are the same: beside what moved, something may stay."""
    return sum(
        row.characters[x : x + _PIECE] == other.characters[x : x + _PIECE]
        for row, other in zip(rows, others, strict=True)
        for x in range(0, len(row.characters), _PIECE)
    )
