"""The command line as users meet it: a process with arguments, output and an exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.cli.commands import app
from annotator.cli.errors import outcome_of
from annotator.cli.narration import narrate

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `annotator` in an empty folder; `stdin` is text to give it."""

    def call(*arguments: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
        return subprocess.run(
            [sys.executable, "-m", "annotator.cli.main", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache"), **environment},
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def in_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """As `run`, but in this process, which loads spaCy once: for tests that call many commands."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ANNOTATOR_")]:
        monkeypatch.delenv(name)

    def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        capfd.readouterr()
        command = list(map(str, arguments))
        try:
            app(command)
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        except Exception as error:
            code, message = outcome_of(error)
            narrate(f"error: {message}")
        return subprocess.CompletedProcess(command, code, *capfd.readouterr())

    return call


ARTICLE = """Title: Ferry talks
Date: 2026-02-03

"We will not sail on Sunday," said the captain, Nora Lind. The harbour was quiet.

Lind told the council that the pier needed repairs. A man on the quay disagreed.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path
