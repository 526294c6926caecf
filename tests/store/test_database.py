"""Whose database it is comes before any write."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.errors import DatabaseRefused, EnvironmentFailed
from annotator.store.database import APPLICATION_ID, SCHEMA_VERSION, journal_of, open_database
from annotator.store.desk import SqliteDesk
from annotator.store.sqlite_library import on_network, wal_is_sound


def test_a_missing_database_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="no database"):
        open_database(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\x00", b""])
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseRefused):
        open_database(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["x.db"]


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("CREATE TABLE t (x)")
        foreign.commit()
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(DatabaseRefused, match="another program"):
            open_database(path, create=create)
    assert path.read_bytes() == before


def test_a_newer_database_is_refused(database: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for read_only in (False, True):
        with pytest.raises(DatabaseRefused, match="newer"):
            open_database(database, read_only=read_only)


def test_a_damaged_database_is_refused_not_a_traceback(database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    database.write_bytes(data)
    with pytest.raises(DatabaseRefused, match="damaged"):
        SqliteDesk(database, "ana").resume()


def test_the_file_says_whose_it_is(database: Path) -> None:
    assert int.from_bytes(database.read_bytes()[68:72], "big") == APPLICATION_ID


def test_decisions_are_synced_to_the_disk(database: Path) -> None:
    with closing(open_database(database)) as connection:
        journal = journal_of(connection)
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    assert (journal, synchronous) == (("wal", 2) if wal_is_sound() else ("delete", 3))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_at_the_start(database: Path) -> None:
    database.parent.chmod(0o500)
    try:
        with pytest.raises(EnvironmentFailed):
            SqliteDesk(database, "ana")
    finally:
        database.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ("3.46.1", False),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.44.6", True),
        ("3.44.5", False),
        ("3.6.23", True),
    ],
)
def test_wal_is_only_used_with_a_sound_library(version: str, sound: bool) -> None:
    assert wal_is_sound(version) is sound


def test_a_network_file_system_is_recognised() -> None:
    mounts = "dev / ext4 rw 0 0\nhost:/x /home nfs4 rw 0 0\ndev /home/local ext4 rw 0 0\n"
    assert on_network(Path("/home/ana/a.db"), mounts)
    assert not on_network(Path("/home/local/a.db"), mounts)
    assert not on_network(Path("/srv/a.db"), mounts)


def test_two_processes_may_make_the_same_database_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from annotator.store.database import open_database;"
        "open_database(pathlib.Path(sys.argv[1]), create=True).close()"
    )
    path = tmp_path / "new.db"
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    with closing(open_database(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
