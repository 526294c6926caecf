"""Corrected articles: gold decisions carried over random edits of their texts, and what is said of each held to it.

    python -m tests.benchmarks.editions GOLD.jsonl... [--edits 500] [--seed 1]

Each line of a gold file is an article with its quotes. Random edits are made to it: words put in, left out, replaced,
misspelled and mended; sentences and paragraphs put in, left out, moved; quotation marks changed. Prints how many
decisions were kept, moved, touched and orphaned, how long that took, and each of these that does not hold:
the four add up to the decisions; every word and span of what was kept or moved has the same words there; no sentence
of an orphaned decision stands there once, where no other one is. Exits with 1 where one does not.
Sentences are cut at full stops, in both editions alike, so that no pipeline is needed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.core.editions import Carrier, Cut, Fate, words_in
from annotator.core.model import Document, Labels, Quote, QuoteType, Sentence, Span
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.core.text.marked_text import words_of

_SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?][\"”’']?(?=\s|$)|(?=\n|$))")
_WORDS = ("however", "nearly", "Tuesday", "the", "said", "new", "officials", "and", "not", "report")


def cut(key: str, text: str) -> Cut:
    """A text, cut into sentences at full stops and line breaks."""
    found = [match.span() for match in _SENTENCE.finditer(text)]
    return Cut(Document(key, text), tuple(Sentence(at, *span) for at, span in enumerate(found)))


def gold(path: Path) -> Iterator[tuple[str, str, list[Quote]]]:
    """The articles of a gold file: id, text, quotes."""
    for line in path.read_text("utf-8").splitlines():
        data = json.loads(line)
        quotes = [
            Quote(
                tuple(Span(*span) for span in one["content"]),
                QuoteType(one.get("type") or "indirect"),
                Span(*one["cue"][0]) if one.get("cue") else None,
                Span(*one["source"][0]) if one.get("source") else None,
                one.get("speaker"),
            )
            for one in data["quotes"]
        ]
        yield data["id"], data["text"], [one for one in quotes if one.content]


def edited(text: str, by: random.Random) -> str:
    """The text with one to six random edits."""
    for _ in range(by.randint(1, 6)):
        paragraphs = text.split("\n\n")
        at = by.randrange(len(paragraphs))
        words = paragraphs[at].split(" ")
        word = by.randrange(len(words))
        match by.choice(("in", "out", "swap", "typo", "marks", "sentence", "drop", "paragraph", "cut", "move", "lift")):
            case "in":
                words.insert(word, by.choice(_WORDS))
            case "out":
                del words[word]
            case "swap":
                words[word] = by.choice(_WORDS)
            case "typo":
                words[word] = words[word][::-1]
            case "marks":
                words = [re.sub('[“”"]', "'", one) for one in words]
            case "sentence":
                words.insert(word, f"Nothing {by.choice(_WORDS)} of {by.choice(_WORDS)} was heard.")
            case "drop":
                words = words[: word // 2] + words[word:]
            case "paragraph":
                words.append(f"\n\nA {by.choice(_WORDS)} line of {by.choice(_WORDS)} words ends it.")
            case "cut" if len(paragraphs) > 1:
                words = []
            case "move" if len(paragraphs) > 1:
                moved = paragraphs.pop(at)
                paragraphs.insert(by.randrange(len(paragraphs) + 1), moved)
                words = []
                at = -1
            case "lift":
                sentences = re.split(r"(?<=[.!?]) ", paragraphs[at])
                by.shuffle(sentences)
                words = " ".join(sentences).split(" ")
        if at >= 0:
            paragraphs[at] = " ".join(words)
        text = "\n\n".join(one for one in paragraphs if one.strip()) or text
    return text


def faults(carrier: Carrier, earlier: Cut, later: Cut, said: dict[int, Labels], fates: Counter[Fate]) -> Iterator[str]:
    """What does not hold of one annotator's decisions; `fates` counts what became of them."""
    carried = carrier.carry(said)
    fates.update(one.fate for one in carried.carries.values())
    if carried.carries.keys() != said.keys():
        yield "they do not add up"
    taken = {*carrier.alignment.links.values()}
    new = [word.text for word in carrier.alignment.new]
    for index, one in carried.carries.items():
        old = earlier.sentences[index].span.of(earlier.document.text)
        if one.labels is not None:
            there = later.sentences[one.places[0]].span.of(later.document.text)
            if _words(old) != _words(there):
                yield f"{one.fate}: {old!r} is {there!r}"
            for was, now in zip(_spans(said[index]), _spans(one.labels), strict=True):
                if _words(was.of(earlier.document.text)) != _words(now.of(later.document.text)):
                    yield f"{one.fate}: a span has other words in {old!r}"
        if one.fate is Fate.ORPHANED:
            phrase = _words(old)
            places = [at for at in range(len(new)) if new[at : at + len(phrase)] == phrase]
            if phrase and len(places) == 1 and not taken & set(range(places[0], places[0] + len(phrase))):
                yield f"orphaned, but there: {' '.join(phrase)!r}"
    places = [words_in(one.span, carrier.alignment.new) for one in later.sentences]
    for at, labels in carried.drafts.items():
        for quote in labels.quotes:
            if not all(span.within(later.sentences[at].span) for span in quote.content) or not places[at]:
                yield f"an edit of sentence {at} marks words outside of it"


def _spans(labels: Labels) -> list[Span]:
    return [span for quote in labels.quotes for span in (*quote.content, quote.cue, quote.source) if span is not None]


def _words(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts, the time and what does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--edits", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    by = random.Random(given.seed)
    articles = [article for path in given.gold for article in gold(path)]
    fates: Counter[Fate] = Counter()
    wrong, decisions, words, took = 0, 0, 0, list[float]()
    for number in range(given.edits):
        key, text, quotes = by.choice(articles)
        earlier, later = cut(key, text), cut(key, edited(text, by))
        labels = labels_by_sentence(quotes, (), earlier.sentences, text)
        said = dict(enumerate(labels))
        decisions, words = decisions + len(said), words + len(text.split())
        began = time.process_time()
        carrier = Carrier(earlier, later)
        carrier.carry(said)
        took.append(time.process_time() - began)
        for fault in faults(carrier, earlier, later, said, fates):
            wrong += 1
            print(f"{number} {key}: {fault}")
    took.sort()
    print(f"{given.edits} edited articles, {words} words, {decisions} decisions: {dict(fates.most_common())}")
    print(f"sum {sum(fates.values())}; processor time {sum(took):.2f} s, median {1000 * took[len(took) // 2]:.1f} ms,")
    print(f"longest {1000 * took[-1]:.1f} ms; {wrong} faults")
    return int(wrong > 0 or sum(fates.values()) != decisions)


if __name__ == "__main__":
    sys.exit(main())
