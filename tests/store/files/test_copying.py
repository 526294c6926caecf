"""A copy of the database: whole, ours, and never over something that is there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DatabaseRefused, EnvironmentFailed, UsageError
from annotator.core.model import Labels
from annotator.store.care.restoring import require_ours
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import back_up, make_copy, open_database, version_of
from annotator.store.integrity import problems
from annotator.store.sqlite import copies
from annotator.store.sqlite.copies import Why
from tests.store.old_databases import unpack


def test_the_copy_holds_what_is_decided_also_while_the_database_is_open(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels())])
        back_up(database, copy)
        desk.save([NewDecision(2, Answer.ACCEPT, Labels())])
    assert list(problems(copy)) == []
    with closing(SqliteDesk(copy, "ana")) as desk:
        assert desk.saved() == 1
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")], "nothing is left beside it"


def test_the_database_is_only_read(database: Path, tmp_path: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("PRAGMA user_version = 2")
    back_up(database, tmp_path / "copy.db")
    with closing(open_database(database, read_only=True, as_it_is=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 2, "a copy upgrades nothing"


def test_an_old_database_is_read_and_copied_as_it_is(tmp_path: Path) -> None:
    old = unpack(9, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    require_ours(old)
    copies_made = [tmp_path / "copy.db", make_copy(old, tmp_path / "copies", Why.ASKED).path]
    back_up(old, copies_made[0])
    for path in copies_made:
        with closing(open_database(path, read_only=True, as_it_is=True)) as connection:
            assert version_of(connection) == 9
    now = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name not in ("copies", "copy.db")}
    assert now == before


def test_what_is_there_is_never_overwritten(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        back_up(database, copy)
    assert copy.read_text() == "mine"


def test_a_copy_that_fails_leaves_nothing(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies.os, "fsync", full)
    with pytest.raises(EnvironmentFailed, match="the disk is full"):
        back_up(database, tmp_path / "copy.db")
    left = {path.name for path in tmp_path.iterdir()}
    assert {name for name in left if not name.startswith(database.name)} == set()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no")
    with pytest.raises(DatabaseRefused):
        back_up(tmp_path / "x.db", tmp_path / "copy.db")


def test_a_folder_that_is_not_there_is_said(database: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed):
        back_up(database, tmp_path / "nowhere" / "copy.db")
