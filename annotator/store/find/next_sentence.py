"""Which sentence an annotator decides next."""

from __future__ import annotations

from annotator.core.session.desk import Place
from annotator.store.articles.removals import is_present
from annotator.store.find.holding import Holding
from annotator.store.sqlite.sqlite_library import sqlite3


def undecided_after(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> Place | None:
    """The next sentence without an answer after that one, then from the beginning; None if all have one.

    With slots it is one of those documents that the annotator holds.
    """
    holding = Holding(connection, annotator)
    if holding.queued:
        return _held_after(connection, annotator, sentence_id) or _held_after(connection, annotator, 0)
    return _open_after(connection, annotator, sentence_id) or _open_after(connection, annotator, 0)


def skipped(connection: sqlite3.Connection, annotator: str) -> int:
    """How many sentences the annotator has skipped and not decided since, without those of removed documents.

    With slots: of those documents that the annotator holds.
    """
    holding = Holding(connection, annotator)
    if holding.queued:
        (held,) = connection.execute(
            f"SELECT coalesce(sum(skipped), 0) FROM progress WHERE annotator = ? AND {holding.offered('document')}",
            (annotator,),
        ).fetchone()
        return int(held)
    (counted,) = connection.execute(
        f"SELECT coalesce(sum(skipped), 0) FROM progress WHERE annotator = ? AND {is_present('document')}", (annotator,)
    ).fetchone()
    return int(counted)


def is_skipped(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> bool:
    """Whether the annotator put a sentence off."""
    row = connection.execute(
        "SELECT skipped FROM heads WHERE annotator = ? AND sentence_id = ?", (annotator, sentence_id)
    ).fetchone()
    return row is not None and bool(row[0])


def skipped_after(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> Place | None:
    """The next skipped sentence after that one; None where none follows."""
    row = connection.execute(
        # Named, as SQLite would rather go through all decisions by their key.
        "SELECT document, position FROM heads INDEXED BY skipped_heads"
        " CROSS JOIN sentences ON sentences.id = heads.sentence_id"
        " WHERE heads.annotator = ? AND heads.skipped AND heads.sentence_id > ?"
        f" AND {Holding(connection, annotator).offered('document')} ORDER BY heads.sentence_id LIMIT 1",
        (annotator, sentence_id),
    ).fetchone()
    return Place(*row) if row else None


def _held_after(connection: sqlite3.Connection, annotator: str, after: int) -> Place | None:
    """The first one without an answer behind the sentence `after`, in what the annotator holds."""
    row = connection.execute(
        # From the few leases that are held, never from all sentences behind that one.
        "SELECT sentences.document, position FROM leases CROSS JOIN sentences ON sentences.document = leases.document"
        f" WHERE leases.annotator = ? AND leases.state = 'held' AND {is_present('leases.document')}"
        " AND sentences.id > ? AND NOT EXISTS ("
        " SELECT 1 FROM heads WHERE heads.annotator = leases.annotator AND sentence_id = sentences.id)"
        " ORDER BY sentences.id LIMIT 1",
        (annotator, after),
    ).fetchone()
    return Place(*row) if row else None


def _open_after(connection: sqlite3.Connection, annotator: str, after: int) -> Place | None:
    """The first one without an answer behind the sentence `after`: in its document, else in one that is not full."""
    row = connection.execute("SELECT document FROM sentences WHERE id = ?", (after,)).fetchone()
    document = row[0] if row else 0
    while True:
        row = connection.execute(
            f"SELECT document, position FROM sentences WHERE document = ? AND id > ? AND {is_present('document')}"
            " AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)"
            " ORDER BY position LIMIT 1",
            (document, after, annotator),
        ).fetchone()
        if row is not None:
            return Place(*row)
        # From the numbers and lengths alone, which an index has: no text is read.
        row = connection.execute(
            "SELECT d.number FROM documents AS d INDEXED BY documents_by_length"
            " LEFT JOIN progress AS p ON p.annotator = ? AND p.document = d.number"
            f" WHERE d.number > ? AND {is_present('d.number')}"
            " AND (p.document IS NULL OR p.accepted + p.rejected + p.skipped < d.sentences) ORDER BY d.number LIMIT 1",
            (annotator, document),
        ).fetchone()
        if row is None:
            return None
        document = row[0]
