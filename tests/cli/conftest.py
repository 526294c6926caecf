"""The command line as users meet it: a process with arguments, output and an exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from annotator.cli.commands import app
from annotator.cli.main import outcome_of
from annotator.cli.narration import narrate
from annotator.core.resources import read_schema
from tests.cli.forked import Forked

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]
OF_PYTHON = ("PYTHON", "LC_", "LANG", "OPENBLAS", "ANNOTATOR_STOCK_SPACY")
"""How variables begin that count when Python or spaCy is loaded: a command with one of them is a new process."""


@pytest.fixture(scope="session")
def forked() -> Iterator[Forked | None]:
    """What commands are forked from; None on systems without fork."""
    made = Forked(ROOT) if hasattr(os, "fork") else None
    yield made
    if made is not None:
        made.close()


@pytest.fixture
def run(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, forked: Forked | None) -> Run:
    """Run `annotator` in an empty folder; `stdin` is text to give it."""

    def call(*arguments: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
        variables = {**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        variables |= {"ANNOTATOR_COPIES": "no", **environment}  # tests of copies ask for them
        command = list(map(str, arguments))
        if forked is not None and not any(name.startswith(OF_PYTHON) for name in environment):
            return forked.run(command, stdin, tmp_path, variables, tmp_path_factory.mktemp("streams"))
        return subprocess.run(
            [sys.executable, "-m", "annotator.cli.main", *command],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=variables,
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
    monkeypatch.setenv("ANNOTATOR_COPIES", "no")

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


def check_record(record: Any, name: str) -> None:
    """Fail unless the record is as the schema of that name has it."""
    jsonschema.Draft202012Validator(json.loads(read_schema(f"{name}.schema.json"))).validate(record)


def json_of(done: subprocess.CompletedProcess[str]) -> Any:
    """What a command printed as JSON."""
    return json.loads(done.stdout)


def lines_of(done: subprocess.CompletedProcess[str]) -> list[Any]:
    """The records that a command printed as JSON lines."""
    return [json.loads(line) for line in done.stdout.splitlines()]
