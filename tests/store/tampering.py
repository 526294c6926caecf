"""Changes to a file as only another program can make them: nothing is enforced, and nothing is left beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from annotator.store.sqlite.sqlite_library import sqlite3


@contextmanager
def loose(path: Path) -> Iterator[sqlite3.Connection]:
    """The file without references and constraints."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
        connection.execute("PRAGMA journal_mode = DELETE")


def tamper(path: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Run statements, each with the values, while the triggers are out of the way."""
    with loose(path) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement, values)
        for _, made in triggers:
            with suppress(sqlite3.OperationalError):  # its table is gone
                connection.execute(made)
