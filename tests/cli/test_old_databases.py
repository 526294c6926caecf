"""Databases of every version: read as they are, and the same is exported after they are brought up to date."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.migrations import SCHEMA_VERSION
from tests.store.old_databases import VERSIONS, ends_and_middle, exported, unpack

Run = Callable[..., CompletedProcess[str]]


def said(record: dict[str, Any]) -> dict[str, Any]:
    """What a line of an export says of a sentence, in the words that every version has."""
    kept = ("id", "annotator", "answer", "topics", "note", "flagged", "decided_at", "seconds", "text", "start", "end")
    quotes = [
        {key: quote[key] for key in ("type", "content", "cue", "source", "speaker", "continues")}
        for quote in record["quotes"]
    ]
    return {**{key: record[key] for key in kept}, "quotes": quotes}


def decisions(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is decided, in one order; the first versions exported skipped sentences too."""
    found = [said(record) for record in records if record["answer"] != "skip"]
    return sorted(found, key=lambda record: (record["id"], record["annotator"]))


def test_there_is_one_of_every_schema_since_the_first() -> None:
    first_of_all = 2  # the first commit with a database had two migrations
    never = 20  # one commit brought two
    assert {*range(first_of_all, SCHEMA_VERSION)} - {never} == {*VERSIONS}
    assert max(VERSIONS) >= 16


@pytest.mark.parametrize("version", ends_and_middle(VERSIONS))
def test_what_it_exports_is_what_its_own_version_exported_before_and_after(
    version: int, in_process: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    path = unpack(version, folder)
    before = path.read_bytes()
    as_it_is = in_process("export", "-o", "-", "--db", path)  # read without bringing it up to date
    assert path.read_bytes() == before
    assert [file.name for file in folder.iterdir()] == [path.name], "nothing is made beside it"
    records = [json.loads(line) for line in as_it_is.stdout.splitlines()]
    assert decisions(records) == decisions(exported(version))
    assert len(decisions(records)) >= 3

    with closing(open_database(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert "sound" in in_process("db", "check", "--db", path).stderr
    assert in_process("export", "-o", "-", "--db", path).stdout == as_it_is.stdout


@pytest.mark.parametrize("version", ends_and_middle(VERSIONS))
def test_its_figures_are_the_same_before_and_after(version: int, in_process: Run, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    before = path.read_bytes()
    stats, status = figures(in_process, path)
    assert (path.read_bytes(), [file.name for file in tmp_path.iterdir()]) == (before, [path.name])
    assert stats["sentences"] > 0
    open_database(path).close()
    after, now = figures(in_process, path)
    assert {**after, "journal": ""} == {**stats, "journal": ""}
    same = ("articles", "free", "sentences", "review", "look_again", "checks", "people")
    assert [now[key] for key in same] == [status[key] for key in same]


def figures(in_process: Run, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `stats` and `status` count in it."""
    done = [in_process(command, "--json", "--db", path) for command in ("stats", "status")]
    stats, status = (json.loads(each.stdout) for each in done)
    return stats, status


@pytest.mark.parametrize("version", ends_and_middle(VERSIONS))
def test_undo_goes_back_to_its_beginning_and_redo_to_where_it_was(
    version: int, in_process: Run, tmp_path: Path
) -> None:
    path = unpack(version, tmp_path)
    with SqliteDesk(path, "ana") as desk:
        saved, undone = desk.saved(), 0
        while desk.undo() is not None:
            undone += 1
        assert desk.saved() == 0
        for _ in range(undone):
            assert desk.redo() is not None
        assert desk.saved() == saved
    assert undone >= 2


@pytest.mark.parametrize("copies", ["", "no"])
def test_who_upgrades_is_told_so(copies: str, run: Run, tmp_path: Path) -> None:
    path = unpack(8, tmp_path)
    result = run("scheme", "profile", "guardian", "--db", path, ANNOTATOR_COPIES=copies)
    assert result.stdout == ""
    told = result.stderr.splitlines()[0]
    assert f"brought up to date for this annotator (schema 8 to {SCHEMA_VERSION})" in told
    assert ("no copy was made" if copies else f"a copy from before is at {path}.copies/") in told
