"""What a database holds, told without row ids: two databases that hold the same have the same content."""

from __future__ import annotations

import sqlite3 as any_sqlite
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.core.decided import Selection
from annotator.store.files.database import open_database
from annotator.store.log.history import turnable
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.reader import Reader

Rows = list[tuple[Any, ...]]

_SENTENCE = "documents.sha256, sentences.position"
_OF_SENTENCE = "JOIN sentences ON sentences.id = {0} JOIN documents ON documents.number = sentences.document"

_OF_EVENT = "JOIN events ON events.id = {0}"

_QUERIES = {
    "documents": "SELECT sha256, text, title, source, published, meta, body_start, imported_at FROM documents",
    "sentences": f'SELECT {_SENTENCE}, start, "end" FROM sentences JOIN documents ON number = document',
    "runs": "SELECT * FROM runs",
    "chances": "SELECT sha256, chances FROM chances JOIN documents ON number = document",
    "suggestions": f"SELECT {_SENTENCE}, run, score, labels, topics, readings, boilerplate, suggestions.id ="
    " (SELECT max(id) FROM suggestions AS one WHERE one.sentence_id = sentences.id) FROM suggestions"
    f" LEFT JOIN readings ON readings.suggestion = suggestions.id {_OF_SENTENCE.format('sentence_id')}",
    "events": "SELECT uuid, clock, at, who, kind, undoes, body, (SELECT sha256 FROM documents WHERE number = document),"
    " (SELECT sha256 || position FROM sentences JOIN documents ON number = document WHERE sentences.id = sentence),"
    " id IN (SELECT event FROM undone) FROM events",
    "decisions": f"SELECT decisions.uuid, events.uuid, {_SENTENCE}, decisions.annotator, decisions.answer,"
    " decisions.labels, decisions.note, decisions.flagged, decisions.implied, decisions.seconds, decisions.keys,"
    " suggestions.run, before.uuid, first.uuid, decisions.decided_at, decisions.sight, decisions.verdict, scheme.uuid"
    f" FROM decisions {_OF_EVENT.format('decisions.event')} {_OF_SENTENCE.format('decisions.sentence_id')}"
    " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
    " LEFT JOIN decisions AS before ON before.id = decisions.replaces"
    " LEFT JOIN decisions AS first ON first.id = decisions.repeats"
    " LEFT JOIN events AS scheme ON scheme.id = decisions.revision",
    "annotators": "SELECT * FROM annotators",
    "heads": f"SELECT heads.annotator, {_SENTENCE}, uuid, heads.skipped FROM heads"
    f" JOIN decisions ON decisions.id = decision {_OF_SENTENCE.format('heads.sentence_id')}",
    "drafts": f"SELECT annotator, {_SENTENCE}, labels FROM drafts {_OF_SENTENCE.format('sentence_id')}",
    "progress": "SELECT annotator, sha256, accepted, rejected, skipped, flagged, milliseconds, keys FROM progress"
    " JOIN documents ON number = document",
    "removed": "SELECT sha256, removed.sentences FROM removed JOIN documents ON number = document",
    "slots": "SELECT sha256, slot, reserved_for, rank, named FROM slots JOIN documents ON number = document",
    "leases": "SELECT uuid, sha256, slot, annotator, taken_at, state, ended_at, why FROM leases"
    f" {_OF_EVENT.format('leases.id')} JOIN documents ON number = leases.document",
    "carries": f"SELECT events.uuid, decisions.uuid, carries.kind, {_SENTENCE}, became.uuid, stood.uuid, looked"
    f" FROM carries {_OF_EVENT.format('edition')} JOIN decisions ON decisions.id = decision"
    " LEFT JOIN decisions AS became ON became.id = became LEFT JOIN decisions AS stood ON stood.id = stood"
    f" {_OF_SENTENCE.format('carries.sentence_id')}",
    "suggested_quotes": "SELECT sha256, quotes FROM suggested_quotes JOIN documents ON number = document",
}


def content(connection: any_sqlite.Connection) -> dict[str, Rows]:
    """All that the database holds and all that follows from it, sorted, and without row ids."""
    found = {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in _QUERIES.items()}
    for who in (row[0] for row in found["annotators"]):
        found[f"undo of {who}"] = [turnable(connection, who, kind) for kind in ("undo", "redo")]
    for settings in ("revisions", "profiles", "assignments"):
        found[settings] = connection.execute(f"SELECT uuid FROM {settings} ORDER BY clock, uuid").fetchall()
    found["names"] = sorted(standing_names(connection).items())
    return found


def content_of(path: Path) -> dict[str, Rows]:
    """The content of a file, and what is exported of it."""
    with closing(open_database(path, read_only=True, as_it_is=True)) as connection:
        found = content(connection)
    with closing(Reader(path)) as reader:
        for name, selection in (("exported", Selection()), ("gold", Selection(gold=True))):
            rows = [
                (one.document.text, one.sentence, one.decision.annotator, one.decision.answer, one.decision.labels)
                for one in reader.decided(selection)
            ]
            found[name] = sorted(rows, key=repr)
    return found
