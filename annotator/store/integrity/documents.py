"""Documents and their sentences: the text is that of its checksum, and sentences stand in it one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from annotator.core.drawable import count
from annotator.core.errors import RowUnreadable
from annotator.core.model import Span
from annotator.store.articles.documents import text_hash
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.integrity.spans import Places
from annotator.store.log import rows, shapes
from annotator.store.log.shapes import BadValue
from annotator.store.sqlite.sqlite_library import sqlite3


def _texts(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(digest: str, text: str, body: int) -> Iterator[str]:
        if text_hash(text) != digest:
            yield "the text is not that of its checksum"
        if not 0 <= body <= len(text):
            yield f"the body begins at {body}, outside of the text"

    return _articles(connection, "SELECT number, sha256, text, body_start FROM documents", wrong)


def _about(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(key: str, at: str, meta: str, *lines: str | None) -> Iterator[str]:
        if not key or len(key) > shapes.LINE:
            yield "it has no id"
        for line in lines:
            shapes.text(line, "a line about it")
        shapes.moment(at, "its import")
        shapes.json(meta, "what is known of it")
        yield from ()

    sql = "SELECT number, id, imported_at, meta, title, source, published FROM documents"
    return _articles(connection, sql, wrong)


def _casts(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(column: str, text: str) -> None:
        shapes.json(column, "the cast", list)
        try:
            members = rows.cast(column)
        except RowUnreadable:
            raise BadValue("the cast is none") from None
        for member in members:
            if not isinstance(member.name, str) or len(member.name) > shapes.LINE:
                raise BadValue("the cast has somebody without a name")
            for mention in member.mentions:
                shapes.span(mention, Span(0, len(text)))

    return _articles(connection, 'SELECT number, "cast", text FROM documents', wrong)


def _sentences(connection: sqlite3.Connection) -> Iterator[Problem]:
    document, position, before, length = None, 0, 0, 0
    lengths = Places(connection)
    for key, number, at, start, end in connection.execute(
        'SELECT id, document, position, start, "end" FROM sentences ORDER BY document, position'
    ):
        if number != document:
            document, position, before, length = number, 0, 0, lengths.length(number)
        if at != position:
            what = f"it has position {at} in article {number}, where {position} is next"
            yield Problem(f"sentence {key}", what, row=_row(number))
        if start < before or not start < end <= length:
            yield Problem(f"sentence {key}", f"[{start}, {end}) is out of place", row=_row(number))
        position, before = at + 1, end


def _counts(connection: sqlite3.Connection) -> Iterator[Problem]:
    for number, said, found in connection.execute(
        "SELECT number, sentences, (SELECT count(*) FROM sentences WHERE document = number) AS found"
        " FROM documents WHERE found <> documents.sentences"
    ):
        what = f"it has {count(said, 'sentence')}, and {found} found"
        yield Problem(f"article {number}", what, row=_row(number))


def _articles(
    connection: sqlite3.Connection, sql: str, wrong: Callable[..., Iterable[str] | None]
) -> Iterator[Problem]:
    return rows_apart(connection, "article", sql, wrong, "number", "documents")


def _row(number: int) -> tuple[str, str, int]:
    """An article whose sentences do not fit together is none as a whole."""
    return "documents", "number", number


CHECKS = (
    Check(("documents",), _texts),
    Check(("documents",), _about),
    Check(("documents",), _casts),
    Check(("sentences",), _sentences),
    Check(("documents", "sentences"), _counts),
)
