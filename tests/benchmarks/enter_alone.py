"""Enter pressed on every sentence, on the real screen in a terminal: is exactly what was suggested exported?

    python -m tests.benchmarks.enter_alone polnear-dev.jsonl [--straight] [--profile polnear] [--articles 20 --seed 1]
    python -m tests.benchmarks.enter_alone demo

`FILE` has articles as JSONL (`id`, `text`); `demo` stands for the bundled ones. `--straight` sets all quotation marks
straight. Prints how many characters were exported as quoted that were not suggested, how many are missing, how many
lines say that they were edited, and how many have other topics. The exit code is 1 unless all of them are 0.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import struct
import subprocess
import sys
import tempfile
import termios
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from annotator.cli.demo import ARTICLES
from annotator.core.model import Labels
from annotator.core.model_json import labels_from_json
from annotator.core.scheme import load_scheme
from annotator.store.files.database import open_database
from tests.tui.pseudo_terminal import Terminal

ANNOTATOR = [sys.executable, "-m", "annotator"]
STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»‟", '"'), **dict.fromkeys("‘’‚‹›", "'")})
BURST = 10
"""Keys sent at once: as a key held down sends them."""
PATIENCE = 20.0
"""Seconds in which as many sentences have to be decided as Enter was pressed: the last ones may be fewer."""


def run(*arguments: str) -> str:
    """What a command prints. Raises CalledProcessError where it fails."""
    return subprocess.run([*ANNOTATOR, *arguments], check=True, capture_output=True, text=True).stdout


def open_sentences(db: Path) -> int:
    """How many sentences have no decision."""
    with closing(open_database(db, read_only=True)) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM sentences WHERE id NOT IN (SELECT sentence_id FROM decisions)"
        ).fetchone()
    return int(count)


def press_enter(db: Path, folder: Path) -> None:
    """Press Enter until nothing is left to decide, then q."""
    terminal = Terminal(
        folder, command=[*ANNOTATOR, "annotate", "--db", str(db), "--annotator", "ana", "--withhold", "0"]
    )
    fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    terminal.until(b"Enter", 60)
    left = open_sentences(db)
    while left:
        terminal.send(b"\r" * min(BURST, left))
        wanted, since = left - min(BURST, left), time.monotonic()
        while (now := open_sentences(db)) > wanted and time.monotonic() - since < PATIENCE:
            terminal.read(0.05)
        if now == left:
            sys.exit(f"{left} sentences stay undecided")
        left, terminal.output = now, b""
    while terminal.process.poll() is None:
        terminal.send(b"q")
        terminal.read(0.5)


def suggested(db: Path) -> dict[tuple[str, int], Labels]:
    """What was suggested for each sentence, by the id of its document and its index."""
    with closing(open_database(db, read_only=True)) as connection:
        found = connection.execute(
            "SELECT documents.id, sentences.position, suggestions.labels FROM suggestions"
            " JOIN sentences ON sentences.id = suggestions.sentence_id"
            " JOIN documents ON documents.number = sentences.document ORDER BY suggestions.id"
        ).fetchall()
    return {(document, position): labels_from_json(json.loads(labels)) for document, position, labels in found}


def compare(records: list[dict[str, Any]], proposed: dict[tuple[str, int], Labels], names: dict[str, str]) -> list[int]:
    """Characters invented and missing, lines edited, and lines with other topics."""
    invented = missing = edited = topics = 0
    for record in records:
        labels = proposed.get((record["document"]["id"], record["index"]), Labels())
        start = record["start"]
        own = {
            at for quote in record["quotes"] for span in quote["content"] for at in range(span["start"], span["end"])
        }
        wanted = {at - start for quote in labels.quotes for span in quote.content for at in range(*span)}
        invented += len(own - wanted)
        missing += len(wanted - own)
        edited += record["edited"]
        topics += set(record["topics"]) != {names.get(key, key) for key in labels.topics}
    return [invented, missing, edited, topics]


def main() -> None:
    """Import, press Enter, export, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--straight", action="store_true")
    parser.add_argument("--profile", default="speech")
    parser.add_argument("--articles", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db, articles = folder / "a.db", folder / "articles.jsonl"
        if asked.file == "demo":
            source = ARTICLES
        else:
            lines = [json.loads(line) for line in Path(asked.file).read_text(encoding="utf-8").splitlines()]
            lines = Random(asked.seed).sample(lines, asked.articles) if asked.articles else lines
            texts = [
                {"id": one["id"], "text": one["text"].translate(STRAIGHT if asked.straight else {})} for one in lines
            ]
            articles.write_text("".join(json.dumps(one) + "\n" for one in texts), encoding="utf-8")
            source = articles
        run("import", str(source), "--db", str(db), "--profile", asked.profile)
        press_enter(db, folder)
        records = [json.loads(line) for line in run("export", "-o", "-", "--db", str(db)).splitlines()]
        found = compare(records, suggested(db), {topic.key: topic.name for topic in load_scheme().topics})
    print(
        f"{asked.file}{' straight' if asked.straight else ''}: {len(records)} lines, characters invented {found[0]},"
        f" missing {found[1]}; lines edited {found[2]}, with other topics {found[3]}"
    )
    sys.exit(any(found))


if __name__ == "__main__":
    main()
