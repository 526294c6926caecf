"""Tables on the terminal: straight columns whatever the letters, nothing that it would act on, cut at its edge."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from annotator.cli.narration import narrate
from annotator.cli.printer import csv_table, emit, figures_table, tabbed, table
from annotator.core.decision import Answer
from annotator.core.session.desk import Place
from annotator.measure.figure import Figure

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


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (None, f"{'x' * 50}  {'y' * 50}"),  # a file or pipe
        (102, f"{'x' * 50}  {'y' * 50}"),
        (80, f"{'x' * 50}  {'y' * 27}…"),
        (60, f"{'x' * 42}…  {'y' * 14}…"),
        (16, f"{'x' * 9}…  {'y' * 9}…"),  # too narrow, and the beginning is still shown
    ],
)
def test_a_name_is_whole_unless_the_terminal_has_no_room_for_it(width: int | None, line: str) -> None:
    assert table(("a", "b"), [("x" * 50, "y" * 50)], width)[1] == line


COLUMNS = {"who": "who", "hours": "hours", "seen": lambda row: f"{row['seen']} of 9", "names": "names"}
RECORDS = [
    {"who": "=ana", "hours": -1.25, "seen": 3, "names": ("x", "y"), "is_lead": True},
    {"who": None, "hours": 2.0, "seen": 0, "names": (), "is_lead": False},
]


def test_a_table_shows_what_its_columns_name_of_records() -> None:
    assert table(COLUMNS, RECORDS) == [
        "who   hours  seen    names",
        "=ana  -1.25  3 of 9  x, y",
        "-     2.0    0 of 9  -",
    ]
    assert figures_table({"lead": "is_lead", "seen": "seen"}, RECORDS) == ["lead  seen", "yes      3", "no       0"]


def test_a_table_of_no_rows_has_no_heads_either() -> None:
    assert table(COLUMNS, []) == figures_table(("who", "hours"), iter(())) == []


def test_csv_guards_text_and_leaves_numbers_as_they_are() -> None:
    written = csv_table({name: name for name in ("who", "hours", "seen", "is_lead")}, RECORDS, digits=3)
    assert written == b"who,hours,seen,is_lead\r\n'=ana,-1.250,3,yes\r\n,2.000,0,no\r\n"
    within = {"kind": Answer.ACCEPT, "of": {"figure": Figure(0.5)}}
    assert csv_table({"a": "kind", "b": "of.figure.value"}, [within], digits=1) == b"a,b\r\naccept,0.5\r\n"
    assert csv_table(("a", "b"), [("+x", -1)], digits=1) == b"a,b\r\n'+x,-1\r\n"


def test_lines_with_tabs_are_safe_and_as_long_as_they_are() -> None:
    long = "a\tb\x1b" + "x" * 400
    assert tabbed([(None, long)]) == f"-\ta␉b␛{'x' * 400}\n".encode()
    assert tabbed([(Place(3, 7), "a")]) == b"3:8\ta\n"


def test_whatever_is_printed_for_people_is_made_safe_there(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    emit(["a\x1b[2J\nb"])
    narrate("c\x1b[2J\nd")
    assert capfdbinary.readouterr() == ("a␛[2J␊b\n".encode(), "c␛[2J␊d\n".encode())


def test_parts_are_written_with_an_empty_line_between_and_records_as_json(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    emit(["a", "b"], [], ["c"])
    emit({"kind": Answer.ACCEPT, "figure": Figure(0.5), "names": ("x",)})
    emit()
    assert capfdbinary.readouterr().out == (
        b'a\nb\n\nc\n{"kind":"accept","figure":{"value":0.5,"low":null,"high":null,"why":null},"names":["x"]}\n'
    )
