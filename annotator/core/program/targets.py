"""Where a command may write: never on a database, and never on a file of another kind that it did not make.

Whatever writes, replaces or removes a file or a folder that somebody can name asks here first.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError

DATABASE_BEGINS = b"SQLite format 3\x00"
"""The first bytes of every SQLite database."""

SIDE_FILES = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a database and reads again when it is opened."""
LOG_BEGINS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""The first bytes of every write-ahead log, in either byte order (sqlite.org/fileformat.html, section 4.1)."""
_SIDE_FILES_BEGIN = (*LOG_BEGINS, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", b"\x18\xe2\x2d\x00")
"""The first bytes of these files: of a log, of a rollback journal, of an index of shared memory."""
_HEAD = 4096
"""How many bytes of a file tell what it is; set by hand."""
_HINT = "name another place to write to"


def is_database(path: Path) -> bool:
    """Whether an SQLite database stands there, ours or another program's, seen from its first bytes."""
    with suppress(PermissionError):
        return _head(path).startswith(DATABASE_BEGINS)
    return False


def is_beside_database(path: Path) -> bool:
    """Whether a file stands where SQLite keeps something beside another file; seen from names, nothing is opened.

    A program that has the database open would lose its locks by closing one of these files.
    """
    return any(
        path.name.endswith(ending) and path.with_name(path.name.removesuffix(ending)).exists() for ending in SIDE_FILES
    )


def refuse_database(path: Path) -> None:
    """Raise UsageError if a database stands at the path, or one of its side files, or one could.

    Links are followed. A side file that is not there yet counts too: SQLite would take what is written there for its
    own. So do names in other letters, which on some systems are the same file. What cannot be read may be a database.
    Also for `-`: whoever can write to standard output does not ask here.
    """
    if path == Path("-"):
        raise UsageError("- is standard output, and this is written to a place of its own", "name one")
    try:
        head = _head(path)
    except PermissionError:
        raise UsageError(f"{one_line(path)} is there, and you may not read it", _HINT) from None
    if head.startswith(DATABASE_BEGINS):
        raise UsageError(f"{one_line(path)} is a database", _HINT)
    if head.startswith(_SIDE_FILES_BEGIN):
        raise UsageError(f"{one_line(path)} belongs to a database", _HINT)
    for place in (path, Path(os.path.realpath(path))):
        for ending in SIDE_FILES:
            if place.name.lower().endswith(ending) and is_database(place.with_name(place.name[: -len(ending)])):
                raise UsageError(f"{one_line(path)} belongs to a database", _HINT)


def refuse_files_of(database: Path, targets: Iterable[Path]) -> None:
    """Raise UsageError if a target is the database or one of its side files under any name, also an empty one.

    An empty side file with a second name (a hard link) is seen only so: nothing in it says what it is.
    """
    for target in targets:
        for ending in ("", *SIDE_FILES):
            with suppress(OSError):
                if target.samefile(f"{os.path.realpath(database)}{ending}"):
                    raise UsageError(f"{one_line(target)} is the database or belongs to it", _HINT)


def refuse_open_database(descriptor: int) -> None:
    """Raise UsageError if what is written to an open file would end up in a database, as by `>> annotator.db`.

    It is seen only where the system gives open files a name. (`>` empties a file before any program can look at it.)
    """
    place = Path(f"/dev/fd/{descriptor}")
    if not place.is_file():
        return
    if is_database(place):
        raise UsageError("standard output is a database", _HINT)
    with suppress(PermissionError):  # what is only to be written to is told by its name
        if _head(place).startswith(_SIDE_FILES_BEGIN):
            raise UsageError("standard output belongs to a database", _HINT)
    refuse_database(Path(os.path.realpath(place)))


def refuse_any(path: Path) -> None:
    """Raise UsageError if anything at all stands at the path, or what is written there would belong to a database."""
    refuse_database(path)
    if os.path.lexists(path):
        raise UsageError(f"{one_line(path)} is there already", "name a new file")


