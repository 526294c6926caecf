"""The names of all speakers: those of the casts, and those that this annotator's decisions gave."""

from __future__ import annotations

from annotator.store.sqlite import sqlite3

DOCUMENTS, DECISIONS = 5_000, 20_000
"""How many of the newest are looked through: a search must open at once."""

_NAMES = """
    SELECT DISTINCT member.value ->> 0 FROM (
        SELECT "cast" FROM documents ORDER BY number DESC LIMIT ?
    ) AS newest, json_each(newest."cast") AS member
    UNION
    SELECT DISTINCT quote.value ->> 'speaker' FROM (
        SELECT labels FROM decisions WHERE annotator = ? ORDER BY id DESC LIMIT ?
    ) AS newest, json_each(newest.labels, '$.quotes') AS quote WHERE quote.value ->> 'speaker' IS NOT NULL
    ORDER BY 1
"""


def speaker_names(connection: sqlite3.Connection, annotator: str) -> tuple[str, ...]:
    """Each name once, in alphabetical order."""
    return tuple(row[0] for row in connection.execute(_NAMES, (DOCUMENTS, annotator, DECISIONS)) if row[0])
