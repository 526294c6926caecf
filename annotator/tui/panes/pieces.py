"""What is marked in the text, and how a line with marks is drawn.

Brackets are extra cells that stand between characters: they never take part in offsets. Where a line has no room for
one it is left out, and the look of the span still shows it. A letter and its accent that are two characters of the text
are drawn as one, and never parted by a mark.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from rich.cells import cell_len

from annotator.core.drawable import composed, is_mark, one_line
from annotator.core.model import Span
from annotator.core.session.pointing import Pointing
from annotator.core.session.state import State

NO_LETTERS: Mapping[int, str] = MappingProxyType({})
CUT = "…"
"""Stands where a text was cut."""
LONG_WORD = 16
"""Characters: a longer word may be cut in the middle."""
BRACKETS = {"content": ("⟨", "⟩"), "source": ("‹", "›")}


class MarkedSpan(NamedTuple):
    """A span of the text with a look. `kind` is content, cue or source; `own`: of the chosen quote.

    Other kinds are the names of their looks, with `own` set.
    """

    start: int
    end: int
    kind: str
    own: bool

    @property
    def look(self) -> str:
        """The name of its look."""
        if self.own:
            return self.kind
        return "other" if self.kind == "content" else f"other-{self.kind}"


class Piece(NamedTuple):
    """A run of characters of one look. `action` is what a click on it does, `link` an address that it leads to."""

    text: str
    look: str = "plain"
    action: str = ""
    link: str = ""


Row = tuple[Piece, ...]
"""One line of a pane."""
Rows = tuple[Row, ...]
"""Lines of a pane, from top to bottom."""
Marks = tuple[MarkedSpan, ...]
"""Spans of the text with their looks: a later one is painted over those before it."""


def width_of(pieces: Sequence[Piece]) -> int:
    """The cells that pieces take."""
    return sum(cell_len(piece.text) for piece in pieces)


def padded(row: Row, width: int) -> Row:
    """The row with spaces behind it, up to that width."""
    return (*row, Piece(" " * max(0, width - width_of(row))))


PAINTED = ("content", "source", "cue")
"""In this order the spans of a quote are painted over each other."""


def marks_of(state: State) -> Marks:
    """The spans of all quotes of the current sentence: the chosen one last, so that it is painted over the others."""
    marks = [
        MarkedSpan(*span, role, number == state.chosen)
        for number, quote in reversed([*enumerate(state.quotes)])
        for role in PAINTED
        for span in quote.spans(role)
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.own, PAINTED.index(mark.kind))))


def letters_of(pointing: Pointing) -> dict[int, str]:
    """The letters to point with, by the offset that each is drawn at: the space before the word, then the word.

    Once a span is begun they are capitals, and of two the first alone: what was guessed is to be read.
    """
    begun = pointing.first is not None
    return {
        word.start - 1 + index: letter.upper() if begun else letter
        for label, word in pointing.labels.items()
        for index, letter in enumerate(label[: 1 if begun else word.end - word.start + 1])
    }


def draw(
    text: str, line: Span, marks: Sequence[MarkedSpan], room: int, base: str, letters: Mapping[int, str] = NO_LETTERS
) -> Row:
    """The line of a drawable text in pieces: spans in their looks, brackets where there is room for them.

    `letters` are drawn instead of the characters at their offsets.
    """
    here = [mark for mark in marks if mark.start < line.end and line.start < mark.end]
    lettered = [offset for offset in letters if line.start <= offset < line.end]
    if not here and not lettered:
        return (Piece(composed(text[line.start : line.end]), base),)
    if not text.isascii():
        here = [_whole(mark, text) for mark in here]
    glyphs = _glyphs(here, line, room)
    edges = [edge for mark in here for edge in (mark.start, mark.end)]
    edges += [edge for offset in lettered for edge in (offset, _letter_end(text, offset))]
    cuts = sorted({line.start, line.end, *glyphs, *(edge for edge in edges if line.start < edge < line.end)})
    pieces: list[Piece] = []
    for start, after in zip(cuts, [*cuts[1:], line.end], strict=True):
        pieces += glyphs.get(start, ())
        if after > start and start in letters:
            pieces.append(Piece(letters[start], "grip"))
        elif after > start:
            looks = [mark.look for mark in here if mark.start <= start < mark.end]
            pieces.append(Piece(composed(text[start:after]), looks[-1] if looks else base))
    return tuple(pieces)


def _letter_end(text: str, start: int) -> int:
    """Where the letter at an offset ends, with its accents."""
    end = start + 1
    while end < len(text) and is_mark(text[end]):
        end += 1
    return end


def _whole(mark: MarkedSpan, text: str) -> MarkedSpan:
    """The mark, holding as wholes those letters whose accents its edges part from them."""
    start = mark.start
    while 0 < start < len(text) and is_mark(text[start]):
        start -= 1
    return mark._replace(start=start, end=_letter_end(text, mark.end - 1))


def _glyphs(marks: Sequence[MarkedSpan], line: Span, room: int) -> dict[int, list[Piece]]:
    """The brackets to put before each offset: closing ones first, the chosen quote's kept when room is short.

    What several quotes share, as a source, is put in brackets once.
    """
    wanted: list[tuple[bool, int, int, int, Piece]] = []
    for mark in {mark[:3]: mark for mark in marks}.values():
        if mark.kind in BRACKETS:
            look, length = "glyph" if mark.own else "dim", mark.end - mark.start
            opening, closing = (Piece(bracket, look) for bracket in BRACKETS[mark.kind])
            if line.start <= mark.start < line.end:
                wanted.append((not mark.own, mark.start, 1, -length, opening))
            if line.start < mark.end <= line.end:
                wanted.append((not mark.own, mark.end, 0, length, closing))
    kept = sorted(wanted)[: max(0, room)]
    glyphs: dict[int, list[Piece]] = {}
    for _, offset, _, _, glyph in sorted(kept, key=lambda want: want[1:4]):
        glyphs.setdefault(offset, []).append(glyph)
    return glyphs


def whole_line(text: str) -> str:
    """A text in one line, whatever its length."""
    return one_line(text.replace("\n", " "), len(text) + 1)


def flow(cells: Iterable[Row], width: int, label: str = "") -> list[Row]:
    """The cells one after the other, in rows of that width; the first begins with the label, the others below it."""
    rows: list[list[Piece]] = [[Piece(label, "dim"), Piece(" ")] if label else []]
    indent = used = width_of(rows[0])
    for cell in cells:
        if used > indent and used + 2 + width_of(cell) > width:
            rows.append([Piece(" " * indent)] if label else [])
            used = indent
        gap = [Piece("  ")] if used > indent else []
        rows[-1] += [*gap, *cell]
        used += width_of([*gap, *cell])
    return [tuple(row) for row in rows if row]


def hanging(before: Row, text: str, width: int, look: str = "plain", most: int = sys.maxsize) -> list[Row]:
    """A text in as many rows of that width as it needs, or the `most`: behind what goes `before` the first of them."""
    return [*hung(before, wrapped((Piece(text, look),), width - width_of(before), most))]


def signed(texts: Iterable[str], width: int, sign: str = "· ", look: str = "dim", most: int = sys.maxsize) -> list[Row]:
    """Each of the texts in as many rows as it needs, or the `most`, with a sign before the first of them."""
    return [row for text in texts for row in hanging((Piece(sign, look),), one_line(text), width, look, most)]


def hung(before: Row, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows: in the first what goes `before` it, in the others as much room."""
    for row in rows:
        yield (*before, *row)
        before = (Piece(" " * width_of(before)),)


