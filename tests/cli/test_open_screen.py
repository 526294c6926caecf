"""Which terminals the screen opens in."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from annotator.cli.open_screen import require_terminal
from annotator.core.errors import EnvironmentFailed


def terminals(monkeypatch: pytest.MonkeyPatch, missing: str = "") -> None:
    """Have all three streams be terminals but the missing one. Not in a fixture: pytest puts its own in afterwards."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, SimpleNamespace(isatty=lambda name=name: name != missing))


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_its_cursor_will_do_for_plain_lines_only(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("TERM", kind)
    with monkeypatch.context() as patched:
        terminals(patched)
        with pytest.raises(EnvironmentFailed) as refused:
            require_terminal()
        require_terminal(moves=False)
    assert "--screen-reader" in (refused.value.hint or "")


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("moves", [True, False])
def test_without_a_terminal_neither_opens(monkeypatch: pytest.MonkeyPatch, missing: str, moves: bool) -> None:
    monkeypatch.setenv("TERM", "xterm")
    with monkeypatch.context() as patched:
        terminals(patched)
        require_terminal(moves=moves)
        terminals(patched, missing)
        with pytest.raises(EnvironmentFailed):
            require_terminal(moves=moves)
