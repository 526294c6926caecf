"""Writing a copy of a database that is whole or not there at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from annotator.core.drawable import count, one_line
from annotator.core.errors import DatabaseRefused, EnvironmentFailed
from annotator.store.sqlite.connections import connect_to_read
from annotator.store.sqlite.copies import Copy, Why, name_of, thin
from annotator.store.sqlite.rights import make_folder_like, make_like
from annotator.store.sqlite.sqlite_library import sqlite3

_ROOM = 1.2
"""Times a database's size that must be free on the disk for a copy of it. Set by hand."""
_DECISIONS = "SELECT count(*) FROM decisions"


def keep_copy(
    connection: sqlite3.Connection, database: Path, folder: Path, why: Why, moment: datetime | None = None
) -> Copy:
    """Copy what the connection reads into the folder, which is made where it is missing, and thin what is there.

    Raises EnvironmentFailed where the disk has no room for it, before it is filled up, and what `write_copy` raises.
    """
    moment = moment or datetime.now(UTC)
    make_folder_like(database, folder)
    _require_room(database, folder)
    path = name_of(folder, why, moment)
    write_copy(connection, database, path)
    thin(folder, moment)
    return Copy(path, moment, why, path.stat().st_size)


def write_copy(connection: sqlite3.Connection, database: Path, copy: Path) -> None:
    """Write a compact copy beside `copy`, look whether it is whole, and rename it into place.

    The connection must not be in a transaction. Raises OSError, sqlite3.Error, and DatabaseRefused for what is damaged:
    then there is no copy.
    """
    folder = copy.absolute().parent
    temporary = Path(tempfile.mkdtemp(prefix=".annotator-", dir=folder)) / "copy.db"
    try:
        make_like(database, temporary, folder)
        (decisions,) = connection.execute(_DECISIONS).fetchone()
        connection.execute("VACUUM INTO ?", (str(temporary),))
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        with closing(connect_to_read(temporary)) as made:
            require_all(made, temporary, decisions)
        temporary.replace(copy)
        sync_folder(folder)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
            temporary.parent.rmdir()


def require_all(connection: sqlite3.Connection, path: Path, decisions: int = 0) -> None:
    """Read all of a database. Raises DatabaseRefused where it is damaged or has fewer decisions than that."""
    (first,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if first != "ok":
        raise DatabaseRefused(f"{one_line(str(path))} is damaged ({one_line(first, 100)})", "take another copy")
    (found,) = connection.execute(_DECISIONS).fetchone()
    if found < decisions:  # there may be more: somebody may have gone on working
        raise DatabaseRefused(
            f"{one_line(str(path))} lacks {count(decisions - found, 'decision')}", "take another copy"
        )


def sync_folder(folder: Path) -> None:
    """Bring renames in a folder to the disk, on systems that can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _require_room(database: Path, folder: Path) -> None:
    import shutil

    size = sum(path.stat().st_size for path in (database, Path(f"{database}-wal")) if path.exists())
    if shutil.disk_usage(folder).free < size * _ROOM:
        raise EnvironmentFailed(
            f"{one_line(str(folder))}: the disk has no room for a copy of {size // 2**20 + 1} MB",
            "free some space, or name another folder for copies in the settings",
        )
