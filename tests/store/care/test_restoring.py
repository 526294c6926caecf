"""A copy brought back: what is lost is named exactly, and at any moment one of the two is in place."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3 as plain
import subprocess
import sys
from contextlib import closing
from errno import EXDEV
from pathlib import Path
from unittest.mock import Mock

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import AnnotatorError, DatabaseNewer, DatabaseRefused, EnvironmentFailed, UsageError
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.store.care import rescue, restoring
from annotator.store.care.restoring import difference, is_damaged, is_ours, restore
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import make_copy, open_database, transaction
from annotator.store.integrity import problems
from annotator.store.log import history
from annotator.store.sqlite.copies import Why, copies_in, folder_of
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import forked
from tests.store.old_databases import unpack
from tests.store.revising import change, new_database, scheme_of


def decide(database: Path, *sentences: int, who: str = "ana", answer: Answer = Answer.ACCEPT) -> None:
    with closing(SqliteDesk(database, who)) as desk:
        for sentence in sentences:
            before = history.head(desk.connection, who, sentence)
            desk.save([NewDecision(sentence, answer, Labels(), replaces=before)])


def undo(database: Path, who: str = "ana") -> None:
    with closing(SqliteDesk(database, who)) as desk:
        desk.undo()


def counting(database: Path) -> set[tuple[str, int, str]]:
    with closing(open_database(database, read_only=True)) as connection:
        return set(connection.execute("SELECT annotator, sentence_id, answer FROM current_decisions"))


@pytest.fixture
def copied(database: Path) -> Path:
    """A copy with two decisions of ana's; since then she made two more and changed one, and bo one."""
    decide(database, 1, 2)
    copy = make_copy(database, folder_of(database), Why.DAILY).path
    decide(database, 3)
    decide(database, 2, answer=Answer.REJECT)
    decide(database, 1, who="bo")
    return copy


def garbage(database: Path, copy: Path) -> None:
    database.write_bytes(random.Random(5).randbytes(database.stat().st_size))


def truncated(database: Path, copy: Path) -> None:
    os.truncate(database, database.stat().st_size // 3)


def emptied(database: Path, copy: Path) -> None:
    database.write_bytes(b"")


def of_another_program(database: Path, copy: Path) -> None:
    database.unlink()
    with closing(plain.connect(database)) as connection:
        connection.execute("CREATE TABLE other (a)")
        connection.commit()


def another_of_ours(database: Path, copy: Path) -> None:
    other = database.with_name("other.db")
    open_database(other, create=True).close()
    other.replace(database)


def half_migrated(database: Path, copy: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("DROP TABLE undone")
        connection.execute("PRAGMA user_version = 5")


def gone(database: Path, copy: Path) -> None:
    database.unlink()


DAMAGES = (garbage, truncated, emptied, of_another_program, another_of_ours, half_migrated, gone)


def test_what_is_lost_and_what_comes_back_is_named_exactly(database: Path, copied: Path) -> None:
    changes = difference(database, copied, folder_of(database))
    lost = {(entry.annotator, entry.document, entry.sentence, entry.answer) for entry in changes.lost}
    assert lost == {("ana", 1, 3, "accept"), ("ana", 1, 2, "reject"), ("bo", 1, 1, "accept")}
    assert [(entry.annotator, entry.sentence, entry.answer) for entry in changes.back] == [("ana", 2, "accept")]
    assert (changes.rows["decisions"], changes.unreadable) == (3, 0)
    assert all(entry.title and entry.decided_at for entry in changes.lost)
    whose_and_when = [(entry.annotator, entry.decided_at) for entry in changes.lost]
    assert whose_and_when == sorted(whose_and_when)


def test_what_is_undone_under_names_that_were_given_on_top_of_each_other_is_not_lost(database: Path) -> None:
    copy = make_copy(database, folder_of(database), Why.DAILY).path
    part = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels((part,)))])
        for old, new, who in (("Ada", "Ada Lind", "ana"), ("Ada Lind", "Ada Stone", "lead")):
            with transaction(desk.connection):
                rename_speaker(desk.connection, ["ana"], old, new, who)
        assert len(difference(database, copy, folder_of(database)).lost) == 1
        desk.undo()
        assert len(difference(database, copy, folder_of(database)).lost) == 1, "under its first name"
        desk.undo()
    assert difference(database, copy, folder_of(database)).lost == ()


