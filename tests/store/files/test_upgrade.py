"""Bringing older databases up to date: killed at any step, by several at once, without room, and told."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import DatabaseNewer, DatabaseRefused, EnvironmentFailed
from annotator.store import migrations
from annotator.store.files import database
from annotator.store.files.database import WAYS, Ways, open_database
from annotator.store.integrity import problems
from annotator.store.migrations import MIGRATIONS, SCHEMA_VERSION
from annotator.store.sqlite import copies
from annotator.store.sqlite import sqlite_library as connections
from annotator.store.sqlite.copies import Why, copies_in, folder_of, require_all
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.store.conftest import forked
from tests.store.old_databases import VERSIONS, ends_and_middle, unpack

_SAID = "sentence_id, annotator, answer, labels, note, flagged, decided_at"
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")


WITH_LOG = 23
"""The first schema that keeps what happened in one log."""


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is told of upgrades in this test."""
    told: list[str] = []
    before = WAYS.set(Ways(folder_of, told.append))
    yield told
    WAYS.reset(before)


def in_wal(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    return path


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that people said and did, in the columns that the oldest databases have of it."""
    did = "annotator, at FROM steps"
    if schema(path) >= WITH_LOG:
        did = "who, at FROM events WHERE kind IN ('decide', 'rename', 'undo', 'redo') AND document IS NULL"
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f"SELECT {what}"), key=repr)
            for name, what in {
                "current": f"{_SAID} FROM current_decisions",
                "history": "d.uuid, d.answer, d.labels, d.note, before.uuid FROM decisions AS d LEFT JOIN decisions"
                " AS before ON before.id = d.replaces AND before.answer IS NOT NULL WHERE d.answer IS NOT NULL",
                "steps": did,
                "drafts": "annotator, sentence_id, labels FROM drafts",
                "texts": "number, id, sha256, text FROM documents",
            }.items()
        }


def require_sound(path: Path, decisions: int) -> None:
    with closing(open_database(path, read_only=True, as_it_is=True)) as connection:
        require_all(connection, path, decisions)


def schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def in_a_process(work: Callable[[], None]) -> int:
    """Do something in a process of its own; how that ended: 0, or what `waitpid` says."""
    return os.waitpid(forked(work), 0)[1]


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_after(steps: int, path: Path) -> None:
    """Open the database and be killed when so many migrations are done."""
    migrations.MIGRATIONS = {**MIGRATIONS, [*MIGRATIONS][schema(path) + steps]: die}
    open_database(path)


def killed_before_the_end(path: Path) -> None:
    """Open the database and be killed when all migrations are done."""
    apply = migrations.apply_migrations
    migrations.apply_migrations = lambda connection: (apply(connection), die())  # type: ignore[assignment]
    open_database(path)


def killed_in(module: Any, name: str, path: Path) -> None:
    """Open the database and be killed when it comes to that function."""
    setattr(module, name, die)
    open_database(path)


KILLS: dict[str, Callable[[Path], None]] = {
    "before the copy": lambda path: killed_in(copies, "make_like", path),
    "before the copy is checked": lambda path: killed_in(copies, "require_all", path),
    "before its name is on the disk": lambda path: killed_in(copies, "sync_folder", path),
    "before the tables": lambda path: killed_in(migrations, "apply_migrations", path),
    "before the end of the transaction": killed_before_the_end,
    "before the journal": lambda path: killed_in(database, "wal_is_sound", path),
}


def assert_sound_after(path: Path, before: dict[str, list[tuple[Any, ...]]], version: int) -> None:
    """It is the older database still, or today's; and then it can be opened, and nothing is missing."""
    assert schema(path) in (version, SCHEMA_VERSION)
    assert rows(path)["history"] == before["history"]
    for copy in copies_in(folder_of(path)):
        require_sound(copy.path, len(before["history"]))
        assert schema(copy.path) == version
    open_database(path).close()
    assert schema(path) == SCHEMA_VERSION
    assert rows(path) == before
    assert list(problems(path)) == []


@needs_fork
@pytest.mark.parametrize("journal", ["wal", "delete"])
@pytest.mark.parametrize("moment", KILLS)
def test_one_that_is_killed_leaves_the_old_database_or_the_new_and_whole_copies(
    moment: str, journal: str, tmp_path: Path
) -> None:
    path = unpack(4, tmp_path)
    if journal == "wal":
        in_wal(path)
    before = rows(path)
    assert in_a_process(lambda: KILLS[moment](path)) == signal.SIGKILL
    assert_sound_after(path, before, 4)


@needs_fork
@pytest.mark.parametrize("steps", ends_and_middle(range(SCHEMA_VERSION - VERSIONS[0])))
def test_one_that_is_killed_between_two_migrations_leaves_the_old_database(steps: int, tmp_path: Path) -> None:
    path = in_wal(unpack(VERSIONS[0], tmp_path))
    before = rows(path)
    assert in_a_process(lambda: killed_after(steps, path)) == signal.SIGKILL
    assert schema(path) == VERSIONS[0]
    assert_sound_after(path, before, VERSIONS[0])


@needs_fork
@pytest.mark.parametrize("version", ends_and_middle([version for version in VERSIONS if version < SCHEMA_VERSION]))
def test_a_database_of_every_version_survives_a_kill_in_the_midst(version: int, tmp_path: Path) -> None:
    path = in_wal(unpack(version, tmp_path))
    before = rows(path)
    midst = (SCHEMA_VERSION - version) // 2
    assert in_a_process(lambda: killed_after(midst, path)) == signal.SIGKILL
    assert_sound_after(path, before, version)


@needs_fork
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_of_several_that_start_at_once_one_does_it_and_all_go_on(journal: str, tmp_path: Path) -> None:
    path = unpack(5, tmp_path)
    if journal == "wal":
        in_wal(path)
    told, ready, go = tmp_path / "told", os.pipe(), os.pipe()

    def start() -> None:
        with told.open("a") as file:
            WAYS.set(Ways(folder_of, lambda line: print(line, file=file, flush=True)))
            os.write(ready[1], b".")
            os.read(go[0], 1)
            open_database(path).close()

    children = [forked(start) for _ in range(4)]
    for _ in children:
        os.read(ready[0], 1)
    os.write(go[1], b"." * len(children))
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)
    assert told.read_text().count("brought up to date") == 1
    assert [copy.why for copy in copies_in(folder_of(path))] == [Why.MIGRATION]
    assert list(problems(path)) == []


