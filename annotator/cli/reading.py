"""The documents that a command's paths stand for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.core.model import Document
    from annotator.exchange.documents import Reading
    from annotator.suggest.pipeline import Suggester


def refuse_language(document: Document, suggester: Suggester) -> None:
    """Raise InputRefused unless the document is in the language that the suggester reads."""
    from annotator.suggest.packages import language_name

    if not suggester.reads(document):
        raise InputRefused(
            f"{one_line(document.id)}: not in {language_name(suggester.language)}, as its small words show",
            "leave it out, or add --any-language for its sentences without suggestions",
        )


def read_paths(
    paths: list[str], format: str | None, reading: Reading, refused: list[InputRefused]
) -> Iterator[Document]:
    """The documents of files, folders and standard input (`-`), in order; what cannot be read goes to `refused`."""
    from annotator.exchange.documents import read_documents, read_stream
    from annotator.exchange.files import find_sources

    for path in paths:
        if path == "-":
            try:
                yield from read_stream(sys.stdin.buffer, format, reading)
            except InputRefused as error:
                refused.append(error)
            continue
        for source in find_sources([Path(path)], format):
            try:
                yield from read_documents(source, reading)
            except InputRefused as error:
                refused.append(error)
