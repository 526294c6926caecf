"""Training on PolNeAR as one annotator's decisions, and the mix scored on its development part.

    python -m tests.benchmarks.learn FOLDER     (some 25 minutes; keeps database and pipeline in FOLDER, or uses them)

Without a folder it does nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from annotator.core.decided import TrainingExample
from annotator.core.model import Document, Quote, QuoteType, Span
from annotator.core.review.versions import match
from annotator.core.text.header import read_header

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PARTS = ("polnear-dev", "polnear-dev-stripped")


def main(folder: Path) -> int:
    """Train, suggest and score; prints the scorer's own lines."""
    corpora, scorer = SHARED / "corpora", SHARED / "tools" / "score.py"
    if not scorer.is_file():
        print("skipped: no ../shared with corpora and scorer")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    db = folder / "pol.db"
    if not db.exists():
        gold = [str(corpora / f"{name}.jsonl") for name in ("polnear-train", "polnear-train-stripped")]
        run("import", "--db", str(db), "--as", "gold", "--profile", "polnear", "--quiet", *gold)
    started = time.monotonic()
    if not (folder / "out" / "model").is_dir():
        run("train", "--db", str(db), "--profile", "polnear", "-o", str(folder / "out"))
    size = sum(path.stat().st_size for path in (folder / "out" / "model").rglob("*") if path.is_file())
    print(f"training took {(time.monotonic() - started) / 60:.1f} minutes, the model has {size / 1e6:.1f} MB")
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for name in PARTS:
        started = time.monotonic()
        done = run(
            "suggest", "--from", "jsonl", "--model", str(folder / "out" / "model"), "--trust-model",
            str(corpora / f"{name}.jsonl"),
        )  # fmt: skip
        (folder / f"{name}.pred.jsonl").write_bytes(done)
        print(f"{name}: suggested in {time.monotonic() - started:.0f} s")
        for view in ([], ["--speech-only"]):
            command = [sys.executable, str(scorer), str(corpora / f"{name}.jsonl"), str(folder / f"{name}.pred.jsonl")]
            lines = subprocess.run([*command, *view], capture_output=True, text=True, check=True).stdout.splitlines()
            print(*view, *[line for line in lines if line.startswith(("exact ", "overlap", "e2e "))], sep="\n  ")
        for score, right in _held_against(read_gold(corpora / f"{name}.jsonl"), done):
            bins[min(int(score * 10), 9)].append((score, right))
    for tenth, told in sorted(bins.items()):
        mean, share = (sum(column) / len(told) for column in zip(*told, strict=True))
        print(f"score {tenth / 10:.1f}: {len(told):5} suggestions, mean score {mean:.3f}, {share:.3f} right")
    return 0


def _held_against(gold: list[TrainingExample], told: bytes) -> list[tuple[float, bool]]:
    """The score of each suggestion, and whether it found a quote of the gold."""
    found = []
    for example, record in zip(gold, map(json.loads, told.splitlines()), strict=True):
        quotes = [
            Quote(tuple(Span(*place) for place in quote["content"]), QuoteType(quote["type"]), None, None)
            for quote in record["quotes"]
        ]
        hits = {one.suggested for one in match(example.document.text, example.quotes, quotes)}
        found += [(quote["score"], number in hits) for number, quote in enumerate(record["quotes"])]
    return found


def read_gold(path: Path) -> list[TrainingExample]:
    """Gold lines as one annotator's decisions."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        quotes = tuple(
            Quote(
                tuple(Span(*place) for place in quote["content"]),
                QuoteType(quote["type"]),
                Span(*quote["cue"][0]) if quote["cue"] else None,
                Span(*quote["source"][0]) if quote["source"] else None,
            )
            for quote in record["quotes"]
            if quote["content"]
        )
        document = Document(record["id"], text, body_start=read_header(text).end)
        found.append(TrainingExample(document, "gold", quotes))
    return found


def run(*arguments: str) -> bytes:
    """What an `annotator` command prints."""
    command = [sys.executable, "-m", "annotator.cli.main", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("skipped: takes 25 minutes, and a folder to work in as its argument")
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1])))
