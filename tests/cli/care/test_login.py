"""What `annotator login` takes of an SSH client: one word of a list, and what its terminal is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from annotator.cli.care.login import kept_variables, what_to_open
from annotator.core.errors import UsageError
from tests.cli.conftest import ROOT, Run

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
    program = "import os; from annotator.cli.care import login; login._forget_the_client(); print(*os.environ)"
    sent = {"EDITOR": "sh", "VISUAL": "sh", "ANNOTATOR_SETTINGS": "x", "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=sent, capture_output=True, text=True, check=True)
    assert sent.keys() & {*done.stdout.split()} == {"TERM"}


def test_only_the_command_line_names_the_database(run: Run) -> None:
    refused = run("login", ANNOTATOR_DB="annotator.db")
    assert refused.returncode == 2
    assert "the forced command names no database; add --db FILE to it" in refused.stderr


def test_a_command_that_there_is_not_is_refused(run: Run) -> None:
    asked = run("login", "--db", "a.db", "--also", "revue", SSH_ORIGINAL_COMMAND="revue")
    assert asked.returncode == 2
    assert asked.stderr.startswith("error: no such command 'revue'; did you mean 'review'? ")


def test_an_old_name_of_a_forced_command_works(run: Run) -> None:
    asked = run("login", "--db", "a.db", "--annotator", "ana", "--also", "stale", SSH_ORIGINAL_COMMAND="stale")
    assert (asked.returncode, asked.stdout) == (4, "")
    assert "no database at a.db" in asked.stderr


def test_another_command_gets_the_name_and_the_database_of_the_forced_command(run: Run) -> None:
    asked = run("login", "--db", "a.db", "--annotator", "ana", "--also", "list", SSH_ORIGINAL_COMMAND="list")
    assert (asked.returncode, asked.stdout) == (4, "")
    assert "no database at a.db" in asked.stderr
