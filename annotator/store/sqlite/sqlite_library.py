"""Which SQLite library is used, and its connections to a database: to write, or to read whatever the state of the disk.

SQLite 3.7.0 to 3.51.2 can, very rarely, corrupt a WAL file that several connections write (the "WAL-reset" bug; fixed
in 3.51.3, backported to 3.50.7 and 3.44.6; sqlite.org/wal.html#walresetbug). The wheel of pysqlite3 carries a fixed
library; with any other a rollback journal is used instead, slower and sound. The oldest that serves is 3.42.

Nothing is ever read that is not committed: where SQLite cannot use the files as they stand, a copy is read that nobody
can change.

SQLite goes on writing to the files that it opened, whatever stands at their paths by now. Decisions would go to a file
that nobody opens again, and what the write-ahead log (`-wal`) of the old file holds would be laid over a new one
(sqlite.org/howtocorrupt.html, 1.2 to 1.4). So every change looks first and after its commit, by device and inode: some
microseconds. A file that is written over in its place stays the same one: `annotator db check` finds that. The paths
are only looked at, never opened: closing a file drops all locks that this process has on it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
import time
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed, is_full

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        import sqlite3


class FileChange(Enum):
    """What became of a database that is open: what is said of it, and what to do."""

    GONE = ("{} is gone", "put it back, or run `annotator db restore`")
    REPLACED = ("{} was replaced", "start annotator again")
    LOG_GONE = ("{}-wal was removed", "start annotator again")


class FileChanged(EnvironmentFailed):
    """The database was taken away under those who work in it; nothing was saved (exit code 5)."""


class Connection(sqlite3.Connection):
    """What all that asks a database is given: also what a query gives, where that is less than rows.

    One that is to `watch` its files does not write, nor bring its log, into another file than the one that it opened.
    """

    def one_value(self, sql: str, *values: Any, **named: Any) -> Any:
        """The only value of a query that always gives a row."""
        (value,) = self.first_row(sql, *values, **named)
        return value

    def run(self, sql: str, *values: Any, **named: Any) -> sqlite3.Cursor:
        """A statement with the values of its places, in their order or by their names."""
        return self.execute(sql, named or values)

    def first_row(self, sql: str, *values: Any, **named: Any) -> Any:
        """The first row of a query; None where it gives no row."""
        return self.run(sql, *values, **named).fetchone()

    def first_value(self, sql: str, *values: Any, **named: Any) -> Any | None:
        """The first value of the first row of a query; None where it gives no row."""
        row = self.first_row(sql, *values, **named)
        return None if row is None else row[0]

    def each_value(self, sql: str, *values: Any, **named: Any) -> list[Any]:
        """The first value of each row of a query."""
        return [row[0] for row in self.run(sql, *values, **named)]

    def there_is(self, sql: str, *values: Any, **named: Any) -> bool:
        """Whether a query gives a row."""
        return self.first_row(sql, *values, **named) is not None

    # ---- whether the files of an open database are still those that stand at their paths

    _path: Path | None = None

    def watch(self, path: Path) -> None:
        """Look after the files of the database at the path from now on."""
        _look(self)  # opens the -wal, if there is one
        self._path = path.absolute()
        self._real = path.resolve()  # SQLite follows links, and keeps its side files beside the file itself
        self._main = _identity(self._path)
        self._descriptor = _own_file(self._path.stat())
        self._log_path = self._real.with_name(f"{self._real.name}-wal")
        self._log = _identity(self._log_path)

    def check_files(self) -> None:
        """Raise FileChanged if a file of the database is no longer the one that is open.

        Outside of a transaction it first keeps what can be kept.
        """
        change = self._change()
        if change is None or self._path is None:
            return
        what, to_do = change.value
        copy = None if self.in_transaction else self._secure(change)
        if copy is not None:
            kept = f"{one_line(copy.name)} has all that was saved"
            to_do = kept if change is FileChange.GONE else f"{to_do}; {kept}"
        # Not the whole path: the screen has one line for all of it.
        raise FileChanged(what.format(one_line(self._path.name)), to_do)

    def close(self) -> None:
        """Let go of the files. Where that would damage a new one, they stay open until the process ends."""
        change = None if self._path is None or self.in_transaction else self._change()
        self._path = None
        if change is not None:
            self._secure(change)
            if self._another_log(change):
                import ctypes  # deferred: hardly ever needed

                # SQLite checkpoints when the last connection is closed, and Python closes what nobody holds. There is
                # no way to tell either of them not to.
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))
                return
        super().close()

    def _change(self) -> FileChange | None:
        """What became of the files; None where all is as it was."""
        if self._path is not None:
            with suppress(OSError):  # where it cannot be looked at, SQLite will say what is wrong
                now = _identity(self._path)
                if now != self._main:
                    return FileChange.GONE if now is None else FileChange.REPLACED
                if self._log is not None and _identity(self._log_path) != self._log:
                    return FileChange.LOG_GONE
        return None

    def _secure(self, change: FileChange) -> Path | None:
        """Keep what can be kept, and leave no log that could damage a new file; where a copy of all is, if it is one.

        Not in a transaction. What is committed goes into the old file, wherever it is by now; if it has no name any
        more, a copy of it is written beside the place where it was.
        """
        if not self._another_log(change):
            with suppress(sqlite3.Error):
                self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        status = None if self._descriptor is None else os.fstat(self._descriptor)
        if change is FileChange.LOG_GONE or status is None or status.st_nlink:
            return None
        copy = self._real.with_name(f"{self._real.name}.rescued-{status.st_ino}")
        with suppress(OSError, sqlite3.Error):
            if not copy.exists():
                with tempfile.TemporaryDirectory(prefix=".annotator-", dir=copy.parent) as folder:
                    temporary = Path(folder) / "copy.db"
                    self.run("VACUUM INTO ?", str(temporary))
                    temporary.chmod(status.st_mode & 0o666)
                    sync_file(temporary)
                    temporary.replace(copy)
            return copy
        return None

    def _another_log(self, change: FileChange) -> bool:
        return change is FileChange.LOG_GONE and self._log_path.exists()


def connect(where: Path | str) -> Connection:
    """A connection in autocommit mode to a file of our own, made where it is missing, or to none (`:memory:`)."""
    return sqlite3.connect(where, isolation_level=None, factory=Connection)


def damage_in(connection: Connection, check: str = "quick_check(20)") -> list[str]:
    """What SQLite finds wrong with a file by one of its checks, a line each, each once; none in a sound one.

    Versions 3.44.0 to 3.45.0 look into an index of words by writing, and so complain of each in what is only read.
    """
    unable = "unable to validate the inverted index", "attempt to write a readonly database"
    lines = dict.fromkeys(connection.each_value(f"PRAGMA main.{check}"))
    return [line for line in lines if line != "ok" and not (line.startswith(unable[0]) and line.endswith(unable[1]))]


_OLDEST = (3, 42)
"""Version 3.40 takes the checks of our tables for unsafe and calls the file malformed. With 3.42 all tests pass but
those of a write-ahead log, which is only used where it is sound."""


def require_new_enough(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raise EnvironmentFailed where the SQLite of that version (default: the one in use) is too old for our tables."""
    if version < _OLDEST:
        raise EnvironmentFailed(
            f"this Python has SQLite {'.'.join(map(str, version))}, and annotator needs 3.42 or newer",
            "install pysqlite3 beside annotator, or a newer Python",
        )


_NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "fuse.sshfs", "afs", "ceph", "glusterfs", "lustre")


def wal_is_sound(version: str = sqlite3.sqlite_version) -> bool:
    """Whether that SQLite version (default: the one in use) is free of the WAL-reset bug."""
    major, minor, patch = map(int, version.split(".")[:3])
    if (major, minor) == (3, 44):
        return patch >= 6
    if (major, minor) == (3, 50):
        return patch >= 7
    return (major, minor, patch) >= (3, 51, 3) or (major, minor) < (3, 7)


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether the path lies on a network file system, where WAL's shared memory does not work (Linux; else False)."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
    kinds = {}
    for fields in map(str.split, mounts.splitlines()):
        if len(fields) > 2:
            kinds[fields[1].replace("\\040", " ")] = fields[2]  # of two at one place, the later one is seen
    target = path.resolve()
    kind = next((kinds[str(place)] for place in (target, *target.parents) if str(place) in kinds), "")
    return kind.startswith(_NETWORK_FILE_SYSTEMS)


def code_of(error: BaseException | None) -> int:
    """The kind of an error of SQLite's, by its number there; 0 for any other."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_busy(error: BaseException | None) -> bool:
    """Whether SQLite could not go on because of somebody else who has the file."""
    return code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


# ---- opening


BUSY_SECONDS = 5.0
"""How long a connection waits for somebody else who is writing."""
STATEMENTS_KEPT = 1000
"""Prepared statements at most: those beyond are prepared anew whenever they run, 2 ms for a decision."""
_ENOUGH = 65536
"""Bytes that SQLite must be able to write beside a database that keeps a write-ahead log: 32 KB of shared memory."""
_IN_MEMORY = "/dev/shm"
"""The folder of Linux that takes no room on any disk, for where there is none."""


def connect_to_write(path: Path, create: bool = False) -> Connection:
    """A connection that may write; with `create` a missing file is made."""
    return _configured(path, "mode=rwc" if create else "mode=rw")


def connect_to_read(path: Path) -> Connection:
    """A connection that reads what is committed; a copy, where no side files can be made or used.

    Raises SQLite's errors, and what `_copied` raises.
    """
    connection = _configured(path, "mode=ro")
    try:
        _look(connection)
    except sqlite3.OperationalError as error:
        if is_busy(error):
            raise
        try:
            return _copied(path)
        except (OSError, sqlite3.OperationalError):
            if not Path(_IN_MEMORY).is_dir():
                raise
            return _copied(path, _IN_MEMORY)
    return connection


def _look(connection: Connection) -> None:
    """Make SQLite open the file, and its log if there is one, and say what is wrong with it: then it is closed.

    Left open it would keep its locks for as long as anything remembers the error.
    """
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise


def no_room(folder: Path) -> bool:
    """Whether no file can be written in a folder because the disk is full. Nothing is left there."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_ENOUGH))
    except OSError as error:
        return is_full(error)
    return False


