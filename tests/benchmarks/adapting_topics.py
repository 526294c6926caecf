"""How soon suggested topics follow annotators, on short news items with one class each.

    python -m tests.benchmarks.adapting_topics [ITEMS.jsonl]

Items as for `topics.py`. The first 25, 100, 400 and 1,000 of the items in an order that a seed draws (three seeds) are
decided: each sentence has the class as its topic, or none where the class is no topic; the others are suggested, as
shipped and adapted, and scored as in `topics.py`. Then an annotator who decides the same but never keeps one term of a
topic: how often it is still suggested in the other items, and in which other ways that topic is.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc

from annotator.core.model import TopicSuggestion
from annotator.core.scheme import load_scheme
from annotator.core.topic_habits import TopicCounts, TopicHabits
from annotator.suggest.topics.finder import TopicFinder, topics_of
from tests.benchmarks.topics import CLASSES, ITEMS, MODEL, Item, f1

DECIDED, SEEDS = (25, 100, 400, 1000), (1, 2, 3)
REFUSED = ("science and technology", "microsoft")
"""A topic and a term of it, which the second annotator never keeps."""


class Items:
    """The items, parsed once."""

    def __init__(self, lines: Iterable[str]) -> None:
        rows = [json.loads(line) for line in lines]
        self.classes = [str(row["class"]) for row in rows]
        self.docs: list[Doc] = list(spacy.load(MODEL, exclude=["ner"]).pipe(row["text"] for row in rows))
        self._finder = TopicFinder(load_scheme(), "en")
        self.shipped = self.suggested(TopicHabits(), range(len(self.docs)))

    def suggested(self, habits: TopicHabits, numbers: Iterable[int]) -> list[Item]:
        """The items of these numbers with what is suggested with these habits."""
        self._finder.adapt(habits)
        return [Item(number, self.classes[number], topics_of(self._finder(self.docs[number]))) for number in numbers]

    def decided(self, numbers: Iterable[int], refused: tuple[str, str] | None = None) -> TopicHabits:
        """The habits of an annotator who decided these items; one who never keeps a topic for that term."""
        counts = TopicCounts()
        for number in numbers:
            topic = self.classes[number]
            sentences = []
            for sentence, offered in zip(self.docs[number].sents, self.shipped[number].sentences, strict=True):
                kept = topic in CLASSES and not any(_is_for(one, refused) for one in offered)
                sentences.append((sentence.text, (topic,) if kept else (), offered))
            counts.add(sentences)
        return counts.habits()


def _is_for(topic: TopicSuggestion, refused: tuple[str, str] | None) -> bool:
    return refused is not None and (topic.label, topic.because.casefold()) == refused


def macro_f1(items: Sequence[Item]) -> float:
    """The mean of the classes' F1, in percent."""
    return 100 * sum(f1(items, label) for label in CLASSES) / len(CLASSES)


def _by_term(items: Iterable[Item]) -> tuple[int, int]:
    """How often the topic is suggested by the refused term, and how often otherwise."""
    offered = [topic for item in items for topics in item.sentences for topic in topics if topic.label == REFUSED[0]]
    by_term = sum(_is_for(topic, REFUSED) for topic in offered)
    return by_term, len(offered) - by_term


def main(path: Path) -> None:
    """Measure both annotators."""
    if not path.is_file():
        print(f"no items at {path}: nothing measured", file=sys.stderr)
        return
    with path.open(encoding="utf-8") as lines:
        items = Items(lines)
    for seed in SEEDS:
        order = list(range(len(items.docs)))
        random.Random(seed).shuffle(order)
        for count in DECIDED:
            rest = order[count:]
            before = [items.shipped[number] for number in rest]
            after = items.suggested(items.decided(order[:count]), rest)
            print(f"seed {seed}  decided {count:5}  macro-F1 {macro_f1(before):.1f} -> {macro_f1(after):.1f}", end="")
            refusing = items.suggested(items.decided(order[:count], REFUSED), rest)
            told = [
                f"{by_term} by it, {other} otherwise" for by_term, other in map(_by_term, (before, after, refusing))
            ]
            print(f"  “{REFUSED[1]}”: shipped {told[0]}; adapted {told[1]}; refused {told[2]}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ITEMS)
