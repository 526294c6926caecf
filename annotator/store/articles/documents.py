"""Storing documents with their sentences, and the suggestions of a run."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import orjson

from annotator.core.assembly import split_quotes, split_readings
from annotator.core.model import Labels, Run, Suggested
from annotator.core.model_json import labels_to_json, readings_to_json
from annotator.store.articles.chances import keep_chances_of_run
from annotator.store.files.database import transaction
from annotator.store.log import fold, rows
from annotator.store.log.clock import now
from annotator.store.log.rows import to_json
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from annotator.core.habits import Habits


def text_hash(text: str) -> str:
    """What makes a text the same text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    import hashlib  # deferred: OpenSSL takes 3 ms and some memory, which the screen need not pay

    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document: its number, and how many sentences it brought; `known` if it was here already."""

    number: int
    sentences: int
    known: bool


def is_known(connection: sqlite3.Connection, text: str) -> bool:
    """Whether a document with exactly that text is in the database."""
    row = connection.execute("SELECT 1 FROM documents WHERE sha256 = ?", (text_hash(text),)).fetchone()
    return row is not None


def stored_number(connection: sqlite3.Connection, text: str) -> int:
    """The number of the document with exactly that text, which must be stored."""
    (number,) = connection.execute("SELECT number FROM documents WHERE sha256 = ?", (text_hash(text),)).fetchone()
    return int(number)


def start_run(connection: sqlite3.Connection, run: Run, habits: Habits | None = None) -> str:
    """Record that a pipeline begins to suggest, and what it is adapted to; the id that its suggestions name."""
    run_id = uuid.uuid4().hex[:12]
    adapted_to = run.settings.get("habits") or {}
    if habits is not None and adapted_to.get("digest") != habits.digest():
        habits = None
    with transaction(connection):
        rows.insert(
            connection,
            "runs",
            {
                "id": run_id,
                "pipeline": run.pipeline,
                "version": run.version,
                "settings": to_json(run.settings),
                "started_at": now(),
                "habits": None if habits is None else to_json(habits.to_json()),
            },
        )
    return run_id


def add_document(connection: sqlite3.Connection, run: str, suggested: Suggested) -> Added:
    """Store a document with its sentences and suggestions, whole or not at all.

    A text that is here already is left as it is. An id that another text has taken gets a suffix: a new version of an
    article stands beside the old one, whose decisions stay with the text they were made on.
    """
    with transaction(connection):
        return insert_document(connection, run, suggested)


def insert_document(connection: sqlite3.Connection, run: str, suggested: Suggested) -> Added:
    """Do what `add_document` does, inside a transaction that is begun."""
    document = suggested.document
    digest = text_hash(document.text)
    known = connection.execute("SELECT number, sentences FROM documents WHERE sha256 = ?", (digest,)).fetchone()
    if known:
        return Added(known[0], known[1], known=True)
    number = rows.insert(
        connection,
        "documents",
        {
            "id": free_id(connection, document.id),
            "sha256": digest,
            "sentences": len(suggested.sentences),
            "title": document.title,
            "source": document.source,
            "published": document.published,
            "body_start": document.body_start,
            "imported_at": now(),
            "meta": to_json(document.meta),
            "cast": to_json(rows.cast_json(suggested.cast)),
            "text": document.text,
        },
    )
    fold.words(connection, number)
    _add_sentences(connection, number, run, suggested)
    fold.suggested_quotes(connection, [number])
    keep_chances_of_run(connection, number, run, suggested.chances)
    return Added(number, len(suggested.sentences), known=False)


def free_id(connection: sqlite3.Connection, wanted: str) -> str:
    """The id for a document that is to have that one: the same, or one with a suffix where another text has it."""
    candidate, version = wanted, 1
    while connection.execute("SELECT 1 FROM documents WHERE id = ?", (candidate,)).fetchone():
        version += 1
        candidate = f"{wanted}~{version}"
    return candidate


def join_cast(connection: sqlite3.Connection, document: int, cast: Sequence[Any]) -> None:
    """Add those of a cast (see `rows.cast_json`) whom a document does not have; whoever is there keeps the place."""
    (column,) = connection.execute('SELECT "cast" FROM documents WHERE number = ?', (document,)).fetchone()
    kept = orjson.loads(column)
    known = {name for name, *_ in kept}
    new = [member for member in cast if member[0] not in known]
    if new:
        connection.execute('UPDATE documents SET "cast" = ? WHERE number = ?', (to_json(kept + new), document))


def _add_sentences(connection: sqlite3.Connection, number: int, run: str, suggested: Suggested) -> None:
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM sentences").fetchone()[0]
    connection.executemany(
        'INSERT INTO sentences (id, document, position, start, "end") VALUES (?, ?, ?, ?, ?)',
        [(first + s.index, number, s.index, s.start, s.end) for s in suggested.sentences],
    )
    ids = {sentence.index: first + sentence.index for sentence in suggested.sentences}
    add_suggestions(connection, run, suggested, ids)


def add_suggestions(connection: sqlite3.Connection, run: str, suggested: Suggested, ids: Mapping[int, int]) -> None:
    """Store what a run suggests for those sentences whose id in the database is given, by their index.

    A sentence's score is the probability that all its quotes are right: the product of theirs.
    """
    text = suggested.document.text
    parts = split_quotes(suggested.quotes, suggested.sentences, text)
    readings = split_readings(suggested.readings, suggested.quotes, suggested.sentences, text)
    for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True):
        if sentence.index not in ids:
            continue
        quotes = parts.get(sentence.index, ())
        score = prod(1.0 if quote.score is None else quote.score for quote in quotes)
        labels = Labels(quotes, tuple(topic.label for topic in topics))
        key = rows.insert(
            connection,
            "suggestions",
            {
                "sentence_id": ids[sentence.index],
                "run": run,
                "score": round(score, 4) if quotes else None,
                "labels": to_json(labels_to_json(labels)),
                "topics": to_json([[topic.label, topic.score, topic.because] for topic in topics]),
                "boilerplate": suggested.kind_of(sentence),
            },
        )
        if sentence.index in readings:
            column = to_json(readings_to_json(readings[sentence.index], labels))
            rows.insert(connection, "readings", {"suggestion": key, "readings": column})
