"""Which terminals the screen opens in."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from annotator.cli.open_screen import DEFAULT_WITHHOLD, require_terminal, share_of
from annotator.core.errors import EnvironmentFailed, UsageError
from annotator.core.withholding import DEFAULT_SHARE


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


@pytest.mark.parametrize(
    ("text", "share"), [("3%", 0.03), ("0.03", 0.03), ("0", 0.0), ("100%", 1.0), (DEFAULT_WITHHOLD, DEFAULT_SHARE)]
)
def test_a_share_is_written_as_percentage_or_as_number(text: str, share: float) -> None:
    assert share_of(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "3", "-1%", "101%", "nan", "three", "%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no share"):
        share_of(text)
