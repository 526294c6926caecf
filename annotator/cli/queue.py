"""`annotator queue`: who holds which article until when, what is free, what is finished; and giving a slot back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.narration import count, narrate
from annotator.cli.options import DEFAULT_DB, Db, refuse_unused
from annotator.cli.tables import table, terminal_width
from annotator.core.assignment import local_time
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError

if TYPE_CHECKING:
    from annotator.store.sqlite.sqlite_library import sqlite3
    from annotator.store.work.slots import Person, Queue, QueuedDocument, QueuedSlot

_LISTED_AT_MOST = 20
"""Articles that one line names."""


def queue(
    context: typer.Context,
    release: Annotated[
        str | None,
        typer.Option("--release", metavar="ARTICLE", help="Give an article back, so that somebody else can take it."),
    ] = None,
    annotator: Annotated[
        str | None,
        typer.Option("--annotator", help="Whose, where several people have it; also where they have finished it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Show who holds which article until when, and what is free.

    An article that is held beyond its time stays with its annotator until somebody else takes it. What was decided in
    one that somebody lost is kept. --release gives one back by hand; what was decided in it is kept too.
    """
    from annotator.store.files.database import opened, snapshot, transaction
    from annotator.store.log.schema import now
    from annotator.store.work.slots import read_queue

    if release is None:
        refuse_unused(context, "without --release", "annotator")
    else:
        refuse_unused(context, "with --release", "as_json")
        with opened(db) as connection, transaction(connection):
            said = _release(connection, release, annotator, now())
        narrate(said)
        return
    with opened(db, read_only=True) as connection, snapshot(connection, db):
        found = read_queue(connection, now())
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.jsonlines import to_line

    with standard_output() as out:
        if as_json:
            out.write(to_line(_record(found)))
        elif found.documents:
            out.write("\n".join(_report(found, terminal_width())).encode("utf-8"))
    if not found.documents and not as_json:
        narrate("no article has slots: everybody gets all articles; `annotator assign` says who annotates what")


def _release(connection: sqlite3.Connection, name: str, annotator: str | None, at: str) -> str:
    """Release the slots that are meant; what was done, in words."""
    from annotator.store.articles.documents import named_articles
    from annotator.store.work import slots

    lines = []
    for article in named_articles(connection, name, None, removed=False):
        holders = slots.holders(connection, article.number)
        chosen = [one for one in holders if annotator in (None, one.annotator)]
        if annotator is None:
            chosen = [one for one in chosen if not one.finished]
        if len(chosen) > 1:
            names = ", ".join(one_line(one.annotator, 30) for one in chosen)
            raise UsageError(f"article {article.number} is held by {names}", "say whose with --annotator")
        if not chosen:
            whose = f"{one_line(annotator, 40)} does not have" if annotator else "nobody holds"
            raise InputRefused(f"{whose} article {article.number}", "`annotator queue` shows who holds what")
        slots.release(connection, chosen[0].lease, slots.Ended.BY_HAND, at)
        before = {one.annotator for one in holders}
        new = [
            one_line(one.annotator, 40)
            for one in slots.holders(connection, article.number)
            if one.annotator not in before
        ]
        then = f"and {new[0]}, who worked on it without a slot, has it now" if new else "and free again"
        lines.append(f"article {article.number}: given back by {one_line(chosen[0].annotator, 40)}, {then}")
    return "; ".join(lines)


# ---- for people


def _report(found: Queue, width: int | None) -> Iterator[str]:
    """The queue, part by part; each ends with a line break."""
    from annotator.store.work.slots import State

    taken = [*found.slots(State.HELD), *found.slots(State.EXPIRED)]
    if taken:
        rows = [_held_row(document, slot) for document, slot in sorted(taken, key=lambda one: str(one[1].until))]
        yield table(("article", "held by", "until", "decided", "title"), rows, width)
    lines = [
        ("free", found.slots(State.FREE)),
        ("finished", found.slots(State.FINISHED)),
    ]
    told = "".join(f"{what}: {_slots(slots)}\n" for what, slots in lines)
    told += _kept_for(found)
    if found.lost:
        lost = ", ".join(f"{one.article} ({one_line(one.annotator, 30)})" for one in found.lost[:_LISTED_AT_MOST])
        told += f"begun and not held any more, kept: {lost}{_more(len(found.lost))}\n"
    if found.without_slots:
        numbers = _listed([article.number for article in found.without_slots])
        told += f"without a slot: {numbers}; `annotator assign` gives them some\n"
    yield told
    if not found.people:
        return
    heads = ("annotator", "finished", "holds", "expired", "kept", "decided")
    yield table(heads, [_person_row(person) for person in found.people], width)


def _held_row(document: QueuedDocument, slot: QueuedSlot) -> tuple[str, ...]:
    from annotator.store.work.slots import State

    until = local_time(slot.until or "")
    if slot.state is State.EXPIRED:
        until = f"over {until}"
    skipped = f" ({slot.skipped} skipped)" if slot.skipped else ""
    decided = f"{slot.decided}/{document.article.sentences}{skipped}"
    return (str(document.article.number), one_line(slot.annotator or "", 30), until, decided, document.article.name)


def _person_row(person: Person) -> tuple[str, ...]:
    barred = "" if person.may_take else " (not qualified)"
    counts = (person.finished, person.held, person.expired, person.kept, person.decided)
    return (f"{one_line(person.name, 30)}{barred}", *map(str, counts))


def _slots(slots: list[tuple[QueuedDocument, QueuedSlot]]) -> str:
    numbers = [*dict.fromkeys(document.article.number for document, _ in slots)]
    if not numbers:
        return "nothing"
    return f"{count(len(slots), 'slot')} of {count(len(numbers), 'article')}: {_listed(numbers)}"


def _kept_for(found: Queue) -> str:
    from annotator.store.work.slots import State

    kept: dict[str, list[int]] = {}
    for document, slot in found.slots(State.FREE):
        if slot.reserved_for is not None:
            kept.setdefault(slot.reserved_for, []).append(document.article.number)
    return "".join(f"kept for {one_line(name, 30)}: {_listed(numbers)}\n" for name, numbers in sorted(kept.items()))


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_LISTED_AT_MOST])) + _more(len(numbers))


def _more(number: int) -> str:
    return f" and {number - _LISTED_AT_MOST} more" if number > _LISTED_AT_MOST else ""


# ---- for programs


def _record(found: Queue) -> dict[str, Any]:
    return {
        "schema": "annotator/queue@1",
        "lease_hours": found.terms.lease_hours,
        "qualified": found.terms.qualified,
        "documents": [_document_record(document) for document in found.documents],
        "without_slots": [{"article": one.number, "id": one.id, "title": one.title} for one in found.without_slots],
        "lost": [asdict(one) for one in found.lost],
        "annotators": [asdict(one) for one in found.people],
    }


def _document_record(document: QueuedDocument) -> dict[str, Any]:
    return {
        "article": document.article.number,
        "id": document.article.id,
        "title": document.article.title,
        "sentences": document.article.sentences,
        "rank": document.rank,
        "slots": [asdict(slot) for slot in document.slots],
    }
