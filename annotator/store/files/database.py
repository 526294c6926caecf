"""Opening the database, and copying it.

A file is first read to see whose it is, so that nothing is ever written into another program's database; then its
tables are brought up to date, and the journal is chosen that keeps it safe.
"""

from __future__ import annotations

import os
import random
import shlex
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache, wraps
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple, Self, TypeVar

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, DatabaseNewer, DatabaseRefused, EnvironmentFailed, is_full
from annotator.core.program.targets import DATABASE_BEGINS, being_written, refuse_any
from annotator.store import migrations
from annotator.store.log.revisions import read_todays_keys
from annotator.store.log.rows import check_few
from annotator.store.log.shapes import MALFORMED
from annotator.store.migrations import SCHEMA_VERSION
from annotator.store.sqlite.copies import Copy, Why, copies_in, folder_of, keep_copy, write_copy
from annotator.store.sqlite.rights import make_folder_like, make_ready
from annotator.store.sqlite.sqlite_library import (
    BUSY_SECONDS,
    Connection,
    FileChanged,
    code_of,
    connect_to_read,
    connect_to_unchanging,
    connect_to_write,
    first_bytes,
    in_another_file,
    is_busy,
    no_room,
    on_network,
    require_new_enough,
    size_on_disk,
    sqlite3,
    states,
    wal_is_sound,
)

APPLICATION_ID = 0x616E6E6F
""""anno" in ASCII. It stands in the file's header, where the `file` command and `open_database` look for it."""

_FOR_WANT_OF_ROOM = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""What SQLite also says where it cannot make its side files because the disk is full."""

_HOW_TO_BEGIN = "begin with `annotator import FILE` or `annotator demo`, or name another with --db"


def open_database(
    path: Path, *, create: bool = False, read_only: bool = False, as_it_is: bool = False, is_copy: bool = False
) -> Connection:
    """A connection in autocommit mode to the annotator database at `path`.

    With `create` a missing or empty file becomes one; with `read_only` nothing is written, not even a migration: of an
    old database a copy is read that has the tables of today, and goes when it is closed. `as_it_is`: also an old one is
    read itself, with the tables and labels that it has. `is_copy`: no copy is made of it before its tables are brought
    up to date (see `upgrade`).

    Raises DatabaseRefused (missing, foreign, corrupt, newer) and EnvironmentFailed (read-only, locked, no permission,
    SQLite too old).
    """
    require_new_enough()
    ours = is_there_and_ours(path, create)
    if not path.absolute().parent.is_dir():
        raise EnvironmentFailed(
            f"{one_line(path)}: there is no such folder", "make it first, or name another with --db"
        )
    if not read_only and not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        if path.exists():
            hint = "ask for write permission, or use `annotator stats` and `annotator export`"
            raise EnvironmentFailed(f"{one_line(path)}: read-only", hint)
        hint = "name a database in another folder with --db, or ask for write permission"
        raise EnvironmentFailed(f"{one_line(path)}: its folder is read-only", hint)
    if in_another_file(path):
        raise EnvironmentFailed(
            f"{one_line(path)}: somebody still works in the file that stood here before", "have everybody quit first"
        )
    with translated(path):
        if create:
            make_ready(path)
        connection = connect_to_read(path) if read_only else connect_to_write(path, create)
        try:
            if ours or read_only:
                _check_version(connection, path)
            if not read_only:
                _prepare(connection, path, ours, is_copy)
                connection = _keeping_journal(connection, path)
                connection.watch(path)
            elif not as_it_is and version_of(connection) < SCHEMA_VERSION:
                with closing(connection):
                    connection = copy_of_today(connection, path)
            if not as_it_is:
                read_todays_keys(connection)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def opened(path: Path, *, read_only: bool = False, as_it_is: bool = False) -> Iterator[Connection]:
    """What `open_database` opens, closed at the end; SQLite's errors meanwhile are ours.

    Of what is read, unless `as_it_is`, the few rows that all figures go by are looked at first (`rows.check_few`).
    """
    with closing(open_database(path, read_only=read_only, as_it_is=as_it_is)) as connection, translated(path):
        if read_only and not as_it_is:
            check_few(connection)
        yield connection


class AtPath:
    """What works on the database at a path: SQLite's errors in its public methods are ours.

    Not in what a generator does later, nor in properties: these say so themselves.
    """

    _path: Path
    close: Callable[[], None]

    def __init_subclass__(cls) -> None:
        for name, method in [*vars(cls).items()]:
            if isinstance(method, FunctionType) and not name.startswith("_"):
                setattr(cls, name, _translating(method))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _translating(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, with SQLite's errors as ours."""

    @wraps(method)
    def translating(self: AtPath, *values: Any, **named: Any) -> Any:
        with translated(self._path):
            return method(self, *values, **named)

    return translating


