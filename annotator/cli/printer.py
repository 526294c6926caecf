"""The one printer of what commands write to standard output: records for programs; tables, lines and bars for people.

A command makes its records once. JSON is the records as they are, a table or CSV shows what its columns name of them.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from textwrap import TextWrapper
from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size

from annotator.cli.narration import COMMAND, safe_line
from annotator.core.drawable import one_line
from annotator.exchange.atomic import standard_output
from annotator.exchange.lines import Record as Record
from annotator.exchange.lines import csv_lines, safe_cell, to_line
from annotator.exchange.lines import record_of as record_of
from annotator.measure.figure import Figure

TableRow = Any
"""A record, or an object with attributes."""
Part = Record | bytes | Sequence[str]
"""What is written together: a record, CSV, or lines of text."""
TableColumns = Mapping[str, str | Callable[[TableRow], Any]]
"""The columns of a table by their heads: where a record has the value (`seen.of`), how some of its values are written
(`{article}:{sentence}`), or what makes the cell of a row."""
Heads = TableColumns | Sequence[str]
"""The columns, or only what they are called: then a row is its cells."""
MISSING = "-"
"""What stands in a table for a value that is not there."""
WIDTH = 80
"""Cells of a line of text where standard output is no terminal."""
_GAP = "  "
_NARROWEST = 10
"""Cells that the last column gets at least, however narrow the terminal is."""


class Detail(NamedTuple):
    """One part of what a command tells: its key and value in the record, and the lines that people read of it."""

    key: str
    record: Any
    lines: Sequence[str]


def emit(*parts: Part) -> None:
    """Write to standard output: a record as one line of JSON, bytes as they are, lines of text made safe.

    Between two parts is an empty line. A part of no lines is left out.
    """
    with standard_output() as out:
        out.write(b"\n".join(_written(part) for part in parts if part))


def _written(part: Part) -> bytes:
    if isinstance(part, bytes):
        return part
    return to_line(part) if isinstance(part, Mapping) else "".join(f"{safe_line(line)}\n" for line in part).encode()


# ---- numbers, the same in every table


def decimals(value: float | None, digits: int = 1) -> str:
    """A number with so many decimals.

    >>> decimals(2.345), decimals(None)
    ('2.3', '-')
    """
    return MISSING if value is None else f"{value:z.{digits}f}"


def percent(share: float | None, digits: int = 0, sign: str = "") -> str:
    """A share in percent, with the sign behind it that is given.

    >>> percent(0.256, sign=" %"), percent(0.256, 1), percent(-0.001), percent(None)
    ('26 %', '25.6', '0', '-')
    """
    return MISSING if share is None else f"{100 * share:z.{digits}f}{sign}"


def points(difference: float | None) -> str:
    """A difference of shares in percentage points.

    >>> points(0.0312), points(None)
    ('+3.1', '-')
    """
    return MISSING if difference is None else f"{100 * difference:+z.1f}"


def bounds(figure: Figure, written: Callable[[float], str]) -> str:
    """The bounds of a figure's interval, each as it is `written`; nothing where it has none."""
    return "" if figure.low is None or figure.high is None else f"{written(figure.low)} to {written(figure.high)}"


def rounded(value: float | None, digits: int = 2) -> float | None:
    """A number as records have it."""
    return None if value is None else round(value, digits)


def figure_record(name: str, figure: Figure) -> dict[str, float | None]:
    """A figure under its name in a record, and its bounds."""
    values = {name: figure.value, "low": figure.low, "high": figure.high}
    return {key: rounded(value, 4) for key, value in values.items()}


def span_of_time(seconds: float | None) -> str:
    """A length of time for people, in hours and minutes.

    >>> span_of_time(59.0), span_of_time(5430.0), span_of_time(None)
    ('1 min', '1 h 31 min', '-')
    """
    if seconds is None:
        return MISSING
    minutes = -int(-seconds // 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


# ---- tables


def table(columns: Heads, rows: Iterable[TableRow], width: int | None = None) -> list[str]:
    """The rows below their heads, each in one line; made safe to draw. Where only heads are given, rows are cells.

    Where there is no row there is no line. The last column is cut where a line would be longer than `width` cells
    (None: than the terminal, if there is one), and the widest of the others where that would leave it less than a
    quarter of them.

    >>> print("\\n".join(table({"no": "no", "title": "title"}, [{"no": 3, "title": "Ferry talks"}], 30)))
    no  title
    3   Ferry talks
    """
    lines, (*widths, last) = _laid_out(columns, rows)
    edge = terminal_width() if width is None else width
    if edge is not None:
        room = edge - len(_GAP) * len(widths)
        lacking = sum(widths) + min(last, edge // 4) - room
        if lacking > 0:
            widths[widths.index(max(widths))] = max(_NARROWEST, max(widths) - lacking)
        last = min(last, max(_NARROWEST, room - sum(widths)))
    return [_GAP.join(map(_fitted, cells, [*widths, last])).rstrip() for cells in lines]


def _fitted(text: str, cells: int) -> str:
    """The text in just so many cells, with a sign where it is cut."""
    shown = text if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1).rstrip()}…"
    return set_cell_size(shown, cells)


