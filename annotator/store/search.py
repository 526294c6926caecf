"""Searching all documents: for words in their texts, and for the names of speakers."""

from __future__ import annotations

import re
from contextlib import suppress

import orjson

from annotator.core.session.desk import Place
from annotator.store import rows
from annotator.store.holding import Holding
from annotator.store.removals import is_present
from annotator.store.speaker_names import standing_names
from annotator.store.sqlite_library import sqlite3

FOUND_AT_MOST = 20
"""Documents: as many as the screen can offer. Set by hand."""

NEWEST_DOCUMENTS, NEWEST_DECISIONS = 5_000, 20_000
"""How many are looked through for names, so that the search opens at once. Set by hand."""

_CASTS = f'SELECT "cast" FROM documents WHERE {is_present("number")} ORDER BY number DESC LIMIT ?'
_GIVEN = f"""
    SELECT DISTINCT quote.value ->> 'speaker' FROM (
        SELECT labels FROM decisions WHERE annotator = ?
        AND {is_present("(SELECT document FROM sentences WHERE sentences.id = sentence_id)")}
        ORDER BY id DESC LIMIT ?
    ) AS newest, json_each(CASE WHEN json_valid(newest.labels) THEN newest.labels END, '$.quotes') AS quote
    WHERE quote.value ->> 'speaker' IS NOT NULL
"""


def speaker_names(connection: sqlite3.Connection, annotator: str) -> tuple[str, ...]:
    """The names in the casts and those that this annotator's decisions gave, each once, in alphabetical order.

    A name that stands for another one since it was renamed everywhere is left out for that.
    """
    renamed = standing_names(connection, Holding(connection, annotator).names_of)
    names: set[str] = {row[0] for row in connection.execute(_GIVEN, (annotator, NEWEST_DECISIONS))}
    for (cast,) in connection.execute(_CASTS, (NEWEST_DOCUMENTS,)):  # six times quicker than SQLite's own json_each
        with suppress(*rows.MALFORMED):  # its article says so when it is opened
            names.update([member[0] for member in orjson.loads(cast)])
    names.discard("")
    names = {renamed.get(name, name) for name in names}
    return tuple(sorted(names))


def find(connection: sqlite3.Connection, annotator: str, text: str, but: int) -> tuple[tuple[Place, str], ...]:
    """The first sentence of each document on the desk with that text in it, with its words; `but` is left out.

    Upper and lower case are the same in ASCII letters only, as in SQLite's LIKE.
    """
    shown = Holding(connection, annotator).shown("number")
    pattern = re.sub(r"([%_\\])", r"\\\1", text)
    documents = connection.execute(
        f"SELECT number, text FROM documents WHERE number <> ? AND {shown}"
        " AND text LIKE ? ESCAPE '\\' ORDER BY number LIMIT ?",
        (but, f"%{pattern}%", FOUND_AT_MOST),
    )
    places = (_first(connection, number, whole, text) for number, whole in documents.fetchall())
    return tuple(place for place in places if place is not None)


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
