"""A document broken into screen lines: pure arithmetic on offsets, one block of lines per sentence.

Line breaks depend on the text and the width only, never on what is marked, so that nothing jumps while an edge is
moved. Some cells are kept free at the right for the brackets that marks add.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from annotator.core.drawable import drawable
from annotator.core.session.desk import Item

SPARE_CELLS = 6
"""Cells kept free at the right, for brackets."""


@dataclass(frozen=True, slots=True)
class Line:
    """`[start, end)` of the document on one screen line. `item` is its sentence, -1 for the gap between paragraphs."""

    start: int
    end: int
    item: int
    first: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """All lines of a document, and for each sentence the first of its lines. `text` is safe to draw, offsets hold."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def lines_of(self, item: int) -> range:
        """The line numbers of a sentence."""
        end = self.starts[item + 1] if item + 1 < len(self.starts) else len(self.lines)
        while end > self.starts[item] + 1 and self.lines[end - 1].item != item:
            end -= 1
        return range(self.starts[item], end)

    def line_at(self, offset: int) -> int:
        """The number of the line on which an offset of the document is shown."""
        return max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)


def lay_out(text: str, items: Sequence[Item], width: int, gaps: bool = True) -> Layout:
    """The document's sentences in lines of at most `width` cells; `gaps` puts an empty line between paragraphs."""
    shown = drawable(text.replace("\n", " ").replace("\t", " "))
    lines: list[Line] = []
    starts: list[int] = []
    before = None
    for number, item in enumerate(items):
        sentence = item.sentence
        if gaps and before is not None and text.count("\n", before, sentence.start) > 1:
            lines.append(Line(before, before, -1))
        starts.append(len(lines))
        pieces = break_lines(shown, sentence.start, sentence.end, max(1, width - SPARE_CELLS))
        lines += [Line(start, end, number, first=at == 0) for at, (start, end) in enumerate(pieces)]
        before = sentence.end
    return Layout(shown, tuple(lines), tuple(starts))


def break_lines(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """`[start, end)` in pieces of at most `width` cells, broken at spaces where there is one. Never empty."""
    narrow = text.isascii() or cell_len(text[start:end]) == end - start
    pieces: list[tuple[int, int]] = []
    at = start
    while True:
        fits = at + width if narrow else _fitting(text, at, end, width)
        if fits >= end:
            pieces.append((at, end))
            return pieces
        space = text.rfind(" ", at + 1, fits + 1)
        stop = space if space > at else fits
        pieces.append((at, stop))
        at = stop
        while at < end - 1 and text[at] == " ":
            at += 1


def _fitting(text: str, at: int, end: int, width: int) -> int:
    """How far one line reaches from `at`, in wide characters: at least one character."""
    cells = 0
    for position in range(at, end):
        cells += cell_len(text[position])
        if cells > width:
            return max(position, at + 1)
    return end