def test_undone_is_not_lost_but_what_it_took_back_comes_back(database: Path) -> None:
    decide(database, 1, 2)
    copy = make_copy(database, folder_of(database), Why.DAILY).path
    undo(database)
    changes = difference(database, copy, folder_of(database))
    assert changes.lost == ()
    assert [(entry.annotator, entry.sentence) for entry in changes.back] == [("ana", 2)]


def test_a_sound_database_is_replaced_and_kept(database: Path, copied: Path) -> None:
    before, wanted = counting(database), counting(copied)
    done = restore(database, copied, folder_of(database))
    assert counting(database) == wanted
    assert list(problems(database)) == []
    assert done.rescued is None, "nothing is taken out of a sound one: that it is lost was said"
    assert done.kept is not None
    assert counting(done.kept) == before
    assert restore(database, done.kept, folder_of(database)).kept is not None, "a restore is taken back by another"
    assert counting(database) == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_after_any_damage_the_copy_comes_back(
    database: Path, copied: Path, damage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "rescue", lambda *_: None)
    wanted = counting(copied)
    damage(database, copied)
    changes = difference(database, copied, folder_of(database))
    if damage in (garbage, emptied):
        assert changes.unreadable
    done = restore(database, copied, folder_of(database))
    assert counting(database) == wanted
    assert list(problems(database)) == []
    assert not [path for path in database.parent.iterdir() if path.name.startswith(".annotator-")]
    assert (done.kept is None) == (damage is gone)


def test_newer_decisions_are_saved_out_of_a_damaged_database(database: Path, copied: Path) -> None:
    before = counting(database)
    _spoil_index(database)
    assert is_damaged(database)
    done = restore(database, copied, folder_of(database))
    assert done.rescued is not None
    assert (done.rescued.rows["decisions"], done.rescued.left) == (3, {})
    assert counting(database) == before
    assert list(problems(database)) == []
    decide(database, 4)
    undo(database)
    undo(database)
    assert counting(database) == {row for row in before if row[:2] != ("ana", 2)} | {("ana", 2, "accept")}


def test_where_nothing_can_be_saved_out_of_a_damaged_database_what_is_lost_is_named(tmp_path: Path) -> None:
    database = new_database(tmp_path, 30)
    copy = make_copy(database, folder_of(database), Why.DAILY).path
    change(database, scheme_of("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather"))
    change(copy, scheme_of("economy", "business", "sport", 'key = "games"\nwas = "labour"', "weather"))
    decide(database, 1, who="cy")
    _spoil_index(database)
    found = difference(database, copy, folder_of(database))
    assert found.rescued is None, "a key stands for two labels"
    assert [(one.annotator, one.sentence, one.answer) for one in found.lost] == [("cy", 1, "accept")]
    assert (found.back, found.rows["decisions"], found.unreadable) == ((), 1, 0)


def test_newer_decisions_are_saved_out_of_a_file_that_lost_its_end(database: Path, copied: Path) -> None:
    before = counting(database)
    os.truncate(database, database.stat().st_size - 4096)
    assert is_damaged(database)
    changes = difference(database, copied, folder_of(database))
    assert changes.lost == (), "all of it comes back"
    assert changes.rescued is not None
    assert changes.rescued.rows["decisions"] == 3, "said before it is done"
    done = restore(database, copied, folder_of(database))
    assert done.rescued is not None
    assert done.rescued.rows["decisions"] == 3
    assert counting(database) == before
    assert list(problems(database)) == []


