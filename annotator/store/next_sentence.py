"""Which sentence an annotator decides next."""

from __future__ import annotations

from annotator.core.session.desk import Place
from annotator.store.holding import Holding
from annotator.store.removals import decided_in_removed, is_present, last_sentence_of_removed, sentences_out
from annotator.store.search_tables import BLOCK
from annotator.store.sqlite_library import sqlite3


def undecided_after(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> Place | None:
    """The next sentence without an answer after that one, then from the beginning; None if all have one.

    With slots it is one of those documents that the annotator holds.
    """
    holding = Holding(connection, annotator)
    if holding.queued:
        return _held_after(connection, annotator, sentence_id) or _held_after(connection, annotator, 0)
    decided, total = connection.execute(
        "SELECT coalesce(max(decided), 0), (SELECT coalesce(max(id), 0) FROM sentences) FROM annotators WHERE name = ?",
        (annotator,),
    ).fetchone()
    # Sentences are never deleted, so their highest id is their number: no scan when everything is decided.
    to_decide = total - sentences_out(connection)
    if decided >= to_decide and decided - decided_in_removed(connection, annotator) >= to_decide:
        return None
    return _between(connection, annotator, sentence_id, total) or _between(connection, annotator, 0, sentence_id)


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
        "SELECT coalesce(max(skipped), 0) FROM annotators WHERE name = ?", (annotator,)
    ).fetchone()
    (gone,) = connection.execute(
        "SELECT coalesce(sum(skipped), 0) FROM removed"
        " CROSS JOIN progress ON progress.annotator = ? AND progress.document = removed.document",
        (annotator,),
    ).fetchone()
    return int(counted) - int(gone)


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


def _between(connection: sqlite3.Connection, annotator: str, after: int, until: int) -> Place | None:
    """The first one without an answer behind the sentence `after`, up to `until`, by their ids."""
    while (found := _open_after(connection, annotator, after, until)) is not None:
        # Asked of each document that has one, not in the query: removed sentences are never gone through one by one.
        removed_until = last_sentence_of_removed(connection, found.document)
        if removed_until is None:
            return found
        after = removed_until
    return None


def _open_after(connection: sqlite3.Connection, annotator: str, after: int, until: int) -> Place | None:
    """The same, be it in a removed document. Blocks of sentences that all have an answer are passed over at once."""
    while after < until:
        block = (after + 1) // BLOCK
        row = connection.execute(
            "SELECT document, position FROM sentences WHERE id > ? AND id <= ? AND NOT EXISTS ("
            " SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id) ORDER BY id LIMIT 1",
            (after, min(until, (block + 1) * BLOCK - 1), annotator),
        ).fetchone()
        if row is not None:
            return Place(*row)
        after = _block_not_full(connection, annotator, block + 1) * BLOCK - 1
    return None


def _block_not_full(connection: sqlite3.Connection, annotator: str, block: int) -> int:
    """The first block from that one on in which a sentence has no answer, or may be none."""
    full = connection.execute(
        "SELECT block FROM answered_blocks WHERE annotator = ? AND block >= ? AND answered = ? ORDER BY block",
        (annotator, block, BLOCK),
    )
    for (one,) in full:
        if one != block:
            break
        block += 1
    return block
