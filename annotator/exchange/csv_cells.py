"""Lines of CSV whose cells hold text from outside: none of them may become a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would take it for a formula.

    The rule is that of OWASP, "CSV Injection".

    >>> safe_cell("=1+1"), safe_cell("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_line(cells: Sequence[str], *, raw: bool = False) -> bytes:
    """One line as RFC 4180 has it, in UTF-8; with `raw` the cells are written as they are."""
    out = io.StringIO()
    csv.writer(out).writerow(cells if raw else [safe_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8")
