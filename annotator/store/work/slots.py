"""Places of documents: taken by people, how they stand, and given.

Taking one is an event, and a claim: who has which slot follows from all claims of a document (`log.fold`), and it is
finished when all of it is decided. Time plays no part in that: whoever takes a slot looks at it, and says whose claim
that ends. A lease is alive as long as the annotator took the slot, or made a decision in the document, less than some
hours ago. A time in the future counts by how far off it is: a clock that was wrong may cost somebody a lease, and can
keep a document from others no longer than twice those hours. A lease that is no longer alive stays with whoever holds
it until somebody else takes the slot.

Giving is what `annotator assign` does: what is taken stays, the rest follows what was told last. How all stands is told
without removed documents. Call what writes inside a transaction.
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
from annotator.store.find.sees import Sees, few_left, worked_on
from annotator.store.log import kinds, rows
from annotator.store.log.fold import GIVEN_BACK, NO_SLOT
from annotator.store.log.history import append
from annotator.store.log.schema import ANNOTATORS, NEWEST, STANDS
from annotator.store.sqlite.sqlite_library import Connection

_HOLDER = """
    LEFT JOIN leases AS holder ON holder.document = slots.document AND holder.slot = slots.slot
    AND holder.state <> 'released'
"""
"""SQL for those who hold or have finished slots."""


_GOES_ON = f"(state <> 'released' OR why = '{NO_SLOT}' AND {STANDS.format('leases')})"
"""SQL that a claim of `leases` has a slot, or waits for one: on several copies somebody may have claimed one twice."""

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


def _near(time: str) -> str:
    """SQL that a time is less than `:hours` from `:now`, before or after."""
    return f"abs(julianday(:now) - julianday({time})) * 24 < :hours"


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
    sees, taken = Sees(connection, annotator), None
    while sees.unanswered(1) is None:  # they may have answered all of what they lost, which is free again
        free = free_slot(connection, annotator, at)
        if free is None:
            return None
        _take(connection, annotator, *free, at)
        taken, _ = free
    return taken


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
        if not _has_lease(connection, annotator, document, f"(why = '{GIVEN_BACK}' OR {_GOES_ON})"):
            append(connection, annotator, kinds.Take(1), document=document, at=at)
    elif not _has_lease(connection, annotator, document, "true"):
        # So that it stays on the desk; but no slot that becomes free is theirs.
        noted = append(connection, annotator, kinds.Take(1), document=document, at=at)
        release(connection, noted.id, NO_SLOT, at)
    return _has_lease(connection, annotator, document)


def given_back(connection: Connection, annotator: str) -> set[int]:
    """The documents that the annotator had, that were given back by hand, and that are not theirs again."""
    all_over = "SELECT document FROM leases WHERE annotator = ? GROUP BY document HAVING min(state = 'released')"
    return {*connection.each_value(f"{all_over} AND max(why = ?)", annotator, GIVEN_BACK)}


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
_FREE = f"{_HOLDER} WHERE {_POSSIBLE} AND (holder.id IS NULL OR NOT {alive('holder')})"
"""SQL, behind some slots, for those of them that the annotator can take."""


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
    values["mine"] = rows.to_json([*{number for number, own in begun if own}])
    values["others"] = rows.to_json([*{number for number, own in begun if not own}])
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
    values["few"] = rows.to_json([*{*few, *connection.each_value(own, annotator=annotator)}])
    return _IN.format("few")


def _free(connection: Connection, source: str, which: str, order: str, values: Mapping[str, Any]) -> _Slot | None:
    """The first in that order of the slots of that SQL that the annotator can take, of documents they do not have."""
    slot: _Slot | None = connection.first_row(
        f"""
            SELECT slots.document, slots.slot FROM {source}{_FREE} AND {which}
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
            f"FROM {source}{_FREE} AND {_THEIRS}",
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


# ---- how the work of a team stands


class SlotState(StrEnum):
    """What a slot is: an expired one stays with its holder until somebody else takes it."""

    FREE = "free"
    HELD = "held"
    EXPIRED = "expired"
    FINISHED = "finished"


_TAKEN = {*SlotState} - {SlotState.FREE}


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

    def free(self, documents: Collection[int]) -> dict[int, None]:
        """Those of the documents that have a slot which nobody took, in the order in which they are offered."""
        numbers = (document.article.number for document, _ in self.slots(SlotState.FREE))
        return dict.fromkeys(number for number in numbers if number in documents)


_QUEUED = f"""
    SELECT slots.document, slots.rank, named, slots.slot, CASE WHEN holder.id IS NULL THEN 'free'
        WHEN holder.state = 'held' AND NOT {alive("holder")} THEN 'expired' ELSE holder.state END AS state,
        slots.reserved_for, holder.annotator, holder.taken_at, CASE holder.state WHEN 'held' THEN {ends("holder")} END,
        coalesce(own.accepted + own.rejected, 0), coalesce(own.skipped, 0)
    FROM slots{_HOLDER}
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
        coalesce(accepted + rejected, 0)
    FROM people LEFT JOIN counted ON whose = name LEFT JOIN totals ON annotator = name ORDER BY name
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
    return AssignmentChanges(
        new,
        more,
        fewer,
        kept_for,
        begun,
        left,
        order=[number for number in was_free if number in is_free]
        != [number for number in is_free if number in was_free],
        adopted=len(after.slots(*_TAKEN)) - len(before.slots(*_TAKEN)),
        slots=len(after.slots(*SlotState)),
        without_slots=[article.number for article in after.without_slots],
    )


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
    held_by = f"SELECT id FROM leases WHERE document = ? AND annotator = ? AND {_GOES_ON}"
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
