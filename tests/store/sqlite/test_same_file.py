"""A database that is moved, removed, replaced or written over while somebody works in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from annotator.core.errors import EnvironmentFailed, NotSaved
from annotator.core.model import Labels
from annotator.core.session.desk import Place
from annotator.store.care.restoring import is_damaged
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files import database as database_module
from annotator.store.files.database import back_up, open_database, transaction
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.importer import Importer
from tests.store.conftest import RUN, accepted, holding, numbered, suggested


@pytest.fixture(params=["wal", "delete"])
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways in which a database is kept safe."""
    monkeypatch.setattr(database_module, "wal_is_sound", lambda: request.param == "wal")
    return str(request.param)


def decide(desk: SqliteDesk, *sentences: int) -> None:
    desk.save([accepted(sentence) for sentence in sentences])


def decided(path: Path) -> int:
    with SqliteDesk(path, "ana") as desk:
        return desk.saved()


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """A database of some hundred pages."""
    return holding(tmp_path / "annotator.db", *numbered(60))


def test_a_database_that_is_gone_takes_no_decision_until_it_is_put_back(database: Path, journal: str) -> None:
    with SqliteDesk(database, "ana") as desk:
        decide(desk, 1)
        database.rename(database.with_name("elsewhere"))
        for _ in range(2):
            with pytest.raises(NotSaved, match="is gone"):
                decide(desk, 2)
        assert desk.saved() == 1, "nothing was counted"
        database.with_name("elsewhere").rename(database)
        decide(desk, 2)
        assert desk.saved() == 2
    assert decided(database) == 2


def test_every_kind_of_change_is_refused(database: Path, journal: str) -> None:
    with SqliteDesk(database, "ana") as desk:
        decide(desk, 1)
        database.unlink()
        for write in (
            lambda: desk.keep_drafts([(2, Labels(), None)]),
            lambda: desk.leave(Place(1, 0)),
            lambda: desk.rename_speaker("Ada", "Ida", 1),
            desk.undo,
        ):
            with pytest.raises(NotSaved, match="is gone"):
                write()


def test_commands_refuse_too(database: Path, journal: str) -> None:
    with closing(open_database(database)) as connection:
        database.unlink()
        with pytest.raises(EnvironmentFailed, match="is gone") as refused, transaction(connection):
            connection.execute("DELETE FROM drafts")
        assert refused.value.exit_code == 5
    with Importer(database.with_name("new.db")) as importer:
        importer.open()
        database.with_name("new.db").unlink()
        with pytest.raises(EnvironmentFailed, match="is gone"):
            importer.add(suggested(), RUN)


def test_what_was_saved_in_a_database_that_was_removed_is_kept_beside_it(database: Path, journal: str) -> None:
    database.chmod(0o600)
    with SqliteDesk(database, "ana") as desk, SqliteDesk(database, "ana") as other:
        decide(desk, 1, 2)
        inode = database.stat().st_ino
        database.unlink()
        with pytest.raises(NotSaved, match=f"annotator.db.rescued-{inode} has all that was saved"):
            decide(desk, 3)
        with pytest.raises(NotSaved, match=f"rescued-{inode}"):
            decide(other, 3)
    rescued = database.with_name(f"annotator.db.rescued-{inode}")
    assert decided(rescued) == 2
    assert rescued.stat().st_mode & 0o777 == 0o600
    assert not [path.name for path in database.parent.iterdir() if path.name.startswith(".")]