def _copied(path: Path, where: str | None = None) -> Connection:
    """Read a copy of a file, and of what was saved beside it, that nobody wrote while it was copied.

    In the copy SQLite brings in what stands in its log, and takes back what was cut off. `where` is the folder for the
    copy; None is the usual one. Raises EnvironmentFailed where somebody wrote, OSError where it cannot be copied, and
    SQLite's errors.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-read-", dir=where) as folder:
        copy, real = Path(folder) / "copy.db", os.path.realpath(path)
        before = states(path)
        for end in before:
            shutil.copyfile(f"{real}{end}", f"{copy}{end}")
        if states(path) != before:
            raise EnvironmentFailed(f"{one_line(path)}: another program is writing to it", "try again when it is done")
        with closing(connect_to_write(copy)) as connection:
            _look(connection)
            connection.execute("PRAGMA wal_checkpoint")  # closing does it too, but does not tell where it fails
        return connect_to_unchanging(copy)


def states(database: Path) -> dict[str, tuple[int, int]]:
    """When a database and what is saved beside it were last written to, and their sizes, by how their names end.

    In nanoseconds and bytes; what is not there is left out. SQLite keeps what is saved beside the file itself, wherever
    a link to it stands.
    """
    by_ending, real = {}, os.path.realpath(database)
    for end in ("", "-journal", "-wal"):
        with suppress(FileNotFoundError):
            status = Path(f"{real}{end}").stat()
            by_ending[end] = status.st_mtime_ns, status.st_size
    return by_ending


def connect_to_unchanging(path: Path) -> Connection:
    """Read a file that nobody can change. It is open then, and may go from its folder."""
    connection = _configured(path, "immutable=1")
    _look(connection)
    return connection


def sync_file(path: Path) -> None:
    """Bring what was written to a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def size_on_disk(database: Path) -> int:
    """Bytes of a database and what is saved beside it."""
    return sum(size for _, size in states(database).values())


def _configured(path: Path, how: str) -> Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        factory=Connection,
        cached_statements=STATEMENTS_KEPT,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


# ---- files that are open, here or elsewhere


_LOCKS = Path("/proc/locks")
"""What Linux tells of all locks: see proc_locks(5)."""
_LOOKS, _BETWEEN = 3, 0.02
"""How often to look at them before it is believed, as the list may change while it is read, and seconds in between."""


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


def in_another_file(path: Path) -> bool:
    """Whether somebody still works in a file that stood at the path before, with its side files (Linux; else False).

    In WAL, whoever works in a database holds locks on its index (`-shm`) and on the database itself. If the index is
    locked and no file at the path is, they have another file open, and what they save would get into this one.
    """
    real = path.resolve()
    try:
        index = real.with_name(f"{real.name}-shm").stat()
        database = real.stat() if real.exists() else None
    except OSError:
        return False
    for look in range(_LOOKS):
        if look:
            time.sleep(_BETWEEN)
        locked = _locked()
        if _as_locked(index) not in locked or (database is not None and _as_locked(database) in locked):
            return False
    return True


def _locked() -> set[tuple[int, int, int]]:
    """Device (major, minor) and inode of every file that somebody has locked."""
    try:
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return set()
    names = [field.split(":") for line in lines for field in line.split() if field.count(":") == 2]
    return {(int(major, 16), int(minor, 16), int(inode)) for major, minor, inode in names}


def _as_locked(status: os.stat_result) -> tuple[int, int, int]:
    return os.major(status.st_dev), os.minor(status.st_dev), status.st_ino


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file at a path; None where none does. Raises OSError where it cannot be looked at."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_dev, status.st_ino


def _own_file(wanted: os.stat_result) -> int | None:
    """The descriptor under which this process has a file open; None where it has not, or the system does not tell."""
    try:
        names = [entry.name for entry in os.scandir("/dev/fd")]
    except OSError:
        return None
    for name in names:
        with suppress(OSError, ValueError):
            if os.path.samestat(os.fstat(int(name)), wanted):
                return int(name)
    return None
