"""How the program ends: the exit codes that scripts rely on, and one line that says what happened."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing, suppress

import pytest

from annotator.cli.main import SOON, run_guarded
from annotator.core.errors import (
    DatabaseRefused,
    DoneInPart,
    EnvironmentFailed,
    InputRefused,
    NotSaved,
    UsageError,
)


@pytest.fixture(autouse=True)
def handlers():
    """The signals' handlers as they were, after each test."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def ending(error: BaseException | None, debug: bool = False) -> int | str | None:
    """The exit code of a program that raises the error."""

    def program() -> None:
        if error is not None:
            raise error

    with pytest.raises(SystemExit) as left:
        run_guarded(program, debug)
    return left.value.code


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (None, 0, ""),
        (ValueError("odd"), 1, "error: unexpected ValueError: odd; run with --debug and report it\n"),
        (UsageError("no such format", "choose csv"), 2, "error: no such format; choose csv\n"),
        (InputRefused("not text"), 3, "error: not text\n"),
        (DatabaseRefused("foreign"), 4, "error: foreign\n"),
        (EnvironmentFailed("disk full"), 5, "error: disk full\n"),
        (NotSaved("locked"), 5, "error: locked\n"),
        (OSError(28, "No space left", "out.jsonl"), 5, "error: out.jsonl: the disk is full; check it and try again\n"),
        (DoneInPart("one left out"), 6, "error: one left out\n"),
        pytest.param(
            DoneInPart("/" + "d" * 700, "mend it"), 6, f"error: /{'d' * 299}…{'d' * 290}; mend it\n", id="a long path"
        ),
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
    ],
)
def test_each_error_has_its_exit_code_and_one_line(error, code, line, capsys) -> None:
    assert ending(error) == code
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_the_program_by_an_exception(number, code, capsys) -> None:
    put_away = []

    def program() -> None:
        try:
            os.kill(os.getpid(), number)
        finally:
            put_away.append("temporary file")

    with pytest.raises(SystemExit) as left:
        run_guarded(program, debug=False)
    assert (left.value.code, put_away) == (code, ["temporary file"])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_that_comes_while_sql_calls_a_function_ends_the_program_too(number, code, capsys) -> None:
    def program() -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.create_function("ends", 0, lambda: signal.raise_signal(number))
            with suppress(sqlite3.Error):  # as SQLite says that the function failed
                connection.execute("SELECT ends()")
            time.sleep(60)

    with pytest.raises(SystemExit) as left:
        run_guarded(program, debug=False)
    assert left.value.code == code
    assert capsys.readouterr() == ("", "")


def test_what_is_put_away_after_a_signal_is_put_away_to_the_end(capsys) -> None:
    put_away = []

    def program() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            time.sleep(20 * SOON)
            put_away.append("a large file")

    with pytest.raises(SystemExit) as left:
        run_guarded(program, debug=False)
    assert (left.value.code, put_away) == (143, ["a large file"])
    time.sleep(2 * SOON)  # nothing comes after the end


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_it_was_started_to_ignore_stays_ignored(number, capsys, monkeypatch) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with pytest.raises(SystemExit) as left:
            run_guarded(lambda: os.kill(os.getpid(), number), debug=False)
        assert left.value.code == 0
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_debug_shows_the_traceback_before_the_line(capsys) -> None:
    assert ending(InputRefused("not text"), debug=True) == 3
    shown = capsys.readouterr().err
    assert shown.startswith("Traceback")
    assert shown.endswith("error: not text\n")


def test_what_a_terminal_would_act_on_is_made_visible(capsys) -> None:
    ending(ValueError("red \x1b[31m\nand more"))
    shown = capsys.readouterr().err
    assert "\x1b" not in shown
    assert shown.count("\n") == 1
