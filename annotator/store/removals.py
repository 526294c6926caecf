"""Documents that were taken out: events that are only ever added. The decisions on them stay where they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from annotator.core.drawable import one_line
from annotator.core.errors import DocumentRemoved
from annotator.store import rows
from annotator.store.clock import tick
from annotator.store.documents import now, text_hash
from annotator.store.sqlite_library import sqlite3

IS_LAST = (
    "NOT EXISTS (SELECT 1 FROM removals AS later WHERE later.document = removals.document"
    " AND (later.clock, later.uuid) > (removals.clock, removals.uuid))"
)
"""Whether a row of `removals` is the last that was said of its document, as SQL."""

LATEST = (
    "NOT EXISTS (SELECT 1 FROM editions AS again WHERE (again.clock, again.uuid) > (editions.clock, editions.uuid)"
    " AND editions.earlier IN (again.earlier, again.later))"
)
"""Whether a row of `editions` is the last that was said of its earlier document, as SQL."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Which document is out, by its number, since when (UTC, ISO 8601), and who took it out."""

    document: int
    who: str
    at: str


def is_present(document: str) -> str:
    """SQL that a document is not taken out; `document` is the column, or an expression, with its number.

    >>> is_present("sentences.document")
    'sentences.document NOT IN (SELECT document FROM removed)'
    """
    return f"{document} NOT IN (SELECT document FROM removed)"


def is_superseded(document: str) -> str:
    """SQL that a document has a later edition that took its place; `document` is the column with its number."""
    return (
        f"({document} IN (SELECT document FROM removed)"
        f" AND {document} IN (SELECT earlier FROM editions WHERE {LATEST}))"
    )


def remove(connection: sqlite3.Connection, document: int, who: str) -> bool:
    """Take a document out, by its number; False where it is out already. Call inside a transaction."""
    return _add(connection, document, "remove", who, was_out=False)


def bring_back(connection: sqlite3.Connection, document: int, who: str) -> bool:
    """Take a removal back; False where the document is not out. Call inside a transaction."""
    return _add(connection, document, "bring back", who, was_out=True)


def removal_of(connection: sqlite3.Connection, document: int) -> Removal | None:
    """The removal of a document, by its number; None where it is not out."""
    if connection.execute("SELECT 1 FROM removed WHERE document = ?", (document,)).fetchone() is None:
        return None
    row = connection.execute(
        "SELECT document, who, at FROM removals WHERE document = ? ORDER BY clock DESC, uuid DESC LIMIT 1",
        (document,),
    ).fetchone()
    return Removal(*row)


def removal_of_text(connection: sqlite3.Connection, text: str) -> Removal | None:
    """The removal of the document with exactly that text; None where there is none, or it is not out."""
    row = connection.execute("SELECT number FROM documents WHERE sha256 = ?", (text_hash(text),)).fetchone()
    return None if row is None else removal_of(connection, row[0])


def check_present(connection: sqlite3.Connection, document: int) -> None:
    """Raise DocumentRemoved where the document of that number is out."""
    removal = removal_of(connection, document)
    if removal is not None:
        raise DocumentRemoved(
            f"article {document} was removed by {one_line(removal.who, 60)}",
            f"`annotator remove --undo {document}` brings it back",
        )


def check_sentences(connection: sqlite3.Connection, ids: list[int]) -> None:
    """Raise DocumentRemoved where one of the sentences is of a document that is out."""
    marks = ", ".join("?" * len(ids))
    row = connection.execute(
        f"SELECT document FROM sentences WHERE id IN ({marks}) AND document IN (SELECT document FROM removed) LIMIT 1",
        ids,
    ).fetchone()
    if row is not None:
        check_present(connection, row[0])


def how_to_get_articles(connection: sqlite3.Connection) -> str:
    """What to do where no document is there that is not out, for people."""
    if connection.execute("SELECT 1 FROM removed").fetchone() is None:
        return "add some with `annotator import PATH...`"
    return "all are removed: `annotator list removed` shows them, `annotator remove --undo` brings them back"


def last_sentence_of_removed(connection: sqlite3.Connection, document: int) -> int | None:
    """The id of the last sentence of this document and those after it, as far as all of them are out; None: it is not.

    So whoever looks for a sentence passes over any number of removed documents at once.
    """
    (last,) = connection.execute(
        "WITH RECURSIVE run (document) AS (SELECT document FROM removed WHERE document = ?"
        " UNION ALL SELECT removed.document FROM removed JOIN run ON removed.document = run.document + 1)"
        " SELECT max(document) FROM run",
        (document,),
    ).fetchone()
    if last is None:
        return None
    row = connection.execute(
        "SELECT id FROM sentences WHERE document = ? ORDER BY position DESC LIMIT 1", (last,)
    ).fetchone()
    return int(row[0])


def sentences_out(connection: sqlite3.Connection) -> int:
    """How many sentences the removed documents have."""
    (found,) = connection.execute("SELECT coalesce(sum(sentences), 0) FROM removed").fetchone()
    return int(found)


def decided_in_removed(connection: sqlite3.Connection, annotator: str) -> int:
    """How many sentences of removed documents the annotator has answered: decided or skipped."""
    (found,) = connection.execute(
        "SELECT coalesce(sum(accepted + rejected + skipped), 0) FROM removed"
        " CROSS JOIN progress ON progress.annotator = ? AND progress.document = removed.document",
        (annotator,),
    ).fetchone()
    return int(found)


def _add(connection: sqlite3.Connection, document: int, kind: str, who: str, *, was_out: bool) -> bool:
    if (removal_of(connection, document) is not None) is not was_out:
        return False
    moment = now()
    (before,) = connection.execute(
        "SELECT coalesce(max(clock), 0) FROM removals WHERE document = ?", (document,)
    ).fetchone()
    event = {"uuid": uuid.uuid4().hex, "document": document, "kind": kind, "who": who, "at": moment}
    rows.insert(connection, "removals", event | {"clock": tick(moment, before)})
    return True
