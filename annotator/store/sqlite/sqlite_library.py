"""Which SQLite library is used, how safely it may keep a database that several people write, and single values of it.

SQLite 3.7.0 to 3.51.2 can, very rarely, corrupt a WAL file that several connections write (the "WAL-reset" bug; fixed
in 3.51.3, backported to 3.50.7 and 3.44.6; sqlite.org/wal.html#walresetbug). The wheel of pysqlite3 carries a fixed
library; with any other a rollback journal is used instead, slower and sound. The oldest that serves is 3.42.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.errors import EnvironmentFailed

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        import sqlite3


class Connection(sqlite3.Connection):
    """What all that asks a database is given: also what a query gives, where that is less than rows."""

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
