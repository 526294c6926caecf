"""Each row of a damaged file that can be read is read, and where rows could not be is said."""

from __future__ import annotations

import sqlite3 as plain
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from annotator.store.care.damaged_file import readable
from annotator.store.sqlite.sqlite_library import connect


def rows_on_pages(path: Path, ids: Iterable[int]) -> list[int]:
    """Make a table of one column, a few rows on each page; where each page of rows begins in the file."""
    with closing(plain.connect(path)) as connection, connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")
        connection.executemany("INSERT INTO kept VALUES (?, ?)", ((key, f"{key} {'x' * 120}") for key in ids))
    content = path.read_bytes()
    return [at for at in range(512, len(content), 512) if content[at] == 13]


def one_by_one(path: Path, ids: Iterable[int]) -> list[int]:
    """Which of these rows can be read one by one."""
    found = []
    with closing(plain.connect(path)) as connection:
        for key in ids:
            with suppress(plain.Error):
                found += [key for _ in connection.execute("SELECT said FROM kept WHERE id = ?", (key,))]
    return found


SPOILT = ((0,), (0, -1), (*range(0, 60, 2),), (-1,), (2,), (2, 3, 7), (1, 5, -2), (*range(1, 9),))


@pytest.mark.parametrize(
    ("first", "by", "spoilt"),
    [*((1, 1, pages) for pages in SPOILT), *((-40, 3, pages) for pages in SPOILT[3:]), (1 << 21, 1, (-1,))],
)
def test_each_row_is_read_that_can_be(tmp_path: Path, first: int, by: int, spoilt: tuple[int, ...]) -> None:
    path, ids = tmp_path / "some.db", range(first, first + 150 * by, by)
    pages = rows_on_pages(path, ids)
    content = bytearray(path.read_bytes())
    for page in {pages[number] for number in spoilt if number < len(pages)}:
        content[page : page + 512] = b"\xff" * 512
    path.write_bytes(content)
    left = one_by_one(path, ids)
    with closing(connect(path)) as connection:
        found = [*readable(connection, "kept", ("id", "none"))]
        assert sorted(row[0] for row in found if row is not None) == left
    stretches = sum(key not in left and (key == first or key - by in left) for key in ids)
    assert found.count(None) - stretches in (0, 1), "one more where there may have been rows below zero"