Answer = TypeVar("Answer")


class Opened(AtPath):
    """A database that is open, for what reads it or writes to it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises what `open_database` raises."""
        self._path = path
        self.connection = open_database(path, read_only=read_only)

    def ask(self, function: Callable[..., Answer], *values: object) -> Answer:
        """What a function that reads gives of the connection and these values."""
        return function(self.connection, *values)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def _begin(self, function: Callable[..., None], *values: object) -> None:
        """Call the function with the connection and these values before all else; if it raises, let go of the file."""
        try:
            with translated(self._path):
                function(self.connection, *values)
        except BaseException:
            self.close()
            raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: what happened, what to do, and the right exit code."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translation(error, path) from error
    except UnicodeDecodeError as error:  # names and texts are UTF-8 in every database that is whole
        raise _damaged(path, "text that is no UTF-8") from error
    except OSError as error:
        if is_full(error):
            raise _disk_full(path) from error
        raise EnvironmentFailed(
            f"{one_line(error.filename or path)}: {error.strerror or error}", "check the folder and its rights"
        ) from error


@contextmanager
def transaction(connection: Connection, *, tried: bool = False) -> Iterator[None]:
    """One change, all or nothing; where it is only `tried`, for a dry run, it is taken back at the end.

    It begins as IMMEDIATE: in WAL, a deferred transaction that first reads and then wants to write is refused at once
    if somebody else has written meanwhile, whatever the timeout.

    Raises FileChanged where the database was moved, removed or replaced since it was opened.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.check_files()
        yield
        connection.execute("ROLLBACK" if tried else "COMMIT")
        connection.check_files()
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, FileChanged | sqlite3.Error):
            connection.check_files()  # it keeps what can be kept, or tells why SQLite failed
        raise


@contextmanager
def snapshot(connection: Connection) -> Iterator[Connection]:
    """One state of the database for all that is read inside."""
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """What `opened` opens, only to be read: one state of the database for all that is read inside."""
    with opened(path, read_only=True) as connection, snapshot(connection):
        yield connection


def is_there_and_ours(path: Path, create: bool) -> bool:
    """Whether the file is an annotator database already; read without SQLite: a foreign one stays untouched.

    Raises DatabaseRefused for anything else that stands there, EnvironmentFailed for what cannot be looked at; False is
    only where one is to be made (`create`).
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        if create:
            require_none_before(path)
            return False
        raise DatabaseRefused(f"no database at {one_line(path)}", _copies_of(path) or _HOW_TO_BEGIN) from None
    except PermissionError:
        raise EnvironmentFailed(
            f"{one_line(path)}: its folder is closed to you", "ask its owner to add you to its group"
        ) from None
    except OSError as error:
        raise DatabaseRefused(f"{one_line(path)}: {error.strerror}", _HOW_TO_BEGIN) from None
    if not stat.S_ISREG(status.st_mode):
        raise DatabaseRefused(f"{one_line(path)} is not a regular file", _HOW_TO_BEGIN)
    try:
        head = first_bytes(path, 100)
    except OSError as error:
        raise EnvironmentFailed(f"{one_line(path)}: {error.strerror}", "ask for permission to read it") from None
    if not head:
        if create:
            require_none_before(path)
            return False
        raise DatabaseRefused(f"{one_line(path)} is empty", _copies_of(path) or _HOW_TO_BEGIN)
    if not head.startswith(DATABASE_BEGINS) or len(head) < 100:
        what = "is not an annotator database"
    elif int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        what = "is another program's database"
    else:
        return True
    raise DatabaseRefused(f"{one_line(path)} {what}", _copies_of(path) or "name another with --db")


