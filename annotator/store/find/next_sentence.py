"""Which sentence an annotator decides next."""

from __future__ import annotations

from annotator.core.session.desk import Place
from annotator.store.articles.removals import is_present
from annotator.store.find.sees import Sees


def undecided_after(sees: Sees, sentence_id: int) -> Place | None:
    """The next sentence without an answer after that one, then from the beginning; None if all have one.

    It is one that the desk asks for: with slots, in those documents that the annotator holds.
    """
    if sees.asks is not None:
        return _first(sees, sentence_id, "TRUE") or _first(sees, 0, "TRUE")
    row = sees.connection.execute("SELECT document FROM sentences WHERE id = ?", (sentence_id,)).fetchone()
    document = row[0] if row else 0
    here = _first(sees, sentence_id, f"document = {document}")
    return here or _first_from(sees, document + 1) or _first_from(sees, 1)


def first_undecided(sees: Sees, document: int) -> Place | None:
    """The first sentence of the document without an answer that the desk asks for; None if there is none."""
    return _first(sees, 0, f"document = {document}")


def skipped(sees: Sees) -> int:
    """How many sentences the annotator has skipped and not decided since, in documents that the desk asks for."""
    sql = "SELECT skipped FROM totals WHERE annotator = ?"
    if sees.asks is not None:
        sql = f"SELECT sum(skipped) FROM progress WHERE annotator = ? AND {sees.offered('document')}"
    elif sees.queued:
        sql = (
            "SELECT sum(own.skipped) FROM leases CROSS JOIN progress AS own"
            " ON own.annotator = leases.annotator AND own.document = leases.document"
            f" WHERE leases.annotator = ? AND leases.state = 'held' AND {is_present('leases.document')}"
        )
    row = sees.connection.execute(sql, (sees.annotator,)).fetchone()
    return int(row[0] or 0) if row else 0


def skipped_after(sees: Sees, sentence_id: int) -> Place | None:
    """The next skipped sentence after that one; None where none follows."""
    row = sees.connection.execute(
        # Named, as SQLite would rather go through all decisions by their key.
        "SELECT document, position FROM heads INDEXED BY skipped_heads"
        " CROSS JOIN sentences ON sentences.id = heads.sentence_id"
        " WHERE heads.annotator = ? AND heads.skipped AND heads.sentence_id > ?"
        f" AND {sees.offered('document')} AND {sees.asked('sentences.id')} ORDER BY heads.sentence_id LIMIT 1",
        (sees.annotator, sentence_id),
    ).fetchone()
    return Place(*row) if row else None


def _first_from(sees: Sees, document: int) -> Place | None:
    """The first sentence without an answer in that document or one behind it."""
    number = sees.unanswered(document)
    return None if number is None else _first(sees, 0, f"document = {number}")


def _first(sees: Sees, after: int, which: str) -> Place | None:
    """The first of these sentences behind the sentence `after` that the desk asks for and that has no answer."""
    row = sees.connection.execute(
        f"SELECT document, position FROM sentences WHERE id > ? AND {which}"
        f" AND {sees.offered('document')} AND {sees.asked('id')}"
        " AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id) ORDER BY id LIMIT 1",
        (after, sees.annotator),
    ).fetchone()
    return Place(*row) if row else None
