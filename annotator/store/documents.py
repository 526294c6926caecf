"""Documents, sentences, runs and suggestions on their way in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from annotator.core.assembly import split_quotes
from annotator.core.labels_json import labels_to_json
from annotator.core.model import Labels, Run, Suggested
from annotator.store.database import transaction
from annotator.store.sqlite_library import sqlite3


def text_hash(text: str) -> str:
    """What makes a text the same text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    import hashlib  # deferred: OpenSSL takes 3 ms and some memory, which the screen need not pay

    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(data: Any) -> str:
    """Compact JSON as the database keeps it."""
    return orjson.dumps(data).decode("utf-8")


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


def start_run(connection: sqlite3.Connection, run: Run) -> str:
    """Record that a pipeline begins to suggest; the id that its suggestions name."""
    run_id = uuid.uuid4().hex[:12]
    with transaction(connection):
        connection.execute(
            "INSERT INTO runs (id, pipeline, version, settings, started_at) VALUES (?, ?, ?, ?, ?)",
            (run_id, run.pipeline, run.version, to_json(run.settings), now()),
        )
    return run_id


def add_document(connection: sqlite3.Connection, run: str, suggested: Suggested) -> Added:
    """Store a document with its sentences and suggestions, whole or not at all.

    A text that is here already is left as it is. An id that another text has taken gets a suffix: a new version of an
    article stands beside the old one, whose decisions stay with the text they were made on.
    """
    document = suggested.document
    with transaction(connection):
        digest = text_hash(document.text)
        known = connection.execute("SELECT number, sentences FROM documents WHERE sha256 = ?", (digest,)).fetchone()
        if known:
            return Added(known[0], known[1], known=True)
        cursor = connection.execute(
            "INSERT INTO documents (id, sha256, sentences, title, source, published, body_start, imported_at, meta,"
            ' "cast", text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            (
                _free_id(connection, document.id),
                digest,
                len(suggested.sentences),
                document.title,
                document.source,
                document.published,
                document.body_start,
                now(),
                to_json(document.meta),
                to_json([[member.name, [list(span) for span in member.mentions]] for member in suggested.cast]),
                document.text,
            ),
        )
        number = int(cursor.lastrowid or 0)
        _add_sentences(connection, number, run, suggested)
    return Added(number, len(suggested.sentences), known=False)


def _free_id(connection: sqlite3.Connection, wanted: str) -> str:
    candidate, version = wanted, 1
    while connection.execute("SELECT 1 FROM documents WHERE id = ?", (candidate,)).fetchone():
        version += 1
        candidate = f"{wanted}~{version}"
    return candidate


def _add_sentences(connection: sqlite3.Connection, number: int, run: str, suggested: Suggested) -> None:
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM sentences").fetchone()[0]
    connection.executemany(
        'INSERT INTO sentences (id, document, position, start, "end") VALUES (?, ?, ?, ?, ?)',
        [(first + s.index, number, s.index, s.start, s.end) for s in suggested.sentences],
    )
    connection.executemany(
        "INSERT INTO suggestions (sentence_id, run, score, labels, topics) VALUES (?, ?, ?, ?, ?)",
        [(first + index, run, *row) for index, row in enumerate(suggestion_rows(suggested))],
    )


def suggestion_rows(suggested: Suggested) -> list[tuple[float | None, str, str]]:
    """Score, labels and topics of each sentence, in order. The score is that all quotes of the sentence are right."""
    parts = split_quotes(suggested.quotes, suggested.sentences)
    rows = []
    for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True):
        quotes = parts.get(sentence.index, ())
        score = 1.0
        for quote in quotes:
            score *= 1.0 if quote.score is None else quote.score
        labels = Labels(quotes, tuple(topic.label for topic in topics))
        reasons = [[topic.label, topic.score, topic.because] for topic in topics]
        rows.append((round(score, 4) if quotes else None, to_json(labels_to_json(labels)), to_json(reasons)))
    return rows
