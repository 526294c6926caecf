"""Whether a database is sound: the file, its schema, each row of each table, and what only repeats something else.

Rows of facts are looked at in `facts`, all else in `caches`. Each check is apart, and so is each row: what cannot be
read is told and ends nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from annotator.core.errors import DatabaseRefused
from annotator.store.files.database import open_database, opened, version_of
from annotator.store.integrity import caches, facts
from annotator.store.integrity.problem import Bounded, Problem, all_of
from annotator.store.migrations import SCHEMA_VERSION


def problems(path: Path) -> Iterator[str]:
    """What is wrong with the database, a line each, of each kind the first ones; nothing where all is well.

    Without what is named and not here (`Problem.lost`). Reads only. Raises what `open_database` raises.
    """
    return Bounded().lines(problem for problem in all_problems(path) if not problem.lost)


def all_problems(path: Path) -> Iterator[Problem]:
    """All that is wrong with the database. Reads one state of it, row by row: memory does not grow with it.

    Of one that an older version made, all but the file itself is looked at as it becomes in the tables of today. Raises
    what `open_database` raises; EnvironmentFailed where the machine is at fault, not the file.
    """
    with opened(path, read_only=True, as_it_is=True) as connection:
        connection.execute("BEGIN")  # people may be working in it
        yield from all_of(connection, caches.FILE)
        if version_of(connection) == SCHEMA_VERSION:
            yield from all_of(connection, _TABLES)
            return
    try:
        with closing(open_database(path, read_only=True)) as of_today:
            yield from all_of(of_today, _TABLES)
    except DatabaseRefused as error:
        yield Problem("file", error.message)


_TABLES = (caches.SCHEMA, *facts.ROWS, facts.UNSAID, *facts.LOST, *caches.CHECKS)
CHECKS = (*caches.FILE, *_TABLES)
"""All of them. Whoever adds a table adds a check of it; a test asks."""
