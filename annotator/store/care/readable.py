"""Rows of a database that may be damaged, as far as they can be read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from annotator.store.sqlite.same_file import first_bytes
from annotator.store.sqlite.sqlite_library import sqlite3

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged database raises."""
MOST_FAILURES = 50_000
"""Reads that may fail in a table before the rest of it is given up. Set by hand: a minute or so."""
_BEYOND = 1 << 40
_MERGED = 1 << 12
"""Rows of a table that merging gave an id below zero, at most, where that cannot be asked. Set by hand."""
_OF_A_PAGE = 2_000
"""Ids that fail one after the other where a single page is damaged, at most: after more, not each is tried."""


class Table:
    """The rows of a table as far as they can be read, in the order of their ids: tuples of the columns asked for.

    `unreadable`: in how many stretches rows could not be, once all were asked for.
    """

    def __init__(self, connection: sqlite3.Connection, name: str, columns: Sequence[str]) -> None:
        """Columns that are not there are None."""
        self.unreadable = 0
        self._connection, self._name, self._columns = connection, name, columns

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        keys = dict[str, int]()
        with suppress(*UNREADABLE):
            found = self._connection.execute("SELECT name, pk FROM pragma_table_info(?)", (self._name,))
            keys = dict(sorted(found, key=lambda row: row[1]))
        if not keys:
            self.unreadable += 1
            return
        wanted = ", ".join(f'"{column}"' if column in keys else "NULL" for column in self._columns)
        names = [name for name, place in keys.items() if place]
        with suppress(*UNREADABLE):
            self._connection.execute(f"SELECT rowid FROM {self._name} LIMIT 0")
            names = ["rowid"]
        seen = set[tuple[Any, ...]]()
        for key, *row in self._keyed(names, wanted):
            if key not in seen:
                seen.add(key)
                yield tuple(row)

    def _keyed(self, names: Sequence[str], wanted: str) -> Iterator[tuple[Any, ...]]:
        """Rows after their keys, some twice: from the first and from the last to where it fails, then by their ids."""
        sql, width = f"SELECT {', '.join(names)}, {wanted} FROM {self._name}", len(names)
        for way in ("ASC", "DESC"):
            try:
                for row in self._connection.execute(f"{sql} ORDER BY {', '.join(f'{name} {way}' for name in names)}"):
                    yield row[:width], *row[width:]
            except UNREADABLE:
                continue
            return
        if names == ["rowid"]:
            yield from self._by_id(f"{sql} WHERE rowid BETWEEN ? AND ? ORDER BY rowid")
        self.unreadable = max(1, self.unreadable)

    def _by_id(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Rows of ranges of ids; where that fails, the rest of a range by its halves, down to single rows."""
        ranges = [(self._first(), self._last())]
        failures = tried = 0  # since the last row, and in all
        while ranges:
            low, high = ranges.pop()
            try:
                for row in self._connection.execute(sql, (low, high)):
                    yield row[:1], *row[1:]
                    low, failures = max(low, row[0] + 1), 0
            except UNREADABLE:
                if high - low <= max(0, failures - _OF_A_PAGE) // 16 or tried > MOST_FAILURES:
                    self.unreadable += not failures
                    failures += 1
                    tried += 1
                else:
                    middle = (low + high) // 2
                    ranges += [(middle + 1, high), (low, middle)]

    def _first(self) -> int:
        """A row id that none is below: merging gives some below zero."""
        with suppress(*UNREADABLE):
            return int(self._connection.execute(f"SELECT min(rowid) FROM {self._name}").fetchone()[0] or 0)
        return -_MERGED

    def _last(self) -> int:
        """A row id that none is above; found by trying, where the end of the table is damaged."""
        with suppress(*UNREADABLE):
            return int(self._connection.execute(f"SELECT max(rowid) FROM {self._name}").fetchone()[0] or 0)
        last = 1 << 20
        while last < _BEYOND:
            try:
                row = self._connection.execute(
                    f"SELECT min(rowid) FROM {self._name} WHERE rowid > ?", (last,)
                ).fetchone()
            except UNREADABLE:
                return last
            if row[0] is None:
                return last
            last *= 4
        return last


@contextmanager
def reading(path: Path, copy: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads the file, with its log if it has one, and asks nothing of what is in it.

    Where the header of the file is not that of the database of which `copy` is a copy, or what its tables are cannot be
    read, what the copy has stands in for it.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-read-") as folder:
        head, wanted = first_bytes(path, 100), first_bytes(copy, 100)
        if any(head[part] != wanted[part] for part in _SAME):
            path = _with_header(path, copy, Path(folder) / "read.db")
        lost = _lost_tables(path, copy)
        if lost:
            path = _copied(path, Path(folder) / "tables.db")
            with suppress(*UNREADABLE), closing(_connected(path, "rw")) as connection:
                connection.executemany("UPDATE sqlite_master SET sql = ? WHERE name = ? AND type = 'table'", lost)
        with closing(_connected(path)) as connection:
            with suppress(*UNREADABLE):
                connection.execute("PRAGMA query_only = ON")
            yield connection


def _connected(path: Path, mode: str = "ro") -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA writable_schema = ON")  # else it reads nothing of a file that has lost its end
    return connection


def _lost_tables(path: Path, copy: Path) -> list[tuple[str, str]]:
    """SQL and name of the tables of the copy that the file does not know."""
    lost = []
    with closing(_connected(copy)) as sound, closing(_connected(path)) as connection:
        for sql, name in sound.execute("SELECT sql, name FROM sqlite_master WHERE type = 'table'"):
            try:
                connection.execute(f"SELECT 1 FROM {name} LIMIT 0")
            except UNREADABLE:
                lost.append((sql, name))
    return lost


_SAME = (slice(18), slice(20, 24), slice(44, 48), slice(56, 60))
"""What is the same in the headers of a database and of its copies (sqlite.org/fileformat2.html, section 1.3)."""


def _with_header(path: Path, copy: Path, place: Path) -> Path:
    """The file at another place with the header of the copy, and the number of pages that it has itself."""
    _copied(path, place)
    head = bytearray(first_bytes(copy, 100))
    if Path(f"{place}-wal").exists():
        head[18:20] = b"\2\2"
    size = int.from_bytes(head[16:18], "big")
    pages = path.stat().st_size // (size if size > 1 else 65536)
    head[28:40] = pages.to_bytes(4, "big") + bytes(8)  # none of which is free
    with place.open("rb+") as file:
        file.write(head)
    return place


def _copied(path: Path, place: Path) -> Path:
    """The file with its log at another place."""
    shutil.copyfile(path, place)
    log = Path(f"{path}-wal")
    if log.exists():
        shutil.copyfile(log, f"{place}-wal")
    return place
