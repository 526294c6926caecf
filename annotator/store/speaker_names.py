"""Names of speakers that stand for another one in all documents: what was suggested under the old name has the new one.

Suggestions, skipped sentences and casts stay as they were stored; whoever reads them renames. So a renaming is taken
back without a trace in them. Decisions are renamed by steps of their own (see `rename_speaker`).
"""

from __future__ import annotations

import orjson

from annotator.core.renamed import Names, composed
from annotator.store import rows
from annotator.store.sqlite_library import sqlite3


def standing_names(connection: sqlite3.Connection, annotator: str | None = None) -> dict[str, str]:
    """The names that stand for another one now: by anybody's renamings, or by those of one annotator alone."""
    found = connection.execute(
        "SELECT standing_renamings.old, standing_renamings.new FROM standing_renamings"
        " JOIN renamings ON renamings.id = standing_renamings.origin JOIN steps ON steps.id = step"
        " WHERE ?1 IS NULL OR steps.annotator = ?1 ORDER BY clock, uuid, renamings.id",
        (annotator,),
    )
    return composed(found.fetchall())


def names_given_since(connection: sqlite3.Connection, annotator: str, step: int, until: int | None = None) -> Names:
    """The names that others gave in an annotator's decisions after a step, and before another if that is named.

    These renamings are no steps that the annotator can undo: they stand whatever else is taken back.
    """
    found = connection.execute(
        "SELECT coalesce(origin, renamings.id), renamings.kind, old, new FROM renamings JOIN steps ON steps.id = step"
        " WHERE steps.annotator = ?1 AND carried AND (clock, uuid) > (SELECT clock, uuid FROM steps WHERE id = ?2)"
        " AND (?3 IS NULL OR (clock, uuid) < (SELECT clock, uuid FROM steps WHERE id = ?3))"
        " ORDER BY clock, uuid, renamings.id",
        (annotator, step, until),
    )
    names: dict[int, tuple[str, str]] = {}
    for origin, kind, old, new in found:
        names.pop(origin, None)
        if kind == "rename":
            names[origin] = (old, new)
    return composed(names.values())


def renamed_column(column: str, names: Names) -> str:
    """The JSON column of labels, or of readings, with the new names."""
    if not any(f'"speaker":{rows.to_json(old)}' in column for old in names):
        return column
    try:
        data = orjson.loads(column)
        parts = data["quotes"] if isinstance(data, dict) else [part for _, parts, _ in data for part in parts]
        for part in parts:
            if "speaker" in part:
                part["speaker"] = names.get(part["speaker"], part["speaker"])
    except rows.MALFORMED:
        return column  # whoever makes labels of it says so
    return rows.to_json(data)
