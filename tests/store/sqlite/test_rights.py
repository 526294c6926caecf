"""Who may open a database: the modes of files, whatever the umask of whoever makes them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError, EnvironmentFailed
from annotator.store.care.restoring import restore
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files import database as database_module
from annotator.store.files.database import back_up, open_database
from annotator.store.log import history
from annotator.store.sqlite import rights as rights_module
from annotator.store.sqlite.rights import (
    Right,
    close_as,
    in_the_way,
    make_folder_like,
    make_like,
    rights,
    warnings,
    what_is_wrong,
)
from tests.other_user import ANA, BEN, NOBODY, TEAM, as_user, needs_root, open_folder
from tests.store.conftest import accepted, import_anew


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    return folder


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    mask = os.umask(0o022)
    yield
    os.umask(mask)


@pytest.mark.parametrize("mask", [0o077, 0o007, 0o022, 0o002])
def test_where_a_group_works_a_new_database_is_open_to_the_group_alone_whatever_the_umask(
    shared: Path, mask: int
) -> None:
    os.umask(mask)
    with closing(open_database(shared / "a.db", create=True)) as connection:
        connection.execute("PRAGMA user_version")
        connection.execute("BEGIN IMMEDIATE")
        history.enter_annotator(connection, "ana")
        beside = {path.name: mode(path) for path in shared.iterdir()}
        connection.execute("ROLLBACK")
    assert set(beside.values()) == {0o660}
    assert len(beside) > 1, "side files too"


@pytest.mark.parametrize(("mask", "wanted"), [(0o077, 0o600), (0o007, 0o660), (0o022, 0o644), (0o002, 0o664)])
def test_elsewhere_the_umask_says_who_may_open_a_new_database(tmp_path: Path, mask: int, wanted: int) -> None:
    os.umask(mask)
    with closing(open_database(tmp_path / "a.db", create=True)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        history.enter_annotator(connection, "ana")
        beside = {path.name: mode(path) for path in tmp_path.iterdir()}
        connection.execute("ROLLBACK")
    assert set(beside.values()) == {wanted}
    assert len(beside) > 1, "side files too"


@needs_root
@pytest.mark.parametrize(
    ("folder_mode", "mask", "sound"),
    [
        (0o2770, 0o022, True),
        (0o2770, 0o077, True),
        (0o2770, 0o077, False),
        (0o2770, 0o007, True),
        (0o770, 0o007, True),
        (0o770, 0o007, False),
        (0o3777, 0o007, True),
    ],
)
def test_both_members_of_a_group_work_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder_mode: int, mask: int, sound: bool
) -> None:
    monkeypatch.setattr(database_module, "wal_is_sound", lambda: sound)
    # All is read by now that the others may not read, where Python or the checkout is root's.
    with SqliteDesk(import_anew(tmp_path), "ana") as desk:
        desk.save([accepted(1)])
    with open_folder() as above:
        folder = above / "team"
        folder.mkdir()
        os.chown(folder, ANA, TEAM)
        folder.chmod(folder_mode)

        def decide(name: str, sentence: int) -> int:
            with SqliteDesk(folder / "annotator.db", name) as desk:
                desk.save([accepted(sentence)])
                return desk.saved()

        as_user(ANA, TEAM, lambda: import_anew(folder), mask)
        assert as_user(BEN, TEAM, lambda: decide("ben", 1), mask) == 1
        assert as_user(ANA, TEAM, lambda: decide("ana", 1), mask) == 1
        assert as_user(BEN, TEAM, lambda: decide("ben", 2), mask) == 2
        with pytest.raises(AnnotatorError):
            as_user(NOBODY, NOBODY, lambda: decide("nobody", 1))


def test_an_existing_database_keeps_its_mode_where_a_group_works(shared: Path) -> None:
    open_database(shared / "a.db", create=True).close()
    (shared / "a.db").chmod(0o640)
    open_database(shared / "a.db", create=True).close()
    assert mode(shared / "a.db") == 0o640


@pytest.mark.parametrize(("of_database", "of_copy"), [(0o600, 0o600), (0o660, 0o640), (0o444, 0o644)])
def test_a_backup_is_open_to_nobody_to_whom_the_database_is_closed(
    database: Path, of_database: int, of_copy: int
) -> None:
    database.chmod(of_database)
    back_up(database, database.with_name("copy.db"))
    assert mode(database.with_name("copy.db")) == of_copy


def test_what_is_brought_back_of_a_copy_that_nobody_may_change_can_be_worked_in(database: Path) -> None:
    copy = database.with_name("copy.db")
    back_up(database, copy)
    copy.chmod(0o444)
    database.unlink()
    restore(database, copy, database.with_name("copies"))
    assert mode(database) == 0o644


def test_a_backup_where_a_group_works_is_open_to_the_group(shared: Path) -> None:
    open_database(shared / "a.db", create=True).close()
    os.umask(0o077)
    back_up(shared / "a.db", shared / "copy.db")
    assert mode(shared / "copy.db") == 0o660


def test_a_copy_that_is_there_already_keeps_what_it_holds(tmp_path: Path, database: Path) -> None:
    (tmp_path / "copy").write_text("words")
    make_like(database, tmp_path / "copy", tmp_path)
    assert (tmp_path / "copy").read_text() == "words"


@pytest.mark.parametrize(
    ("of_database", "mask", "of_file"),
    [
        (0o600, 0o022, 0o600),
        (0o660, 0o022, 0o640),
        (0o644, 0o022, 0o644),
        (0o644, 0o077, 0o600),
        (0o640, 0o002, 0o660),
    ],
)
def test_what_is_written_can_be_closed_to_those_to_whom_the_database_is_closed(
    database: Path, of_database: int, mask: int, of_file: int
) -> None:
    database.chmod(of_database)
    os.umask(mask)
    close_as(database)
    os.close(os.open(database.with_name("file"), os.O_CREAT | os.O_WRONLY, 0o666))
    assert mode(database.with_name("file")) == of_file


@pytest.mark.parametrize(
    ("of_file", "of_folder", "warned"),
    [
        (0o644, 0o755, False),
        (0o666, 0o755, True),
        (0o644, 0o777, True),
        (0o644, 0o1777, False),
        (0o660, 0o2770, False),
    ],
)
def test_only_a_database_that_anybody_can_change_is_warned_of(
    database: Path, of_file: int, of_folder: int, warned: bool
) -> None:
    database.chmod(of_file)
    database.parent.chmod(of_folder)
    assert any("anybody" in warning for warning in warnings(database)) is warned


def test_a_database_on_a_network_drive_is_warned_of(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database.chmod(0o666)
    assert len([*warnings(database)]) == 1
    monkeypatch.setattr(rights_module, "on_network", lambda path: path == database)
    told = [*warnings(database)]
    assert "anybody on this machine" in told[0]
    assert "network drive: work on it from one machine only" in told[1]


def test_what_is_wrong_names_mode_and_group(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.touch(0o644)
    own = file.stat().st_gid
    assert what_is_wrong(Right(file, 0o644, own)) is None
    assert what_is_wrong(Right(file, 0o644)) is None
    assert "mode 0644, not 0660" in (what_is_wrong(Right(file, 0o660, own)) or "")
    assert "group" in (what_is_wrong(Right(file, 0o644, own + 1)) or "")


def test_rights_are_wanted_of_side_files_and_older_copies_too_and_of_no_other_file(tmp_path: Path) -> None:
    for name in ("a.db", "a.db-wal", "a.db-shm", "a.db.schema-3", "b.db", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "a.db.copies").mkdir()
    (tmp_path / "a.db.copies" / "20261127T120000Z-daily.db").touch()
    (tmp_path / "b.db.copies").mkdir()
    found = {right.path.name: right.mode for right in rights(tmp_path, tmp_path / "a.db", 7)}
    assert (found.pop(tmp_path.name), found.pop("a.db.copies")) == (0o2770, 0o2770)
    assert found.pop("20261127T120000Z-daily.db") == 0o660
    assert found == dict.fromkeys(("a.db", "a.db-wal", "a.db-shm", "a.db.schema-3"), 0o660)
    assert {right.mode for right in rights(tmp_path, tmp_path / "a.db", None)} == {0o700, 0o600}


def test_folders_above_that_a_group_cannot_pass_are_named(tmp_path: Path) -> None:
    closed, passable = tmp_path / "closed", tmp_path / "closed" / "passable"
    passable.mkdir(parents=True)
    passable.chmod(0o711)
    closed.chmod(0o700)
    own = closed.stat().st_gid
    assert closed in in_the_way(passable / "team", own + 1)
    assert passable not in in_the_way(passable / "team", own + 1)
    closed.chmod(0o710)
    assert closed not in in_the_way(passable / "team", own)
    assert closed in in_the_way(passable / "team", own + 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_is_told_with_what_to_do(shared: Path) -> None:
    shared.chmod(0o2550)
    with pytest.raises(EnvironmentFailed):
        open_database(shared / "a.db", create=True)


def test_a_folder_is_made_with_those_above_it_and_one_that_is_there_stays_as_it_is(
    tmp_path: Path, database: Path
) -> None:
    database.chmod(0o600)
    folder = tmp_path / "a" / "b" / "copies"
    make_folder_like(database, folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o711)
    make_folder_like(database, folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    make_folder_like(tmp_path / "none.db", folder.parent / "others")
    assert not (folder.parent / "others").stat().st_mode & 0o007
    database.chmod(0o444)
    make_folder_like(database, folder.parent / "of what nobody may change")
    assert stat.S_IMODE((folder.parent / "of what nobody may change").stat().st_mode) == 0o755


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(database: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="check the folder"):
        make_folder_like(database, database / "copies")
