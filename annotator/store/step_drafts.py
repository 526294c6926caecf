"""What is left unconfirmed of sentences, and what each step made of it, so that undo and redo restore it.

A draft is a JSON column of `rows.draft_column`; None where nothing is left unconfirmed.
Call the functions that write inside a transaction.
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.store import rows
from annotator.store.sqlite_library import sqlite3


class Swap(NamedTuple):
    """A sentence with its draft before a step and after it."""

    sentence_id: int
    before: str | None
    after: str | None


def current(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> str | None:
    """The annotator's draft of a sentence as it stands."""
    row = connection.execute(
        "SELECT labels FROM main.drafts WHERE annotator = ? AND sentence_id = ?", (annotator, sentence_id)
    ).fetchone()
    return row[0] if row else None


def put(connection: sqlite3.Connection, annotator: str, sentence_id: int, column: str | None) -> None:
    """Keep a draft of a sentence; None deletes it."""
    if column is None:
        connection.execute("DELETE FROM main.drafts WHERE annotator = ? AND sentence_id = ?", (annotator, sentence_id))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO main.drafts (annotator, sentence_id, labels) VALUES (?, ?, ?)",
            (annotator, sentence_id, column),
        )


def leave(
    connection: sqlite3.Connection, annotator: str, step: int, sentence_id: int, before: str | None, after: str | None
) -> None:
    """Keep a draft as part of a step. The step's decisions come first: a decision deletes the draft of its sentence."""
    put(connection, annotator, sentence_id, after)
    rows.insert(connection, "step_drafts", {"step": step, "sentence_id": sentence_id, "before": before, "after": after})


def as_before(connection: sqlite3.Connection, annotator: str, step: int) -> list[Swap]:
    """The drafts of a step's sentences as they stand, and as they are once it is taken back.

    One that was edited since the step stays as it is.
    """
    swaps = []
    for sentence_id, before, after in connection.execute(
        "SELECT sentence_id, before, after FROM step_drafts WHERE step = ? ORDER BY sentence_id", (step,)
    ).fetchall():
        now = current(connection, annotator, sentence_id)
        swaps.append(Swap(sentence_id, now, before if _same(now, after) else now))
    return swaps


def left_by_step(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> str | None:
    """The draft that the last step about a sentence left; steps that were undone do not count."""
    row = connection.execute(
        "WITH RECURSIVE done (id) AS ("
        " SELECT undo_tip FROM annotators WHERE name = :annotator AND undo_tip IS NOT NULL"
        " UNION ALL SELECT below FROM steps JOIN done ON steps.id = done.id WHERE below IS NOT NULL)"
        " SELECT clock, steps.uuid, after FROM step_drafts JOIN steps ON steps.id = step"
        " WHERE step_drafts.sentence_id = :sentence AND step IN (SELECT id FROM done)"
        " UNION ALL SELECT clock, steps.uuid, NULL FROM decisions JOIN steps ON steps.id = step"
        " WHERE decisions.sentence_id = :sentence AND decisions.annotator = :annotator"
        " AND step IN (SELECT id FROM done) ORDER BY clock DESC, uuid DESC, after DESC LIMIT 1",
        {"annotator": annotator, "sentence": sentence_id},
    ).fetchone()
    return row[2] if row else None


def _same(one: str | None, other: str | None) -> bool:
    """Whether two drafts say the same, scores and rules aside: those of an undone decision come back without."""
    if one is None or other is None:
        return one is other
    (labels, note_and_flag), (labels_too, note_and_flag_too) = rows.draft(one), rows.draft(other)
    bare = labels.bare() if labels is not None else None
    return (bare, note_and_flag) == (labels_too.bare() if labels_too is not None else None, note_and_flag_too)
