"""What a database holds, told without row ids: two databases that hold the same have the same content."""

from __future__ import annotations

import sqlite3 as any_sqlite
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.core.selection import Selection
from annotator.store.database import open_database
from annotator.store.reader import Reader
from annotator.store.speaker_names import standing_names

Rows = list[tuple[Any, ...]]

_SENTENCE = "documents.sha256, sentences.position"
_OF_SENTENCE = "JOIN sentences ON sentences.id = {0} JOIN documents ON documents.number = sentences.document"

_QUERIES = {
    "documents": "SELECT sha256, text, title, source, published, meta, body_start, imported_at FROM documents",
    "sentences": f'SELECT {_SENTENCE}, start, "end" FROM sentences JOIN documents ON number = document',
    "runs": "SELECT * FROM runs",
    "habits": "SELECT * FROM habits",
    "chances": "SELECT sha256, chances FROM chances JOIN documents ON number = document",
    "suggestions": f"SELECT {_SENTENCE}, run, score, labels, topics, readings, kind, suggestions.id ="
    " (SELECT max(id) FROM suggestions AS one WHERE one.sentence_id = sentences.id) FROM suggestions"
    " LEFT JOIN readings ON readings.suggestion = suggestions.id"
    f" LEFT JOIN boilerplate ON boilerplate.suggestion = suggestions.id {_OF_SENTENCE.format('sentence_id')}",
    "schemes": "SELECT name, version, toml, adopted_at FROM schemes",
    "profiles": "SELECT name, adopted_at FROM profiles",
    "annotators": "SELECT name, decided, skipped, annotators.created_at, role, person,"
    " (SELECT sha256 || position FROM sentences JOIN documents ON number = document WHERE sentences.id = bookmark),"
    " (SELECT uuid FROM steps WHERE steps.id = bookmark_step) FROM annotators",
    "steps": "SELECT steps.uuid, steps.annotator, steps.kind, target.uuid, steps.at, steps.clock, steps.carried,"
    f" {_SENTENCE} FROM steps LEFT JOIN steps AS target ON target.id = steps.target"
    " LEFT JOIN sentences ON sentences.id = steps.sentence_id LEFT JOIN documents ON number = document",
    "decisions": f"SELECT decisions.uuid, steps.uuid, {_SENTENCE}, decisions.annotator, decisions.answer,"
    " decisions.labels, decisions.note, decisions.flagged, decisions.implied, decisions.seconds, decisions.keys,"
    " suggestions.run, before.uuid, decisions.decided_at, decisions.sight FROM decisions"
    f" JOIN steps ON steps.id = decisions.step {_OF_SENTENCE.format('decisions.sentence_id')}"
    " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion LEFT JOIN decisions AS before ON before.id ="
    " decisions.replaces",
    "heads": f"SELECT heads.annotator, {_SENTENCE}, uuid, heads.skipped FROM heads"
    f" JOIN decisions ON decisions.id = decision {_OF_SENTENCE.format('heads.sentence_id')}",
    "drafts": f"SELECT annotator, {_SENTENCE}, labels FROM drafts {_OF_SENTENCE.format('sentence_id')}",
    "step_drafts": f"SELECT steps.uuid, {_SENTENCE}, before, after FROM step_drafts"
    f" JOIN steps ON steps.id = step_drafts.step {_OF_SENTENCE.format('step_drafts.sentence_id')}",
    "renamings": "SELECT steps.uuid, renamings.kind, renamings.old, renamings.new, first.old, renamings.id IN"
    " (SELECT origin FROM standing_renamings) FROM renamings JOIN steps ON steps.id = renamings.step"
    " LEFT JOIN renamings AS first ON first.id = renamings.origin",
    "removals": "SELECT uuid, sha256, kind, who, at, clock FROM removals JOIN documents ON number = document",
    "removed": "SELECT sha256, removed.sentences FROM removed JOIN documents ON number = document",
    "reviews": "SELECT reviews.uuid, decisions.uuid, kind, versions, taken, cause, paragraph FROM reviews"
    " JOIN decisions ON decisions.id = decision",
    "qualifications": "SELECT uuid, made_at, who, seed, pass_mark FROM qualifications",
    "qualification_items": f"SELECT qualifications.uuid, {_SENTENCE}, decisions.uuid FROM qualification_items"
    " JOIN qualifications ON qualifications.id = qualification JOIN decisions ON decisions.id = gold"
    f" {_OF_SENTENCE.format('qualification_items.sentence_id')}",
    "qualification_results": "SELECT qualification_results.uuid, qualifications.uuid, person, at, score, passed, roles"
    " FROM qualification_results JOIN qualifications ON qualifications.id = qualification",
    "assignments": "SELECT uuid, at, who, lease_hours, qualified, told, id = (SELECT max(id) FROM assignments)"
    " FROM assignments",
    "slots": "SELECT sha256, slot, reserved_for, rank, named FROM slots JOIN documents ON number = document",
    "editions": "SELECT uuid, old.sha256, new.sha256, who, at, clock FROM editions"
    " JOIN documents AS old ON old.number = earlier JOIN documents AS new ON new.number = later",
    "carries": f"SELECT carries.uuid, editions.uuid, decisions.uuid, carries.kind, {_SENTENCE}, became.uuid, stood.uuid"
    " FROM carries JOIN editions ON editions.id = edition JOIN decisions ON decisions.id = decision"
    " LEFT JOIN decisions AS became ON became.id = became LEFT JOIN decisions AS stood ON stood.id = stood"
    f" {_OF_SENTENCE.format('carries.sentence_id')}",
    "looked_at": "SELECT looked_at.uuid, carries.uuid, looked_at.who, looked_at.at FROM looked_at"
    " JOIN carries ON carries.id = carry",
    "leases": "SELECT uuid, sha256, slot, annotator, taken_at, state, ended_at, why FROM leases"
    " JOIN documents ON number = document",
}


def content(connection: any_sqlite.Connection) -> dict[str, Rows]:
    """All that the database holds and all that follows from it, sorted, and without row ids."""
    found = {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in _QUERIES.items()}
    found["stacks"] = list(_stacks(connection))
    found["names"] = sorted(standing_names(connection).items())
    return found


def content_of(path: Path) -> dict[str, Rows]:
    """The content of a file, and what is exported of it."""
    with closing(open_database(path, read_only=True)) as connection:
        found = content(connection)
    with closing(Reader(path)) as reader:
        for name, selection in (("exported", Selection()), ("gold", Selection(gold=True))):
            rows = [
                (one.document.text, one.sentence, one.decision.annotator, one.decision.answer, one.decision.labels)
                for one in reader.decided(selection)
            ]
            found[name] = sorted(rows, key=repr)
    return found


def _stacks(connection: any_sqlite.Connection) -> Iterator[tuple[Any, ...]]:
    """What each annotator can undo and redo, as the tips and `below` have it, by the uuids of steps."""
    for name, *tips in connection.execute("SELECT name, undo_tip, redo_tip FROM annotators ORDER BY name").fetchall():
        for tip in tips:
            stack = connection.execute(
                "WITH RECURSIVE stack (id) AS (SELECT ?1 WHERE ?1 IS NOT NULL UNION ALL SELECT below FROM steps"
                " JOIN stack ON stack.id = steps.id WHERE below IS NOT NULL)"
                " SELECT uuid FROM stack JOIN steps USING (id)",
                (tip,),
            )
            yield name, *(uuid for (uuid,) in stack)
