"""The documents that a command's paths stand for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.core.model import Document
    from annotator.exchange.documents import Reading


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
