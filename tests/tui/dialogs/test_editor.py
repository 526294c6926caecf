"""Writing a note in an editor: what comes back, and that nothing is lost where none does."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import SuspendNotSupported
from textual.widgets import Input

from annotator.core.errors import UsageError
from annotator.core.program.editor import editor_of
from annotator.tui.windows import edited
from tests.memory_desk import MemoryDesk
from tests.tui.driving import SMALL, app_on, on_screen


class Screen:
    """An app that can step aside, and notes that it did."""

    away = 0

    @contextmanager
    def suspend(self):
        self.away += 1
        yield


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Make an editor of a shell script that is given the file as $1."""
    monkeypatch.delenv("VISUAL", raising=False)

    def make(script):
        path = tmp_path / "my editor.sh"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o700)
        monkeypatch.setenv("EDITOR", f"'{path}' --wait")
        return path

    return make


def test_what_was_written_comes_back_as_one_line_and_the_file_is_gone(editor, tmp_path):
    seen, name = tmp_path / "seen", tmp_path / "name"
    told = f'cat "$2" > {seen}; stat -c %a "$(dirname "$2")" >> {seen}; echo "$2" > {name}'
    editor(told + '; printf "see\\n\\nparagraph “2”\\n" > "$2"')
    app = Screen()
    assert edited(app, "is this a quote?") == "see paragraph “2”"
    assert app.away == 1
    assert seen.read_text(encoding="utf-8").splitlines() == ["is this a quote?", "700"], "nobody else reads it"
    assert not Path(name.read_text(encoding="utf-8").strip()).exists()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", r"failed \(3\)"),
        ('rm "$2"', "cannot be read"),
    ],
)
def test_an_editor_that_fails_is_told_of(editor, script, why):
    editor(script)
    with pytest.raises(UsageError, match=why):
        edited(Screen(), "x")


@pytest.mark.parametrize("command", ["/no/such/editor", "vi 'unclosed"])
def test_an_editor_that_cannot_be_run_is_told_of(monkeypatch, command):
    monkeypatch.setenv("VISUAL", command)
    with pytest.raises(UsageError, match="cannot be run"):
        edited(Screen(), "x")


def test_a_terminal_that_cannot_be_left_is_told_of(editor):
    editor("true")

    class Stays:
        def suspend(self):
            raise SuspendNotSupported

    with pytest.raises(UsageError, match="cannot be left"):
        edited(Stays(), "x")


def test_without_a_variable_there_is_no_editor_and_visual_goes_before_editor():
    assert editor_of({}) == editor_of({"EDITOR": " "}) == ""
    assert editor_of({"EDITOR": "ed", "VISUAL": "vi"}) == "vi"


def test_ctrl_c_meanwhile_is_the_editors(editor):
    editor("kill -INT $PPID; kill -QUIT $PPID")
    before = signal.getsignal(signal.SIGINT)
    assert edited(Screen(), "kept") == "kept"
    assert signal.getsignal(signal.SIGINT) is before


async def test_the_note_is_written_in_the_editor_and_kept_by_enter(editor, monkeypatch):
    editor('echo "from the editor" > "$2"')
    app = app_on(MemoryDesk())
    monkeypatch.setattr(app, "suspend", Screen().suspend)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "a", "ctrl+o")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "from the editor"
        await pilot.press("!", "enter")
        assert app.bench.state.draft.note_and_flag.note == "from the editor!"
        await pilot.press("g", "ctrl+o")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "", "only what is kept as it is typed"


async def test_without_an_editor_the_window_says_so_and_keeps_what_was_typed(monkeypatch):
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("n", "a", "ctrl+o")
        await pilot.pause()
        assert "set VISUAL or EDITOR" in "".join(piece.text for piece in app.screen.query_one("#window-title").rows[0])
        assert app.screen.query_one(Input).value == "a"
