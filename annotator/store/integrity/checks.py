"""All checks, in the order in which they look. Whoever adds a table adds a check of it; a test asks."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.drawable import one_line
from annotator.store.integrity import (
    counted,
    documents,
    editions,
    events,
    file,
    people,
    repeated,
    schema,
    suggestions,
    teams,
    work,
)
from annotator.store.integrity.problem import Problem
from annotator.store.sqlite_library import sqlite3

ROWS = (
    *documents.CHECKS,
    *suggestions.CHECKS,
    *people.CHECKS,
    *work.CHECKS,
    *events.CHECKS,
    *teams.CHECKS,
    *editions.CHECKS,
)
"""Those that look at what cannot be made anew from anything else."""

CHECKS = (*file.CHECKS, *schema.CHECKS, *ROWS, *repeated.CHECKS, *counted.CHECKS)


def bad_rows(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What no database of ours can hold: of another copy that is merged, or of what was read of a damaged one."""
    for check in ROWS:
        if check is not teams.UNSAID:
            yield from check(connection)


def article_of(connection: sqlite3.Connection, problem: Problem) -> str:
    """In which article, and which sentence of it, the row of a problem is, to be told after it; empty for none."""
    if problem.row is None:
        return ""
    table, key, name = problem.row
    sentence = ""
    while table != "documents":
        columns = {column for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        leads = next((column for column in _LEADS if column in columns), "NULL")
        index = "position + 1" if table == "sentences" else "NULL"
        row = connection.execute(f"SELECT {leads}, {index} FROM {table} WHERE {key} = ?", (name,)).fetchone()
        if row is None or row[0] is None:
            return ""
        name, sentence = row[0], f", sentence {row[1]}" if row[1] else ""
        table, key = _LEADS[leads], "number" if _LEADS[leads] == "documents" else "id"
    row = connection.execute("SELECT coalesce(title, id) FROM documents WHERE number = ?", (name,)).fetchone()
    return f" (article {name}{sentence}: {one_line(row[0], 60)})" if row else ""


_LEADS = {
    "sentence_id": "sentences",
    "decision": "decisions",
    "suggestion": "suggestions",
    "carry": "carries",
    "document": "documents",
    "later": "documents",
}
"""The columns by which a row leads to its article, with the tables that they name."""
