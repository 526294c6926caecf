"""What somebody is to look at again, after a changed scheme or guideline or a corrected article, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.narration import count
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.store.scheme.schemes import Counted
    from annotator.store.sqlite.sqlite_library import sqlite3


def told_of_those_that_wait(connection: sqlite3.Connection, name: str, command: str) -> str:
    """How much somebody is to look at again, and how that is opened; empty where it is nothing."""
    from annotator.store.articles.editions import changed

    revised, stale = sum(waits for _, waits in changed(connection, name)), len(reasons(connection, name, None))
    lists = (
        (revised, "of corrected articles", "--revised"),
        (stale, "from before a change of the scheme or guidelines", "--stale"),
    )
    told = [f"{count(number, 'decision')} {what} ({command} {option})" for number, what, option in lists if number]
    return f"to look at again: {', '.join(told)}" if told else ""


def chosen(counted: tuple[Counted, ...], change: str | None) -> list[Counted]:
    """The changes that ask to look again, or those of that number whatever they are. Raises InputRefused for none."""
    if not change:
        return [one for one in counted if one.asks]
    found = [one for one in counted if change in (one.number, str(one.revision.number))]
    if not found:
        raise InputRefused(f"there is no change {one_line(change, 20)}", "`annotator scheme` lists them")
    return [one._replace(asks=True) for one in found]


def reasons(connection: sqlite3.Connection, annotator: str, change: str | None) -> dict[int, str]:
    """Why each sentence of an annotator's has to be looked at, by its id: the change, its day and its reason."""
    from annotator.store.scheme.schemes import changes, stale

    found = stale(chosen(changes(connection, annotator), change))
    return {sentence: " · ".join(why_of(one) for one in why) for (sentence, _), why in found.items()}


def why_of(one: Counted) -> str:
    """A change, its day and its reason."""
    day, reason = (one.revision.at or "")[:10], one.revision.reason or ""
    return one_line(f"{one.change} ({', '.join(filter(None, [day, reason]))})", 200)
