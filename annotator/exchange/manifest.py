"""The manifest beside an export: what is in it, where it comes from, and how to see that it is whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

from annotator.exchange.tasks import Task, Whole

MANIFEST_SCHEMA = "annotator/manifest@1"


@dataclass
class Tally:
    """What was written, counted as it goes; a document's records come together.

    `incomplete` documents were left out, `elsewhere` spans had no place.
    """

    records: int = 0
    documents: int = 0
    sentences: int = 0
    quotes: int = 0
    incomplete: int = 0
    elsewhere: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)
    _latest: str | None = None

    def add_whole(self, whole: Whole, name: str) -> None:
        """Count a document record; decisions are counted under `name`."""
        self._add(whole.document.id, len(whole.decided), [quote.type.value for quote in whole.quotes], name)
        self.answers.update(one.decision.answer.value for one in whole.decided)
        self.topics.update(topic for one in whole.decided for topic in one.decision.labels.topics)

    def add_task(self, task: Task, name: str) -> None:
        """Count a task as it was written, its quotes aligned."""
        self._add(task.document.id, len(task.sentences), [quote.type.value for quote in task.quotes], name)
        self.answers.update(sentence.answer.value for sentence in task.sentences)
        self.topics.update(topic for sentence in task.sentences for topic in sentence.topics)
        self.elsewhere += task.elsewhere

    def _add(self, document: str, sentences: int, types: list[str], name: str) -> None:
        self.records += 1
        self.documents += document != self._latest
        self._latest = document
        self.sentences += sentences
        self.quotes += len(types)
        self.types.update(types)
        self.annotators[name] += sentences

    def to_json(self) -> dict[str, Any]:
        """All of it, to be told to another process."""
        return {"records": self.records, "documents": self.documents, **self.labels()}

    def add_json(self, told: dict[str, Any]) -> None:
        """Add what another process counted of other documents."""
        self.records += told["records"]
        self.documents += told["documents"]
        for name, counter in self._counters().items():
            counter.update(told[name])

    def counts(self) -> dict[str, int]:
        """The totals."""
        return {
            "records": self.records,
            "documents": self.documents,
            "sentences": self.sentences,
            "quotes": self.quotes,
        }

    def labels(self) -> dict[str, dict[str, int]]:
        """How often each label occurs, the most frequent first."""
        return {name: dict(counter.most_common()) for name, counter in self._counters().items()}

    def _counters(self) -> dict[str, Counter[str]]:
        return {"answers": self.answers, "types": self.types, "topics": self.topics, "annotators": self.annotators}


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes | memoryview, /) -> int:
        """Write all of the data."""


class Checked:
    """A file that counts its bytes and hashes them as they are written."""

    def __init__(self, file: Sink) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes | memoryview) -> None:
        """Write all of the data. Raises OSError as the file does."""
        self._file.write(data)
        self._hash.update(data)
        self.bytes += len(data)

    @property
    def sha256(self) -> str:
        """The checksum so far, in hexadecimal."""
        return self._hash.hexdigest()


def schemes_of(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The label schemes and guideline profiles that the runs suggested with, each once."""
    keys = {"name": "scheme", "version": "scheme_version", "profile": "profile"}
    found = [{key: run["settings"].get(setting) for key, setting in keys.items()} for run in runs]
    return [scheme for at, scheme in enumerate(found) if scheme not in found[:at]]
