"""What the program is started with: closed streams, pipes that nobody reads, encodings without dashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.tui.pseudo_terminal import Terminal

PROGRAM = [sys.executable, "-m", "annotator.cli.main"]
ALSO = ("--version", "export schema", "stats --help")
PRINTING = pytest.mark.parametrize(
    "command", ["--help", "settings", *(pytest.param(command, marks=pytest.mark.long) for command in ALSO)]
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with >&-")


def shell(tmp_path: Path, rest: str, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program with what a shell makes of `rest`, such as `>&-`."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'"$@" {rest}', "bash", *PROGRAM, *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=600,
        check=False,
    )


@PRINTING
def test_closed_output_is_an_error_of_the_environment(tmp_path: Path, command: str) -> None:
    done = shell(tmp_path, ">&-", *command.split())
    assert done.returncode == 5
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1


@PRINTING
def test_a_pipe_that_nobody_reads_ends_it_quietly(tmp_path: Path, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, *command.split()],
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=600,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@PRINTING
def test_a_full_disk_behind_the_output_is_an_error(tmp_path: Path, command: str) -> None:
    done = shell(tmp_path, ">/dev/full", *command.split())
    assert done.returncode == 5
    assert "the disk is full" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nothing_that_is_printed_gets_into_a_file_that_was_opened_in_its_place(tmp_path: Path) -> None:
    code = (
        "from annotator.core.program.process import make_ready\n"
        "make_ready()\n"
        "file = open('notes', 'w')\n"
        "assert file.fileno() > 2, file.fileno()\n"
        "import sys, os\n"
        "os.write(2, b'lost')\n"
    )
    done = subprocess.run(
        ["bash", "-c", '"$@" <&- >&- 2>&-', "bash", sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=600,
        check=False,
    )
    assert done.returncode == 0
    assert (tmp_path / "notes").read_bytes() == b""


def test_closed_errors_change_nothing(tmp_path: Path) -> None:
    assert shell(tmp_path, "2>&-", "--version").stdout.startswith("annotator ")
    assert shell(tmp_path, "2>&-", "stats").returncode == 4


def test_messages_are_utf_8_whatever_the_variables_say(tmp_path: Path) -> None:
    done = shell(tmp_path, "", "suggest", "zürich–paris.txt", PYTHONIOENCODING="ascii")
    assert "zürich–paris.txt" in done.stderr


@pytest.mark.long
def test_the_screen_is_utf_8_whatever_the_variables_say(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, command=[*PROGRAM, "demo"], PYTHONIOENCODING="ascii")
    screen.until("─────".encode())
    screen.send(b"q")
    assert screen.ended() == 0
    assert b"\\u2500" not in screen.output