def require_none_before(path: Path) -> None:
    """Raise DatabaseRefused where copies say that there was a database before: a new one would hide that it is gone."""
    hint = _copies_of(path)
    if hint and WAYS.get().anew:
        WAYS.get().tell(f"{one_line(path)}: a new one, but copies of another that stood here are there: {hint}")
    elif hint:
        raise DatabaseRefused(
            f"{one_line(path)} is gone, and copies of it are there",
            f"{hint}; `annotator import PATH... --db {one_line(shlex.quote(str(path)))}` begins a new one all the same",
        )


def _copies_of(path: Path) -> str:
    """What to do about a database that is gone or damaged of which there are copies; empty where there are none."""
    copies = copies_in(WAYS.get().folder(path) or folder_of(path))
    newest = next((copy for copy in copies if copy.why is not Why.REPLACED), next(iter(copies), None))
    return f"`annotator db restore {newest.path.name}` brings back its newest copy" if newest else ""


def _check_version(connection: Connection, path: Path) -> None:
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        raise DatabaseNewer(
            f"{one_line(path)} was written by a newer annotator (schema {version}, here {SCHEMA_VERSION})",
            "upgrade annotator",
        )


def version_of(connection: Connection) -> int:
    """How many migrations made the file, as it says of itself."""
    return int(connection.one_value("PRAGMA main.user_version"))


def _prepare(connection: Connection, path: Path, ours: bool, is_copy: bool) -> None:
    if not ours and connection.one_value("SELECT count(*) FROM sqlite_master"):
        # Made by another process since the header was read: look again.
        ours = connection.one_value("PRAGMA application_id") == APPLICATION_ID
        if not ours:
            raise DatabaseRefused(f"{one_line(path)} is another program's database", "name another with --db")
    if version_of(connection) < SCHEMA_VERSION:
        upgrade(connection, path, keep=ours and not is_copy)
        _check_version(connection, path)  # a newer program may have been at it first


def _keeping_journal(connection: Connection, path: Path) -> Connection:
    """The connection, or another in its place, to a database that keeps the journal which is safe here.

    Whoever has a database with a write-ahead log open keeps all others from changing that: of several that come at the
    same moment each lets go of it after an attempt, for a time that chance gives. SQLite itself never waits here, as it
    asks for a lock on top of another. Raises sqlite3.OperationalError where it fails until `BUSY_SECONDS` are over.
    """
    sound = wal_is_sound() and not on_network(path)
    kind, synced = ("wal", "FULL") if sound else ("delete", "EXTRA")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.one_value("PRAGMA journal_mode") != kind:
                connection.execute(f"PRAGMA journal_mode = {kind}")
            connection.execute(f"PRAGMA synchronous = {synced}")
        except sqlite3.Error as error:
            connection.close()
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.01, 0.1))
            connection = connect_to_write(path)
        else:
            return connection


def _translation(error: sqlite3.Error, path: Path) -> AnnotatorError:
    name, reason = one_line(path), one_line(error)
    code = code_of(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path, reason)
    if code == sqlite3.SQLITE_FULL or (code in _FOR_WANT_OF_ROOM and no_room(path.absolute().parent)):
        return _disk_full(path)
    if is_busy(error):
        return EnvironmentFailed(f"{name}: another program is writing to it", "try again when it is done")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return EnvironmentFailed(
            f"{name}: cannot be written ({reason})", "`annotator db init --check` looks at its rights"
        )
    if code == sqlite3.SQLITE_IOERR:
        return EnvironmentFailed(f"{name}: the disk does not answer ({reason})", "check the disk and try again")
    if not code and "UTF-8" in reason:  # which the library says without a code
        return _damaged(path, "text that is no UTF-8")
    if code == sqlite3.SQLITE_ERROR:  # a table, column or JSON that is not as this program asks for it
        return DatabaseRefused(
            f"{name} is not as annotator made it ({reason})",
            "`annotator db check` says more; report it if that finds nothing",
        )
    return AnnotatorError(f"{name}: {reason}", "run with --debug and report it")


