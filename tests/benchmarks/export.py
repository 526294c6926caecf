"""Processor time a row of `annotator export` as JSONL against a bare orjson loop over the same query, and its memory.

    python tests/benchmarks/export.py [SENTENCES [ANNOTATORS]]

The bare loop reads the same rows and writes each as a JSON array, unchecked, without texts: the least that any export
can do. Both write to a file in the same folder; of five rounds each, the cheapest counts. Prints the ratio, which is
that of building each decision and holding its spans to the text, and the growth of memory (aim: 10 MB at most, however
many sentences there are). With
several annotators, all of whom decided all sentences, also the rows of `export --gold` a second: each tenth sentence
was marked differently by one of them, and half of these were settled by a reviewer.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson

from annotator.cli.data.export import export_database
from annotator.core.decided import Selection
from annotator.core.decision import Role
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.model_json import labels_to_json
from annotator.exchange.formats.jsonl import FORMAT
from annotator.exchange.plan import Plan
from annotator.store.files.database import open_database, transaction
from annotator.store.log import fold, history
from annotator.store.log.history import append
from annotator.store.log.kinds import Decide
from annotator.store.log.rows import DECIDED
from annotator.store.read.reader import Reader
from annotator.store.read.selection import select

PER_DOCUMENT = 25
PLAIN = "The harbour office counted nine boats on the quay before the morning fog had lifted from it."
QUOTED = "The ferry will not sail before the end of the week, said the captain, Nora Lind of Vik."
REVIEWER = Role.REVIEWER.name_of("ruth")
OTHER = orjson.dumps(labels_to_json(Labels(topics=("weather",)))).decode()
NONE = orjson.dumps(labels_to_json(Labels())).decode()


def fill(path: Path, sentences: int, annotators: int = 1) -> None:
    """A database in which that many sentences are decided by all annotators, a third of them with a quote."""
    with closing(open_database(path, create=True)) as connection, transaction(connection):
        connection.execute("INSERT INTO runs VALUES ('run', 'pipeline', '1', '{}', '2026-01-01T00:00:00.000Z', NULL)")
        names = [f"a{number}" for number in range(1, annotators + 1)]
        events: dict[str, int] = {}
        for name in (*names, REVIEWER):
            if name != REVIEWER or annotators > 1:
                history.enter_annotator(connection, name)
                events[name] = append(connection, name, Decide()).id
        for number in range(1, sentences // PER_DOCUMENT + 1):
            _document(connection, number, names, events)
        fold.rebuild(connection)


def _document(connection, number: int, names: list[str], events: dict[str, int]) -> None:
    pieces = [QUOTED if at % 3 == 0 else PLAIN for at in range(PER_DOCUMENT)]
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, 'A title', 'The Gull', '2026-01-01', 0,"
        " '2026-01-01T00:00:00.000Z', '{}', '[]', ?)",
        (number, f"d{number}", f"{number:064x}", PER_DOCUMENT, f"{' '.join(pieces)} {number}"),
    )
    start, first = 0, (number - 1) * PER_DOCUMENT
    rows, said, decided = [], [], []
    for at, piece in enumerate(pieces):
        key, end = first + at + 1, start + len(piece)
        labels, suggested = _labels(start) if at % 3 == 0 else (NONE, NONE)
        rows.append((key, number, at, start, end))
        said.append((key, key, "run", 0.9 if at % 3 == 0 else None, suggested, "[]"))
        for step, name in enumerate(names, 1):
            differs = step == 2 and key % 10 == 0
            decided.append((events[name], key, name, OTHER if differs else labels, key))
        if len(names) > 1 and key % 20 == 0:
            decided.append((events[REVIEWER], key, REVIEWER, labels, key))
        start = end + 1
    connection.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO suggestions VALUES (?, ?, ?, ?, ?, ?, NULL)", said)
    connection.executemany(
        "INSERT INTO decisions (uuid, event, sentence_id, annotator, answer, labels, flagged, implied, seconds, keys,"
        " suggestion, decided_at, sight)"
        " VALUES (hex(randomblob(16)), ?, ?, ?, 'accept', ?, 0, 0, 2.4, 1, ?, '2026-01-02T03:04:05.678Z',"
        " 'suggestion')",
        decided,
    )


def _labels(start: int) -> tuple[str, str]:
    content, cue, source = (Span(start + a, start + b) for a, b in ((0, 51), (53, 57), (58, 79)))
    part = QuotePart((content,), QuoteType.DIRECT, cue, source, "Nora Lind", score=0.91, rule="unmarked-direct")
    labels = Labels((part,), ("economy",))
    bare, scored = labels_to_json(labels.bare()), labels_to_json(labels)
    return orjson.dumps(bare).decode(), orjson.dumps(scored).decode()


def bare(path: Path, out: Path) -> int:
    """The least that an export can do."""
    count = 0
    with closing(Reader(path)) as reader, out.open("wb") as file:
        for row in select(reader.connection, DECIDED, Selection()):
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def processor_seconds() -> float:
    """What this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def written(path: Path, out: Path, *, gold: bool = False) -> int:
    """Export to a file; how many records."""
    plan = Plan(FORMAT, "sentence", Selection(gold=gold), output=str(out), stem="bench")
    return export_database(path, plan)[0].records


def main(sentences: int, annotators: int) -> None:
    """Fill, warm up, measure each in turns, print."""
    ways = {"bare": bare, "export": written}
    if annotators > 1:
        ways["gold"] = partial(written, gold=True)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        database = Path(folder) / "bench.db"
        fill(database, sentences, annotators)
        best = dict.fromkeys(ways, 0.0)
        cost = dict.fromkeys(ways, float("inf"))
        start = 0
        for name in tuple(ways) * 5:
            out = Path(folder) / f"{name}.jsonl"
            begin, used = time.perf_counter(), processor_seconds()
            count = ways[name](database, out)
            best[name] = max(best[name], count / (time.perf_counter() - begin))
            cost[name] = min(cost[name], (processor_seconds() - used) / count * 1e6)
            start = start or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024
    print(f"processor time a row: bare loop {cost['bare']:.2f} µs, export {cost['export']:.2f} µs", end="")
    print(f": {cost['export'] / cost['bare']:.2f} times; memory +{grown:.1f} MB over the bare loop")
    print(f"bare loop {best['bare']:,.0f} rows/s, export {best['export']:,.0f} rows/s", end="")
    print(f" ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")
    if annotators > 1:
        print(f"gold of {annotators} annotators: {cost['gold']:.2f} µs a row, {best['gold']:,.0f} rows/s")


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], *("1000000", "1")[len(sys.argv) - 1 :]]))
