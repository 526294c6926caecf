"""Write files and folders atomically: beside the old one, then renamed into its place."""

from __future__ import annotations

import codecs
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.core.drawable import drawable, one_line
from annotator.core.errors import EnvironmentFailed, UsageError, system_reason
from annotator.core.program.process import forget_output, output_failed
from annotator.core.program.targets import (
    PREFIX,
    being_written,
    clear_leftovers,
    refuse_database,
    sync_folder,
    sync_whole,
    usual_mode,
)

_NAMED = 40
"""Characters of a name that its temporary file has too: with four bytes each there is room for the rest."""


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes its name only when it is complete and on the disk.

    Raises EnvironmentFailed (disk full, no permission); then whatever stood at `path` is as it was. A device or a pipe
    is written to as it is; BrokenPipeError is raised where nobody reads on. Raises UsageError where a database stands,
    or a file that belongs to one.
    """
    refuse_database(path)
    if path.exists() and not path.is_file():
        # Renaming over a device or a pipe would take it away from everybody.
        with _failing(path, "mend it and try again"), path.open("wb") as device:
            yield device
        return
    with _failing(path), _beside(path) as new, new.open("wb") as file:
        yield file


@contextmanager
def written_folder(path: Path, ours: Callable[[str], object]) -> Iterator[Path]:
    """A folder to fill, which takes its name only when it is complete. An earlier one is replaced.

    Raises UsageError where something stands there that is no folder, or a folder with files whose names are not `ours`;
    EnvironmentFailed as `written` does.
    """
    refuse_database(path)
    with _failing(path):
        if path.exists() and not (path.is_dir() and all(ours(entry.name) for entry in path.iterdir())):
            raise UsageError(f"{one_line(path)} holds other files", "name a new folder with -o")
        with _beside(path) as new:
            new.mkdir()
            yield new


@contextmanager
def _failing(path: Path, hint: str = "nothing was written; mend it and try again") -> Iterator[None]:
    """Turn an error of the system into EnvironmentFailed, which names the path; but not that a pipe was closed."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise EnvironmentFailed(f"{one_line(path)}: {system_reason(error)}", hint) from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A place for a new file or folder, from which it is moved to the path; in the end all of that is on the disk.

    The folder of the path is made where it is missing, and gone again if nothing came to be in it; leftovers there go.
    """
    path = Path(os.path.realpath(path))
    is_new = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    if is_new:
        path.parent.chmod(usual_mode(path.parent, path.parent.parent))
    clear_leftovers(path.parent)
    prefix = f"{PREFIX}{path.name[:_NAMED]}."
    try:
        with (
            tempfile.TemporaryDirectory(".part", prefix, path.parent, ignore_cleanup_errors=True) as name,
            being_written(Path(name)),
        ):
            new = Path(name, "new")
            yield new
            sync_whole(new)
            for part in (new, *new.rglob("*")):
                part.chmod(usual_mode(part, path.parent))
            refuse_database(path)  # which may have come there meanwhile
            if new.is_dir() and path.exists():
                path.replace(Path(name, "old"))
            new.replace(path)
    except BaseException:
        if is_new:
            with suppress(OSError):
                path.parent.rmdir()
        raise
    sync_folder(path.parent)


@contextmanager
def standard_output() -> Iterator[ByteStream]:
    """Standard output for bytes. A closed pipe (`| head`) ends the program quietly; a full disk is an error.

    On a terminal control characters are shown by signs; files and pipes get the data as they are.
    """
    out: ByteStream = TerminalOutput(sys.stdout.buffer) if sys.stdout.isatty() else sys.stdout.buffer
    try:
        yield out
        out.flush()
    except BrokenPipeError:
        forget_output()
        raise SystemExit(0) from None
    except OSError as error:
        forget_output()
        raise output_failed(error) from error


# ---- What is printed on a terminal: data of a file format must not act on it.


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


ByteStream = BinaryIO | TerminalOutput
"""What takes bytes, such as standard output."""


# ---- What an export is written to, with its checksum as it grows.


Written = bytes | Mapping[str, bytes]
"""Data for a file, or whole files of a folder by their names."""


class Output:
    """One file, or a folder of files; the bytes of a file are counted and hashed as they are written.

    Checksum and size of a folder are those of its `sum_lines`.
    """

    def __init__(self, target: ByteStream | Path) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: Written) -> None:
        """Add data to the file, or files to the folder. Raises OSError as these do."""
        if isinstance(self._target, Path):
            for name, content in data.items() if isinstance(data, Mapping) else ():
                (self._target / name).write_bytes(content)
        elif isinstance(data, bytes):
            self._target.write(data)
            self._hash.update(data)
            self._bytes += len(data)

    def flush(self) -> None:
        """Hand on what was written to a file. Raises OSError as it does."""
        if not isinstance(self._target, Path):
            self._target.flush()

    @property
    def bytes(self) -> int:
        """How much was written so far."""
        return len(sum_lines(self._target)) if isinstance(self._target, Path) else self._bytes

    @property
    def sha256(self) -> str:
        """The checksum of what was written so far, in hexadecimal."""
        if isinstance(self._target, Path):
            return hashlib.sha256(sum_lines(self._target)).hexdigest()
        return self._hash.hexdigest()


def sum_lines(folder: Path) -> bytes:
    """The lines that `sha256sum` prints for the files of a folder, in the order of their names."""
    files = sorted(folder.iterdir())
    lines = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    return "".join(lines).encode()