@pytest.mark.long
def test_what_is_saved_never_makes_it_unsound(database: Path, copied: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    content = database.read_bytes()
    wanted, before = counting(copied), counting(database)
    for trial in range(25):
        place = tmp_path / f"{trial}.db"
        shutil.copy(copied, tmp_path / "copy.db")
        spoilt = bytearray(content)
        for _ in range(chance.choice((1, 3, 40))):
            at = chance.randrange(100, len(spoilt))
            spoilt[at : at + 64] = chance.randbytes(len(spoilt[at : at + 64]))
        place.write_bytes(spoilt)
        restore(place, tmp_path / "copy.db", tmp_path / "copies")
        assert list(problems(place)) == []
        assert {row[:2] for row in wanted} <= {row[:2] for row in counting(place)} <= {row[:2] for row in before}


def test_documents_that_came_after_the_copy_are_saved_too(database: Path, tmp_path: Path) -> None:
    decide(database, 1)
    whole = tmp_path / "whole.db"
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(whole),))
        last = connection.execute("SELECT max(number) FROM documents").fetchone()[0]
    copy = tmp_path / "copy.db"
    shutil.copy(whole, copy)
    _without_document(copy, last)
    with closing(open_database(database)) as connection:
        (sentence,) = connection.execute("SELECT min(id) FROM sentences WHERE document = ?", (last,)).fetchone()
    decide(database, sentence)
    _spoil_index(database)
    done = restore(database, copy, folder_of(database))
    assert done.rescued is not None
    assert (done.rescued.rows["documents"], done.rescued.rows["decisions"]) == (1, 1)
    assert ("ana", sentence, "accept") in counting(database)


def test_the_log_of_what_is_replaced_is_never_read_into_the_new_one(
    database: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "rescue", lambda *_: None)
    wal = Path(f"{database}-wal")
    with closing(open_database(database)) as connection:
        connection.execute("UPDATE annotators SET created_at = '2026'")
        old = wal.read_bytes()
    garbage(database, copied)
    wal.write_bytes(old)
    done = restore(database, copied, folder_of(database))
    assert done.kept is not None
    assert Path(f"{done.kept}-wal").read_bytes() == old
    assert not wal.exists() or wal.read_bytes() != old
    assert list(problems(database)) == []


def test_behind_a_link_the_file_itself_comes_back_with_what_is_in_its_log(database: Path, copied: Path) -> None:
    wal, before = Path(f"{database}-wal"), counting(database)
    with closing(SqliteDesk(database, "cy")) as desk:
        desk.save([NewDecision(4, Answer.ACCEPT, Labels())])
        file, log = database.read_bytes(), wal.read_bytes()
    database.write_bytes(bytes(16) + file[16:])
    wal.write_bytes(log)
    link = database.with_name("elsewhere") / "link.db"
    link.parent.mkdir()
    link.symlink_to(database)
    assert difference(link, copied, folder_of(link)).lost == ()
    restore(link, copied, folder_of(link))
    assert link.is_symlink()
    assert counting(database) == before | {("cy", 4, "accept")}


def test_nothing_is_replaced_while_somebody_is_in(database: Path, copied: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from annotator.store.desk.desk import SqliteDesk\n"
        f"desk = SqliteDesk(Path({str(database)!r}), 'bo'); print('in', flush=True); sys.stdin.read()"
    )
    before = counting(database)
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(EnvironmentFailed, match="somebody"):
            restore(database, copied, folder_of(database))
        other.communicate()
    assert counting(database) == before
    assert [copy.why for copy in copies_in(folder_of(database))] == [Why.DAILY]


