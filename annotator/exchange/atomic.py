"""Write files and folders atomically: beside the old one, then renamed into its place."""

from __future__ import annotations

import codecs
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.core.drawable import drawable, one_line
from annotator.core.errors import EnvironmentFailed, system_reason
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
        with failing(path, "mend it and try again"), path.open("wb") as device:
            yield device
        return
    with failing(path), _beside(path) as new, new.open("wb") as file:
        yield file


@contextmanager
def written_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which takes its name only when it is complete. One that stands there is replaced.

    Raises as `written` does, EnvironmentFailed also where something stands there that is no folder.
    """
    refuse_database(path)
    with failing(path), _beside(path) as new:
        new.mkdir()
        yield new


@contextmanager
def failing(path: Path, hint: str = "nothing was written; mend it and try again") -> Iterator[None]:
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
    if is_new:
        path.parent.mkdir(parents=True, exist_ok=True)
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
            if new.is_dir() and path.is_dir():
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


# ---- Data for a file or a folder, and the checksum of what stands there.


Written = bytes | Mapping[str, bytes]
"""Data for a file, or whole files of a folder by their names."""


def checksum(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file in hexadecimal, and its size in bytes. Raises OSError.

    Those of a folder are those of the lines that `sha256sum` prints for its files, in the order of their names.
    """
    if path.is_dir():
        files = sorted(path.iterdir())
        sums = ((checksum(file)[0] if file.is_file() else "", file.name) for file in files)
        lines = os.fsencode("".join(f"{sha256}  {name}\n" for sha256, name in sums))
        return hashlib.sha256(lines).hexdigest(), len(lines)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size
