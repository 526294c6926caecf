"""`annotator status`: how the work stands, on one page: what is open, with whom, and what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.narration import count, listed, narrate
from annotator.cli.open_screen import annotator_name, command_line
from annotator.cli.options import DEFAULT_DB, Db, refuse_unused
from annotator.cli.review import left_told
from annotator.cli.tables import table, terminal_width, wrapped
from annotator.cli.work_figures import span_of_time
from annotator.core.assignment import local_time
from annotator.core.decision import Role, is_of_a_role, shown_name
from annotator.core.drawable import one_line
from annotator.core.review.case import SHARE, Left, Scope
from annotator.core.session.look_again import Reason
from annotator.measure.work_time import DAYS

if TYPE_CHECKING:
    from annotator.store.sqlite.sqlite_library import sqlite3
    from annotator.store.work.slots import Answered, Queue, Waiting

_CHECKED_AT_MOST = 5000
"""Decided sentences up to which the checks of all are counted: more take seconds. Set by hand."""
_PEOPLE_AT_MOST = 12
"""People that the page has a line for."""
_COMMANDS_AT_MOST = 2
"""Commands that the page names."""
_HELD_AT_MOST = 5
"""Articles that a person holds that a line names."""
_HEAD = 12
"""Cells of what a line is about."""
_NAMED = 20
"""Cells of a name at most."""
_REASONS = {
    Reason.CORRECTED: "of corrected articles",
    Reason.CHANGED: "from before a change of the scheme or guidelines",
    Reason.UNCONFIRMED: "edited and not confirmed",
}
_OLD = timedelta(days=2)
"""A copy older than this is one to make anew. Set by hand: the screen makes one every day."""


_BARRED = "new articles are for those who have passed a qualification"


@dataclass(frozen=True, slots=True)
class Hold:
    """An article that somebody holds, until when (UTC, ISO 8601); `over`: others may take it."""

    article: int
    until: str | None
    over: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How the work of one person stands, in articles that are not removed.

    `decided` are sentences, `finished` articles that are decided to the end; `kept` slots that nobody else may take.
    `again`: how much is to be looked at, by reason. `next`: the place of the next sentence to decide, as `3:8`.
    """

    name: str
    decided: int
    skipped: int
    finished: int
    holds: tuple[Hold, ...]
    kept: int
    may_take: bool
    again: Mapping[str, int]
    next: str | None


@dataclass(frozen=True, slots=True)
class Articles:
    """How many articles are decided to the end by all who are to, begun by somebody, and untouched."""

    decided: int
    begun: int
    untouched: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Sentences that all people together are to decide, and have; at how many a day the rest takes how long.

    `seconds_left` is active time. None: too little was decided lately to tell.
    """

    sentences: int
    decided: int
    a_day: float | None
    days_left: int | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Copied:
    """When (UTC, ISO 8601) and why the last copy was made, and the last before a merge; why that of the day failed.

    `due`: something was done since the last one, which is not of today.
    """

    at: str | None
    why: str | None
    before_merge: str | None
    failed: str | None
    due: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """A command that is worth running next, and why."""

    command: str
    why: str


@dataclass(frozen=True, slots=True)
class Status:
    """How the work stands. `free`: the articles with a slot that is free, once for each; None: everybody gets all.

    `checks`: how many there are in decided quotes; None where so much is decided that they were not counted.
    """

    at: str
    articles: Articles
    free: tuple[int, ...] | None
    without_slots: tuple[int, ...]
    pace: Pace
    review: Left
    checks: int | None
    copies: Copied
    people: tuple[Standing, ...]
    next: tuple[Advice, ...]


def status(
    context: typer.Context,
    annotator: Annotated[
        str | None, typer.Option("--annotator", help="Only what is this person's, and what is next for them.")
    ] = None,
    team: Annotated[bool, typer.Option("--team", help="All of it, also for whoever only annotates.")] = False,
    queue: Annotated[
        bool, typer.Option("--queue", help="Instead: who holds which article until when, what is free, finished, lost.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Show what is open, who has it, and what to do next.

    Articles and sentences, who holds what until when, what waits for review and for another look, the last copy, and
    how long the rest takes at the pace of the last seven days. Whoever only annotates, in a database where `annotator
    assign` gave out articles, sees what is theirs. Nothing is changed or taken by looking.
    """
    from annotator.cli.queue import queue_record, queue_told
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.jsonlines import to_line
    from annotator.store.files.database import opened, snapshot
    from annotator.store.log.history import check_annotator
    from annotator.store.log.schema import now
    from annotator.store.work.slots import read_queue, waiting_for

    if queue:
        refuse_unused(context, "with --queue", "annotator team")
    elif annotator is not None:
        refuse_unused(context, "with --annotator", "team")
    at, width = now(), terminal_width()
    with opened(db, read_only=True) as connection, snapshot(connection, db):
        if annotator is not None:
            check_annotator(connection, annotator)
        found = read_queue(connection, at)
        if queue:
            written = to_line(queue_record(found)) if as_json else queue_told(found, width).encode("utf-8")
            if not found.documents and not as_json:
                narrate("no article has slots: everybody gets all articles; `annotator assign` says who annotates what")
                written = b""
        else:
            whose = annotator if annotator is not None or as_json or team else _only_annotates(connection, found)
            standing = _read(connection, found, db, at, whose)
            if as_json:
                written = to_line({"schema": "annotator/status@1", "database": str(db), **asdict(standing)})
            else:
                waiting = waiting_for(connection, whose, at) if whose is not None and found.documents else None
                lines = _page(standing, width) if whose is None else _own_page(standing, waiting)
                written = "".join(f"{line}\n" for line in lines).encode("utf-8")
    with standard_output() as out:
        out.write(written)


