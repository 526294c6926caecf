"""Reviews, qualifications and slots of another copy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.store import rows
from annotator.store.merge.report import TwiceTaken
from annotator.store.merge.tables import Joining
from annotator.store.sqlite_library import sqlite3

_NO_SLOT = "no slot was free"
"""Why a lease is released whose slot somebody else has taken on another copy; `store.leases` has the same reason."""


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
    """Who took which slot of which document (its number here), and what became of it."""

    uuid: str
    document: int
    slot: int
    annotator: str
    taken_at: str
    state: str
    ended_at: str | None
    why: str | None


_LEASE = "uuid, {document}, slot, annotator, taken_at, state, ended_at, why"


def _join_leases(joining: Joining) -> None:
    """All leases of both. Of a slot that was taken on both copies whoever finished has it, else whoever took it first.

    The other's lease is released: what was decided under it stays, and `annotator assign` gives it a free slot if there
    is one.
    """
    connection = joining.connection
    here, there = _leases(joining)
    both = {uuid: _further(here.get(uuid), there.get(uuid)) for uuid in here.keys() | there.keys()}
    live = [_as_decided(connection, one) for one in both.values() if one.state != "released"]
    live.sort(key=lambda one: (one.state != "finished", one.taken_at, one.uuid))
    of_slot: dict[tuple[int, int], _Lease] = {}
    of_person: dict[tuple[int, str], _Lease] = {}
    for one in live:
        winner = of_slot.get((one.document, one.slot)) or of_person.get((one.document, one.annotator))
        if winner is None:
            of_slot[one.document, one.slot] = of_person[one.document, one.annotator] = one
            both[one.uuid] = one
            continue
        both[one.uuid] = replace(one, state="released", ended_at=one.taken_at, why=_NO_SLOT)
        taken = TwiceTaken(one.document, one.slot, winner.annotator, one.annotator)
        if winner.annotator != one.annotator:
            joining.merged.twice_taken.append(taken)
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
    """Of two states of a lease the one that is further on: released, else finished; of two alike the earlier."""
    states = [one for one in (here, there) if one is not None]
    order = ("released", "finished", "held")
    return min(states, key=lambda one: (order.index(one.state), one.ended_at or "", one.why or ""))


def _as_decided(connection: sqlite3.Connection, lease: _Lease) -> _Lease:
    """The lease as finished if all of its document is decided now, else as held."""
    open_one, last = connection.execute(
        "SELECT sum(decision IS NULL OR heads.skipped), max(decided_at) FROM main.sentences"
        " LEFT JOIN main.heads ON heads.sentence_id = sentences.id AND heads.annotator = ?"
        " LEFT JOIN main.decisions ON decisions.id = decision WHERE document = ?",
        (lease.annotator, lease.document),
    ).fetchone()
    if open_one:
        return replace(lease, state="held", ended_at=None)
    return replace(lease, state="finished", ended_at=lease.ended_at or last or lease.taken_at)


def _write(joining: Joining, here: dict[str, _Lease], both: dict[str, _Lease]) -> None:
    """Those that are released first: of a slot and of an annotator in a document there may be one that is not."""
    connection = joining.connection
    for one in sorted(both.values(), key=lambda one: (one.state != "released", one.taken_at, one.uuid)):
        before = here.get(one.uuid)
        if before is None:
            rows.insert(
                connection,
                "leases",
                {name: getattr(one, name) for name in _Lease.__dataclass_fields__},
            )
            joining.merged.rows["leases"] += 1
        elif before != one:
            joining.execute(
                "UPDATE main.leases SET state = ?, ended_at = ?, why = ? WHERE uuid = ?",
                (one.state, one.ended_at, one.why, one.uuid),
            )
            joining.merged.rows["leases"] += 1
