"""What `annotator login` takes of an SSH client: one word of a list, and what its terminal is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli import annotate
from annotator.cli.care import access
from annotator.cli.care.access import kept_variables, what_to_open
from annotator.cli.commands import app
from annotator.cli.open_screen import DEFAULT_WITHHOLD
from annotator.cli.team import review
from annotator.core.errors import UsageError
from annotator.tui import ScreenSetup
from tests.cli.conftest import ROOT, Run
from tests.store.reviewing import NOTHING, YES, team

OPEN = ("annotate", "feedback")


def test_without_a_word_it_is_the_screen_and_flags_say_how_it_is_written() -> None:
    assert what_to_open("", OPEN) == ("annotate", ())
    assert what_to_open("  feedback --screen-reader --plain --plain ", OPEN) == (
        "feedback",
        ("--screen-reader", "--plain"),
    )


def test_what_is_to_be_looked_at_again_can_be_asked_for_by_annotators_and_reviewers() -> None:
    assert what_to_open("annotate --again --plain", OPEN) == ("annotate", ("--again", "--plain"))
    assert what_to_open("annotate --revised --plain", OPEN) == ("annotate", ("--again", "--plain")), "as it was called"
    assert what_to_open("review --stale", (*OPEN, "review")) == ("review", ("--again-list",))
    with pytest.raises(UsageError, match="this login does not take '--stale'"):
        what_to_open("feedback --stale", OPEN)


def test_a_screen_can_be_asked_for_by_its_whole_name_and_no_other_subcommand() -> None:
    assert what_to_open("qualify take --plain", (*OPEN, "qualify")) == ("qualify", ("--plain",))
    assert what_to_open("review open --again-list", (*OPEN, "review")) == ("review", ("--again-list",))
    for words in ("qualify results", "review settle", "review --settle", "qualify take take", "annotate open"):
        with pytest.raises(UsageError, match=r"this login does not take '(results|settle|take|open)'"):
            what_to_open(words, (*OPEN, "qualify", "review"))


@pytest.mark.parametrize("words", ["sh", "annotate;", "--plain", "annotate --db x", "annotate annotate", "ANNOTATE"])
def test_any_other_word_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="this login does not"):
        what_to_open(words, OPEN)


def test_variables_of_terminal_and_language_are_kept_if_they_name_no_path() -> None:
    kept = {"TERM": "xterm", "LANG": "de_AT.UTF-8", "LC_TIME": "C", "NO_COLOR": "1", "TMUX": "/tmp/tmux-1/default,1,0"}
    dropped = {"LC_ALL": "/tmp/x", "LD_PRELOAD": "x.so", "PYTHONPATH": "x", "ANNOTATOR_DB": "x", "TEXTUAL_LOG": "x"}
    assert kept_variables({**kept, **dropped, "HOME": "/root", "SSH_AUTH_SOCK": "x"}) == kept


def test_nothing_else_of_the_environment_is_left_such_as_an_editor_which_could_run_anything() -> None:
    program = "import os; from annotator.cli.care import access; access._forget_the_client(); print(*os.environ)"
    sent = {"EDITOR": "sh", "VISUAL": "sh", "ANNOTATOR_SETTINGS": "x", "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=sent, capture_output=True, text=True, check=True)
    assert sent.keys() & {*done.stdout.split()} == {"TERM"}


def test_only_the_command_line_names_the_database(run: Run) -> None:
    refused = run("login", ANNOTATOR_DB="annotator.db", code=2)
    assert "the forced command names no database; add --db FILE to it" in refused.stderr


def test_a_login_opens_what_annotators_need_and_what_is_said_beside_that(run: Run) -> None:
    refused = run("login", "--db", "a.db", "--also", "review", SSH_ORIGINAL_COMMAND="sh", code=2)
    assert refused.stderr == "error: this login does not open 'sh'; it opens annotate, feedback, qualify, review\n"


def test_a_command_that_there_is_not_is_refused(run: Run) -> None:
    asked = run("login", "--db", "a.db", "--also", "revue", SSH_ORIGINAL_COMMAND="revue", code=2)
    assert asked.stderr.startswith("error: no such command 'revue'; did you mean 'review'? ")


def test_an_old_name_of_a_forced_command_works(run: Run) -> None:
    asked = run("login", "--db", "a.db", "--annotator", "ana", "--also", "stale", SSH_ORIGINAL_COMMAND="stale", code=4)
    assert asked.stdout == ""
    assert "no database at a.db" in asked.stderr


def test_another_command_gets_the_name_and_the_database_of_the_forced_command(run: Run) -> None:
    asked = run("login", "--db", "a.db", "--annotator", "ana", "--also", "list", SSH_ORIGINAL_COMMAND="list", code=4)
    assert asked.stdout == ""
    assert "no database at a.db" in asked.stderr


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[ScreenSetup]:
    """What screens are opened with, on a database that is there."""
    team(tmp_path / "a.db", {"d": {"ana": [YES], "bo": [NOTHING]}})
    setups: list[ScreenSetup] = []
    monkeypatch.setattr(access, "_forget_the_client", lambda: None)
    monkeypatch.setattr(annotate, "open_screen", lambda setup: setups.append(setup) or 0)
    monkeypatch.setattr(review, "require_screen", lambda _: None)
    monkeypatch.setattr(review, "show", lambda desk, setup, compare: setups.append(setup) or 0)
    return setups


def leave(words: list[str]) -> None:
    """Run a command that opens a screen, until that is left."""
    with pytest.raises(SystemExit):
        app(words, standalone_mode=False)


def test_a_review_tells_of_its_export_where_commands_can_be_typed(
    opened: list[ScreenSetup], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "a.db"
    leave(f"review --db {db} --annotator lead".split())
    monkeypatch.setenv(access.COMMAND_VARIABLE, "review")
    leave(f"login --db {db} --annotator lead --also review".split())
    assert [setup.export for setup in opened] == [f"annotator export --db {db} --gold", ""]


def test_every_screen_of_a_login_is_opened_as_where_no_command_can_be_typed(
    opened: list[ScreenSetup], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "a.db"
    for words in ("", "annotate --again --plain", "review"):
        monkeypatch.setenv(access.COMMAND_VARIABLE, words)
        leave(f"login --db {db} --annotator ana --also review --withhold 7%".split())
    monkeypatch.delenv(access.COMMAND_VARIABLE)
    leave(["annotate", "--db", str(db)])
    told = [(one.says_commands, one.withhold, one.again, one.plain) for one in opened]
    assert told == [
        (False, "7%", False, False),
        (False, "7%", True, True),
        (False, DEFAULT_WITHHOLD, False, False),
        (True, DEFAULT_WITHHOLD, False, False),
    ]
    assert [one.annotator for one in opened] == ["ana", "ana", "ana", None]
