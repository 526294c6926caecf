"""Places of documents, taken by people.

Taking one is an event, and a claim: who has which slot follows from all claims of a document (`log.fold`), and it is
finished when all of it is decided. Time plays no part in that: whoever takes a slot looks at it, and says whose claim
that ends. A lease is alive as long as the annotator took the slot, or made a decision in the document, less than some
hours ago. A time in the future counts by how far off it is: a clock that was wrong may cost somebody a lease, and can
keep a document from others no longer than twice those hours. A lease that is no longer alive stays with whoever holds
it until somebody else takes the slot. Call what writes inside a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from annotator.core.assignment import Terms
from annotator.store.articles.documents import is_present
from annotator.store.find.sees import Sees, few_left, worked_on
from annotator.store.log import kinds
from annotator.store.log.fold import GIVEN_BACK, NO_SLOT
from annotator.store.log.history import append
from annotator.store.log.rows import to_json
from annotator.store.log.schema import ANNOTATORS, NEWEST, STANDS
from annotator.store.sqlite.sqlite_library import Connection

_HOLDER = """
    LEFT JOIN leases AS holder ON holder.document = slots.document AND holder.slot = slots.slot
    AND holder.state <> 'released'
"""
HELD_BY = f" FROM slots{_HOLDER}"
"""SQL for the slots with those who hold or have finished them."""


_Slot = tuple[int, int]
"""A place of a document for one annotator: the document's number, and the slot's."""


def terms(connection: Connection) -> Terms:
    """What holds for all slots, as `annotator assign` was last told."""
    row = connection.first_row(f"SELECT lease_hours, qualified FROM assignments {NEWEST}")
    return Terms() if row is None else Terms(row[0], bool(row[1]))


def may_take(connection: Connection, annotator: str) -> bool:
    """Whether the annotator may take slots: everybody, unless `assign --qualified` asks for a passed qualification."""
    if not terms(connection).qualified:
        return True
    return connection.there_is("SELECT 1 FROM qualification_results WHERE person = ? AND passed", annotator)


def alive(lease: str) -> str:
    """SQL that a held lease is alive at `:now`, by leases of `:hours`; `lease` is the name of its table.

    A time that cannot be read is no time at all.
    """
    return f"""
        ({_near(f"{lease}.taken_at")} OR EXISTS (SELECT 1 FROM sentences AS touched CROSS JOIN decisions AS made
        ON made.sentence_id = touched.id AND made.annotator = {lease}.annotator
        WHERE touched.document = {lease}.document AND {_near("made.decided_at")}))
    """


def take(connection: Connection, annotator: str, at: str) -> int | None:
    """Make sure that the annotator holds something without an answer: the document that was taken for it, if one was.

    None, too, where the annotator holds enough, may not take, or nothing is free. What the annotator holds and nobody
    took over meanwhile goes on, whatever its time. `at` is the time (UTC, ISO 8601).
    """
    over = connection.run(
        f"SELECT document, slot FROM leases WHERE annotator = :annotator AND state = 'held' AND NOT {alive('leases')}",
        annotator=annotator,
        **lease_values(connection, at),
    ).fetchall()
    for document, slot in over:
        _take(connection, annotator, document, slot, at)
    sees = Sees(connection, annotator)
    while sees.unanswered(1) is None:
        free = free_slot(connection, annotator, at)
        if free is None:
            return None
        _take(connection, annotator, *free, at)
        if _has_lease(connection, annotator, free[0], "state = 'held'") and sees.unanswered(1) is not None:
            return free[0]
    return None


def settle(connection: Connection, annotator: str, document: int, at: str) -> bool:
    """After a change of the annotator's decisions in a document: whether they hold it, or have finished it.

    Whoever lost the slot has it again if it is still free. Otherwise the work stays, and waits for a slot; but what was
    given back by hand somebody else is to do.
    """
    if _has_lease(connection, annotator, document):
        return True
    free = free_slot(connection, annotator, at, document)
    if free is not None:
        _take(connection, annotator, *free, at)
    elif may_take(connection, annotator):
        waits = f"why = '{NO_SLOT}' AND {STANDS.format('leases')}"
        if not _has_lease(connection, annotator, document, f"(why = '{GIVEN_BACK}' OR {waits})"):
            append(connection, annotator, kinds.Take(1), document=document, at=at)
    elif not _has_lease(connection, annotator, document, "true"):
        # So that it stays on the desk; but no slot that becomes free is theirs.
        noted = append(connection, annotator, kinds.Take(1), document=document, at=at)
        release(connection, noted.id, NO_SLOT, at)
    return _has_lease(connection, annotator, document)


def adopt(connection: Connection, at: str, annotator: str | None = None) -> None:
    """Give slots to those who decided something in a document without ever holding it, or all of it without one.

    Such are decisions from before there were slots, or imported ones. Who has decided most of a document comes first.
    """
    worked = connection.run(
        f"""
            SELECT document, name FROM annotators CROSS JOIN unplaced ON unplaced.annotator = name
            JOIN progress USING (annotator, document) WHERE {ANNOTATORS}
            {"" if annotator is None else "AND name = :annotator"} ORDER BY document, accepted + rejected DESC, name
        """,
        annotator=annotator,
    ).fetchall()
    for document, name in worked:
        settle(connection, name, document, at)


def release(connection: Connection, lease: int, why: str, at: str) -> None:
    """End a lease that is held or finished, by its id: its slot is free."""
    uuid, who = connection.first_row("SELECT uuid, who FROM events WHERE id = ?", lease)
    append(connection, who, kinds.Undo(why, kinds.NOBODY), undoes=uuid, at=at)


_IN = "json_each(:{}) AS begun CROSS JOIN slots ON slots.document = begun.value"
_OTHERS = "(SELECT value FROM json_each(:others))"
_THEIRS = "coalesce(slots.reserved_for, :annotator) = :annotator"
_POSSIBLE = f"""
    slots.unfinished AND {is_present("slots.document")} AND NOT EXISTS (SELECT 1 FROM leases AS own
    WHERE own.annotator = :annotator AND own.document = slots.document AND own.state <> 'released')
