"""The program as a process: its standard streams, and the signals that end it."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

from annotator.core.errors import EnvironmentFailed, system_reason

if TYPE_CHECKING:
    from typing_extensions import Buffer


# ---- Standard input, output and error, whatever the program was started with.
#
# Whoever starts a program may leave one of them closed (`>&-`), or name an encoding without dashes and quotation marks.


def make_ready() -> None:
    """Put something in the place of what is closed, and write UTF-8 whatever the variables of the environment say.

    Without this the next file that is opened would get the number of standard output: it may be the database, and what
    is printed would be written over it. What stands there for standard output is open for reading only, so that
    printing fails as it does on a full disk; for standard error it takes everything, and so does a terminal
    that has hung up: what goes on under `nohup` does not end for want of somebody who reads.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # the lowest number that is free, which is this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = _writer(1)
    if sys.stderr is None:
        sys.stderr = _writer(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stderr.isatty():  # the screen writes to what Python has opened, and has a look at its terminal
        terminal = BufferedWriter(_Terminal(2, "w", closefd=False))
        sys.stderr = TextIOWrapper(terminal, encoding="utf-8", errors="backslashreplace", line_buffering=True)


class _Terminal(FileIO):
    """A terminal that turns into nothing when it hangs up."""

    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return super().write(data)


def finish_output() -> None:
    """Write what is still buffered for standard output, so that a failure is an error and not a remark at exit.

    Raises BrokenPipeError where nobody reads any more, EnvironmentFailed where it cannot be written.
    """
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        forget_output()
        if isinstance(error, BrokenPipeError):
            raise
        raise output_failed(error) from error


def forget_output() -> None:
    """Send what is buffered for standard output nowhere: Python would fail on it once more at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def output_failed(error: OSError | ValueError) -> EnvironmentFailed:
    """The error to tell where standard output cannot be written."""
    reason = system_reason(error) if isinstance(error, OSError) else str(error)
    if getattr(error, "errno", None) == errno.EBADF:  # see `make_ready`
        reason = "it is closed"
    return EnvironmentFailed(f"standard output: {reason}", "the output is incomplete")


def _writer(number: int) -> TextIOWrapper:
    return open(number, "w", encoding="utf-8", closefd=False)


# ---- Which signals end the program: those that whoever started it did not have ignored.


ENDING: Mapping[str, int] = {"SIGHUP": 129, "SIGTERM": 143, "SIGINT": 130}
"""Signals that ask the program to end, and the exit codes that it ends with."""


def heeded(*names: str) -> Iterator[tuple[signal.Signals, int]]:
    """Those of the signals that end the program here, with the exit code of each.

    What is ignored when a program begins is to stay so: `nohup` has the hang-up ignored, a shell Ctrl-C for what runs
    in the background.
    """
    for name in names:
        number = getattr(signal, name, None)  # Windows lacks some
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            yield number, ENDING[name]
