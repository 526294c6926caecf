"""Who may open a database, by the file system: its owner alone, or the members of a group.

SQLite makes a database open to nobody but its owner for writing, whatever the umask says, and gives its side files
(`-wal`, `-shm`, `-journal`) the database's mode. So the database has the right mode before SQLite opens it: what the
umask leaves, and where a group works all that a group needs, whatever the umask of whoever comes first.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import EnvironmentFailed
from annotator.core.program.targets import SIDE_FILES, is_shared
from annotator.store.sqlite.sqlite_library import on_network

SHARED_FOLDER, SHARED_FILE = 0o2770, 0o660
"""For a group. The folder's setgid bit gives its group to every new file in it."""
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""For the owner alone."""
_ANY_FILE = 0o666
"""Before the umask takes its share."""
_OTHERS = 0o007


class Right(NamedTuple):
    """How a folder or a file has to be: its mode, and its group by number; None for any."""

    path: Path
    mode: int
    group: int | None = None


def make_ready(database: Path) -> None:
    """Make the empty file that SQLite is going to fill: open as the umask says, where a group works to the group alone.

    Raises OSError where it cannot be made.
    """
    shared = is_shared(database.absolute().parent)
    _make(database, SHARED_FILE if shared else _ANY_FILE)
    if shared:
        with suppress(PermissionError):  # somebody else has just made it
            if not database.stat().st_size:
                database.chmod(SHARED_FILE)


def make_like(database: Path, copy: Path, folder: Path) -> None:
    """Make the empty file of a copy, open to nobody to whom the database is closed but, to be filled, to its maker.

    `folder` is where the copy ends up. Where a group works it is as open as the database, elsewhere also as the umask
    says. Raises OSError.
    """
    mode = database.stat().st_mode & 0o666 | PRIVATE_FILE
    _make(copy, mode)
    if is_shared(folder):
        copy.chmod(mode)


def make_folder_like(database: Path, folder: Path) -> None:
    """Make a folder, with those above it, open to nobody to whom the database is closed; nothing where one is there.

    Whoever makes it may write in it. Where a group works it is open to the group. Raises EnvironmentFailed.
    """
    try:
        mode = PRIVATE_FILE | (database.stat().st_mode & 0o666 if database.exists() else 0)
        if folder.is_dir():
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        mode |= (mode & 0o444) >> 2  # whoever may read may enter
        folder.mkdir(mode=mode)
        if is_shared(folder.parent):
            folder.chmod(SHARED_FOLDER & (0o2000 | mode))
    except OSError as error:
        raise EnvironmentFailed(
            f"{one_line(folder)}: {error.strerror or error}", "check the folder and its rights"
        ) from error


def close_as(database: Path) -> None:
    """Let whatever this process writes from now on be closed to those to whom the database is closed."""
    with suppress(OSError):
        mode = database.stat().st_mode
        closed = sum(bits for bits in (0o070, _OTHERS) if not mode & bits & 0o444)
        os.umask(os.umask(0o077) | closed)


def warnings(database: Path) -> Iterator[str]:
    """What to tell people about where a database lies, as long as it lies there.

    That is whether any account of the machine can change it, or put another in its place, and a drive that is not safe.
    """
    with suppress(OSError):
        file, folder = database.stat().st_mode, database.absolute().parent.stat().st_mode
        if file & stat.S_IWOTH or (folder & stat.S_IWOTH and not folder & stat.S_ISVTX):
            yield "anybody on this machine can change the database; annotator db init closes it"
    if on_network(database):
        yield "the database is on a network drive: work on it from one machine only"


def rights(folder: Path, database: Path, group: int | None) -> Iterator[Right]:
    """How the folder, the database and what lies beside it have to be, for a group or for the owner alone.

    What is not there is left out.
    """
    mode, file_mode = (PRIVATE_FOLDER, PRIVATE_FILE) if group is None else (SHARED_FOLDER, SHARED_FILE)
    yield Right(folder, mode, group)
    beside = [Path(f"{database}{end}") for end in SIDE_FILES]
    copies = Path(f"{database}.copies")
    if copies.is_dir() and not copies.is_symlink():
        yield Right(copies, mode, group)
        beside += sorted(copies.iterdir())
    for path in (database, *beside, *sorted(database.parent.glob(f"{database.name}.schema-*"))):
        if path.is_file() and not path.is_symlink():
            yield Right(path, file_mode, group)


def what_is_wrong(right: Right) -> str | None:
    """What is not as it has to be, for people; None where all is. Raises OSError for what cannot be looked at."""
    status = right.path.stat()
    mode, wrong = stat.S_IMODE(status.st_mode), []
    if mode != right.mode:
        wrong.append(f"mode {mode:04o}, not {right.mode:04o}")
    if right.group is not None and status.st_gid != right.group:
        wrong.append(f"group {group_name(status.st_gid)}, not {group_name(right.group)}")
    return f"{one_line(right.path)}: {' and '.join(wrong)}" if wrong else None


def set_right(right: Right) -> None:
    """Give a file or a folder its group and its mode. Raises OSError where that is not allowed.

    The system may leave the setgid bit out without a word: look afterwards at `what_is_wrong`.
    """
    if right.group is not None and right.path.stat().st_gid != right.group:
        os.chown(right.path, -1, right.group)  # first: it takes the setgid bit away
    right.path.chmod(right.mode)


def in_the_way(folder: Path, group: int) -> Iterator[Path]:
    """The folders above which the members of a group, who are nobody else, cannot pass through."""
    for above in folder.absolute().parents:
        status = above.stat()
        if not status.st_mode & (stat.S_IXGRP if status.st_gid == group else stat.S_IXOTH):
            yield above


def group_name(number: int) -> str:
    """The name of a group; its number where it has none."""
    return group_of(number)[0]


def group_of(number: int) -> tuple[str, tuple[str, ...]]:
    """The name of a group, or its number where it has none, and its members."""
    import grp  # deferred: only where there are groups

    try:
        group = grp.getgrgid(number)
    except KeyError:
        return str(number), ()
    return one_line(group.gr_name), (*map(one_line, group.gr_mem),)


def owner_name(path: Path) -> str:
    """The name of whom a file or a folder belongs to; the number where there is none."""
    try:
        return one_line(path.owner())
    except KeyError:
        return str(path.stat().st_uid)


def _make(path: Path, mode: int) -> None:
    """Make an empty file, with what the umask leaves of the mode; nothing where one is there."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
