"""Searching all documents: for words in their texts, and for the names of speakers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress

import orjson

from annotator.core.session.desk import Place
from annotator.store.articles.removals import is_present
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.speaker_names import standing_names
from annotator.store.sqlite.sqlite_library import sqlite3

FOUND_AT_MOST = 20
"""Documents: as many as the screen can offer. Set by hand."""

TITLES_AT_MOST = 200
"""Documents that a search of titles gives: nobody goes through more. Set by hand."""

NEWEST_DOCUMENTS, NEWEST_DECISIONS = 5_000, 20_000
"""How many are looked through for names, so that the search opens at once. Set by hand."""

_CASTS = f'SELECT "cast" FROM documents WHERE {is_present("number")} ORDER BY number DESC LIMIT ?'
_GIVEN = f"""
    SELECT DISTINCT quote.value ->> 'speaker' FROM (
        SELECT labels FROM decisions WHERE annotator = ?
        AND {is_present("(SELECT document FROM sentences WHERE sentences.id = sentence_id)")}
        ORDER BY id DESC LIMIT ?
    ) AS newest, json_each(CASE WHEN json_valid(newest.labels) THEN newest.labels END, '$.quotes') AS quote
    WHERE quote.value ->> 'speaker' IS NOT NULL
"""


def speaker_names(connection: sqlite3.Connection, annotator: str) -> tuple[str, ...]:
    """The names in the casts and those that this annotator's decisions gave, each once, in alphabetical order.

    A name that stands for another one since it was renamed everywhere is left out for that.
    """
    renamed = standing_names(connection, Sees(connection, annotator).names_of)
    names: set[str] = {row[0] for row in connection.execute(_GIVEN, (annotator, NEWEST_DECISIONS))}
    for (cast,) in connection.execute(_CASTS, (NEWEST_DOCUMENTS,)):  # six times quicker than SQLite's own json_each
        with suppress(*rows.MALFORMED):  # its article says so when it is opened
            names.update([member[0] for member in orjson.loads(cast)])
    names.discard("")
    names = {renamed.get(name, name) for name in names}
    return tuple(sorted(names))


def find(sees: Sees, text: str, but: int) -> tuple[tuple[Place, str], ...]:
    """The first sentence of each document on the desk with these words in it, with its text; `but` is left out.

    The words stand there one after the other, the last one perhaps longer: "new brid" finds "New bridges". Upper and
    lower case, accents, and what stands between words are the same. Documents with just these words come before those
    with a longer last one, each by number. Nothing where there is no word in what is asked for.
    """
    words = phrase(text)
    shown = sees.shown("article_words.rowid")
    found: dict[Place, str] = {}
    for wanted in (words, f"{words}*"):  # what begins so is looked for only if needed: it can be very many words
        seen = {but, *(place.document for place in found)}
        for place, sentence in _matching(sees.connection, wanted, shown):
            if len(found) == FOUND_AT_MOST:
                break
            if place.document not in seen:
                found[place] = sentence
    return tuple(found.items())


def phrase(text: str) -> str:
    """What was typed as a phrase of FTS5, in which nothing is an operator.

    >>> phrase("to be OR")
    '"to be OR"'
    """
    cleaned = text.replace("\0", " ").replace('"', '""')
    return f'"{cleaned}"'


def _matching(connection: sqlite3.Connection, words: str, shown: str) -> Iterator[tuple[Place, str]]:
    """The first sentence with the words of each document for which `shown` is true, as they are asked for."""
    mark = uuid.uuid4().hex  # stands in no text
    documents = connection.execute(
        "SELECT rowid, highlight(article_words, 0, ?1, ?1) FROM article_words"
        f" WHERE article_words MATCH ?2 AND {shown}"
        # An article that is gone from a damaged database has no text to mark the words in.
        " AND EXISTS (SELECT 1 FROM documents WHERE number = article_words.rowid) ORDER BY rowid",
        (mark, words),
    )
    for number, marked in documents:
        place = _first(connection, number, marked.split(mark))
        if place is not None:
            yield place


def _first(connection: sqlite3.Connection, number: int, pieces: Sequence[str]) -> tuple[Place, str] | None:
    """None where the words stand in no sentence, but in a header or across two. Every second piece is what matches.

    The index gives places that overlap as one: "no no" is not found in the second sentence of "No. No no.".
    """
    at = 0
    for turn, piece in enumerate(pieces):
        if turn % 2:
            row = connection.execute(
                'SELECT position, start, "end" FROM sentences WHERE document = ? AND start <= ? AND "end" >= ?',
                (number, at, at + len(piece)),
            ).fetchone()
            if row is not None:
                return Place(number, row[0]), "".join(pieces)[row[1] : row[2]]
        at += len(piece)
    return None


def titles(sees: Sees, text: str) -> tuple[int, ...]:
    """The numbers of the documents on the desk with all these words, or what begins so, in the title (else the id).

    By number, and no more than `TITLES_AT_MOST`. All case and all accents are the same.
    """
    words = " ".join(f"{phrase(word)}*" for word in text.split())
    if not words:
        return ()
    shown = sees.shown("title_words.rowid")
    found = sees.connection.execute(
        f"SELECT rowid FROM title_words WHERE title_words MATCH ? AND {shown} ORDER BY rowid LIMIT ?",
        (words, TITLES_AT_MOST),
    )
    return tuple(row[0] for row in found)
