"""What of earlier editions is to be looked at. Only reads, but for what was acknowledged."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from annotator.core.decision import Answer
from annotator.core.editions import Fate
from annotator.core.model import Span
from annotator.core.model_json import labels_from_json
from annotator.core.session.desk import Before, Place
from annotator.store.articles.removals import is_present
from annotator.store.log import events
from annotator.store.log.fold import FATES
from annotator.store.log.kinds import Look
from annotator.store.sqlite.sqlite_library import sqlite3

WAITS = (
    "CASE carries.kind WHEN 'orphaned' THEN NOT carries.looked"
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
        AND NOT EXISTS (SELECT 1 FROM carries AS again JOIN events AS here ON here.id = carries.event
            JOIN events AS there ON there.id = again.event WHERE again.decision = carries.decision
            AND again.sentence_id = carries.sentence_id AND (there.clock, there.uuid) > (here.clock, here.uuid))
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
    """Keep that an orphaned decision was seen (the key of a `Before`). Call inside a transaction."""
    row = connection.execute(
        "SELECT events.document, events.body ->> 'edition', fate.value ->> 0, fate.value ->> 2"
        " FROM events CROSS JOIN json_each(body, '$.fates') AS fate WHERE events.id = ? AND fate.key = ?",
        divmod(carry, 1 << FATES),  # as it was said: the row of `carries` may have been made anew
    ).fetchone()
    document, *fate = row
    events.append(connection, who, Look(*fate), document=document)
