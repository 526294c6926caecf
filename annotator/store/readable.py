"""Rows of a database that may be damaged, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from annotator.store.sqlite_library import sqlite3

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged database raises."""
MOST_FAILURES = 50_000
"""Reads that may fail in a table before the rest of it is given up. Set by hand: a minute or so."""
_BEYOND = 1 << 40


class Table:
    """What can be read of a table: `rows`, by column, and in how many places something could not (`unreadable`)."""

    def __init__(self, connection: sqlite3.Connection, name: str, columns: Sequence[str]) -> None:
        """`columns` are those that are wanted; the first is the row id. Those that are not there are None."""
        self.rows: list[dict[str, Any]] = []
        self.unreadable = 0
        self._connection = connection
        try:
            there = {"rowid", *(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))}
        except UNREADABLE:
            there = {"rowid"}
        if len(there) == 1:
            self.unreadable = 1
            return
        self._columns = columns
        wanted = ", ".join(f'"{column}"' if column in there else "NULL" for column in columns)
        self._sql = f"SELECT {wanted} FROM {name} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        self._read(1, self._last(name))

    def _last(self, name: str) -> int:
        """A row id that none is above; found by trying, where the end of the table is damaged."""
        with suppress(*UNREADABLE):
            return int(self._connection.execute(f"SELECT max(rowid) FROM {name}").fetchone()[0] or 0)
        last = 1 << 20
        while last < _BEYOND:
            try:
                row = self._connection.execute(f"SELECT min(rowid) FROM {name} WHERE rowid > ?", (last,)).fetchone()
            except UNREADABLE:
                return last
            if row[0] is None:
                return last
            last *= 4
        return last

    def _read(self, first: int, last: int) -> None:
        """Read these rows; where that fails, each half of them, down to single ones."""
        ranges = [(first, last)]
        while ranges:
            low, high = ranges.pop()
            if low > high:
                continue
            try:
                found = self._connection.execute(self._sql, (low, high)).fetchall()
            except UNREADABLE:
                if low == high or self.unreadable > MOST_FAILURES:
                    self.unreadable += 1
                else:
                    middle = (low + high) // 2
                    ranges += [(middle + 1, high), (low, middle)]
            else:
                self.rows += [dict(zip(self._columns, row, strict=True)) for row in found]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads the file, with its log if it has one, and asks nothing of what is in it."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA writable_schema = ON")  # else it reads nothing of a file that has lost its end
        with suppress(*UNREADABLE):
            connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()
