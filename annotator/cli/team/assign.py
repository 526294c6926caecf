"""`annotator assign`: how many people are to annotate which articles, who, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotator.cli.narration import NOTHING_CHANGED, agreed, count, listed, narrate, require_somebody
from annotator.cli.open_screen import annotator_name, share_of
from annotator.cli.options import articles_named, is_given, refuse_unused
from annotator.core.assignment import (
    LONGEST_LEASE,
    MOST_SLOTS,
    Rule,
    SlotOrder,
    SlotPlan,
    Terms,
    overlap_of,
    slots_by_rule,
)
from annotator.core.decision import Role, may_work, role_and_person
from annotator.core.drawable import one_line, plural
from annotator.core.errors import AnnotatorError, InputRefused, UsageError
from annotator.core.model import NamedBy, grouped
from annotator.exchange.documents import filled_cells, table_rows
from annotator.exchange.files import STANDARD_INPUT, read_bytes
from annotator.exchange.lines import Record, record_of
from annotator.store.articles.documents import how_to_get_articles, named_articles, numbers_named
from annotator.store.files.database import opened, transaction
from annotator.store.log.history import annotators, expected
from annotator.store.log.schema import now
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.slots import (
    AssignmentChanges,
    QueuedDocument,
    QueuedSlot,
    SlotState,
    hand_on,
    hashes,
    last_rule,
    may_take,
    ranks,
    read_queue,
)
from annotator.store.work.slots import assign as give_slots
from annotator.store.work.slots import terms as kept_terms
from annotator.tui.likeness import likest


@dataclass(frozen=True)
class RuleOptions:
    """What a rule is made of; None is what was not given."""

    overlap: str | None = None
    share: str | None = None
    to: list[str] | None = None
    order: SlotOrder | None = None
    seed: int | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Those named with --to. Raises UsageError for what can be no annotator's name, or is there twice."""
        names = tuple(checked_name(name.strip(), "--to", UsageError) for name in self.to or ())
        if "" in names:
            raise UsageError("--to: a name must not be empty", "name somebody")
        if len({*names}) < len(names):
            raise UsageError("--to: somebody is named twice", "name everybody once")
        return names


def assign(
    db: Path,
    options: RuleOptions,
    articles: list[str] | None,
    table: str | None,
    lease_hours: float | None,
    qualified: bool | None,
    release: str | None,
    yes: bool,
    dry_run: bool,
    by: NamedBy | None,
    annotator: str | None,
) -> None:
    """Say how many people annotate each article, and who.

    From then on everybody gets one article after the other, and none that somebody else has. Run it again for articles
    that were imported since, or to change your mind: what somebody has begun stays as it is. Without options it does
    what it was told last.

    --release takes an article from whoever holds it; what was decided in it is kept.
    """
    if release is not None:
        whose = annotator if is_given("annotator") else None
        give_back(db, release, whose, options.people, by, yes=yes, dry_run=dry_run)
        return
    if not (articles or table):
        refuse_unused("without ARTICLE or --csv", "by")
    if lease_hours is not None and not 0 < lease_hours <= LONGEST_LEASE:
        raise UsageError(f"--lease-hours {lease_hours:g}", f"give hours above 0, at most {LONGEST_LEASE:g}")
    who = annotator_name(annotator)
    rows = None if table is None else read_assignments(None if table == "-" else Path(table))
    with opened(db) as connection, transaction(connection, tried=dry_run):
        last, before = last_rule(connection) or Rule(), kept_terms(connection)
        terms = Terms(
            before.lease_hours if lease_hours is None else lease_hours,
            before.qualified if qualified is None else qualified,
        )
        if rows is not None:
            wanted, record = _by_table(connection, rows, _rule(connection, options, last), by)
        else:
            wanted, record = _by_rule(connection, options, last, articles or (), by)
        named = {*options.people, *(row.annotator for row in rows or () if row.annotator)}
        new = _new_here(connection, named - {who})
        changes = give_slots(connection, wanted, terms, record, who, now())
        barred = _not_qualified(connection, named)
    _report(changes, terms, before, dry_run, later=record.get("rule", last._asdict()) != last._asdict())
    for line in filter(None, (new, barred)):
        print(line)


