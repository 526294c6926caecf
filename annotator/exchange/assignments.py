"""Reading who is to annotate which document from a CSV table: `document,annotator,slots,order`."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.core.assignment import MOST_SLOTS
from annotator.core.decision import may_work
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.exchange.files import read_bytes

COLUMNS = ("document", "annotator", "slots", "order")
"""Only the first must be there, and filled."""

_LONGEST_CELL = 10_000
_HIGHEST_ORDER = 10**9


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A line of the table. `where` is FILE:LINE; `document` is a number or an id; None is what was left empty."""

    where: str
    document: str
    annotator: str | None
    slots: int | None
    order: int | None


def read_assignments(path: Path | None) -> list[AssignmentRow]:
    """The lines of a table; None reads standard input.

    Raises InputRefused, with the file and the line, for whatever is not such a table.
    """
    name = "<stdin>" if path is None else one_line(path)
    rows = [*_rows(_text(sys.stdin.buffer.read() if path is None else read_bytes(path), name), name)]
    if not rows:
        raise InputRefused(f"{name}: no document in it", f"give each a line: {','.join(COLUMNS)}")
    return rows


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRefused(f"{name}:{line}: not UTF-8", "save the table as UTF-8") from None


def _rows(text: str, name: str) -> Iterator[AssignmentRow]:
    before = csv.field_size_limit(_LONGEST_CELL)
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        heads = [head.strip().lower() for head in table.fieldnames or ()]
        _check_heads(heads, name)
        table.fieldnames = heads
        for cells in table:
            yield _row(cells, f"{name}:{table.line_num}")
    except csv.Error as error:
        line = max(1, table.reader.line_num)
        raise InputRefused(f"{name}:{line}: not CSV ({error})", "mend the quotation marks") from None
    finally:
        csv.field_size_limit(before)


def _check_heads(heads: list[str], name: str) -> None:
    wrong = [head for head in heads if head not in COLUMNS]
    if "document" not in heads or wrong or len({*heads}) < len(heads):
        said = f"unknown column {one_line(wrong[0], 30)!r}" if wrong else "the first line must name the columns"
        raise InputRefused(f"{name}:1: {said}", f"begin with: {','.join(COLUMNS)}")


def _row(cells: dict[str, str | None], where: str) -> AssignmentRow:
    if None in cells:
        raise InputRefused(f"{where}: more cells than columns", "put cells with a comma in quotation marks")
    filled = {head: (cell or "").strip() for head, cell in cells.items()}
    if not filled["document"]:
        raise InputRefused(f"{where}: no document", "give its number or id")
    return AssignmentRow(
        where,
        filled["document"],
        checked_name(filled.get("annotator", ""), where) or None,
        _number(filled.get("slots", ""), "slots", MOST_SLOTS, where),
        _number(filled.get("order", ""), "order", _HIGHEST_ORDER, where),
    )


def checked_name(name: str, where: str) -> str:
    """The name, if it may be an annotator's. Raises InputRefused."""
    if name and not may_work(name):
        raise InputRefused(f"{where}: {one_line(name, 40)!r} cannot be an annotator's name", "give another")
    return name


def _number(cell: str, column: str, most: int, where: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 10 and 1 <= int(cell) <= most):
        raise InputRefused(f"{where}: {one_line(cell, 30)!r} under {column}", f"give a number from 1 to {most}")
    return int(cell)
