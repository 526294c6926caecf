"""Connections to a database file, as SQLite opens them: to write, or to read whatever the state of the disk.

Nothing is ever read that is not committed: where SQLite cannot lock the file, what is read must be unable to change.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed, is_full
from annotator.store.sqlite.same_file import GuardedConnection
from annotator.store.sqlite.sqlite_library import sqlite3

BUSY_SECONDS = 5.0
"""How long a connection waits for somebody else who is writing."""
_ENOUGH = 65536
"""Bytes that SQLite must be able to write beside a database that keeps a write-ahead log: 32 KB of shared memory."""
_PATIENCE_ALONE = 200
"""Milliseconds to wait for others who have the file open, where it can only be read alone. Set by hand."""
_IN_MEMORY = "/dev/shm"
"""The folder of Linux that takes no room on any disk."""


def connect_to_write(path: Path, create: bool = False) -> GuardedConnection:
    """A connection that may write; with `create` a missing file is made."""
    return _configured(f"{_uri(path)}?mode={'rwc' if create else 'rw'}")


def connect_to_read(path: Path) -> GuardedConnection:
    """A connection that reads what is committed.

    Raises EnvironmentFailed for a file that has to be put right by somebody who may write, else SQLite's errors.
    """
    connection = _configured(f"{_uri(path)}?mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        return _connect_despite(error, path)
    return connection


def no_room(folder: Path) -> bool:
    """Whether no file can be written in a folder because the disk is full. Nothing is left there."""
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError as error:
        return is_full(error)
    except AttributeError:  # no Linux
        return shutil.disk_usage(folder).free < _ENOUGH
    try:
        os.posix_fallocate(descriptor, 0, _ENOUGH)
    except OSError as error:
        return is_full(error)
    finally:
        os.close(descriptor)
    return False


def _connect_despite(error: sqlite3.OperationalError, path: Path) -> GuardedConnection:
    """Read a file whose side files cannot be made or used, if nobody can change it meanwhile. Else raise."""
    beside = os.path.realpath(path)
    busy = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    if _size(f"{beside}-journal"):
        raise error if busy else _to_be_recovered(path) from error
    if os.access(path, os.W_OK) and no_room(Path(beside).parent):
        try:
            return _alone(path)
        except sqlite3.OperationalError:
            # Somebody else reads it so, or this program does by another connection.
            if _size(f"{beside}-wal"):
                raise
            return _copied(path, _IN_MEMORY if Path(_IN_MEMORY).is_dir() else None)
    if busy:
        raise error
    if _size(f"{beside}-wal"):
        raise error if os.access(path, os.W_OK) else _to_be_recovered(path) from error
    if _nobody_can_write(path):
        return connect_to_unchanging(path)
    if not os.access(path, os.W_OK):
        return _copied(path)
    raise error


def _alone(path: Path) -> GuardedConnection:
    """Read while nobody else has the file open: then SQLite needs no room on the disk, which is full."""
    connection = connect_to_write(path)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_ALONE}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _copied(path: Path, where: str | None = None) -> GuardedConnection:
    """Read a copy of a file that others can write, but nobody wrote while it was copied.

    `where` is the folder for the copy; None is the usual one. Raises EnvironmentFailed where somebody wrote.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-read-", dir=where) as folder:
        copy = Path(folder) / "copy.db"
        before = path.stat()
        shutil.copyfile(path, copy)
        after = path.stat()
        changed = (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size)
        if changed or any(_size(f"{os.path.realpath(path)}{end}") for end in ("-journal", "-wal")):
            raise EnvironmentFailed(
                f"{one_line(str(path))}: another program is writing to it", "try again when it is done"
            )
        return connect_to_unchanging(copy)


def connect_to_unchanging(path: Path) -> GuardedConnection:
    """Read a file that nobody can change. It is open then, and may go from its folder."""
    connection = _configured(f"{_uri(path)}?immutable=1")
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    return connection


def _nobody_can_write(path: Path) -> bool:
    """Whether not even its owner can write to a file, as it stands: by its mode, or as the file system is read-only."""
    with suppress(AttributeError):  # no Linux
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            return True
    return not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def _to_be_recovered(path: Path) -> EnvironmentFailed:
    return EnvironmentFailed(
        f"{one_line(str(path))}: a change was cut off, and it cannot be read until that is put right",
        "start annotator once where it can be written",
    )


def size_on_disk(database: Path) -> int:
    """Bytes of a database and its write-ahead log; of what is not there none."""
    return _size(str(database)) + _size(f"{database}-wal")


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _configured(uri: str) -> GuardedConnection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, factory=GuardedConnection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _uri(path: Path) -> str:
    return path.absolute().as_uri()
