"""Adding to the log, and taking back. Call these functions inside a transaction."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from annotator.core.decision import PREFIXES, Role
from annotator.core.errors import NotSaved
from annotator.core.model import Span
from annotator.store.log import fold, rows, shapes
from annotator.store.log.kinds import NOBODY, Draft, Event, Places, name_of
from annotator.store.log.schema import STANDS, STEPS, now, tick
from annotator.store.sqlite.sqlite_library import Connection

FOR_ALL = ("scheme", "edition", "remove", "assign", "places")
"""Kinds of events that are about everybody's work: what anybody does after one is later in the order, too."""
_LAST_CLOCK_OF_ALL = """
    WITH RECURSIVE people (who) AS (
        SELECT min(who) FROM main.events
        UNION ALL SELECT (SELECT min(e.who) FROM main.events AS e WHERE e.who > people.who)
        FROM people WHERE who IS NOT NULL
    ) SELECT coalesce(max((SELECT max(e.clock) FROM main.events AS e WHERE e.who = people.who)), 0) FROM people
"""
"""From one person to the next, by an index, instead of all events."""
_LAST_CLOCK = f"""
    SELECT coalesce(max(clock), 0) FROM (SELECT max(clock) AS clock FROM main.events WHERE who = ?
    UNION ALL SELECT max(clock) FROM main.events WHERE who = '{NOBODY}'
    UNION ALL SELECT max(clock) FROM main.events INDEXED BY events_for_all
    WHERE kind IN ({", ".join(repr(kind) for kind in FOR_ALL)}))
"""
"""Of somebody, and of what was done for everybody, as giving a name is."""
_LAST_TAKE = "SELECT coalesce(max(clock), 0) FROM main.events WHERE kind = 'take' AND document = ?"
_LAST_REVIEW = f"""
    SELECT coalesce(max(e.clock), 0) FROM json_each(?) AS reviewed CROSS JOIN main.decisions AS d
    ON d.sentence_id = reviewed.value CROSS JOIN main.events AS e ON e.id = d.event
    WHERE d.annotator GLOB '{PREFIXES[Role.REVIEWER]}*'
"""


class Appended(NamedTuple):
    """An event that was added: its row, its uuid, and the rows of its decisions, in their order."""

    id: int
    uuid: str
    decisions: tuple[int, ...] = ()


def append(
    connection: Connection,
    who: str,
    event: Event,
    *,
    document: int | None = None,
    sentence: int | None = None,
    undoes: str | None = None,
    decisions: Sequence[Mapping[str, Any]] = (),
    beside: Mapping[int, Draft | Places] = MappingProxyType({}),
    at: str | None = None,
) -> Appended:
    """Add an event with the decisions that stand and fall with it, and make anew what follows.

    `decisions` are columns of `decisions`; `beside` is added at the same time: places of documents by their numbers,
    what is left unconfirmed of sentences by their ids, which is the event's step. The clock is later than all that this
    person did, and than all that was done for everybody; of what is done for everybody it is later than everything. Of
    a place that is taken it is later than all that took one of the document, and of a review than all reviews of its
    sentences, whatever the clocks of their computers say.

    Raises NotSaved where labels do not fit their sentence.
    """
    moment = at or now()
    name = name_of(event)
    is_of_all = name in FOR_ALL or who == NOBODY
    last = [connection.one_value(_LAST_CLOCK_OF_ALL) if is_of_all else connection.one_value(_LAST_CLOCK, who)]
    if name == "take":
        last.append(connection.one_value(_LAST_TAKE, document))
    sentences = [columns["sentence_id"] for columns in decisions]
    if who.startswith(PREFIXES[Role.REVIEWER]) and decisions:
        last.append(connection.one_value(_LAST_REVIEW, rows.to_json(sentences)))
    said = list(zip(sentences, (columns["labels"] for columns in decisions), strict=True))
    for number, body in (*beside.items(), (sentence, event)):
        if isinstance(body, Draft) and body.left and "quotes" in body.left:
            said.append((number, rows.to_json(body.left)))
    _check_fit(connection, said)
    uuid, clock = uuids.uuid4().hex, tick(moment, max(last))
    about = {"document": document, "sentence": sentence, "undoes": undoes}
    key = insert(connection, uuid, clock, moment, who, event, **about)
    common = {"event": key, "annotator": who, "decided_at": moment}
    decision_ids = [
        rows.insert(connection, "decisions", {"uuid": uuids.uuid4().hex, **common, **columns}) for columns in decisions
    ]
    for number, body in beside.items():
        complete = replace(body, step=uuid) if isinstance(body, Draft) else body
        insert(connection, uuids.uuid4().hex, clock, moment, who, complete, **{body.about[0]: number})
    fold.refresh(connection, fold.touched_at(connection, who, clock))
    return Appended(key, uuid, tuple(decision_ids))


