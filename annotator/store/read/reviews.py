"""What reviewers' decisions say of the versions that they chose among: a column of the decision.

And what was reviewed, in which state the versions were then, and what an annotator can learn of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import NamedTuple

import orjson

from annotator.core.decision import Answer
from annotator.core.model import Labels, Span
from annotator.core.model_json import labels_from_json
from annotator.core.review.case import Cause, Kind, Lesson, Reviewed, Verdict
from annotator.core.review.versions import Version, marked, version_of
from annotator.core.session.desk import Place
from annotator.core.speakers import renamed_labels
from annotator.store.articles.removals import is_present
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.schema import REVIEWERS
from annotator.store.log.speaker_names import standing_names
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
    return rows.to_json({"kind": verdict.kind, "versions": versions, **asdict(verdict)})


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


def reviewed(connection: sqlite3.Connection, documents: Sequence[str] = ()) -> Iterator[Reviewed]:
    """The latest review of each sentence, document by document; only of those documents (ids) if any are given."""
    for event in {event.sentence_id: event for event in standing(connection)}.values():
        row = connection.execute(
            'SELECT documents.id, number, position, start, "end", answer, todays(labels) FROM decisions'
            " JOIN sentences ON sentences.id = sentence_id JOIN documents ON number = document"
            f" WHERE decisions.id = ? AND {is_present('number')}",
            (event.decision,),
        ).fetchone()
        if row is None or (documents and row[0] not in documents):
            continue
        name, number, position, start, end, answer, labels = row
        yield Reviewed(
            sentence_id=event.sentence_id,
            document=name,
            place=Place(number, position),
            span=Span(start, end),
            reviewer=event.reviewer,
            versions=_as_they_were(connection, event),
            labels=_marked(answer, labels),
            verdict=event.verdict,
        )


def texts(connection: sqlite3.Connection, documents: Collection[str]) -> dict[str, str]:
    """The texts of some documents, by their ids."""
    found = connection.execute(
        "SELECT id, text FROM documents WHERE id IN (SELECT value FROM json_each(?))", (rows.to_json([*documents]),)
    )
    return dict(found.fetchall())


def _as_they_were(connection: sqlite3.Connection, event: Event) -> tuple[Version, ...]:
    """The versions that a reviewer chose among, with the numbers that they had. What is not here is left out."""
    uuids = rows.to_json([uuid for version in event.versions for uuid in version])
    found = {
        uuid: rows.decision(row)
        for uuid, *row in connection.execute(
            f"SELECT uuid, {rows.DECISION} FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))", (uuids,)
        )
    }
    made = ([found[uuid] for uuid in version if uuid in found] for version in event.versions)
    return tuple(version_of(number, decisions) for number, decisions in enumerate(made, 1) if decisions)


def lessons(connection: sqlite3.Connection, annotator: str) -> tuple[Lesson, ...]:
    """The sentences of that annotator which review decided otherwise, in the order of the documents."""
    names = standing_names(connection, Sees(connection, annotator).names_of)
    found = []
    for review in reviewed(connection):
        own = connection.execute(
            "SELECT answer, todays(labels), implied FROM heads JOIN decisions ON decisions.id = heads.decision"
            " WHERE heads.annotator = ? AND heads.sentence_id = ? AND answer <> 'skip'",
            (annotator, review.sentence_id),
        ).fetchone()
        if own is None:
            continue
        *said, unseen = own
        mine, settled = (renamed_labels(labels, names) for labels in (_marked(*said), review.labels))
        if mine != settled:
            name = f"{review.document}:{review.place.index}"
            why = (review.verdict.cause, review.verdict.paragraph)
            found.append(Lesson(review.sentence_id, name, review.place, mine, settled, *why, bool(unseen)))
    return tuple(found)


def _marked(answer: str, labels: str) -> Labels:
    """What a decision marks, from its columns, comparable with others (see `versions.marked`)."""
    return marked(Answer(answer), labels_from_json(orjson.loads(labels)))
