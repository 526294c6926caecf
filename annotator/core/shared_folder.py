"""Folders that a group works in: what is made there is open to the group, whatever the umask of who makes it."""

from __future__ import annotations

import os
import stat
from pathlib import Path


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
