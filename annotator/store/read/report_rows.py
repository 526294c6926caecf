"""What a report tells beside decisions: who works as what, guidelines since when, what reviewers said of versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from annotator.core.people import Role
from annotator.core.review.case import Reviewed
from annotator.store.articles import revised_lists
from annotator.store.articles.removals import is_present
from annotator.store.read.review_reader import reviewed
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
    waiting = sum(waits for _, waits in revised_lists.changed(connection, None))
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
