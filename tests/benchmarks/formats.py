"""Every format written from gold, read back by what reads it, and counted.

    python -m tests.benchmarks.formats GOLD.jsonl... [--first 20]

Gold lines are imported as somebody's decisions (of each file the first so many). Each format is exported, then read by
our importer into a new database, or by spaCy, or as the table it is; `same` are quotes that come back with the very
content, cue, source, type and speaker. Every line of JSON is held to its schema. In the end plain `spacy train` takes
20 steps with the DocBin, in a process in which annotator is not installed. Exits with 1 where anything is missing.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import spacy
from spacy.tokens import DocBin

from annotator.cli.data.export import export_database
from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.model import Quote
from annotator.core.program.resources import read_schema
from annotator.core.text.header import read_header
from annotator.exchange.formats.registry import WRITTEN
from annotator.exchange.plan import Plan
from annotator.exchange.tasks import document_tasks
from annotator.store.read.reader import Reader
from annotator.suggest.span_groups import read_quotes
from tests.cli.data.test_formats import import_annotations

STEPS = 20
FORMATS = (*((format, "document") for format in WRITTEN), (WRITTEN[0], "sentence"))

Found = Counter[tuple[tuple[str, ...], Quote]]
"""Quotes by the words of their document, without what a suggester says of them."""


class Row(NamedTuple):
    """What came back of a format; `same` is None where a format does not hold whole quotes."""

    format: str
    documents: int
    quotes: int
    same: int | None
    moved: int
    bytes: int


class Outcome(NamedTuple):
    """The rows of the table, and what it should say in each of them."""

    rows: list[Row]
    documents: int
    quotes: int
    lines: int

    @property
    def missing(self) -> list[str]:
        """The formats that lost something. Spans that were moved to whole tokens are another quote, and counted."""
        return [
            row.format
            for row in self.rows
            if (row.documents, row.quotes) != (self.documents, self.quotes)
            or (row.same is not None and row.same < self.quotes - row.moved)
        ]

    def table(self) -> str:
        """For people."""
        head = f"{'format':18} {'documents':>9} {'quotes':>7} {'same':>7} {'moved':>6} {'bytes':>10}"
        lines = [
            f"{row.format:18} {row.documents:9} {row.quotes:7} {'-' if row.same is None else row.same:>7} {row.moved:6}"
            f" {row.bytes:10,}"
            for row in self.rows
        ]
        given = f"decided: {self.documents} documents, {self.quotes} quotes; {self.lines} lines of JSON valid"
        return "\n".join([given, head, *lines])


def run(gold: list[Path], first: int, folder: Path) -> Outcome:
    """Import, export and read back in that folder, which is left with all of it."""
    lines = [line for path in gold for line in path.read_text(encoding="utf-8").splitlines()[:first]]
    given = folder / "gold.jsonl"
    given.write_text("\n".join(lines) + "\n", encoding="utf-8")
    taken = import_annotations([given], folder / "gold.db", "gold")
    assert not taken.left.refused, taken.left.refused
    right = stored(folder / "gold.db")
    assert right.total() == sum(len(json.loads(line)["quotes"]) for line in lines)
    rows, valid = [], 0
    for format, unit in FORMATS:
        name = format.name
        path = folder / f"{unit}{format.ending}"
        report, *_ = export_database(folder / "gold.db", Plan(format, unit, chosen(), output=str(path)))
        documents, quotes, same = back(name, path, folder, right)
        size = sum(file.stat().st_size for file in ([path] if path.is_file() else path.iterdir()))
        rows.append(Row(f"{name} ({unit})", documents, quotes, same, report.off, size))
        if name == "jsonl":
            valid += validated(path, unit)
    return Outcome(rows, len(lines), right.total(), valid)


def chosen() -> Selection:
    """All that is decided, as other tools get it by default."""
    return Selection(answers=(Answer.ACCEPT, Answer.REJECT))


def stored(db: Path) -> Found:
    """The quotes of all documents of a database."""
    with closing(Reader(db)) as reader:
        return Counter(
            (words(task.text, task.sentences[0].span.start), quote.bare())
            for task in document_tasks(reader.decided(chosen()))
            for quote in task.quotes
        )


def words(text: str, start: int) -> tuple[str, ...]:
    """What a text says from there on: sentence records hold no header and no space between sentences."""
    return tuple(text[start:].split())


def back(name: str, path: Path, folder: Path, right: Found) -> tuple[int, int, int | None]:
    """Documents, quotes, and quotes that are the same, as the format's reader finds them."""
    if name == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return len({row["document"] for row in rows}), len(rows), None
    if name == "conll":
        return conll(path.read_text(encoding="utf-8"))
    if name == "spacy":
        docs = list(DocBin(store_user_data=True).from_disk(path).get_docs(spacy.blank("en").vocab))
        found = Counter(
            (words(doc.text, read_header(doc.text).end), quote.bare()) for doc in docs for quote in read_quotes(doc)
        )
        return len(docs), found.total(), (found & right).total()
    db = folder / f"{path.name}.db"
    taken = import_annotations([path], db, "back")
    assert not taken.left.refused, taken.left.refused
    found = stored(db)
    return taken.documents, found.total(), (found & right).total()


