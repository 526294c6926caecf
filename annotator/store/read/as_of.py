"""The database as it stood at a moment, for a connection that only reads: all that the log says had happened by then.

What a copy of the database brought later counts by its own time. An export then has what one had that was made at that
moment, byte for byte.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from annotator.core.errors import InputRefused, UsageError
from annotator.store.log import fold
from annotator.store.log.revisions import line
from annotator.store.log.todays_labels import show_labels_by, show_stored_labels
from annotator.store.sqlite.sqlite_library import sqlite3

_NEVER = 2**62
"""A clock later than all."""


def show_as_of(connection: sqlite3.Connection, wanted: str) -> None:
    """Let the connection read the database as it stood. Nothing is written to the file.

    `wanted` is the number of a revision (as it stood at its end), a date (at its end, UTC) or a time (ISO 8601, UTC
    unless it says otherwise). Raises UsageError for anything else, InputRefused for a revision that there is not.
    """
    before = _limit(connection, wanted)
    show_stored_labels(connection)
    fold.as_of(connection, before)
    revisions = line(connection)
    if revisions:
        show_labels_by(connection, revisions[-1].labels.names())


def _limit(connection: sqlite3.Connection, wanted: str) -> int:
    """The clock before which what is shown happened."""
    if not wanted.isdigit() or len(wanted) > 4:
        return int(moment_at_end(wanted).timestamp() * 1000) + 1
    number, revisions = int(wanted), line(connection)
    if not 1 <= number <= len(revisions):
        raise InputRefused(f"there is no revision {number}", f"`annotator scheme` lists them, 1 to {len(revisions)}")
    return revisions[number].clock if number < len(revisions) else _NEVER


def moment_at_end(wanted: str) -> datetime:
    """A time as it is, a date as its last millisecond, in UTC. Raises UsageError for what is neither."""
    try:
        try:
            day = date.fromisoformat(wanted)
            return datetime.combine(day, time(23, 59, 59, 999000), tzinfo=UTC)
        except ValueError:
            moment = datetime.fromisoformat(wanted)
    except ValueError:
        hint = f"write a date such as {date.today().isoformat()}, a time, or the number of a revision"
        raise UsageError(f"no date: {wanted[:40]!r}", hint) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