def _rule(connection: Connection, options: RuleOptions, base: Rule) -> Rule:
    """The rule that was told before, or is the usual one, with what is told now."""
    people = options.people or base.people
    of_all = base.all if options.overlap is None else options.overlap.strip().lower() == "all"
    overlap = "all" if of_all else options.overlap
    return Rule(
        base.overlap if overlap is None else overlap_of(overlap, people or annotators(connection)),
        base.share if options.share is None else share_of(options.share),
        people,
        options.order or base.order,
        base.seed if options.seed is None else options.seed,
        of_all,
    )


Wanted = tuple[Mapping[int, SlotPlan], Record]
"""The slots of each document, by its number, and what is kept of what was told."""


def _by_rule(
    connection: Connection, options: RuleOptions, last: Rule, articles: Sequence[str], by: NamedBy | None
) -> Wanted:
    """Slots for the articles that are named; where none are, for all by what is told of all.

    Raises InputRefused where none of those that are named is in the work.
    """
    chosen = [article.number for article in articles_named(connection, articles, by) if not article.removed]
    if articles and not chosen:
        raise InputRefused("these articles are removed", "`annotator remove --undo` brings them back")
    texts = hashes(connection)
    record: Record
    dealt = hashes(connection, removed=True)  # without them all that come later went to others than before
    if chosen:
        usual = last._replace(overlap=max(1, len(options.people)), share=0.0, people=(), all=False)
        rule = _rule(connection, options, usual)
        record = {"documents": len(chosen), **record_of(rule, "overlap", "share"), "people": list(rule.people)}
        texts = dealt = {number: texts[number] for number in chosen}
    else:
        rule = _rule(connection, options, last)
        record = {"rule": rule._asdict()}
        if not texts:
            raise InputRefused("no articles in the database", how_to_get_articles(connection))
    kept_for, places = slots_by_rule(rule, dealt), ranks(connection, rule)
    return {number: SlotPlan(kept_for[number], places[number], bool(chosen)) for number in texts}, record


def _by_table(connection: Connection, rows: list[AssignmentRow], rule: Rule, by: NamedBy | None) -> Wanted:
    """Slots for the articles of a table. Several lines of one article name several people."""
    places = ranks(connection, rule)
    of_each = grouped((_document(connection, row, by), row) for row in rows)
    wanted = {number: _places(group, places[number]) for number, group in of_each.items()}
    return wanted, {"table": len(rows), "documents": len(wanted)}


def _places(group: list[AssignmentRow], rank: int) -> SlotPlan:
    names = [row.annotator for row in group if row.annotator is not None]
    for name, times in Counter(names).items():
        if times > 1:
            raise InputRefused(f"{group[-1].where}: {one_line(name, 40)} again, for the same article", "name each once")
    for column in ("slots", "order"):
        if len({getattr(row, column) for row in group} - {None}) > 1:
            raise InputRefused(f"{group[-1].where}: other {column} than before, for the same article", "say one")
    slots = next((row.slots for row in group if row.slots is not None), max(1, len(names)))
    if len(names) > min(slots, MOST_SLOTS):
        raise InputRefused(f"{group[-1].where}: more people than places", f"name at most {min(slots, MOST_SLOTS)}")
    order = next((row.order for row in group if row.order is not None), rank)
    return SlotPlan((*names, *[None] * (slots - len(names))), order, named=True)


def _document(connection: Connection, row: AssignmentRow, by: NamedBy | None) -> int:
    """The number of the article that a line names by number or id; only `by` what it says, if it says anything."""
    by = by or (None if numbers_named(row.document) else NamedBy.ID)  # no line means words of a title
    try:
        article, *others = named_articles(connection, row.document, by, removed=False)
    except InputRefused as error:
        raise InputRefused(f"{row.where}: {error.message}", error.hint) from None
    if others or article.removed:
        state = "several" if others else "removed"
        raise InputRefused(
            f"{row.where}: article {one_line(row.document, 40)!r} is {state}", "`annotator list` shows them"
        )
    return article.number


