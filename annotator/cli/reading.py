"""The documents that a command's paths stand for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.narration import count, narrate, narrate_left_out
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, InputRefused

if TYPE_CHECKING:
    from annotator.core.model import Document
    from annotator.exchange.documents import Reading
    from annotator.suggest.pipeline import Suggester


LARGEST = 2.0
"""MB of text that an article has at most unless --largest-article says otherwise. A novel has 1; set by hand."""
_MB = 1_000_000
_LISTED_AT_MOST = 20
"""Bad lines that are told one by one."""


@dataclass
class BadLines:
    """What --skip-bad leaves out: how many lines, rows and items, and the first of them with what is wrong."""

    number: int = 0
    first: list[InputRefused] = field(default_factory=list)

    def __call__(self, error: InputRefused) -> None:
        """Take what is wrong with one."""
        self.number += 1
        if len(self.first) < _LISTED_AT_MOST:
            self.first.append(error)

    def told(self) -> str:
        """List them; how many there were, in words, or an empty text for none."""
        narrate_left_out(InputRefused(error.message) for error in self.first)
        if self.number > len(self.first):
            narrate(f"left out: {self.number - len(self.first)} more")
        return count(self.number, "bad line") if self.number else ""


def report_left_out(bad: BadLines, refused: list[InputRefused], noun: str, done: str) -> None:
    """List what was not taken. Raises DoneInPart for that, if something was `done`, and InputRefused if nothing was.

    Where only bad lines were left out, as --skip-bad asks, that is no error: SystemExit has the same exit code.

    `noun` is what one of the `refused` is.
    """
    told = [words for words in (count(len(refused), noun) if refused else "", bad.told()) if words]
    narrate_left_out(refused)
    if told and done:
        if not refused:
            narrate(f"done, {told[0]} left out; the others are {done}")
            raise SystemExit(DoneInPart.exit_code)
        raise DoneInPart(f"{' and '.join(told)} left out", f"the others are {done}")
    if told:
        raise InputRefused("nothing was taken", "see the lines above")


def refuse_language(document: Document, suggester: Suggester) -> None:
    """Raise InputRefused unless the document is in the language that the suggester reads."""
    from annotator.suggest.packages import language_name

    if not suggester.reads(document):
        raise InputRefused(
            f"{one_line(document.id)}: not in {language_name(suggester.language)}, as its small words show",
            "leave it out, or add --any-language for its sentences without suggestions",
        )


def refuse_size(document: Document, largest: float) -> None:
    """Raise InputRefused for a document of more than so many MB of text (in UTF-8); 0 takes all."""
    limit = largest * _MB
    if not limit or 4 * len(document.text) <= limit:
        return
    size = len(document.text.encode("utf-8"))
    if size > limit:
        raise InputRefused(
            f"{one_line(document.id)}: {size / _MB:.3g} MB of text, more than {largest:g}",
            f"cut it, or take it with --largest-article {-(-size // _MB)}, in some 200 MB of memory for each",
        )


def read_paths(
    paths: list[str],
    format: str | None,
    reading: Reading,
    refused: list[InputRefused],
    *,
    as_they_come: bool = False,
) -> Iterator[Document]:
    """The documents of files, folders and standard input (`-`), in order; what cannot be read goes to `refused`.

    `as_they_come`: JSON lines on standard input need not all be sound before the first is given.
    """
    from annotator.exchange.documents import read_documents, read_stream
    from annotator.exchange.files import bounded_lines, find_sources

    for path in paths:
        if path == "-":
            try:
                lines = bounded_lines(sys.stdin.buffer)
                yield from read_stream(lines, format, reading, as_they_come=as_they_come)
            except InputRefused as error:
                refused.append(error)
            continue
        for source in find_sources([Path(path)], format):
            try:
                yield from read_documents(source, reading)
            except InputRefused as error:
                refused.append(error)
