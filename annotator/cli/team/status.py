"""`annotator status`: how the work stands, on one page: what is open, with whom, and what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

from annotator.cli.copies import copies_folder, no_copies
from annotator.cli.data.stats import progress_record
from annotator.cli.narration import command_line, count, listed, narrate, on_this_database, one_line
from annotator.cli.open_screen import annotator_name
from annotator.cli.printer import Detail, Record, TableColumns, decimals, emit, record_of, span_of_time, table, wrapped
from annotator.cli.schemes import own_scheme
from annotator.cli.team.review import left_line
from annotator.core.assignment import local_time
from annotator.core.decision import Role, is_of_a_role, shown_name
from annotator.core.review.versions import SHARE, Scope
from annotator.core.session.desk import AgainKind
from annotator.measure.work_time import DAYS, progress_of_each, sentences_a_day, steps_of_work, total_progress
from annotator.store.files.database import failure, is_due, reading
from annotator.store.find.sees import Sees
from annotator.store.log.history import annotators, check_annotator
from annotator.store.log.schema import now
from annotator.store.read.lists import odd_quotes
from annotator.store.read.reader import decisions_made, progress_by_annotator
from annotator.store.read.reviews import Survey
from annotator.store.sqlite.copies import Copy, Why, copies_in
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.look_again import to_look_at_again
from annotator.store.work.slots import Queue, SlotState, has_assigned, read_queue

_CHECKED_AT_MOST = 5000
"""Decided sentences up to which the checks of all are counted: more take seconds. Set by hand."""
_NAMED = 20
"""Cells of a name at most."""
_HEAD = 12
"""Cells of what a line is about."""
_COMMANDS_AT_MOST = 2
"""Commands that are named as worth running next."""
_REASONS: Mapping[str, str] = {
    AgainKind.CORRECTED: "article corrected",
    AgainKind.CHANGED: "scheme or guidelines changed",
    AgainKind.UNCONFIRMED: "edited, not confirmed",
}
_OF_ONE = ("free", "look_again", "people", "next")
"""What of the page is for one person, too."""


def status(
    db: Path,
    annotator: str | None,
    team: bool,
    queue: bool,
    as_json: bool,
) -> None:
    """Show what is open, who has it, and what to do next.

    Articles and sentences, who holds what until when, what waits for review and for another look, the last copy, and
    how long the rest takes at the pace of the last seven days. Whoever only annotates, in a database where `annotator
    assign` gave out articles, sees what is theirs. Nothing is changed or taken by looking.
    """
    moment = now()
    with reading(db) as connection:
        state = read_queue(connection, moment)
        people = [person.name for person in state.people]
        if annotator is not None:
            check_annotator(connection, annotator, known=people)
        elif state.shared and not (team or queue or as_json):
            # Whoever looks is shown what is theirs if they annotate here, and neither assigned nor reviewed anything.
            name = annotator_name(None)
            leads = has_assigned(connection, name) or Role.REVIEWER.name_of(name) in annotators(
                connection, Role.REVIEWER
            )
            annotator = None if leads or name not in people else name
        if queue:
            record, lines = _queue_record(state), _queue_lines(state)
        else:
            parts = [*_parts(connection, state, db, annotator)]
            known = {part.key: part.record for part in parts}
            parts.append(_next(known, annotator))
            record = {
                "schema": "annotator/status@1",
                "database": str(db),
                "at": moment,
                **known,
                "next": parts[-1].record,
            }
            lines = [line for part in parts if annotator is None or part.key in _OF_ONE for line in part.lines]
    emit(record if as_json else lines)
    if queue and not state.shared and not as_json:
        narrate("no article has places: everybody gets all articles; `annotator assign` says who annotates what")


# ---- the parts of it, each as a record of schemas/status.schema.json and as lines


def _parts(connection: Connection, queue: Queue, db: Path, whose: str | None) -> Iterator[Detail]:
    """All but what to do next; of people only that one, if named."""
    made = queue.answered
    sizes = {
        article.number: article.sentences
        for article in (*(document.article for document in queue.documents), *queue.without_slots)
    }
    ended = [(progress.article, progress.annotator) for progress in made if progress.decided == sizes[progress.article]]
    decided = {number for number, _ in ended}
    for document in queue.documents:  # all who have a place are to be through
        if any(slot.state is not SlotState.FINISHED for slot in document.slots):
            decided.discard(document.article.number)
        else:
            decided.add(document.article.number)
    begun = {progress.article for progress in made} - decided
    articles = {"decided": len(decided), "begun": len(begun), "untouched": len(sizes.keys() - decided - begun)}
    yield _line("articles", articles, ", ".join(f"{number} {what}" for what, number in articles.items()))
    places, barred = queue.slots(SlotState.FREE), [person.name for person in queue.people if not person.may_take]
    free = [
        *dict.fromkeys(
            document.article.number
            for document, slot in places
            if slot.reserved_for in (None, whose)
            # Nobody has two places of one article.
            if whose is None or whose not in [*barred, *(other.annotator for other in document.slots)]
        )
    ]
    kept = {document.article.number for document, slot in places if slot.reserved_for is not None}
    left_out = [article.number for article in queue.without_slots] if queue.shared else []
    words = listed(free) or "nothing"
    if kept and whose is None:
        words += f"; kept for one person each {listed(sorted(kept))}"
        words += "" if free else ": `annotator assign --release all --annotator NAME` hands on what NAME has"
    if not queue.shared:
        words = "everybody gets all articles; `annotator assign` says who annotates what"
    elif left_out:
        words += f"; without a place {listed(left_out)}"
    yield _line("free", {"articles": free if queue.shared else None, "without_slots": left_out}, words)
    yield _pace(connection)
    left = Survey(connection, Scope(SHARE)).left()
    yield _line("review", left._asdict(), left_line(left) if any(left._asdict().values()) else "")
    yield _look_again(connection, whose)
    yield _checks(connection, sum(progress.decided for progress in made))
    yield _copies(db)
    people = [*_people(connection, queue, Counter(name for _, name in ended), whose)]
    held = _line("", None, "; ".join(held for person in people for held in _held(person)), "held").lines
    yield Detail("people", people, [*held, "", *table(_COLUMNS, people)] if people else [])


def _line(key: str, record: Any, text: str, head: str = "") -> Detail:
    """A part that is a few words behind its head; without words it has no line."""
    lines = wrapped(on_this_database(text), 79, f"{head or key:{_HEAD}}", " " * _HEAD) if text else []
    return Detail(key, record, lines)


def _pace(connection: Connection) -> Detail:
    steps = [*steps_of_work(decisions_made(connection))]
    together = total_progress(progress_of_each(progress_by_annotator(connection), steps))
    a_day, left = sentences_a_day(steps, datetime.now(UTC).date()), together.left
    days = None if a_day is None else ceil(left / a_day)
    words = f"{together.decided} of {together.sentences} decided" if together.sentences else ""
    if left and a_day is None:
        words += f"; none on the screen in the last {DAYS} days"
    elif left and a_day:
        words += f", {decimals(a_day, int(a_day < 1))} a day; {left} left: {count(days or 0, 'day')}"
        words += f", {span_of_time(together.seconds_left)} of work" if together.seconds_left is not None else ""
    return _line("sentences", progress_record(together) | {"a_day": a_day, "days_left": days}, words)


def _look_again(connection: Connection, whose: str | None) -> Detail:
    """By person, reviewers too, how many sentences are to be looked at again, by the first reason for each."""
    again = {}
    for name in annotators(connection, Role.ANNOTATOR, Role.REVIEWER) if whose is None else (whose,):
        counted = Counter(entry.kind.value for entry in to_look_at_again(connection, name))
        if counted:
            again[name] = dict(counted)
    people = (
        f"{_name(name)} {', '.join(f'{number} ({_REASONS[reason]})' for reason, number in counted.items())}"
        for name, counted in again.items()
    )
    return _line("look_again", again, "; ".join(people), "look again")


def _checks(connection: Connection, decided: int) -> Detail:
    listing = "`annotator list checks`"
    if decided > _CHECKED_AT_MOST:
        return _line("checks", None, f"not counted, so much is decided: {listing}")
    odd = len(odd_quotes(connection, None, own_scheme(connection)))
    return _line("checks", odd, f"{odd} in decided quotes: {listing}" if odd else "")


def _copies(db: Path) -> Detail:
    folder = copies_folder(db)
    copies = [copy for copy in copies_in(folder) if copy.why is not Why.REPLACED]
    last, failed = next(iter(copies), None), failure(folder)
    merge = next((copy for copy in copies if copy.why is Why.MERGE), None)
    words = f"{_age(last)} ({last.why})" if last else "none"
    words += f"; that of the day failed: {failed}" if failed else ""
    words += f"; before the last merge {_age(merge)}" if merge and merge is not last else ""
    due = not no_copies() and is_due(db, folder)
    made = {"last": last and last.made, "before_merge": merge and merge.made}
    return _line("copies", {**made, "failed": failed, "due": due}, words)


def _age(copy: Copy) -> str:
    """When a copy was made, and how many days ago that is here."""
    days = (datetime.now().date() - copy.made.astimezone().date()).days
    ago = f"{count(days, 'day')} ago" if days else "today"
    return f"{local_time(copy.made.isoformat())}, {ago}"


def _people(connection: Connection, queue: Queue, ended: Counter[str], whose: str | None) -> Iterator[Record]:
    """Everybody who annotates, is to or may, by name, or only that person."""
    for person in queue.people:
        if whose in (None, person.name):
            sees = Sees(connection, person.name)
            place = sees.undecided_after(0) or sees.skipped_after(0)
            yield {
                **record_of(person, "name", "decided", "kept", "may_take"),
                "finished": ended[person.name],
                "skipped": sum(progress.skipped for progress in queue.answered if progress.annotator == person.name),
                "holds": [
                    {
                        "article": document.article.number,
                        "until": slot.until,
                        "over": state is SlotState.EXPIRED,
                        "kept": slot.reserved_for is not None,
                    }
                    for state in (SlotState.EXPIRED, SlotState.HELD)
                    for document, slot in queue.slots(state)
                    if slot.annotator == person.name
                ],
                "next": None if place is None else str(place),
            }


def _held(person: Record) -> Iterator[str]:
    """What somebody holds beyond the time, and what for how long at least."""
    for over, words in ((True, "over since"), (False, "until")):
        holds = [hold for hold in person["holds"] if hold["over"] is over]
        if holds:
            until = local_time(min(hold["until"] or "" for hold in holds)) + (" or later" if len(holds) > 1 else "")
            yield f"{_name(person['name'])} {listed([hold['article'] for hold in holds])} {words} {until}"


def _name(name: str) -> str:
    return shown_name(name, _NAMED)


_COLUMNS: TableColumns = {
    "annotator": lambda person: f"{_name(person['name'])}{'' if person['may_take'] else ' (not qualified)'}",
    **{head: head for head in ("decided", "finished", "skipped", "kept", "next")},
}


# ---- what to do next


def _next(known: Record, whose: str | None) -> Detail:
    """The commands that are worth running."""
    advised = _advice(known) if whose is None else _advice_for(known, whose)
    commands = [command_line(command) for command, applies in advised if applies][:_COMMANDS_AT_MOST]
    lines = [f"{'' if number else 'next':{_HEAD}}{command}" for number, command in enumerate(commands)]
    return Detail("next", commands, ["", *lines] if lines else [])


def _advice(known: Record) -> Iterator[tuple[str, Any]]:
    """What whoever leads the work can do, the most pressing first, and whether it applies."""
    review, articles, people = known["review"], known["articles"], known["people"]
    yield "import PATH...", not any(articles.values())
    yield "db backup", known["sentences"]["decided"] and known["copies"]["due"]
    yield "assign", known["free"]["without_slots"]
    for person in people:
        stuck = any(hold["over"] and hold["kept"] for hold in person["holds"])  # others take the rest by themselves
        yield f"assign --release all --annotator {shlex.quote(one_line(person['name']))}", stuck
    yield "review", review["differences"] or review["audit"]
    yield "review settle", review["unanimous"]
    yield "list checks", known["checks"]
    yield "annotate", any(articles.values()) and not people
    yield "export --gold", articles["decided"] and not (articles["begun"] or articles["untouched"])


def _advice_for(known: Record, whose: str) -> Iterator[tuple[str, Any]]:
    """The same for one person."""
    if is_of_a_role(whose):
        yield "review", known["review"]["differences"] or known["review"]["audit"]
        yield "review --again-list", known["look_again"]
    else:
        yield "annotate", any(person["next"] for person in known["people"]) or known["free"]["articles"]
        yield "annotate --again", known["look_again"]


# ---- all slots


def _queue_lines(queue: Queue) -> list[str]:
    """A line for each slot, those that somebody has first; work that lost its slot; articles without one."""
    rows: list[tuple[object, ...]] = [
        (document.article.number, state, who or "", local_time(slot.until or ""), decided, title)
        for state in (SlotState.EXPIRED, SlotState.HELD, SlotState.FREE, SlotState.FINISHED)
        for document, slot in queue.slots(state)
        for who in [slot.annotator or (slot.reserved_for and f"kept for {slot.reserved_for}")]
        for skipped in [f" ({slot.skipped} skipped)" if slot.skipped else ""]
        for decided in [f"{slot.decided}/{document.article.sentences}{skipped}"]
        for title in [document.article.name]
    ]
    rows += [(work.article, "lost", work.annotator, "", work.decided, work.why) for work in queue.lost]
    if not rows:
        return []
    rows += [(article.number, "without a place", "", "", "", article.name) for article in queue.without_slots]
    return table(("article", "state", "annotator", "until", "decided", "title"), rows)


def _queue_record(queue: Queue) -> Record:
    """All of it as schemas/queue.schema.json has it."""
    return {
        "schema": "annotator/queue@1",
        **record_of(queue.terms, "lease_hours", "qualified"),
        "documents": [
            {
                "article": document.article.number,
                **record_of(document.article, "id", "title", "sentences"),
                **record_of(document, "rank", "slots"),
            }
            for document in queue.documents
        ],
        "without_slots": [
            {"article": article.number, **record_of(article, "id", "title")} for article in queue.without_slots
        ],
        "lost": queue.lost,
        "annotators": queue.people,
    }