def test_only_a_whole_database_of_ours_is_brought_back(database: Path, copied: Path, tmp_path: Path) -> None:
    before = counting(database)
    bad = tmp_path / "bad.db"
    for damage in (garbage, truncated, emptied, of_another_program):
        shutil.copy(copied, bad)
        damage(bad, copied)
        with pytest.raises(DatabaseRefused):
            restore(database, bad, folder_of(database))
    shutil.copy(copied, bad)
    with closing(plain.connect(bad)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    with pytest.raises(DatabaseNewer):
        restore(database, bad, folder_of(database))
    with pytest.raises(UsageError, match="itself"):
        restore(database, database, folder_of(database))
    assert counting(database) == before


def test_an_older_copy_comes_back_and_is_brought_up_to_date(database: Path) -> None:
    copy = unpack(3, database.parent)
    wanted = counting(copy)
    restore(database, copy, folder_of(database))
    assert counting(database) == wanted
    with closing(open_database(database)):
        pass
    assert list(problems(database)) == []


def test_an_older_copy_stays_as_it_is_where_it_is_only_asked_whether_it_could_come_back(tmp_path: Path) -> None:
    copy = unpack(3, tmp_path)
    before = copy.read_bytes()
    assert is_ours(copy)
    assert copy.read_bytes() == before


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_stood_in_the_log_of_a_damaged_one_is_saved_after_a_restore_that_was_killed(
    database: Path, copied: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    """Also where the copies are on another file system, which nothing is linked or renamed to."""
    _spoil_index(database, "sqlite_autoindex_documents_1")
    with closing(open_database(database)):  # what is decided stays in the log
        decide(database, 4)
        before, log, content = counting(database), Path(f"{database}-wal").read_bytes(), database.read_bytes()
    Path(f"{database}-wal").write_bytes(log)
    database.write_bytes(content)
    with monkeypatch.context() as killed:
        killed.setattr(restoring, "sync_folder", Mock(side_effect=KeyboardInterrupt))
        for name in ("link", "rename") if elsewhere else ():
            killed.setattr(os, name, Mock(side_effect=OSError(EXDEV, "another file system")))
        with pytest.raises(KeyboardInterrupt):
            restore(database, copied, folder_of(database))
    assert counting(database) != before, "the log is put away, and the other file is not there yet"
    assert difference(database, copied, folder_of(database)).lost == ()
    assert restore(database, copied, folder_of(database)).rescued is not None
    assert counting(database) == before


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_one_of_the_two_is_in_place(database: Path, copied: Path, tmp_path: Path) -> None:
    """Ended at each of the calls that change files, as by kill -9."""
    old, new = counting(database), counting(copied)
    content = database.read_bytes()
    seen = set()
    for moment in range(1, 40):
        folder = tmp_path / str(moment)
        folder.mkdir()
        place = folder / "annotator.db"
        place.write_bytes(content)
        child = forked(lambda moment=moment, place=place: _ended_at(moment, place, copied))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert counting(place) in (old, new), moment
        assert list(problems(place)) == []
        seen.add(code)
        if code == 0:
            break
    assert seen == {0, 9}, "it was ended at some moments, and at last not any more"
    assert counting(place) == new


def _ended_at(moment: int, place: Path, copied: Path) -> None:
    """Bring a copy back, and be ended at that moment."""
    _die_at(moment)
    restore(place, copied, place.parent / "copies")


def _die_at(moment: int) -> None:
    """End this process at that call that changes a file's name or brings something to the disk."""
    left = moment

    def counted(call):
        def instead(*arguments, **options):
            nonlocal left
            left -= 1
            if not left:
                os._exit(9)
            return call(*arguments, **options)

        return instead

    for name in ("link", "replace", "rename", "unlink", "fsync", "mkdir", "rmdir"):
        setattr(os, name, counted(getattr(os, name)))


def _spoil_index(database: Path, name: str = "decisions_by_event") -> None:
    """Damage the pages of an index that nothing of what is saved is read by."""
    with closing(plain.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def _without_document(database: Path, number: int) -> None:
    with closing(plain.connect(database)) as connection:
        connection.execute(
            "DELETE FROM readings WHERE suggestion IN (SELECT suggestions.id FROM suggestions"
            " JOIN sentences ON sentences.id = sentence_id WHERE document = ?)",
            (number,),
        )
        connection.execute(
            "DELETE FROM suggestions WHERE sentence_id IN (SELECT id FROM sentences WHERE document = ?)", (number,)
        )
        connection.execute("DELETE FROM sentences WHERE document = ?", (number,))
        for table in ("chances", "suggested_quotes"):
            connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
        connection.execute("DELETE FROM documents WHERE number = ?", (number,))
        connection.commit()


def test_errors_are_of_the_family(database: Path, copied: Path) -> None:
    with pytest.raises(AnnotatorError):
        restore(database, database.with_name("nowhere.db"), folder_of(database))


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_what_is_brought_back_is_open_to_those_to_whom_the_database_was(
    copied: Path, database: Path, mode: int
) -> None:
    database.chmod(mode)
    restore(database, copied, folder_of(database))
    assert database.stat().st_mode & 0o7777 == mode
