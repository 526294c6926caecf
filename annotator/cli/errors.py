"""Where every failure ends: one line on stderr, and the exit code that scripts rely on."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from annotator.cli.narration import LONGEST_LINE, narrate
from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed, system_reason
from annotator.core.process import finish_output, heeded

UNEXPECTED = 1
INTERRUPTED = 128 + signal.SIGINT


def run_guarded(program: Callable[[], None], debug: bool) -> NoReturn:
    """Run the program and leave with the right exit code; `debug` shows the traceback of what went wrong."""
    for number, _ in heeded("SIGTERM", "SIGHUP"):  # Ctrl-C is an exception of Python's
        # Without a handler a temporary file would stay behind.
        signal.signal(number, _leave)
    try:
        code = _exit_code(program)
        finish_output()
    except BrokenPipeError:
        os._exit(0)  # whoever reads has seen enough (`| head`); what is buffered cannot be written any more
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exception(error)
        code, message = outcome_of(error)
        narrate(f"error: {one_line(message, LONGEST_LINE)}")
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
            where = f"{one_line(str(error.filename))}: " if error.filename else ""
            return EnvironmentFailed.exit_code, (f"{where}{system_reason(error)}; check it and try again")
    kind = type(error).__name__
    return UNEXPECTED, f"unexpected {kind}: {one_line(str(error), 200)}; run with --debug and report it"


def _exit_code(program: Callable[[], None]) -> int | str | None:
    """Run the program; what it leaves with."""
    try:
        program()
    except SystemExit as left:
        return left.code
    return 0


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    """End the program as signals do by default, but by an exception, so that files are put away."""
    raise SystemExit(128 + number)
