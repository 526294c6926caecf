"""`annotator db restore` and dated copies, as an engineer meets them."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli.commands import app
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import EnvironmentFailed
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.sqlite.copies import copies_in, folder_of
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.other_user import BEN, as_user, needs_root, open_folder
from tests.tui.pseudo_terminal import Terminal

COPIES = {"ANNOTATOR_COPIES": ""}


@pytest.fixture
def db(run: Run, article: Path, tmp_path: Path) -> Path:
    return made_once(tmp_path / "annotator.db", "ferry", lambda _: run("import", article))


def decide(db: Path, *sentences: int, who: str = "ana") -> None:
    with SqliteDesk(db, who) as desk:
        for sentence in sentences:
            desk.save([NewDecision(sentence, Answer.ACCEPT, Labels())])


def decided(db: Path) -> int:
    with closing(open_database(db, read_only=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM heads").fetchone()[0])


def a_copy(run: Run, db: Path) -> Path:
    run("db", "backup", **COPIES)
    return copies_in(folder_of(db))[0].path


def test_copies_are_listed_with_what_they_hold(run: Run, db: Path) -> None:
    assert "no copies" in run("db", "restore", **COPIES).stderr
    decide(db, 1, 2)
    copy = a_copy(run, db)
    listed = run("db", "restore", **COPIES)
    assert copy.name in listed.stdout
    record = json_of(run("db", "restore", "--json", **COPIES))
    check_record(record, "copies")
    assert [(one["name"], one["why"], one["decisions"]) for one in record["copies"]] == [(copy.name, "asked", 2)]


def test_it_says_what_is_lost_asks_and_brings_the_copy_back(run: Run, db: Path) -> None:
    decide(db, 1)
    copy = a_copy(run, db)
    decide(db, 2, 3)
    told = run("db", "restore", copy.name, "--dry-run", **COPIES)
    assert "lost: 2 decisions" in told.stderr
    assert "article 1, sentence 2 (Ferry talks): accept, 20" in told.stderr
    assert decided(db) == 3
    run("db", "restore", copy.name, **COPIES, code=2)
    assert decided(db) == 3
    done = run("db", "restore", copy.name, "--yes", **COPIES)
    assert decided(db) == 1
    kept = copies_in(folder_of(db))[0].path
    assert f"kept as {kept.name}" in done.stderr or str(kept.name) in done.stderr
    assert decided(kept) == 3


def test_what_is_lost_besides_decisions_is_counted(run: Run, db: Path, tmp_path: Path) -> None:
    decide(db, 1)
    copy = a_copy(run, db)
    assert "besides" not in run("db", "restore", copy.name, "--dry-run", **COPIES).stderr
    other = tmp_path / "other.txt"
    other.write_text("The pier will close, Nora Lind said.", encoding="utf-8")
    run("import", other)
    run("assign", "--overlap", "2")
    run("remove", "1", "--yes")
    run("resuggest")
    told = run("db", "restore", copy.name, "--dry-run", **COPIES).stderr
    assert "lost: no decision\n" in told
    assert "lost besides: 1 article, 2 runs of suggestions, 1 removal, 1 assignment, 1 place\n" in told
    record = json_of(run("db", "restore", copy.name, "--dry-run", "--json", **COPIES))
    check_record(record, "restore")
    assert (record["others_lost"]["documents"], record["others_lost"]["runs"]) == (1, 2)


def test_where_the_database_is_gone_it_says_what_cannot_be_known(run: Run, db: Path) -> None:
    decide(db, 1, 2)
    decide(db, 1, who="bo")
    copy = a_copy(run, db)
    decide(db, 3)
    db.unlink()
    told = run("db", "restore", copy.name, "--dry-run", **COPIES).stderr
    assert "annotator.db is not there: what was done after the copy was made is lost, and cannot be named" in told
    assert "the last decisions of the copy (UTC): ana 20" in told
    assert ", bo 20" in told
    assert "lost, as far as it can be known: no decision" in told
    assert told.count("  ana: 2, made from") == 1, "grouped by annotator"


def test_many_decisions_are_told_by_article(run: Run, tmp_path: Path) -> None:
    names = "abcdefghijkl"
    files = [tmp_path / f"{name}.txt" for name in names]
    for path in files:
        path.write_text(f"Title: {path.stem}\n\nThe ferry sails. It is {path.stem}.")
    run("import", *files)
    db = tmp_path / "annotator.db"
    decide(db, 1)
    copy = a_copy(run, db)
    decide(db, *range(2, 25))
    told = run("db", "restore", copy.name, "--dry-run", **COPIES).stderr.splitlines()
    assert [line for line in told if "article" in line] == [
        "    article 1 (a): 1 decision",
        *(f"    article {number} ({names[number - 1]}): 2 decisions" for number in range(2, 11)),
        "    and those in 2 articles more",
    ]
    every = run("db", "restore", copy.name, "--dry-run", "--all", **COPIES).stderr
    assert every.count("accept, 20") == 23


def test_what_is_saved_out_of_a_damaged_one_is_told_beforehand(run: Run, db: Path) -> None:
    decide(db, 1)
    copy = a_copy(run, db)
    decide(db, 2, 3)
    with closing(open_database(db)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = db.read_bytes()
    db.write_bytes(b"\xff" * 100 + content[100:])
    told = run("db", "restore", copy.name, "--dry-run", **COPIES)
    assert "can be saved out of annotator.db: 2 decisions" in told.stderr
    assert "lost: no decision" in told.stderr
    record = json_of(run("db", "restore", copy.name, "--dry-run", "--json", **COPIES))
    assert (record["rescued"], record["lost"]) == (2, [])
    done = run("db", "restore", copy.name, "--yes", **COPIES)
    assert "saved out of what was there: 2 decisions" in done.stderr
    assert decided(db) == 3


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda db: db.write_bytes(b""), lambda db: db.write_bytes(b"x" * 5000)]
)
def test_where_copies_are_there_every_command_names_restore(run: Run, db: Path, article: Path, damage) -> None:
    decide(db, 1)
    copy = a_copy(run, db)
    damage(db)
    for words in ([], ["import", article], ["stats"], ["db", "merge", copy]):
        if words or not db.exists():
            done = run(*words, **COPIES, code=4)
            assert f"`annotator db restore {copy.name}` brings back" in done.stderr
    assert not db.exists() or db.stat().st_size in (0, 5000), "nothing is begun"
    run("import", article, "--db", "other.db", **COPIES)  # another is
    if not db.exists():
        anew = run("import", article, "--db", db, **COPIES)
        assert copy.name in anew.stderr, "and one in its place where that is said"
        db.unlink()
    run("db", "restore", copy.name, "--yes", **COPIES)
    assert decided(db) == 1


@needs_root
def test_a_database_that_may_not_be_read_is_said_to_be_that(db: Path) -> None:
    """And not a wrong value of an option."""

    def told() -> str:
        with pytest.raises(EnvironmentFailed) as error:
            app(["stats", "--db", str(closed)], standalone_mode=False)
        return str(error.value)

    app(["stats", "--db", str(db)], standalone_mode=False)  # what it imports another account may not read
    with open_folder() as folder:
        closed = Path(shutil.copy(db, folder / "closed.db"))
        closed.chmod(0o600)
        assert "Permission denied; ask for permission to read it" in as_user(BEN, BEN, told)


def test_where_there_are_no_copies_it_says_how_to_begin(run: Run) -> None:
    done = run(**COPIES)
    assert "To begin:" in done.stdout


def test_where_there_is_no_copy_one_is_only_advised_of_a_database_that_there_is(run: Run, db: Path) -> None:
    assert run("db", "restore").stderr.endswith("; `annotator db backup` makes one\n")
    db.unlink()
    assert run("db", "restore").stderr == "no copies of annotator.db in annotator.db.copies, and no such database\n"


def test_what_can_be_read_of_a_damaged_database_comes_back_without_a_copy(run: Run, db: Path) -> None:
    decide(db, 1, 2)
    assert "is not damaged" in run("db", "restore", "none", "--yes", code=2).stderr
    with closing(open_database(db)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = db.read_bytes()
    db.write_bytes(bytes(4096) + whole[4096:])
    assert "`annotator db restore none` saves what can be read of a damaged one" in run("db", "restore").stderr
    record = json_of(run("db", "restore", "none", "--dry-run", "--json"))
    check_record(record, "restore")
    assert (record["copy"], record["rescued"], record["restored"]) == ("none", 2, False)
    done = run("db", "restore", "none", "--yes")
    assert "what could be read is annotator.db now" in done.stderr
    assert decided(db) == 2
    assert list(problems(db)) == []
    db.write_bytes(b"\1" * 8192)
    nothing = run("db", "restore", "none", "--yes", code=4)
    assert "nothing of annotator.db can be read" in nothing.stderr
    assert db.read_bytes() == b"\1" * 8192
    db.unlink()
    run("db", "restore", "none", "--yes", code=2)


def test_any_file_is_brought_back_as_the_database_named(run: Run, db: Path, tmp_path: Path) -> None:
    decide(db, 1)
    elsewhere = tmp_path / "-odd name\n.db"
    shutil.copy(db, elsewhere)
    other = tmp_path / "other.db"
    done = run("db", "restore", "--yes", "--db", other, "--", elsewhere.name, **COPIES)
    assert decided(other) == 1
    assert all(line.isprintable() for line in done.stderr.splitlines())


def test_the_record_names_every_decision(run: Run, db: Path) -> None:
    decide(db, 1)
    copy = a_copy(run, db)
    decide(db, 2)
    record = json_of(run("db", "restore", copy.name, "--yes", "--json", **COPIES))
    check_record(record, "restore")
    assert [(one["annotator"], one["document"], one["sentence"]) for one in record["lost"]] == [("ana", 1, 2)]
    assert (record["restored"], record["back"], record["rescued"]) == (True, [], None)


@pytest.mark.parametrize("answer", [True, False])
def test_whoever_is_asked_is_told_before_what_is_lost_and_the_record_says_what_became_of_it(
    in_process: Run, monkeypatch: pytest.MonkeyPatch, db: Path, answer: bool
) -> None:
    decide(db, 1)
    copy = a_copy(in_process, db)
    decide(db, 2)
    monkeypatch.setattr("annotator.cli.database.agreed", lambda question: answer)
    done = in_process("db", "restore", copy.name, "--json", **COPIES)
    assert "lost: 1 decision\n" in done.stderr
    record = json_of(done)
    check_record(record, "restore")
    assert record["restored"] is answer
    assert decided(db) == (1 if answer else 2)


def test_a_dry_run_that_need_not_ask_changes_nothing(run: Run, db: Path) -> None:
    decide(db, 1)
    copy = a_copy(run, db)
    decide(db, 2)
    told = run("db", "restore", copy.name, "--dry-run", "--yes", **COPIES)
    assert "without --dry-run all of this is done" in told.stderr
    assert decided(db) == 2


def test_what_is_no_copy_is_refused_in_one_line_about_the_copy(run: Run, db: Path, tmp_path: Path) -> None:
    decide(db, 1)
    (tmp_path / "text.db").write_text("no database")
    (tmp_path / "old.db").touch()
    (tmp_path / "old.db.copies").mkdir()
    shutil.copy(db, tmp_path / "old.db.copies" / "20260101T000000Z-daily.db")
    (tmp_path / "folder").mkdir()
    for copy, code, told in (
        ("text.db", 4, "text.db is not an annotator database; name another copy"),
        ("folder", 4, "folder is not a regular file; name another copy"),
        ("old.db", 4, "old.db is empty; name another copy"),
        ("other.db", 4, "there is no copy other.db; `annotator db restore` lists those that there are"),
        (db.name, 2, "annotator.db is the database itself; name a copy of it"),
    ):
        done = run("db", "restore", copy, "--yes", code=code)
        assert done.stderr == f"error: {told}\n"


def test_a_copy_is_made_before_a_merge_and_a_removal(run: Run, db: Path, tmp_path: Path) -> None:
    decide(db, 1)
    other = tmp_path / "other.db"
    shutil.copy(db, other)
    run("db", "merge", other, "--dry-run", **COPIES)
    (tmp_path / "text.db").write_text("no database")
    run("db", "merge", other, "text.db", **COPIES, code=4)
    run("db", "merge", db, **COPIES, code=2)
    assert copies_in(folder_of(db)) == (), "`annotator status` tells when the last merge was"
    run("db", "merge", other, **COPIES)
    run("remove", "1", "--yes", **COPIES)
    assert {copy.why.value for copy in copies_in(folder_of(db))} == {"merge", "remove"}
    run("remove", "1", "--undo")
    assert len(copies_in(folder_of(db))) == 2, "ANNOTATOR_COPIES=no makes none"


def test_without_a_copy_nothing_is_changed(run: Run, db: Path, tmp_path: Path) -> None:
    decide(db, 1)
    (tmp_path / "annotator.db.copies").write_text("in the way")
    done = run("remove", "1", "--yes", **COPIES, code=5)
    assert len(done.stderr.splitlines()) == 1
    with closing(open_database(db, read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM removed").fetchone()[0] == 0


def test_settings_say_where_copies_stand(run: Run, db: Path, tmp_path: Path) -> None:
    decide(db, 1)
    (tmp_path / "settings.toml").write_text('copies = "elsewhere"\n')
    run("db", "backup", "--daily", ANNOTATOR_SETTINGS="settings.toml", **COPIES)
    assert len(copies_in(folder_of(db, tmp_path / "elsewhere"))) == 1
    assert not folder_of(db).exists()
    assert "elsewhere" in run("settings", ANNOTATOR_SETTINGS="settings.toml", **COPIES).stdout
    again = run("db", "backup", "--daily", ANNOTATOR_SETTINGS="settings.toml", **COPIES)
    assert "today's copy is there" in again.stderr
    assert len(copies_in(folder_of(db, tmp_path / "elsewhere"))) == 1


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
class TestTheScreen:
    """What a start does in a real terminal."""

    def command(self, db: Path) -> list[str]:
        return [sys.executable, "-m", "annotator.cli.main", "annotate", "--db", str(db), "--annotator", "ana"]

    def test_the_first_start_of_a_day_has_a_copy_made(self, db: Path, tmp_path: Path) -> None:
        decide(db, 1)
        screen = Terminal(tmp_path, command=self.command(db), **COPIES)
        screen.until(b"saved 1")
        end = time.monotonic() + 300
        while not copies_in(folder_of(db)) and time.monotonic() < end:
            time.sleep(0.05)
        screen.send(b"q")
        assert screen.ended() == 0
        assert [copy.why.value for copy in copies_in(folder_of(db))] == ["daily"]
        assert decided(copies_in(folder_of(db))[0].path) == 1

    def test_without_a_command_the_copy_of_what_is_gone_is_offered(self, run: Run, db: Path, tmp_path: Path) -> None:
        decide(db, 1)
        a_copy(run, db)
        db.unlink()
        screen = Terminal(tmp_path, command=[*self.command(db)[:3], "--db", str(db)], **COPIES)
        screen.until(b"[y/N]")
        screen.send(b"y\n")
        screen.until(b"saved")
        screen.send(b"q")
        assert screen.ended() == 0
        assert decided(db) == 1

    def test_where_it_finds_damage_it_offers_the_newest_whole_copy(self, run: Run, db: Path, tmp_path: Path) -> None:
        decide(db, 1)
        copy = a_copy(run, db)
        damaged = copy.with_name("29990101T000000Z-daily.db")
        damaged.write_bytes(copy.read_bytes()[:-4096])
        os.truncate(db, 3000)
        refused = run("annotate", "--db", db, **COPIES, code=None)
        assert refused.returncode in (4, 5)
        screen = Terminal(tmp_path, command=self.command(db), **COPIES)
        screen.until(b"[y/N]")
        screen.send(b"n\n")
        assert screen.ended() == 4
        assert copy.name.encode() in screen.output
        assert damaged.name.encode() not in screen.output
        screen = Terminal(tmp_path, command=self.command(db), **COPIES)
        screen.until(b"[y/N]")
        screen.send(b"y\n")
        screen.until(b"saved 1")
        screen.send(b"q")
        assert screen.ended() == 0
        assert decided(db) == 1
