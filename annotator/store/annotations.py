"""What importing decisions asks of the database: which text is here, and what of it is decided already."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.labels import labels_to_json
from annotator.core.model import Document, NewDecision, Sentence
from annotator.store import rows
from annotator.store.documents import text_hash, to_json
from annotator.store.sqlite import sqlite3


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it is stored: its text, and the sentences with their ids in the database."""

    document: Document
    sentences: tuple[Sentence, ...]
    ids: tuple[int, ...]


def find_stored(connection: sqlite3.Connection, document: Document, by_id: bool = False) -> Stored | None:
    """The document with exactly that text, or with that id; None if there is none."""
    column, value = ("id", document.id) if by_id else ("sha256", text_hash(document.text))
    row = connection.execute(
        f"SELECT number, {rows.DOCUMENT}, text FROM documents WHERE {column} = ?", (value,)
    ).fetchone()
    if row is None:
        return None
    found = connection.execute(
        'SELECT id, position, start, "end" FROM sentences WHERE document = ? ORDER BY position', (row[0],)
    ).fetchall()
    return Stored(
        rows.document(row[1:-1], row[-1]),
        tuple(rows.sentence(*place) for _, *place in found),
        tuple(key for key, *_ in found),
    )


def is_current(connection: sqlite3.Connection, annotator: str, new: NewDecision) -> bool:
    """Whether the annotator's current decision of the sentence says just this."""
    row = connection.execute(
        "SELECT answer, labels, note, flagged, implied FROM heads JOIN decisions ON decisions.id = heads.decision"
        " WHERE heads.annotator = ? AND heads.sentence_id = ?",
        (annotator, new.sentence_id),
    ).fetchone()
    said = (new.answer.value, to_json(labels_to_json(new.labels)), new.note, int(new.flagged), int(new.implied))
    return row is not None and tuple(row) == said
