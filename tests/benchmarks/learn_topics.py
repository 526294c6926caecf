"""What 1,000 confirmed short news items teach about topics, all through the commands.

    python -m tests.benchmarks.learn_topics FOLDER [ITEMS]     (some minutes; keeps database and pipeline in FOLDER)

An item is confirmed as an annotator would who knows its class: quotes as suggested, each sentence with the class as its
topic, or with none where the class is no topic. The other items are suggested with what was learned, and scored as in
`topics.py`: by the label with the largest sum of sentence scores. Without a folder it does nothing.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.core.model import TopicSuggestion
from tests.benchmarks.learn import run
from tests.benchmarks.topics import CLASSES, ITEMS, Item, report

CONFIRMED = 1000


def main(folder: Path, confirmed: int) -> int:
    """Confirm, train, suggest and score; prints a line with the terms alone and one with what was learned."""
    if not ITEMS.is_file():
        print("skipped: no ../shared with corpora")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    items = [json.loads(line) for line in ITEMS.read_text("utf-8").splitlines()]
    random.Random(0).shuffle(items)
    classes = {item["id"]: item["class"] for item in items}
    first = _written(folder / "confirmed.jsonl", items[:confirmed])
    rest = _written(folder / "rest.jsonl", items[confirmed:])
    told = map(json.loads, run("suggest", "--from", "jsonl", str(first)).splitlines())
    gold = folder / "gold.jsonl"
    _written(gold, [confirm(record, classes[record["id"]]) for record in told])
    db, out = folder / "topics.db", folder / "out"
    if not db.exists():
        run("import", "--db", str(db), "--as", "gold", "--quiet", str(gold))
    run("train", "--db", str(db), "-o", str(out), "--name", "topics")
    for name, model in (("terms", ()), ("learned", ("--model", str(out / "model"), "--trust-model"))):
        done = run("suggest", "--from", "jsonl", *model, str(rest))
        report(name, [_item(record, classes) for record in map(json.loads, done.splitlines())])
    return 0


def confirm(suggested: dict[str, Any], topic: str) -> dict[str, Any]:
    """The document record of an annotator who accepts the quotes and gives each sentence this topic, if it is one."""
    text = suggested["text"]

    def span(place: list[int] | None) -> dict[str, Any] | None:
        return None if place is None else {"start": place[0], "end": place[1], "text": text[place[0] : place[1]]}

    topics = [topic] if topic in CLASSES else []
    return {
        "schema": "annotator/document@1",
        "id": suggested["id"],
        "document": {"id": suggested["id"], "title": None, "source": None, "published": None, "meta": {}},
        "text": text,
        "quotes": [
            {
                "type": quote["type"],
                "content": [span(place) for place in quote["content"]],
                "cue": span(quote["cue"]),
                "source": span(quote["source"]),
                "speaker": quote["speaker"],
            }
            for quote in suggested["quotes"]
        ],
        "sentences": [
            {"index": index, "start": place["start"], "end": place["end"], "topics": topics, "answer": "accept"}
            for index, place in enumerate(suggested["sentences"])
        ],
        "complete": True,
    }


def _item(record: dict[str, Any], classes: dict[str, str]) -> Item:
    found = [
        tuple(TopicSuggestion(topic["label"], topic["score"], topic["because"]) for topic in sentence["topics"])
        for sentence in record["sentences"]
    ]
    return Item(int(record["id"].rpartition("-")[2]), classes[record["id"]], tuple(found))


def _written(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("skipped: takes some minutes, and a folder to work in as its argument")
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CONFIRMED))
