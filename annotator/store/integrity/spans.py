"""Labels in their places: what suggestions, readings, decisions and drafts of a sentence hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

from annotator.core.labels_json import labels_from_json
from annotator.core.model import QuotePart, Span
from annotator.store.integrity.problem import CANNOT_BE_READ
from annotator.store.merge import shapes
from annotator.store.merge.shapes import BadValue
from annotator.store.sqlite_library import sqlite3

PLACE = 'sentences.start, sentences."end", sentences.document'
"""The columns of a `Places.of`."""
_EMPTY = '{"quotes":[],"topics":[]}'
_ANYWHERE = 1 << 60


class Places:
    """The lengths of texts, of some at a time: rows of a table come document by document, or nearly so."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.length = lru_cache(4096)(self._length)

    def _length(self, document: int) -> int:
        row = self._connection.execute("SELECT text FROM documents WHERE number = ?", (document,)).fetchone()
        return len(row[0] or "") if row else 0  # SQLite's own length ends at a NUL

    def of(self, start: int | None, end: int, document: int) -> tuple[Span, int] | None:
        """The place of a sentence and the length of its text; None where there is no such sentence."""
        return None if start is None else (Span(start, end), self.length(document))


def labels_in(column: str, place: tuple[Span, int] | None, what: str = "it") -> Iterator[str]:
    """What is wrong with a column of labels. `place`: where they belong; None where that is not known."""
    if column != _EMPTY:
        yield from labels_of(_parsed(column, what), place, what)


def labels_of(data: Any, place: tuple[Span, int] | None, what: str = "it") -> Iterator[str]:
    """The same of parsed JSON."""
    try:
        labels = labels_from_json(data)
        found = [] if place is None else [*out_of_place(labels.quotes, *place)]
    except CANNOT_BE_READ:
        yield f"{what} has labels of another shape"
        return
    for span in found:
        yield f"the span {list(span)} is out of place"
    if not found:
        sentence, length = place or (Span(0, _ANYWHERE), _ANYWHERE)
        shapes.labels_of(data, sentence, length, what)


def out_of_place(quotes: Iterable[QuotePart], sentence: Span, length: int) -> Iterator[Span]:
    """The spans of quotes that are not in the sentence (content) or not in the text (cue and source)."""
    for quote in quotes:
        for span in quote.content:
            if not (span.start < span.end and span.within(sentence)):
                yield span
        for mention in (quote.cue, quote.source):
            if mention and not 0 <= mention.start < mention.end <= length:
                yield mention


def _parsed(column: str, what: str) -> Any:
    try:
        return orjson.loads(column)
    except ValueError:
        raise BadValue(f"{what} has labels that are no JSON") from None