def test_it_is_told_with_where_the_copy_is(lines: list[str], tmp_path: Path) -> None:
    path = unpack(9, tmp_path)
    open_database(path).close()
    open_database(path).close()
    (copy,) = copies_in(folder_of(path))
    said = f"brought up to date for this annotator (schema 9 to {SCHEMA_VERSION}); a copy from before is at {copy.path}"
    assert lines == [f"{path}: {said}"]


def test_a_new_database_and_a_copy_are_not_copied_nor_told_of(lines: list[str], tmp_path: Path) -> None:
    open_database(tmp_path / "new.db", create=True).close()
    assert lines == []
    path = unpack(9, tmp_path)
    open_database(path, is_copy=True).close()
    assert not folder_of(path).exists()
    assert lines == []


def test_while_another_writes_it_waits_and_says_so(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.01)
    path = in_wal(unpack(9, tmp_path))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def tell(line: str) -> None:
            lines.append(line)
            if other.in_transaction:
                other.execute("COMMIT")

        WAYS.set(Ways(folder_of, tell))
        open_database(path).close()
    assert "waiting for another program" in lines[0]
    assert "brought up to date" in lines[1]


def test_it_does_not_wait_for_ever_and_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.01)
    monkeypatch.setattr(database, "_PATIENCE_SECONDS", 0.0)
    path = in_wal(unpack(9, tmp_path))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFailed, match="another program is writing"):
            open_database(path)
    assert schema(path) == 9
    assert copies_in(folder_of(path)) == ()


def test_one_that_fails_changes_nothing_and_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise sqlite3.IntegrityError("no")

    monkeypatch.setattr(migrations, "apply_migrations", fails)
    path = unpack(9, tmp_path)
    before = path.read_bytes()
    with pytest.raises(Exception, match="no"):
        open_database(path)
    assert path.read_bytes() == before
    assert copies_in(folder_of(path)) == ()


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = unpack(9, tmp_path)
    before = path.read_bytes()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    with pytest.raises(EnvironmentFailed, match="no room"):
        open_database(path)
    assert path.read_bytes() == before


def test_what_a_newer_program_did_meanwhile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_a_newer_one(connection: Any, *_: object, **__: object) -> None:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    monkeypatch.setattr(database, "upgrade", by_a_newer_one)
    with pytest.raises(DatabaseNewer):
        open_database(unpack(9, tmp_path))


