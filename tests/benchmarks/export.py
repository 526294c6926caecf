"""Processor time a row of `annotator export` as JSONL against a bare orjson loop over the same query, and its memory.

    python tests/benchmarks/export.py [SENTENCES]

The bare loop reads the same rows and writes each as a JSON array, unchecked, without texts: the least that any export
can do. Both write to a file in the same folder; of five rounds each, the cheapest counts. Prints the ratio (aim: at
most 2.5 times the bare loop) and the growth of memory (aim: 10 MB at most, however many sentences there are).
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import orjson

from annotator.cli.export import write_records
from annotator.core.labels_json import labels_to_json
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.selection import Selection
from annotator.store.database import open_database, transaction
from annotator.store.reader import Reader
from annotator.store.rows import DECIDED_ROW
from annotator.store.selection import select

PER_DOCUMENT = 25
PLAIN = "The harbour office counted nine boats on the quay before the morning fog had lifted from it."
QUOTED = "The ferry will not sail before the end of the week, said the captain, Nora Lind of Vik."
NONE = orjson.dumps(labels_to_json(Labels())).decode()


def fill(path: Path, sentences: int) -> None:
    """A database with that many decided sentences, a third of them with a quote."""
    with closing(open_database(path, create=True)) as connection, transaction(connection):
        run = connection.execute
        run("INSERT INTO runs VALUES ('run', 'pipeline', '1', '{}', '2026-01-01T00:00:00.000Z')")
        run("INSERT INTO annotators (name, created_at) VALUES ('ana', '2026-01-01T00:00:00.000Z')")
        run("INSERT INTO steps VALUES (1, 'ana', 'decide', NULL, NULL, '2026-01-01T00:00:00.000Z')")
        for number in range(1, sentences // PER_DOCUMENT + 1):
            _document(connection, number)


def _document(connection, number: int) -> None:  # type: ignore[no-untyped-def]
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
        decided.append((key, f"{key:032x}", 1, key, "ana", labels, key, "2026-01-02T03:04:05.678Z"))
        start = end + 1
    connection.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO suggestions VALUES (?, ?, ?, ?, ?, ?)", said)
    connection.executemany(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, 'accept', ?, NULL, 0, 0, 2.4, 1, ?, NULL, ?)", decided
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
        for row in select(reader._connection, DECIDED_ROW, Selection()):
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def processor_seconds() -> float:
    """What this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(sentences: int) -> None:
    """Fill, warm up, measure each in turns, print."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        database = Path(folder) / "bench.db"
        fill(database, sentences)
        best = {"bare": 0.0, "export": 0.0}
        cost = {"bare": float("inf"), "export": float("inf")}
        start = 0
        for name in ("bare", "export") * 5:
            out = Path(folder) / f"{name}.jsonl"
            begin, used = time.perf_counter(), processor_seconds()
            count = bare(database, out) if name == "bare" else write_records(database, str(out))
            best[name] = max(best[name], count / (time.perf_counter() - begin))
            cost[name] = min(cost[name], (processor_seconds() - used) / count * 1e6)
            start = start or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024
    print(f"processor time a row: bare loop {cost['bare']:.2f} µs, export {cost['export']:.2f} µs", end="")
    print(f": {cost['export'] / cost['bare']:.2f} times; memory +{grown:.1f} MB over the bare loop")
    print(f"bare loop {best['bare']:,.0f} rows/s, export {best['export']:,.0f} rows/s", end="")
    print(f" ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
