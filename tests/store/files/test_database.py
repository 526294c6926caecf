"""Whose database it is comes before any write."""

import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import AnnotatorError, DatabaseRefused, EnvironmentFailed
from annotator.store import migrations
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files import database as database_module
from annotator.store.files.database import APPLICATION_ID, open_database, transaction, translated
from annotator.store.migrations import MIGRATIONS, SCHEMA_VERSION
from annotator.store.sqlite.copies import Why, copies_in, folder_of
from annotator.store.sqlite.sqlite_library import (
    Connection,
    connect,
    damage_in,
    on_network,
    require_new_enough,
    wal_is_sound,
)
from annotator.store.sqlite.sqlite_library import sqlite3 as sqlite_used


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


def test_a_folder_that_is_not_there_a_folder_and_an_empty_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="no such folder"):
        open_database(tmp_path / "nowhere" / "new.db", create=True)
    for create in (False, True):
        with pytest.raises(DatabaseRefused, match="not a regular file"):
            open_database(tmp_path, create=create)
        (tmp_path / "file").touch()
        with pytest.raises(DatabaseRefused, match="Not a directory"):
            open_database(tmp_path / "file" / "x.db", create=create)
    (tmp_path / "empty.db").touch()
    with pytest.raises(DatabaseRefused, match="empty"):
        open_database(tmp_path / "empty.db", read_only=True)
    open_database(tmp_path / "empty.db", create=True).close()
    open_database(tmp_path / "empty.db").close()


def test_a_header_cut_short_is_refused(tmp_path: Path, database: Path) -> None:
    for length in (16, 72, 99):
        (tmp_path / "cut.db").write_bytes(database.read_bytes()[:length])
        with pytest.raises(DatabaseRefused, match="not an annotator database"):
            open_database(tmp_path / "cut.db")


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


