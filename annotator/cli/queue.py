"""Places of articles in words and as a record: who holds which until when, what is free, what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from annotator.cli.narration import count, listed
from annotator.cli.printer import record_of, table
from annotator.core.assignment import local_time
from annotator.core.drawable import one_line
from annotator.store.log.schema import now
from annotator.store.work.slots import State, waiting_for

if TYPE_CHECKING:
    from annotator.store.sqlite.sqlite_library import sqlite3
    from annotator.store.work.slots import Person, Queue, QueuedDocument, QueuedSlot, Waiting

_LOST_AT_MOST = 20
"""Articles that somebody lost that are named."""
_HELD_AT_MOST = 5
"""Articles that are named with the time until which they are held."""


# ---- what waits for one annotator


def what_waits(connection: sqlite3.Connection, annotator: str) -> list[str]:
    """What the annotator holds and until when, and what else there is to take, a line each."""
    waiting = waiting_for(connection, annotator, now())
    held = [f"{document} until {local_time(until)}" for document, until in waiting.held[:_HELD_AT_MOST]]
    more = len(waiting.held) - len(held)
    lines = [f"you hold article {', '.join(held)}{f' and {more} more' if more else ''}"] if held else []
    return [*lines, _to_take(waiting, bool(held))]


def nothing_to_take(connection: sqlite3.Connection, annotator: str) -> str:
    """Why there is no article for the annotator, in one line."""
    return f"no article for {annotator}: {_to_take(waiting_for(connection, annotator, now()), False)}"


def _to_take(waiting: Waiting, holds: bool) -> str:
    others = f"; others hold {waiting.others}" if waiting.others else ""
    if not waiting.may_take:
        return "new articles are for those who have passed a qualification: `annotator qualify`"
    if waiting.free:
        more = " more" if holds else ""
        return f"{count(waiting.free, 'article')}{more} to take{others}"
    return f"nothing {'else ' if holds else ''}is free for you{others}"


# ---- all of it, for people


def queue_parts(found: Queue, width: int | None) -> Iterator[list[str]]:
    """The queue, part by part, for lines of that width (None: any)."""
    taken = [*found.slots(State.HELD), *found.slots(State.EXPIRED)]
    if taken:
        rows = [_held_row(document, slot) for document, slot in sorted(taken, key=lambda one: str(one[1].until))]
        yield table(("article", "held by", "until", "decided", "title"), rows, width)
    lines = [f"free: {_slots(found.slots(State.FREE))}", f"finished: {_slots(found.slots(State.FINISHED))}"]
    lines += _kept_for(found)
    if found.lost:
        lost = ", ".join(f"{one.article} ({one_line(one.annotator, 30)})" for one in found.lost[:_LOST_AT_MOST])
        more = f" and {len(found.lost) - _LOST_AT_MOST} more" if len(found.lost) > _LOST_AT_MOST else ""
        lines.append(f"begun and not held any more, kept: {lost}{more}")
    if found.without_slots:
        numbers = listed([article.number for article in found.without_slots])
        lines.append(f"without a slot: {numbers}; `annotator assign` gives them some")
    yield lines
    if not found.people:
        return
    heads = ("annotator", "finished", "holds", "expired", "kept", "decided")
    yield table(heads, [_person_row(person) for person in found.people], width)


def _held_row(document: QueuedDocument, slot: QueuedSlot) -> tuple[object, ...]:
    until = local_time(slot.until or "")
    if slot.state is State.EXPIRED:
        until = f"over {until}"
    skipped = f" ({slot.skipped} skipped)" if slot.skipped else ""
    decided = f"{slot.decided}/{document.article.sentences}{skipped}"
    return (document.article.number, one_line(slot.annotator or "", 30), until, decided, document.article.name)


def _person_row(person: Person) -> tuple[object, ...]:
    barred = "" if person.may_take else " (not qualified)"
    counts = (person.finished, person.held, person.expired, person.kept, person.decided)
    return (f"{one_line(person.name, 30)}{barred}", *counts)


def _slots(slots: list[tuple[QueuedDocument, QueuedSlot]]) -> str:
    numbers = [*dict.fromkeys(document.article.number for document, _ in slots)]
    if not numbers:
        return "nothing"
    return f"{count(len(slots), 'slot')} of {count(len(numbers), 'article')}: {listed(numbers)}"


def _kept_for(found: Queue) -> list[str]:
    kept: dict[str, list[int]] = {}
    for document, slot in found.slots(State.FREE):
        if slot.reserved_for is not None:
            kept.setdefault(slot.reserved_for, []).append(document.article.number)
    return [f"kept for {one_line(name, 30)}: {listed(numbers)}" for name, numbers in sorted(kept.items())]


# ---- for programs


def queue_record(found: Queue) -> dict[str, Any]:
    """All of it as schemas/queue.schema.json has it."""
    return {
        "schema": "annotator/queue@1",
        **record_of(found.terms, "lease_hours", "qualified"),
        "documents": [_document_record(document) for document in found.documents],
        "without_slots": [{"article": one.number, "id": one.id, "title": one.title} for one in found.without_slots],
        "lost": found.lost,
        "annotators": found.people,
    }


def _document_record(document: QueuedDocument) -> dict[str, Any]:
    return {
        "article": document.article.number,
        **record_of(document.article, "id", "title", "sentences"),
        **record_of(document, "rank", "slots"),
    }
