"""Room in the log: made without a trace in the database, and never in the way."""

import sqlite3 as any_sqlite
from pathlib import Path

import pytest

from annotator.core.model import Answer
from annotator.core.session.workbench import Workbench
from annotator.store import room
from annotator.store.database import open_database, transaction
from annotator.store.desk import SqliteDesk
from annotator.store.room import Room
from annotator.store.sqlite_library import wal_is_sound

pytestmark = pytest.mark.skipif(not wal_is_sound(), reason="this SQLite library keeps no write-ahead log here")


def log_of(path: Path) -> Path:
    return Path(f"{path}-wal")


def dump(path: Path) -> list[str]:
    connection = any_sqlite.connect(f"{path.as_uri()}?mode=ro", uri=True)
    lines = list(connection.iterdump())
    connection.close()
    return lines


def test_the_log_is_long_and_the_database_the_same(database: Path) -> None:
    connection = open_database(database)
    before = dump(database)
    Room(database).wait()
    assert log_of(database).stat().st_size >= room._ROOM
    assert dump(database) == before
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_decisions_use_the_room_and_are_on_disk(database: Path) -> None:
    desk = SqliteDesk(database, "ana")
    desk.expect_decisions(after=0)
    assert desk._room is not None
    desk._room.wait()
    length = log_of(database).stat().st_size
    bench = Workbench(desk)
    assert bench.answer(Answer.ACCEPT)
    assert log_of(database).stat().st_size == length
    assert 'INSERT INTO "decisions"' in "\n".join(dump(database))
    desk.close()
    assert not log_of(database).exists()
    assert Workbench(SqliteDesk(database, "ana")).saved == 1


def test_whoever_writes_goes_first(database: Path) -> None:
    connection = open_database(database)
    with transaction(connection):
        connection.execute("INSERT INTO annotators (name, created_at) VALUES ('ben', '2026-02-03T10:00:00.000Z')")
        Room(database).wait()
        assert log_of(database).stat().st_size < room._ROOM
    assert connection.execute("SELECT count(*) FROM annotators WHERE name = 'ben'").fetchone() == (1,)
    connection.close()


def test_where_it_cannot_be_done_nothing_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Room(tmp_path / "missing.db").wait()
    (tmp_path / "foreign.db").write_text("no database")
    (tmp_path / "foreign.db-wal").touch()
    Room(tmp_path / "foreign.db").wait()
    assert (tmp_path / "foreign.db").read_text() == "no database"
    assert capfd.readouterr() == ("", "")


def test_a_short_sitting_does_not_wait_for_it(database: Path) -> None:
    desk = SqliteDesk(database, "ana")
    desk.expect_decisions(after=3600)
    desk.close()
    assert not log_of(database).exists()
