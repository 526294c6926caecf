"""What an export is written to: a file or a folder of files, with its checksum as it grows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol


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
