"""Later editions of articles on another copy, and what became there of the decisions of the earlier ones."""

from __future__ import annotations

from annotator.store.merge.tables import Joining


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
