"""What `annotator annotate` says of a queue of articles: at the end, and where there is nothing to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.narration import count
from annotator.core.assignment import local_time

if TYPE_CHECKING:
    from annotator.store.sqlite.sqlite_library import sqlite3
    from annotator.store.work.slots import Waiting

_LISTED_AT_MOST = 5
"""Articles that are named with the time until which they are held."""


def what_waits(connection: sqlite3.Connection, annotator: str) -> list[str]:
    """What the annotator holds and until when, and what else there is to take, a line each."""
    waiting = _waiting(connection, annotator)
    held = [f"{document} until {local_time(until)}" for document, until in waiting.held[:_LISTED_AT_MOST]]
    more = len(waiting.held) - len(held)
    lines = [f"you hold article {', '.join(held)}{f' and {more} more' if more else ''}"] if held else []
    return [*lines, _free(waiting, bool(held))]


def nothing_to_take(connection: sqlite3.Connection, annotator: str) -> str:
    """Why there is no article for the annotator, in one line."""
    return f"no article for {annotator}: {_free(_waiting(connection, annotator), False)}"


def _waiting(connection: sqlite3.Connection, annotator: str) -> Waiting:
    from annotator.store.log.schema import now
    from annotator.store.work.slots import waiting_for

    return waiting_for(connection, annotator, now())


def _free(waiting: Waiting, holds: bool) -> str:
    others = f"; others hold {waiting.others}" if waiting.others else ""
    if not waiting.may_take:
        return "new articles are for those who have passed a qualification: `annotator qualify`"
    if waiting.free:
        more = " more" if holds else ""
        return f"{count(waiting.free, 'article')}{more} to take{others}"
    return f"nothing {'else ' if holds else ''}is free for you{others}"
