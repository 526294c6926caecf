"""Which terminals the screen opens in."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.cli.open_screen import DEFAULT_WITHHOLD, annotator_name, require_terminal, share_of
from annotator.core.errors import EnvironmentFailed, InputRefused, UsageError
from annotator.core.withholding import DEFAULT_SHARE
from annotator.exchange.assignments import checked_name
from annotator.store.integrity import problems
from tests.cli.conftest import Run
from tests.store.conftest import new_database

ESCAPED, LONG, TOO_LONG_TO_REVIEW = "a\x1b[2J", "n" * 201, "n" * 195
WHO = [
    ("assign", "--annotator"),
    ("assign", "--to"),
    ("feedback", "--list", "--annotator"),
    ("import", "articles", "--as"),
    ("qualify", "--make", "1", "--annotator"),
    ("remove", "1", "--yes", "--annotator"),
    ("rename-speaker", "Ada", "Bo", "--annotator"),
    ("rename-speaker", "Ada"),
    ("review", "--settle", "--annotator"),
    ("scheme", "--guidelines", "rules.md", "--reason", "so", "--as"),
    ("stale", "--open", "--annotator"),
]


@pytest.mark.parametrize("command", WHO, ids=" ".join)
def test_a_name_that_check_would_find_is_refused_where_it_is_given(
    in_process: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = new_database(tmp_path)
    (tmp_path / "rules.md").write_text("# Rules\n")
    for name in (ESCAPED, LONG):
        done = in_process(*command, name, "--db", path)
        assert (done.returncode, "must be printable" in done.stderr or "cannot be" in done.stderr) == (2, True)
    assert [*problems(path)] == []


def test_whoever_annotates_can_review_too_under_a_name_that_is_not_too_long() -> None:
    assert annotator_name(" ana ") == "ana"
    for name in (ESCAPED, LONG, TOO_LONG_TO_REVIEW):
        with pytest.raises(UsageError, match="must be printable"):
            annotator_name(name)
        with pytest.raises(InputRefused, match="cannot be an annotator's name"):
            checked_name(name, "a.csv:2")


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
