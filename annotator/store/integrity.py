"""Whether a database is sound: file, references, what is current, spans; and which quotes contradict themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import orjson

from annotator.core.assembly import joined_with_places
from annotator.core.decision import Answer
from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused
from annotator.core.labels_json import labels_from_json, readings_from_json
from annotator.core.model import Quote, QuotePart, Span
from annotator.store import leases, qualification, reviews, standing
from annotator.store.chances import chances_in
from annotator.store.database import open_database, translated
from annotator.store.removals import IS_LAST, is_present
from annotator.store.sqlite_library import sqlite3


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
            yield from _removed(connection)
            yield from _renamed(connection)
            yield from qualification.problems(connection)
            yield from reviews.problems(connection)
            yield from leases.problems(connection)
            yield from _spans(connection)
    finally:
        connection.close()


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


def _currents(connection: sqlite3.Connection) -> Iterator[str]:
    """Steps say what is current and what can be undone; `heads`, the counters and the tips only repeat it."""
    kept = set(connection.execute("SELECT annotator, sentence_id, decision FROM heads"))
    for annotator, sentence_id in sorted({one[:2] for one in kept ^ set(standing.heads(connection))}):
        yield f"sentence {sentence_id}: what is current for {annotator} is not the last decision"
    for name, *tips in connection.execute("SELECT name, undo_tip, redo_tip FROM annotators").fetchall():
        if tuple(_stack(connection, tip) for tip in tips) != standing.stacks(connection, name):
            yield f"{name}: what can be undone is not what was done last"
    for name, counted, found in connection.execute(
        "SELECT name, decided, (SELECT count(*) FROM heads WHERE annotator = name) FROM annotators"
    ):
        if counted != found:
            yield f"{name}: {counted} decisions counted, {found} found"
    if connection.execute("SELECT 1 FROM pragma_table_info('annotators') WHERE name = 'skipped'").fetchone():
        yield from _skips(connection)


def _stack(connection: sqlite3.Connection, tip: int | None) -> tuple[int, ...]:
    """The steps below that one, which is the last; no further than a database that is damaged goes round."""
    steps: dict[int, None] = {}
    while tip is not None and tip not in steps:
        steps[tip] = None
        row = connection.execute("SELECT below FROM steps WHERE id = ?", (tip,)).fetchone()
        tip = row[0] if row else None
    return tuple(reversed(steps))


def _skips(connection: sqlite3.Connection) -> Iterator[str]:
    """Where what is known of skips without looking at the decisions is wrong; older databases know nothing."""
    for annotator, sentence_id in connection.execute(
        "SELECT heads.annotator, heads.sentence_id FROM heads JOIN decisions ON decisions.id = heads.decision"
        " WHERE heads.skipped <> (decisions.answer = 'skip')"
    ):
        yield f"sentence {sentence_id}: whether {annotator} skipped it is not what the decision says"
    for name, counted, found in connection.execute(
        "SELECT name, skipped, (SELECT count(*) FROM heads WHERE annotator = name AND heads.skipped) FROM annotators"
    ):
        if counted != found:
            yield f"{name}: {counted} skipped counted, {found} found"


def _removed(connection: sqlite3.Connection) -> Iterator[str]:
    """Removals say which documents are out; `removed` only repeats it, with the number of their sentences."""
    said = (
        "SELECT document, sentences FROM removals JOIN documents ON number = document WHERE kind = 'remove'"
        f" AND {IS_LAST}"
    )
    for document, _ in connection.execute(
        f"SELECT * FROM (SELECT document, sentences FROM removed EXCEPT {said})"
        f" UNION SELECT * FROM ({said} EXCEPT SELECT document, sentences FROM removed)"
    ):
        yield f"article {document}: whether it is removed is not what was last said of it"


def _renamed(connection: sqlite3.Connection) -> Iterator[str]:
    """Renamings say which names stand for others; `standing_renamings` only repeats it."""
    kept = {row[0]: row[1:] for row in connection.execute("SELECT origin, old, new FROM standing_renamings")}
    for origin, old in connection.execute("SELECT id, old FROM renamings WHERE origin IS NULL").fetchall():
        if kept.pop(origin, None) != standing.standing_renaming(connection, origin):
            yield f"{one_line(old, 60)}: whether this name stands for another one is not what was last said of it"
    for old, _ in kept.values():
        yield f"{one_line(old, 60)}: whether this name stands for another one is not what was last said of it"


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
            yield from _readings(connection, key, Span(start, end), len(text))
        yield from _chances(connection, document, len(text))


def _labels(connection: sqlite3.Connection, key: int, sentence: Span, length: int) -> Iterator[str]:
    for table in ("suggestions", "decisions"):
        for row, labels in connection.execute(f"SELECT id, labels FROM {table} WHERE sentence_id = ?", (key,)):
            for span in _wrong(labels_from_json(orjson.loads(labels)).quotes, sentence, length):
                yield f"{table} row {row}: the span {list(span)} is out of place"


def _readings(connection: sqlite3.Connection, key: int, sentence: Span, length: int) -> Iterator[str]:
    for row, labels, column in connection.execute(
        "SELECT id, labels, readings FROM suggestions JOIN readings ON suggestion = id WHERE sentence_id = ?", (key,)
    ):
        suggested = labels_from_json(orjson.loads(labels))
        for replaces, *_ in orjson.loads(column):
            if not all(0 <= number < len(suggested.quotes) for number in replaces):
                yield f"readings of suggestion {row}: there is no quote {replaces}"
                return
        for reading in readings_from_json(orjson.loads(column), suggested):
            for span in _wrong(reading.parts, sentence, length):
                yield f"readings of suggestion {row}: the span {list(span)} is out of place"


def _chances(connection: sqlite3.Connection, document: int, length: int) -> Iterator[str]:
    """What the rules could suggest in a document; older databases do not know it."""
    try:
        chances = chances_in(connection, document) or ()
    except DatabaseRefused as error:
        yield error.message
        return
    for span in (span for chance in chances for span in (*chance.content, chance.cue)):
        if not 0 <= span.start < span.end <= length:
            yield f"article {document}: a chance at {list(span)} is out of place"


def _wrong(quotes: Iterable[QuotePart], sentence: Span, length: int) -> Iterator[Span]:
    for quote in quotes:
        for span in quote.content:
            if not (span.start < span.end and span.within(sentence)):
                yield span
        for mention in (quote.cue, quote.source):
            if mention and not 0 <= mention.start < mention.end <= length:
                yield mention


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
            run[position] = labels_from_json(orjson.loads(labels)).quotes
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
