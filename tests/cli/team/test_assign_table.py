"""The table of who annotates what: what it may hold, and that a hostile one is refused with its line."""

import gzip
import io
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.cli.team.assign import read_assignments
from annotator.core.errors import InputRefused


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "who.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_only_the_document_must_be_there(tmp_path: Path) -> None:
    rows = read_assignments(table(tmp_path, "\ufeffdocument,annotator\r\n3,\r\nid-1, ana \r\n"))
    assert [(row.document, row.annotator, row.slots, row.order) for row in rows] == [
        ("3", None, None, None),
        ("id-1", "ana", None, None),
    ]


def test_all_columns_are_read_in_any_order(tmp_path: Path) -> None:
    (row,) = read_assignments(table(tmp_path, 'Order,document,slots,annotator\n7,"a, b",2,"o\'hara"\n'))
    assert (row.document, row.annotator, row.slots, row.order) == ("a, b", "o'hara", 2, 7)
    assert row.where.endswith("who.csv:2")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("article,annotator\n3,ana\n", 1, "unknown column 'article'"),
        ("annotator\nana\n", 1, "first line"),
        ("document,document\n1,2\n", 1, "first line"),
        ("document\n1\n,\n", 3, "more cells"),
        ("document,annotator\n1,ana\n,ana\n", 3, "no document"),
        ("document,slots\n1,0\n", 2, "under slots"),
        ("document,slots\n1,100\n", 2, "under slots"),
        ("document,slots\n1,9999999999999999999999\n", 2, "under slots"),
        ("document,order\n1,٣\n", 2, "under order"),
        ("document,annotator\n1,review:ana\n", 2, "cannot be"),
        ("document,annotator\n1,a\x1b[2Jna\n", 2, "cannot be"),
        (f"document,annotator\n1,{'a' * 201}\n", 2, "cannot be"),
        ('document,annotator\n1,"ana\n', 2, "not CSV"),
        (f"document\n{'x' * 20_000}\n", 2, "not CSV"),
        (b"document\n1\n\xff\xfe\n", 3, "not UTF-8"),
        (b"\xef\xbb\xbfdocument\n1\n\xff\n", 3, "not UTF-8"),
        (b"document\r1\r\xff\r", 3, "not UTF-8"),
        ('document,slots\n\n"a\nb",0\n', 3, "under slots"),
        ('document\n1\n"2\n3\n4\n', 3, "not CSV"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int, told: str) -> None:
    with pytest.raises(InputRefused, match=told) as refused:
        read_assignments(table(tmp_path, text))
    assert f"who.csv:{line}:" in refused.value.message
    assert "\x1b" not in str(refused.value)


def test_what_comes_on_standard_input_may_be_gzipped_as_a_file_may(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BufferedReader(io.BytesIO(gzip.compress(b"document,annotator\n3,ana\n")))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(packed))
    (row,) = read_assignments(None)
    assert (row.where, row.document, row.annotator) == ("standard input:2", "3", "ana")


def test_a_table_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no document in it"):
        read_assignments(table(tmp_path, "document,annotator\n"))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = table(tmp_path_factory.mktemp("any"), b"document,annotator,slots\n" + data)
    try:
        rows = read_assignments(path)
    except InputRefused:
        return
    assert all(row.document and row.annotator != "" for row in rows)
