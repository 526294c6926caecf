"""Reading a database that is locked, cut off in a change, somebody else's, or on a full disk."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from annotator.core.errors import EnvironmentFailed
from annotator.store.files import database as database_module
from annotator.store.files.database import open_database, opened
from annotator.store.schemes import keep_profile, kept_profile
from annotator.store.sqlite import sqlite_library as connections
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.other_user import NOBODY, as_user, needs_root, open_folder
from tests.store.conftest import forked, import_anew


def titles(path: Path) -> set[str | None]:
    with opened(path, read_only=True) as connection:
        return {*connection.each_value("SELECT title FROM documents")}


@pytest.fixture
def rolling_back(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that keeps a rollback journal."""
    monkeypatch.setattr(database_module, "wal_is_sound", lambda: False)
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    open_database(database).close()
    return database


def half_changed(connection: sqlite3.Connection) -> None:
    """Change every title, and let the change reach the file before it is committed."""
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE documents SET title = 'half'")
    for number in range(200):
        connection.execute("INSERT INTO drafts (annotator, sentence_id, labels) VALUES (?, 1, ?)", (number, "{}"))
    connection.execute("UPDATE documents SET meta = json_object('x', hex(randomblob(9000)))")


def loose(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger[0]}")
    return connection


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux's list of open files")
def test_a_damaged_database_is_not_left_open_while_the_error_is_remembered(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:100] + b"\xff" * 10_000)
    with pytest.raises(sqlite3.DatabaseError) as remembered:
        connections.connect_to_read(database)
    names = [str(place.resolve()) for place in Path("/proc/self/fd").iterdir()]
    assert not [name for name in names if name.startswith(str(database))], remembered


def test_what_is_not_committed_is_never_read(rolling_back: Path) -> None:
    with closing(loose(rolling_back)) as writer:
        half_changed(writer)
        with pytest.raises(EnvironmentFailed, match="another program is writing to it"):
            titles(rolling_back)
        writer.execute("ROLLBACK")
    assert titles(rolling_back) == {"A title"}


