"""How the work of a team stands: which slots are free, held or finished, and what each has done.

Without removed documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from annotator.core.assignment import Terms
from annotator.core.model import Article
from annotator.store.articles.documents import articles, is_present
from annotator.store.log.history import annotators
from annotator.store.log.schema import ANNOTATORS
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.slots import HELD_BY, alive, ends, may_take, moment, terms


class SlotState(StrEnum):
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
    state: SlotState
    reserved_for: str | None
    annotator: str | None
    taken_at: str | None
    until: str | None
    decided: int
    skipped: int


@dataclass(frozen=True, slots=True)
class QueuedDocument:
    """A document that has slots. `rank` is its place in the order of those that are free."""

    article: Article
    rank: int
    slots: tuple[QueuedSlot, ...]


@dataclass(frozen=True, slots=True)
class LostWork:
    """What somebody decided in an article and holds no slot for: it is kept, and counts for nobody's slot."""

    article: int
    annotator: str
    decided: int
    ended_at: str
    why: str


class ArticleProgress(NamedTuple):
    """How many sentences of an article somebody who annotates has decided, and skipped."""

    article: int
    annotator: str
    decided: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Person:
    """The progress of one annotator, in slots and in decided sentences of all documents.

    `kept` are free slots that are kept for this annotator; `may_take`: whether they may take slots at all.
    """

    name: str
    finished: int
    held: int
    expired: int
    kept: int
    decided: int
    may_take: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """All of it: the documents with slots as they are offered, those `without_slots`, and the annotators by name.

    `answered`: what each of them has answered in each document, where that is anything.
    """

    documents: tuple[QueuedDocument, ...]
    without_slots: tuple[Article, ...]
    lost: tuple[LostWork, ...]
    people: tuple[Person, ...]
    answered: tuple[ArticleProgress, ...]
    terms: Terms

    def slots(self, state: SlotState) -> list[tuple[QueuedDocument, QueuedSlot]]:
        """The slots in that state, in the order in which their documents are offered."""
        return [(document, slot) for document in self.documents for slot in document.slots if slot.state is state]


def read_queue(connection: sqlite3.Connection, at: str) -> Queue:
    """The queue as it stands at that time. Call inside a transaction, so that it is one state of the database."""
    present = {one.number: one for one in articles(connection) if not one.removed}
    found = connection.execute(
        "SELECT slots.document, slots.rank, slots.slot, CASE WHEN holder.id IS NULL THEN 'free'"
        f" WHEN holder.state = 'held' AND NOT {alive('holder')} THEN 'expired' ELSE holder.state END,"
        " slots.reserved_for, holder.annotator, holder.taken_at,"
        f" CASE holder.state WHEN 'held' THEN {ends('holder')} END,"
        f" coalesce(own.accepted + own.rejected, 0), coalesce(own.skipped, 0){HELD_BY}"
        " LEFT JOIN progress AS own ON own.annotator = holder.annotator AND own.document = slots.document"
        f" WHERE {is_present('slots.document')} ORDER BY slots.rank, slots.document, slots.slot",
        moment(connection, at),
    )
    documents = []
    for (number, rank), of_document in groupby(found, itemgetter(0, 1)):
        slots = tuple(QueuedSlot(slot, SlotState(state), *about) for _, _, slot, state, *about in of_document)
        documents.append(QueuedDocument(present.pop(number), rank, slots))
    lost = connection.execute(
        "SELECT document, annotator, accepted + rejected, max(ended_at), why FROM leases"
        f" JOIN progress USING (document, annotator) WHERE {is_present('document')} AND accepted + rejected > 0"
        " GROUP BY document, annotator HAVING min(state = 'released') ORDER BY document, annotator"
    )
    answered = connection.execute(
        "SELECT document, annotator, accepted + rejected, skipped FROM progress JOIN annotators ON name = annotator"
        f" WHERE {ANNOTATORS} AND accepted + rejected + skipped > 0 AND {is_present('document')}"
    )
    made = tuple(map(ArticleProgress._make, answered))
    return Queue(
        (*documents,),
        (*present.values(),),
        tuple(LostWork(*row) for row in lost),
        _people(connection, documents, made),
        made,
        terms(connection),
    )


def _people(
    connection: sqlite3.Connection, documents: Sequence[QueuedDocument], made: Sequence[ArticleProgress]
) -> tuple[Person, ...]:
    """Everybody who annotates, or for whom a slot is kept."""
    slots = [slot for document in documents for slot in document.slots]
    states = Counter((slot.annotator, slot.state) for slot in slots)
    kept = Counter(slot.reserved_for for slot in slots if slot.state is SlotState.FREE)
    names = {*annotators(connection), *(slot.reserved_for for slot in slots if slot.reserved_for is not None)}
    return tuple(
        Person(
            name,
            finished=states[name, SlotState.FINISHED],
            held=states[name, SlotState.HELD],
            expired=states[name, SlotState.EXPIRED],
            kept=kept[name],
            decided=sum(one.decided for one in made if one.annotator == name),
            may_take=may_take(connection, name),
        )
        for name in sorted(names)
    )
