"""Where labels belong: the places of sentences, and how long their articles are."""

from __future__ import annotations

from functools import lru_cache

from annotator.core.model import Span
from annotator.store.sqlite.sqlite_library import sqlite3

PLACE = 'sentences.start, sentences."end", sentences.document'
"""The columns of a `Places.of`."""
_ANYWHERE = 1 << 60


class Places:
    """The lengths of texts, of some at a time: rows of a table come document by document, or nearly so."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.length = lru_cache(4096)(self._length)

    def _length(self, document: int) -> int:
        row = self._connection.execute("SELECT text FROM documents WHERE number = ?", (document,)).fetchone()
        return len(row[0] or "") if row else 0  # SQLite's own length ends at a NUL

    def of(self, start: int | None, end: int, document: int) -> tuple[Span, int]:
        """The place of a sentence and the length of its text; where there is no such sentence, any place is right."""
        if start is None:
            return Span(0, _ANYWHERE), _ANYWHERE
        return Span(start, end), self.length(document)
