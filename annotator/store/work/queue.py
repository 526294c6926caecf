"""How the work of a team stands: who holds what until when, what is free, what is finished, what has no slot.

Only reads, and older databases too. Removed documents are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.assignment import Terms
from annotator.core.model import Article
from annotator.store.articles.articles import articles
from annotator.store.articles.removals import is_present
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work import leases
from annotator.store.work.slots import annotators


class State(StrEnum):
    """What a slot is: an expired one stays with its holder until somebody else takes it."""

    FREE = "free"
    HELD = "held"
    EXPIRED = "expired"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class QueuedSlot:
    """A slot as it stands. `taken_at` and `until` are UTC, ISO 8601; None where nobody has it.

    `decided` and `skipped` are sentences of the document that the holder has.
    """

    slot: int
    state: State
    reserved_for: str | None = None
    annotator: str | None = None
    taken_at: str | None = None
    until: str | None = None
    decided: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class QueuedDocument:
    """A document that has slots. `rank` is its place in the order of those that are free."""

    article: Article
    rank: int
    slots: tuple[QueuedSlot, ...]


@dataclass(frozen=True, slots=True)
class LostWork:
    """What somebody decided in a document and holds no slot for: it is kept, and counts for nobody's slot."""

    document: int
    annotator: str
    decided: int
    ended_at: str
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """The progress of one annotator, in slots and in decided sentences of all documents.

    `kept` are free slots that are kept for this annotator; `may_take`: whether they may take slots at all.
    """

    name: str
    held: int
    expired: int
    finished: int
    kept: int
    decided: int
    may_take: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """All of it: the documents with slots as they are offered, those `without_slots`, and the annotators by name."""

    documents: tuple[QueuedDocument, ...]
    without_slots: tuple[Article, ...]
    lost: tuple[LostWork, ...]
    people: tuple[Person, ...]
    terms: Terms

    def slots(self, state: State) -> list[tuple[QueuedDocument, QueuedSlot]]:
        """The slots in that state, in the order in which their documents are offered."""
        return [(document, slot) for document in self.documents for slot in document.slots if slot.state is state]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one annotator: what they hold, until when; how many slots they could take, and others hold."""

    held: tuple[tuple[int, str], ...]
    free: int
    others: int
    may_take: bool


def read_queue(connection: sqlite3.Connection, at: str) -> Queue:
    """The queue as it stands at that time. Call inside a transaction, so that it is one state of the database."""
    present = {one.number: one for one in articles(connection) if not one.removed}
    progress = _progress(connection)
    found: dict[int, list[QueuedSlot]] = {}
    ranks: dict[int, int] = {}
    for document, rank, slot in _slots(connection, progress, at):
        if document in present:
            found.setdefault(document, []).append(slot)
            ranks[document] = min(rank, ranks.get(document, rank))
    documents = tuple(
        QueuedDocument(present[number], ranks[number], (*found[number],))
        for number in sorted(found, key=lambda number: (ranks[number], number))
    )
    return Queue(
        documents,
        tuple(one for number, one in present.items() if number not in found),
        tuple(one for one in _lost(connection, progress) if one.document in present),
        _people(connection, documents, progress),
        leases.terms(connection),
    )


def waiting_for(connection: sqlite3.Connection, annotator: str, at: str) -> Waiting:
    """What waits for that annotator."""
    values = {"annotator": annotator, **leases.moment(connection, at)}
    held = connection.execute(
        f"SELECT document, {leases.ends('leases')} FROM leases WHERE annotator = :annotator AND state = 'held'"
        f" AND {is_present('document')} ORDER BY document",
        values,
    ).fetchall()
    free, others = connection.execute(
        "SELECT coalesce(sum(NOT taken), 0), coalesce(sum(taken AND state = 'held'), 0) FROM ("
        f" SELECT holder.state, holder.id IS NOT NULL AND (holder.state = 'finished' OR {leases.alive('holder')})"
        " AS taken FROM slots LEFT JOIN leases AS holder ON holder.document = slots.document"
        " AND holder.slot = slots.slot AND holder.state <> 'released'"
        f" WHERE {is_present('slots.document')} AND coalesce(slots.reserved_for, :annotator) = :annotator"
        " AND NOT EXISTS (SELECT 1 FROM leases AS own WHERE own.annotator = :annotator"
        " AND own.document = slots.document AND own.state <> 'released'))",
        values,
    ).fetchone()
    return Waiting(tuple((row[0], row[1] or "") for row in held), free, others, leases.may_take(connection, annotator))


def _progress(connection: sqlite3.Connection) -> Mapping[tuple[int, str], tuple[int, int]]:
    """How many sentences each annotator has decided, and skipped, by document."""
    found = connection.execute(
        f"SELECT document, annotator, accepted + rejected, skipped FROM progress WHERE {is_present('document')}"
    )
    return {(document, name): (decided, skipped) for document, name, decided, skipped in found}


def _slots(
    connection: sqlite3.Connection, progress: Mapping[tuple[int, str], tuple[int, int]], at: str
) -> list[tuple[int, int, QueuedSlot]]:
    """Each slot with its document and rank."""
    found = connection.execute(
        "SELECT slots.document, slots.rank, slots.slot, slots.reserved_for, holder.annotator, holder.taken_at,"
        f" holder.state, {leases.alive('holder')}, {leases.ends('holder')}"
        " FROM slots LEFT JOIN leases AS holder ON holder.document = slots.document AND holder.slot = slots.slot"
        " AND holder.state <> 'released' ORDER BY slots.document, slots.slot",
        leases.moment(connection, at),
    )
    read = []
    for document, rank, slot, reserved_for, name, taken_at, state, lives, until in found:
        kind = State.FREE if name is None else State(state)
        if kind is State.HELD and not lives:
            kind = State.EXPIRED
        ends = until if kind in (State.HELD, State.EXPIRED) else None
        counts = progress.get((document, name), (0, 0))
        read.append((document, rank, QueuedSlot(slot, kind, reserved_for, name, taken_at, ends, *counts)))
    return read


def _lost(connection: sqlite3.Connection, progress: Mapping[tuple[int, str], tuple[int, int]]) -> list[LostWork]:
    found = connection.execute(
        "SELECT document, annotator, max(ended_at), why FROM leases GROUP BY document, annotator"
        " HAVING min(state = 'released') ORDER BY document, annotator"
    )
    return [
        LostWork(document, name, progress[document, name][0], ended_at, why)
        for document, name, ended_at, why in found
        if progress.get((document, name), (0, 0))[0]
    ]


def _people(
    connection: sqlite3.Connection,
    documents: tuple[QueuedDocument, ...],
    progress: Mapping[tuple[int, str], tuple[int, int]],
) -> tuple[Person, ...]:
    """Everybody who annotates, or for whom a slot is kept."""
    slots = [slot for document in documents for slot in document.slots]
    names = {*annotators(connection), *(slot.reserved_for for slot in slots if slot.reserved_for is not None)}
    people = []
    for name in sorted(names):
        states = [slot.state for slot in slots if slot.annotator == name]
        people.append(
            Person(
                name,
                held=states.count(State.HELD),
                expired=states.count(State.EXPIRED),
                finished=states.count(State.FINISHED),
                kept=sum(slot.state is State.FREE and slot.reserved_for == name for slot in slots),
                decided=sum(counts[0] for (_, who), counts in progress.items() if who == name),
                may_take=leases.may_take(connection, name),
            )
        )
    return tuple(people)
