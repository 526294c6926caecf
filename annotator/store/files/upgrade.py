"""Bringing the tables of an older database up to date: alone, with a copy of it from before, and not without a word.

Whoever comes first has the only write lock of the database from the copy to the end; others wait for it, and find
nothing left to do. A process that is killed leaves the older database, and at most a copy of it that is whole.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused
from annotator.store import migrations
from annotator.store.sqlite.connections import connect_to_read, connect_to_unchanging, connect_to_write, size_on_disk
from annotator.store.sqlite.copies import Copy, Why, folder_of, keep_copy
from annotator.store.sqlite.same_file import GuardedConnection
from annotator.store.sqlite.sqlite_library import sqlite3

_PATIENCE_SECONDS = 60.0
"""How long to wait at least for another process that is at it. Set by hand."""
_BYTES_PER_SECOND = 5e6
"""How fast a database is copied, checked and changed at least, on a slow disk. Set by hand."""
_LONG = 100_000_000
"""Bytes from which on it takes so long that it is told before, too: some seconds."""


def _silent(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Ways:
    """In which folder copies of a database stand (None: none is made), and how people are told of an upgrade.

    `anew`: whether a database may be begun in the place of one that is gone, of which copies are there.
    """

    folder: Callable[[Path], Path | None] = folder_of
    tell: Callable[[str], None] = _silent
    anew: bool = False


_USUAL = Ways()
WAYS = ContextVar("WAYS", default=_USUAL)
"""Set by the command line, which knows both: databases are opened far below it."""


def upgrade(
    connection: sqlite3.Connection,
    path: Path,
    begin: Callable[[sqlite3.Connection], AbstractContextManager[None]],
    *,
    keep: bool,
) -> None:
    """Make or change the tables so that they are those of today, in one transaction, which `begin` begins.

    With `keep` what is there is copied before. Raises what `keep_copy` raises, and then nothing is changed;
    sqlite3.OperationalError where another program still writes after some time.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS + size_on_disk(path) / _BYTES_PER_SECOND
    told = False
    while True:
        try:
            _attempt(connection, path, begin, keep)
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > deadline:
                raise
            if not told:
                WAYS.get().tell(f"{one_line(str(path))}: waiting for another program that writes to it")
                told = True
        else:
            return


def copy_of_today(connection: sqlite3.Connection, path: Path) -> GuardedConnection:
    """A connection that reads a copy of what the other one reads, in the tables of today; the copy goes with it.

    For old databases that are only read: nothing is written to them, nor beside them. Raises DatabaseRefused for rows
    that cannot be brought up to date, and what SQLite raises.
    """
    if size_on_disk(path) > _LONG:
        _tell_of_copy(path)
    with tempfile.TemporaryDirectory(prefix="annotator-read-") as folder:
        copy = Path(folder) / "copy.db"
        with closing(connect_to_write(copy, create=True)) as made:
            connection.backup(made)
            # Nobody else sees it before it is done, nor if it fails.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
                made.execute(f"PRAGMA {pragma}")
            made.execute("BEGIN")
            with _readable(path):
                migrations.apply_migrations(made)
            made.execute("COMMIT")
        return connect_to_unchanging(copy)


@cache
def _tell_of_copy(path: Path) -> None:
    """Tell that a copy is read, once of each database."""
    tell = WAYS.get().tell
    tell(f"{one_line(str(path))}: an older annotator made it: reading a copy that is brought up to date")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say of rows that are none of ours that they cannot be brought up to date."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DatabaseRefused(
            f"{one_line(str(path))} is damaged: it cannot be brought up to date ({type(error).__name__})",
            "`annotator restore` brings a copy back",
        ) from error


def _attempt(
    connection: sqlite3.Connection,
    path: Path,
    begin: Callable[[sqlite3.Connection], AbstractContextManager[None]],
    keep: bool,
) -> None:
    copied: Copy | None = None
    try:
        with begin(connection):
            before = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if before >= migrations.SCHEMA_VERSION:
                return  # somebody else did it
            if keep and before:
                copied = _copy(path)
            with _readable(path):
                migrations.apply_migrations(connection)
    except BaseException:
        if copied is not None:  # the database is as it was: the next attempt makes its own
            with suppress(OSError):
                copied.path.unlink()
        raise
    if before:
        where = f"a copy from before is at {one_line(str(copied.path))}" if copied else "no copy was made"
        WAYS.get().tell(
            f"{one_line(str(path))}: brought up to date for this annotator"
            f" (schema {before} to {migrations.SCHEMA_VERSION}); {where}"
        )


def _copy(path: Path) -> Copy | None:
    """Copy what is there into the folder of copies, if there is to be one."""
    folder = WAYS.get().folder(path)
    if folder is None:
        return None
    if size_on_disk(path) > _LONG:
        WAYS.get().tell(f"{one_line(str(path))}: copying it, to bring it up to date for this annotator")
    with closing(connect_to_read(path)) as reader:  # the other is in its transaction
        return keep_copy(reader, path, folder, Why.MIGRATION)
