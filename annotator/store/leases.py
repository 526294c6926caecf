"""Slots that annotators took: who holds which document, until when, and what becomes of it.

A lease is alive as long as the annotator took the slot, or made a decision in the document, less than some hours ago.
A time in the future counts by how far off it is: a clock that was wrong may cost somebody a lease, and can keep a
document from others no longer than twice those hours. A lease that is no longer alive stays with whoever holds it
until somebody else takes the slot. Call what writes inside a transaction.
"""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import NamedTuple

from annotator.core.assignment import Terms
from annotator.store import rows
from annotator.store.holding import worked_on
from annotator.store.removals import is_present
from annotator.store.sqlite_library import sqlite3


class Ended(StrEnum):
    """Why a lease was released."""

    EXPIRED = "expired"
    RENEWED = "renewed"
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
    row = connection.execute("SELECT lease_hours, qualified FROM assignments ORDER BY id DESC LIMIT 1").fetchone()
    return Terms() if row is None else Terms(row[0], bool(row[1]))


def may_take(connection: sqlite3.Connection, annotator: str) -> bool:
    """Whether the annotator may take slots: everybody, unless `assign --qualified` asks for a passed qualification."""
    if not terms(connection).qualified:
        return True
    from annotator.store.qualification import has_passed  # deferred: most teams ask for none

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
    _renew(connection, annotator, at)
    while not _holds_work(connection, annotator):
        slot = free_slot(connection, annotator, at)
        if slot is None:
            return None
        _take(connection, annotator, slot, at)
        if settle(connection, annotator, slot.document, at) is Standing.HELD and _holds_work(connection, annotator):
            return slot
    return None


def settle(connection: sqlite3.Connection, annotator: str, document: int, at: str) -> Standing:
    """After a change of the annotator's decisions in a document: whether it is finished, held, or lost.

    Whoever lost the slot has it again if it is still free. Otherwise the work stays, and counts for nobody's slot.
    """
    row = connection.execute(
        "SELECT id, state FROM leases WHERE annotator = ? AND document = ? AND state <> 'released'",
        (annotator, document),
    ).fetchone()
    if row is None:
        slot = free_slot(connection, annotator, at, document)
        if slot is None:
            _note_lost(connection, annotator, document, at)
            return Standing.LOST
        row = (_take(connection, annotator, slot, at), "held")
    standing = Standing.FINISHED if is_finished(connection, annotator, document) else Standing.HELD
    if standing != row[1]:
        ended = at if standing is Standing.FINISHED else None
        connection.execute("UPDATE leases SET state = ?, ended_at = ? WHERE id = ?", (standing, ended, row[0]))
    return standing


def release(connection: sqlite3.Connection, lease: int, why: Ended, at: str) -> None:
    """End a lease that is held or finished, by its id: its slot is free."""
    connection.execute(
        "UPDATE leases SET state = 'released', ended_at = ?, why = ? WHERE id = ? AND state <> 'released'",
        (at, why, lease),
    )


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


