"""What is printed on a terminal: data of a file format must not act on it."""

from __future__ import annotations

import codecs
from typing import BinaryIO, Protocol

from annotator.core.drawable import drawable


class ByteStream(Protocol):
    """What takes bytes, such as standard output."""

    def write(self, data: bytes, /) -> int:
        """Write all of the data."""

    def flush(self) -> None:
        """Hand on what was written."""


class TerminalOutput:
    """Writes data to a terminal with visible signs for control characters, and for bytes that are no text.

    Line ends and tabs stay; the line ends of CSV become plain ones.
    """

    def __init__(self, terminal: BinaryIO) -> None:
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: bytes, /) -> int:
        """Write the data. Raises OSError as the terminal does."""
        text = self._decoder.decode(data).replace("\r\n", "\n")
        self._terminal.write(drawable(text, keep="\n\t").encode("utf-8"))
        return len(data)

    def flush(self) -> None:
        """Hand on what was written. Raises OSError as the terminal does."""
        self._terminal.flush()
