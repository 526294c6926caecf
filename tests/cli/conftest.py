"""The command line as users meet it: a process with arguments, output and an exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
