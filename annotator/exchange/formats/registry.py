"""One encoder a format: whole documents or tasks in, the bytes of a file out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import orjson

from annotator.core.errors import UsageError
from annotator.exchange.alignment import Aligner, Token
from annotator.exchange.formats.conll import Conll
from annotator.exchange.formats.csv_table import csv_rows
from annotator.exchange.formats.doccano import Doccano
from annotator.exchange.formats.labelstudio import label_studio_task
from annotator.exchange.formats.prodigy import prodigy_task
from annotator.exchange.jsonlines import harmless, to_line
from annotator.exchange.tasks import Task

SUFFIXES = {
    "jsonl": ".jsonl",
    "spacy": ".spacy",
    "prodigy": ".prodigy.jsonl",
    "label-studio": ".label-studio.json",
    "doccano": ".doccano.jsonl",
    "conll": ".conll",
    "brat": ".brat",
    "csv": ".csv",
}
"""The formats, and what their files are called by default."""

TOKENS = frozenset({"spacy", "prodigy", "conll"})
"""Formats that count tokens: their spans are put on the tokenizer's boundaries."""

NEGATIVES = frozenset({"spacy", "prodigy", "label-studio", "doccano", "brat"})
"""Formats in which a text without a label says that nothing is there: only what is decided as a whole may go in."""


class Encoder(Protocol):
    """What turns tasks into one file's bytes. `add` gives the task as it was written (its spans aligned)."""

    def head(self) -> bytes:
        """What the file begins with."""

    def add(self, task: Task) -> tuple[Task, bytes]:
        """The task as written, and its bytes."""

    def tail(self) -> bytes:
        """What the file ends with."""


class TokenBin(Protocol):
    """What collects texts with token-aligned quotes and gives one blob: spaCy's DocBin, made elsewhere."""

    def add_task(self, task: Task, topics: Sequence[str]) -> None:
        """Add the task with aligned quotes; `topics` are all that it may have."""

    def to_bytes(self) -> bytes:
        """The blob."""


class _Lines:
    """A format that is made of pieces, one a task."""

    def __init__(self, piece: Callable[[Task], tuple[Task, bytes]], head: bytes = b"") -> None:
        self._piece, self._head = piece, head

    def head(self) -> bytes:
        return self._head

    def add(self, task: Task) -> tuple[Task, bytes]:
        return self._piece(task)

    def tail(self) -> bytes:
        return b""


class _Array:
    """A JSON array, one task a line."""

    def __init__(self, gold: bool) -> None:
        self._gold, self._any = gold, False

    def head(self) -> bytes:
        return b"["

    def add(self, task: Task) -> tuple[Task, bytes]:
        before, self._any = b",\n" if self._any else b"\n", True
        return task, before + harmless(orjson.dumps(label_studio_task(task, gold=self._gold)))

    def tail(self) -> bytes:
        return b"\n]\n"


class _Blob:
    """A format that can only be written when all is in it."""

    def __init__(self, aligner: Aligner, made: TokenBin, topics: Sequence[str]) -> None:
        self._aligner, self._bin, self._topics = aligner, made, topics

    def head(self) -> bytes:
        return b""

    def add(self, task: Task) -> tuple[Task, bytes]:
        task, _ = self._aligner.aligned(task)
        self._bin.add_task(task, self._topics)
        return task, b""

    def tail(self) -> bytes:
        return self._bin.to_bytes()


def make_encoder(
    name: str,
    *,
    aligner: Aligner | None = None,
    token_bin: TokenBin | None = None,
    topics: Sequence[str] = (),
    gold: bool = False,
    raw: bool = False,
    conll: Conll | None = None,
) -> Encoder:
    """The encoder of a format of one file. Those of TOKENS need an `aligner`, spaCy's a `token_bin` as well."""
    if name == "spacy":
        assert aligner is not None
        assert token_bin is not None
        return _Blob(aligner, token_bin, topics)
    if name == "label-studio":
        return _Array(gold)
    if name == "doccano":
        made = Doccano()
        return _Lines(lambda task: (task, to_line(made.record(task))))
    if name == "csv":
        return _Lines(lambda task: (task, b"".join(list(csv_rows([task], raw=raw))[1:])), next(csv_rows([])))
    if aligner is None or name not in TOKENS:
        raise UsageError(f"no format named {name!r}", f"choose {', '.join(SUFFIXES)}")
    if name == "prodigy":
        return _Lines(_on_tokens(aligner, lambda task, tokens: to_line(prodigy_task(task, tokens, topics))))
    columns = conll or Conll()
    return _Lines(_on_tokens(aligner, lambda task, tokens: b"".join(columns.lines(task, tokens))))


def _on_tokens(
    aligner: Aligner, write: Callable[[Task, Sequence[Token]], bytes]
) -> Callable[[Task], tuple[Task, bytes]]:
    def piece(task: Task) -> tuple[Task, bytes]:
        aligned, tokens = aligner.aligned(task)
        return aligned, write(aligned, tokens)

    return piece
