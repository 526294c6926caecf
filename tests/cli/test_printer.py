"""Tables on the terminal: straight columns whatever the letters, nothing that it would act on, cut at its edge."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from annotator.cli.printer import table

ROWS = [("3", "短い", "Ferry talks go on and on and on"), ("12", "x", "\x1b[31mred\x07\n[/b]")]


def test_columns_are_straight_also_with_wide_letters() -> None:
    lines = table(("no", "by", "title"), ROWS)
    assert lines == [
        "no  by    title",
        "3   短い  Ferry talks go on and on and on",
        "12  x     ␛[31mred␇␊[/b]",
    ]
    assert {cell_len(line[: line.index(word)]) for line, word in zip(lines, ("title", "Ferry", "␛"), strict=True)} == {
        10
    }


@pytest.mark.parametrize("width", [30, 40, 41, 42, 200])
def test_the_last_column_is_cut_at_the_terminals_edge(width: int) -> None:
    lines = table(("no", "by", "title"), ROWS, width)
    assert all(cell_len(line) <= width for line in lines)
    assert lines[1].endswith("…") == (width < 41)


def test_a_terminal_too_narrow_still_shows_the_beginning() -> None:
    assert table(("a", "b"), [("x" * 50, "y" * 50)], 40)[1].endswith(f"  {'y' * 9}…")
