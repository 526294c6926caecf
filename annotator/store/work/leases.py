"""Slots that annotators took: who holds which document, until when, and what becomes of it.

Taking one is an event, and a claim: who has which slot follows from all claims of a document (`log.fold`), and it is
finished when all of it is decided. Time plays no part in that: whoever takes a slot looks at it, and says whose claim
that ends.

A lease is alive as long as the annotator took the slot, or made a decision in the document, less than some hours ago.
A time in the future counts by how far off it is: a clock that was wrong may cost somebody a lease, and can keep a
document from others no longer than twice those hours. A lease that is no longer alive stays with whoever holds it
until somebody else takes the slot. Call what writes inside a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from annotator.core.assignment import Terms
from annotator.store.articles.removals import is_present
from annotator.store.find.sees import Sees, worked_on
from annotator.store.log import rows
from annotator.store.log.events import append
from annotator.store.log.kinds import NOBODY, Take, Undo
from annotator.store.log.schema import NEWEST, STANDS
from annotator.store.sqlite.sqlite_library import sqlite3


class Ended(StrEnum):
    """Why a lease was released, if nobody took over."""

    BY_HAND = "given back"
    NO_SLOT = "no slot was free"


class Standing(StrEnum):
    """How an annotator stands to a document after a change in it."""

    HELD = "held"
    FINISHED = "finished"
    LOST = "lost"


class Slot(NamedTuple):
    """A place of a document for one annotator."""

    document: int
    slot: int


def terms(connection: sqlite3.Connection) -> Terms:
    """What holds for all slots, as `annotator assign` was last told."""
    row = connection.execute(f"SELECT lease_hours, qualified FROM assignments {NEWEST}").fetchone()
    return Terms() if row is None else Terms(row[0], bool(row[1]))


def may_take(connection: sqlite3.Connection, annotator: str) -> bool:
    """Whether the annotator may take slots: everybody, unless `assign --qualified` asks for a passed qualification."""
    if not terms(connection).qualified:
        return True
    from annotator.store.work.qualification import has_passed  # deferred: most teams ask for none

    return has_passed(connection, annotator)


def alive(lease: str) -> str:
    """SQL that a held lease is alive at `:now`, by leases of `:hours`; `lease` is the name of its table.

    A time that cannot be read is no time at all.
    """
    return (
        f"({_near(f'{lease}.taken_at')} OR EXISTS (SELECT 1 FROM sentences AS touched CROSS JOIN decisions AS made"
        f" ON made.sentence_id = touched.id AND made.annotator = {lease}.annotator"
        f" WHERE touched.document = {lease}.document AND {_near('made.decided_at')}))"
    )


def take(connection: sqlite3.Connection, annotator: str, at: str) -> Slot | None:
    """Make sure that the annotator holds something without an answer: the slot that was taken for it, None if none was.

    None, too, where the annotator holds enough, may not take, or nothing is free. What the annotator holds and nobody
    took over meanwhile goes on, whatever its time. `at` is the time (UTC, ISO 8601).
    """
    over = connection.execute(
        f"SELECT document, slot FROM leases WHERE annotator = :annotator AND state = 'held' AND NOT {alive('leases')}",
        {"annotator": annotator, **moment(connection, at)},
    ).fetchall()
    for row in over:
        _take(connection, annotator, Slot(*row), at)
    while not _holds_work(connection, annotator):
        slot = free_slot(connection, annotator, at)
        if slot is None:
            return None
        _take(connection, annotator, slot, at)
        if _standing(connection, annotator, slot.document) is Standing.HELD and _holds_work(connection, annotator):
            return slot
    return None


def settle(connection: sqlite3.Connection, annotator: str, document: int, at: str) -> Standing:
    """After a change of the annotator's decisions in a document: whether it is finished, held, or lost.

    Whoever lost the slot has it again if it is still free. Otherwise the work stays, and waits for a slot; but what was
    given back by hand somebody else is to do.
    """
    standing = _standing(connection, annotator, document)
    if standing is not Standing.LOST:
        return standing
    slot = free_slot(connection, annotator, at, document)
    if slot is not None:
        _take(connection, annotator, slot, at)
    elif may_take(connection, annotator):
        waits = f"why = '{Ended.NO_SLOT}' AND {STANDS.format('leases')}"
        if not _has_lease(connection, annotator, document, f"(why = '{Ended.BY_HAND}' OR {waits})"):
            append(connection, annotator, Take(1), document=document, at=at)
    elif not _has_lease(connection, annotator, document, "true"):
        # So that it stays on the desk; but no slot that becomes free is theirs.
        noted = append(connection, annotator, Take(1), document=document, at=at)
        release(connection, noted.id, Ended.NO_SLOT, at)
    return _standing(connection, annotator, document)


def release(connection: sqlite3.Connection, lease: int, why: Ended, at: str) -> None:
    """End a lease that is held or finished, by its id: its slot is free."""
    uuid, who, document = connection.execute("SELECT uuid, who, document FROM events WHERE id = ?", (lease,)).fetchone()
    append(connection, who, Undo(why.value, NOBODY), document=document, undoes=uuid, at=at)


class Holder(NamedTuple):
    """Who has a slot of a document: the lease's id, and whether they have finished."""

    lease: int
    annotator: str
    finished: bool


def holders(connection: sqlite3.Connection, document: int) -> list[Holder]:
    """Who holds or has finished a document, by slot."""
    found = connection.execute(
        "SELECT id, annotator, state = 'finished' FROM leases WHERE document = ? AND state <> 'released' ORDER BY slot",
        (document,),
    )
    return [Holder(row[0], row[1], bool(row[2])) for row in found]