def test_every_migration_raises_the_version_and_is_remembered(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def later(connection: sqlite_used.Connection) -> None:
        connection.execute("CREATE TABLE later (x TEXT) STRICT")

    assert len(MIGRATIONS) == SCHEMA_VERSION
    latest = SCHEMA_VERSION + 1
    with closing(open_database(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        names = [row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert names == [*MIGRATIONS]
    monkeypatch.setattr(migrations, "MIGRATIONS", {**MIGRATIONS, "later": later})
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", latest)
    monkeypatch.setattr(database_module, "SCHEMA_VERSION", latest)
    with closing(open_database(database)) as connection:
        assert connection.execute("SELECT * FROM later").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone()[0] == latest
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
    assert [copy.why for copy in copies_in(folder_of(database))] == [Why.MIGRATION], "as it was before is kept"


def test_a_reader_never_writes(database: Path) -> None:
    before = database.read_bytes()
    with closing(open_database(database, read_only=True)) as connection, pytest.raises(sqlite_used.OperationalError):
        connection.execute("PRAGMA user_version = 3")
    assert database.read_bytes() == before


def enter(*names: str, connection: sqlite_used.Connection) -> None:
    with transaction(connection):
        for name in names:
            connection.execute("INSERT INTO annotators VALUES (?, 'annotator', NULL, '')", (name,))


def test_what_is_only_tried_is_read_and_then_taken_back(database: Path) -> None:
    with closing(open_database(database)) as connection:
        names = "SELECT name FROM annotators"
        with transaction(connection, tried=True):
            connection.execute("INSERT INTO annotators VALUES ('ana', 'annotator', NULL, '')")
            assert connection.execute(names).fetchall() == [("ana",)]
        assert not connection.in_transaction
        assert connection.execute(names).fetchall() == []


def test_a_change_is_all_or_nothing(database: Path) -> None:
    with closing(open_database(database)) as connection:
        with pytest.raises(sqlite_used.IntegrityError):
            enter("ana", "bo", "ana", connection=connection)
        assert not connection.in_transaction
        assert connection.execute("SELECT count(*) FROM annotators").fetchone()[0] == 0
        enter("ana", connection=connection)
        assert connection.execute("SELECT count(*) FROM annotators").fetchone()[0] == 1


def test_references_are_held_to_and_a_schema_is_not_trusted(database: Path) -> None:
    with closing(open_database(database)) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert connection.execute("PRAGMA trusted_schema").fetchone()[0] == 0
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 5000


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("SQLITE_CORRUPT", DatabaseRefused, "damaged"),
        ("SQLITE_NOTADB", DatabaseRefused, "damaged"),
        ("SQLITE_FULL", EnvironmentFailed, "disk is full"),
        ("SQLITE_BUSY", EnvironmentFailed, "another program"),
        ("SQLITE_LOCKED", EnvironmentFailed, "another program"),
        ("SQLITE_READONLY", EnvironmentFailed, "cannot be written"),
        ("SQLITE_CANTOPEN", EnvironmentFailed, "cannot be written"),
        ("SQLITE_PERM", EnvironmentFailed, "cannot be written"),
        ("SQLITE_IOERR", EnvironmentFailed, "disk does not answer"),
        ("SQLITE_ERROR", DatabaseRefused, "not as annotator made it"),
        ("SQLITE_CONSTRAINT", AnnotatorError, "spoiled"),
    ],
)
def test_what_sqlite_says_is_said_plainly_with_the_right_exit_code(
    code: str, kind: type[AnnotatorError], told: str
) -> None:
    extended = getattr(sqlite_used, code) | 0x300
    error = sqlite_used.OperationalError("spoiled")
    error.sqlite_errorcode = extended
    with pytest.raises(AnnotatorError, match=told) as caught, translated(Path("x.db")):
        raise error
    assert type(caught.value) is kind
    assert str(caught.value).startswith("x.db")
    assert caught.value.hint


def test_an_error_of_the_system_is_said_plainly() -> None:
    with pytest.raises(EnvironmentFailed, match=r"x\.db: No such file"), translated(Path("x.db")):
        raise FileNotFoundError(2, "No such file")
    with pytest.raises(EnvironmentFailed, match=r"x\.db: odd"), translated(Path("x.db")):
        raise OSError("odd")


def test_the_file_says_whose_it_is(database: Path) -> None:
    assert int.from_bytes(database.read_bytes()[68:72], "big") == APPLICATION_ID


def test_decisions_are_synced_to_the_disk(database: Path) -> None:
    with closing(open_database(database)) as connection:
        journal = connection.one_value("PRAGMA journal_mode")
        synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    assert (journal, synchronous) == (("wal", 2) if wal_is_sound() else ("delete", 3))


def test_what_may_not_be_written_is_said_before_it_is_tried(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def may_not_write(path: Path, _: int) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(database_module.os, "access", may_not_write)
    with pytest.raises(EnvironmentFailed, match="read-only") as there:
        open_database(database)
    assert "use `annotator stats` and `annotator export`" in there.value.hint
    with pytest.raises(EnvironmentFailed, match="its folder is read-only") as missing:
        open_database(database.with_name("new.db"), create=True)
    assert "export" not in missing.value.hint, "nothing could be exported"
    assert asked == [database, database.parent]
    open_database(database, read_only=True).close()


@pytest.mark.parametrize("why", ["wal_is_sound", "on_network"])
def test_where_wal_is_not_safe_a_rollback_journal_is_kept_and_synced_more(
    database: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    for safe in (True, False, True):
        monkeypatch.setattr(database_module, "wal_is_sound", lambda safe=safe: safe or why != "wal_is_sound")
        monkeypatch.setattr(database_module, "on_network", lambda _, safe=safe: not safe and why == "on_network")
        with closing(open_database(database)) as connection:
            kept = connection.one_value("PRAGMA journal_mode"), connection.execute("PRAGMA synchronous").fetchone()[0]
        assert kept == (("wal", 2) if safe else ("delete", 3))


def test_another_journal_waits_for_who_writes_just_then(database: Path) -> None:
    other = sqlite_used.connect(database, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.3, other.execute, ("ROLLBACK",))
        done.start()
        try:
            with closing(open_database(database)) as connection:
                assert connection.one_value("PRAGMA journal_mode") == ("wal" if wal_is_sound() else "delete")
        finally:
            done.join()


def test_several_that_hold_a_log_open_at_the_same_moment_all_get_another_journal(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite_used.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    all_hold_it, look = threading.Barrier(3, timeout=60), database_module._check_version
    # One after the other: a process that closes a file gives up all locks that it has on it, also those of its other
    # threads. Programs of their own may open it at once.
    turn = threading.Lock()

    def look_and_wait(*values: Any) -> None:
        look(*values)
        turn.release()
        all_hold_it.wait()

    monkeypatch.setattr(database_module, "_check_version", look_and_wait)
    monkeypatch.setattr(database_module, "wal_is_sound", lambda: False)

    def journal() -> str:
        assert turn.acquire(timeout=60)
        with closing(open_database(database)) as connection:
            return str(connection.one_value("PRAGMA journal_mode"))

    with ThreadPoolExecutor(3) as threads:
        assert {done.result() for done in [threads.submit(journal) for _ in range(3)]} == {"delete"}


def test_who_writes_for_long_is_told_where_the_journal_is_to_be_another(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite_used.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(database_module, "wal_is_sound", lambda: True)
        monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
        with pytest.raises(EnvironmentFailed, match="another program is writing"):
            open_database(database)


def test_a_database_that_another_process_has_just_made_is_looked_at_again(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "is_there_and_ours", lambda *_: False)
    with closing(open_database(database, create=True)) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(DatabaseRefused, match="another program"):
        open_database(foreign, create=True)


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
        ("3.7.0", False),
        ("4.0.0", True),
        ("3.44.7", True),
        ("3.50.8", True),
        ("3.52.0.1", True),
    ],
)
def test_wal_is_only_used_with_a_sound_library(version: str, sound: bool) -> None:
    assert wal_is_sound(version) is sound
    assert wal_is_sound() is wal_is_sound(sqlite_used.sqlite_version)


def test_a_library_that_is_too_old_is_named_and_not_the_file(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_new_enough((3, 42, 0))
    with pytest.raises(EnvironmentFailed, match=r"SQLite 3\.41\.2, and annotator needs 3\.42 or newer"):
        require_new_enough((3, 41, 2))
    monkeypatch.setattr(require_new_enough, "__defaults__", ((3, 37, 2),))
    with pytest.raises(EnvironmentFailed, match=r"SQLite 3\.37\.2"):
        open_database(database, read_only=True)


def test_a_network_file_system_is_recognised() -> None:
    mounts = "dev / ext4 rw 0 0\nhost:/x /home nfs4 rw 0 0\ndev /home/local ext4 rw 0 0\n"
    assert on_network(Path("/home/ana/a.db"), mounts)
    assert not on_network(Path("/home/local/a.db"), mounts)
    assert not on_network(Path("/srv/a.db"), mounts)
    assert on_network(Path("/my data/a.db"), "dev / ext4 rw 0 0\nhost:/x /my\\040data cifs rw 0 0\nbroken line\n")
    assert on_network(Path("/home"), mounts), "the mount itself"
    assert not on_network(Path("/homestead/a.db"), mounts)
    assert not on_network(Path("/anywhere"), "")
    for kind in ("nfs", "cifs", "smb3", "fuse.sshfs", "afs", "ceph", "glusterfs", "lustre"):
        assert on_network(Path("/far/a.db"), f"host:/x /far {kind}"), "three fields are enough"
    assert not on_network(Path("/far/a.db"), "host:/x /far tmpfs")
    assert not on_network(Path("/far/a.db"), "host:/x /far nfs\ndev /far ext4"), "what was mounted there later is seen"


def test_two_processes_may_make_the_same_database_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from annotator.store.files.database import open_database;"
        "open_database(pathlib.Path(sys.argv[1]), create=True).close()"
    )
    path = tmp_path / "new.db"
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(4)]
    assert [process.wait(600) for process in started] == [0, 0, 0, 0]
    with closing(open_database(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ("3.6.23", True), ("3.7.0", False), ("3.40.1", False), ("3.44.5", False), ("3.44.6", True), ("3.45.9", False),
        ("3.50.6", False), ("3.50.7", True), ("3.51.2", False), ("3.51.3", True), ("3.52.0", True), ("3.50.7.1", True),
    ],
)  # fmt: skip
def test_versions_of_sqlite_that_may_lose_what_a_log_holds_are_known(version: str, sound: bool) -> None:
    assert wal_is_sound(version) is sound


UNABLE = "unable to validate the inverted index for FTS5 table main.article_words: "
READ_ONLY = f"{UNABLE}attempt to write a readonly database"
"""What SQLite 3.44.0 to 3.45.0 say of each index of words in a sound file that is only read."""


@pytest.mark.parametrize(
    ("lines", "damage"),
    [
        (["ok"], []),
        ([READ_ONLY, READ_ONLY], []),
        ([READ_ONLY, "page 3 is never used", f"{UNABLE}out"], ["page 3 is never used", f"{UNABLE}out"]),
    ],
)
def test_an_index_of_words_that_sqlite_only_could_not_look_into_is_not_damaged(
    lines: list[str], damage: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "each_value", lambda _self, sql: lines * (sql == "PRAGMA main.quick_check(20)"))
    with closing(connect(":memory:")) as connection:
        assert damage_in(connection) == damage
