"""Data on a terminal: nothing in it acts on the terminal; files and pipes get it as it is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.exchange.atomic import TerminalOutput, standard_output

ROOT = Path(__file__).resolve().parents[2]


def shown(*pieces: bytes) -> str:
    terminal = io.BytesIO()
    out = TerminalOutput(terminal)  # type: ignore[arg-type]
    assert [out.write(piece) for piece in pieces] == [len(piece) for piece in pieces]
    out.flush()
    return terminal.getvalue().decode("utf-8")


def test_control_characters_are_signs_and_lines_and_tabs_stay() -> None:
    assert shown(b'a,"\x1b]0;x\x07"\r\n', b"b\tc\n") == 'a,"␛]0;x␇"\nb\tc\n'
    assert shown("\x9b31m \u202e".encode()) == "\ufffd31m ␣"
    assert shown(b"\rover") == "␍over"


def test_a_character_in_two_pieces_and_bytes_that_are_none() -> None:
    whole = "é日".encode()
    assert shown(whole[:1], whole[1:3], whole[3:]) == "é日"
    assert shown(b"\xff\x00x") == "\ufffd␀x"


def test_a_pipe_gets_every_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream(io.StringIO):
        buffer = io.BytesIO()

    monkeypatch.setattr(sys, "stdout", Stream())
    with standard_output() as out:
        out.write(b"\x1b[31m\r\n\xff")
    assert Stream.buffer.getvalue() == b"\x1b[31m\r\n\xff"


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_no_escape_of_an_export_reaches_a_real_terminal() -> None:
    import pty

    code = (
        "from annotator.exchange.atomic import standard_output\n"
        "with standard_output() as out: out.write(b'x,\\x1b]0;title\\x07,y\\r\\n')"
    )
    leader, follower = pty.openpty()
    subprocess.run([sys.executable, "-c", code], stdout=follower, cwd=ROOT, check=True, timeout=60)
    os.close(follower)
    read = os.read(leader, 1000)
    os.close(leader)
    assert b"\x1b" not in read
    assert "x,␛]0;title␇,y" in read.decode("utf-8")
