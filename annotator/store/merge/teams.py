"""Reviews, qualifications and slots of another copy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.store import rows
from annotator.store.leases import Ended
from annotator.store.merge.report import TwiceTaken
from annotator.store.merge.tables import Joining
from annotator.store.sqlite_library import sqlite3


def join_reviews(joining: Joining) -> None:
    """What reviewers' decisions say of versions, by their uuids."""
    joining.insert(
        "reviews",
        {"id": "NULL"},
        "WHERE o.uuid NOT IN (SELECT uuid FROM main.reviews) AND EXISTS (SELECT 1 FROM temp.their_decisions AS t"
        " WHERE t.theirs = o.decision AND t.ours NOT IN (SELECT decision FROM main.reviews)) ORDER BY o.id",
    )


def join_qualifications(joining: Joining) -> None:
    """Sets of gold sentences and their results. Where both copies have a result of somebody, the target's stays."""
    joining.same_uuids("qualifications")
    joining.number_new("qualifications", "1")
    joining.insert_new("qualifications")
    joining.insert(
        "qualification_items",
        {},
        "JOIN temp.their_qualifications AS q ON q.theirs = o.qualification"
        " WHERE q.new AND o.sentence_id IN (SELECT theirs FROM temp.their_sentences)"
        " AND o.gold IN (SELECT theirs FROM temp.their_decisions)",
    )
    both = (
        "EXISTS (SELECT 1 FROM main.qualification_results AS m JOIN temp.their_qualifications AS q"
        " ON q.ours = m.qualification WHERE q.theirs = o.qualification AND m.person = o.person{})"
    )
    (joining.merged.results_kept,) = joining.execute(
        "SELECT count(*) FROM other.qualification_results AS o WHERE " + both.format(" AND m.uuid <> o.uuid")
    ).fetchone()
    joining.insert("qualification_results", {"id": "NULL"}, f"WHERE NOT {both.format('')} ORDER BY o.id")


def join_slots(joining: Joining) -> None:
    """What `annotator assign` was told: what was told last holds. Slots that are taken stay, whatever it says."""
    last = "(SELECT coalesce(max(at || ' ' || uuid), '') FROM {}.assignments)"
    (later,) = joining.execute(f"SELECT {last.format('other')} > {last.format('main')}").fetchone()
    _join_assignments(joining)
    if later:
        joining.execute(
            "DELETE FROM main.slots WHERE document IN (SELECT d.ours FROM temp.their_documents AS d"
            " JOIN other.slots AS o ON o.document = d.theirs)"
            " AND NOT EXISTS (SELECT 1 FROM main.leases WHERE leases.document = slots.document"
            " AND leases.slot = slots.slot AND state <> 'released')"
        )
    had = {document for (document,) in joining.execute("SELECT DISTINCT document FROM main.slots")}
    taken = set(joining.execute("SELECT document, slot FROM other.leases WHERE state <> 'released'"))
    for document, theirs, slot in joining.execute(
        "SELECT d.ours, d.theirs, o.slot FROM other.slots AS o JOIN temp.their_documents AS d ON d.theirs = o.document"
        " WHERE NOT EXISTS (SELECT 1 FROM main.slots AS m WHERE m.document = d.ours AND m.slot = o.slot)"
        " ORDER BY d.ours, o.slot"
    ).fetchall():
        if later or document not in had or (theirs, slot) in taken:
            joining.insert("slots", {}, f"WHERE o.document = {int(theirs)} AND o.slot = {int(slot)}")
    _join_leases(joining)


def _join_assignments(joining: Joining) -> None:
    """In the order of their times; the one with the highest id holds. So those before it get ids below zero."""
    for uuid, at in joining.execute(
        "SELECT uuid, at FROM other.assignments WHERE uuid NOT IN (SELECT uuid FROM main.assignments) ORDER BY at, uuid"
    ).fetchall():
        newest = joining.execute("SELECT at, uuid FROM main.assignments ORDER BY id DESC LIMIT 1").fetchone()
        key = "NULL" if newest is None or (at, uuid) > newest else "(SELECT min(0, min(id)) - 1 FROM main.assignments)"
        joining.insert("assignments", {"id": key}, f"WHERE o.uuid = '{uuid}'")


@dataclass(frozen=True, slots=True)
class _Lease:
    """Who took which slot of which document (its number here), and what became of it.

    One that was released because no slot was free has not ended: it is read as if it were held or finished.
    """

    uuid: str
    document: int
    slot: int
    annotator: str
    taken_at: str
    state: str
    ended_at: str | None
    why: str | None

    def waiting(self) -> _Lease:
        """The same, released as no slot is free. `ended_at` keeps whether it was finished; its slot says nothing."""
        return replace(self, slot=1, state="released", ended_at=self.ended_at or self.taken_at, why=Ended.NO_SLOT)

    def claimed(self) -> _Lease:
        """The same, as if it were not waiting; then its slot is 0, which there is not."""
        if self.why != Ended.NO_SLOT:
            return self
        state, ended_at = ("held", None) if self.ended_at == self.taken_at else ("finished", self.ended_at)
        return replace(self, slot=0, state=state, ended_at=ended_at, why=None)


_LEASE = "uuid, {document}, slot, annotator, taken_at, state, ended_at, why"


