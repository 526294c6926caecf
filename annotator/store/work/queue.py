"""How the work of a team stands: which slots are free, held or finished, and what each has done. And slots given.

Without removed documents. Giving is what `annotator assign` does: what is taken stays, the rest follows what was told
last. Call what writes inside a transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from annotator.core.assignment import Rule, SlotOrder, SlotPlan, Terms, random_key
from annotator.core.model import Article
from annotator.store.articles.documents import articles, is_present
from annotator.store.find import search
from annotator.store.log import kinds, rows
from annotator.store.log.fold import GIVEN_BACK
from annotator.store.log.history import append
from annotator.store.log.schema import ANNOTATORS, NEWEST
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.slots import HELD_BY, adopt, alive, ends, lease_values, may_take, release, terms


class SlotState(StrEnum):
    """What a slot is: an expired one stays with its holder until somebody else takes it."""

    FREE = "free"
    HELD = "held"
    EXPIRED = "expired"
    FINISHED = "finished"


class QueuedSlot(NamedTuple):
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


class QueuedDocument(NamedTuple):
    """A document that has slots. `rank` is its place in the order of those that are free.

    `named`: they were given to it by name, and a rule for all documents leaves them as they are.
    """

    article: Article
    rank: int
    named: bool
    slots: tuple[QueuedSlot, ...]

    @property
    def kept_for(self) -> dict[str, str | None]:
        """For whom each slot is kept (None: anybody), by its number, as the log has it."""
        return {str(slot.slot): slot.reserved_for for slot in self.slots}


class LostWork(NamedTuple):
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


class Person(NamedTuple):
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


class Queue(NamedTuple):
    """All of it: the documents with slots as they are offered, those `without_slots`, and the annotators by name.

    `answered`: what each of them has answered in each document, where that is anything. `shared`: whether slots were
    ever given, be it of documents that are removed: then nobody gets a document without one.
    """

    documents: tuple[QueuedDocument, ...]
    without_slots: tuple[Article, ...]
    lost: tuple[LostWork, ...]
    people: tuple[Person, ...]
    answered: tuple[ArticleProgress, ...]
    terms: Terms
    shared: bool

    def slots(self, *states: SlotState) -> list[tuple[QueuedDocument, QueuedSlot]]:
        """The slots in one of these states, in the order in which their documents are offered."""
        return [(document, slot) for document in self.documents for slot in document.slots if slot.state in states]

    def free(self, documents: Collection[int]) -> list[int]:
        """Those of the documents that have a slot which nobody took, in the order in which they are offered."""
        return [
            document.article.number
            for document in self.documents
            if document.article.number in documents and any(slot.state is SlotState.FREE for slot in document.slots)
        ]


_QUEUED = f"""
    SELECT slots.document, slots.rank, named, slots.slot, CASE WHEN holder.id IS NULL THEN 'free'
        WHEN holder.state = 'held' AND NOT {alive("holder")} THEN 'expired' ELSE holder.state END AS state,
        slots.reserved_for, holder.annotator, holder.taken_at, CASE holder.state WHEN 'held' THEN {ends("holder")} END,
        coalesce(own.accepted + own.rejected, 0), coalesce(own.skipped, 0){HELD_BY}
    LEFT JOIN progress AS own ON own.annotator = holder.annotator AND own.document = slots.document
    WHERE {is_present("slots.document")}
"""
"""SQL for all slots as they stand: document, rank, whether they are named, and what `QueuedSlot` has."""
_PEOPLE = f"""
    WITH queued AS MATERIALIZED (
        SELECT state, reserved_for, coalesce(annotator, reserved_for) AS whose FROM ({_QUEUED})
    ), counted AS MATERIALIZED (
        SELECT whose, sum(state = 'finished') AS finished, sum(state = 'held') AS held,
            sum(state = 'expired') AS expired, sum(state = 'free') AS kept FROM queued GROUP BY whose
    ), people AS (
        SELECT name FROM annotators WHERE {ANNOTATORS}
        UNION SELECT reserved_for FROM queued WHERE reserved_for IS NOT NULL
        UNION SELECT person FROM qualification_results WHERE passed
    )
    SELECT name, coalesce(finished, 0), coalesce(held, 0), coalesce(expired, 0), coalesce(kept, 0),
        (SELECT coalesce(sum(accepted + rejected), 0) FROM annotators CROSS JOIN progress ON annotator = annotators.name
        WHERE annotators.name = people.name AND {ANNOTATORS} AND {is_present("document")})
    FROM people LEFT JOIN counted ON whose = name ORDER BY name
