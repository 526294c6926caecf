"""What a report tells beside current decisions: who works as what, guidelines since when, what reviewers said.

And every decision of the history with what it took, for figures about time. Who imports decisions, merges copies or
adds commands that decide keeps to this: a decision made at the screen has the keys that were pressed for it, the one
that was open stands first in its step, and a step that was asked for several sentences at once names the sentence at
which that was (`events.sentence`). All else takes no time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from annotator.core.decided import Said, Workload
from annotator.core.decision import Answer, Role
from annotator.core.review.case import Reviewed
from annotator.store.articles import carrying
from annotator.store.articles.removals import is_present
from annotator.store.read.reviews import reviewed
from annotator.store.scheme import affected
from annotator.store.sqlite.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class Background:
    """What a report tells beside decisions.

    `guidelines`: every label scheme and profile that was adopted. `changes` of these: in words, since when, how many
    earlier decisions hold what each is about, how many it asks to look at again; `stale`: how many all of them do.
    `corrected`: how many articles later editions took the place of, and what became of the decisions on them, by words.
    `runs`: every run that suggested.

    `places`: the document's id and the index of every sentence, by the sentence's id; those of removed documents too.
    `documents`: the numbers of those that are not removed, with how many sentences they have. `reviewed`: the latest
    review of each sentence.
    """

    guidelines: list[dict[str, Any]]
    changes: list[list[Any]]
    stale: int
    corrected: dict[str, int]
    runs: list[dict[str, Any]]
    places: dict[int, tuple[str, int]]
    documents: list[tuple[int, int]]
    reviewed: list[Reviewed]


def background(connection: sqlite3.Connection) -> Background:
    """All of it."""
    changes = affected.changes(connection)
    return Background(
        _guidelines(connection),
        [[f"{one.number} {one.change}", one.revision.at, len(one.affected), one.open] for one in changes],
        len(affected.stale(changes)),
        _corrected(connection),
        _runs(connection),
        _places(connection),
        _documents(connection),
        list(reviewed(connection)),
    )


def people(connection: sqlite3.Connection) -> list[tuple[str, Role, str]]:
    """The name of everybody, the role, and whose it is, in the order in which they came."""
    found = connection.execute(
        "SELECT name, role, coalesce(person, name) FROM annotators ORDER BY created_at, rowid"
    ).fetchall()
    return [(name, Role(role), person) for name, role, person in found]


def _guidelines(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    found = connection.execute(
        "SELECT 'label scheme', name, version, at FROM revisions WHERE at IS NOT NULL"
        " UNION ALL SELECT 'profile', name, NULL, adopted_at FROM profiles ORDER BY 4"
    )
    return [dict(zip(("kind", "name", "version", "adopted_at"), row, strict=True)) for row in found]


def _corrected(connection: sqlite3.Connection) -> dict[str, int]:
    found = connection.execute(
        "SELECT 'articles corrected', count(DISTINCT earlier) FROM editions UNION ALL"
        " SELECT 'decisions ' || kind, count(DISTINCT decision) FROM carries GROUP BY kind"
    )
    waiting = sum(waits for _, waits in carrying.changed(connection, None))
    return {**dict(found.fetchall()), "to be looked at again": waiting}


def _runs(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    found = connection.execute("SELECT id, pipeline, version, settings, started_at FROM runs ORDER BY started_at, id")
    return [
        {"id": run, "pipeline": pipeline, "version": version, "settings": orjson.loads(settings), "started_at": at}
        for run, pipeline, version, settings, at in found
    ]


def _places(connection: sqlite3.Connection) -> dict[int, tuple[str, int]]:
    found = connection.execute(
        "SELECT sentences.id, documents.id, position FROM sentences JOIN documents ON number = document"
    )
    return {key: (document, index) for key, document, index in found}


def _documents(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute(
        f"SELECT number, sentences FROM documents WHERE {is_present('number')} ORDER BY number"
    ).fetchall()


# ---- time, and how much there is to do


# Undo and redo say decisions again, and so do a renaming in all documents and a later edition of one: none of that is a
# decision of its own.
# Removed documents are among them: the work on them was done.
_SAID = """
    SELECT events.id, decisions.annotator, annotators.role, sentences.document, decisions.sentence_id,
        decisions.answer, decisions.decided_at, decisions.seconds, decisions.keys, decisions.implied,
        decisions.replaces IS NULL, events.sentence IS NOT NULL
    FROM decisions JOIN events ON events.id = decisions.event JOIN annotators ON annotators.name = decisions.annotator
    JOIN sentences ON sentences.id = decisions.sentence_id
    WHERE events.kind = 'decide'
    ORDER BY events.clock, events.uuid, decisions.id
"""
_TAKEN = (
    "EXISTS (SELECT 1 FROM leases WHERE leases.document = slots.document AND leases.slot = slots.slot"
    " AND state <> 'released')"
)
_ASSIGNED = (
    "assigned (annotator, document) AS (SELECT annotator, document FROM leases WHERE state <> 'released'"
    f" UNION SELECT reserved_for, document FROM slots WHERE reserved_for IS NOT NULL AND NOT {_TAKEN})"
)


def said(connection: sqlite3.Connection) -> Iterator[Said]:
    """Yield every decision as it was made, step by step; those in removed documents too."""
    roles = {role.value: role for role in Role}
    answers = {answer.value: answer for answer in Answer}
    for step, annotator, role, document, sentence, answer, at, seconds, keys, *flags in connection.execute(_SAID):
        yield Said(
            step, annotator, roles[role], document, sentence, answers[answer], at, seconds, keys, *map(bool, flags)
        )


def workloads(connection: sqlite3.Connection) -> tuple[Workload, ...]:
    """What each annotator has to decide and has decided, by name, in documents that are not removed.

    Where documents were given slots, these are the documents that somebody took or that are kept for them; what nobody
    has taken comes last, without a name. Where there are no slots everybody has all documents.
    """
    if connection.execute("SELECT 1 FROM slots LIMIT 1").fetchone() is None:
        (sentences,) = connection.execute(
            f"SELECT coalesce(sum(sentences), 0) FROM documents WHERE {is_present('number')}"
        ).fetchone()
        found = connection.execute(
            "SELECT name, coalesce(sum(accepted + rejected), 0) FROM annotators"
            f" LEFT JOIN progress ON annotator = name AND {is_present('document')}"
            " WHERE role = ? GROUP BY name ORDER BY name",
            (Role.ANNOTATOR.value,),
        )
        return tuple(Workload(name, sentences, decided) for name, decided in found)
    assigned = connection.execute(
        f"WITH {_ASSIGNED} SELECT assigned.annotator, sum(documents.sentences), coalesce(sum(accepted + rejected), 0)"
        " FROM assigned JOIN documents ON number = assigned.document LEFT JOIN progress"
        " ON progress.annotator = assigned.annotator AND progress.document = assigned.document"
        f" WHERE {is_present('number')} GROUP BY assigned.annotator ORDER BY assigned.annotator"
    )
    (free,) = connection.execute(
        "SELECT coalesce(sum(documents.sentences), 0) FROM slots JOIN documents ON number = slots.document"
        f" WHERE reserved_for IS NULL AND {is_present('number')} AND NOT {_TAKEN}"
    ).fetchone()
    return (*(Workload(*row) for row in assigned), *([Workload("", free, 0)] if free else []))
