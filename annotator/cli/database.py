"""`annotator db check`, `backup`, `restore` and `merge`: a database looked through, copied, brought back, joined.

What a restore loses is said first. A copy is also offered where a start finds no database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.cli.copies import copies_folder, copy_before
from annotator.cli.narration import NOTHING_CHANGED, agreed, count, counted, is_somebody_there, narrate, one_line
from annotator.cli.printer import Record, TableColumns, decimals, emit, record_of, table
from annotator.core.decision import shown_name
from annotator.core.errors import AnnotatorError, DatabaseRefused, DoneInPart, UsageError
from annotator.store.care.rescue import Entry
from annotator.store.care.restoring import Difference, Restored, difference, is_damaged, is_ours
from annotator.store.care.restoring import restore as bring_back
from annotator.store.files.database import back_up, decisions_in, make_copy, make_daily, open_database
from annotator.store.integrity import all_problems
from annotator.store.integrity.caches import mend as put_right
from annotator.store.integrity.problem import Bounded
from annotator.store.merge.joining import Merged, TwiceTaken
from annotator.store.merge.merger import merge as join
from annotator.store.sqlite.copies import Why, copies_in

_NO_COPY = "none"
"""In the place of a copy: only what can be read of a damaged database is wanted."""
_LISTED_AT_MOST = 10
"""Decisions of one person that are told one by one, unless all are asked for."""
_REMARKS_AT_MOST = 20
"""Lines of one kind that are told of a copy which was joined."""
_SHOWN = 60
"""Cells of a name in them."""


def db() -> None:
    """Check, copy, restore or join databases; make one.

    A database is one SQLite file, `annotator.db` here unless --db names another.
    """
    raise UsageError("db needs another word", "`annotator db --help` lists those that there are")


def check(db: Path, mend: bool) -> None:
    """Look for damage and contradictions.

    Nothing is changed without --mend.

    The file, its schema, the text of each article against its checksum, every row, and what is current. What is odd
    about labels is no damage: `annotator list checks` has it.
    """
    if mend:
        copy = copy_before(db, Why.MEND)
        if copy is not None:
            narrate(f"copied before to {copy.path}")
        narrate(*put_right(db))
    problems = Bounded()
    for problem in problems.lines(all_problems(db)):
        print(one_line(problem))
    if problems.total:
        hint = "`annotator db restore` brings a copy back"
        if problems.mend and not mend:
            hint = f"--mend puts {problems.mend} of them right without loss; for the others {hint}"
        raise DatabaseRefused(f"{db}: {count(problems.total, 'problem')}", hint)
    lost = f"; {count(problems.lost, 'name')} of what is not here any more" if problems.lost else ""
    narrate(f"{db}: sound{lost}")


def backup(db: Path, copy: Path | None, daily: bool) -> None:
    """Copy the whole database, also while people work in it.

    The screen has a dated copy made at the first start of each day; merge, remove and restore make one before they
    begin. Of dated copies the last of seven days, four weeks and twelve months stay.
    """
    if copy is not None:
        back_up(db, copy)
    elif daily:
        made = make_daily(db, copies_folder(db))
        if made is None:
            narrate(f"{db}: today's copy is there, or nothing was done since the last one")
            return
        copy = made.path
    else:
        copy = make_copy(db, copies_folder(db), Why.ASKED).path
    narrate(f"{db} copied to {copy}")


# ---- a copy brought back


def restore(
    db: Path,
    copy: str | None,
    yes: bool,
    dry_run: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Bring a copy of the database back, or list them.

    It says first which decisions would be lost and which come back. What is replaced is kept among the copies, so that
    a restore can be taken back by another. If the database is damaged, whatever is newer than the copy is saved out
    of it, as far as it can be read; also where there is none.
    """
    folder = copies_folder(db)
    if copy is None:
        _list(db, folder, as_json)
        return
    with _named(copy, db, folder) as (path, name):
        changes, done = difference(db, path, folder), None
        if name == _NO_COPY and not (changes.rescued and changes.rescued.rows):
            raise DatabaseRefused(f"nothing of {db} can be read", "name a copy, if there is one elsewhere")
        asks = not (yes or dry_run)
        if asks or not as_json:  # whoever is asked has to know what about
            narrate(*loss_lines(changes, db, everything=everything))
        what = "what can be read" if name == _NO_COPY else name
        if not dry_run and (yes or agreed(f"Put {what} in the place of {db}?")):
            done = bring_back(db, path, folder)
    if as_json:
        saved = changes.rescued if done is None else done.rescued
        emit(
            {
                "schema": "annotator/restore@1",
                "database": str(db),
                "copy": name,
                "restored": done is not None,
                **record_of(changes, "lost", "back"),
                "rows_lost": changes.rows["decisions"],
                "others_lost": {what: lost for what, lost in changes.rows.items() if what != "decisions"},
                "unreadable": changes.unreadable,
                "kept": str(done.kept) if done is not None and done.kept is not None else None,
                "rescued": None if saved is None else saved.rows["decisions"],
            }
        )
    elif done is not None:
        narrate(*_done_lines(db, name, done))
    else:
        narrate("nothing changed" if asks else NOTHING_CHANGED)


