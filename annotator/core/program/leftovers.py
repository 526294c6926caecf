"""Temporary files and folders that a program which was killed has left behind.

What is being written has a name that begins with `PREFIX` and is locked meanwhile. Whoever writes to the same folder
later puts away what is his, old, and locked by nobody.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
