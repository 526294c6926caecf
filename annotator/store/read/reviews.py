"""What reviewers' decisions say of the versions that they chose among: a column of the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import orjson

from annotator.core.review.case import Cause, Kind, Verdict
from annotator.store.log import rows
from annotator.store.log.schema import REVIEWERS
from annotator.store.read.selection import in_order
from annotator.store.sqlite.sqlite_library import sqlite3


class Event(NamedTuple):
    """What one decision of a reviewer says: of which sentence, in which order, and of which versions (their uuids)."""

    sentence_id: int
    decision: int
    reviewer: str
    verdict: Verdict
    versions: tuple[tuple[str, ...], ...]


def column(verdict: Verdict, versions: Sequence[Sequence[str]]) -> str:
    """The column of a decision that keeps what it says of versions.

    Each is given by the uuids of the decisions that mark the same.
    """
    said = {
        "kind": verdict.kind.value,
        "versions": versions,
        "taken": verdict.taken,
        "cause": None if verdict.cause is None else verdict.cause.value,
        "paragraph": verdict.paragraph,
    }
    return rows.to_json(said)


def standing(connection: sqlite3.Connection, sentence_id: int | None = None) -> Iterator[Event]:
    """What stands of every reviewer, of all sentences or of one; of each sentence the latest comes last.

    A reviewer's skip settles nothing and is left out. What an import brought of a reviewer without saying anything of
    versions counts as the reviewer's own.
    """
    where = "" if sentence_id is None else " AND heads.sentence_id = ?"
    found = connection.execute(
        "SELECT heads.sentence_id, heads.decision, heads.annotator, decisions.verdict FROM annotators"
        " CROSS JOIN heads ON heads.annotator = annotators.name JOIN decisions ON decisions.id = heads.decision"
        f" WHERE {REVIEWERS} AND decisions.answer <> 'skip'{where}"
        f" ORDER BY heads.sentence_id, {in_order('decisions')}",
        () if sentence_id is None else (sentence_id,),
    )
    for sentence, decision, reviewer, verdict in found:
        with rows.as_kept(f"decisions row {decision}"):
            said = orjson.loads(verdict or "{}")
            cause = said.get("cause")
            kind, taken = Kind(said.get("kind") or Kind.OWN), tuple(said.get("taken", ()))
            of_versions = Verdict(kind, taken, Cause(cause) if cause else None, said.get("paragraph"))
            versions = tuple(map(tuple, said.get("versions", ())))
        yield Event(sentence, decision, reviewer, of_versions, versions)