def conll(text: str) -> tuple[int, int, None]:
    """Documents and quotes by the numbers in the last column."""
    quotes: set[tuple[int, str]] = set()
    documents = 0
    for line in text.splitlines():
        cells = line.split("\t")
        documents += cells[0] == "-DOCSTART-"
        quotes |= {(documents, number) for number in cells[-1].split(",") if number.isdecimal()}
    return documents, len(quotes), None


def validated(path: Path, unit: str) -> int:
    """How many lines there are, each valid, each span with its own words. Raises where one is not."""
    validator = jsonschema.Draft202012Validator(json.loads(read_schema(f"{unit}.schema.json")))
    count = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        validator.validate(record)
        for span in spans(record):
            assert record["text"][span["start"] : span["end"]] == span["text"]
        count += 1
    return count


def spans(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The spans of a record that stand in its own text."""
    for quote in record["quotes"]:
        for span in (*quote["content"], quote["cue"], quote["source"]):
            if span and "start" in span:
                yield span


def train(docbin: Path, folder: Path) -> str:
    """Train with spaCy's own command line where annotator cannot be found; the labels and scores it ends with."""
    packages = folder / "packages"
    packages.mkdir()
    for path in map(Path, sys.path):
        if path.name == "site-packages":
            for entry in path.iterdir():
                if "annotator" not in entry.name and not entry.name.endswith(".pth"):
                    (packages / entry.name).symlink_to(entry)
    config, out = folder / "config.cfg", folder / "trained"
    pipeline = "ner,spancat,textcat_multilabel"
    spacy_alone(packages, "init", "config", str(config), "--pipeline", pipeline)
    paths = ("--paths.train", str(docbin), "--paths.dev", str(docbin), "--output", str(out))
    steps = ("--training.max_steps", str(STEPS), "--training.eval_frequency", str(STEPS // 2))
    spacy_alone(packages, "train", str(config), *paths, *steps)
    meta = json.loads((out / "model-last" / "meta.json").read_text(encoding="utf-8"))
    labels = ", ".join(f"{name}: {len(found)} labels" for name, found in meta["labels"].items() if found)
    return f"plain spacy train, {STEPS} steps, annotator not installed: {labels}"


def spacy_alone(packages: Path, *arguments: str) -> None:
    """`python -m spacy …` without site-packages, but with what is in that folder."""
    program = (
        "import sys, runpy, importlib.util as util; sys.path.append(sys.argv.pop(1));"
        "assert util.find_spec('annotator') is None;"
        "runpy.run_module('spacy', run_name='__main__', alter_sys=True)"
    )
    command = [sys.executable, "-I", "-S", "-c", program, str(packages), *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=packages.parent)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--first", type=int, default=20, help="so many articles of each file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-formats-") as name:
        outcome = run(asked.gold, asked.first, Path(name))
        print(outcome.table())
        print(train(Path(name) / "document.spacy", Path(name)))
    if outcome.missing:
        print(f"missing: {', '.join(outcome.missing)}")
    return 1 if outcome.missing else 0


if __name__ == "__main__":
    sys.exit(main())
