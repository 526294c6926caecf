"""The names of all speakers: those of the casts, and those that this annotator's decisions gave."""

from __future__ import annotations

import orjson

from annotator.store.sqlite_library import sqlite3

DOCUMENTS, DECISIONS = 5_000, 20_000
"""How many of the newest are looked through: a search must open at once."""

_CASTS = 'SELECT "cast" FROM documents ORDER BY number DESC LIMIT ?'
_GIVEN = """
    SELECT DISTINCT quote.value ->> 'speaker' FROM (
        SELECT labels FROM decisions WHERE annotator = ? ORDER BY id DESC LIMIT ?
    ) AS newest, json_each(newest.labels, '$.quotes') AS quote WHERE quote.value ->> 'speaker' IS NOT NULL
"""


def speaker_names(connection: sqlite3.Connection, annotator: str) -> tuple[str, ...]:
    """Each name once, in alphabetical order."""
    names: set[str] = {row[0] for row in connection.execute(_GIVEN, (annotator, DECISIONS))}
    for (cast,) in connection.execute(_CASTS, (DOCUMENTS,)):  # six times quicker than SQLite's own json_each
        names.update(member[0] for member in orjson.loads(cast))
    names.discard("")
    return tuple(sorted(names))
