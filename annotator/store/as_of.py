"""The database as it stood at a moment, for a connection that only reads: decisions, removals, names, and the revision.

Tables and views of the connection take the place of those of the file. What a copy of the database brought later counts
by its own time. An export then has what one had that was made at that moment, byte for byte.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from annotator.core.errors import InputRefused, UsageError
from annotator.core.revisions import Revision
from annotator.store import standing
from annotator.store.revisions import line
from annotator.store.sqlite_library import sqlite3
from annotator.store.todays_labels import show_labels_by

_NEVER = 2**62
"""A clock later than all."""


def show_as_of(connection: sqlite3.Connection, wanted: str) -> None:
    """Let the connection read the database as it stood. Nothing is written to the file.

    `wanted` is the number of a revision (as it stood at its end), a date (at its end, UTC) or a time (ISO 8601, UTC
    unless it says otherwise). Raises UsageError for anything else, InputRefused for a revision that there is not.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    revisions = line(connection)
    before, at = _limit(revisions, wanted)
    under = [one for one in revisions if one.clock < before]
    if under:
        last = under[-1]
        show_labels_by(connection, last.labels.names())
        connection.execute(f"CREATE TEMP VIEW revisions AS SELECT * FROM main.revisions WHERE id IN {_line(under)}")
    connection.execute(f"CREATE TEMP VIEW steps AS SELECT * FROM main.steps WHERE clock < {before}")
    _show_heads(connection)
    connection.execute("CREATE TEMP TABLE removed (document INTEGER PRIMARY KEY, sentences INTEGER NOT NULL)")
    connection.execute(
        "INSERT INTO removed SELECT number, sentences FROM documents WHERE (SELECT kind FROM main.removals"
        " WHERE document = number AND clock < ? ORDER BY clock DESC, uuid DESC LIMIT 1) = 'remove'",
        (before,),
    )
    connection.execute(
        "CREATE TEMP TABLE standing_renamings (origin INTEGER PRIMARY KEY, old TEXT NOT NULL, new TEXT NOT NULL)"
    )
    origins = connection.execute(
        "SELECT DISTINCT coalesce(origin, renamings.id) FROM renamings JOIN steps ON steps.id = step"
    ).fetchall()
    standing.stand_renamings(connection, [origin for (origin,) in origins])
    connection.execute(f"CREATE TEMP VIEW profiles AS SELECT * FROM main.profiles WHERE adopted_at <= '{at}'")


def _line(revisions: list[Revision]) -> str:
    return f"({', '.join(str(one.key) for one in revisions)})"


def _limit(revisions: tuple[Revision, ...], wanted: str) -> tuple[int, str]:
    """The clock before which what is shown happened, and the last moment of that as the database writes it."""
    if wanted.isdigit() and len(wanted) < 5:
        number = int(wanted)
        if not 1 <= number <= len(revisions):
            raise InputRefused(
                f"there is no revision {number}", f"`annotator scheme` lists them, 1 to {len(revisions)}"
            )
        after = revisions[number:]
        return (after[0].clock, after[0].at or "") if after else (_NEVER, "9")
    moment = moment_at_end(wanted)
    said = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return int(moment.timestamp() * 1000) + 1, said


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


def _show_heads(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE heads (annotator TEXT NOT NULL, sentence_id INTEGER NOT NULL, decision INTEGER NOT NULL,"
        " skipped INTEGER NOT NULL, PRIMARY KEY (annotator, sentence_id)) WITHOUT ROWID"
    )
    found = [*standing.heads(connection)]
    connection.executemany(
        "INSERT INTO heads SELECT annotator, sentence_id, id, answer = 'skip' FROM main.decisions WHERE id = ?",
        ((head.decision,) for head in found),
    )
