"""Who has a database open, seen from the locks of the machine (Linux; elsewhere nothing is seen)."""

from __future__ import annotations

import os
import time
from pathlib import Path

_LOCKS = Path("/proc/locks")
"""What Linux tells of all locks: see proc_locks(5)."""
_LOOKS, _BETWEEN = 3, 0.02
"""How often to look before it is believed, as the list may change while it is read, and seconds in between."""


def in_another_file(path: Path) -> bool:
    """Whether somebody still works in a file that stood at the path before, with its side files.

    In WAL, whoever works in a database holds locks on its index (`-shm`) and on the database itself. If the index is
    locked and no file at the path is, they have another file open, and what they save would get into this one.
    """
    real = path.resolve()
    try:
        index = real.with_name(f"{real.name}-shm").stat()
        database = real.stat() if real.exists() else None
    except OSError:
        return False
    for look in range(_LOOKS):
        locked = _locked()
        if _name_of(index) not in locked or (database is not None and _name_of(database) in locked):
            return False
        if look < _LOOKS - 1:
            time.sleep(_BETWEEN)
    return True


def _locked() -> set[tuple[int, int, int]]:
    """Device (major, minor) and inode of every file that somebody has locked."""
    try:
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return set()
    found = set()
    for line in lines:
        for field in line.split():
            parts = field.split(":")
            if len(parts) == 3:
                found.add((int(parts[0], 16), int(parts[1], 16), int(parts[2])))
    return found


def _name_of(status: os.stat_result) -> tuple[int, int, int]:
    return os.major(status.st_dev), os.minor(status.st_dev), status.st_ino
