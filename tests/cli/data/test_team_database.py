"""What commands say of a database in which a team did everything there is: a change of it shows in the snapshot."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from pathlib import Path
from pprint import pformat

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.cli.team import status
from tests.cli.conftest import Run
from tests.store.test_answers import team

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


class ThatDay(datetime):
    """On which the team worked: how much is done a day is asked of the days before today."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> ThatDay:
        return cls(2026, 11, 30, 12, tzinfo=tz)


@pytest.mark.parametrize("words", ASKED)
def test_what_is_said_is_what_was_said_before(
    words: str, in_process: Run, tmp_path: Path, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "datetime", ThatDay)
    path = team(tmp_path / "annotator.db", all_back=False)
    done = in_process(*words.split(), "--db", path, code=None)
    lines = [laid_out(line.replace(str(path), "team.db")) for line in f"{done.stdout}{done.stderr}".splitlines()]
    assert "\n".join([str(done.returncode), *lines]) == snapshot


def laid_out(line: str) -> str:
    """A record in lines of its own, so that a change of one value is a change of one line."""
    if not line.startswith("{"):
        return line
    record = json.loads(line)
    if record["schema"] == "annotator/status@1":
        record["at"] = "(now)"
    return pformat(record, width=140, sort_dicts=False, compact=True)
