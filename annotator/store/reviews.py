"""What reviewers' decisions say of the versions that they chose among, as events that are only ever added.

Call the functions that write inside a transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import orjson

from annotator.core.review.case import Cause, Kind, Verdict
from annotator.store import rows
from annotator.store.gold import in_order
from annotator.store.sqlite_library import sqlite3

REVIEWERS = "annotators.role = 'reviewer'"
"""SQL that somebody of `annotators` reviews."""
ANNOTATORS = "annotators.role = 'annotator'"
"""SQL that somebody of `annotators` annotates."""


class Event(NamedTuple):
    """What one decision of a reviewer says: of which sentence, in which order, and of which versions (their uuids)."""

    sentence_id: int
    decision: int
    reviewer: str
    verdict: Verdict
    versions: tuple[tuple[str, ...], ...]


def note(connection: sqlite3.Connection, decision: int, verdict: Verdict, versions: Sequence[Sequence[str]]) -> None:
    """Keep what a decision says of versions; each is given by the uuids of the decisions that mark the same."""
    event = {
        "uuid": uuid.uuid4().hex,
        "decision": decision,
        "kind": verdict.kind.value,
        "versions": rows.to_json(versions),
        "taken": rows.to_json(verdict.taken),
        "cause": None if verdict.cause is None else verdict.cause.value,
        "paragraph": verdict.paragraph,
    }
    rows.insert(connection, "reviews", event)


def say_again(connection: sqlite3.Connection, decision: int, key: int) -> None:
    """Say of the decision `key`, which repeats another, what that other said of versions; nothing if it said none."""
    connection.execute(
        "INSERT INTO reviews (uuid, decision, kind, versions, taken, cause, paragraph)"
        " SELECT ?, ?, kind, versions, taken, cause, paragraph FROM reviews WHERE decision = ?",
        (uuid.uuid4().hex, key, decision),
    )


_EVENT = (
    "heads.sentence_id, heads.decision, heads.annotator, reviews.kind, reviews.taken, reviews.cause,"
    " reviews.paragraph, reviews.versions"
)


def standing(connection: sqlite3.Connection, sentence_id: int | None = None) -> Iterator[Event]:
    """What stands of every reviewer, of all sentences or of one; of each sentence the latest comes last.

    A reviewer's skip settles nothing and is left out. What an import brought of a reviewer without saying anything of
    versions counts as the reviewer's own.
    """
    where = "" if sentence_id is None else " AND heads.sentence_id = ?"
    found = connection.execute(
        f"SELECT {_EVENT} FROM annotators CROSS JOIN heads ON heads.annotator = annotators.name"
        " JOIN decisions ON decisions.id = heads.decision LEFT JOIN reviews ON reviews.decision = heads.decision"
        f" WHERE {REVIEWERS} AND decisions.answer <> 'skip'{where}"
        f" ORDER BY heads.sentence_id, {in_order('decisions')}",
        () if sentence_id is None else (sentence_id,),
    )
    for sentence, decision, reviewer, kind, taken, cause, paragraph, versions in found:
        said = Verdict(
            Kind(kind or Kind.OWN),
            tuple(orjson.loads(taken or "[]")),
            Cause(cause) if cause else None,
            paragraph,
        )
        yield Event(sentence, decision, reviewer, said, tuple(map(tuple, orjson.loads(versions or "[]"))))
