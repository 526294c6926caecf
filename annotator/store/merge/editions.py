"""Later editions of articles on another copy, and what became there of the decisions of the earlier ones."""

from __future__ import annotations

from annotator.store.merge import shapes
from annotator.store.merge.shapes import BadValue
from annotator.store.merge.tables import Joining
from annotator.store.sqlite_library import sqlite3

_LAST_CLOCK = 253_402_300_799_999
"""Milliseconds until the end of the year 9999."""


def join_editions(joining: Joining) -> None:
    """Add the events that the target lacks, with those of their decisions and sentences that are here."""
    joining.same_uuids("editions")
    joining.number_new(
        "editions",
        "o.earlier IN (SELECT theirs FROM temp.their_documents)"
        " AND o.later IN (SELECT theirs FROM temp.their_documents)",
    )
    joining.insert_new("editions")
    joining.same_uuids("carries")
    joining.number_new(
        "carries",
        "o.edition IN (SELECT theirs FROM temp.their_editions)"
        " AND o.sentence_id IN (SELECT theirs FROM temp.their_sentences)"
        " AND o.decision IN (SELECT theirs FROM temp.their_decisions)"
        " AND (o.became IS NULL OR o.became IN (SELECT theirs FROM temp.their_decisions))",
    )
    joining.insert_new("carries")
    joining.insert(
        "looked_at",
        {"id": "NULL"},
        "WHERE o.uuid NOT IN (SELECT uuid FROM main.looked_at)"
        " AND o.carry IN (SELECT theirs FROM temp.their_carries) ORDER BY o.id",
    )


def check_editions(staged: sqlite3.Connection) -> None:
    """Raise BadValue for the first row that no database of ours can hold."""
    for key, uuid, who, at, clock in staged.execute("SELECT id, uuid, who, at, clock FROM editions"):
        what = f"edition {key}"
        shapes.uuid(uuid, what)
        shapes.name(who, f"who made {what}")
        shapes.moment(at, what)
        shapes.amount(clock, what, _LAST_CLOCK)
    for key, uuid, fits in staged.execute(
        "SELECT carries.id, carries.uuid, old.document <> later AND new.document = later"
        " AND coalesce(became.sentence_id = carries.sentence_id AND became.annotator = decisions.annotator, 1)"
        " AND coalesce(stood.sentence_id = carries.sentence_id AND stood.annotator = decisions.annotator, 1)"
        " FROM carries JOIN editions ON editions.id = edition JOIN decisions ON decisions.id = carries.decision"
        " JOIN sentences AS old ON old.id = decisions.sentence_id JOIN sentences AS new ON new.id = carries.sentence_id"
        " LEFT JOIN decisions AS became ON became.id = carries.became"
        " LEFT JOIN decisions AS stood ON stood.id = carries.stood"
    ):
        what = f"what was carried over in row {key}"
        shapes.uuid(uuid, what)
        if not fits:
            raise BadValue(f"{what} is not about the articles of its edition")
    for key, uuid, who, at in staged.execute("SELECT id, uuid, who, at FROM looked_at"):
        what = f"row {key} of what was looked at"
        shapes.uuid(uuid, what)
        shapes.name(who, f"who made {what}")
        shapes.moment(at, what)
