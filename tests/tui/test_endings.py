"""How the program ends, in a real pseudo-terminal: exit codes, the terminal as it was, crashes said in one line."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import sys
import termios
import tty

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")

CRASH = """
from annotator.core.session import workbench
def broken(self, answer, also=()):
    secret = " ".join(["words", "of", "the", "article"])  # where the program has it from is no secret
    raise ValueError(secret)
workbench.Workbench.answer = broken
"""

FRAME_DUE_AT_THE_END = """
from annotator.tui import launch
from annotator.tui.app import AnnotatorApp
def ready(self):
    self.screen._update_timer.resume()
    self.leave(130)
AnnotatorApp.on_ready = ready
"""


def test_q_ends_with_0_and_restores_the_terminal(terminal):
    screen = terminal()
    screen.send(b"\rq")
    assert screen.ended() == 0
    assert b"\x1b[?1049l" in screen.output
    assert b"Traceback" not in screen.output


def test_line_feeds_stay_what_they_are_until_the_terminal_is_as_it_was(terminal):
    screen = terminal()
    assert not termios.tcgetattr(screen.master)[tty.OFLAG] & termios.OPOST
    screen.send(b"q")
    assert screen.ended() == 0
    assert termios.tcgetattr(screen.master)[tty.OFLAG] & termios.OPOST


def test_another_size_of_the_terminal_does_not_end_it(terminal):
    screen = terminal()
    for columns, rows in ((100, 30), (80, 24), (140, 50), (60, 12), (120, 40), (20, 5)) * 3:
        fcntl.ioctl(screen.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        screen.read(0.3)  # it is drawn anew, perhaps with the next size only
    screen.send(b"q")
    assert screen.ended() == 0


@pytest.mark.long
@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_it_cleanly(terminal, number, code):
    screen = terminal("from annotator.tui import app; app.GRACE_SECONDS = 60.0")  # a busy machine takes its time
    screen.process.send_signal(number)
    assert screen.ended() == code
    assert b"\x1b[?1049l" in screen.output


def test_a_frame_that_is_due_does_not_hold_up_the_end(terminal):
    screen = terminal(FRAME_DUE_AT_THE_END, until=b"\x1b[?1049h")
    assert screen.ended() == 130
    assert b"\x1b[?1049l" in screen.output


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_it_was_started_to_ignore_stays_ignored(terminal, number):
    screen = terminal(f"import signal; signal.signal({int(number)}, signal.SIG_IGN)")
    screen.process.send_signal(number)
    screen.send(b"\rq")
    assert screen.ended() == 0


@pytest.mark.long
def test_ctrl_c_ends_with_130(terminal):
    screen = terminal()
    screen.send(b"\x03")
    assert screen.ended() == 130


@pytest.mark.long
def test_a_closed_terminal_ends_it_with_129(terminal):
    screen = terminal()
    os.close(screen.master)
    assert screen.process.wait(60) == 129


def test_a_crash_is_one_line_and_a_log_without_article_text(terminal, tmp_path):
    screen = terminal(CRASH)
    screen.send(b"\r")
    assert screen.ended() == 1
    tail = screen.output.rpartition(b"\x1b[?1004l")[2]
    assert b"error: the screen crashed" in tail
    assert b"words of the article" not in tail
    log = next(tmp_path.rglob("crash.log"))
    assert log.stat().st_mode & 0o777 == 0o600
    assert "ValueError" in log.read_text()
    assert "words of the article" not in log.read_text()


@pytest.mark.long
def test_a_crash_is_said_also_where_no_log_can_be_written(terminal, tmp_path):
    (tmp_path / "annotator").write_text("in the way of the log's folder")
    screen = terminal(CRASH)
    screen.send(b"\r")
    assert screen.ended() == 1
    assert b"all decisions are saved; no log could be written (" in screen.output
    assert b"): ValueError in <string>:" in screen.output
    assert b"(broken)" in screen.output
    assert b"words of the article" not in screen.output.rpartition(b"\x1b[?1004l")[2]


def test_no_escape_of_the_article_reaches_the_terminal(terminal):
    setup = (
        "from tests.memory_desk import Line, article\n"
        "desk = MemoryDesk([article(1, 'a', [Line('CANARY \\x1b]0;owned\\x07 \\x1b[6n end'), Line('two')])])\n"
    )
    screen = terminal(setup)
    screen.send(b"\r")
    screen.until("✓".encode())
    assert b"CANARY" in screen.output
    assert b"\x1b]0;owned" not in screen.output
    assert b"\x1b[6n" not in screen.output
    assert "␛]0;owned␇".encode() in screen.output


@pytest.mark.long
def test_idle_it_writes_nothing(terminal):
    assert terminal().falls_silent(2.5)
