"""What an export is written to: a file or a folder of files, with its checksum as it grows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.exchange.tasks import Task


class Sink(Protocol):
    """What bytes are written to, such as an open file."""

    def write(self, data: bytes, /) -> int:
        """Write all of the data."""


class Output(Protocol):
    """Where a format's writer puts what it makes."""

    def write(self, data: bytes, name: str = "") -> None:
        """Add data to the file. In a format that is a folder, `name` names a file of it, written in one go."""


class FileOutput:
    """One file; its bytes are counted and hashed as they are written."""

    def __init__(self, file: Sink) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes, name: str = "") -> None:  # noqa: ARG002
        """Add data to the file. Raises OSError as the file does."""
        self._file.write(data)
        self._hash.update(data)
        self.bytes += len(data)

    @property
    def sha256(self) -> str:
        """The checksum of what was written so far, in hexadecimal."""
        return self._hash.hexdigest()


class FolderOutput:
    """A folder of files. Its checksum and size are those of the lines that `sha256sum` prints for them, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums = FileOutput(_Nowhere())

    def write(self, data: bytes, name: str = "") -> None:
        """Write a file of the folder, all of it. Raises OSError."""
        (self._folder / name).write_bytes(data)
        self._sums.write(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode())

    @property
    def sha256(self) -> str:
        """The checksum of the list of checksums so far, in hexadecimal."""
        return self._sums.sha256

    @property
    def bytes(self) -> int:
        """The size of the list of checksums so far."""
        return self._sums.bytes


class _Nowhere:
    def write(self, data: bytes, /) -> int:
        return len(data)


# ---- What was written, counted.


@dataclass
class Tally:
    """What was written to one file, counted as it goes. The records of a document must come together.

    `quotes` are whole quotes: a continuation counts with the quote it carries on. `answers`, `topics` and `annotators`
    count sentences. `elsewhere` counts cues and sources outside the text of their sentence, which were left out;
    `hidden` counts spans that a format could not show because another one stands in their place.
    """

    records: int = 0
    documents: int = 0
    sentences: int = 0
    quotes: int = 0
    elsewhere: int = 0
    hidden: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)
    _latest: str | None = None

    def add_task(self, task: Task) -> None:
        """Count a task as it was written, its spans on the boundaries of tokens where the format wants that."""
        self.records += 1
        self.documents += task.document.id != self._latest
        self._latest = task.document.id
        self.sentences += len(task.sentences)
        self.elsewhere += task.elsewhere
        self.annotators[task.annotator_name] += len(task.sentences)
        self.add_types(quote.type.value for quote in task.quotes)
        self.answers.update(sentence.answer.value for sentence in task.sentences)
        self.topics.update(topic for sentence in task.sentences for topic in sentence.topics)

    def add_types(self, types: Iterable[str]) -> None:
        """Count quotes by their types."""
        before = self.types.total()
        self.types.update(types)
        self.quotes += self.types.total() - before

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
        counters = {
            "answers": self.answers,
            "types": self.types,
            "topics": self.topics,
            "annotators": self.annotators,
        }
        return {name: dict(counter.most_common()) for name, counter in counters.items()}