def _disk_full(path: Path) -> EnvironmentFailed:
    return EnvironmentFailed(f"{one_line(path)}: the disk is full", "free some space and try again")


def _damaged(path: Path, reason: str) -> DatabaseRefused:
    return DatabaseRefused(f"{one_line(path)} is damaged ({reason})", "`annotator db restore` brings a copy back")


# ---- the tables of an older database brought up to date: alone, with a copy of it from before, and not without a word
#
# Whoever comes first has the only write lock of the database from the copy to the end; others wait for it, and find
# nothing left to do. A process that is killed leaves the older database, and at most a copy of it that is whole.


_PATIENCE_SECONDS = 60.0
"""How long to wait at least for another process that is at it. Set by hand."""
_BYTES_PER_SECOND = 5e6
"""How fast a database is copied, checked and changed at least, on a slow disk. Set by hand."""
_LONG = 100_000_000
"""Bytes from which on it takes so long that it is told before, too: some seconds."""


class Ways(NamedTuple):
    """In which folder copies of a database stand (None: none is made), and how people are told of an upgrade.

    `anew`: whether a database may be begun in the place of one that is gone, of which copies are there.
    """

    folder: Callable[[Path], Path | None] = folder_of
    tell: Callable[[str], None] = lambda _line: None
    anew: bool = False


_USUAL = Ways()
WAYS = ContextVar("WAYS", default=_USUAL)
"""Set by the command line, which knows both: databases are opened far below it."""