def _report(changes: AssignmentChanges, terms: Terms, before: Terms, dry_run: bool, later: bool) -> None:
    """Say what changed. `later`: another rule than before holds for articles that come in from now on."""
    if changes.left:
        narrate(f"{count(len(changes.left), 'article')} assigned by name, by table or handed on stay as they are")
    would = "would be " if dry_run else ""
    lines = [
        (changes.new, f"new {would}in the queue"),
        (changes.more, "more places"),
        (changes.fewer, "fewer places"),
        (changes.kept_for, "kept for others than before"),
        (changes.begun, "not as told, as somebody has begun: what is taken stays"),
    ]
    for documents, what in lines:
        if documents:
            print(f"{what}: {count(len(documents), 'article')} ({listed(documents)})")
    if changes.order:
        print("the order of what is free changed" if not dry_run else "the order of what is free would change")
    if changes.adopted:
        print(f"work that was there took {count(changes.adopted, 'place')}")
    if terms != before:
        who = "who has passed a qualification" if terms.qualified else "everybody"
        hours = f"{terms.lease_hours:g} {plural(terms.lease_hours, 'hour')}"
        print(f"places are held {hours} after the last decision; {who} may take articles")
    if not changes and terms == before:
        here = " for the articles here; those that come in later go by what is told now" if later else ""
        print(f"{'nothing to change' if dry_run else 'nothing changed'}{here}")
    in_all = f"{count(changes.slots, 'place')} in all"
    narrate(f"{in_all} if it were done" if dry_run else f"{in_all}; `annotator status` shows them")
    if changes.without_slots:
        left = changes.without_slots
        narrate(f"without a place: {count(len(left), 'article')} ({listed(left)})")
    if dry_run:
        narrate(NOTHING_CHANGED)


def _new_here(connection: Connection, names: Set[str]) -> str:
    """Those of the names that nobody here has, be it for a place that is kept, and who has one like it."""
    known = {role_and_person(name)[1] or name for name in annotators(connection, *Role)}.union(expected(connection))
    new = []
    for name in sorted(names - known):
        alike = listed([one_line(other, 40) for other in likest(name, sorted(known), 1, 65)])
        new.append(f"{one_line(name, 40)}{alike and f' ({alike} is here)'}")
    return f"new here: {', '.join(new)}" if new else ""


def _not_qualified(connection: Connection, names: Set[str]) -> str:
    """Those of the names for whom places may be kept, but who may take none."""
    barred = [one_line(name, 40) for name in sorted(names) if not may_take(connection, name)]
    return f"may take nothing before they pass a qualification: {', '.join(barred)}" if barred else ""


# ---- giving back


