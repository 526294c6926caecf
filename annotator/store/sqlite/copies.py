"""Which dated copies of a database there are, how they are called, and which of them may go as they get old.

They stand in a folder beside the database, `annotator.db.copies`, unless the settings name another. A copy's name tells
when and why it was made: `20261127T064500Z-daily.db`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many days, weeks and months keep a copy each."""
KEPT_WHOLE = timedelta(days=7)
"""How long copies made before a change are all kept."""
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


def thin(folder: Path, now: datetime) -> None:
    """Throw away the copies that may go."""
    for old in superfluous(copies_in(folder), now):
        with suppress(OSError):
            old.path.unlink()
