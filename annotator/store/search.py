"""Words looked for in the texts of all documents."""

from __future__ import annotations

import re

from annotator.core.session.desk import Place
from annotator.store.sqlite_library import sqlite3

FOUND_AT_MOST = 20


def find(connection: sqlite3.Connection, text: str, but: int) -> tuple[tuple[Place, str], ...]:
    """The first sentence of each document with that text in it, document `but` left out, with the words around it.

    Upper and lower case are the same in ASCII letters only.
    """
    pattern = re.sub(r"([%_\\])", r"\\\1", text)
    documents = connection.execute(
        "SELECT number, text FROM documents WHERE number <> ? AND text LIKE ? ESCAPE '\\' ORDER BY number LIMIT ?",
        (but, f"%{pattern}%", FOUND_AT_MOST),
    )
    found = (_first(connection, number, whole, text) for number, whole in documents.fetchall())
    return tuple(one for one in found if one is not None)


def _first(connection: sqlite3.Connection, number: int, whole: str, text: str) -> tuple[Place, str] | None:
    """None where the text stands in no sentence, but in a header or across two."""
    for match in re.finditer(re.escape(text), whole, re.IGNORECASE | re.ASCII):
        row = connection.execute(
            'SELECT position, start, "end" FROM sentences WHERE document = ? AND start <= ? AND "end" >= ?',
            (number, match.start(), match.end()),
        ).fetchone()
        if row is not None:
            return Place(number, row[0]), whole[row[1] : row[2]]
    return None
