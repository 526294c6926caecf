"""The label scheme of a database: the text that --scheme gave last; without any, the one that ships."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.profiles import DEFAULT_PROFILE
from annotator.store.database import transaction
from annotator.store.documents import now
from annotator.store.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class NewScheme:
    """A label scheme to work with from now on: its text (TOML), what it calls itself, and the profile it asks for."""

    toml: str
    name: str
    version: str
    profile: str = DEFAULT_PROFILE


def stored_scheme(connection: sqlite3.Connection) -> str | None:
    """The text of the database's label scheme; None: the one that ships."""
    row = connection.execute("SELECT toml FROM schemes ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def adopt_scheme(connection: sqlite3.Connection, new: NewScheme) -> None:
    """Make it the database's label scheme, if it is not."""
    if stored_scheme(connection) == new.toml:
        return
    with transaction(connection):
        connection.execute(
            "INSERT INTO schemes (name, version, toml, adopted_at) VALUES (?, ?, ?, ?)",
            (new.name, new.version, new.toml, now()),
        )
