"""What bringing a copy of a database back loses and returns, in words; and offering to, where a start finds none."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from annotator.cli.copies import copies_folder
from annotator.cli.narration import agreed, count, narrate, one_line
from annotator.core.decision import shown_name
from annotator.core.errors import DatabaseRefused
from annotator.store.care.rescue import Entry
from annotator.store.care.restoring import Difference, Restored, difference, is_ours
from annotator.store.care.restoring import restore as bring_back
from annotator.store.sqlite.copies import Why, copies_in

_LISTED_AT_MOST = 10
"""Decisions of one person that are told one by one, unless all are asked for."""


def offered(db: Path, error: DatabaseRefused, *, may_ask: bool) -> bool:
    """Offer to bring the newest whole copy back, as a start found the database to be none; whether it was brought back.

    Where nobody can be asked, the error says how to. Raises what restoring raises.
    """
    folder = copies_folder(db)
    newest = next((one for one in copies_in(folder) if one.why is not Why.REPLACED and is_ours(one.path)), None)
    if newest is None:
        return False
    error.hint = f"`annotator db restore {newest.path.name}` brings back the copy of {newest.made:%Y-%m-%d %H:%M} UTC"
    if not may_ask or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    narrate(f"{error.message}; the newest whole copy is of {newest.made:%Y-%m-%d %H:%M} UTC")
    narrate(*told(difference(db, newest.path), db))
    if not agreed("Bring it back?"):
        return False
    narrate(*told_after(db, newest.path, bring_back(db, newest.path, folder)))
    return True


def told(changes: Difference, db: Path, *, everything: bool = False) -> list[str]:
    """What is lost and what comes back, in lines for people."""
    lines = []
    name, saved, unreadable = one_line(db), changes.rescued, changes.unreadable
    if unreadable is None:
        lines.append(f"{name} is not there: what was done after the copy was made is lost, and cannot be named")
    elif unreadable:
        lines.append(f"{name} is damaged: {count(unreadable, 'place')} of it cannot be read; what stood there is lost")
    if saved is not None:
        lines.append(f"can be saved out of {name}: {_rows(saved.rows) or 'nothing that the copy lacks'}")
        if saved.left:
            lines.append(f"cannot be saved, as what it belongs to is lost: {_rows(saved.left)}")
    if unreadable is None or unreadable:
        reached = [f"{one_line(shown_name(who), 40)} {_moment(at)}" for who, at in sorted(changes.reaches.items())]
        lines.append(f"the last decisions of the copy (UTC): {', '.join(reached) or 'none'}")
    lost = "lost" if unreadable == 0 else "lost, as far as it can be known"
    for verb, entries in ((lost, changes.lost), ("come back", changes.back)):
        lines.append(f"{verb}: {count(len(entries), 'decision') if entries else 'no decision'}")
        for name, group in groupby(entries, key=lambda entry: entry.annotator):
            lines += _of_one(name, list(group), everything)
    if changes.rows > len(changes.lost):
        lines.append(f"of the history, with what was replaced or undone, {count(changes.rows, 'decision')} are lost")
    return lines


def _of_one(name: str, entries: Sequence[Entry], everything: bool) -> list[str]:
    first, last = entries[0].decided_at, max(entry.decided_at for entry in entries)
    lines = [f"  {one_line(shown_name(name), 40)}: {len(entries)}, made from {_moment(first)} to {_moment(last)} UTC"]
    if not everything and len(entries) > _LISTED_AT_MOST:
        return [*lines, *_by_article(entries)]
    for entry in entries:
        where = "an article that cannot be read" if entry.document is None else f"article {entry.document}"
        index = "" if entry.sentence is None else f", sentence {entry.sentence}"
        title = f" ({one_line(entry.title, 40)})" if entry.title else ""
        lines.append(f"    {where}{index}{title}: {entry.answer}, {_moment(entry.decided_at)}")
    return lines


def _by_article(entries: Sequence[Entry]) -> Iterator[str]:
    """How many decisions that are in each article; of the first articles."""
    articles = Counter((entry.document, entry.title) for entry in entries)
    for (document, title), number in [*articles.items()][:_LISTED_AT_MOST]:
        where = "articles that cannot be read" if document is None else f"article {document}"
        yield f"    {where}{f' ({one_line(title, 40)})' if title else ''}: {count(number, 'decision')}"
    more = len(articles) - _LISTED_AT_MOST
    if more > 0:
        yield f"    and those in {count(more, 'article')} more"
    yield "    (--all names each decision)"


def _rows(rows: Counter[str]) -> str:
    """How many rows of which tables, for people."""
    told = [count(rows[table], noun) for table, noun in _TOLD.items() if rows[table]]
    others = rows.total() - sum(rows[table] for table in (*_TOLD, *_WITH_OTHERS))
    return ", ".join([*told, *([count(others, "row") + " of other kinds"] if others else [])])


_TOLD = {
    "decisions": "decision",
    "documents": "article",
    "reviews": "review",
    "scheme": "scheme",
    "draft": "unconfirmed edit",
    "rename": "renaming",
    "undo": "undo",
    "remove": "removal",
    "edition": "corrected article",
    "take": "lease",
    "result": "result",
}
"""What is counted for people, by table or kind of event."""
_WITH_OTHERS = ("decide", "enter", "leave")
"""Kinds of events that are not counted: they come with what is."""


def _moment(at: str) -> str:
    """A time of the database for people, to the second."""
    return one_line(at[:19].replace("T", " "), 40)


def told_after(db: Path, path: Path, done: Restored) -> list[str]:
    """What was done, and where what was replaced is kept, in lines for people."""
    lines = [f"{one_line(path)} is {one_line(db)} now"]
    if done.kept is not None:
        lines.append(f"what was there is kept as {one_line(done.kept)}")
    if done.rescued is not None:
        lines.append(f"saved out of what was there: {_rows(done.rescued.rows) or 'nothing that the copy lacks'}")
    return lines
