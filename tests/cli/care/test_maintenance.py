"""`annotator db check`, `backup` and `schema`."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels, Span
from annotator.core.session.state import decide, open_sentence
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from tests.cli.conftest import Run, json_of
from tests.store.conftest import new_database


@pytest.fixture
def worked_on(tmp_path: Path) -> Path:
    path = new_database(tmp_path)
    with SqliteDesk(path, "ana") as desk:
        page = desk.page(1)
        for at in range(3):
            desk.save([decide(open_sentence(page, at), Answer.ACCEPT, 1.0, 1)])
        desk.undo()
    return path


def test_a_sound_database_has_no_problems(run: Run, worked_on: Path) -> None:
    assert list(problems(worked_on)) == []
    done = run("db", "check")
    assert done.stdout == ""


def test_what_is_odd_about_labels_is_no_damage_and_stands_in_a_list(run: Run, worked_on: Path) -> None:
    with SqliteDesk(worked_on, "bo") as desk:
        page = desk.page(1)
        first = decide(open_sentence(page, 0), Answer.ACCEPT, 1.0, 1)
        part = replace(first.labels.quotes[0], content=(Span(13, 16),), source=None, speaker="Ben", continues=True)
        desk.save([first, first._replace(sentence_id=2, labels=Labels((part,)), suggestion=None)])
    done = run("db", "check")
    assert done.stdout == ""
    assert "says who spoke" in run("list", "checks").stdout


def test_what_names_a_row_that_was_lost_is_told_and_the_database_is_sound(run: Run, worked_on: Path) -> None:
    lost = {"left": None, "step": "e" * 32, "also": None}
    with closing(sqlite3.connect(worked_on)) as meddler:
        meddler.execute(
            "INSERT INTO events VALUES (99, ?, 1, '2026-01-01T00:00:00.000Z', 'ana', 'draft', NULL, 1, NULL, ?)",
            ("d" * 32, json.dumps(lost)),
        )
        meddler.commit()
    done = run("db", "check")
    assert done.stdout == "events row 99: it names an event or a decision that is not here\n"
    assert "sound; 1 name of what is not here any more" in done.stderr


def test_a_backup_is_a_whole_database_and_replaces_nothing(run: Run, worked_on: Path, tmp_path: Path) -> None:
    run("db", "backup", "copy.db")
    assert list(problems(tmp_path / "copy.db")) == []
    original, copied = (json_of(run("stats", "--json", "--db", name)) for name in ("annotator.db", "copy.db"))
    assert {**original, "database": "", "journal": ""} == {**copied, "database": "", "journal": ""}
    again = run("db", "backup", "copy.db", code=2)
    assert len(again.stderr.splitlines()) == 1
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in ("annotator.db", "annotator.db-wal", "./annotator.db-journal"):
        run("db", "backup", name, code=2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".annotator")]
    run("db", "backup", "other.db", "--db", "none.db", code=4)
    nowhere = run("db", "backup", "no/copy.db", code=5)
    told = "error: no/copy.db: there is no such folder; make it first, or name another place\n"
    assert nowhere.stderr == told, "not the database"


def test_schemas_are_printed_by_name(run: Run) -> None:
    assert "sentence" in run("export", "schema").stdout.split()
    assert json_of(run("export", "schema", "sentence"))["title"] == "A decided sentence"
    run("export", "schema", "../pyproject", code=2)


def test_a_row_that_cannot_be_read_is_in_no_export_and_leaves_no_file(run: Run, worked_on: Path) -> None:
    with closing(sqlite3.connect(worked_on)) as connection:
        connection.execute("DROP TRIGGER decisions_never_change")
        connection.execute('UPDATE decisions SET labels = \'{"quotes": [3], "topics": []}\' WHERE id = 1')
        connection.commit()
    for how in ([], ["--unit", "document"], ["--format", "csv"]):
        done = run("export", *how, "-o", "out.jsonl", code=4)
        assert "cannot be read" in done.stderr, how
        assert "annotator db check" in done.stderr, how
        assert not list(worked_on.parent.rglob("out*")), how
    run("stats")
    run("list", "documents")


def test_mend_puts_right_what_repeats_after_a_copy_and_says_so(run: Run, worked_on: Path) -> None:
    with closing(sqlite3.connect(worked_on)) as connection:
        connection.execute("DELETE FROM heads WHERE sentence_id = 1")
        connection.execute("DROP TRIGGER decisions_never_go")
        connection.commit()
    done = run("db", "check", code=4)
    assert "2 problems; --mend puts 2 of them right without loss" in done.stderr
    done = run("db", "check", "--mend")
    assert "trigger decisions_never_go: made anew" in done.stderr
    assert "what is current: made anew from what happened" in done.stderr
    assert list(problems(worked_on)) == []
