"""Whether a database is sound: the file, its references, what is current, every span, every quote of many sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson

from annotator.core.assembly import joined_with_places
from annotator.core.drawable import one_line
from annotator.core.labels_json import labels_from_json
from annotator.core.model import Answer, Labels, Quote, QuotePart, Span
from annotator.store.database import open_database, translated
from annotator.store.sqlite_library import sqlite3

_CURRENT = (
    "SELECT annotator, sentence_id, id AS decision FROM decisions WHERE answer IS NOT NULL AND id IN"
    " (SELECT max(id) FROM decisions GROUP BY annotator, sentence_id)"
)


def problems(path: Path) -> Iterator[str]:
    """What is wrong with the database, a line each; nothing where all is well. Reads only.

    Raises what `open_database` raises.
    """
    connection = open_database(path, read_only=True)
    try:
        with translated(path):
            for (line,) in connection.execute("PRAGMA integrity_check(20)"):
                if line != "ok":
                    yield f"file: {line}"
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                yield f"{table} row {row} names a row of {parent} that is not there"
            yield from _currents(connection)
            yield from _spans(connection)
            yield from _parts(connection)
    finally:
        connection.close()


def _currents(connection: sqlite3.Connection) -> Iterator[str]:
    """Decisions say what is current; `heads` and the counters only repeat it."""
    for annotator, sentence_id, _ in connection.execute(
        f"SELECT * FROM (SELECT annotator, sentence_id, decision FROM heads EXCEPT {_CURRENT})"
        f" UNION SELECT * FROM ({_CURRENT} EXCEPT SELECT annotator, sentence_id, decision FROM heads)"
    ):
        yield f"sentence {sentence_id}: what is current for {annotator} is not the last decision"
    for name, counted, found in connection.execute(
        "SELECT name, decided, (SELECT count(*) FROM heads WHERE annotator = name) FROM annotators"
    ):
        if counted != found:
            yield f"{name}: {counted} decisions counted, {found} found"


def _spans(connection: sqlite3.Connection) -> Iterator[str]:
    for document, text in connection.execute("SELECT number, text FROM documents ORDER BY number"):
        sentences = connection.execute(
            'SELECT id, start, "end" FROM sentences WHERE document = ? ORDER BY position', (document,)
        ).fetchall()
        before = 0
        for key, start, end in sentences:
            if start < before or end > len(text):
                yield f"sentence {key}: [{start}, {end}) is out of place"
            before = end
            yield from _labels(connection, key, Span(start, end), len(text))


def _labels(connection: sqlite3.Connection, key: int, sentence: Span, length: int) -> Iterator[str]:
    for table in ("suggestions", "decisions"):
        for row, labels in connection.execute(f"SELECT id, labels FROM {table} WHERE sentence_id = ?", (key,)):
            for span in _wrong(labels_from_json(orjson.loads(labels)), sentence, length):
                yield f"{table} row {row}: the span {list(span)} is out of place"


def _wrong(labels: Labels, sentence: Span, length: int) -> Iterator[Span]:
    for quote in labels.quotes:
        for span in quote.content:
            if not (span.start < span.end and span.within(sentence)):
                yield span
        for mention in (quote.cue, quote.source):
            if mention and not 0 <= mention.start < mention.end <= length:
                yield mention


def _parts(connection: sqlite3.Connection) -> Iterator[str]:
    """The parts of a quote have one speaker and the same attributes, as far as they are accepted by one annotator."""
    rows = connection.execute(
        "SELECT annotator, document, position, sentence_id, answer, labels FROM current_decisions"
        " ORDER BY annotator, document, position"
    )
    run: list[tuple[int, int, tuple[QuotePart, ...]]] = []
    last = None
    for annotator, document, position, sentence_id, answer, labels in rows:
        here = (annotator, document, position)
        if last != (annotator, document, position - 1) or answer == Answer.SKIP:
            yield from _differing(run, last[0] if last else "")
            run = []
        last = here
        if answer == Answer.ACCEPT:
            run.append((position, sentence_id, labels_from_json(orjson.loads(labels)).quotes))
    yield from _differing(run, last[0] if last else "")


def _differing(run: list[tuple[int, int, tuple[QuotePart, ...]]], annotator: str) -> Iterator[str]:
    """What differs within the quotes of sentences that follow each other without an undecided one between them."""
    quotes = {position: parts for position, _, parts in run if parts}
    ids = {position: sentence_id for position, sentence_id, _ in run}
    for whole, places in joined_with_places(quotes):
        for position, number in places:
            odd = _odd(quotes[position][number], whole)
            if odd:
                first = f"sentence {ids[places[0].sentence]}"
                yield f"sentence {ids[position]}: {annotator} has {odd} in the quote that begins in {first}"


def _odd(part: QuotePart, whole: Quote) -> str:
    """How a part of a quote differs from the whole of it; empty where it does not."""
    if part.speaker != whole.speaker:
        own, other = (one_line(name, 60) if name is not None else "nobody" for name in (part.speaker, whole.speaker))
        return f"two speakers, {own} and {other},"
    return "" if part.attributes == whole.attributes else "two sets of attributes"
