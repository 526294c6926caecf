"""The log of another copy: events and decisions that the target lacks, and what follows from them."""

from __future__ import annotations

import orjson

from annotator.core.revisions import Label, LabelTable, table_from_json
from annotator.store.log import fold
from annotator.store.merge.tables import Joining

_OF_ALL = 20
"""Where more than this part of events is new, all is made anew: one event costs some twenty times more alone."""

LOST_VERDICT = '{"kind":"own","versions":[],"taken":[],"cause":null,"paragraph":null}'
"""What a review says of versions where it could not be read any more (see `store.rescue`)."""

_HERE = "(SELECT ours FROM temp.their_{} WHERE theirs = o.{})"
_SENTENCES = "(SELECT theirs FROM temp.their_sentences)"
_COMES = (
    # What is said of a sentence or its place comes where the text is cut into the same sentences.
    f"CASE o.kind WHEN 'draft' THEN o.sentence IN {_SENTENCES} WHEN 'leave' THEN o.sentence IN {_SENTENCES}"
    " WHEN 'carry' THEN o.document NOT IN (SELECT theirs FROM temp.cut_otherwise)"
    " WHEN 'look' THEN o.document NOT IN (SELECT theirs FROM temp.cut_otherwise)"
    " WHEN 'decide' THEN EXISTS"
    f" (SELECT 1 FROM other.decisions AS d WHERE d.event = o.id AND d.sentence_id IN {_SENTENCES})"
    " OR EXISTS (SELECT 1 FROM other.events AS d WHERE d.kind = 'draft' AND d.body ->> 'step' = o.uuid"
    f" AND d.sentence IN {_SENTENCES}) ELSE 1 END"
)


def join_log(joining: Joining) -> None:
    """Add events with their decisions. Call after documents and suggestions are joined.

    Raises DatabaseRefused where the copy and the target say different things under one name, or give one key to two
    labels.
    """
    _check_keys(joining)
    _join_events(joining)
    _join_decisions(joining)


def _join_events(joining: Joining) -> None:
    joining.same_uuids("events")
    # Not the place that somebody wished: older versions moved people to others where copies came together. Nor the
    # sentence that a step was asked for at, which may not be here.
    other = joining.execute(
        "SELECT o.id FROM temp.their_events AS t JOIN other.events AS o ON o.id = t.theirs"
        " JOIN main.events AS m ON m.id = t.ours WHERE (m.clock, m.at, m.who, m.kind, m.undoes, m.document)"
        f" IS NOT (o.clock, o.at, o.who, o.kind, o.undoes, {_HERE.format('documents', 'document')})"
        " OR m.body <> o.body AND o.kind <> 'take' OR o.kind IN ('draft', 'leave')"
        f" AND m.sentence <> {_HERE.format('sentences', 'sentence')} LIMIT 1"
    ).fetchone()
    if other:
        raise joining.refuse(f"its event {other[0]} is another one than that of the target")
    joining.number_new("events", _COMES)
    joining.execute(  # what takes back what is left out is left out
        "DELETE FROM temp.their_events WHERE new AND theirs IN (SELECT o.id FROM other.events AS o"
        " WHERE o.undoes IS NOT NULL AND o.undoes NOT IN (SELECT uuid FROM main.events)"
        " AND o.undoes NOT IN (SELECT e.uuid FROM temp.their_events AS t JOIN other.events AS e ON e.id = t.theirs))"
    )
    joining.insert_new("events")
    joining.merged.rows.pop("events", None)
    joining.merged.rows.update(
        dict(
            joining.execute(
                "SELECT kind, count(*) FROM temp.their_events JOIN main.events ON id = ours WHERE new GROUP BY kind"
            ).fetchall()
        )
    )


def _join_decisions(joining: Joining) -> None:
    joining.same_uuids("decisions")
    columns = "annotator, decided_at, answer, labels, note, flagged, implied, seconds, keys, sight"
    here, there = (", ".join(f"{name}.{column}" for column in columns.split(", ")) for name in "mo")
    # Not the event: where its row could not be read any more, a rescue has made another one.
    other = joining.execute(
        "SELECT o.id FROM temp.their_decisions AS t JOIN other.decisions AS o ON o.id = t.theirs"
        " JOIN main.decisions AS m ON m.id = t.ours"
        f" WHERE ({here}, m.sentence_id) IS NOT ({there}, {_HERE.format('sentences', 'sentence_id')})"
        " OR m.verdict IS NOT o.verdict AND coalesce(m.verdict, '') <> ?1 AND coalesce(o.verdict, '') <> ?1 LIMIT 1",
        (LOST_VERDICT,),
    ).fetchone()
    if other:
        raise joining.refuse(f"its decision {other[0]} says something else than in the target")
    joining.number_new(
        "decisions",
        f"o.sentence_id IN {_SENTENCES} AND o.event IN (SELECT theirs FROM temp.their_events)",
    )
    joining.insert_new("decisions")
    reviews = 0
    for who, said, verdicts in joining.execute(
        "SELECT annotator, sum(repeats IS NULL), count(verdict) FROM main.decisions"
        " WHERE id IN (SELECT ours FROM temp.their_decisions WHERE new) GROUP BY annotator"
    ):
        joining.merged.decisions[who] += said
        reviews += verdicts
    joining.merged.decisions = +joining.merged.decisions
    if reviews:
        joining.merged.rows["reviews"] = reviews


def refresh(joining: Joining) -> None:
    """Make anew what follows from what came: all of it where much is new."""
    connection = joining.connection
    new = joining.execute(
        "SELECT uuid, coalesce(undoes, uuid) FROM main.events"
        " WHERE id IN (SELECT ours FROM temp.their_events WHERE new)"
    ).fetchall()
    (number,) = joining.execute("SELECT count(*) FROM main.events").fetchone()
    if len(new) * _OF_ALL > number:
        fold.rebuild(connection)
        return
    touched = fold.Touched(documents=set(joining.merged.documents))
    for uuid, about in new:
        fold.undone(connection, about)
        touched.add(fold.touched_by(connection, uuid))
    touched.said.update(
        joining.execute(
            "SELECT annotator, sentence_id FROM main.decisions"
            " WHERE id IN (SELECT ours FROM temp.their_decisions WHERE new)"
        ).fetchall()
    )
    fold.refresh(connection, touched)


def _check_keys(joining: Joining) -> None:
    """Raise DatabaseRefused where a key stands for one label here and for another in a scheme of the copy.

    What decisions hold could not be told apart any more.
    """
    known: dict[tuple[str, ...], str] = {}
    for (column,) in joining.execute(
        "SELECT labels FROM main.revisions UNION ALL"
        " SELECT labels FROM other.revisions WHERE uuid NOT IN (SELECT uuid FROM main.events)"
    ):
        data = orjson.loads(column)
        for place, label in _keys(table_from_json(data) if data else LabelTable()):
            if known.setdefault(place, label) != label:
                raise joining.refuse(f"{place[-1]!r} is the label {known[place]!r} here and {label!r} there")


def _keys(table: LabelTable) -> list[tuple[tuple[str, ...], str]]:
    """Every key of every label, with the label's id."""

    def of(labels: tuple[Label, ...], *within: str) -> list[tuple[tuple[str, ...], str]]:
        return [((*within, key), label.id) for label in labels for key in label.keys]

    values = [pair for one in table.attributes for pair in of(one.values, "value", one.id)]
    return [*of(table.topics, "topic"), *of(table.attributes, "attribute"), *values]
