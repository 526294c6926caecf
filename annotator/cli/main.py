"""The `annotator` command: straight to the screen where nothing else is asked for, else Typer; and how it ends."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from annotator.cli.narration import narrate, one_line, short_line
from annotator.cli.open_screen import open_screen, setup_of_environment
from annotator.core.errors import AnnotatorError, EnvironmentFailed, UsageError, system_reason
from annotator.core.program.process import finish_output, heeded, make_ready
from annotator.tui import ScreenSetup


def main() -> NoReturn:
    """Run the command line; never returns."""
    make_ready()
    # --debug is for every command, wherever it stands: taken out before anything else looks.
    debug = "--debug" in sys.argv[1:]
    sys.argv[1:] = [word for word in sys.argv[1:] if word != "--debug"]
    run_guarded(_program, debug)


def _program() -> None:
    # Read by numpy when it is imported: a second thread would keep a second core busy and hardly gain anything.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    options = screen_asked_for(sys.argv[1:], os.environ)
    if options is not None:
        gc.disable()  # what is imported from here on stays; the screen turns it on again when it is up
        raise SystemExit(open_screen(options))
    _run_command()


def _run_command() -> NoReturn:
    """Run what the words of the command line name. Raises UsageError for words that name nothing."""
    from typer.exceptions import TyperException

    from annotator.cli.commands import app

    try:
        code = app(prog_name="annotator", complete_var=COMPLETION, standalone_mode=False)
    except TyperException as error:
        message = error.format_message().rstrip(".")
        message = message.replace("Value error, ", "").replace(" Input ", " it ")  # words of pydantic's
        context = getattr(error, "ctx", None)
        hint = f"`{context.command_path if context else 'annotator'} --help` shows what there is"
        raise UsageError(message[:1].lower() + message[1:], hint) from None
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None  # which Typer has made exit code 1 of
        raise
    if code == INTERRUPTED:
        raise KeyboardInterrupt  # which Typer has made an exit code of
    raise SystemExit(code)


# ---- the shortest command lines


COMPLETION = "_ANNOTATOR_COMPLETE"
"""What a shell sets to ask Typer how a command line could go on."""


def screen_asked_for(words: Sequence[str], variables: Mapping[str, str]) -> ScreenSetup | None:
    """The screen's options where the command line is one of the shortest; None leaves it to Typer.

    Its import, and pydantic's, take longer than all else before the screen appears. The shortest are `annotator` and
    `annotator annotate`, each with or without `--db FILE`, the second also with `--annotator NAME`.

    `words` are the arguments after the program's name, `variables` the environment. Without the word `annotate` the
    database has to exist, as otherwise there is something to explain first.
    """
    if COMPLETION in variables:
        return None
    options, rest, named = setup_of_environment(variables), [*words], False
    while rest:
        match rest:
            case ["annotate", *rest] if not named:
                named = True
            case ["--db", db, *rest] if db and not db.startswith("-"):
                options = options._replace(db=Path(db))
            case ["--annotator", name, *rest] if named and name and not name.startswith("-"):
                options = options._replace(annotator=name)
            case _:
                return None
    if not all(text.isprintable() for text in (str(options.db), options.annotator or "", str(options.scheme))):
        return None
    return options if named or options.db.exists() else None


# ---- how it ends


UNEXPECTED = 1
INTERRUPTED = 128 + signal.SIGINT


def run_guarded(program: Callable[[], None], debug: bool) -> NoReturn:
    """Run the program and leave with the right exit code; `debug` shows the traceback of what went wrong."""
    for number, _ in heeded("SIGTERM", "SIGHUP"):  # Ctrl-C is an exception of Python's
        # Without a handler a temporary file would stay behind.
        signal.signal(number, _leave)
    code: int | str | None = 0
    try:
        try:
            program()
        except SystemExit as left:
            _alarm_in(0, lambda *_: None)
            code = left.code
        finish_output()
    except BrokenPipeError:
        os._exit(0)  # whoever reads has seen enough (`| head`); what is buffered cannot be written any more
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exception(error)
        code, message = outcome_of(error)
        narrate(f"error: {short_line(message)}")
        with suppress(AnnotatorError, BrokenPipeError):  # it may be what has just been told
            finish_output()
    sys.exit(code)


def outcome_of(error: BaseException) -> tuple[int, str]:
    """The exit code that an error ends the program with, and the line that says what happened and what to do.

    >>> outcome_of(FileNotFoundError(2, "No such file", "a.txt"))
    (5, 'a.txt: No such file; check it and try again')
    """
    match error:
        case AnnotatorError():
            return error.exit_code, str(error)
        case KeyboardInterrupt():
            return INTERRUPTED, "interrupted"
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return EnvironmentFailed.exit_code, f"{where}{system_reason(error)}; check it and try again"
    kind = type(error).__name__
    return UNEXPECTED, f"unexpected {kind}: {one_line(error, 200)}; run with --debug and report it"


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    """End the program as signals do by default, but by an exception, so that files are put away.

    That is swallowed in a callback, as of SQLite or of an import: so the signal comes once more, unless files are being
    put away by then.
    """

    def again(*_: object) -> None:
        if not isinstance(sys.exception(), SystemExit):
            signal.raise_signal(number)

    _alarm_in(SOON, again)
    raise SystemExit(128 + number)


SOON = 0.01
"""Seconds."""


def _alarm_in(seconds: float, called: Callable[..., None]) -> None:
    """Call that in so many seconds, or (0) nothing any more. Windows has no such alarm."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, called)
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