def wrapped(row: Row, width: int, most: int = sys.maxsize) -> list[Row]:
    """A row broken into at most so many of that width; the last one says by a sign that there is more."""
    line = "".join(piece.text for piece in row)
    lines = break_lines(line, 0, len(line), max(1, width))
    rows = [_slice(row, start, end) for start, end in lines[:most]]
    if len(lines) > most:
        rows[-1] = _ended(rows[-1], width)
    return rows


def _slice(row: Sequence[Piece], start: int, end: int) -> Row:
    pieces: list[Piece] = []
    offset = 0
    for piece in row:
        cut = piece.text[max(0, start - offset) : max(0, end - offset)]
        if cut:
            pieces.append(piece._replace(text=cut))
        offset += len(piece.text)
    return tuple(pieces)


def _ended(row: Row, width: int) -> Row:
    """The row with its last piece cut so that the sign for more fits."""
    *before, last = row
    room = width - width_of(before) - 1
    return (*before, last._replace(text=fit(last.text + " " * width, room + 1)) if room > 0 else Piece(CUT))


def broken(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` cells. Never empty."""
    return [text[start:end] for start, end in break_lines(text, 0, len(text), max(1, width))]


def break_lines(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """`[start, end)` in pieces of at most `width` cells, broken at spaces where there is one. Never empty."""
    narrow = text.isascii() or cell_len(text[start:end]) == end - start
    pieces: list[tuple[int, int]] = []
    begin = start
    while True:
        fits = begin + width if narrow else _fitting(text, begin, end, width)
        if fits >= end:
            pieces.append((begin, end))
            return pieces
        space = text.rfind(" ", begin + 1, fits + 1)
        stop = space if space > begin else fits
        pieces.append((begin, stop))
        begin = stop
        while begin < end - 1 and text[begin] == " ":
            begin += 1


def _fitting(text: str, start: int, end: int, width: int) -> int:
    """How far one line reaches from `start`, in wide characters: at least one character."""
    cells = 0
    for position in range(start, end):
        cells += cell_len(text[position])
        if cells > width:
            return max(position, start + 1)
    return end


def fit(text: str, width: int) -> str:
    """The text in at most that many cells, an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    return f"{whole_words(text, width - 1).rstrip(' ·')}{CUT}" if width > 1 else ""


def whole_words(line: str, room: int) -> str:
    """What of the line is in so many cells, without half of a word that is cut there, unless it is a long one."""
    end = min(max(0, room), len(line))
    while end and cell_len(line[:end]) > room:
        end -= 1
    begins = line[:end]
    if line[end : end + 1].isalnum() and begins.rfind(" ") >= max(1, end - LONG_WORD):
        begins = begins[: begins.rfind(" ")]
    return begins.rstrip()