def test_what_was_only_moved_is_not_copied(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        database.rename(database.with_name("elsewhere"))
        with pytest.raises(NotSaved, match="put it back"):
            decide(desk, 1)
    assert not list(database.parent.glob("*rescued*"))


@pytest.mark.parametrize("tries", [0, 1])
def test_a_file_put_in_its_place_takes_no_decision_and_stays_as_it_is(
    larger: Path, tmp_path: Path, journal: str, tries: int
) -> None:
    copy = tmp_path / "copy.db"
    back_up(larger, copy)
    desk = SqliteDesk(larger, "ana")
    decide(desk, 1, 2, 3)
    before = copy.read_bytes()
    copy.replace(larger)
    for _ in range(tries):
        with pytest.raises(NotSaved, match="was replaced; start annotator again"):
            decide(desk, 4)
    desk.close()
    assert larger.read_bytes() == before
    assert decided(larger) == 0
    assert sound(larger)
    (rescued,) = larger.parent.glob("annotator.db.rescued-*")
    assert decided(rescued) == 3, "what was in the file that has no name any more"


@pytest.mark.parametrize("raw", [True, False], ids=["an older state of the file", "a backup"])
def test_a_copy_written_over_it_is_damage_that_is_found(larger: Path, tmp_path: Path, raw: bool) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(larger, copy) if raw else back_up(larger, copy)
    with SqliteDesk(larger, "ana") as desk:
        decide(desk, 1, 2, 3)
        desk.connection.execute("PRAGMA wal_checkpoint")
        decide(desk, 4)
        larger.write_bytes(copy.read_bytes())
        with suppress(NotSaved):
            decide(desk, 5)
    assert is_damaged(larger)


def test_a_new_date_of_the_file_is_no_change(database: Path, journal: str) -> None:
    with SqliteDesk(database, "ana") as desk:
        decide(desk, 1)
        os.utime(database)
        decide(desk, 2)
    assert decided(database) == 2


@pytest.mark.parametrize("tries", [0, 1])
def test_a_log_that_was_removed_loses_nothing_that_was_saved(database: Path, tries: int) -> None:
    desk = SqliteDesk(database, "ana")
    decide(desk, 1, 2)
    database.with_name("annotator.db-wal").unlink()
    database.with_name("annotator.db-shm").unlink()
    for _ in range(tries):
        with pytest.raises(NotSaved, match="-wal was removed"):
            decide(desk, 3)
    desk.close()
    assert decided(database) == 2
    assert sound(database)


def test_a_log_that_somebody_else_has_made_anew_is_not_brought_into_the_database(database: Path) -> None:
    desk = SqliteDesk(database, "ana")
    decide(desk, 1, 2)
    for end in ("-wal", "-shm"):
        database.with_name(f"annotator.db{end}").unlink()
    with closing(sqlite3.connect(database)) as newcomer:
        newcomer.execute("SELECT count(*) FROM sentences").fetchone()
        before = database.read_bytes()
        with pytest.raises(NotSaved, match="-wal was removed"):
            decide(desk, 3)
        desk.close()
        assert database.read_bytes() == before


_SAVES = """
import sys
from pathlib import Path
from contextlib import closing, suppress
from annotator.store.files.database import open_database, transaction
with closing(open_database(Path(sys.argv[1]))) as connection:
    connection.execute("PRAGMA busy_timeout = 600000")  # the others leave hardly a moment in which it can begin
    connection.execute(f"PRAGMA wal_autocheckpoint = {sys.argv[2]}")
    for number in range(150):
        with transaction(connection):
            connection.execute("UPDATE documents SET title = hex(randomblob(3000)) WHERE number = 1 AND 0")
            connection.execute("INSERT INTO drafts VALUES (?, 1, hex(randomblob(3000)))", (sys.argv[2] + str(number),))
        if number % 20 == 0:
            connection.execute(f"PRAGMA wal_checkpoint({sys.argv[3]})")
"""


def test_checkpoints_of_several_programs_are_not_taken_for_another_file(database: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("DROP TABLE drafts")
        connection.execute("CREATE TABLE drafts (annotator TEXT, sentence_id INTEGER, labels TEXT)")
    how = [("1", "PASSIVE"), ("3", "TRUNCATE"), ("1000", "RESTART")]
    started = [
        subprocess.Popen([sys.executable, "-c", _SAVES, str(database), pages, mode], stderr=subprocess.PIPE)
        for pages, mode in how
    ]
    assert [(process.communicate(timeout=600)[1], process.returncode) for process in started] == [(b"", 0)] * 3


_LEAVES = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0)
connection.execute("SELECT count(*) FROM sentences").fetchone()
connection.close()
"""


def test_opening_a_database_twice_drops_no_lock(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        open_database(database, read_only=True).close()
        open_database(database).close()
        subprocess.run([sys.executable, "-c", _LEAVES, str(database)], check=True)
        assert database.with_name("annotator.db-wal").exists(), "whoever left was not the last one"
        decide(desk, 1)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="this system does not tell of locks")
@pytest.mark.parametrize("what", ["replaced", "removed"])
def test_nobody_begins_in_a_new_file_while_others_are_in_the_old_one(database: Path, tmp_path: Path, what: str) -> None:
    copy = tmp_path / "copy.db"
    back_up(database, copy)
    with SqliteDesk(database, "ana") as desk, SqliteDesk(database, "bo") as other:
        decide(desk, 1)
        open_database(database).close()
        copy.replace(database) if what == "replaced" else database.unlink()
        for read_only in (True, False) if what == "replaced" else (False,):
            with pytest.raises(EnvironmentFailed, match="somebody still works in the file that stood here before"):
                open_database(database, read_only=read_only, create=not read_only)
        assert database.exists() is (what == "replaced")
        with pytest.raises(NotSaved):
            decide(other, 1)
    open_database(database, create=True).close()
    assert decided(database) == 0
