"""The rows of another copy in tables of our own: nothing of a file from elsewhere is used but plain values.

The other file is opened for reading only, and its header, its pages and its tables are looked at before its rows are.
These go into a new database whose tables, keys and checks are ours, as they were in the version that wrote the file;
then that database is brought up to date. So neither triggers nor views of the other file are ever run, and what its
tables let through that ours do not is refused. The other file is never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused
from annotator.store.files.database import open_database, translated, version_of
from annotator.store.integrity.problem import CANNOT_BE_READ
from annotator.store.log import fold
from annotator.store.log.migration import drop_all
from annotator.store.log.rows import columns_of, insertion, listed
from annotator.store.migrations import SCHEMA_VERSION, THE_LOG, go_on, make_tables
from annotator.store.sqlite.sqlite_library import each_value, one_value, sqlite3

LONGEST = 64 * 2**20
"""Characters or bytes of a single value at most: several times the longest article that can be worked on."""

FACTS = ("documents", "sentences", "runs", "suggestions", "readings", "chances", "events", "decisions")
"""The tables that are read of a copy. All others only repeat them, and are made anew."""

HINT = "leave it out; `annotator db check` says more of a database that was whole"


def refused(source: Path, what: str) -> DatabaseRefused:
    """The error for a copy of which nothing is taken."""
    return DatabaseRefused(f"{one_line(source)}: {what}; nothing of it was taken", HINT)


def stage(source: Path, place: Path) -> None:
    """Copy the rows of the database `source` into a new one at `place`, with the tables of today.

    Raises DatabaseRefused for a file that is foreign, newer, damaged, or does not hold what a database of its version
    can hold; EnvironmentFailed where it cannot be read, or `place` not be written.
    """
    with closing(_opened(source)) as theirs, translated(source):
        theirs.execute("PRAGMA cell_size_check = ON")
        theirs.execute("BEGIN")
        if (line := one_value(theirs, "PRAGMA main.quick_check(1)")) != "ok":
            raise refused(source, f"it is damaged ({one_line(line, 100)})")
        version = version_of(theirs)
        if not 1 <= version <= SCHEMA_VERSION:
            raise refused(source, f"it says of itself that it has version {version}")
        with closing(sqlite3.connect(place, isolation_level=None)) as staged, translated(place):
            _copy(theirs, staged, source, version)


def _opened(source: Path) -> sqlite3.Connection:
    """The other file, for reading. What is wrong with it is no matter of --db."""
    try:
        return open_database(source, read_only=True, as_it_is=True)
    except DatabaseRefused as error:
        raise DatabaseRefused(error.message, error.hint if "--db" not in error.hint else "name another copy") from error


def _copy(theirs: sqlite3.Connection, staged: sqlite3.Connection, source: Path, version: int) -> None:
    for table, columns in empty_tables(staged, version):
        _copy_table(theirs, staged, source, table, columns)
    for table, row, parent, _ in staged.execute("PRAGMA foreign_key_check"):
        raise refused(source, f"row {row} of {table} names a row of {parent} that is not there")
    try:
        go_on(staged, version)
    except (sqlite3.Error, *CANNOT_BE_READ) as error:
        raise refused(source, f"it cannot be brought up to date ({one_line(error, 100)})") from error
    staged.execute("COMMIT")


def empty_tables(staged: sqlite3.Connection, version: int) -> Iterator[tuple[str, list[str]]]:
    """Make the tables of a version in a new file, in a transaction, and say which are to be filled, in what columns."""
    # No other process sees this file, and it is gone when the merge ends.
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "journal_mode = OFF", "trusted_schema = OFF"):
        staged.execute(f"PRAGMA {pragma}")
    staged.execute("BEGIN")
    make_tables(staged, version)
    drop_all(staged, "trigger")
    made = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
    for table in FACTS if version >= THE_LOG else each_value(staged, made):
        staged.execute(f"DELETE FROM {table}")  # what every database begins with
        yield table, columns_of(staged, table)


def _copy_table(
    theirs: sqlite3.Connection, staged: sqlite3.Connection, source: Path, table: str, columns: list[str]
) -> None:
    _check_table(theirs, source, table, columns)
    try:
        staged.executemany(insertion(table, columns), theirs.execute(f"SELECT {listed(columns)} FROM main.{table}"))
    except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError) as error:
        raise refused(source, f"a row of {table} is none ({one_line(error, 100)})") from error
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        raise refused(source, f"a text in {table} is no UTF-8") from error


def _check_table(theirs: sqlite3.Connection, source: Path, table: str, columns: list[str]) -> None:
    """Refuse what is no ordinary table with all these columns, and values that are too long."""
    row = theirs.execute("SELECT type, sql FROM main.sqlite_master WHERE name = ?", (table,)).fetchone()
    if row is None or row[0] != "table" or not str(row[1]).lstrip().upper().startswith("CREATE TABLE"):
        raise refused(source, f"it has no table {table}")
    have = {*each_value(theirs, "SELECT name FROM pragma_table_xinfo(?, 'main')", table)}
    if not have.issuperset(columns):
        raise refused(source, f"its table {table} lacks a column")
    longest = ", ".join(f'coalesce(max(length("{column}")), 0)' for column in columns)
    if max(theirs.execute(f"SELECT {longest} FROM main.{table}").fetchone()) > LONGEST:
        raise refused(source, f"a value in {table} is too long")


def settle(staged: sqlite3.Connection) -> None:
    """Make what follows from the log in a staged database that was checked."""
    staged.execute("PRAGMA synchronous = OFF")
    staged.execute("BEGIN")
    fold.rebuild(staged)
    staged.execute("COMMIT")
