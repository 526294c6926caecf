"""The app for screen readers: every key is answered by a line, windows too, and nothing but lines is written."""

from __future__ import annotations

import asyncio
import importlib
import io
import pkgutil
import re
import sys

import pytest
from textual.screen import ModalScreen

import annotator.tui
from annotator.core.errors import NotSaved
from annotator.core.session.workbench import Workbench
from annotator.tui.keys import USUAL
from annotator.tui.spoken import CLOSED, NOTHING_NEW, WELCOME, SpokenApp, say_aloud
from annotator.tui.windows import BottomWindow
from tests.memory_desk import SCHEME, Line, MemoryDesk, article
from tests.tui.driving import settled

in_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
ESCAPE = re.compile(rb"\x1b|[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Listener:
    """Presses keys and hears what is said."""

    def __init__(self, app, pilot, heard):
        self._app, self._pilot, self._heard = app, pilot, heard

    async def press(self, *keys):
        """What is said after these keys."""
        self._heard.clear()
        await self._pilot.press(*keys)
        await settled(self._app, self._pilot)
        while self._app.is_running and (self._app._pressed or self._will_speak()):
            await asyncio.sleep(0.01)
        return list(self._heard)

    def _will_speak(self):
        timer = self._app._timer
        return timer is not None and timer._task is not None and not timer._task.done()


async def listening(act, desk=None):
    heard = []
    app = SpokenApp(Workbench(desk or MemoryDesk()), SCHEME)
    app.say = heard.append
    async with app.run_test(size=(80, 24)) as pilot:
        listener = Listener(app, pilot, heard)
        while not any(line.startswith("topics") for line in heard):
            await asyncio.sleep(0.01)
        await act(listener, list(heard))
        assert app.crash is None


async def test_it_begins_with_the_keys_one_has_to_know_and_the_sentence():
    async def act(_, heard):
        assert heard[0] == USUAL(WELCOME)
        assert heard[1] == "Harbour to reopen in May, 2026-03-02"
        assert "text: The port will reopen in May, harbour master Ines Duarte said." in heard

    await listening(act)


async def test_nothing_is_said_any_more_once_the_screen_is_closed():
    heard = []
    app = SpokenApp(Workbench(MemoryDesk()), SCHEME)
    app.say = heard.append
    async with app.run_test(size=(80, 24)):
        heard.clear()
    app._speak()  # as its timer does where it runs out meanwhile
    assert heard == []


async def test_enter_says_what_was_done_and_then_the_next_sentence():
    async def act(listener, _):
        heard = await listener.press("enter")
        assert heard[:3] == [
            "sentence 1 confirmed",
            "article 1 of 2, sentence 2 of 6, ana, saved 1 · id 101",
            "text: Dredging began two weeks ago.",
        ]
        assert (await listener.press("x"))[0] == "sentence 2 rejected"
        assert (await listener.press("s"))[0] == "sentence 3 skipped"

    await listening(act)


async def test_every_key_is_answered_also_one_that_does_nothing():
    async def act(listener, _):
        assert "speaker 2 Paul Okoro" in await listener.press("2")
        assert await listener.press("J") == ["J means nothing here, ? shows the keys"]
        assert "quote 1: indirect, 0.90" in await listener.press("d")
        assert any(line.startswith("undone") for line in await listener.press("u"))

    await listening(act)


async def test_letters_topics_and_their_result_are_said():
    async def act(listener, _):
        heard = await listener.press("t")
        assert any("off: w weather" in line for line in heard)
        assert any("on: w weather" in line for line in await listener.press("w"))
        heard = await listener.press("v")
        assert heard[0].startswith("cue: letter of first word")
        assert heard[1].startswith("keys: a-z first word, A-Z last word, ")
        assert "up and down elsewhere, 1-9 elsewhere, Del none, Esc leave" in heard[1]
        assert heard[2].startswith("letters: ")
        await listener.press("escape")

    await listening(act)


async def test_leaving_a_mode_says_what_was_changed_in_it():
    async def act(listener, _):
        heard = await listener.press("v")
        letters = next(line for line in heard if line.startswith("letters: "))
        (letter,) = re.findall(r"(\w) reopen\b", letters)
        await listener.press(letter)
        assert await listener.press("escape") == ["changed: content, cue"]
        await listener.press("v")
        assert await listener.press("escape") == [NOTHING_NEW]

    await listening(act)


async def test_windows_say_what_they_offer_what_is_found_and_that_they_are_closed():
    async def act(listener, _):
        heard = await listener.press("slash")
        assert heard == [
            "Who said it? Type a name: type, arrows choose, Enter takes, Esc closes",
            "Ines Duarte, 1 of 2",
        ]
        assert await listener.press("down") == ["Paul Okoro, 2 of 2"]
        assert (await listener.press("o"))[-1].startswith("o: Paul Okoro, 1 of ")
        assert await listener.press("escape") == [CLOSED]
        (heard,) = await listener.press("g")
        assert heard.startswith("Go to: "), "nothing is typed yet that could not be found"
        assert await listener.press("escape") == [CLOSED]
        heard = await listener.press("question_mark")
        assert heard[0].startswith("Help")
        assert any(line.startswith("Enter, ") for line in heard)
        assert await listener.press("escape") == [CLOSED]
        assert "speaker 2 Paul Okoro" in await listener.press("slash", "o", "k", "enter")

    await listening(act)


def test_every_window_can_say_what_it_shows():
    for module in pkgutil.iter_modules(annotator.tui.__path__, f"{annotator.tui.__name__}."):
        importlib.import_module(module.name)
    windows = [kind for kind in ModalScreen.__subclasses__() if kind.__module__.startswith("annotator.")]
    assert windows == [BottomWindow]
    kinds = BottomWindow.__subclasses__()
    assert len(kinds) >= 2
    assert all("plain_lines" in vars(window) for window in kinds)


async def test_all_of_it_is_said_again_when_asked_for():
    async def act(listener, begun):
        assert await listener.press("ctrl+l") == begun[1:]

    await listening(act)


async def test_another_sentence_over_two_lines_of_its_file_is_read_in_one():
    desk = MemoryDesk([article(1, "a", [Line("It rained.", topics=["weather"]), Line("It\nsnowed.")])])

    async def act(listener, _):
        assert await listener.press("pagedown") == ["sentence 2: It snowed."]

    await listening(act, desk)


async def test_other_sentences_are_read_without_leaving_this_one():
    desk = MemoryDesk([article(1, "a", [Line(f"Line {number}.", topics=["weather"]) for number in range(1, 9)])])

    async def act(listener, _):
        assert await listener.press("pagedown") == [f"sentence {n}: Line {n}." for n in (2, 3, 4)]
        assert await listener.press("pagedown") == [f"sentence {n}: Line {n}." for n in (5, 6, 7)]
        assert await listener.press("pagedown") == ["sentence 8: Line 8."]
        assert await listener.press("pagedown") == ["no more sentences there"]
        await listener.press("right", "right", "right", "right")
        assert await listener.press("pageup") == [f"sentence {n}: Line {n}." for n in (2, 3, 4)]
        assert await listener.press("pagedown") == [f"sentence {n}: Line {n}." for n in (5, 6, 7)]

    await listening(act, desk)


async def test_a_save_that_failed_is_said():
    desk = MemoryDesk()

    async def act(listener, _):
        desk.fail = NotSaved("disk full", "free some space")
        heard = await listener.press("enter")
        assert heard[0] == "NOT SAVED: disk full; free some space, Enter tries again"
        desk.fail = None
        assert (await listener.press("enter"))[0] == "sentence 1 confirmed"

    await listening(act, desk)


@in_terminal
@pytest.mark.parametrize("kind", ["dumb", "xterm-256color"])
def test_nothing_but_lines_is_written_and_the_terminal_is_left_as_it_was(terminal, kind):

    screen = terminal(options="screen_reader=True", until=b"topics", TERM=kind)
    screen.send(b"\r")
    screen.until(b"sentence 1 confirmed")
    screen.until(b"id 101")
    screen.send(b"q")
    assert screen.ended() == 0
    assert not ESCAPE.search(screen.output), "no escape sequence, no control character but the end of a line"
    assert b"keys a sentence" in screen.output


@in_terminal
def test_the_settings_may_ask_for_it(terminal, tmp_path):
    (tmp_path / "settings.toml").write_text("screen_reader = true\n", encoding="utf-8")
    screen = terminal(until=b"topics")
    screen.send(b"q")
    assert screen.ended() == 0
    assert USUAL(WELCOME).encode() in b" ".join(screen.output.split())
    assert not ESCAPE.search(screen.output)


@pytest.mark.long
@in_terminal
def test_a_long_line_is_broken_at_words(terminal):
    screen = terminal(options="screen_reader=True", until=b"topics")
    first, second = (line.decode() for line in screen.output.splitlines()[:2])
    assert len(first) <= 80 < len(USUAL(WELCOME))
    assert f"{first} {second}" == USUAL(WELCOME)


@in_terminal
def test_idle_it_says_nothing(terminal):
    assert terminal(options="screen_reader=True", until=b"topics").falls_silent(1.5)


@in_terminal
def test_a_copied_sentence_reaches_the_clipboard(terminal):
    screen = terminal(options="screen_reader=True", until=b"topics")
    screen.send(b"Y")
    screen.until(b"sentence 1 copied")
    assert b"\x1b]52;c;" in screen.output


async def test_the_steps_are_told_one_by_one_and_gone_back_to():
    async def act(listener, _):
        await listener.press("enter", "x")
        title = "Your steps: Enter goes back to before it (undone: on to after it)"
        heard = await listener.press("U")
        assert heard[0] == f"{title}: type, arrows choose, Enter takes, Esc closes"
        assert heard[1].startswith("rejected 1:2, Thu 05 Mar ")
        assert heard[1].endswith(", 1 of 2")
        assert (await listener.press("down"))[0].startswith("confirmed 1:1, ")
        heard = await listener.press("enter")
        assert "undone: 2 steps, in sentences 1 to 2" in heard  # "closed" may come before it
        assert "saved 0" in " ".join(heard)

    await listening(act)


def test_lines_are_broken_at_words_where_the_terminal_is_narrow(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "__stdout__", out)
    monkeypatch.setenv("COLUMNS", "24")
    say_aloud("quote 1: direct, 0.90, said by the harbour master")
    assert out.getvalue().splitlines() == ["quote 1: direct, 0.90,", "said by the harbour", "master"]