def test_a_copy_with_fewer_decisions_is_none(tmp_path: Path) -> None:
    path = unpack(9, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
    require_sound(path, number)
    with pytest.raises(DatabaseRefused, match="lacks 1 decision;"):
        require_sound(path, number + 1)


@pytest.fixture
def private(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made in this test."""
    folder = tmp_path_factory.mktemp("private")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("version", ends_and_middle(VERSIONS))
def test_what_only_reads_it_sees_the_tables_of_today_and_leaves_it_and_its_folder_as_they_are(
    version: int, lines: list[str], tmp_path: Path, private: Path
) -> None:
    path = unpack(version, tmp_path)
    before, kept = rows(path), files(tmp_path)
    with closing(open_database(path, read_only=True)) as connection:
        found = connection.execute(f"SELECT {_SAID} FROM current_decisions").fetchall()
        assert list(private.iterdir()) == []
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM documents")
    assert sorted(found, key=repr) == before["current"]
    assert files(tmp_path) == kept
    assert lines == []


def test_of_a_large_one_it_is_said_once_that_a_copy_is_read(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_LONG", 1)
    path = unpack(9, tmp_path)
    for _ in range(2):
        open_database(path, read_only=True).close()
    assert lines == [f"{path}: an older annotator made it: reading a copy that is brought up to date"]


def test_of_a_large_one_it_is_said_before_that_it_is_copied(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_LONG", 1)
    path = unpack(9, tmp_path)
    open_database(path).close()
    assert lines[0] == f"{path}: copying it, to bring it up to date for this annotator"
    assert lines[1].startswith(f"{path}: brought up to date")


@pytest.mark.parametrize("read_only", [True, False])
def test_rows_that_cannot_be_brought_up_to_date_are_refused_and_leave_nothing(
    read_only: bool, tmp_path: Path, private: Path
) -> None:
    path = unpack(19, tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("DROP TRIGGER revisions_never_change")
        connection.execute("UPDATE revisions SET labels = '{'")
    before = files(path.parent)
    with pytest.raises(DatabaseRefused, match="is damaged: it cannot be brought up to date"):
        open_database(path, read_only=read_only)
    assert files(path.parent) == before
    assert copies_in(folder_of(path)) == ()
    assert list(private.iterdir()) == []
    assert "file: " in "".join(problems(path))


def test_a_trigger_that_somebody_added_to_an_older_database_changes_nothing(tmp_path: Path) -> None:
    path = unpack(14, tmp_path)
    before = rows(path)
    assert before["drafts"]
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("steps", "decisions"):
            connection.execute(f"CREATE TRIGGER {table}_spy AFTER UPDATE ON {table} BEGIN DELETE FROM drafts; END")
    open_database(path).close()
    assert rows(path) == before
    assert list(problems(path)) == []


@pytest.mark.parametrize("version", [VERSIONS[0], 22, VERSIONS[-1]])
def test_what_somebody_added_to_an_older_database_goes_whatever_it_is_called(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute('CREATE TRIGGER "my ""own""" AFTER INSERT ON documents BEGIN SELECT 1; END')
        connection.execute('CREATE INDEX "by title; then id" ON documents (title, id)')
        connection.execute('CREATE VIEW "group" AS SELECT title FROM documents')
    assert list(problems(path)) == []
    open_database(path).close()
    assert list(problems(path)) == []


@pytest.mark.parametrize("version", ends_and_middle(VERSIONS))
def test_check_names_a_bad_row_of_an_old_one_and_leaves_it_as_it_is(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    assert list(problems(path)) == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER decisions_never_change")
        connection.execute("UPDATE decisions SET labels = '[]' WHERE id = 1")
    kept = files(tmp_path)
    assert list(problems(path)) == ["decisions row 1: it is of another kind"], "triggers are made anew with the tables"
    assert files(tmp_path) == kept


@pytest.mark.parametrize("version", ends_and_middle(VERSIONS))
def test_an_upgrade_leaves_room_for_the_statements_of_a_sitting(version, tmp_path, monkeypatch):
    """The library keeps the first so many: with 128, each decision of a sitting that began so took 2 ms more."""
    asked = set[str]()

    def execute(connection, sql, *values):
        asked.add(sql)
        return super(connections.Connection, connection).execute(sql, *values)

    monkeypatch.setattr(connections.Connection, "execute", execute)
    open_database(unpack(version, tmp_path)).close()
    assert 100 < len(asked) < connections.STATEMENTS_KEPT / 2
