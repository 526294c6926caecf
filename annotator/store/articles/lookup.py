"""Looking up stored documents and current decisions, for the import of decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.core.decision import NewDecision
from annotator.core.model import Document, Sentence, Span
from annotator.store.articles.documents import text_hash
from annotator.store.log import rows
from annotator.store.sqlite.sqlite_library import sqlite3

_SAME = ("answer", "labels", "note", "flagged", "implied")
"""What two decisions must have in common to say the same: not what they took, nor which suggestion they answered."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored document with its sentences; `ids` are their ids in the database, in the same order."""

    number: int
    document: Document
    sentences: tuple[Sentence, ...]
    ids: tuple[int, ...]


def find_stored(connection: sqlite3.Connection, text: str) -> Stored | None:
    """The document with exactly that text; None if there is none."""
    row = connection.execute("SELECT number FROM documents WHERE sha256 = ?", (text_hash(text),)).fetchone()
    return None if row is None else stored_document(connection, row[0])


def find_alike(
    connection: sqlite3.Connection, name: str, sentences: Sequence[Span], fits: Callable[[str], bool]
) -> Stored | None:
    """The document of that id, or else the first one with these sentences, if its text `fits`; else None.

    It has the sentences if the first and the last of them are there.
    """
    by_name = "SELECT number FROM documents WHERE id = ?", (name,)
    by_place = (
        'SELECT document FROM sentences AS here WHERE start = ? AND "end" = ? AND EXISTS (SELECT 1 FROM sentences'
        ' WHERE document = here.document AND start = ? AND "end" = ?) ORDER BY document',
        (*sentences[0], *sentences[-1]),
    )
    # In this order: the second goes through all sentences.
    for sql, values in (by_name, by_place):
        for (number,) in connection.execute(sql, values).fetchall():
            (text,) = connection.execute("SELECT text FROM documents WHERE number = ?", (number,)).fetchone()
            if fits(text):
                return stored_document(connection, number)
    return None


def stored_document(connection: sqlite3.Connection, number: int) -> Stored:
    """The document of that number, which must be there."""
    row = connection.execute(
        f"SELECT number, {rows.DOCUMENT}, text FROM documents WHERE number = ?", (number,)
    ).fetchone()
    found = connection.execute(
        'SELECT id, position, start, "end" FROM sentences WHERE document = ? ORDER BY position', (row[0],)
    ).fetchall()
    return Stored(
        number,
        rows.document(row[1:-1], row[-1]),
        tuple(rows.sentence(*place) for _, *place in found),
        tuple(key for key, *_ in found),
    )


def is_current(connection: sqlite3.Connection, annotator: str, new: NewDecision) -> bool:
    """Whether the annotator's current decision of the sentence says just this."""
    row = connection.execute(
        f"SELECT {', '.join(_SAME)} FROM heads JOIN decisions ON decisions.id = heads.decision"
        " WHERE heads.annotator = ? AND heads.sentence_id = ?",
        (annotator, new.sentence_id),
    ).fetchone()
    said = rows.said(new)
    return row is not None and tuple(row) == tuple(said[column] for column in _SAME)
