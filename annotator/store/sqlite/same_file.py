"""Whether the files of an open database are still those that stand at their paths.

SQLite goes on writing to the files that it opened, whatever stands at their paths by now. Decisions would go to a file
that nobody opens again, and what the write-ahead log (`-wal`) of the old file holds would be laid over a new one
(sqlite.org/howtocorrupt.html, 1.2 to 1.4). So every change looks first and after its commit: some microseconds.

The paths are only looked at, never opened: closing a file drops all locks that this process has on it.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zlib
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from os import stat_result

_END = 65536
"""Bytes at the end of a database that are compared; set by hand."""


class Change(Enum):
    """What became of a database that is open: what is said of it, and what to do."""

    GONE = ("{} is gone", "put it back, or run `annotator restore`")
    REPLACED = ("{} was replaced", "start annotator again")
    LOG_GONE = ("{}-wal was removed", "start annotator again")
    OVERWRITTEN = ("{} was written over", "run `annotator restore`")


class FileChanged(EnvironmentFailed):
    """The database was taken away under those who work in it; nothing was saved (exit code 5)."""


class _OpenFile(NamedTuple):
    """A file that this process has open; the descriptor is None where the system does not tell."""

    device: int
    inode: int
    descriptor: int | None


class _Checkpoints(NamedTuple):
    """How far the write-ahead log has been brought into the database; see "WAL-Index" in sqlite.org/walformat.html.

    Nothing but a checkpoint may write to the database file, and it says so here before it begins.
    """

    salts: tuple[int, int]
    done: int
    begun: int


class _Seen(NamedTuple):
    """The database file between two checkpoints."""

    written: tuple[int, int]
    checkpoints: _Checkpoints
    content: int


class Guard:
    """Looks after the files of one connection that writes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        self._page = int(size)
        self._roots = tuple((page - 1) * self._page for (page,) in roots)  # opens the -wal, if there is one
        self._name = one_line(path.name)  # not the whole path: the screen has one line for all of it
        self._path = path.absolute()
        self._real = path.resolve()  # SQLite follows links, and keeps its side files beside the file itself
        status = self._path.stat()
        own = _own_file(status)
        self._main = _OpenFile(status.st_dev, status.st_ino, own)
        self._log: _OpenFile | None = None
        self._index: _OpenFile | None = None
        self._look_for_log()
        self._seen: _Seen | None = None
        self._counter = 0
        self._secured: Change | None = None
        self._rescued: Path | None = None

    def check(self, connection: sqlite3.Connection) -> None:
        """Raise FileChanged if a file of the database is no longer the one that is open."""
        change = self.change() if connection.in_transaction else self.secure(connection)
        if change is None:
            self._secured = None
            return
        what, to_do = change.value
        if self._rescued is not None:
            kept = f"{one_line(self._rescued.name)} has all that was saved"
            to_do = kept if change is Change.GONE else f"{to_do}; {kept}"
        raise FileChanged(what.format(self._name), to_do)

    def change(self) -> Change | None:
        """What became of the files; None where all is as it was."""
        before = self._checkpoints()
        try:
            now = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return Change.GONE
        except OSError:
            return None  # it cannot be looked at: SQLite will say what is wrong
        if (now.st_dev, now.st_ino) != self._main[:2]:
            return Change.REPLACED
        if self._log is None and not self._look_for_log():
            return self._went_back()
        # Whoever sees first that the file was written over puts the log aside for everybody.
        if self._aside("-wal").exists() or self._overwritten(before, now):
            return Change.OVERWRITTEN
        try:
            log = self._side_file("-wal").stat()
        except FileNotFoundError:
            return Change.LOG_GONE
        except OSError:
            return None
        return Change.LOG_GONE if self._log is not None and (log.st_dev, log.st_ino) != self._log[:2] else None

    def secure(self, connection: sqlite3.Connection) -> Change | None:
        """Where a file was changed, keep what can be kept, once, and leave no log that could damage the new file.

        Not in a transaction. What is committed goes into the old file, wherever it is by now; if it has no name any
        more, a copy of it is written beside the place where it was.
        """
        change = self.change()
        if change is None or change is self._secured:
            return change
        self._secured = change
        if change is Change.OVERWRITTEN:
            # Neither may the log of the old file come into the new one, nor may it be lost: it is put aside.
            for end in ("-wal", "-shm"):
                with suppress(OSError):
                    self._side_file(end).replace(self._aside(end))
            return change
        if self._log is not None and not (change is Change.LOG_GONE and self._side_file("-wal").exists()):
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if change is not Change.LOG_GONE:
            self._rescued = self._rescued or self._rescue(connection)
        return change

    def must_stay_open(self, connection: sqlite3.Connection) -> bool:
        """Whether closing would bring the log of the old file into a new one. Keeps what can be kept before."""
        change = self.secure(connection)
        return change is Change.OVERWRITTEN or (change is Change.LOG_GONE and self._side_file("-wal").exists())

    def _look_for_log(self) -> bool:
        """Find the write-ahead log and its index among the open files; False where there is none."""
        try:
            log, index = (self._side_file(end).stat() for end in ("-wal", "-shm"))
        except OSError:
            return False
        if (own := _own_file(log)) is None:
            return False
        self._log = _OpenFile(log.st_dev, log.st_ino, own)
        self._index = _OpenFile(index.st_dev, index.st_ino, _own_file(index))
        return True

    def _side_file(self, end: str) -> Path:
        return self._real.with_name(f"{self._real.name}{end}")

    def _aside(self, end: str) -> Path:
        """Where a side file goes that must not come into a new file."""
        return self._side_file(f".stale-{self._log.inode if self._log is not None else 0}{end}")

    def _overwritten(self, before: _Checkpoints | None, now: stat_result) -> bool:
        """Whether the database file was written to without a checkpoint. `before` was read before `now`."""
        after = self._checkpoints()
        if before is None or after is None:
            return False
        written = (now.st_mtime_ns, now.st_size)
        seen = self._seen
        if seen is not None and written == seen.written and before == seen.checkpoints:
            return False
        content = self._content()
        if seen is not None and after == seen.checkpoints and content != seen.content:
            return True
        if before == after == self._checkpoints() and before.done == before.begun:  # none is under way
            self._seen = _Seen(written, before, content)
        return False

    def _checkpoints(self) -> _Checkpoints | None:
        head = _read(self._index, 136, 0)
        if len(head) < 136 or struct.unpack_from("=I", head)[0] != 3007000:
            return None
        salts = struct.unpack_from("=II", head, 32)
        return _Checkpoints(salts, struct.unpack_from("=I", head, 96)[0], struct.unpack_from("=I", head, 128)[0])

    def _content(self) -> int:
        """A checksum of where a database changes: its first page, the top of each table and index, its end.

        Every decision changes the row of its annotator, in a table of a page or two. `touch` changes nothing.
        """
        size = os.fstat(self._main.descriptor).st_size if self._main.descriptor is not None else 0
        sum_of = zlib.crc32(_read(self._main, _END, max(0, size - _END)), size)
        for offset in (0, *self._roots):
            sum_of = zlib.crc32(_read(self._main, self._page, offset), sum_of)
        return sum_of

    def _went_back(self) -> Change | None:
        """Whether the change counter of a database with a rollback journal went back, as with an older copy."""
        counter = int.from_bytes(_read(self._main, 4, 24), "big")
        went_back = counter < self._counter
        self._counter = max(counter, self._counter)
        return Change.OVERWRITTEN if went_back else None

    def _rescue(self, connection: sqlite3.Connection) -> Path | None:
        """Copy a database that has no name any more, if nobody has; where the copy is."""
        descriptor = self._main.descriptor
        if descriptor is None or os.fstat(descriptor).st_nlink:
            return None
        copy = self._side_file(f".rescued-{self._main.inode}")
        with suppress(OSError, sqlite3.Error):
            if not copy.exists():
                with tempfile.TemporaryDirectory(prefix=".annotator-", dir=copy.parent) as folder:
                    made = Path(folder) / "copy.db"
                    os.close(os.open(made, os.O_WRONLY | os.O_CREAT, 0o600))
                    connection.execute("VACUUM INTO ?", (str(made),))
                    made.chmod(os.fstat(descriptor).st_mode & 0o666)
                    with made.open("rb+") as file:
                        os.fsync(file.fileno())
                    made.replace(copy)
            return copy
        return None


