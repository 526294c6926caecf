"""Looking at a whole database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.store.database import open_database, translated
from annotator.store.integrity.checks import CHECKS
from annotator.store.integrity.problem import Bounded, Problem
from annotator.store.todays_labels import show_stored_labels


def problems(path: Path) -> Iterator[str]:
    """What is wrong with the database, a line each, of each kind the first ones; nothing where all is well.

    Reads only. Raises what `open_database` raises.
    """
    return Bounded().lines(look(path))


def look(path: Path) -> Iterator[Problem]:
    """All that is wrong with the database. Reads one state of it, row by row: memory does not grow with it.

    Raises what `open_database` raises; EnvironmentFailed where the machine is at fault, not the file.
    """
    connection = open_database(path, read_only=True)
    try:
        with translated(path):
            show_stored_labels(connection)
            connection.execute("BEGIN")  # people may be working in it
            for check in CHECKS:
                yield from check(connection)
    finally:
        connection.close()
