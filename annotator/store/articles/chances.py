"""What the rules could suggest in each document, suggested or not: what decisions are counted against."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

import orjson

from annotator.core.errors import DatabaseRefused
from annotator.core.model import Chance
from annotator.core.model_json import chances_from_json, chances_to_json
from annotator.store.sqlite.sqlite_library import sqlite3


def keep_chances(connection: sqlite3.Connection, document: int, chances: Iterable[Chance]) -> None:
    """Keep what the rules could suggest in a document, in place of what was kept of it before.

    Call inside a transaction.
    """
    column = zlib.compress(orjson.dumps(chances_to_json(tuple(chances))))
    connection.execute("INSERT OR REPLACE INTO chances (document, chances) VALUES (?, ?)", (document, column))


def keep_chances_of_run(connection: sqlite3.Connection, document: int, run: str, chances: Iterable[Chance]) -> None:
    """The same with what a run gave. A pipeline that learned knows of no chances: those of earlier rules stay."""
    (settings,) = connection.execute("SELECT settings FROM runs WHERE id = ?", (run,)).fetchone()
    if by_rules(orjson.loads(settings)):
        keep_chances(connection, document, chances)


def chances_in(connection: sqlite3.Connection, document: int) -> tuple[Chance, ...] | None:
    """What the rules could suggest in a document; None where that is not known.

    Raises DatabaseRefused where the database holds something else in its place.
    """
    row = connection.execute("SELECT chances FROM chances WHERE document = ?", (document,)).fetchone()
    if row is None:
        return None
    try:
        return chances_of(row[0])
    except ValueError as error:
        raise DatabaseRefused(
            f"article {document}: what the rules could suggest cannot be read", "`annotator check` says what is damaged"
        ) from error


def chances_of(column: bytes) -> tuple[Chance, ...]:
    """What is kept of a document, from its column. Raises ValueError for what is no such thing."""
    try:
        return chances_from_json(orjson.loads(_unpacked(column)))
    except (LookupError, TypeError, StopIteration, zlib.error) as error:
        raise ValueError("no chances") from error


_MOST_BYTES = 100_000_000
"""More than the chances of the largest article that can be imported: what unpacks to more is no such thing."""


def _unpacked(column: bytes) -> bytes:
    """Raises ValueError for more bytes than `_MOST_BYTES`: a database may come from anywhere."""
    unpacking = zlib.decompressobj()
    found = unpacking.decompress(column, _MOST_BYTES)
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise ValueError("too long, or cut off")
    return found


def by_rules(settings: dict[str, Any]) -> bool:
    """Whether a run with these settings suggested by rules alone."""
    return settings.get("learned") is None
