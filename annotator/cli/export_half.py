"""The second half of a long export, made by a process of its own: two cores write what one would in twice the time.

The other process opens the database itself. It must see what this one sees, although others may write meanwhile: both
compare the stamp of their snapshots, and where these differ this process writes everything alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from annotator.core.model import Answer
from annotator.exchange.lines import LineWriter
from annotator.exchange.manifest import Checked, Tally
from annotator.store.choice import Choice
from annotator.store.reading import Reader

LONG = 200_000
"""Decisions from which on starting a process pays."""

_CHUNK = 2**18
_PAUSE = 0.01


class OtherHalf:
    """A running process that writes the lines of a choice to a temporary file; leaving the context ends it."""

    def __init__(self, db: Path, choice: Choice, names: dict[str, str], stamp: tuple[int, int], folder: Path) -> None:
        # In the folder of the export: where there is room for all of it there is room for half.
        self._lines = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed in __exit__
        self._told = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        asked = {"db": str(db), "choice": asdict(choice), "names": names, "stamp": stamp}
        # -P: a package planted in the working folder must not be taken for ours.
        command = [sys.executable, "-P", "-c", "from annotator.cli.export_half import main; main()"]
        self._process = subprocess.Popen(
            [*command, orjson.dumps(asked).decode()], stdout=self._lines, stderr=self._told
        )

    def __enter__(self) -> OtherHalf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._lines.close()
        self._told.close()

    def append_to(self, file: Checked, tally: Tally) -> bool:
        """Append the lines as they are made, and add the counts. False, and nothing appended, if the process failed."""
        mark, done, buffer, at = file.mark(), False, memoryview(bytearray(_CHUNK)), 0
        while not done:
            done = self._process.poll() is not None
            # The process has the same file open: its place in it is not ours to move.
            while count := os.preadv(self._lines.fileno(), [buffer], at):
                file.write(buffer[:count])
                at += count
            if not done:
                time.sleep(_PAUSE)
        if self._process.returncode != 0:
            file.rewind(mark)
            return False
        self._told.seek(0)
        tally.add_json(orjson.loads(self._told.read()))
        return True


def main() -> None:
    """Write the lines asked for in the first argument to stdout, and the counts to stderr."""
    asked = orjson.loads(sys.argv[1])
    names: dict[str, str] = asked["names"]
    choice = _choice(asked["choice"])
    with closing(Reader(Path(asked["db"]))) as reader, reader.snapshot(choice):
        if list(reader.stamp()) != asked["stamp"]:
            sys.exit(1)
        writer, tally = LineWriter(reader.document, lambda name: names.get(name, name)), Tally()
        for rows in reader.decided_rows(choice):
            sys.stdout.buffer.write(writer.lines(rows, tally))
        sys.stdout.buffer.flush()
    sys.stderr.buffer.write(orjson.dumps(tally.to_json()))


def _choice(told: dict[str, Any]) -> Choice:
    return Choice(
        **{
            **told,
            "answers": tuple(Answer(answer) for answer in told["answers"]),
            "documents": tuple(told["documents"]),
            "between": tuple(told["between"]),
        }
    )
