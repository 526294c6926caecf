"""Which sentence an annotator decides next."""

from __future__ import annotations

from annotator.core.session.desk import Place
from annotator.store.articles.removals import is_present
from annotator.store.find.sees import Sees


def undecided_after(sees: Sees, sentence_id: int) -> Place | None:
    """The next sentence without an answer after that one, then from the beginning; None if all have one.

    It is one that the desk asks for: with slots, in those documents that the annotator holds.
    """
    find = _asked_after if sees.asks is not None else _held_after if sees.queued else _open_after
    return find(sees, sentence_id) or find(sees, 0)


def skipped(sees: Sees) -> int:
    """How many sentences the annotator has skipped and not decided since, in documents that the desk asks for."""
    (counted,) = sees.connection.execute(
        f"SELECT coalesce(sum(skipped), 0) FROM progress WHERE annotator = ? AND {sees.offered('document')}",
        (sees.annotator,),
    ).fetchone()
    return int(counted)


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


def _asked_after(sees: Sees, after: int) -> Place | None:
    """The first one without an answer behind the sentence `after`, of those of a qualification."""
    row = sees.connection.execute(
        f"SELECT document, position FROM sentences WHERE id > ? AND {sees.asked('id')} AND {is_present('document')}"
        " AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id) ORDER BY id LIMIT 1",
        (after, sees.annotator),
    ).fetchone()
    return Place(*row) if row else None


def _held_after(sees: Sees, after: int) -> Place | None:
    """The first one without an answer behind the sentence `after`, in what the annotator holds."""
    row = sees.connection.execute(
        # From the few leases that are held, never from all sentences behind that one.
        "SELECT sentences.document, position FROM leases CROSS JOIN sentences ON sentences.document = leases.document"
        f" WHERE leases.annotator = ? AND leases.state = 'held' AND {is_present('leases.document')}"
        " AND sentences.id > ? AND NOT EXISTS ("
        " SELECT 1 FROM heads WHERE heads.annotator = leases.annotator AND sentence_id = sentences.id)"
        " ORDER BY sentences.id LIMIT 1",
        (sees.annotator, after),
    ).fetchone()
    return Place(*row) if row else None


def _open_after(sees: Sees, after: int) -> Place | None:
    """The first one without an answer behind the sentence `after`: in its document, else in one that is not full."""
    row = sees.connection.execute("SELECT document FROM sentences WHERE id = ?", (after,)).fetchone()
    document = row[0] if row else 0
    while True:
        row = sees.connection.execute(
            f"SELECT document, position FROM sentences WHERE document = ? AND id > ? AND {is_present('document')}"
            " AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)"
            " ORDER BY position LIMIT 1",
            (document, after, sees.annotator),
        ).fetchone()
        if row is not None:
            return Place(*row)
        # From the numbers and lengths alone, which an index has: no text is read.
        row = sees.connection.execute(
            "SELECT d.number FROM documents AS d INDEXED BY documents_by_length"
            " LEFT JOIN progress AS p ON p.annotator = ? AND p.document = d.number"
            f" WHERE d.number > ? AND {is_present('d.number')}"
            " AND (p.document IS NULL OR p.accepted + p.rejected + p.skipped < d.sentences) ORDER BY d.number LIMIT 1",
            (sees.annotator, document),
        ).fetchone()
        if row is None:
            return None
        document = row[0]
