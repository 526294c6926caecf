"""Database files that many tests begin with: made once in each process, and copied."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path

_MADE: dict[Hashable, tuple[bytes, int]] = {}
"""What was made, with the rights that it was given."""


def made_once(path: Path, asked: Hashable, make: Callable[[Path], object]) -> Path:
    """Have at `path` what `make` makes at the path it is given; what is `asked` for tells what that is.

    The copies are one database, with one history. That matters to tests of merging and of how rights are given alone.
    """
    if asked not in _MADE:
        make(path)
        assert not path.with_name(f"{path.name}-wal").exists(), "somebody has it open: its end is not in the file"
        _MADE[asked] = path.read_bytes(), path.stat().st_mode
    else:
        content, mode = _MADE[asked]
        path.write_bytes(content)
        path.chmod(mode)
    return path
