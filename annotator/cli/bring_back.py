"""What bringing a copy back loses and returns, in words; and offering to, where a start finds no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.asking import agreed
from annotator.cli.narration import count, narrate
from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused
from annotator.core.people import shown_name

if TYPE_CHECKING:
    from annotator.store.restoring import Difference, Entry, Restored

_LISTED_AT_MOST = 10
"""Decisions of one person that are told one by one, unless all are asked for."""


def offered(db: Path, error: DatabaseRefused, *, may_ask: bool) -> bool:
    """Offer to bring the newest whole copy back, as a start found the database to be none; whether it was brought back.

    Where nobody can be asked, the error says how to. Raises what restoring raises.
    """
    from annotator.cli.copies import copies_folder
    from annotator.store.copies import Why, copies_in
    from annotator.store.restoring import difference, is_ours
    from annotator.store.restoring import restore as bring_back

    folder = copies_folder(db)
    newest = next((one for one in copies_in(folder) if one.why is not Why.REPLACED and is_ours(one.path)), None)
    if newest is None:
        return False
    error.hint = f"`annotator restore {newest.path.name}` brings back the copy of {newest.made:%Y-%m-%d %H:%M} UTC"
    if not may_ask or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    narrate(f"{error.message}; the newest whole copy is of {newest.made:%Y-%m-%d %H:%M} UTC")
    for line in told(difference(db, newest.path), db):
        narrate(line)
    if not agreed("Bring it back?"):
        return False
    for line in told_after(db, newest.path, bring_back(db, newest.path, folder)):
        narrate(line)
    return True


def told(changes: Difference, db: Path, *, everything: bool = False) -> list[str]:
    """What is lost and what comes back, in lines for people."""
    lines = []
    if changes.unreadable:
        places = count(changes.unreadable, "place")
        lines.append(f"{one_line(str(db))} is damaged: {places} of it cannot be read, more may be lost")
    for verb, entries in (("lost", changes.lost), ("come back", changes.back)):
        lines.append(f"{verb}: {count(len(entries), 'decision') if entries else 'no decision'}")
        for name, group in groupby(entries, key=lambda entry: entry.annotator):
            lines += _of_one(name, list(group), everything)
    if changes.rows > len(changes.lost):
        lines.append(
            f"of the history, with what was replaced or undone, the copy lacks {count(changes.rows, 'decision')}"
        )
    return lines


def _of_one(name: str, entries: Sequence[Entry], everything: bool) -> list[str]:
    shown = entries if everything else entries[:_LISTED_AT_MOST]
    first, last = entries[0].decided_at, max(entry.decided_at for entry in entries)
    lines = [f"  {one_line(shown_name(name), 40)}: {len(entries)}, made from {_moment(first)} to {_moment(last)} UTC"]
    for entry in shown:
        where = "an article that cannot be read" if entry.document is None else f"article {entry.document}"
        index = "" if entry.index is None else f", sentence {entry.index}"
        title = f" ({one_line(entry.title, 40)})" if entry.title else ""
        lines.append(f"    {where}{index}{title}: {entry.answer}, {_moment(entry.decided_at)}")
    if len(shown) < len(entries):
        lines.append(f"    and {len(entries) - len(shown)} more (--all names them)")
    return lines


def _moment(at: str) -> str:
    """A time of the database for people, to the second."""
    return one_line(at[:19].replace("T", " "), 40)


def told_after(db: Path, path: Path, done: Restored) -> list[str]:
    """What was done, and where what was replaced is kept, in lines for people."""
    lines = [f"{one_line(str(path))} is {one_line(str(db))} now"]
    if done.kept is not None:
        lines.append(f"what was there is kept as {one_line(str(done.kept))}")
    saved = done.rescued
    if saved is not None and not saved.decisions and not saved.left:
        lines.append("nothing newer could be read in the damaged file")
    elif saved is not None:
        unread = count(saved.unreadable, "place")
        lines.append(
            f"saved out of the damaged file: {count(saved.decisions, 'decision')}, {count(saved.documents, 'article')};"
            f" {count(saved.left, 'decision')} could not be placed, and {unread} could not be read"
        )
    return lines
