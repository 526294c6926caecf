"""Training on PolNeAR as one annotator's decisions, and the mix scored on its development part.

    python tests/benchmarks/learn.py FOLDER       (some 40 minutes; keeps database and pipeline in FOLDER)

Without a folder it does nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

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
    run("train", "--db", str(db), "--profile", "polnear", "-o", str(folder / "out"))
    print(f"training took {(time.monotonic() - started) / 60:.1f} minutes")
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
    return 0


def run(*arguments: str) -> bytes:
    """What an `annotator` command prints."""
    command = [sys.executable, "-m", "annotator.cli.main", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("skipped: takes 40 minutes, and a folder to work in as its argument")
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1])))
