"""Tables on the terminal: columns side by side, the last one cut where the terminal ends."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from textwrap import wrap

from annotator.core.drawable import one_line

_GAP = "  "
_NARROWEST = 10
"""Cells that the last column gets at least, however narrow the terminal is."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """The rows below their heads, each in one line that ends with a newline; made safe to draw.

    The last column is cut where a line would be longer than `width` cells; None: nothing is cut.

    >>> print(table(("no", "title"), [("3", "Ferry talks go on"), ("12", "Rain")], 30), end="")
    no  title
    3   Ferry talks go on
    12  Rain
    """
    from rich.cells import cell_len, set_cell_size  # deferred: only commands that print a table need it

    lines = [[one_line(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(heads) - 1)]
    room = None if width is None else max(_NARROWEST, width - sum(widths) - len(_GAP) * len(widths))
    printed = []
    for *cells, last in lines:
        fits = room is None or cell_len(last) <= room
        shown = last if fits else f"{set_cell_size(last, (room or 0) - 1).rstrip()}…"
        padded = [set_cell_size(cell, size) for cell, size in zip(cells, widths, strict=True)]
        printed.append(_GAP.join([*padded, shown]).rstrip() + "\n")
    return "".join(printed)


def figures_table(heads: Sequence[str], rows: Sequence[Sequence[str]], bars: Sequence[str] = (), name: int = 30) -> str:
    """Rows of figures, each in one line: the first column is a name, cut to `name` cells, the others end flush.

    `bars` are drawn behind the rows, one for each.

    >>> print(figures_table(("who", "hours"), [("ana", "12.50"), ("bo", "3.00")], ["####", "#"]), end="")
    who  hours
    ana  12.50  ####
    bo    3.00  #
    """
    from rich.cells import cell_len, set_cell_size

    lines = [[one_line(cell) for cell in row] for row in (heads, *rows)]
    for line in lines:
        if cell_len(line[0]) > name:
            line[0] = f"{set_cell_size(line[0], name - 1).rstrip()}…"
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(heads))]
    printed = []
    for line, bar in zip(lines, ["", *bars, *[""] * (len(rows) - len(bars))], strict=True):
        figures = [" " * (size - cell_len(cell)) + cell for cell, size in zip(line[1:], widths[1:], strict=True)]
        printed.append(_GAP.join([set_cell_size(line[0], widths[0]), *figures, bar]).rstrip() + "\n")
    return "".join(printed)


def wrapped(text: str, width: int = 78, first: str = "", others: str = "") -> list[str]:
    """A text in lines of at most `width` characters, with something before the first line and before the others.

    >>> wrapped("from -49 to 3", 8)
    ['from -49', 'to 3']
    """
    # No break behind a hyphen: it may be the minus of a number.
    return wrap(text, width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)


def terminal_width() -> int | None:
    """How many cells a line has on the terminal that standard output is; None where it is none: a file, a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