@contextmanager
def _named(copy: str, db: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """The copy that is named as it is listed, or as a file, and its name; a new database where it is to be none."""
    path = Path(copy)
    if not path.exists() and path.name == copy and (folder / copy).is_file():
        path = folder / copy
    if path.exists():
        yield path, str(path)
    elif copy != _NO_COPY:
        raise DatabaseRefused(f"there is no copy {copy}", "`annotator db restore` lists those that there are")
    elif not db.exists() or not is_damaged(db):
        raise UsageError(f"{db} is {'not damaged' if db.exists() else 'not there'}", "name a copy")
    else:
        with TemporaryDirectory(prefix="annotator-restore-") as apart:
            empty = Path(apart) / "new.db"
            open_database(empty, create=True).close()
            yield empty, copy


def _list(db: Path, folder: Path, as_json: bool) -> None:
    rows = list[Record]()
    for copy in copies_in(folder):
        row = {"name": copy.path.name, "made": copy.made, "why": copy.why, "bytes": copy.size}
        rows.append(row | {"decisions": None, "newest": None})
        with suppress(AnnotatorError):
            rows[-1]["decisions"], rows[-1]["newest"] = decisions_in(copy.path)
    if as_json:
        emit({"schema": "annotator/copies@1", "database": str(db), "folder": str(folder), "copies": rows})
        return
    if not rows:
        saves = f"; `annotator db restore {_NO_COPY}` saves what can be read of a damaged one"
        makes = f"{saves}; `annotator db backup` makes one" if db.exists() else ", and no such database"
        narrate(f"no copies of {db} in {folder}{makes}")
        return
    columns: TableColumns = {
        "copy": "name",
        "made for": "why",
        "MB": lambda row: decimals(row["bytes"] / 2**20),
        "decisions": lambda row: "cannot be read" if row["decisions"] is None else row["decisions"],
        "the newest": lambda row: row["newest"] or "",
    }
    emit(table(columns, rows))
    narrate(f"in {folder}; `annotator db restore COPY` brings one back")


# ---- what that loses and returns, in words


def offered(db: Path, error: DatabaseRefused, *, may_ask: bool) -> bool:
    """Offer to bring the newest whole copy back, as a start found the database to be none; whether it was brought back.

    Where nobody can be asked, the error says how to. Raises what restoring raises.
    """
    folder = copies_folder(db)
    newest = next((copy for copy in copies_in(folder) if copy.why is not Why.REPLACED and is_ours(copy.path)), None)
    if newest is None:
        return False
    error.hint = f"`annotator db restore {newest.path.name}` brings back the copy of {newest.made:%Y-%m-%d %H:%M} UTC"
    if not (may_ask and is_somebody_there()):
        return False
    narrate(f"{error.message}; the newest whole copy is of {newest.made:%Y-%m-%d %H:%M} UTC")
    narrate(*loss_lines(difference(db, newest.path, folder), db))
    if not agreed("Bring it back?"):
        return False
    narrate(*_done_lines(db, str(newest.path), bring_back(db, newest.path, folder)))
    return True


def loss_lines(changes: Difference, db: Path, *, everything: bool = False) -> list[str]:
    """What is lost and what comes back, in lines for people."""
    lines = []
    saved, unreadable = changes.rescued, changes.unreadable
    if unreadable is None:
        lines.append(f"{db} is not there: what was done after the copy was made is lost, and cannot be named")
    elif unreadable:
        lines.append(f"{db} is damaged: {count(unreadable, 'place')} of it cannot be read; what stood there is lost")
    if saved is not None:
        lines.append(f"can be saved out of {db}: {_rows(saved.rows) or 'nothing that the copy lacks'}")
        if saved.left:
            lines.append(f"cannot be saved, as what it belongs to is lost: {_rows(saved.left)}")
    if unreadable is None or unreadable:
        reached = [f"{shown_name(who, 40)} {_moment(moment)}" for who, moment in sorted(changes.reaches.items())]
        lines.append(f"the last decisions of the copy (UTC): {', '.join(reached) or 'none'}")
    lost = "lost" if unreadable == 0 else "lost, as far as it can be known"
    for verb, entries in ((lost, changes.lost), ("come back", changes.back)):
        lines.append(f"{verb}: {count(len(entries), 'decision') if entries else 'no decision'}")
        for name, group in groupby(entries, key=lambda entry: entry.annotator):
            lines += _of_one(name, list(group), everything)
    rows = changes.rows["decisions"]
    if rows > len(changes.lost):
        lines.append(f"of the history, with what was replaced or undone, {count(rows, 'decision')} are lost")
    besides = _counts(changes.rows, _NOUNS.keys() - {"decisions", "draft", "undo"})
    if besides:
        lines.append(f"lost besides: {', '.join(besides)}")
    return lines


def _of_one(name: str, entries: Sequence[Entry], everything: bool) -> Iterator[str]:
    """The decisions of one person, each in a line; of many only how many that are in each of the first articles."""
    first, last = entries[0].decided_at, max(entry.decided_at for entry in entries)
    yield f"  {shown_name(name, 40)}: {len(entries)}, made from {_moment(first)} to {_moment(last)} UTC"
    if everything or len(entries) <= _LISTED_AT_MOST:
        for entry in entries:
            where = "an article that cannot be read" if entry.document is None else f"article {entry.document}"
            index = "" if entry.sentence is None else f", sentence {entry.sentence}"
            yield f"    {where}{index}{_title(entry.title)}: {entry.answer}, {_moment(entry.decided_at)}"
        return
    articles = Counter((entry.document, entry.title) for entry in entries)
    for (document, title), number in [*articles.items()][:_LISTED_AT_MOST]:
        where = "articles that cannot be read" if document is None else f"article {document}"
        yield f"    {where}{_title(title)}: {count(number, 'decision')}"
    if len(articles) > _LISTED_AT_MOST:
        yield f"    and those in {count(len(articles) - _LISTED_AT_MOST, 'article')} more"
    yield "    (--all names each decision)"


def _title(title: str | None) -> str:
    return f" ({one_line(title, 40)})" if title else ""


def _rows(rows: Counter[str]) -> str:
    """How many rows of which tables, for people."""
    others = rows.total() - sum(rows[table] for table in (*_NOUNS, *_WITH_OTHERS))
    return ", ".join([*_counts(rows, _NOUNS), *counted((others, "row", "of other kinds"))])


def _counts(rows: Counter[str], tables: Container[str]) -> list[str]:
    return counted(*((rows[table], noun, "") for table, noun in _NOUNS.items() if table in tables))


_NOUNS = {
    "decisions": "decision",
    "documents": "article",
    "runs": "run of suggestions",
    "suggestions": "suggestion",
    "reviews": "review",
    "scheme": "scheme",
    "profile": "profile",
    "draft": "unconfirmed edit",
    "rename": "renaming",
    "undo": "undo",
    "remove": "removal",
    "assign": "assignment",
    "qualification": "qualification",
    "result": "result",
    "take": "place",
    "prefer": "preferred suggester",
    "edition": "correction",
    "look": "look at a correction",
}
"""What is counted for people, by table or kind of event."""
_WITH_OTHERS = ("decide", "enter", "leave")
"""Kinds of events that are not counted: they come with what is."""


_TOLD_APART = {"decisions", "documents", "scheme", "profile", "draft", "rename", "undo"}
"""Of these, those of which a merge says more than how many it brings."""


def _moment(moment: str) -> str:
    """A time of the database for people, to the second."""
    return one_line(moment[:19].replace("T", " "), 40)


def _done_lines(db: Path, copy: str, done: Restored) -> list[str]:
    """What was done, and where what was replaced is kept, in lines for people."""
    lines = [f"{'what could be read' if copy == _NO_COPY else copy} is {db} now"]
    if done.kept is not None:
        lines.append(f"what was there is kept as {done.kept}")
    if done.rescued is not None:
        lines.append(f"saved out of what was there: {_rows(done.rescued.rows) or 'nothing that the copy lacks'}")
    return lines


# ---- copies joined


def merge(db: Path, copies: list[Path], dry_run: bool, as_json: bool) -> None:
    """Join copies that were worked on apart.

    What OTHER has comes to --db, which is made where it is missing.

    Nothing is lost or doubled: in any order, and as often as you like, the same comes out. OTHER is only read, checked
    row by row, and never changed; if one is refused, nothing is taken of any. People may go on working in --db.
    """
    merged = join(db, copies, dry_run=dry_run, before=None if dry_run else lambda: copy_before(db, Why.MERGE))
    if as_json:
        emit(
            {
                "schema": "annotator/merge@1",
                "database": str(db),
                "dry_run": dry_run,
                "copies": [*map(_copy_record, merged)],
            }
        )
    else:
        for copy in merged:
            narrate(*_copy_lines(copy))
        if dry_run:
            narrate(NOTHING_CHANGED)
    left_out = sum(copy.left_out for copy in merged)
    if left_out:
        raise DoneInPart(
            f"{count(left_out, 'decided sentence')} left out, as their articles are cut into other sentences here",
            "import these articles in one place, and hand on copies of that database",
        )


def _copy_record(merged: Merged) -> Record:
    """What came of a copy as schemas/merge.schema.json has it: all fields, and counts by name."""
    record = merged._asdict() | {"rows": _by_name(merged.rows), "decisions": _by_name(merged.decisions)}
    return {"path": str(record.pop("source")), **record}


def _by_name(numbers: Counter[str]) -> dict[str, int]:
    return dict(sorted(numbers.items()))


def _copy_lines(merged: Merged) -> Iterator[str]:
    """What people are told of a copy, line by line."""
    came = counted((len(merged.articles), "article", ""))
    if merged.decisions:
        came.append(f"{count(merged.decisions.total(), 'decision')} ({_by_person(_by_name(merged.decisions))})")
    came += counted((merged.rows["undo"] + merged.rows["redo"], "step", "undone or redone"))
    came += _counts(merged.rows, _NOUNS.keys() - _TOLD_APART)
    came += counted((merged.drafts, "unconfirmed edit", ""), (len(merged.renamings), "renaming", ""))
    remarks = [*_remarks(merged)]
    if came or not any(remarks):
        yield f"{merged.source}: {', '.join(came) + ' came' if came else 'nothing new'}"
    for lines in remarks:
        yield from lines[:_REMARKS_AT_MOST]
        if len(lines) > _REMARKS_AT_MOST:
            yield f"and {len(lines) - _REMARKS_AT_MOST} more like these; --json has them all"


def _remarks(merged: Merged) -> Iterator[list[str]]:
    """What did not come as it was in the copy, or is otherwise here from now on: the lines of each kind."""
    name = merged.source
    yield [
        f"another text has the id {_short(renamed.wanted)} here: the article of {name} is {_short(renamed.given)}"
        for renamed in merged.renamed_ids
    ]
    yield [
        f"article {cut.article} ({_short(cut.title)}) is cut into other sentences in {name}:"
        f" its decisions there are left out ({_by_person(cut.left_out) or 'none decided'})"
        for cut in merged.cut_otherwise
    ]
    alike = sum(twice.alike for twice in merged.twice_decided)
    yield counted((alike, "sentence", "with a decision of one person on each of two copies, alike: both are kept")) + [
        f"{_person(twice.annotator)} decided {twice.document}:{twice.sentence} on two copies:"
        f" {f'that of {_short(twice.at)} counts' if twice.at else 'both were taken back'}"
        for twice in merged.twice_decided
        if not twice.alike
    ]
    yield [
        f"{other} had place {twice.slot} of article {twice.document}, and {became}; what {other} decided stays, and"
        f" {other} goes on there once one is free"
        for twice in merged.twice_taken
        for other, became in [(_person(twice.other), _became(twice))]
    ]
    yield [
        f"speaker {old} is now {new} {f'for {people} alone' if people else 'in all articles'};"
        " `annotator rename` does it in other decisions"
        if renaming.stands
        else f"speaker {old} was renamed {new}, and that was taken back"
        for renaming in merged.renamings
        for old, new, people in [(_short(renaming.old), _short(renaming.new), ", ".join(map(_person, renaming.people)))]
    ]
    yield [
        f"{count(out.decisions, 'decision')} of article {out.document}, "
        + (
            f"which is removed: `annotator remove --undo {out.document}` brings it back"
            if out.later is None
            else f"of which article {out.later} is the corrected text now:"
            " `annotator import --revise` with that text once more takes over what was decided"
        )
        for out in merged.decided_in_out
    ] + [
        f"article {twice.document} was corrected on two copies: articles {twice.later} and {twice.other} are in its"
        f" place; `annotator import --revise --of {twice.other}` with the text of {twice.later} leaves that one"
        for twice in merged.corrected_twice
    ]
    lines = [
        f"the {_SETTINGS[setting]} of {name} is in use from now on, as it is the later one"
        for setting in merged.replaced
    ]
    lines += [
        f"{name} has another {_SETTINGS[setting]}: the one here is later and stays in use" for setting in merged.kept
    ]
    yield lines + counted(
        (merged.drafts_dropped, "unconfirmed edit", "dropped: decided or edited on another copy too"),
        (merged.results_kept, "qualification result", "of people who have one here: the first one counts"),
    )
    yield [
        f"the clock of {_person(who) or 'a computer'} is ahead: this came with the time {_moment(last)}. Set it"
        " right before more is merged: what is done here afterwards is later still, and `--as-of` a date leaves it out"
        for who, last in merged.ahead.items()
    ]


def _became(twice: TwiceTaken) -> str:
    """What became of a place that somebody has no longer."""
    if twice.holder is None:
        return "has none now: the article has fewer places, or keeps them for others"
    more = "on two copies more people took places of the article than it has"
    return f"{_person(twice.holder)} has it now: {more}"


_SETTINGS = {"scheme": "label scheme", "profile": "guideline profile"}


def _short(text: str) -> str:
    return one_line(text, _SHOWN)


def _by_person(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{_person(name)} {number}" for name, number in numbers.items())


def _person(name: str) -> str:
    return shown_name(name, _SHOWN)