def queue(
    context: typer.Context,
    release: Annotated[
        str | None, typer.Option("--release", metavar="ARTICLE", help="As `annotator assign --release`.")
    ] = None,
    annotator: Annotated[str | None, typer.Option("--annotator", help="Whose, with --release.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As `annotator status --queue --json`.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Do what `annotator status --queue` does."""
    from annotator.cli.assign import give_back

    if release is None:
        refuse_unused(context, "without --release", "annotator")
        status(context, queue=True, as_json=as_json, db=db)
    else:
        refuse_unused(context, "with --release", "as_json")
        give_back(db, release, annotator)


def _only_annotates(connection: sqlite3.Connection, found: Queue) -> str | None:
    """Who looks, if articles were given out and that person annotates here and neither assigned nor reviewed any."""
    from annotator.store.log.history import annotators
    from annotator.store.work.slots import has_assigned

    name = annotator_name(None)
    leads = has_assigned(connection, name) or Role.REVIEWER.name_of(name) in annotators(connection, Role.REVIEWER)
    return name if found.documents and not leads and name in annotators(connection) else None


# ---- reading


def _read(connection: sqlite3.Connection, found: Queue, db: Path, at: str, whose: str | None) -> Status:
    from annotator.cli.schemes import adopted_scheme
    from annotator.store.read.lists import checks_in, sentences_left
    from annotator.store.read.reviews import Survey
    from annotator.store.work.slots import State, answered

    made = answered(connection)
    sizes = {one.number: one.sentences for one in (*(one.article for one in found.documents), *found.without_slots)}
    ended = [(one.article, one.annotator) for one in made if one.decided == sizes[one.article]]
    by_slots = {one.article.number: all(slot.state is State.FINISHED for slot in one.slots) for one in found.documents}
    decided = {number for number in sizes if by_slots.get(number)}
    decided |= {number for number, _ in ended if number not in by_slots}
    begun = {one.article for one in made} - decided
    few = sum(one.decided for one in made) <= _CHECKED_AT_MOST
    sentences = sentences_left(connection, None) if few else []
    scheme = adopted_scheme(connection, db, None, None)
    standing = Status(
        at=at,
        articles=Articles(len(decided), len(begun), len(sizes) - len(decided) - len(begun)),
        free=tuple(dict.fromkeys(one.article.number for one, _ in found.slots(State.FREE))) if by_slots else None,
        without_slots=tuple(one.number for one in found.without_slots) if by_slots else (),
        pace=_pace(connection),
        review=Survey(connection, Scope(SHARE)).left(),
        checks=len(checks_in(connection, sentences, scheme)) if few else None,
        copies=_copied(db),
        people=tuple(_people(connection, found, made, Counter(name for _, name in ended), whose)),
        next=(),
    )
    advice = _advice(standing) if whose is None else _own_advice(standing.people[0])
    told = (Advice(command_line(words, db), why) for words, why in advice)
    return replace(standing, next=tuple(islice(told, _COMMANDS_AT_MOST)))


def _pace(connection: sqlite3.Connection) -> Pace:
    from annotator.measure.work_time import in_all, progress_of_each, sentences_a_day, steps_of_work
    from annotator.store.read.reader import said, workloads

    steps = [*steps_of_work(said(connection))]
    together = in_all(progress_of_each(workloads(connection), steps))
    a_day, left = sentences_a_day(steps, datetime.now(UTC).date()), max(0, together.left)
    days = ceil(left / a_day) if a_day else None
    return Pace(together.sentences, together.decided, a_day, days, together.seconds_left)


def _copied(db: Path) -> Copied:
    from annotator.cli.copies import copies_folder, no_copies
    from annotator.store.files.copying import failure, is_due
    from annotator.store.sqlite.copies import Why, copies_in

    folder = copies_folder(db)
    copies = [copy for copy in copies_in(folder) if copy.why is not Why.REPLACED]
    made = [(copy.made.isoformat(), copy.why.value) for copy in copies]
    at, why = made[0] if made else (None, None)
    merged = next((at for at, why in made if why == Why.MERGE), None)
    return Copied(at, why, merged, failure(folder), not no_copies() and is_due(db, folder))


def _people(
    connection: sqlite3.Connection, found: Queue, made: Sequence[Answered], ended: Counter[str], whose: str | None
) -> Iterator[Standing]:
    """Everybody who annotates or is to, by name, and reviewers who are to look again; only that person, if named."""
    from annotator.store.find.sees import Sees
    from annotator.store.log.history import annotators
    from annotator.store.work.look_again import to_look_at_again
    from annotator.store.work.slots import State

    holds: dict[str | None, list[Hold]] = {}
    for state in (State.EXPIRED, State.HELD):
        for document, slot in found.slots(state):
            hold = Hold(document.article.number, slot.until, state is State.EXPIRED)
            holds.setdefault(slot.annotator, []).append(hold)
    skipped = Counter[str]()
    for one in made:
        skipped[one.annotator] += one.skipped
    known = {one.name: (one.decided, one.kept, one.may_take) for one in found.people}
    reviewers = [name for name in annotators(connection, Role.REVIEWER) if name not in known]
    for name in (*known, *reviewers) if whose is None else (whose,):
        again = dict(Counter(one.kind.value for one in to_look_at_again(connection, name)))
        if not again and whose is None and name in reviewers:
            continue
        decided, kept, may_take = known.get(name, (0, 0, False))
        place = Sees(connection, name).undecided_after(0) if name in known else None
        shown, held = None if place is None else str(place), tuple(holds.get(name, ()))
        yield Standing(name, decided, skipped[name], ended[name], held, kept, may_take, again, shown)


# ---- what to do next


def _advice(found: Status) -> Iterator[tuple[str, str]]:
    """What whoever leads the work can do, the most pressing first: a command and why."""
    if not found.pace.sentences and not any((found.articles.decided, found.articles.begun, found.articles.untouched)):
        yield "import PATH...", "there are no articles"
        return
    copies = found.copies
    if found.pace.decided and copies.due and (copies.failed or copies.at is None or _age(copies.at) > _OLD):
        yield "db backup", "no copy was made lately"
    if found.without_slots:
        yield "assign", f"{count(len(found.without_slots), 'article')} without a slot"
    for one in found.people:
        over = sum(hold.over for hold in one.holds)
        if over:
            name = shlex.quote(one_line(one.name))
            yield f"assign --release all --annotator {name}", f"{count(over, 'article')} held beyond the time"
    if found.review.differences or found.review.audit:
        yield "review", f"{count(found.review.differences + found.review.audit, 'sentence')} to settle"
    if found.review.unanimous:
        yield "review settle", f"{count(found.review.unanimous, 'sentence')} that all marked alike"
    if found.checks:
        yield "list checks", f"{count(found.checks, 'quote')} that look odd"
    if not found.people:
        yield "annotate", "nobody has begun"
    if not (found.articles.begun or found.articles.untouched):
        yield "export --gold", "all is decided"


def _own_advice(one: Standing) -> Iterator[tuple[str, str]]:
    """The same for one person."""
    reviews = is_of_a_role(one.name)
    command = "review" if reviews else "annotate"
    if one.next is not None or not (one.again or reviews):
        yield command, f"go on at {one.next}" if one.next is not None else "see what there is to take"
    if one.again:
        yield f"{command} --again", f"{count(sum(one.again.values()), 'sentence')} to look at again"


# ---- the pages


def _page(found: Status, width: int | None) -> Iterator[str]:
    """All of it for people, line by line."""
    articles, pace, copies = found.articles, found.pace, found.copies
    yield from _line("articles", f"{articles.decided} decided, {articles.begun} begun, {articles.untouched} untouched")
    if found.free is None:
        yield from _line("free", "everybody gets all articles; `annotator assign` says who annotates what")
    else:
        without = f"; {len(found.without_slots)} without a slot" if found.without_slots else ""
        yield from _line("free", f"{listed(found.free) or 'nothing'}{without}")
    yield from _line("sentences", f"{pace.decided} of {pace.sentences} decided{_pace_told(pace)}")
    if any(asdict(found.review).values()):
        yield from _line("review", left_told(found.review))
    again = [f"{_name(one)} {_again(one)}" for one in found.people if one.again]
    if again:
        yield from _line("look again", "; ".join(again))
    if found.checks is None:
        yield from _line("checks", "so much is decided that counting takes long: `annotator list checks`")
    elif found.checks:
        yield from _line("checks", f"{found.checks} in decided quotes: `annotator list checks`")
    yield from _line("copies", _copies_told(copies))
    people = [one for one in found.people if not is_of_a_role(one.name)]
    if people:
        heads = ("annotator", "decided", "finished", "skipped", "kept", "holds")
        yield "\n" + table(heads, [_row(one) for one in people[:_PEOPLE_AT_MOST]], width).rstrip("\n")
        if len(people) > _PEOPLE_AT_MOST:
            yield f"and {len(people) - _PEOPLE_AT_MOST} more: --json has all"
    yield from _next(found)


def _own_page(found: Status, waiting: Waiting | None) -> Iterator[str]:
    """What is one person's; `waiting`: what they can take, where articles were given out."""
    (one,) = found.people
    skipped = f", {one.skipped} skipped" if one.skipped else ""
    decided = f"{count(one.decided, 'sentence')} by {_name(one)}{skipped}; {count(one.finished, 'article')} to the end"
    yield from _line("decided", decided)
    if one.holds:
        yield from _line("holds", _holds(one))
    if waiting is not None:
        free = count(waiting.free, "article") if waiting.free else "nothing"
        yield from _line("to take", f"{free}; others hold {waiting.others}" if one.may_take else _BARRED)
    if one.again:
        yield from _line("look again", _again(one))
    yield from _next(found)


def _next(found: Status) -> Iterator[str]:
    for head, one in zip(("next", ""), found.next, strict=False):
        yield ("\n" if head else "") + f"{head:{_HEAD}}{one.command}  ({one.why})"


def _line(head: str, text: str) -> list[str]:
    return wrapped(text, 79, f"{head:{_HEAD}}", " " * _HEAD)


def _row(one: Standing) -> tuple[str, ...]:
    counts = (one.decided, one.finished, one.skipped, one.kept)
    barred = "" if one.may_take else _BARRED
    return (_name(one), *(str(number or "-") for number in counts), _holds(one) or barred)


def _name(one: Standing) -> str:
    return one_line(shown_name(one.name), _NAMED)


def _holds(one: Standing) -> str:
    held = [
        f"{hold.article} {'over since' if hold.over else 'until'} {local_time(hold.until or '')}" for hold in one.holds
    ]
    more = [f"{len(held) - _HELD_AT_MOST} more"] if len(held) > _HELD_AT_MOST else []
    return ", ".join([*held[:_HELD_AT_MOST], *more])


def _again(one: Standing) -> str:
    return ", ".join(f"{number} {_REASONS[Reason(reason)]}" for reason, number in one.again.items())


def _pace_told(pace: Pace) -> str:
    left = pace.sentences - pace.decided
    if left <= 0:
        return ""
    if pace.a_day is None:
        return f"; none in the last {DAYS} days"
    work = f", {span_of_time(pace.seconds_left)} of work" if pace.seconds_left is not None else ""
    return f", {pace.a_day:.0f} a day; {left} left: {count(pace.days_left or 0, 'day')}{work}"


def _copies_told(copies: Copied) -> str:
    told = "none" if copies.at is None else f"the last {_ago(copies.at)} ({copies.why})"
    if copies.failed:
        told += f"; that of the day failed: {one_line(copies.failed, 80)}"
    return told + (f"; merged {_ago(copies.before_merge)}" if copies.before_merge else "")


def _age(at: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(at)


def _ago(at: str) -> str:
    """How long ago a time (ISO 8601) was, in the largest unit."""
    minutes = max(0, int(_age(at).total_seconds() // 60))
    for size, noun in ((24 * 60, "day"), (60, "hour")):
        if minutes >= size:
            return f"{count(minutes // size, noun)} ago"
    return f"{count(minutes, 'minute')} ago"
