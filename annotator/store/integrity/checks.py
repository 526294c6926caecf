"""What looks at rows that cannot be made anew from anything else: in a file, in a copy that is merged, in a ruin."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.drawable import one_line
from annotator.store.integrity import decisions, documents, events, suggestions
from annotator.store.integrity.problem import Problem
from annotator.store.sqlite.sqlite_library import sqlite3

ROWS = (*documents.CHECKS, *suggestions.CHECKS, *events.CHECKS, *decisions.CHECKS)
"""In the order in which they look. They ask nothing but tables of facts."""


def bad_rows(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What no database of ours can hold: of another copy that is merged, or of what was read of a damaged one."""
    for check in ROWS:
        yield from check(connection)


def article_of(connection: sqlite3.Connection, problem: Problem) -> str:
    """In which article, and which sentence of it, the row of a problem is, to be told after it; empty for none."""
    if problem.row is None or problem.row[0] not in _PLACES:
        return ""
    table, key, name = problem.row
    row = connection.execute(
        "SELECT number, coalesce(title, documents.id), position + 1 FROM"
        f" (SELECT {_PLACES[table]} FROM {table} WHERE {key} = ?) AS bad LEFT JOIN sentences ON sentences.id = sentence"
        " JOIN documents ON number = coalesce(sentences.document, bad.document)",
        (name,),
    ).fetchone()
    if row is None:
        return ""
    number, title, index = row
    return f" (article {number}{f', sentence {index}' if index else ''}: {one_line(title, 60)})"


_PLACES = {
    "documents": "NULL AS sentence, number AS document",
    "sentences": "id AS sentence, NULL AS document",
    "suggestions": "sentence_id AS sentence, NULL AS document",
    "readings": "(SELECT sentence_id FROM suggestions WHERE suggestions.id = suggestion) AS sentence, NULL AS document",
    "chances": "NULL AS sentence, document",
    "events": "sentence, document",
    "decisions": "sentence_id AS sentence, NULL AS document",
}
"""By which columns a row leads to its sentence or its article, by table."""
