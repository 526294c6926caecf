"""Where every failure ends: one line on stderr and the exit code of the contract."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError

INTERRUPTED = 130


def narrate(line: str) -> None:
    """A line for people, on stderr. Text from outside in it must have passed `drawable` already."""
    print(line, file=sys.stderr)


def run_guarded(program: Callable[[], None], debug: bool) -> NoReturn:
    """Run the program and leave with the right exit code; `debug` shows the traceback of what went wrong."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Without a handler a temporary file would stay behind.
        signal.signal(number, _leave)
    try:
        program()
    except AnnotatorError as error:
        _fail(error, str(error), error.exit_code, debug)
    except KeyboardInterrupt as error:
        _fail(error, "interrupted", INTERRUPTED, debug)
    except BrokenPipeError:
        os._exit(0)
    except OSError as error:
        where = f"{one_line(str(error.filename))}: " if error.filename else ""
        _fail(error, f"{where}{error.strerror or one_line(str(error))}; check it and try again", 5, debug)
    except Exception as error:
        kind = type(error).__name__
        _fail(error, f"unexpected {kind}: {one_line(str(error), 200)}; run with --debug and report it", 1, debug)
    sys.exit(0)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _fail(error: BaseException, message: str, code: int, debug: bool) -> NoReturn:
    if debug:
        traceback.print_exception(error)
    narrate(f"error: {one_line(message, 600)}")
    sys.exit(code)