"""
"""SQL for everybody who annotates, has passed a qualification, or for whom a slot is kept."""


def read_queue(connection: Connection, at: str) -> Queue:
    """The queue as it stands at that time. Call inside a transaction, so that it is one state of the database."""
    present = {article.number: article for article in articles(connection) if not article.removed}
    values, documents = lease_values(connection, at), list[QueuedDocument]()
    queued = connection.execute(f"{_QUEUED} ORDER BY slots.rank, slots.document, slots.slot", values)
    for (number, rank, named), of_document in groupby(queued, itemgetter(0, 1, 2)):
        slots = tuple(QueuedSlot(slot, SlotState(state), *about) for _, _, _, slot, state, *about in of_document)
        documents.append(QueuedDocument(present.pop(number), rank, bool(named), slots))
    lost = connection.execute(
        f"""
            SELECT document, annotator, accepted + rejected, max(ended_at), why FROM leases
            JOIN progress USING (document, annotator) WHERE {is_present("document")} AND accepted + rejected > 0
            GROUP BY document, annotator HAVING min(state = 'released') ORDER BY document, annotator
        """
    )
    answered = connection.execute(
        f"""
            SELECT document, annotator, accepted + rejected, skipped FROM progress JOIN annotators ON name = annotator
            WHERE {ANNOTATORS} AND accepted + rejected + skipped > 0 AND {is_present("document")}
        """
    )
    return Queue(
        (*documents,),
        (*present.values(),),
        tuple(LostWork(*row) for row in lost),
        tuple(Person._make((*row, may_take(connection, row[0]))) for row in connection.execute(_PEOPLE, values)),
        tuple(map(ArticleProgress._make, answered)),
        terms(connection),
        connection.there_is("SELECT 1 FROM slots LIMIT 1"),
    )


# ---- giving


def last_rule(connection: Connection) -> Rule | None:
    """What `annotator assign` was last told for all documents, to be told again for those that came since."""
    last = f"SELECT told -> 'rule' FROM assignments WHERE told -> 'rule' IS NOT NULL {NEWEST}"
    column = connection.first_value(last)
    with rows.as_kept("what `annotator assign` was last told"):
        return None if column is None else kinds.rule_of(orjson.loads(column))


def has_assigned(connection: Connection, person: str) -> bool:
    """Whether that person ever said who annotates what."""
    return connection.there_is("SELECT 1 FROM assignments WHERE who = ?", person)


def hashes(connection: Connection, *, removed: bool = False) -> dict[int, str]:
    """The hashes of the texts of all documents, by number; those that are `removed` only where they are wanted."""
    return dict(connection.run(f"SELECT number, sha256 FROM documents WHERE ? OR {is_present('number')}", removed))


def ranks(connection: Connection, rule: Rule) -> dict[int, int]:
    """The place of each document in the order of a rule, by number, from 1."""
    texts = hashes(connection)
    first = search.ranked(connection, rule.order.value, None, is_present("document"))
    at_random = rule.order is SlotOrder.RANDOM
    others = sorted(texts, key=(lambda number: random_key(texts[number], rule.seed)) if at_random else None)
    return {number: rank for rank, number in enumerate(dict.fromkeys([*first, *others]), start=1)}


class AssignmentChanges(NamedTuple):
    """What an assignment changed, by the numbers of documents.

    `new` had no slots before; `more`, `fewer` and `kept_for` (for other people than before) are those whose slots
    changed; `begun` are those of which slots are taken and stay, though they were told otherwise; `left` those that a
    rule for all documents leaves as they were given by name. `order` says whether the order of what is free changed.
    `adopted` is how many slots were taken at once, by those who had worked on a document before it had slots; `slots`
    how many there are now, and `without_slots` are the documents without any.
    """

    new: Sequence[int]
    more: Sequence[int]
    fewer: Sequence[int]
    kept_for: Sequence[int]
    begun: Sequence[int]
    left: Sequence[int]
    order: bool
    adopted: int
    slots: int
    without_slots: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.new or self.more or self.fewer or self.kept_for or self.order or self.adopted)


def assign(
    connection: Connection,
    wanted: Mapping[int, SlotPlan],
    terms: Terms,
    told: Mapping[str, Any],
    who: str,
    at: str,
) -> AssignmentChanges:
    """Give documents, none of them removed, the slots that are wanted, by their numbers; what that changed.

    What was told is kept. Slots that are taken or finished stay as they are, and count; so do all of a document that
    was given them by name, unless it is now. Those who worked on a document before it had slots get free ones of it,
    whoever has done most first.
    """
    before = read_queue(connection, at)
    had = {queued.article.number: queued for queued in before.documents}
    given: dict[int, kinds.Places] = {}
    new, more, fewer, kept_for, begun, left = (list[int]() for _ in range(6))
    for document, places in sorted(wanted.items()):
        queued = had.get(document)
        if queued is not None and queued.named and not places.named:
            left.append(document)
            continue
        taken = [slot for slot in queued.slots if slot.annotator is not None] if queued is not None else []
        kept = _kept_for(taken, places)
        if queued is None:
            new.append(document)
        elif len(kept) != len(queued.slots):
            (more if len(kept) > len(queued.slots) else fewer).append(document)
        elif kept != queued.kept_for:
            kept_for.append(document)
        if taken and not _is_as_told(kept, taken, places):
            begun.append(document)
        if queued is None or (kept, places.rank, places.named) != (queued.kept_for, queued.rank, queued.named):
            given[document] = kinds.Places(kept, places.rank, places.named)
    append(connection, who, kinds.Assign(terms.lease_hours, terms.qualified, told), beside=given, at=at)
    adopt(connection, at)
    after = read_queue(connection, at)
    was_free, is_free = before.free(wanted), after.free(wanted)
    both = {*was_free}.intersection(is_free)
    return AssignmentChanges(
        new,
        more,
        fewer,
        kept_for,
        begun,
        left,
        order=[number for number in was_free if number in both] != [number for number in is_free if number in both],
        adopted=_taken(after) - _taken(before),
        slots=sum(len(document.slots) for document in after.documents),
        without_slots=[article.number for article in after.without_slots],
    )


def _taken(queue: Queue) -> int:
    """How many slots are taken or finished."""
    return sum(slot.annotator is not None for document in queue.documents for slot in document.slots)


def _kept_for(taken: Sequence[QueuedSlot], places: SlotPlan) -> dict[str, str | None]:
    """For whom each slot is to be kept, by its number. What is taken stays and counts; the rest is as wanted."""
    kept = {slot.slot: slot.reserved_for for slot in taken}
    holders = [slot.annotator for slot in taken]
    open_places = [name for name in places.kept_for if name is None]
    names = [name for name in places.kept_for if name is not None and name not in holders]
    others = sum(name not in places.kept_for for name in holders)  # they took what anybody could
    left = [*names, *open_places[others:]][: max(0, len(places.kept_for) - len(taken))]
    free = [number for number in range(1, len(taken) + len(left) + 1) if number not in kept]
    kept.update(zip(free, left, strict=False))
    return {str(slot): kept[slot] for slot in sorted(kept)}


def _is_as_told(kept: Mapping[str, str | None], taken: Sequence[QueuedSlot], places: SlotPlan) -> bool:
    """Whether a document with taken slots has as many as it was to have, and for those for whom they were to be."""
    named = {name for name in places.kept_for if name is not None}
    return len(kept) == len(places.kept_for) and named <= {*(slot.annotator for slot in taken), *kept.values()}


Handed = tuple[QueuedDocument, QueuedSlot, str | None]
"""A slot of a document that goes from whoever has it, and for whom it is kept from then on (None: anybody)."""


def hand_on(connection: Connection, handed: Sequence[Handed], who: str, at: str) -> None:
    """Take slots from those who have them, and keep them for others. What was decided stays.

    Nobody gets a second slot of a document: such a slot is for anybody. A document of which a slot is kept for somebody
    else than before counts as named: a later rule leaves it.
    """
    given, back = dict[int, kinds.Places](), list[int]()
    held_by = "SELECT id FROM leases WHERE document = ? AND annotator = ? AND state <> 'released'"
    for document, slot, wanted in handed:
        number, key = document.article.number, str(slot.slot)
        kept = given[number].kept_for if number in given else document.kept_for
        others = {name for other, name in kept.items() if other != key}
        person = None if wanted in others.union(taken.annotator for taken in document.slots) else wanted
        if kept[key] != person:
            given[number] = kinds.Places({**kept, key: person}, document.rank, True)
        back += connection.each_value(held_by, number, slot.annotator)
    if given:
        assignment = kinds.Assign(**terms(connection)._asdict(), told={"handed_on": len(given)})
        append(connection, who, assignment, beside=given, at=at)
    for lease in back:
        release(connection, lease, GIVEN_BACK, at)
