"""Which terminals the screen opens in."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from annotator.cli.open_screen import require_terminal
from annotator.core.errors import EnvironmentFailed


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Whether each of the three streams is a terminal; they all are, unless a test says otherwise."""
    are = {"stdin": True, "stdout": True, "stderr": True}
    for name in are:
        monkeypatch.setattr(sys, name, SimpleNamespace(isatty=lambda name=name: are[name]))
    return are


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_its_cursor_will_do_for_plain_lines_only(
    monkeypatch: pytest.MonkeyPatch, streams: dict[str, bool], kind: str
) -> None:
    monkeypatch.setenv("TERM", kind)
    with pytest.raises(EnvironmentFailed) as refused:
        require_terminal()
    assert "--screen-reader" in (refused.value.hint or "")
    require_terminal(moves=False)


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_neither_opens(monkeypatch: pytest.MonkeyPatch, streams: dict[str, bool], name: str) -> None:
    monkeypatch.setenv("TERM", "xterm")
    require_terminal()
    streams[name] = False
    for moves in (True, False):
        with pytest.raises(EnvironmentFailed):
            require_terminal(moves=moves)
