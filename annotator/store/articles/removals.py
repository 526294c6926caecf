"""Documents that were taken out of the work. The decisions on them stay where they are."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.drawable import one_line
from annotator.core.errors import DocumentRemoved
from annotator.store.log.events import append
from annotator.store.log.fold import LATEST
from annotator.store.log.kinds import Remove, Undo
from annotator.store.log.rows import to_json
from annotator.store.log.schema import STANDS
from annotator.store.sqlite.sqlite_library import sqlite3


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
    return f"{document} IN (SELECT earlier FROM editions WHERE {LATEST})"


def remove(connection: sqlite3.Connection, document: int, who: str) -> bool:
    """Take a document out, by its number; False where it is out already. Call inside a transaction."""
    if removal_of(connection, document) is not None:
        return False
    append(connection, who, Remove(), document=document)
    return True


def bring_back(connection: sqlite3.Connection, document: int, who: str) -> bool:
    """Take back that a document was taken out; False where it was not. Call inside a transaction.

    On two copies it may have been taken out twice.
    """
    removals = connection.execute(
        f"SELECT e.uuid FROM events AS e WHERE e.kind = 'remove' AND e.document = ? AND {STANDS.format('e')}"
        " ORDER BY e.clock, e.uuid",
        (document,),
    ).fetchall()
    for (uuid,) in removals:
        append(connection, who, Undo(), document=document, undoes=uuid)
    return bool(removals)


def removal_of(connection: sqlite3.Connection, document: int) -> Removal | None:
    """The removal of a document, by its number; None where it is not out."""
    if connection.execute("SELECT 1 FROM removed WHERE document = ?", (document,)).fetchone() is None:
        return None
    row = connection.execute(
        "SELECT e.who, e.at FROM events AS e WHERE e.kind = 'remove' AND e.document = ?1"
        f" AND {STANDS.format('e')} UNION ALL SELECT who, at FROM editions WHERE earlier = ?1 AND {LATEST}"
        " ORDER BY at DESC LIMIT 1",
        (document,),
    ).fetchone()
    return Removal(document, *row)


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
    found = connection.execute(
        "SELECT document FROM sentences WHERE id IN (SELECT value FROM json_each(?))"
        " AND document IN (SELECT document FROM removed) LIMIT 1",
        (to_json(ids),),
    )
    for (document,) in found.fetchall():
        check_present(connection, document)


def how_to_get_articles(connection: sqlite3.Connection) -> str:
    """What to do where no document is there that is not out, for people."""
    if connection.execute("SELECT 1 FROM removed").fetchone() is None:
        return "add some with `annotator import PATH...`"
    return "all are removed: `annotator list removed` shows them, `annotator remove --undo` brings them back"
