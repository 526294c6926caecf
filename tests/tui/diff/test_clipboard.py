"""OSC 52 gets out of tmux and GNU screen, in pieces that screen lets through."""

from __future__ import annotations

import re

import pytest

from annotator.tui.diff.driver import FrameStream, passed_on, takes_sequences

COPY = "\x1b]52;c;" + "QUJD" * 200 + "\x07"


@pytest.mark.parametrize("variables", [{}, {"TERM": "xterm-256color"}, {"TERM": "foot", "TMUX": "", "STY": ""}])
def test_a_terminal_of_its_own_gets_it_as_it_is(variables):
    assert passed_on(COPY, variables) == COPY


@pytest.mark.parametrize("variables", [{"TERM": "screen", "TMUX": "/tmp/x,1,0"}, {"TERM": "tmux-256color"}])
def test_tmux_gets_it_also_enclosed(variables):
    enclosed = passed_on(COPY, variables).removeprefix(COPY)
    assert enclosed.startswith("\x1bPtmux;")
    assert enclosed.endswith("\x1b\\")
    inside = enclosed.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inside.replace("\x1b\x1b", "\x1b") == COPY
    assert re.sub("\x1b\x1b", "", inside).count("\x1b") == 0, "every escape is doubled"


@pytest.mark.parametrize("variables", [{"TERM": "screen"}, {"TERM": "screen.xterm-256color", "STY": "1.pts"}])
def test_gnu_screen_gets_it_also_in_pieces_that_together_are_the_same(variables):
    enclosed = passed_on(COPY, variables).removeprefix(COPY)
    pieces = re.findall(r"\x1bP((?:[^\x1b]|\x1b[^\\])*)\x1b\\", enclosed)
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == enclosed
    assert "".join(pieces) == COPY
    assert max(map(len, pieces)) <= 252


@pytest.mark.parametrize(("kind", "has"), [("xterm", True), ("tmux", True), ("linux", False), ("vt220", False)])
def test_some_kinds_of_terminals_have_no_clipboard(kind, has):
    assert takes_sequences({"TERM": kind}) is has


@pytest.mark.parametrize("variables", [{}, {"TERM": "tmux"}, {"TERM": "screen"}])
def test_copying_leaves_what_the_terminal_shows_known(variables):
    stream = FrameStream()
    frame = "\x1b[1;1Habc" + "\x1b[2;1Hdef"
    stream.translate(frame, 3, 2)
    assert stream.translate(passed_on(COPY, variables), 3, 2) == passed_on(COPY, variables)
    assert stream.translate(frame, 3, 2) == ""
