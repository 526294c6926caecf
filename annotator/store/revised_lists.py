"""What of earlier editions is to be looked at. Only reads, but for what was acknowledged."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import orjson

from annotator.core.decision import Answer
from annotator.core.editions.before import Before
from annotator.core.editions.carrying import Fate
from annotator.core.labels_json import labels_from_json
from annotator.core.model import Span
from annotator.core.session.desk import Place
from annotator.store import rows
from annotator.store.documents import now
from annotator.store.removals import is_present
from annotator.store.sqlite_library import sqlite3

WAITS = (
    "CASE carries.kind WHEN 'orphaned' THEN carries.id NOT IN (SELECT carry FROM looked_at)"
    " ELSE (SELECT decision FROM heads WHERE heads.annotator = decisions.annotator"
    " AND heads.sentence_id = carries.sentence_id AND NOT heads.skipped) IS carries.stood END"
)
"""SQL that a touched or orphaned row of `carries` is still to be looked at."""

_FOUND = f"""
    SELECT carries.id, carries.kind, decisions.annotator, decisions.answer, decisions.labels, decisions.decided_at,
        documents.text, old.start, old."end", old.document, old.position, new.document, new.position, new.id,
        carries.stood, {WAITS}
    FROM carries JOIN decisions ON decisions.id = carries.decision
    JOIN sentences AS old ON old.id = decisions.sentence_id JOIN sentences AS new ON new.id = carries.sentence_id
    JOIN documents ON documents.number = old.document
    WHERE carries.kind IN ('touched', 'orphaned') AND {is_present("new.document")}
        AND (:annotator IS NULL OR decisions.annotator = :annotator)
    ORDER BY new.document, new.position, carries.kind, old.position, carries.id
"""


def changed(connection: sqlite3.Connection, annotator: str | None) -> Iterator[tuple[Before, bool]]:
    """Every decision that a later edition touched or orphaned, of one annotator or all; and whether it still waits."""
    for key, kind, name, answer, labels, at, text, start, end, *places, waits in connection.execute(
        _FOUND, {"annotator": annotator}
    ):
        was, is_now, sentence, stood = Place(*places[:2]), Place(*places[2:4]), places[4], places[5]
        said = labels_from_json(orjson.loads(labels))
        before = Before(
            key, Fate(kind), name, Answer(answer), said, at, text, Span(start, end), was, is_now, sentence, stood
        )
        yield before, bool(waits)


def acknowledge(connection: sqlite3.Connection, carry: int, who: str) -> None:
    """Keep that an orphaned decision was seen. Call inside a transaction."""
    rows.insert(connection, "looked_at", {"uuid": uuid.uuid4().hex, "carry": carry, "who": who, "at": now()})
