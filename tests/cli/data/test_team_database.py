"""What commands say of a database in which a team did everything there is: a change of it shows in the snapshot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.store.files.database import open_database
from tests.cli.conftest import Run
from tests.store.old_databases import unpack_team

ASKED = (
    "export -o -",
    "export -o - --gold --unit document",
    "export -o - --annotator bo --as-of 2026-11-30T10:45:44+00:00",
    "stats --json",
    "status --json",
    "agreement --json",
    "bias --json",
    "review list --early",
    "review summary --json",
    "qualify results --json",
    "scheme show --json",
    "list documents",
    "list flags",
    "list notes",
    "list unconfirmed",
    "list removed",
    "list speakers",
    "list habits",
    "list editions",
    "list revised",
    "list again",
    "list stale",
)


@pytest.mark.parametrize("words", ASKED)
def test_what_is_said_is_what_was_said_before(
    words: str, in_process: Run, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    path = unpack_team(tmp_path)
    open_database(path).close()
    done = in_process(*words.split(), "--db", path)
    said = f"{done.returncode}\n{done.stdout}{done.stderr}".replace(str(path), "team.db")
    assert re.sub(r'("team.db","at":)"[^"]*"', r"\1(now)", said) == snapshot
