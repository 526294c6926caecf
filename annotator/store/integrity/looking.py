"""Looking at a whole database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from annotator.core.errors import DatabaseRefused
from annotator.store.files.database import open_database, opened, translated
from annotator.store.integrity import caches, decisions, file, schema
from annotator.store.integrity.checks import ROWS
from annotator.store.integrity.problem import Bounded, Check, Problem
from annotator.store.log.todays_labels import show_stored_labels
from annotator.store.migrations import SCHEMA_VERSION
from annotator.store.sqlite.sqlite_library import sqlite3


def problems(path: Path) -> Iterator[str]:
    """What is wrong with the database, a line each, of each kind the first ones; nothing where all is well.

    Reads only. Raises what `open_database` raises.
    """
    return Bounded().lines(look(path))


def look(path: Path) -> Iterator[Problem]:
    """All that is wrong with the database. Reads one state of it, row by row: memory does not grow with it.

    Of one that an older version made, rows are looked at as they become in the tables of today. Raises what
    `open_database` raises; EnvironmentFailed where the machine is at fault, not the file.
    """
    with opened(path, read_only=True, as_it_is=True) as connection:
        connection.execute("BEGIN")  # people may be working in it
        yield from _all(connection, *file.CHECKS, *schema.CHECKS)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == SCHEMA_VERSION:
            yield from _all(connection, *_ROWS)
            return
    try:
        of_today = open_database(path, read_only=True)
    except DatabaseRefused as error:
        yield Problem("file", error.message)
        return
    with closing(of_today), translated(path):
        show_stored_labels(of_today)
        yield from _all(of_today, *_ROWS)


def _all(connection: sqlite3.Connection, *checks: Check) -> Iterator[Problem]:
    for check in checks:
        yield from check(connection)


_ROWS = (*ROWS, decisions.UNSAID, *caches.CHECKS)
CHECKS = (*file.CHECKS, *schema.CHECKS, *_ROWS)
"""All of them. Whoever adds a table adds a check of it; a test asks."""