class GuardedConnection(sqlite3.Connection):
    """A connection that does not bring its log into another file when it is closed."""

    guard: Guard | None = None

    def close(self) -> None:
        """Let go of the files. Where that would damage a new one, they stay open until the process ends."""
        guard, self.guard = self.guard, None
        if guard is not None and not self.in_transaction and guard.must_stay_open(self):
            import ctypes  # deferred: hardly ever needed

            # SQLite checkpoints when the last connection is closed, and Python closes what nobody holds. There is no
            # way to tell either of them not to.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))
            return
        super().close()


def first_bytes(path: Path, length: int) -> bytes:
    """The first bytes of a file, which this process may have open already: closing it would drop all its locks.

    Without its lock another program that leaves takes itself for the last one, and removes the log in use.
    """
    own = _own_file(path.stat())
    if own is not None:
        with suppress(OSError):  # it may be open for writing only
            return os.pread(own, length, 0)
    with path.open("rb") as file:
        return file.read(length)


def _read(file: _OpenFile | None, length: int, offset: int) -> bytes:
    """Bytes of an open file; none where it is not open any more."""
    if file is None or file.descriptor is None:
        return b""
    try:
        status = os.fstat(file.descriptor)
        if (status.st_dev, status.st_ino) != file[:2]:
            return b""
        return os.pread(file.descriptor, length, offset)
    except OSError:
        return b""


def _own_file(wanted: stat_result) -> int | None:
    """The descriptor under which this process has a file open; None where it has not, or the system does not tell."""
    try:
        names = [entry.name for entry in Path("/dev/fd").iterdir()]
    except OSError:
        return None
    for name in names:
        with suppress(OSError, ValueError):
            status = os.fstat(int(name))
            if (status.st_dev, status.st_ino) == (wanted.st_dev, wanted.st_ino):
                return int(name)
    return None