def upgrade(connection: Connection, path: Path, *, keep: bool) -> None:
    """Make or change the tables so that they are those of today, in one transaction; the database is ours then.

    With `keep` what is there is copied before. Raises what `keep_copy` raises, and then nothing is changed;
    sqlite3.OperationalError where another program still writes after some time.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS + size_on_disk(path) / _BYTES_PER_SECOND
    announced = False
    while True:
        try:
            _attempt(connection, path, keep)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            if not announced:
                WAYS.get().tell(f"{one_line(path)}: waiting for another program that writes to it")
                announced = True
        else:
            return


def copy_of_today(connection: Connection, path: Path) -> Connection:
    """A connection that reads a copy of what the other one reads, in the tables of today; the copy goes with it.

    For old databases that are only read: nothing is written to them, nor beside them. Raises DatabaseRefused for rows
    that cannot be brought up to date, and what SQLite raises.
    """
    if size_on_disk(path) > _LONG:
        _tell_of_copy(path)
    with tempfile.TemporaryDirectory(prefix="annotator-read-") as folder:
        copy = Path(folder) / "copy.db"
        with closing(connect_to_write(copy, create=True)) as upgraded:
            connection.backup(upgraded)
            # Nobody else sees it before it is done, nor if it fails.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
                upgraded.execute(f"PRAGMA {pragma}")
            upgraded.execute("BEGIN")
            _bring_up_to_date(upgraded, path)
            upgraded.execute("COMMIT")
        return connect_to_unchanging(copy)


@cache
def _tell_of_copy(path: Path) -> None:
    """Tell that a copy is read, once of each database."""
    tell = WAYS.get().tell
    tell(f"{one_line(path)}: an older annotator made it: reading a copy that is brought up to date")


def _bring_up_to_date(connection: Connection, path: Path) -> None:
    """Apply the migrations. Raises DatabaseRefused for rows that are none of ours."""
    try:
        migrations.apply_migrations(connection)
    except MALFORMED as error:
        raise DatabaseRefused(
            f"{one_line(path)} is damaged: it cannot be brought up to date ({type(error).__name__})",
            "`annotator db restore` brings a copy back",
        ) from error


def _attempt(connection: Connection, path: Path, keep: bool) -> None:
    copied: Copy | None = None
    try:
        with transaction(connection):
            before = version_of(connection)
            if before >= SCHEMA_VERSION:
                return  # somebody else did it
            if keep and before:
                copied = _copy(path)
            _bring_up_to_date(connection, path)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    except BaseException:
        if copied is not None:  # the database is as it was: the next attempt makes its own
            with suppress(OSError):
                copied.path.unlink()
        raise
    if before and keep:  # of a copy that nobody knows of nobody is told
        where = f"a copy from before is at {one_line(copied.path)}" if copied else "no copy was made"
        WAYS.get().tell(
            f"{one_line(path)}: brought up to date for this annotator (schema {before} to {SCHEMA_VERSION}); {where}"
        )


def _copy(path: Path) -> Copy | None:
    """Copy what is there into the folder of copies, if there is to be one."""
    folder = WAYS.get().folder(path)
    if folder is None:
        return None
    if size_on_disk(path) > _LONG:
        WAYS.get().tell(f"{one_line(path)}: copying it, to bring it up to date for this annotator")
    with closing(connect_to_read(path)) as reader:  # the other is in its transaction
        return keep_copy(reader, path, folder, Why.MIGRATION)


# ---- copies of a database that are whole, also while people work in it
#
# Dated ones are made when somebody asks for one, before something is changed, and once a day.


FAILED = "failed.txt"
"""The file in the folder of copies that says why the last copy of the day could not be made."""


def back_up(path: Path, copy: Path) -> None:
    """Write a compact copy of the database beside `copy`, look whether it is whole, and rename it into place.

    Raises DatabaseRefused for what is no database of ours, UsageError where something stands at the copy's place
    already or it would belong to a database, EnvironmentFailed where the copy cannot be written. Then there is no copy.
    """
    refuse_any(copy)
    if not copy.absolute().parent.is_dir():
        raise EnvironmentFailed(f"{one_line(copy)}: there is no such folder", "make it first, or name another place")
    with opened(path, read_only=True, as_it_is=True) as connection:
        write_copy(connection, path, copy)


@contextmanager
def named_beside(hint: str = "name another copy") -> Iterator[None]:
    """Give what the block refuses this hint, as it is not the database of --db that all others are about."""
    try:
        yield
    except DatabaseNewer:
        raise
    except DatabaseRefused as error:
        error.hint = hint
        raise


def make_copy(database: Path, folder: Path, why: Why, moment: datetime | None = None) -> Copy:
    """Copy the database into the folder, which is made where it is missing, and thin what is there.

    Raises what `open_database` and `keep_copy` raise.
    """
    with opened(database, read_only=True, as_it_is=True) as connection:
        return keep_copy(connection, database, folder, why, moment)


def is_due(database: Path, folder: Path, now: datetime | None = None) -> bool:
    """Whether no copy of this day (UTC) is there yet, although something was done since the last one.

    One that was made after now counts for nothing: a clock was wrong.
    """
    now = now or datetime.now(UTC)
    newest = next((copy for copy in copies_in(folder) if copy.why is not Why.REPLACED and copy.made <= now), None)
    if newest is None:
        return True
    changed = max((written_at for written_at, _ in states(database).values()), default=0)
    return newest.made.date() < now.date() and changed > newest.path.stat().st_mtime_ns


def make_daily(database: Path, folder: Path) -> Copy | None:
    """Make the copy of the day, if it is due and nobody else is making it; None where it is not.

    Where it fails, why is kept in the folder, for `failure`. Raises AnnotatorError.
    """
    make_folder_like(database, folder)
    with suppress(BlockingIOError), being_written(folder):
        if not is_due(database, folder):
            return None
        try:
            made = make_copy(database, folder, Why.DAILY)
        except AnnotatorError as error:
            with suppress(OSError):
                (folder / FAILED).write_text(one_line(error, 300), encoding="utf-8")
            raise
        (folder / FAILED).unlink(missing_ok=True)
        return made
    return None


def failure(folder: Path) -> str | None:
    """Why the last copy of the day could not be made; None where it could."""
    try:
        return one_line((folder / FAILED).read_text(encoding="utf-8"), 300)
    except (OSError, ValueError):
        return None


def decisions_in(path: Path) -> tuple[int, str | None]:
    """How many decisions a database holds, undone and replaced ones too, and when the newest was made.

    In databases of before the log, one without an answer only says that nothing stands. Raises what `open_database`
    raises.
    """
    with opened(path, read_only=True, as_it_is=True) as connection:
        number, newest = connection.first_row(
            "SELECT count(*), max(decided_at) FROM decisions WHERE answer IS NOT NULL"
        )
        return int(number), newest
