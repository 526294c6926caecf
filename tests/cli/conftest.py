"""The command line as users meet it: a process with arguments, output and an exit code."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer.main

from annotator.cli.main import _run_command, run_guarded
from annotator.core.model import QuotePart
from annotator.core.program.resources import read_schema
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened
from tests.cli.forked import Forked

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
ROOT = Path(__file__).resolve().parents[2]
OF_PYTHON = ("PYTHON", "LC_", "LANG", "OPENBLAS", "ANNOTATOR_STOCK_SPACY")
"""How variables begin that count when Python or spaCy is loaded: a command with one of them is a new process."""
IN_A_PROCESS = {"annotate", "demo", "evaluate", "import", "resuggest", "suggest", "train"}
"""Commands that load a pipeline or open a screen: a process of its own is the quicker way, or the only one."""


def ended(done: Done, code: int | None) -> Done:
    """A command that is through. Fails unless it ended with that exit code (None: any)."""
    assert code in (None, done.returncode), (done.args, done.returncode, done.stderr)
    return done


@pytest.fixture(scope="session")
def forked() -> Iterator[Forked | None]:
    """What commands are forked from; None on systems without fork."""
    made = Forked(ROOT) if hasattr(os, "fork") else None
    yield made
    if made is not None:
        made.close()


@pytest.fixture
def process(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, forked: Forked | None) -> Run:
    """Run `annotator` in an empty folder, in a process of its own; `stdin` is text to give it.

    It is to end with the exit code `code` (None: any).
    """

    def call(*arguments: str | Path, stdin: str = "", code: int | None = 0, **environment: str) -> Done:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
        variables = {**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        variables |= {"ANNOTATOR_COPIES": "no", **environment}  # tests of copies ask for them
        command = list(map(str, arguments))
        if forked is not None and not any(name.startswith(OF_PYTHON) for name in environment):
            return ended(forked.run(command, stdin, tmp_path, variables, tmp_path_factory.mktemp("streams")), code)
        done = subprocess.run(
            [sys.executable, "-m", "annotator.cli.main", *command],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=variables,
            timeout=600,
            check=False,
        )
        return ended(done, code)

    return call


@pytest.fixture(scope="session")
def _tree() -> Iterator[None]:
    """Have Typer make the commands of what they declare once: that is a third of what a command takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture
def in_process(_tree: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """As `process`, but in this one: for tests that put something in the place of what a command calls."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ANNOTATOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ANNOTATOR_COPIES", "no")

    def call(*arguments: str | Path, stdin: str = "", code: int | None = 0, **environment: str) -> Done:
        command = list(map(str, arguments))
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
        variables, mask = dict(os.environ), os.umask(0o022)
        os.umask(mask)
        capfd.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["annotator", *command])
            patch.setattr(
                sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin.encode())), encoding="utf-8")
            )
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                copy_context().run(run_guarded, _run_command, debug=False)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.umask(mask)
        os.environ.clear()
        os.environ.update(variables)
        return ended(subprocess.CompletedProcess(command, int(left.value.code or 0), *capfd.readouterr()), code)

    return call


@pytest.fixture
def run(process: Run, in_process: Run) -> Run:
    """As `process` where that is the quicker way, or the way of Python itself counts; else in this one."""

    def call(*arguments: str | Path, **given: Any) -> Done:
        apart = not arguments or arguments[0] in IN_A_PROCESS or any(name.startswith(OF_PYTHON) for name in given)
        return (process if apart else in_process)(*arguments, **given)

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


def json_of(done: Done) -> Any:
    """What a command printed as JSON."""
    return json.loads(done.stdout)


def lines_of(done: Done) -> list[Any]:
    """The records that a command printed as JSON lines."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def everything(folder: Path) -> dict[str, bytes]:
    """The files of a folder but those that reading a database makes anew."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(("-shm", "-wal"))]
    return {str(path): path.read_bytes() for path in found}


def settings_of_runs(db: Path) -> list[Any]:
    """What each run of suggestions records of how it was made, the first run first."""
    with opened(db, read_only=True) as connection:
        found = connection.execute("SELECT settings FROM runs ORDER BY started_at, rowid").fetchall()
    return [json.loads(settings) for (settings,) in found]


def suggested_quotes(db: Path, document: int) -> list[QuotePart]:
    """The quotes that are suggested in a document by its newest suggestions."""
    with SqliteDesk(db, "reader") as desk:
        found = [item.suggestion for item in desk.page(document).items]
    return [quote for one in found if one is not None for quote in one.labels.quotes]