def _join_leases(joining: Joining) -> None:
    """All leases of both, and the slots of each document given anew to those that have not ended.

    Whoever has finished comes first, then whoever took a slot first, whatever its number was on that copy: so it is the
    same in every order of copies. Each gets a slot that is kept for them, else one that is kept for nobody, else the
    one that they took. Where none is left the lease waits: what was decided under it stays.
    """
    here, there = _leases(joining)
    both = {uuid: _further(here.get(uuid), there.get(uuid)) for uuid in here.keys() | there.keys()}
    claims: dict[tuple[int, str], _Lease] = {}
    for one in sorted(both.values(), key=lambda one: (one.taken_at, one.uuid)):
        if one.why in (None, Ended.EXPIRED):
            both[one.uuid] = stands = _as_decided(joining.connection, one)
            if stands.why is None:
                claims[one.document, one.annotator] = stands
    free: dict[int, dict[int, str | None]] = {}
    for document, slot, kept_for in joining.execute(
        "SELECT document, slot, reserved_for FROM main.slots ORDER BY 1, 2"
    ):
        free.setdefault(document, {})[slot] = kept_for
    placed: dict[str, _Lease] = {}
    for one in sorted(claims.values(), key=lambda one: (one.state != "finished", one.taken_at, one.uuid)):
        slots = free.get(one.document, {})
        theirs = [slot for name in (one.annotator, None) for slot, kept_for in slots.items() if kept_for == name]
        slot = next(iter(theirs), one.slot)
        if slot in slots:
            del slots[slot]
            placed[one.uuid] = replace(one, slot=slot)
    holders = {(one.document, one.slot): one.annotator for one in placed.values()}
    for uuid, one in both.items():
        if one.why is not None:
            continue
        both[uuid] = placed.get(uuid, one.waiting())
        before = here.get(uuid) or there[uuid]
        holder = holders.get((one.document, before.slot))
        if uuid not in placed and before.why is None and holder is not None and holder != one.annotator:
            joining.merged.twice_taken.append(TwiceTaken(one.document, before.slot, holder, one.annotator))
    joining.merged.twice_taken.sort()
    _write(joining, here, both)


def _leases(joining: Joining) -> tuple[dict[str, _Lease], dict[str, _Lease]]:
    """The leases here, of documents that the other copy has too, and those there, by their uuids."""
    here = joining.execute(
        f"SELECT {_LEASE.format(document='document')} FROM main.leases"
        " WHERE document IN (SELECT ours FROM temp.their_documents)"
    )
    there = joining.execute(
        f"SELECT {_LEASE.format(document='ours')} FROM other.leases JOIN temp.their_documents ON theirs = document"
    )
    return {row[0]: _Lease(*row) for row in here}, {row[0]: _Lease(*row) for row in there}


def _further(here: _Lease | None, there: _Lease | None) -> _Lease:
    """Of two states of a lease the one that is further on; of two alike the later."""

    def rank(one: _Lease) -> tuple[int, str, str, int]:
        order = 0 if one.why is None else 1 if one.why == Ended.EXPIRED else 2
        return order, one.ended_at or "", one.why or "", one.slot

    return max((one.claimed() for one in (here, there) if one is not None), key=rank)


def _as_decided(connection: sqlite3.Connection, lease: _Lease) -> _Lease:
    """The lease as finished if each sentence of its document was decided once, whatever was undone since.

    Only so is it the same in every order of copies, each of which may know of an undo, or of a time that was over, that
    the others do not. Else it is over where its time was, or held.
    """
    decided = connection.execute(
        "SELECT (SELECT max(decided_at) FROM main.decisions WHERE sentence_id = sentences.id AND annotator = ?"
        " AND answer IN ('accept', 'reject')) FROM sentences WHERE document = ?",
        (lease.annotator, lease.document),
    ).fetchall()
    times = [at for (at,) in decided if at is not None]
    if len(times) == len(decided):
        return replace(lease, state="finished", ended_at=max(times, default=lease.taken_at), why=None)
    return lease if lease.why is not None else replace(lease, state="held", ended_at=None)


def _write(joining: Joining, here: dict[str, _Lease], both: dict[str, _Lease]) -> None:
    """What changes is released first: of a slot and of an annotator in a document there may be one that is not.

    In one copy a lease never moves to another slot, which a trigger holds: only here it may.
    """
    changed = [one for one in both.values() if here.get(one.uuid) != one]
    guards = joining.execute("SELECT sql FROM main.sqlite_master WHERE name = 'leases_never_move'").fetchall()
    for _ in guards if changed else ():
        joining.execute("DROP TRIGGER main.leases_never_move")
    joining.connection.executemany(
        "UPDATE main.leases SET state = 'released', ended_at = '', why = '' WHERE uuid = ?",
        [(one.uuid,) for one in changed],
    )
    for one in sorted(changed, key=lambda one: (one.taken_at, one.uuid)):
        before = here.get(one.uuid)
        if before is None:
            fields = _Lease.__dataclass_fields__
            rows.insert(joining.connection, "leases", {name: getattr(one, name) for name in fields})
        else:
            joining.execute(
                "UPDATE main.leases SET slot = ?, state = ?, ended_at = ?, why = ? WHERE uuid = ?",
                (one.slot, one.state, one.ended_at, one.why, one.uuid),
            )
        joining.merged.rows["leases"] += before is None or (before.state, before.why) != (one.state, one.why)
    for (guard,) in guards if changed else ():
        joining.execute(guard)
