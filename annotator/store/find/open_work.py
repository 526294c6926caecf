"""What annotators have worked on without deciding it, and what they decided since an event.

Only reads. Removed documents are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.session.desk import Place, Sitting
from annotator.store.articles.removals import is_present
from annotator.store.log.rows import to_json
from annotator.store.log.schema import ANNOTATORS, STANDS
from annotator.store.sqlite.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What one annotator skipped (how many sentences), and where edits were left unconfirmed."""

    annotator: str
    skipped: int
    unconfirmed: tuple[Place, ...]


_AMONG = (
    f"{is_present('sentences.document')} AND (:documents IS NULL OR sentences.document IN"
    " (SELECT number FROM documents WHERE id IN (SELECT value FROM json_each(:documents))))"
)
"""SQL that a sentence is of these documents, by their ids (of all, if none is given), which are not removed."""


def unconfirmed(connection: sqlite3.Connection, annotator: str, documents: Sequence[str] = ()) -> tuple[Place, ...]:
    """Where the annotator left edits unconfirmed, in the order of the text; `documents` are ids, none means all.

    It does not ask what is on the desk: a document with such edits is.
    """
    found = connection.execute(
        "SELECT document, position FROM drafts JOIN sentences ON sentences.id = drafts.sentence_id"
        f" WHERE drafts.annotator = :annotator AND {_AMONG} ORDER BY sentences.id",
        {"annotator": annotator, "documents": to_json(documents) if documents else None},
    )
    return tuple(Place(*row) for row in found)


def open_work(
    connection: sqlite3.Connection, annotator: str | None = None, documents: Sequence[str] = ()
) -> tuple[OpenWork, ...]:
    """The open work of each annotator who has any, by name; of one name and some documents (ids) if given."""
    counted = connection.execute(
        "SELECT name, (SELECT count(*) FROM heads INDEXED BY skipped_heads CROSS JOIN sentences"
        f" ON sentences.id = heads.sentence_id WHERE heads.annotator = name AND heads.skipped AND {_AMONG})"
        f" FROM annotators WHERE CASE WHEN :annotator IS NULL THEN {ANNOTATORS} ELSE name = :annotator END"
        " ORDER BY name",
        {"annotator": annotator, "documents": to_json(documents) if documents else None},
    ).fetchall()
    found = (OpenWork(name, skipped, unconfirmed(connection, name, documents)) for name, skipped in counted)
    return tuple(one for one in found if one.skipped or one.unconfirmed)


def done_since(connection: sqlite3.Connection, annotator: str, event: int) -> Sitting:
    """What the annotator has answered after that event, by its id, and not undone, as it stands now.

    Sentences in which only a speaker was renamed, with many others, were not answered.
    """
    row = connection.execute(
        f"""
        WITH answered AS (
            SELECT DISTINCT d.sentence_id FROM events AS e CROSS JOIN decisions AS d ON d.event = e.id
            WHERE +e.who = :annotator AND e.id > :event AND e.kind = 'decide' AND {STANDS.format("e")}
        )
        SELECT coalesce(sum(answer <> 'skip' AND NOT implied), 0), coalesce(sum(answer = 'skip'), 0),
            coalesce(sum(implied), 0), coalesce(sum(CASE WHEN answer = 'accept' THEN (
                SELECT count(*) FROM json_each(CASE WHEN json_valid(labels) THEN labels END, '$.quotes')
                WHERE NOT value ->> 'continues'
            ) END), 0), coalesce(sum(keys), 0)
        FROM answered
        CROSS JOIN heads ON heads.annotator = :annotator AND heads.sentence_id = answered.sentence_id
        CROSS JOIN decisions ON decisions.id = heads.decision
        CROSS JOIN sentences ON sentences.id = heads.sentence_id
        WHERE {is_present("sentences.document")}
        """,
        {"annotator": annotator, "event": event},
    ).fetchone()
    return Sitting(*row)
