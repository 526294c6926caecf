"""Standard streams that are closed, full, gone or of another encoding, and signals that are ignored."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.program.process import heeded, output_failed

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUNBUFFERED": ""}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with >&-")

PROGRAM = """
import os, sys
from annotator.core.errors import EnvironmentFailed
from annotator.core.program.process import finish_output, make_ready
make_ready()
opened = os.open(os.devnull, os.O_RDONLY)
try:
    read = sys.stdin.read()
    print("– \\udcff", read)
    print("ö", file=sys.stderr)
    finish_output()
except EnvironmentFailed as error:
    os.write({told}, f"{{opened}} {{error.message}}".encode())
    sys.exit(5)
except BrokenPipeError:
    sys.exit(9)
sys.exit(opened)
"""


def run(redirected: str, told: int = 2) -> tuple[int, str, str]:
    """The exit code of such a program, 3 where all is well, and what it printed; streams as the shell sets them."""
    done = subprocess.run(
        ["bash", "-c", f'printf in | "$@" {redirected}', "bash", sys.executable, "-c", PROGRAM.format(told=told)],
        capture_output=True,
        encoding="utf-8",
        env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"},
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("redirected", "code", "printed", "told"),
    [
        ("", 3, "– \\udcff in\n", "ö\n"),
        ("<&-", 3, "– \\udcff \n", "ö\n"),
        ("2>&-", 3, "– \\udcff in\n", ""),
        (">&-", 5, "", "ö\n3 standard output: it is closed"),
        ("<&- >&-", 5, "", "ö\n3 standard output: it is closed"),
        (">/dev/full", 5, "", "ö\n3 standard output: the disk is full"),
    ],
)
def test_streams_are_utf_8_and_what_is_closed_leaves_its_number_to_no_file(
    redirected: str, code: int, printed: str, told: str
) -> None:
    assert run(redirected) == (code, printed, told)


def test_nobody_who_reads_is_told_apart() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(told=2)],
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        timeout=600,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (9, "ö\n".encode()), "and Python says nothing of it at the end"


HANGING_UP = """
import os, pty, sys
parent, child = pty.openpty()
os.dup2(child, 2)
sys.stderr = open(2, "w", closefd=False)
from annotator.core.program.process import make_ready
make_ready()
print("before", file=sys.stderr)
assert os.read(parent, 99) == b"before\\r\\n"
os.close(child)
os.close(parent)
print("behind", file=sys.stderr)
print("more", file=sys.stderr)
"""


def test_a_terminal_that_hangs_up_takes_what_is_told_from_then_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING_UP],
        env=ENVIRONMENT,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.EBADF, "Bad file descriptor"), "it is closed"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (ValueError("I/O operation on closed file"), "I/O operation on closed file"),
    ],
)
def test_it_is_said_why_nothing_can_be_printed(error: OSError | ValueError, reason: str) -> None:
    told = output_failed(error)
    assert (told.message, told.hint) == (f"standard output: {reason}", "the output is incomplete")


def test_what_was_ignored_at_the_start_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        names = ("SIGHUP", "SIGTERM", "SIGINT", "SIGNONE")
        assert [*heeded(*names)] == [(signal.SIGTERM, 143), (signal.SIGINT, 130)]
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert [*heeded("SIGHUP")] == [(signal.SIGHUP, 129)]
    finally:
        signal.signal(signal.SIGHUP, before)
