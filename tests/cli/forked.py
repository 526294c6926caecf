"""Processes that are forked from one which has loaded what all commands need: loading spaCy takes over a second.

A command run so is a process of its own, with its arguments, folder, environment, files and exit code. What depends on
how Python itself starts (its variables, the encoding of streams, which modules are loaded) is tested without this.

As a program it is the process that is forked from: it reads a request a line, and answers each with an exit code.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

TIMEOUT = 600
"""Seconds after which a command is ended by SIGALRM."""

IMPORTED_WHEN_NEEDED = (
    "annotator.cli.main",
    "annotator.exchange.export",
    "annotator.store.log.migration",
    "annotator.store.work.importer",
    "annotator.suggest.habits",
    "annotator.tui.keys",
    "dateutil.parser",
    "pydantic.type_adapter",
    "sqlite_utils.migrations",
    "typer._adapters",
)
"""What commands import only when they come to it, and most come to it."""


class Forked:
    """The process that commands are forked from. Close it when done."""

    def __init__(self, root: Path) -> None:
        """`root` is the folder of the package."""
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.forked"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(
        self, arguments: list[str], stdin: str, folder: Path, environment: dict[str, str], kept_in: Path
    ) -> subprocess.CompletedProcess[str]:
        """Run a command and wait for its end. What it reads and writes stands in files of the folder `kept_in`."""
        names = [kept_in / name for name in ("stdin", "stdout", "stderr")]
        names[0].write_text(stdin, encoding="utf-8")
        request = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": environment,
            "streams": [str(name) for name in names],
        }
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request).encode() + b"\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        said = (name.read_text(encoding="utf-8") for name in names[1:])
        return subprocess.CompletedProcess(arguments, code, *said)

    def close(self) -> None:
        """End the process."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(60)


def _load() -> None:
    """Load what commands load, with numpy's number of threads as `annotator.cli.main` sets it."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import typer.main
    from sqlite_utils.plugins import ensure_plugins_loaded

    from annotator.cli.commands import COMMANDS, app
    from annotator.core.model import Document
    from annotator.core.scheme import load_scheme
    from annotator.suggest import pipeline
    from annotator.suggest.packages import find_model
    from annotator.suggest.pipeline import QUOTES, ROLES, Suggester

    for listed in COMMANDS.values():
        import_module(f"annotator.cli.{listed.runs.partition(':')[0]}")
    for module in IMPORTED_WHEN_NEEDED:
        with suppress(ImportError):  # other versions of a library have other parts
            import_module(module)
    # What commands declare of their options is read once, with what converts the values of each.
    typer.main.get_command = cache(typer.main.get_command)
    tree: Any = typer.main.get_command(app)
    for command in COMMANDS:
        tree.get_command(None, command).make_context(command, [], resilient_parsing=True)
    ensure_plugins_loaded()
    # The suggester that is used where nothing else is asked for, and the pipeline that others are made of. A child may
    # do with them what it wants: they are its own.
    load, load_any, name, shipped = Suggester.load, pipeline.load_model, find_model(), load_scheme()
    loaded, bare = [load()], [load_any(name)]
    loaded[0].suggest_one(Document("any", "“It is so,” said Ann Lee."))  # it imports more when it first suggests

    def load_suggester(
        model: str | None = None,
        *,
        trust_model: bool = False,
        profile: str | None = None,
        scheme: Any = None,
        readings: bool = False,
    ) -> Suggester:
        asked = (scheme or shipped, profile or shipped.profile)
        if loaded and asked == (shipped, shipped.profile) and find_model(model, trust_model=trust_model) == name:
            ready = loaded.pop()
            ready.readings = readings
            for pipe in {QUOTES, ROLES} & set(ready.nlp.pipe_names):
                ready.nlp.get_pipe(pipe).readings = readings  # type: ignore[attr-defined]
            return ready
        return load(model, trust_model=trust_model, profile=profile, scheme=scheme, readings=readings)

    pipeline.load_model = lambda found: bare.pop() if bare and found == name else load_any(found)
    Suggester.load = load_suggester  # type: ignore[method-assign, assignment]
    gc.freeze()  # a collection in a child would copy all pages


def _become(request: dict[str, Any]) -> None:
    """Make this process, a child, what the request asks for."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    modes = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number, (name, mode) in enumerate(zip(request["streams"], modes, strict=True)):
        opened = os.open(name, mode, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv[1:] = request["arguments"]
    signal.alarm(TIMEOUT)


def _serve(requests: BinaryIO) -> dict[str, Any] | None:
    """Fork for each request. None at the end of the requests; in a child, what it is to do."""
    while line := requests.readline():
        request: dict[str, Any] = json.loads(line)
        child = os.fork()
        if not child:
            return request
        status = os.waitpid(child, 0)[1]
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None


if __name__ == "__main__":
    _load()
    wanted = _serve(sys.stdin.buffer)
    if wanted is not None:
        _become(wanted)
        from annotator.cli.main import main

        try:
            main()
        except SystemExit as ended:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(ended.code or 0))  # taking down all that was loaded before the fork would cost 0.3 s
