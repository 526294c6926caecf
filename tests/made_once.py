"""Database files that many tests begin with: made once in each process, and copied."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path

_MADE: dict[Hashable, bytes] = {}


def made_once(path: Path, asked: Hashable, make: Callable[[Path], object]) -> Path:
    """Have at `path` what `make` makes at the path it is given; what is `asked` for tells what that is.

    The copies are one database, with one history. That is no matter but to tests of merging and of rights.
    """
    if asked not in _MADE:
        make(path)
        assert not path.with_name(f"{path.name}-wal").exists(), "somebody has it open: its end is not in the file"
        _MADE[asked] = path.read_bytes()
    else:
        path.write_bytes(_MADE[asked])
    return path