def test_a_long_lock_is_said_to_be_one(rolling_back: Path) -> None:
    with closing(sqlite3.connect(rolling_back, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(EnvironmentFailed, match="another program is writing to it"):
            titles(rolling_back)


def cut_off(database: Path, left: Path) -> None:
    """Make the file `left`, as a loss of power in the midst of a change of the database leaves it."""
    with closing(loose(database)) as writer:
        half_changed(writer)
        for end in ("-journal", ""):
            shutil.copy(f"{database}{end}", f"{left}{end}")
        writer.execute("ROLLBACK")
    assert b"half" in left.read_bytes()


def test_a_change_that_was_cut_off_is_never_read(rolling_back: Path, tmp_path: Path) -> None:
    left = tmp_path / "left.db"
    cut_off(rolling_back, left)
    assert titles(left) == {"A title"}
    open_database(left).close()
    assert b"half" not in left.read_bytes()
    assert not Path(f"{left}-journal").exists()


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@needs_root
def test_a_change_that_was_cut_off_is_not_read_by_those_who_may_not_put_it_right(
    rolling_back: Path, folder: Path
) -> None:
    left = folder / "left.db"
    cut_off(rolling_back, left)
    for end in ("-journal", ""):
        Path(f"{left}{end}").chmod(0o644)
    before = left.read_bytes()
    assert as_user(NOBODY, NOBODY, lambda: titles(left)) == {"A title"}
    assert left.read_bytes() == before


@needs_root
@pytest.mark.parametrize("mode", [0o644, 0o444], ids=oct)
def test_the_database_of_somebody_else_is_read_where_no_side_file_can_be_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    database, temporary = import_anew(folder), folder / "temporary"
    database.chmod(mode)
    temporary.mkdir()
    temporary.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert as_user(NOBODY, NOBODY, lambda: titles(database)) == {"A title"}
    assert not list(temporary.iterdir()), "the copy is gone"


@needs_root
def test_a_log_that_only_others_can_read_is_not_passed_over(folder: Path) -> None:
    database = import_anew(folder)

    def leave_open() -> None:
        connection = open_database(database)
        keep_profile(connection, "polnear")
        os._exit(0)  # the connection is never closed

    assert os.waitpid(forked(leave_open), 0)[1] == 0
    (folder / "annotator.db-shm").unlink()
    assert (folder / "annotator.db-wal").stat().st_size

    def profile() -> str | None:
        with opened(database, read_only=True) as connection:
            return kept_profile(connection)

    assert as_user(NOBODY, NOBODY, profile) == "polnear"


@needs_root
def test_what_was_saved_beside_a_file_is_not_left_out_of_a_copy_that_has_no_room_for_it(folder: Path) -> None:
    left = folder / "left.db"
    with closing(sqlite3.connect(import_anew(folder), isolation_level=None)) as writer:
        writer.execute("CREATE TABLE more AS SELECT randomblob(40000)")
        for end in ("", "-wal"):
            shutil.copy(folder / f"annotator.db{end}", f"{left}{end}")
    size = left.stat().st_size
    assert size > Path(f"{left}-wal").stat().st_size

    def read() -> set[str | None]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return titles(left)

    with pytest.raises(EnvironmentFailed, match="the disk does not answer"):
        as_user(NOBODY, NOBODY, read)


def test_a_file_that_is_written_while_it_is_copied_is_not_read(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copyfile = shutil.copyfile

    def meanwhile(source: Path, target: Path) -> None:
        copyfile(source, target)
        os.utime(source, ns=(0, time.time_ns() + 10**9))

    monkeypatch.setattr(shutil, "copyfile", meanwhile)
    with pytest.raises(EnvironmentFailed, match="another program is writing"):
        connections._copied(database)


@pytest.fixture
def full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database on a disk that is full."""
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    mounted = folder / "disk"
    mounted.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(mounted)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        database = import_anew(mounted)
        with (mounted / "ballast").open("wb", buffering=0) as ballast:
            for size in (4096, 1):
                try:
                    while ballast.write(bytes(size)):
                        pass
                except OSError:
                    pass
        yield database
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)


@needs_root
@pytest.mark.parametrize("beside", [(), ("-wal",), ("-wal", "-shm")], ids=str)
def test_on_a_full_disk_everything_can_still_be_read(full: Path, beside: tuple[str, ...]) -> None:
    for end in beside:
        full.with_name(f"{full.name}{end}").touch()
    for _ in range(2):
        assert titles(full) == {"A title"}
    with ExitStack() as several:  # as some commands have it
        for _ in range(3):
            reading = several.enter_context(opened(full, read_only=True))
            assert reading.one_value("SELECT count(*) FROM documents") == 2


@needs_root
def test_where_no_disk_has_room_it_is_read_in_memory(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(full.parent))
    assert titles(full) == {"A title"}
    assert not [path for path in full.parent.iterdir() if path.is_dir()]


@needs_root
def test_on_a_full_disk_it_is_said_that_it_is_full(full: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="the disk is full; free some space"):
        open_database(full)
    (full.parent / "ballast").unlink()
    open_database(full).close()


@needs_root
def test_on_a_full_disk_what_somebody_else_has_saved_and_nobody_brought_into_the_file_is_read(full: Path) -> None:
    ballast = full.parent / "ballast"
    size = ballast.stat().st_size
    ballast.unlink()
    with opened(full) as connection:
        keep_profile(connection, "polnear")
        left = full.with_name("left.db")
        for end in ("", "-wal"):
            shutil.copy(f"{full}{end}", f"{left}{end}")
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            assert file.tell() < size
    with opened(left, read_only=True) as connection:
        assert kept_profile(connection) == "polnear"


def test_there_is_room_on_this_disk(tmp_path: Path) -> None:
    assert not connections.no_room(tmp_path)
    assert not list(tmp_path.iterdir())


def test_where_locks_are_not_listed_nobody_is_taken_to_work_elsewhere(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database):
        monkeypatch.setattr(connections, "_LOCKS", tmp_path / "none")
        assert not connections.in_another_file(database)
