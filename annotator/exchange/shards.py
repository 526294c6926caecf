"""Which documents belong to which shard: decided by the files' order and sizes, never by what others suggested.

All inputs, in their order, are one stretch as long as their sizes together; with N shards it is cut into N equal parts.
Document j of the k in a file stands j/k of the way through the file, and belongs to the part in which it stands. So
shards are blocks of documents in their order: the outputs one after another are what one process gives. A shard reads
only the files that reach into its part, each of them whole, as a file that is wrong somewhere is refused whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Document
from annotator.exchange.documents import Reading, read_documents
from annotator.exchange.files import SourceFile, find_sources

MOST_SHARDS = 1_000_000
"""Set by hand: it keeps names short."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of so many parts of the documents; `number` counts from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that `I/N` names. Raises UsageError for anything else, or an I that is not in 1..N."""
        found = re.fullmatch(r"(\d{1,7})/(\d{1,7})", text, re.ASCII)
        shard = cls(*map(int, found.groups())) if found else cls(0, 0)
        if not 1 <= shard.number <= shard.of <= MOST_SHARDS:
            raise UsageError(f"--shard {text!r} is no shard", "give its number and how many there are: 3/16")
        return shard

    @property
    def name(self) -> str:
        """How its files are named: names of the shards of a whole sort by number.

        >>> Shard(3, 16).name
        'shard-03-of-16'
        """
        return f"shard-{self.number:0{len(str(self.of))}}-of-{self.of}"


@dataclass(frozen=True, slots=True)
class Input:
    """A file that is read: where it begins in the stretch of all inputs, and its size, in bytes."""

    source: SourceFile
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that is read for all shards, in order."""

    files: tuple[Input, ...]

    @classmethod
    def of(cls, paths: Iterable[str], format: str | None) -> Inputs:
        """The files that paths stand for. Raises UsageError for standard input, which has no parts."""
        files: list[Input] = []
        at = 0
        for path in paths:
            if path == "-":
                raise UsageError("a shard is a part of files, not of standard input", "name files or folders")
            for source in find_sources([Path(path)], format):
                size = 0 if source.refused else source.path.stat().st_size
                files.append(Input(source, at, size))
                at += size
        return cls(tuple(files))

    @property
    def bytes(self) -> int:
        """Their sizes together."""
        return sum(file.size for file in self.files)

    @property
    def digest(self) -> str:
        """A checksum of their names as given, sizes and order, by which shards of the same whole can be told."""
        told = "".join(f"{file.size} {file.source.path.as_posix()}\n" for file in self.files)
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()

    def read_by(self, shard: Shard) -> list[Input]:
        """The files that reach into the shard's part."""
        return [
            file
            for file in self.files
            if self._part(file.start, 1, shard.of)
            <= shard.number - 1
            <= self._part(file.start + max(file.size - 1, 0), 1, shard.of)
        ]

    def documents(self, shard: Shard, reading: Reading, refused: list[InputRefused]) -> Iterator[Document]:
        """The shard's documents, in order. What is wrong with a file is told by the shard in which the file begins."""
        for file in self.read_by(shard):
            begins_here = self._part(file.start, 1, shard.of) == shard.number - 1
            how = reading if begins_here or reading.skip is None else replace(reading, skip=_told_elsewhere)
            try:
                documents = read_documents(file.source, how)
            except InputRefused as error:
                if begins_here:
                    refused.append(error)
                continue
            count = len(documents)
            for number, document in enumerate(documents):
                if self._part(file.start * count + file.size * number, count, shard.of) == shard.number - 1:
                    yield document

    def _part(self, place: int, per_byte: int, shards: int) -> int:
        """The part, from 0, in which a place lies that is counted in fractions of a byte, `per_byte` of them."""
        return min(place * shards // (max(self.bytes, 1) * per_byte), shards - 1)


def _told_elsewhere(error: InputRefused) -> None:
    """Another shard tells what is wrong with this line."""