def give_back(
    db: Path,
    name: str,
    whose: str | None,
    to: Sequence[str],
    by: NamedBy | None,
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    """Give the article of that name back, or with "all" all that somebody has; `to`: for whom it is kept from then on.

    Of all it is said first what will become of it, and asked. Raises UsageError where it is not clear whose,
    InputRefused where nobody has it.
    """
    everything = name == "all" and by is None
    if everything and whose is None:
        raise UsageError("--release all needs a name", "say whose with --annotator")
    asks = everything and not (yes or dry_run)
    with opened(db) as connection:
        for tries in (True, False) if asks else (dry_run,):
            with transaction(connection, tried=tries):
                lines = [*_given_back(connection, _meant(connection, None if everything else name, by, whose), to)]
            if asks and tries:
                require_somebody()
            narrate(*lines)
            if tries and not (asks and agreed("Do so?")):
                narrate("nothing changed" if asks else NOTHING_CHANGED)
                return


Held = tuple[QueuedDocument, QueuedSlot]


def _meant(connection: Connection, name: str | None, by: NamedBy | None, whose: str | None) -> list[Held]:
    """The slots that go back: of each article of that name the one that somebody holds; None: all that somebody has."""
    who_has = "`annotator status --queue` shows who has what"
    slots = read_queue(connection, now()).slots(*SlotState)
    if name is None:
        meant = [
            (document, slot)
            for document, slot in slots
            if slot.state != SlotState.FINISHED and whose == (slot.annotator or slot.reserved_for)
        ]
        if not meant:
            raise InputRefused(f"{one_line(whose or '', 40)} has no article to give back", who_has)
        return meant
    meant = []
    for article in articles_named(connection, [name], by):
        held = [
            (of, slot)
            for of, slot in slots
            if of.article == article and slot.annotator is not None
            if slot.annotator == whose or (whose is None and slot.state != SlotState.FINISHED)
        ]
        if len(held) > 1:
            names = ", ".join(one_line(slot.annotator or "", 30) for _, slot in held)
            raise UsageError(f"article {article.number} is held by {names}", "say whose with --annotator")
        if not held:
            who = f"{one_line(whose, 40)} does not have" if whose else "nobody holds"
            raise InputRefused(f"{who} article {article.number}", who_has)
        meant += held
    return meant


def _given_back(connection: Connection, meant: Sequence[Held], to: Sequence[str]) -> Iterator[str]:
    """Give them back, to whoever of `to` has no place of it and got fewest; yield what became of each, in words."""
    dealt, strangers = Counter[str | None](), _new_here(connection, {*to})
    handed = []
    for document, slot in meant:
        kept_for = None if slot.annotator in (None, slot.reserved_for) else slot.reserved_for
        if to:
            have = {name for place in document.slots for name in (place.annotator, place.reserved_for)}
            kept_for = min((name for name in to if name not in have), key=dealt.__getitem__, default=None)
            dealt[kept_for] += 1
        handed.append((document, slot, kept_for))
    hand_on(connection, handed, annotator_name(None), now())
    twice = f", as {' and '.join(one_line(name, 40) for name in to)} would have it twice" if to else ""
    after = {
        (document.article.number, slot.slot): slot for document, slot in read_queue(connection, now()).slots(*SlotState)
    }
    for document, slot in meant:
        number = document.article.number
        became = f"was kept for {one_line(slot.reserved_for or '', 40)}"
        if slot.annotator is not None:
            kept = f" ({count(slot.decided, 'sentence')} decided, which is kept)" if slot.decided else ""
            became = f"given back by {one_line(slot.annotator, 40)}{kept}"
        new = after[number, slot.slot]
        then = f"free again{twice}"
        if new.annotator is not None:
            then = f"{one_line(new.annotator, 40)}, who worked on it without a place, has it now"
        elif new.reserved_for is not None:
            then = f"kept for {one_line(new.reserved_for, 40)} from now on"
        yield f"article {number}: {became}, and {then}"
    yield from filter(None, (strangers, _not_qualified(connection, {*to})))


# ---- Reading who is to annotate which document from a CSV table: `document,annotator,slots,order`.


COLUMNS = ("document", "annotator", "slots", "order")
"""Only the first must be there, and filled."""

_LONGEST_CELL = 10_000
_HIGHEST_ORDER = 10**9


class AssignmentRow(NamedTuple):
    """A line of the table. `where` is FILE:LINE; `document` is a number or an id; None is what was left empty."""

    where: str
    document: str
    annotator: str | None
    slots: int | None
    order: int | None


def read_assignments(path: Path | None) -> list[AssignmentRow]:
    """The lines of a table; None reads standard input.

    Raises InputRefused, with the file and the line, for whatever is not such a table.
    """
    name, data = STANDARD_INPUT.name if path is None else one_line(path), read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:  # of what stands behind a byte order mark
        line = len(error.object[: error.start + 1].splitlines())
        raise InputRefused(f"{name}:{line}: not UTF-8", "save the table as UTF-8") from None
    table = table_rows(text, name, longest=_LONGEST_CELL)
    first, _ = next(table, ([], ""))
    heads = [head.strip().lower() for head in first]
    wrong = [head for head in heads if head not in COLUMNS]
    if "document" not in heads or wrong or len({*heads}) < len(heads):
        reason = f"unknown column {one_line(wrong[0], 30)!r}" if wrong else "the first line must name the columns"
        raise InputRefused(f"{name}:1: {reason}", f"begin with: {','.join(COLUMNS)}")
    rows = [_row(filled_cells(heads, cells, where), where) for cells, where in table]
    if not rows:
        raise InputRefused(f"{name}: no document in it", f"give each a line: {','.join(COLUMNS)}")
    return rows


def _row(cells: Mapping[str, str], where: str) -> AssignmentRow:
    document, annotator, slots, order = (cells.get(head, "").strip() for head in COLUMNS)
    if not document:
        raise InputRefused(f"{where}: no document", "give its number or id")
    return AssignmentRow(
        where,
        document,
        checked_name(annotator, where) or None,
        _number(slots, "slots", MOST_SLOTS, where),
        _number(order, "order", _HIGHEST_ORDER, where),
    )


def checked_name(name: str, where: str, refused: type[AnnotatorError] = InputRefused) -> str:
    """The name, if it may be an annotator's, or is empty. Raises what is `refused`."""
    if name and not may_work(name):
        raise refused(f"{where}: {one_line(name, 40)!r} cannot be an annotator's name", "give another")
    return name


def _number(cell: str, column: str, most: int, where: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 10 and 1 <= int(cell) <= most):
        raise InputRefused(f"{where}: {one_line(cell, 30)!r} under {column}", f"give a number from 1 to {most}")
    return int(cell)