def figures_table(columns: Heads, rows: Iterable[TableRow], bars: Sequence[str] = (), name: int = 30) -> list[str]:
    """Rows of figures, each in one line: the first column is a name, cut to `name` cells, the others end flush.

    `bars` are drawn behind the rows, one for each. Where there is no row there is no line.

    >>> print("\\n".join(figures_table(("who", "hours"), [("ana", "12.50"), ("bo", "3.00")], ["####", "#"])))
    who  hours
    ana  12.50  ####
    bo    3.00  #
    """
    lines, (widest, *widths) = _laid_out(columns, rows)
    printed = []
    for (first, *cells), bar in zip(lines, chain([""], bars, repeat("")), strict=False):
        figures = [" " * (size - cell_len(cell)) + cell for cell, size in zip(cells, widths, strict=True)]
        printed.append(_GAP.join([_fitted(first, min(widest, name)), *figures, bar]).rstrip())
    return printed


def csv_table(columns: Heads, rows: Iterable[TableRow], digits: int) -> bytes:
    """CSV of the same that a table is of. Numbers stay numbers.

    No text becomes a formula in a spreadsheet. Fractions have so many `digits`. What is not there is an empty cell.
    """

    def cell(value: Any) -> str:
        return safe_cell(value) if isinstance(value, str) else f"{value:.{digits if isinstance(value, float) else 0}f}"

    return csv_lines([[*columns], *(_cells(columns, row, "", cell) for row in rows)], raw=True)


def tabbed(rows: Iterable[Iterable[Any]]) -> bytes:
    """A line for each row of cells, for other programs: made safe to draw and of any length, tabs between them."""
    return "".join("\t".join(_cells((), row, MISSING, _whole)) + "\n" for row in rows).encode()


def _whole(value: Any) -> str:
    text = str(value)
    return one_line(text, len(text) + 1)


def _laid_out(columns: Heads, rows: Iterable[TableRow]) -> tuple[list[list[str]], list[int]]:
    """The cells of the heads and all rows, none where there is no row, and the widths of the columns."""
    lines = [[one_line(cell) for cell in line] for line in ([*columns], *(_cells(columns, row) for row in rows))]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return lines if len(lines) > 1 else [], widths


def _cells(columns: Heads, row: TableRow, missing: str = MISSING, written: Callable[[Any], str] = str) -> list[str]:
    """The cells of a row as text."""
    values = [_value(row, of) for of in columns.values()] if isinstance(columns, Mapping) else row
    return [missing if value is None else written(_plain(value)) for value in values]


def _value(row: TableRow, of: str | Callable[[TableRow], Any]) -> Any:
    if callable(of):
        return of(row)
    if "{" in of:
        return of.format_map(row)
    for name in of.split("."):
        row = row[name] if isinstance(row, Mapping) else getattr(row, name)
    return row


def _plain(value: Any) -> Any:
    """A value of a record as one text or number: names are listed, yes and no are said."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) or MISSING if isinstance(value, list | tuple) else value


# ---- lines


def apart(*parts: Sequence[str]) -> list[str]:
    """The lines of all parts that have any, with an empty line between two."""
    return [line for part in parts if part for line in ("", *part)][1:]


def wrapped(text: str, width: int = 78, first: str = "", others: str = "") -> list[str]:
    """A text in lines of at most `width` characters, with something before the first line and before the others.

    >>> wrapped("from -49 to 3", 8)
    ['from -49', 'to 3']
    """
    # No break behind a hyphen: it may be the minus of a number; nor in a command, which is to be copied.
    whole = COMMAND.sub(lambda command: command[0].replace(" ", "\0"), text)
    wrapper = TextWrapper(width, first, others, break_on_hyphens=False, break_long_words=False)
    return [line.replace("\0", " ") for line in wrapper.wrap(whole)]


def terminal_width() -> int | None:
    """How many cells a line has on the terminal that standard output is; None where it is none: a file, a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


# ---- bars, in ASCII characters


def bars(values: Sequence[float], width: int, whole: float | None = None) -> list[str]:
    """A bar for each value, at most `width` characters long: for `whole`, or for the largest value where that is None.

    What is more than nothing has at least one character.

    >>> bars([4.0, 2.0, 0.01, 0.0], 8)
    ['########', '####', '#', '']
    """
    full = max(values, default=0.0) if whole is None else whole
    return ["#" * (max(1, round(min(value / full, 1.0) * width)) if value > 0 and full > 0 else 0) for value in values]
