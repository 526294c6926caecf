"""`annotator remove`: what it says, what it asks, and that every other command does without what was removed."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.cli import narration, open_screen
from annotator.cli.articles import remove_and_rename
from annotator.cli.commands import app
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag
from annotator.store.articles import documents
from annotator.store.desk.desk import SqliteDesk
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, json_of
from tests.made_once import made_once
from tests.store.conftest import RUN, suggested
from tests.tui.pseudo_terminal import Terminal

TEXTS = {"ferry": "He said yes. She left. All was well.", "pier": "He said YES. She left. All was well."}
TITLES = {"ferry": "Ferry talks", "pier": "Talks on\x1b[2J the pier"}


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """Two articles; in the first ana has decided a sentence and bo left edits in one."""
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": text}) + "\n", encoding="utf-8")
    return made_once(tmp_path / "annotator.db", "decided and left", make_worked)


def make_worked(path: Path) -> None:
    with Importer(path) as importer:
        for name, text in TEXTS.items():
            made = suggested(name, text)
            importer.add(made._replace(document=replace(made.document, title=TITLES[name])), RUN)
    with SqliteDesk(path, "ana") as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels(topics=("politics",)))])
    with SqliteDesk(path, "bo") as desk:
        desk.keep_drafts([(2, None, NoteAndFlag("look", True))])


def exported(run: Run) -> list[str]:
    return [json.loads(line)["id"] for line in run("export", "-o", "-").stdout.splitlines()]


def test_it_leaves_everything_and_comes_back_whole(run: Run, worked: Path) -> None:
    done = run("remove", "ferry", "--yes", ANNOTATOR_NAME="cy")
    assert done.stdout == ""
    assert done.stderr == "article 1 (Ferry talks): removed; `annotator remove --undo 1` takes that back\n"
    assert exported(run) == []
    assert "articles    1, and 1 removed\n" in run("stats").stdout
    assert json_of(run("list", "removed", "--json"))["rows"][0]["removed_by"] == "cy"
    refused = run("export", "--document", "ferry", "-o", "-", code=3)
    assert refused.stderr == "error: article 1 was removed by cy; `annotator remove --undo 1` brings it back\n"
    run("db", "check")

    back = run("remove", "--undo", "1")
    assert back.stderr == "article 1 (Ferry talks): back, with all decisions\n"
    assert exported(run) == ["ferry:0"]
    run("db", "check")


def test_an_import_of_the_same_text_says_that_it_is_removed(run: Run, worked: Path) -> None:
    run("remove", "1", "--yes", "--annotator", "cy")
    again = run("import", "ferry.jsonl", "pier.jsonl")
    assert again.stderr == (
        "nothing new: 2 articles already there\n"
        "1 article of these removed before, or corrected since, and left so:"
        " `annotator remove --undo 1` takes that back, or says how\n"
    )
    decided = json.dumps({"id": "ferry", "text": TEXTS["ferry"], "quotes": []})
    refused = run("import", "--as", "bo", "-", stdin=decided, code=3)
    assert refused.stderr == "error: article 1 was removed by cy; `annotator remove --undo 1` brings it back\n"


def test_several_are_removed_and_brought_back_together(run: Run, worked: Path) -> None:
    done = run("remove", "talks on", "1", "1-2", "-y")
    assert done.stderr == "2 articles: removed; `annotator remove --undo 1 2` takes that back\n"
    twice = run("remove", "1", "--yes")
    assert twice.stderr == "article 1 (Ferry talks) is removed already\nnothing changed\n"
    assert run("remove", "--undo", "ferry talks", "pier").stderr == "2 articles: back, with all decisions\n"
    assert run("remove", "--undo", "2").stderr == "article 2 (Talks on␛[2J the pier) is not removed\nnothing changed\n"


def test_of_many_twenty_are_named_before_it_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    db, told = tmp_path / "annotator.db", list[str]()
    with Importer(db) as importer:
        for number in range(22):
            importer.add(suggested(f"a{number}", TEXTS["ferry"].replace("yes", f"y{number:02}")), RUN)
    monkeypatch.setattr(remove_and_rename, "require_somebody", lambda: None)
    monkeypatch.setattr(remove_and_rename, "agreed", lambda question: bool(told.append(question)))
    monkeypatch.setattr(remove_and_rename, "narrate", lambda *lines: told.extend(lines))
    app(["remove", "1-22", "--db", str(db)], standalone_mode=False)
    assert [line.split(" (")[0] for line in told[:20]] == [f"article {number}" for number in range(1, 21)]
    assert (told[20], told[22]) == ("and 2 more", f"Remove 22 articles from {db}?")


def test_what_is_not_clear_or_not_there_changes_nothing(run: Run, worked: Path) -> None:
    for arguments, code, word in (
        (("1", "nothing"), 3, "no article with that number or id"),
        (("talks",), 3, "in the titles of 2 articles: article 1 (Ferry talks), article 2 (Talks on␛[2J the pier)"),
        (("1",), 2, "there is nobody to ask; add --yes"),
        ((), 2, "ARTICLE"),
        (("1", "--by", "colour"), 2, "colour"),
        (("1", "--annotator", "\x1b"), 2, "must be printable"),
        (("1", "--db", "none.db", "--yes"), 4, "no database"),
    ):
        done = run("remove", *arguments, *(("--yes",) if code == 3 else ()), code=code)
        assert word in done.stderr, (arguments, done.stderr)
        assert done.stderr.count("\n") == 1, "nothing is told that nobody can answer to"
    assert json_of(run("stats", "--json"))["removed"] == 0


@pytest.mark.parametrize("answer", ["y", "YES", "n", "", "yesterday"])
def test_only_a_yes_is_a_yes(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narration, "is_somebody_there", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    assert narration.agreed("Remove it?") is (answer in ("y", "YES"))


def test_on_a_terminal_it_says_what_goes_and_asks(tmp_path: Path, worked: Path) -> None:
    command = [sys.executable, "-m", "annotator.cli.main", "remove", "1", "--db", str(worked)]
    screen = Terminal(tmp_path, command=command)
    screen.until(b"[y/N]")
    screen.send(b"n\n")
    assert screen.ended() == 0
    said = screen.output.decode().replace("\r", "")
    assert "article 1 (Ferry talks): 3 sentences, 1 decided by ana, 1 with unconfirmed edits\n" in said
    assert f"Remove 1 article from {worked}? [y/N]" in said
    assert "nothing changed" in said
    with SqliteDesk(worked, "ana") as desk:
        assert desk.connection.execute("SELECT count(*) FROM removed").fetchone()[0] == 0


def test_where_all_are_removed_the_screen_says_how_to_bring_them_back(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_screen, "require_terminal", lambda _: None)
    with SqliteDesk(worked, "ana") as desk:
        for number in (1, 2):
            documents.remove(desk.connection, number, "bo")
    with pytest.raises(InputRefused, match="no articles in the database; all are removed: `annotator list removed`"):
        open_screen.open_screen(open_screen.ScreenSetup(worked, "ana"))


def test_its_help_has_examples(run: Run) -> None:
    assert "annotator remove --undo 3" in run("remove", "--help").stdout
