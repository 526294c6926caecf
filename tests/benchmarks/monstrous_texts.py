"""Whether texts that no newsroom writes take longer than their length: all commas, marks never closed, no sentence.

    python tests/benchmarks/monstrous_texts.py

Prints the processor time for each text, for one twice as long, and the ratio: 2 is as it should be, 4 is quadratic.
The floor is an ordinary article of the same length, in the same run.
"""

from __future__ import annotations

import time

from annotator.core.model import Document
from annotator.suggest.pipeline import Suggester
from tests.package import PACKAGE

ARTICLE = PACKAGE / "articles" / "harbour.txt"
LENGTH = 60_000
"""Code points of each text; the longer one has twice as many."""
TEXTS = {
    "an article": ARTICLE.read_text(encoding="utf-8") + "\n\n",
    "no sentence": "word ",
    "only marks": '"',
    "marks never closed": "“x ",
    "one long sentence": "He said, she said, ",
    "only turns": "Smith: yes.\n",
}


def seconds(suggester: Suggester, text: str) -> float:
    """Processor time of suggesting for the text."""
    started = time.process_time()
    suggester.suggest_one(Document("d", text))
    return time.process_time() - started


def main() -> None:
    """A line for each text."""
    suggester = Suggester.load()
    suggester.suggest_one(Document("d", TEXTS["an article"]))
    for name, piece in TEXTS.items():
        text = piece * (LENGTH // len(piece))
        once, twice = seconds(suggester, text), seconds(suggester, text * 2)
        print(f"{name:20} {once:6.1f} s   twice as long {twice:6.1f} s   {twice / once:4.1f} times")


if __name__ == "__main__":
    main()
