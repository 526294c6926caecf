"""Quotes whose parts differ from the whole: the file is sound, but they were accepted by mistake or came in so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.core.assembly import joined_with_places
from annotator.core.decision import Answer
from annotator.core.drawable import one_line
from annotator.core.model import Quote, QuotePart
from annotator.store import rows
from annotator.store.database import open_database, translated
from annotator.store.removals import is_present
from annotator.store.sqlite_library import sqlite3


def differing_quotes(path: Path) -> Iterator[str]:
    """The parts of quotes that differ from the whole, a line each: in the speaker, or in the attributes.

    The file is sound, but what it holds was accepted by mistake or came in so. Looked at are the current decisions of
    each annotator, and of those sentences that follow each other without an undecided one between them. Reads only.

    Raises what `open_database` raises.
    """
    connection = open_database(path, read_only=True)
    try:
        with translated(path):
            yield from _differing_parts(connection)
    finally:
        connection.close()


def _differing_parts(connection: sqlite3.Connection) -> Iterator[str]:
    run: dict[int, tuple[QuotePart, ...]] = {}
    last: tuple[str, int, int] | None = None
    for annotator, document, position, answer, labels in connection.execute(
        "SELECT annotator, document, position, answer, labels FROM current_decisions"
        f" WHERE {is_present('document')} ORDER BY annotator, document, position"
    ):
        if last is not None and (last != (annotator, document, position - 1) or answer == Answer.SKIP):
            yield from _differing(run, *last[:2])
            run = {}
        last = (annotator, document, position)
        if answer == Answer.ACCEPT:
            run[position] = rows.labels(labels).quotes
    if last is not None:
        yield from _differing(run, *last[:2])


def _differing(run: Mapping[int, tuple[QuotePart, ...]], annotator: str, document: int) -> Iterator[str]:
    """What differs within the quotes of some sentences, which are given by position with their parts."""
    for whole, places in joined_with_places({position: parts for position, parts in run.items() if parts}):
        for position, number in places:
            odd = _odd(run[position][number], whole)
            if odd:
                yield f"article {document}, sentence {position + 1}: {annotator} has {odd}"


def _odd(part: QuotePart, whole: Quote) -> str:
    """How a part of a quote differs from the whole of it; empty where it does not."""
    if part.speaker != whole.speaker:
        own, other = (one_line(name, 60) if name is not None else "nobody" for name in (part.speaker, whole.speaker))
        return f"{own} as the speaker of a part of a quote by {other}"
    return "" if part.attributes == whole.attributes else "other attributes there than in the rest of the quote"
