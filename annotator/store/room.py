"""Room in the write-ahead log, made before it is needed: a commit that makes the file longer takes twice as long."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

from annotator.store.sqlite import sqlite3

# As many pages of 4096 bytes as SQLite writes to the log before it begins at its start again.
_ROOM = 1000 * 4096
_SMALL_CACHE = 20
_STAYS_IN_CACHE = 64 * 4096


def make_room(path: Path) -> Thread:
    """Begin to make the log of the database as long as it gets, without a change to what is in the database.

    A convenience: where it cannot be done (disk full, somebody writing, no write-ahead log) nothing is said.
    """
    thread = Thread(target=_make_room, args=(path,), name="room", daemon=True)
    thread.start()
    return thread


def _make_room(path: Path) -> None:
    log = Path(f"{path}-wal")
    with suppress(sqlite3.Error, OSError):
        if log.exists() and log.stat().st_size >= _ROOM:
            return
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
            connection.isolation_level = None
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                _write_and_take_back(connection)
                with log.open("rb") as file:
                    # Otherwise the first commit would have to wait for all of it.
                    os.fsync(file.fileno())


def _write_and_take_back(connection: sqlite3.Connection) -> None:
    """Write more than the cache holds, so that it goes to the log, and roll back: the log keeps its length."""
    connection.execute(f"PRAGMA cache_size = {_SMALL_CACHE}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE room (bytes BLOB)")
        connection.execute("INSERT INTO room VALUES (zeroblob(?))", (_ROOM + _STAYS_IN_CACHE,))
    finally:
        connection.execute("ROLLBACK")