_IN = "json_each(:{}) AS begun CROSS JOIN slots ON slots.document = begun.value"
_OTHERS = "(SELECT value FROM json_each(:others))"
_THEIRS = "coalesce(slots.reserved_for, :annotator) = :annotator"


def free_slot(connection: sqlite3.Connection, annotator: str, at: str, document: int | None = None) -> Slot | None:
    """The slot that the annotator would take next, of that document or of all; None where none is free.

    First come documents in which the annotator has begun, then slots kept for them, then documents in which somebody
    else has begun and lost the slot, then by rank. Of a document's slots, one that nobody holds comes before one whose
    time is over.
    """
    if not may_take(connection, annotator):
        return None
    values: dict[str, Any] = {"annotator": annotator, "document": document, **moment(connection, at)}
    if document is not None:
        return _free(
            connection, "slots", f"{_THEIRS} AND slots.document = :document", "slots.reserved_for IS NULL", values
        )
    begun = connection.execute(
        f"SELECT document, annotator = :annotator FROM leases AS lost WHERE state <> 'finished' AND {worked_on('lost')}"
        f" AND CASE state WHEN 'held' THEN NOT {alive('lost')} ELSE NOT EXISTS (SELECT 1 FROM leases AS again WHERE"
        " again.state <> 'released' AND again.annotator = lost.annotator AND again.document = lost.document) END",
        values,
    ).fetchall()
    values["mine"] = rows.to_json([*{number for number, own in begun if own}])
    values["others"] = rows.to_json([*{number for number, own in begun if not own}])
    # Each from few rows, or by an index in the order of the ranks: never from all slots.
    for source, which, order in (
        (_IN.format("mine"), _THEIRS, f"slots.reserved_for IS NULL, slots.document NOT IN {_OTHERS}, slots.rank"),
        (_IN.format("others"), "+slots.reserved_for = :annotator", "slots.rank"),
        ("slots", "slots.reserved_for = :annotator", "slots.rank"),
        (_IN.format("others"), "slots.reserved_for IS NULL", "slots.rank"),
        ("slots", "slots.reserved_for IS NULL", "slots.rank"),
    ):
        slot = _free(connection, source, which, order, values)
        if slot is not None:
            return slot
    return None


def _free(
    connection: sqlite3.Connection, source: str, which: str, order: str, values: Mapping[str, Any]
) -> Slot | None:
    """The first in that order of the slots of that SQL that the annotator can take, of documents they do not have."""
    row = connection.execute(
        f"SELECT slots.document, slots.slot FROM {source} LEFT JOIN leases AS holder ON"
        " holder.document = slots.document AND holder.slot = slots.slot AND holder.state <> 'released'"
        f" WHERE {which} AND {is_present('slots.document')}"
        f" AND (holder.id IS NULL OR (holder.state = 'held' AND NOT {alive('holder')}))"
        " AND NOT EXISTS (SELECT 1 FROM leases AS own WHERE own.annotator = :annotator"
        " AND own.document = slots.document AND own.state <> 'released')"
        f" ORDER BY {order}, slots.document, holder.id IS NOT NULL, slots.slot LIMIT 1",
        values,
    ).fetchone()
    return None if row is None else Slot(*row)


def until(connection: sqlite3.Connection, annotator: str, document: int) -> str:
    """Until when (UTC, ISO 8601) the annotator holds a document, if nothing is decided in it; empty: not at all."""
    row = connection.execute(
        f"SELECT {ends('leases')} FROM leases WHERE annotator = :annotator AND document = :document AND state = 'held'",
        {"annotator": annotator, "document": document, "hours": terms(connection).lease_hours},
    ).fetchone()
    return row[0] or "" if row is not None else ""


def ends(lease: str) -> str:
    """SQL for when a held lease ends, by leases of `:hours`; null where none of its times can be read."""
    return (
        f"strftime('%Y-%m-%dT%H:%M:%SZ', max(coalesce(julianday({lease}.taken_at), 0), coalesce((SELECT"
        " max(julianday(made.decided_at)) FROM sentences AS touched CROSS JOIN decisions AS made"
        f" ON made.sentence_id = touched.id AND made.annotator = {lease}.annotator"
        f" WHERE touched.document = {lease}.document), 0)) + :hours / 24)"
    )


def moment(connection: sqlite3.Connection, at: str) -> dict[str, str | float]:
    """The values that `alive` asks for."""
    return {"now": at, "hours": terms(connection).lease_hours}


def _take(connection: sqlite3.Connection, annotator: str, slot: Slot, at: str) -> None:
    """Take a free slot, or begin the time of an own one anew. Whoever held it beyond the time has lost it."""
    holder = connection.execute(
        "SELECT uuid FROM leases JOIN events USING (id)"
        " WHERE leases.document = ? AND leases.slot = ? AND leases.state <> 'released'",
        slot,
    ).fetchone()
    append(connection, annotator, Take(slot.slot, holder and holder[0]), document=slot.document, at=at)


def _standing(connection: sqlite3.Connection, annotator: str, document: int) -> Standing:
    row = connection.execute(
        "SELECT state FROM leases WHERE annotator = ? AND document = ? AND state <> 'released'", (annotator, document)
    ).fetchone()
    return Standing.LOST if row is None else Standing(row[0])


def _has_lease(connection: sqlite3.Connection, annotator: str, document: int, which: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM leases WHERE annotator = ? AND document = ? AND {which}", (annotator, document)
    )
    return found.fetchone() is not None


def _holds_work(connection: sqlite3.Connection, annotator: str) -> bool:
    """Whether the annotator holds a document with a sentence without an answer."""
    return Sees(connection, annotator).unanswered(1) is not None


def _near(time: str) -> str:
    """SQL that a time is less than `:hours` from `:now`, before or after."""
    return f"abs(julianday(:now) - julianday({time})) * 24 < :hours"
