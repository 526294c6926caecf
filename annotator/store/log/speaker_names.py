"""Names of speakers that stand for another one in all documents: what was suggested under the old name has the new one.

Suggestions, skipped sentences and casts stay as they were stored; whoever reads them renames. So a renaming is taken
back without a trace in them. Decisions are said again under the new name (see `rename_speaker`).
"""

from __future__ import annotations

from typing import Any

from annotator.core.speakers import Names, composed_renamings
from annotator.store.log import rows
from annotator.store.log.kinds import NOBODY
from annotator.store.log.schema import STANDS
from annotator.store.sqlite.sqlite_library import Connection

# Who did it is asked with `+e.who`: else SQLite would go through all that this person did, for each decision.


def standing_names(connection: Connection, annotator: str | None = None) -> dict[str, str]:
    """The names that stand for another one now: by all renamings, or by one annotator's and those for everybody."""
    return _names(connection, "(?1 IS NULL OR +e.who IN (?1, ?2))", annotator, NOBODY)


def _names(connection: Connection, which: str, *values: object) -> dict[str, str]:
    """What becomes of names by the renamings that stand of which that SQL is true."""
    renamings = (
        "SELECT e.body ->> 'old', e.body ->> 'new' FROM events AS e"
        f" WHERE e.kind = 'rename' AND {STANDS.format('e')} AND {which} ORDER BY e.clock, e.uuid"
    )
    return composed_renamings(connection.execute(renamings, values))


def names_then(connection: Connection, annotator: str | None, event: int) -> tuple[Names, Names]:
    """The names that stood for another one when an event was made, by its id, and what is left of them.

    Those that an annotator gave, and those for everybody; with None those that anybody gave.
    """
    renamings = connection.execute(
        f"SELECT e.body ->> 'old', e.body ->> 'new', {STANDS.format('e')} FROM events AS made CROSS JOIN events AS e"
        " WHERE made.id = ?2 AND e.kind = 'rename' AND (?1 IS NULL OR +e.who IN (?1, ?3)) AND e.clock < made.clock"
        " AND 'undo' IS NOT (SELECT back.kind FROM events AS back WHERE back.undoes = e.uuid"
        " AND back.clock < made.clock ORDER BY back.clock DESC, back.uuid DESC LIMIT 1) ORDER BY e.clock, e.uuid",
        (annotator, event, NOBODY),
    ).fetchall()
    then, left = ([(old, new) for old, new, stands in renamings if stands or all_of] for all_of in (True, False))
    return composed_renamings(then), composed_renamings(left)


def names_given_since(connection: Connection, annotator: str, event: int, own: bool = False) -> Names:
    """The names that were given in an annotator's decisions after an event, by its id: by renamings that stand.

    Those that others gave: they are no steps that the annotator can undo, and stand whatever else is taken back. With
    `own` also those that the annotator gave for their own.
    """
    since = (
        "(+e.who IN (?1, ?3) AND e.body ->> 'by' <> ?1 OR ?4 AND +e.who = ?1)"
        " AND (e.clock, e.uuid) > (SELECT clock, uuid FROM events WHERE id = ?2)"
    )
    return _names(connection, since, annotator, event, NOBODY, own)


def renamed_column(column: str, names: Names) -> str:
    """The JSON column of labels, or of readings, with the new names."""

    def renamed(data: Any) -> Any:
        for part in data["quotes"] if isinstance(data, dict) else [part for _, parts, _ in data for part in parts]:
            if "speaker" in part:
                part["speaker"] = names.get(part["speaker"], part["speaker"])
        return data

    return rows.changed(column, (f'"speaker":{rows.to_json(old)}' for old in names), renamed)
