"""Whether the tables of a report are those that its records make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

from annotator.measure.report.records import Records
from annotator.measure.report.tables import Cell, Parts, Table, figures_of, markdown, report_tables


def check_tables(
    reported: Sequence[Table], page: str, records: Records, split: Callable[[tuple[int, ...]], Parts]
) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs, a line for each; none of them is made safe to print yet.

    `reported` are the tables of report.json, `page` is report.md, `split` as for `report_tables`.
    """
    try:
        numbers, differing = compare(reported, report_tables(records, figures_of(records), split))
        unlike = [one["title"] for one in reported if markdown(one) not in page]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return 0, [f"no figure can be made of the files as they are ({type(error).__name__}: {error})"]
    return numbers, differing + [f"report.md: not as report.json has it: {title}" for title in unlike]


def compare(reported: Sequence[Table], made: Sequence[Table]) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs between tables of a report and those made of its records."""
    differing, numbers = [], 0
    by_key = {table["key"]: table for table in made}
    for key in [key for key in by_key if key not in {table["key"] for table in reported}]:
        differing.append(f"{key}: the report has no such table")
    for table in reported:
        again = by_key.get(table["key"], {"rows": []})
        names = [[row[0] for row in one["rows"]] for one in (table, again)]
        if names[0] != names[1]:
            which = ", ".join(sorted(set(names[0]) ^ set(names[1]))) or "in another order"
            differing.append(f"{table['key']}: other rows than the files have: {which}")
            continue
        for row, beside in zip(table["rows"], again["rows"], strict=True):
            for head, *cells in zip(table["heads"], row, beside, strict=True):
                pairs = list(zip_longest(*map(_parts_of, cells)))
                numbers += len(pairs) if isinstance(cells[0], dict) else 0
                if not all(_is_same(*pair) for pair in pairs):
                    told, found = (", ".join(map(str, _parts_of(cell))) for cell in cells)
                    differing.append(f"{table['key']} / {row[0]} / {head}: {told}, recomputed {found}")
    return numbers, differing


def _parts_of(cell: Cell) -> list[Any]:
    """The numbers of a cell, or its text."""
    value = cell["value"] if isinstance(cell, dict) else cell
    return list(value) if isinstance(value, list) else [value]


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same, but for the last digits of a computer's arithmetic."""
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)
