"""Where a command may write: no database is ever lost, nor a file that is not ours."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.errors import UsageError
from annotator.core.program.targets import (
    is_database,
    is_shared,
    refuse_any,
    refuse_database,
    refuse_files_of,
    refuse_open_database,
    refuse_other_file,
    refuse_other_folder,
    sync_whole,
    usual_mode,
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Any program's database, with the files beside it that SQLite makes while it is open."""
    path = tmp_path / "some.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE words (word TEXT)")
    return path


def is_note(head: bytes) -> bool:
    return head.startswith(b"note:")


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_a_database_and_its_side_files_are_refused_however_they_are_written(
    database: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(database.parent)
    (database.parent / "sub").mkdir()
    link, of_database = Path("link"), Path("short")
    link.symlink_to(f"some.db{ending}")
    of_database.symlink_to("some.db")
    for path in (
        Path(f"some.db{ending}"),
        Path(f"./some.db{ending}"),
        Path(f"sub/../some.db{ending}"),
        Path(f"{database}{ending}"),
        link,
        Path(f"short{ending}"),
    ):
        with pytest.raises(UsageError, match="database"):
            refuse_database(path)


def test_hard_links_and_side_files_under_another_name_are_known_by_their_first_bytes(database: Path) -> None:
    folder = database.parent
    os.link(database, folder / "second")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO words VALUES ('rain')")
        connection.commit()
        for ending in ("wal", "shm"):
            os.link(f"{database}-{ending}", folder / ending)
        for name in ("second", "wal", "shm"):
            with pytest.raises(UsageError, match="database"):
                refuse_database(folder / name)


@pytest.mark.parametrize("name", ["notes.jsonl", "notes-wal", "missing", "sub", "pipe"])
def test_what_is_no_database_is_let_through(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.jsonl").write_bytes(b"{}")
    (tmp_path / "notes").write_bytes(b"SQLite is a format")
    (tmp_path / "sub").mkdir()
    os.mkfifo(tmp_path / "pipe")
    refuse_database(tmp_path / name)
    assert not is_database(tmp_path / name)


def test_nothing_at_all_may_stand_where_a_copy_goes(database: Path) -> None:
    refuse_any(database.with_name("new.db"))
    dangling = database.with_name("dangling")
    dangling.symlink_to("nowhere")
    for path in (database, Path(f"{database}-wal"), database.parent, dangling):
        with pytest.raises(UsageError):
            refuse_any(path)


def test_only_our_own_files_and_empty_ones_are_replaced(tmp_path: Path, database: Path) -> None:
    for name, content in (("ours", b"note: rain"), ("empty", b""), ("theirs", b"thesis")):
        (tmp_path / name).write_bytes(content)
    for name in ("ours", "empty", "missing"):
        refuse_other_file(tmp_path / name, is_note, "note")
    with pytest.raises(UsageError, match="is there already and is no note known to annotator; move it away"):
        refuse_other_file(tmp_path / "theirs", is_note, "note")
    with pytest.raises(UsageError, match="folder"):
        refuse_other_file(tmp_path, is_note, "note")
    with pytest.raises(UsageError, match="database"):
        refuse_other_file(database, lambda _: True, "note")


def test_a_device_is_no_file_that_could_be_lost() -> None:
    if not Path("/dev/null").is_char_device():
        pytest.skip("this system has no /dev/null")
    refuse_other_file(Path("/dev/null"), lambda _: False, "note")


def test_only_our_own_folders_and_empty_ones_are_replaced(tmp_path: Path) -> None:
    ours, theirs, empty, file = (tmp_path / name for name in ("ours", "theirs", "empty", "file"))
    for folder in (ours, theirs, empty):
        folder.mkdir()
    for path in (ours / "mark", theirs / "model", file):
        path.write_bytes(b"x")

    def is_ours(folder: Path) -> bool:
        return (folder / "mark").exists()

    for folder in (ours, empty, tmp_path / "missing"):
        refuse_other_folder(folder, is_ours, "note")
    for path in (theirs, file):
        with pytest.raises(UsageError):
            refuse_other_folder(path, is_ours, "note")
    refuse_other_folder(theirs, is_ours, "note", ["other"])
    with pytest.raises(UsageError, match="model is there already"):
        refuse_other_folder(theirs, is_ours, "note", ["model"])
    with closing(sqlite3.connect(tmp_path / "some.db")) as connection:
        connection.execute("CREATE TABLE words (word TEXT)")
    for name in ("some.db", "some.db-wal"):  # a folder of that name would stand where SQLite keeps its own
        with pytest.raises(UsageError, match="database"):
            refuse_other_folder(tmp_path / name, is_ours, "note")


def test_a_database_that_standard_output_goes_to_is_refused(database: Path) -> None:
    if not Path("/dev/fd").is_dir():
        pytest.skip("this system does not name open files")
    with database.open("ab") as appended, pytest.raises(UsageError, match="standard output"):
        refuse_open_database(appended.fileno())
    with database.with_name("other").open("wb") as other:
        refuse_open_database(other.fileno())


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="looks at open files by name")
@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_so_is_a_side_file_that_standard_output_goes_to_even_an_empty_one(database: Path, ending: str) -> None:
    with Path(f"{database}{ending}").open("ab") as appended, pytest.raises(UsageError, match="database"):
        refuse_open_database(appended.fileno())


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="looks at open files by name")
def test_so_is_one_that_was_taken_away_while_it_was_open(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO words VALUES ('rain')")
        connection.commit()
        for ending in ("-wal", "-shm", ""):
            with Path(f"{database}{ending}").open("ab") as appended:
                Path(f"{database}{ending}").unlink()
                with pytest.raises(UsageError, match="standard output"):
                    refuse_open_database(appended.fileno())


@pytest.mark.parametrize("ending", ["-WAL", "-Shm", "-JOURNAL"])
def test_a_side_file_in_other_letters_is_one_on_systems_that_do_not_tell_them_apart(
    database: Path, ending: str
) -> None:
    with pytest.raises(UsageError, match="belongs to a database"):
        refuse_database(Path(f"{database}{ending}"))


def test_what_may_not_be_read_may_be_a_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(UsageError, match="may not read it"):
        refuse_database(database)


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_a_second_name_of_an_empty_file_of_the_database_is_refused(database: Path, ending: str, tmp_path: Path) -> None:
    file = Path(f"{database}{ending}")
    file.touch()
    os.link(file, tmp_path / "second")
    (tmp_path / "short").symlink_to(database)
    (tmp_path / "other").touch()
    for named in (database, tmp_path / "short"):
        refuse_files_of(named, [tmp_path / "other", tmp_path / "none"])
        with pytest.raises(UsageError, match="second is the database or belongs to it"):
            refuse_files_of(named, [tmp_path / "other", tmp_path / "second"])


# ---- Which folders a group works in, and how open what is made there is.


@pytest.mark.parametrize(
    ("mode", "shared"), [(0o2770, True), (0o2775, True), (0o2750, False), (0o770, False), (0o700, False)]
)
def test_a_group_works_where_new_files_are_its_own_and_it_may_make_some(
    tmp_path: Path, mode: int, shared: bool
) -> None:
    tmp_path.chmod(mode)
    assert is_shared(tmp_path) is shared
    assert not is_shared(tmp_path / "missing")


@pytest.mark.parametrize(
    ("folder_mode", "of_file", "of_folder"), [(0o2770, 0o660, 0o2770), (0o2750, 0o600, 0o2700), (0o700, 0o600, 0o700)]
)
def test_there_the_umask_does_not_shut_the_group_out(
    tmp_path: Path, folder_mode: int, of_file: int, of_folder: int
) -> None:
    tmp_path.chmod(folder_mode)
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    before = os.umask(0o077)
    try:
        assert usual_mode(tmp_path / "file", tmp_path) == of_file
        assert usual_mode(tmp_path / "folder", tmp_path) == of_folder
        assert os.umask(0o077) == 0o077, "which stays as it is"
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="folders can be brought to the disk on POSIX only")
def test_all_of_a_folder_is_brought_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = set[int]()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino))
    whole = tmp_path / "model"
    (whole / "roles").mkdir(parents=True)
    (whole / "roles" / "weights").write_bytes(b"1")
    (whole / "meta.json").write_bytes(b"{}")
    sync_whole(whole)
    assert synced == {path.stat().st_ino for path in (whole, *whole.rglob("*"))}
    synced.clear()
    sync_whole(whole / "meta.json")
    assert synced == {(whole / "meta.json").stat().st_ino}
