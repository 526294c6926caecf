"""Databases as every version of annotator made them, with decisions in them: `make.py` says how they came about."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).parent
VERSIONS = tuple(sorted(int(path.name.partition(".")[0]) for path in _HERE.glob("*.db.xz")))
"""The schemas that there is a database of."""


def unpack(version: int, folder: Path) -> Path:
    """Put the database of that schema into a folder."""
    path = folder / f"schema-{version}.db"
    path.write_bytes(lzma.decompress((_HERE / f"{version:02}.db.xz").read_bytes()))
    return path


def unpack_team(folder: Path) -> Path:
    """Put the database of schema 22 into a folder in which a team did everything there was: `team_done.py`."""
    path = folder / "team.db"
    path.write_bytes(lzma.decompress((_HERE / "22-team.xz").read_bytes()))
    return path


def exported(version: int) -> list[dict[str, Any]]:
    """What the version that made the database exported from it."""
    lines = (_HERE / f"{version:02}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def ends_and_middle(values: Sequence[int] | Sequence[str]) -> list[Any]:
    """Parameters of a test: the first, middle and last of the values as they are, those between marked long."""
    soon = {values[0], values[len(values) // 2], values[-1]}
    return [value if value in soon else pytest.param(value, marks=pytest.mark.long) for value in values]
