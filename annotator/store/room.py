"""Room in the write-ahead log, made before it is needed: a commit that makes the file longer takes twice as long."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

from annotator.store.sqlite_library import sqlite3

# As many pages of 4096 bytes as SQLite writes to the log before it begins at its start again.
_ROOM = 1000 * 4096
_SMALL_CACHE = 20
_STAYS_IN_CACHE = 64 * 4096


class Room:
    """Makes the log of a database as long as it gets, in the background, without a change to the database.

    A convenience: where it cannot be done (disk full, somebody writing, no write-ahead log) nothing is said.
    """

    def __init__(self, path: Path, after: float = 0.0) -> None:
        """Begin in so many seconds, when whatever starts meanwhile is done with the disk."""
        self._path = path
        self._after = after
        self._unwanted = Event()
        self._thread = Thread(target=self._run, name="room", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when it is made."""
        self._thread.join()

    def leave(self) -> None:
        """Return when it is made, or will not be."""
        self._unwanted.set()
        self._thread.join()

    def _run(self) -> None:
        if not self._unwanted.wait(self._after):
            _make_room(self._path)


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
