"""The file as SQLite sees it, and its schema: what the migrations make is there, and nothing else is.

Pages, indexes, types, references and the write-ahead log. Constraints it does not look at in a file that is only read:
`facts` and `caches` say what values must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.program.targets import LOG_BEGINS
from annotator.store.files.database import version_of
from annotator.store.integrity.problem import IntegrityCheck, Problem
from annotator.store.log.schema import CACHES
from annotator.store.migrations import MIGRATIONS, apply_migrations
from annotator.store.sqlite.sqlite_library import Connection, connect, damage_in

_PAGES_AT_MOST = 20
"""Lines about pages and indexes: one damaged page gives hundreds. Set by hand."""
_LOG_HEADER = 32


def _pages(connection: Connection) -> Iterator[Problem]:
    lines = damage_in(connection, f"integrity_check({_PAGES_AT_MOST})")
    # Where a view is the first of all tables, as SQLite keeps them, it leaves out which pages are free.
    lines += damage_in(connection, "integrity_check(sqlite_master)")
    for line in dict.fromkeys(lines):
        mends = " missing from index " in line or line.startswith("wrong # of entries")
        yield Problem("file", one_line(line, 200), mends)


def _references(connection: Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("PRAGMA main.foreign_key_check"):
        yield Problem("", f"{table} row {row} names a row of {parent} that is not there", mends=table in CACHES)


def _log(connection: Connection) -> Iterator[Problem]:
    """A log that is none: SQLite passes over it in silence, with whatever was saved there."""
    path = connection.one_value("SELECT file FROM pragma_database_list WHERE name = 'main'")
    log = Path(f"{path}-wal")
    if not log.is_file():
        return
    with log.open("rb") as file:
        head = file.read(_LOG_HEADER)
    if head and (len(head) < _LOG_HEADER or not head.startswith(LOG_BEGINS)):
        yield Problem("file", f"{one_line(log.name)} is no log of a database, and is passed over")


BOOKKEEPING = "_sqlite_migrations"
"""Where sqlite-utils keeps which migrations were applied."""

Schema = dict[tuple[str, str], str]
"""The SQL of what a database has, by type and name."""


@cache
def expected() -> Schema:
    """What a new database has."""
    in_memory = connect(":memory:")
    try:
        apply_migrations(in_memory)
        return _schema_of(in_memory)
    finally:
        in_memory.close()


def differences(connection: Connection) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Type, name, SQL as it is and SQL as it should be (None: not there) of what differs from the migrations."""
    there, wanted = _schema_of(connection), expected()
    for kind, name in sorted(there.keys() | wanted.keys()):
        is_so, should_be = there.get((kind, name)), wanted.get((kind, name))
        if is_so != should_be and normal(is_so) != normal(should_be):
            yield kind, name, is_so, should_be


def normal(sql: str | None) -> str | None:
    """SQL without what means nothing: white space, quotes around names, upper and lower case."""
    if sql is None:
        return None
    parts = re.split(r"('(?:[^']|'')*')", sql)  # strings stay as they are
    return "".join(
        part if number % 2 else re.sub(r'[\s"`\[\]]+', "", part).lower() for number, part in enumerate(parts)
    )


def _schema_of(connection: Connection) -> Schema:
    shadows = {row[1] for row in connection.execute("PRAGMA main.table_list") if row[2] == "shadow"}
    objects = connection.execute("SELECT type, name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    # What an index of words keeps its words in differs between versions of SQLite; its own check looks there.
    return {(kind, name): sql or "" for kind, name, sql in objects if name not in shadows}


def _like_the_migrations(connection: Connection) -> Iterator[Problem]:
    for kind, name, is_so, should_be in differences(connection):
        what = "is missing" if is_so is None else "is not ours" if should_be is None else "is not as it is made"
        yield Problem(f"{kind} {one_line(name, 60)}", what, mends=kind != "table" or name in CACHES)


def _bookkeeping(connection: Connection) -> Iterator[Problem]:
    version = version_of(connection)
    steps = connection.each_value(f"SELECT name FROM main.{BOOKKEEPING}")
    for name in steps:
        if name not in MIGRATIONS:
            yield Problem(BOOKKEEPING, f"the step {one_line(name, 60)} is unknown here")
    if len(steps) != version:
        yield Problem(BOOKKEEPING, f"{len(steps)} steps made the tables, but the file says {version}")


CHECKS = (
    IntegrityCheck((), _pages),
    IntegrityCheck((), _references),
    IntegrityCheck((), _log),
    IntegrityCheck((BOOKKEEPING,), _bookkeeping),
)
"""Of the file as it is."""
SCHEMA = IntegrityCheck((), _like_the_migrations)
"""Of the tables as they are today, or become."""