def _check_fit(connection: Connection, said: Sequence[tuple[int | None, str]]) -> None:
    """Raise NotSaved where labels (JSON) do not fit their sentence: nobody could read the row, nor merge the file."""
    lengths = dict[int, int]()
    for sentence, labels in said:
        row = connection.first_row('SELECT document, start, "end" FROM sentences WHERE id = ?', sentence)
        if row is None:
            continue  # keys refuse that
        document, *place = row
        if document not in lengths:
            # SQLite's own length ends at a NUL.
            lengths[document] = len(connection.one_value("SELECT text FROM documents WHERE number = ?", document))
        try:
            shapes.labels(labels, shapes.Within(Span(*place), Span(0, lengths[document])))
        except shapes.BadValue as error:
            raise NotSaved(f"labels do not fit their sentence: {error}", "nothing of it was stored") from error


def insert(
    connection: Connection, uuid: str, clock: int, at: str, who: str, event: Event, **about: int | str | None
) -> int:
    """Add the row of an event, and nothing of what follows from it; its id. `about`: more of its columns."""
    values = {"uuid": uuid, "clock": clock, "at": at, "who": who, "kind": name_of(event), "body": rows.to_json(event)}
    return rows.insert(connection, "events", values | about)


# ---- what somebody can take back

OWN = f"e.{STEPS} AND (e.kind = 'decide' OR e.kind = 'rename' AND e.body ->> 'by' IS NULL)"
SUPERSEDED = f"SELECT earlier FROM editions WHERE {fold.LATEST}"
# What is only of documents whose later editions stand stays, and is passed over.
OF_TODAY = f"""
    (e.kind = 'rename' OR EXISTS (SELECT 1 FROM decisions AS d CROSS JOIN sentences AS s ON s.id = d.sentence_id
    WHERE d.event = e.id AND s.document NOT IN ({SUPERSEDED}))
    OR EXISTS (SELECT 1 FROM events AS left CROSS JOIN sentences AS s ON s.id = left.sentence
    WHERE left.kind = 'draft' AND left.body ->> 'step' = +e.uuid AND s.document NOT IN ({SUPERSEDED})))
"""


Top = tuple[str | None, int]
"""What is next to be undone, or done again: the event (None: nothing), and how many were passed over before it."""


# Of each kind the steps in whose order they are looked for, and the table that has that order.
_TURNABLE = {
    "undo": (f"events AS e WHERE e.who = ?1 AND {OWN} AND {STANDS.format('e')}", "e"),
    "redo": (
        f"""
            events AS back CROSS JOIN events AS e ON e.uuid = back.undoes WHERE back.who = ?1 AND back.{STEPS}
            AND back.kind = 'undo' AND back.body ->> 'by' IS NULL AND {STANDS.format("back")} AND {OWN}
            AND (back.clock, back.uuid) > (SELECT e.clock, e.uuid FROM events AS e WHERE e.who = ?1 AND {OWN}
            ORDER BY e.clock DESC, e.uuid DESC LIMIT 1)
        """,
        "back",
    ),
}


def turnable(connection: Connection, who: str, kind: str) -> Top:
    """The last of somebody's own steps that stands (`undo`), or the one that they took back last (`redo`).

    The latter only if nothing that can be undone was done since. Those that are only of earlier editions are passed
    over.
    """
    steps, by = _TURNABLE[kind]
    last = f"SELECT e.uuid, {by}.clock, {by}.uuid FROM {steps} AND {OF_TODAY} ORDER BY 2 DESC, 3 DESC LIMIT 1"
    uuid, *order = connection.first_row(last, who) or (None, 0, "")
    later = f"SELECT count(*) FROM {steps} AND ({by}.clock, {by}.uuid) > (?2, ?3)"
    return uuid, connection.one_value(later, who, *order)
