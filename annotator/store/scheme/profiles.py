"""The guideline profile of a database: what counts as a quote in it, for everybody, until somebody changes that."""

from __future__ import annotations

from annotator.core.errors import DatabaseRefused
from annotator.core.profiles import PROFILE_NAMES
from annotator.store.files.database import transaction
from annotator.store.log.events import append
from annotator.store.log.kinds import NOBODY, Profile
from annotator.store.log.schema import NEWEST
from annotator.store.sqlite.sqlite_library import sqlite3

# A database from before profiles were kept has them in the settings of its runs.
_OF_LATEST_RUN = (
    "SELECT settings ->> 'profile' FROM runs WHERE settings ->> 'profile' IN"
    f" ({', '.join('?' * len(PROFILE_NAMES))}) ORDER BY started_at DESC, rowid DESC LIMIT 1"
)


def kept_profile(connection: sqlite3.Connection) -> str | None:
    """The name of the profile that was kept last, else that of the latest run; None where neither is.

    Raises DatabaseRefused for a profile that this program does not know.
    """
    row = connection.execute(f"SELECT name FROM profiles {NEWEST}").fetchone()
    if row is None:
        row = connection.execute(_OF_LATEST_RUN, PROFILE_NAMES).fetchone()
        return None if row is None else str(row[0])
    if row[0] not in PROFILE_NAMES:
        raise DatabaseRefused(f"the database keeps the guideline profile {row[0]!r}, unknown here", "upgrade annotator")
    return str(row[0])


def keep_profile(connection: sqlite3.Connection, name: str) -> None:
    """Make it the database's profile from now on, if it is not. The earlier ones stay on record."""
    with transaction(connection):
        row = connection.execute(f"SELECT name FROM profiles {NEWEST}").fetchone()
        if row is None or row[0] != name:
            append(connection, NOBODY, Profile(name))


def keep_first_profile(connection: sqlite3.Connection, name: str) -> str:
    """Make it the database's profile if none is kept yet; the one that is kept then."""
    with transaction(connection):
        kept = kept_profile(connection)
        if connection.execute("SELECT 1 FROM profiles").fetchone() is None:
            append(connection, NOBODY, Profile(kept or name))
    return kept or name