def refuse_other_file(path: Path, is_ours: Callable[[bytes], bool], kind: str) -> None:
    """Raise UsageError if something stands at the path that is none of our files of this kind.

    `is_ours` sees that from the first 4096 bytes of a file, `kind` is what people call it. Nothing is lost with an
    empty file; a device or a pipe is written to and not replaced. Raises it for databases as `refuse_database` does.
    """
    refuse_database(path)
    if path.is_dir():
        raise UsageError(f"{one_line(path)} is a folder", "name a file")
    if path.is_file() and path.stat().st_size and not is_ours(_head(path)):
        raise _not_ours(path, kind)


def refuse_other_folder(folder: Path, is_ours: Callable[[Path], bool], kind: str, names: Iterable[str] = ()) -> None:
    """Raise UsageError if files that we did not make would be lost with the folder.

    `is_ours` sees whether a folder with something in it is one of ours of this kind. With `names` only these files and
    folders in it are going to be replaced. Raises it for databases as `refuse_database` does.
    """
    refuse_database(folder)
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{one_line(folder)} is no folder", "name a new folder")
    if not folder.is_dir() or is_ours(folder):
        return
    in_the_way = [folder / name for name in names] if names else list(folder.iterdir())
    for path in in_the_way:
        if os.path.lexists(path):
            raise _not_ours(path if names else folder, kind)


def _not_ours(path: Path, kind: str) -> UsageError:
    return UsageError(
        f"{one_line(path)} is there already and is no {kind} known to annotator", "move it away, or name another place"
    )


def _head(path: Path) -> bytes:
    """The first bytes of a regular file; none of anything else: opening a pipe would wait for ever.

    Raises PermissionError for a file that may not be read.
    """
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD)
    except PermissionError:
        raise
    except (OSError, ValueError):
        return b""


def sync_whole(path: Path) -> None:
    """Bring a file, or a folder with all that is in it, to the disk. Raises OSError as the system does.

    What is renamed into place before that can be there after a power cut with nothing in it.
    """
    for part in (path, *path.rglob("*")):
        if part.is_dir():
            sync_folder(part)
        else:
            with part.open("rb") as file:
                os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring renames in a folder to the disk, on systems that can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ---- Folders that a group works in: what is made there is open to the group, whatever the umask of who makes it.


def is_shared(folder: Path) -> bool:
    """Whether a folder is one that a group works in: setgid, and open to its group for writing."""
    try:
        mode = folder.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def usual_mode(path: Path, folder: Path) -> int:
    """The mode of a new file, or of a new folder, that is to stand in `folder`: as the umask says, open to the group.

    Open to the group only where one works. `path` is what the mode is for; a folder keeps the setgid bit that it has.
    """
    mask = os.umask(0)
    os.umask(mask)
    is_folder = path.is_dir()
    mode = (0o777 if is_folder else 0o666) & ~mask
    if is_shared(folder):
        mode |= 0o2070 if is_folder else 0o060
    return mode | (path.stat().st_mode & stat.S_ISGID if is_folder else 0)


# ---- Temporary files and folders that a program which was killed has left behind.
#
# What is being written has a name that begins with `PREFIX` and is locked meanwhile. Whoever writes to the same folder
# later puts away what is his, old, and locked by nobody.


PREFIX = ".annotator-"
"""How the names of temporary files and folders of ours begin."""
OLD = 3600.0
"""Seconds since the last change after which nobody is still writing. Set by hand."""


@contextmanager
def being_written(path: Path, wait: bool = False) -> Iterator[None]:
    """Tell others that a file or folder is in use, until the block or the process ends.

    Where somebody else has said so, `wait` until they are through, or raise BlockingIOError.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if sys.platform != "win32":
            import fcntl  # no such thing on Windows

            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise
            except OSError:  # file systems without locks have none
                pass
        yield
    finally:
        os.close(descriptor)


def clear_leftovers(folder: Path) -> None:
    """Remove from the folder what killed programs of this user have left there; what cannot be removed stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX):
                with suppress(OSError):
                    _clear(Path(entry.path))


def _clear(path: Path) -> None:
    """Raises OSError where it cannot be removed, or is in use."""
    status = path.lstat()
    if status.st_uid != os.geteuid() or path.is_symlink() or not (path.is_file() or path.is_dir()):
        return
    changed = [status.st_mtime, *(inside.lstat().st_mtime for inside in path.rglob("*"))]
    if time.time() - max(changed) < OLD:
        return
    with being_written(path):  # else it is in use
        pass
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
