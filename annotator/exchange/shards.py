"""Which documents belong to which shard, and what it leaves in its folder.

That is decided by the files' order and sizes, never by what others suggested.

All inputs, in their order, are one stretch as long as their sizes together; with N shards it is cut into N equal parts.
Document j of the k in a file stands j/k of the way through the file, and belongs to the part in which it stands. So
shards are blocks of documents in their order: the outputs one after another are what one process gives. A shard reads
only the files that reach into its part, each of them whole, as a file that is wrong somewhere is refused whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from annotator import __version__
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Document, Run
from annotator.core.program.targets import refuse_other_file
from annotator.exchange.atomic import checksum, written
from annotator.exchange.documents import FileReading, read_documents
from annotator.exchange.files import SourceFile, find_sources
from annotator.exchange.lines import RECORD_BEGINS, Record, made_now, record_at, record_of, to_line
from annotator.exchange.strict_json import refused_all

MOST_SHARDS = 1_000_000
"""Set by hand: it keeps names short."""


class Shard(NamedTuple):
    """One of so many parts of the documents; `number` counts from 1. What it leaves is in a folder (see below)."""

    number: int
    of: int
    folder: Path = Path()

    @classmethod
    def parse(cls, text: str, folder: Path) -> Shard:
        """The shard that `I/N` names. Raises UsageError for anything else, or an I that is not in 1..N."""
        numbers = re.fullmatch(r"(\d{1,7})/(\d{1,7})", text, re.ASCII)
        number, of = map(int, numbers.groups()) if numbers else (0, 0)
        if not 1 <= number <= of <= MOST_SHARDS:
            raise UsageError(f"--shard {text!r} is no shard", "give its number and how many there are: 3/16")
        return cls(number, of, folder)

    @property
    def name(self) -> str:
        """How its files are named: names of the shards of a whole sort by number.

        >>> Shard(3, 16).name
        'shard-03-of-16'
        """
        return f"shard-{self.number:0{len(str(self.of))}}-of-{self.of}"

    @property
    def lines(self) -> Path:
        """Where its lines are."""
        return self.folder / f"{self.name}.jsonl"

    @property
    def manifest(self) -> Path:
        """Where its manifest is."""
        return self.folder / f"{self.name}.manifest.json"


class Input(NamedTuple):
    """A file that is read: where it begins in the stretch of all inputs, and its size, in bytes."""

    source: SourceFile
    start: int
    size: int


class Inputs:
    """All that is read for all shards: the `files` in order, and their sizes together (`bytes`)."""

    def __init__(self, paths: Iterable[str], format: str | None) -> None:
        """The files that paths stand for. Raises UsageError for standard input, which has no parts."""
        self.files: list[Input] = []
        self.bytes = 0
        for path in paths:
            if path == "-":
                raise UsageError("a shard is a part of files, not of standard input", "name files or folders")
            for source in find_sources(Path(path), format):
                size = 0 if source.refused else source.path.stat().st_size
                self.files.append(Input(source, self.bytes, size))
                self.bytes += size

    @property
    def digest(self) -> str:
        """A checksum of their names as given, sizes and order, by which shards of the same whole can be told."""
        listing = "".join(f"{file.size} {file.source.path.as_posix()}\n" for file in self.files)
        return hashlib.sha256(listing.encode("utf-8", "surrogateescape")).hexdigest()

    def read_by(self, shard: Shard) -> list[Input]:
        """The files that reach into the shard's part."""
        return [
            file
            for file in self.files
            if self._beyond(shard, file.start) <= 0 <= self._beyond(shard, file.start + max(file.size - 1, 0))
        ]

    def documents(self, shard: Shard, how: FileReading, refused: list[InputRefused]) -> Iterator[Document]:
        """The shard's documents, in order. What is wrong with a file is told by the shard in which the file begins."""
        for file in self.read_by(shard):
            begins_here = self._beyond(shard, file.start) == 0
            quiet = not begins_here and how.left_out is not refused_all
            try:
                documents = read_documents(file.source, how._replace(left_out=lambda _: None) if quiet else how)
            except InputRefused as error:
                if begins_here:
                    refused.append(error)
                continue
            for number, document in enumerate(documents):
                if self._beyond(shard, file.start + Fraction(file.size * number, len(documents))) == 0:
                    yield document

    def _beyond(self, shard: Shard, place: int | Fraction) -> int:
        """By how many parts a place, which is counted in bytes, lies behind the shard's own; below 0 before it."""
        return min(int(place * shard.of // max(self.bytes, 1)), shard.of - 1) - shard.number + 1


# ---- What a shard leaves in its folder: the lines, and a manifest by which it is seen that they are all there.
#
# The manifest is written last. Whatever is interrupted, or changed by others, has no manifest or one that does not fit,
# and the shard is computed again.


SHARD_SCHEMA = "annotator/shard@1"
_LONGEST_REASON = 300


def refuse_other_shard_files(shard: Shard) -> None:
    """Raise UsageError where something else stands in the places of the shard's files, or a database."""
    refuse_other_file(shard.lines, lambda head: head.startswith(RECORD_BEGINS), "shard")
    refuse_other_file(shard.manifest, lambda head: f'"{SHARD_SCHEMA}"'.encode() in head[:100], "manifest of a shard")


def request_record(shard: Shard, inputs: Inputs, run: Run, options: Record) -> Record:
    """What decides the shard's lines, as the manifest says it: a shard is done only if all of this is the same."""
    return {
        "annotator_version": __version__,
        "shard": record_of(shard, "number", "of"),
        "inputs": {"sha256": inputs.digest, "files": len(inputs.files), "bytes": inputs.bytes},
        "read": [
            {
                "name": one_line(file.source.path, 500),
                "bytes": file.size,
                "sha256": None if file.source.refused else checksum(file.source.path)[0],
            }
            for file in inputs.read_by(shard)
        ],
        "options": options,
        "run": run,
    }


def finished(shard: Shard, request: Record) -> Record | None:
    """The manifest, if the shard is done: what was asked for is the same, and its lines are as they were written."""
    record = record_at(shard.manifest, SHARD_SCHEMA) or {}
    with suppress(OSError, KeyError, TypeError):
        file = record["file"]
        whole = isinstance(record["left_out"], list) and isinstance(file["records"], int)
        same = whole and all(record.get(key) == json.loads(to_line(value)) for key, value in request.items())
        if same and checksum(shard.lines) == (file["sha256"], file["bytes"]):
            return record
    return None


def all_shards(folder: Path) -> dict[Shard, Record | None]:
    """All shards of what a folder has some of, in order, by their manifests.

    None for those that are missing, unsound, or made otherwise than the first one that is there. Raises InputRefused
    where there are none, or of several wholes.
    """
    manifests: dict[Shard, Record] = {}
    for path in sorted(folder.glob("shard-*.manifest.json")):
        with suppress(LookupError, TypeError, UsageError):  # a manifest may come from anywhere
            record = record_at(path, SHARD_SCHEMA) or {}
            shard = Shard.parse("{number}/{of}".format(**record["shard"]), folder)
            if shard.manifest == path and isinstance(record["left_out"], list):
                manifests[shard] = record
    if not manifests:
        raise InputRefused(f"{one_line(folder)}: no shard in it", "`annotator suggest --out` makes them")
    if len({shard.of for shard in manifests}) > 1:
        raise InputRefused(f"{one_line(folder)}: shards of several numbers of shards", "keep them apart")
    (shard, first), *_ = manifests.items()
    request = {key: first.get(key) for key in ("annotator_version", "inputs", "options", "run")}
    every = (shard._replace(number=number) for number in range(1, shard.of + 1))
    return {shard: finished(shard, request) if shard in manifests else None for shard in every}


def write_shard(shard: Shard, request: Record, lines: Iterable[bytes], *left_out: Iterable[InputRefused]) -> Record:
    """Write the lines, then the manifest, which is returned. It tells what is `left_out` once all lines are written.

    Raises EnvironmentFailed as `written` does.
    """
    number = 0
    with written(shard.lines) as file:
        for line in lines:
            file.write(line)
            number += 1
        file.flush()
        sha256, size = checksum(Path(file.name))
    manifest = {
        "schema": SHARD_SCHEMA,
        **made_now(),
        **request,
        "left_out": [one_line(error, _LONGEST_REASON) for error in chain(*left_out)],
        "file": {
            "name": shard.lines.name,
            "bytes": size,
            "sha256": sha256,
            "records": number,
        },
    }
    with written(shard.manifest) as file:
        file.write(to_line(manifest))
    return manifest