def free_slot(connection: sqlite3.Connection, annotator: str, at: str, document: int | None = None) -> Slot | None:
    """The slot that the annotator would take next, of that document or of all; None where none is free.

    First come documents in which the annotator has begun, then slots kept for them, then documents in which somebody
    else has begun and lost the slot, then by rank. Of a document's slots, one that nobody holds comes before one whose
    time is over.
    """
    if not may_take(connection, annotator):
        return None
    row = connection.execute(
        f"""
        WITH begun (document, mine) AS MATERIALIZED (
            SELECT document, annotator = :annotator FROM leases AS ended
            WHERE :document IS NULL AND {worked_on("ended")} AND CASE state WHEN 'held' THEN NOT {alive("ended")}
                WHEN 'released' THEN NOT EXISTS (SELECT 1 FROM leases AS again WHERE again.state <> 'released'
                    AND again.annotator = ended.annotator AND again.document = ended.document) END
        )
        SELECT slots.document, slots.slot FROM slots
        LEFT JOIN leases AS holder ON holder.document = slots.document AND holder.slot = slots.slot
            AND holder.state <> 'released'
        WHERE {is_present("slots.document")} {"AND slots.document = :document" if document is not None else ""}
            AND (slots.reserved_for IS NULL OR slots.reserved_for = :annotator)
            AND (holder.id IS NULL OR (holder.state = 'held' AND NOT {alive("holder")}))
            AND NOT EXISTS (SELECT 1 FROM leases AS own WHERE own.annotator = :annotator
                AND own.document = slots.document AND own.state <> 'released')
        ORDER BY slots.document IN (SELECT document FROM begun WHERE mine) DESC, slots.reserved_for IS NULL,
            slots.document IN (SELECT document FROM begun WHERE NOT mine) DESC,
            slots.rank, slots.document, holder.id IS NOT NULL, slots.slot
        LIMIT 1
        """,
        {"annotator": annotator, "document": document, **moment(connection, at)},
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


def is_finished(connection: sqlite3.Connection, annotator: str, document: int) -> bool:
    """Whether the annotator has decided every sentence of a document; skipped ones are not decided."""
    # From the end: that is where most are open.
    open_one = connection.execute(
        "SELECT 1 FROM sentences WHERE document = ? AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ?"
        " AND sentence_id = sentences.id AND NOT skipped) ORDER BY position DESC LIMIT 1",
        (document, annotator),
    ).fetchone()
    return open_one is None


def insert(
    connection: sqlite3.Connection, annotator: str, slot: Slot, at: str, why: Ended | None = None, done: bool = False
) -> int:
    """Add a lease; its id. With `why` it is one that was released at once, with `done` one that is finished."""
    lease = {
        "uuid": uuid.uuid4().hex,
        "document": slot.document,
        "slot": slot.slot,
        "annotator": annotator,
        "taken_at": at,
        "state": "released" if why else "finished" if done else "held",
        "ended_at": at if why or done else None,
        "why": why,
    }
    return rows.insert(connection, "leases", lease)


def _take(connection: sqlite3.Connection, annotator: str, slot: Slot, at: str) -> int:
    """Take a free slot; the id of the lease. Whoever held it beyond the time has lost it."""
    holder = connection.execute("SELECT id FROM leases WHERE document = ? AND slot = ? AND state <> 'released'", slot)
    for (lease,) in holder.fetchall():
        release(connection, lease, Ended.EXPIRED, at)
    return insert(connection, annotator, slot, at)


def _renew(connection: sqlite3.Connection, annotator: str, at: str) -> None:
    """Begin the time anew of what the annotator holds beyond it, and settle what was decided elsewhere."""
    held = connection.execute(
        f"SELECT id, document, slot, {alive('leases')} FROM leases WHERE annotator = :annotator AND state = 'held'",
        {"annotator": annotator, **moment(connection, at)},
    ).fetchall()
    for lease, document, slot, lives in held:
        if not lives:
            release(connection, lease, Ended.RENEWED, at)
            insert(connection, annotator, Slot(document, slot), at)
        settle(connection, annotator, document, at)


def _holds_work(connection: sqlite3.Connection, annotator: str) -> bool:
    """Whether the annotator holds a document with a sentence without an answer."""
    found = connection.execute(
        "SELECT 1 FROM leases CROSS JOIN sentences ON sentences.document = leases.document"
        f" WHERE leases.annotator = ? AND leases.state = 'held' AND {is_present('leases.document')}"
        " AND NOT EXISTS (SELECT 1 FROM heads WHERE heads.annotator = leases.annotator"
        " AND heads.sentence_id = sentences.id) LIMIT 1",
        (annotator,),
    )
    return found.fetchone() is not None


def _note_lost(connection: sqlite3.Connection, annotator: str, document: int, at: str) -> None:
    """Keep that the annotator worked on a document without holding it, so that it stays on the desk."""
    known = connection.execute("SELECT 1 FROM leases WHERE annotator = ? AND document = ?", (annotator, document))
    if known.fetchone() is None:
        insert(connection, annotator, Slot(document, 1), at, Ended.NO_SLOT)


def _near(time: str) -> str:
    """SQL that a time is less than `:hours` from `:now`, before or after."""
    return f"abs(julianday(:now) - julianday({time})) * 24 < :hours"