"""
"""SQL that a slot is of a document that the annotator does not have, and not finished."""


def free_slot(connection: Connection, annotator: str, at: str, document: int | None = None) -> _Slot | None:
    """The slot that the annotator would take next, of that document or of all; None where none is free.

    First come documents in which the annotator has begun, then slots kept for them, then documents in which somebody
    else has begun and lost the slot, then by rank. Of a document's slots, one that nobody holds comes before one whose
    time is over.
    """
    if not may_take(connection, annotator):
        return None
    values: dict[str, Any] = {"annotator": annotator, "document": document, **lease_values(connection, at)}
    if document is not None:
        return _free(
            connection, "slots", f"{_THEIRS} AND slots.document = :document", "slots.reserved_for IS NULL", values
        )
    begun = connection.execute(
        f"""
            SELECT document, annotator = :annotator FROM leases AS lost
            WHERE state <> 'finished' AND CASE state WHEN 'held' THEN NOT {alive("lost")}
            ELSE NOT EXISTS (SELECT 1 FROM leases AS again WHERE again.state <> 'released'
            AND again.annotator = lost.annotator AND again.document = lost.document) END AND {worked_on("lost")}
        """,
        values,
    ).fetchall()
    values["mine"] = to_json([*{number for number, own in begun if own}])
    values["others"] = to_json([*{number for number, own in begun if not own}])
    # Each from few rows, or by an index of those that nobody has finished, in the order of the ranks.
    source_of_all = _may_be_free(connection, annotator, values)
    for source, which, order in (
        (_IN.format("mine"), _THEIRS, f"slots.reserved_for IS NULL, slots.document NOT IN {_OTHERS}, slots.rank"),
        (_IN.format("others"), "+slots.reserved_for = :annotator", "slots.rank"),
        (source_of_all, "slots.reserved_for = :annotator", "slots.rank"),
        (_IN.format("others"), "slots.reserved_for IS NULL", "slots.rank"),
        (source_of_all, "slots.reserved_for IS NULL", "slots.rank"),
    ):
        slot = _free(connection, source, which, order, values)
        if slot is not None:
            return slot
    return None


def _may_be_free(connection: Connection, annotator: str, values: dict[str, Any]) -> str:
    """SQL for the slots of documents that the annotator may not have: all, or of what is left where that is little.

    Of what they have answered in whole, they have all but what was lost, or was never theirs.
    """
    few = few_left(connection, annotator)
    if few is None:
        return "slots"
    own = """
        SELECT document FROM unplaced WHERE annotator = :annotator UNION SELECT document FROM leases
        WHERE annotator = :annotator AND state = 'released' AND state <> 'finished'
    """
    values["few"] = to_json([*{*few, *connection.each_value(own, annotator=annotator)}])
    return _IN.format("few")


def _free(connection: Connection, source: str, which: str, order: str, values: Mapping[str, Any]) -> _Slot | None:
    """The first in that order of the slots of that SQL that the annotator can take, of documents they do not have."""
    slot: _Slot | None = connection.first_row(
        f"""
            SELECT slots.document, slots.slot FROM {source}{_HOLDER} WHERE {which} AND {_POSSIBLE}
            AND (holder.id IS NULL OR NOT {alive("holder")})
            ORDER BY {order}, slots.document, holder.id IS NOT NULL, slots.slot LIMIT 1
        """,
        **values,
    )
    return slot


def held_until(connection: Connection, annotator: str, document: int, at: str) -> str:
    """Until when the annotator holds a document (UTC, ISO 8601) if nothing is decided in it; empty: nobody knows."""
    held = "leases WHERE annotator = :annotator AND document = :document AND state = 'held'"
    values = {"annotator": annotator, "document": document, **lease_values(connection, at)}
    return connection.first_value(f"SELECT {ends('leases')} FROM {held}", **values) or ""


def ends(lease: str) -> str:
    """SQL for when a held lease ends, by leases of `:hours`; null where none of its times can be read."""
    return f"""
        strftime('%Y-%m-%dT%H:%M:%SZ', max(coalesce(julianday({lease}.taken_at), 0), coalesce((SELECT
        max(julianday(made.decided_at)) FROM sentences AS touched CROSS JOIN decisions AS made
        ON made.sentence_id = touched.id AND made.annotator = {lease}.annotator
        WHERE touched.document = {lease}.document), 0)) + :hours / 24)
    """


def lease_values(connection: Connection, at: str) -> dict[str, str | float]:
    """The values that `alive` asks for."""
    return {"now": at, "hours": terms(connection).lease_hours}


def _take(connection: Connection, annotator: str, document: int, slot: int, at: str) -> None:
    """Take a free slot, or begin the time of an own one anew. Whoever held it beyond the time has lost it."""
    claim = """
        SELECT uuid FROM leases JOIN events USING (id)
        WHERE leases.document = ? AND leases.slot = ? AND leases.state <> 'released'
    """
    over = connection.first_value(claim, document, slot)
    append(connection, annotator, kinds.Take(slot, over), document=document, at=at)


def _has_lease(connection: Connection, annotator: str, document: int, which: str = "state <> 'released'") -> bool:
    return connection.there_is(
        f"SELECT 1 FROM leases WHERE annotator = ? AND document = ? AND {which}", annotator, document
    )


def _near(time: str) -> str:
    """SQL that a time is less than `:hours` from `:now`, before or after."""
    return f"abs(julianday(:now) - julianday({time})) * 24 < :hours"


# ---- what could be taken


FREE_AT_MOST = 100
"""Slots: nobody needs to know of more."""


class Waiting(NamedTuple):
    """What waits for one annotator: the documents that they hold; how many slots they could take, and others hold.

    Both are counted up to FREE_AT_MOST.
    """

    held: Sequence[int]
    free: int
    others: int
    may_take: bool


def waiting_for(connection: Connection, annotator: str, at: str) -> Waiting:
    """What waits for that annotator."""
    values: dict[str, Any] = {"annotator": annotator, **lease_values(connection, at)}
    source = _may_be_free(connection, annotator, values)
    free, others = (
        connection.one_value(f"SELECT count(*) FROM (SELECT 1 {which} LIMIT {FREE_AT_MOST})", **values)
        for which in (
            f"FROM {source}{_HOLDER} WHERE {_THEIRS} AND {_POSSIBLE} AND (holder.id IS NULL OR NOT {alive('holder')})",
            f"""
                FROM leases AS holder INDEXED BY leases_not_finished CROSS JOIN slots USING (document, slot)
                WHERE holder.state <> 'finished' AND holder.state = 'held' AND holder.annotator <> :annotator
                AND {_THEIRS} AND {_POSSIBLE}
                AND {alive("holder")}
            """,
        )
    )
    held = f"""
        SELECT document FROM leases INDEXED BY held_leases
        WHERE annotator = ? AND state = 'held' AND {is_present("document")} ORDER BY document
    """
    return Waiting(connection.each_value(held, annotator), free, others, may_take(connection, annotator))
