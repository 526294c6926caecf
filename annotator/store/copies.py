"""Dated copies of a database: made before something is changed, thinned as they get old, listed for `restore`.

They stand in a folder beside the database, `annotator.db.copies`, unless the settings name another. A copy's name tells
when and why it was made: `20261127T064500Z-daily.db`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed
from annotator.store.backup import back_up
from annotator.store.database import open_database
from annotator.store.rights import make_folder_like

FAILED = "failed.txt"
"""The file in the folder of copies that says why the last copy of the day could not be made."""
DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many days, weeks and months keep a copy each."""
KEPT_WHOLE = timedelta(days=7)
"""How long copies made before a change are all kept."""
_ROOM = 1.2
"""Times a database's size that must be free on the disk for a copy of it. Set by hand."""
_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:-\d+)?-([a-z]+)\.db")
_STAMP = "%Y%m%dT%H%M%SZ"


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


@dataclass(frozen=True, slots=True)
class Copy:
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
    """The copies that stand in a folder, the newest first. What is called otherwise is none of ours."""
    found = []
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in folder.iterdir():
            named = _NAME.fullmatch(path.name)
            if named and named[2] in set(Why) and path.is_file():
                made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                found.append(Copy(path, made, Why(named[2]), path.stat().st_size))
    return tuple(sorted(found, key=lambda copy: (copy.made, copy.path.name), reverse=True))


def name_of(folder: Path, why: Why, moment: datetime) -> Path:
    """The name that a new copy gets: one that is free."""
    stamp = moment.astimezone(UTC).strftime(_STAMP)
    path, number = folder / f"{stamp}-{why}.db", 1
    while os.path.lexists(path):
        number += 1
        path = folder / f"{stamp}-{number}-{why}.db"
    return path


def make_copy(database: Path, folder: Path, why: Why, moment: datetime | None = None) -> Copy:
    """Copy the database into the folder, which is made where it is missing, and thin what is there.

    Raises what `back_up` raises; EnvironmentFailed where the disk has no room for it, before it is filled up.
    """
    moment = moment or datetime.now(UTC)
    make_folder_like(database, folder)
    _require_room(database, folder)
    path = name_of(folder, why, moment)
    back_up(database, path)
    for old in superfluous(copies_in(folder), moment):
        with suppress(OSError):
            old.path.unlink()
    return Copy(path, moment, why, path.stat().st_size)


def superfluous(copies: Sequence[Copy], now: datetime) -> tuple[Copy, ...]:
    """The copies that may go: of the last seven days that have any the newest stays, of four weeks, of twelve months.

    What was made before a change stays for a week, and what a restore replaced is never thrown away.
    """
    newest_first = sorted(copies, key=lambda copy: copy.made, reverse=True)
    kept = {copy.path for copy in newest_first if copy.why is Why.REPLACED}
    kept |= {copy.path for copy in newest_first if copy.why is not Why.DAILY and now - copy.made < KEPT_WHOLE}
    sound = [copy for copy in newest_first if copy.why is not Why.REPLACED]
    for most, period in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        newest: dict[str, Copy] = {}
        for copy in sound:
            newest.setdefault(copy.made.strftime(period), copy)
        kept |= {copy.path for copy in list(newest.values())[:most]}
    return tuple(copy for copy in newest_first if copy.path not in kept)


def is_due(database: Path, folder: Path, now: datetime | None = None) -> bool:
    """Whether no copy of this day (UTC) is there yet, although something was done since the last one."""
    now = now or datetime.now(UTC)
    newest = next((copy for copy in copies_in(folder) if copy.why is not Why.REPLACED), None)
    if newest is None:
        return True
    return newest.made.date() < now.date() and _changed(database) > newest.path.stat().st_mtime


def make_daily(database: Path, folder: Path) -> Copy | None:
    """Make the copy of the day, if it is due and nobody else is making it; None where it is not.

    Where it fails, why is kept in the folder, for `failure`. Raises AnnotatorError.
    """
    with _alone(database, folder) as alone:
        if not alone or not is_due(database, folder):
            return None
        try:
            made = make_copy(database, folder, Why.DAILY)
        except AnnotatorError as error:
            with suppress(OSError):
                (folder / FAILED).write_text(one_line(str(error), 300), encoding="utf-8")
            raise
        (folder / FAILED).unlink(missing_ok=True)
        return made


def failure(folder: Path) -> str | None:
    """Why the last copy of the day could not be made; None where it could."""
    try:
        return one_line((folder / FAILED).read_text(encoding="utf-8"), 300)
    except (OSError, ValueError):
        return None


def decisions_in(path: Path) -> tuple[int, str | None]:
    """How many decisions a database holds, undone and replaced ones too, and when the newest was made.

    Raises what `open_database` raises.
    """
    with closing(open_database(path, read_only=True)) as connection:
        number, newest = connection.execute("SELECT count(*), max(decided_at) FROM decisions").fetchone()
        return int(number), newest


def _changed(database: Path) -> float:
    """When the database was last written to, in seconds since 1970."""
    latest = 0.0
    for path in (database, Path(f"{database}-wal")):
        with suppress(OSError):
            latest = max(latest, path.stat().st_mtime)
    return latest


def _require_room(database: Path, folder: Path) -> None:
    import shutil

    size = sum(path.stat().st_size for path in (database, Path(f"{database}-wal")) if path.exists())
    if shutil.disk_usage(folder).free < size * _ROOM:
        raise EnvironmentFailed(
            f"{one_line(str(folder))}: the disk has no room for a copy of {size // 2**20 + 1} MB",
            "free some space, or name another folder for copies in the settings",
        )


@contextmanager
def _alone(database: Path, folder: Path) -> Iterator[bool]:
    """Whether nobody else is making the copy of the day; until the end nobody begins to."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield True
        return
    make_folder_like(database, folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
