"""Copies of a database: which there are, which may go as they get old, and writing one.

A copy is whole or not there at all, whatever happens meanwhile. Dated ones stand in a folder beside the database,
`annotator.db.copies`, unless the settings name another. Their names tell when and why they were made:
`20261127T064500Z-daily.db`.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from annotator.core.drawable import count, one_line
from annotator.core.errors import DatabaseRefused, EnvironmentFailed
from annotator.core.program.targets import PREFIX, being_written, clear_leftovers, sync_folder
from annotator.store.sqlite.rights import make_folder_like, make_like
from annotator.store.sqlite.sqlite_library import Connection, connect_to_read, damage_in, size_on_disk, sync_file

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many days, weeks and months keep a copy each."""
KEPT_WHOLE = timedelta(days=7)
"""How long copies made before a change are all kept."""
_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?-([a-z]+)\.db")
_STAMP = "%Y%m%dT%H%M%SZ"
_ROOM = 1.2
"""Times a database's size that must be free on the disk for a copy of it. Set by hand."""
_DECISIONS = "SELECT count(*) FROM decisions"


class Why(StrEnum):
    """Why a copy was made."""

    DAILY = "daily"
    ASKED = "asked"
    MIGRATION = "migration"
    MERGE = "merge"
    REMOVE = "remove"
    REVISE = "revise"
    SCHEME = "scheme"
    MEND = "mend"
    REPLACED = "replaced"
    """What a restore put another in the place of."""


class Copy(NamedTuple):
    """A copy in the folder: where it is, when (UTC) and why it was made, and its size in bytes."""

    path: Path
    made: datetime
    why: Why
    size: int


def folder_of(database: Path, wanted: Path | None = None) -> Path:
    """Where the copies of a database stand: beside it; with `wanted`, in a folder of their own in that one."""
    if wanted is None:
        return database.with_name(f"{database.name}.copies")
    from hashlib import sha256  # deferred: few choose another folder

    place = sha256(os.fsencode(os.path.realpath(database))).hexdigest()[:8]  # several may have the same name
    return wanted / f"{database.name}-{place}.copies"


def copies_in(folder: Path) -> tuple[Copy, ...]:
    """The copies that stand in a folder, the newest first. What is called otherwise is none of ours.

    Those come last that were made after now: a clock was wrong.
    """
    copies, now = [], datetime.now(UTC)
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in folder.iterdir():
            named = _NAME.fullmatch(path.name)
            if named and named[3] in set(Why) and path.is_file():
                with suppress(ValueError, OverflowError, FileNotFoundError):  # it is no date, or gone by now
                    made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                    made += timedelta(microseconds=int(named[2] or 0))  # of one second the last is the newest
                    copies.append(Copy(path, made, Why(named[3]), path.stat().st_size))
    return tuple(sorted(copies, key=lambda copy: (copy.made <= now, copy.made, copy.path.name), reverse=True))


def name_of(folder: Path, why: Why, moment: datetime) -> Path:
    """The name that a new copy gets: one that is free."""
    stamp = moment.astimezone(UTC).strftime(_STAMP)
    path, number = folder / f"{stamp}-{why}.db", 1
    while os.path.lexists(path):
        number += 1
        path = folder / f"{stamp}-{number}-{why}.db"
    return path


def superfluous(copies: Sequence[Copy], now: datetime) -> tuple[Copy, ...]:
    """The copies that may go: of the last seven days that have any the newest stays, of four weeks, of twelve months.

    What was made before a change stays for a week, and what a restore replaced is never thrown away.
    """
    sound = [copy for copy in copies if copy.why is not Why.REPLACED]
    sound.sort(key=lambda copy: copy.made, reverse=True)
    kept = {copy.path for copy in sound if copy.why is not Why.DAILY and now - copy.made < KEPT_WHOLE}
    for most, period in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        newest: dict[str, Path] = {}
        for copy in sound:
            newest.setdefault(copy.made.strftime(period), copy.path)
        kept.update(list(newest.values())[:most])
    return tuple(copy for copy in sound if copy.path not in kept)


def keep_copy(connection: Connection, database: Path, folder: Path, why: Why, moment: datetime | None = None) -> Copy:
    """Copy what the connection reads into the folder, which is made where it is missing, and thin what is there.

    Raises EnvironmentFailed where the disk has no room for it, before it is filled up, and what `write_copy` raises.
    """
    moment = moment or datetime.now(UTC)
    make_folder_like(database, folder)
    size = size_on_disk(database)
    if shutil.disk_usage(folder).free < size * _ROOM:
        raise EnvironmentFailed(
            f"{one_line(folder)}: the disk has no room for a copy of {size // 2**20 + 1} MB",
            "free some space, or name another folder for copies in the settings",
        )
    path = name_of(folder, why, moment)
    write_copy(connection, database, path)
    for old in superfluous(copies_in(folder), moment):
        with suppress(OSError):
            old.path.unlink()
    return Copy(path, moment, why, path.stat().st_size)


def write_copy(connection: Connection, database: Path, copy: Path) -> None:
    """Write a compact copy beside `copy`, look whether it is whole, and rename it into place.

    The connection must not be in a transaction. Raises OSError, sqlite3.Error, and DatabaseRefused for what is damaged:
    then there is no copy.
    """
    folder = copy.absolute().parent
    clear_leftovers(folder)
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder, ignore_cleanup_errors=True) as apart,
        being_written(Path(apart)),
    ):
        temporary = Path(apart) / "copy.db"
        make_like(database, temporary, folder)
        decisions = connection.one_value(_DECISIONS)
        connection.run("VACUUM INTO ?", str(temporary))
        sync_file(temporary)
        with closing(connect_to_read(temporary)) as written:
            require_all(written, temporary, decisions)
        temporary.replace(copy)
        sync_folder(folder)


def require_all(connection: Connection, path: Path, decisions: int = 0) -> None:
    """Read all of a database. Raises DatabaseRefused where it is damaged or has fewer decisions than that."""
    for line in damage_in(connection):
        raise DatabaseRefused(f"{one_line(path)} is damaged ({one_line(line, 100)})", "take another copy")
    kept = connection.one_value(_DECISIONS)
    if kept < decisions:  # there may be more: somebody may have gone on working
        raise DatabaseRefused(f"{one_line(path)} lacks {count(decisions - kept, 'decision')}", "take another copy")
