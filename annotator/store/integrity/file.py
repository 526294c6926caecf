"""The file as SQLite sees it: its pages, indexes, types, references, and its write-ahead log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.store.integrity.problem import Check, Problem
from annotator.store.log.schema import CACHES
from annotator.store.sqlite.sqlite_library import sqlite3

_PAGES_AT_MOST = 20
"""Lines about pages and indexes: one damaged page gives hundreds. Set by hand."""
_LOG_BEGINS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How every write-ahead log begins (sqlite.org/fileformat.html, section 4.1)."""
_LOG_HEADER = 32


def _pages(connection: sqlite3.Connection) -> Iterator[Problem]:
    lines = [line for (line,) in connection.execute(f"PRAGMA main.integrity_check({_PAGES_AT_MOST})")]
    # Where a view is the first of all tables, as SQLite keeps them, it leaves out which pages are free.
    lines += [line for (line,) in connection.execute("PRAGMA main.integrity_check(sqlite_master)")]
    for line in dict.fromkeys(lines):
        if line != "ok" and not line.startswith("CHECK constraint failed"):  # `schema` names the rows
            index = " missing from index " in line or line.startswith(("wrong # of entries", "non-unique entry"))
            yield Problem("file", one_line(line, 200), mends=index and not line.startswith("non-unique"))


def _references(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("PRAGMA main.foreign_key_check"):
        yield Problem("", f"{table} row {row} names a row of {parent} that is not there", mends=table in CACHES)


def _log(connection: sqlite3.Connection) -> Iterator[Problem]:
    """A log that is none: SQLite passes over it in silence, with whatever was saved there."""
    path = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    log = Path(f"{path}-wal")
    if not log.is_file():
        return
    with log.open("rb") as file:
        head = file.read(_LOG_HEADER)
    if head and (len(head) < _LOG_HEADER or not head.startswith(_LOG_BEGINS)):
        yield Problem("file", f"{one_line(log.name)} is no log of a database, and is passed over")


CHECKS = (Check((), _pages), Check((), _references), Check((), _log))
