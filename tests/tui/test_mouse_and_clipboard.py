"""Clicks and the wheel are listened to and nothing else of the mouse; a sentence goes to the terminal's clipboard."""

from __future__ import annotations

import base64
import re
import sys

import pytest

from tests.memory_desk import Line, MemoryDesk, Said, article
from tests.tui.driving import app_on, lines, on_screen, text

in_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
FIRST = "The port will reopen in May, harbour master Ines Duarte said."


@in_terminal
@pytest.mark.parametrize("options", ["", "plain=True"], ids=["changed cells", "whole lines"])
def test_no_movement_of_the_mouse_is_asked_for(terminal, options):
    screen = terminal(options=options)
    screen.send(b"q")
    assert screen.ended() == 0
    assert b"\x1b[?1000h" in screen.output, "clicks and the wheel"
    assert b"\x1b[?1006h" in screen.output
    for mode in (b"1001", b"1002", b"1003"):
        assert b"\x1b[?%sh" % mode not in screen.output


async def test_a_click_on_the_digits_of_the_line_of_keys_says_no_number_and_does_nothing():
    async with on_screen(MemoryDesk()) as (app, pilot):
        line = lines(app, "hint")[0]
        before = app.bench.state
        await pilot.click("#foot", offset=(line.index("1-9"), 1))
        await pilot.click("#foot", offset=(line.index("speaker"), 1))
        assert (app.crash, app.bench.state) == (None, before)
        await pilot.click("#foot", offset=(line.index("skip"), 1))
        await pilot.pause()
        assert app.bench.state != before


async def test_a_click_on_the_number_of_a_quote_chooses_it():
    quotes = [Said("No", "said", "he"), Said("yes", "said", "she"), Said("rain", "said", "she")]
    async with on_screen(MemoryDesk([article(1, "a", [Line("No, he said; yes, she said, rain.", quotes)])])) as (
        app,
        pilot,
    ):
        for number in (2, 0):
            row = next(y for y, line in enumerate(lines(app, "card")) if line.startswith(f"│  {number + 1} "))
            await pilot.click("#card", offset=(3, row))
            await pilot.pause()
            assert app.bench.state.chosen == number


LONG = """
from tests.memory_desk import Line, article
desk = MemoryDesk([article(1, "a", [Line(f"Line {number}.", gap=chr(10) * 2) for number in range(99)])])
"""


@in_terminal
def test_a_click_chooses_the_sentence_under_it_and_the_wheel_scrolls(terminal):
    screen = terminal(LONG, "plain=True")
    screen.send(b"\x1b[<0;20;5M\x1b[<0;20;5m")
    screen.until(b"id 102")
    assert b"Line 13." not in screen.output
    screen.send(b"\x1b[<65;20;5M" * 4)
    screen.until(b"Line 13.")


def copied(output: bytes) -> str:
    (encoded,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", output)
    return base64.b64decode(encoded).decode()


@in_terminal
@pytest.mark.parametrize("options", ["", "plain=True"], ids=["changed cells", "whole lines"])
def test_the_sentence_is_copied_and_that_is_said(terminal, options):
    screen = terminal(options=options)
    screen.send(b"Y")
    screen.until(b"sentence 1 copied")
    assert copied(screen.output) == FIRST


@in_terminal
def test_in_tmux_the_terminal_outside_gets_the_sentence_too(terminal):
    screen = terminal(TERM="tmux-256color", TMUX="/tmp/tmux-1/default,1,0")
    screen.until(b"help")
    before = len(screen.output)
    screen.send(b"Y")
    screen.until(b"sentence 1 copied")
    sent = screen.output[before:]
    plain = b"\x1b]52;c;" + base64.b64encode(FIRST.encode()) + b"\x07"
    assert plain + b"\x1bPtmux;\x1b" + plain + b"\x1b\\" in sent
    assert len(sent) < 500, "the screen was not sent again for it"


async def test_where_there_is_no_clipboard_that_is_said(monkeypatch):
    monkeypatch.setenv("TERM", "linux")
    async with on_screen(MemoryDesk(), (100, 24)) as (app, pilot):
        await pilot.press("Y")
        assert "this kind of terminal has no clipboard" in text(app, "message")
        assert app.clipboard == ""


async def test_a_sentence_over_two_lines_of_its_file_is_copied_in_one(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    app = app_on(MemoryDesk([article(1, "a", [Line("The port will\nreopen in May.")])]))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("Y")
        assert app.clipboard == "The port will reopen in May."


async def test_what_is_copied_is_made_harmless(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    async with on_screen(
        app_on(MemoryDesk([article(1, "a", [Line("rm -rf\n\x1b[2J \u202ethe end.")])])), (100, 24)
    ) as (app, pilot):
        await pilot.press("Y")
        assert not re.search("[\x00-\x1f\x7f\u202e]", app.clipboard)
        assert app.clipboard.startswith("rm -rf")
