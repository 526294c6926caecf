"""Half of a long export, made by a process of its own: two cores write what one would in twice the time.

Both processes go through the same stretches of the database and make the lines of every other one. The other process
opens the database itself. It must see what this one sees, although others may write meanwhile: both compare the stamp
of their snapshots, and where these differ, as with any other failure, this process goes on alone.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from annotator.core.model import Answer
from annotator.core.selection import Selection
from annotator.exchange.lines import LineWriter
from annotator.exchange.manifest import Checked, Tally
from annotator.store.reader import Reader

LONG = 200_000
"""Decisions from which on starting a process pays."""

STRETCHES = (850, 1150)
"""Sentences of a stretch, in turns ours and the other's: more for the other, as we write the lines of both."""

# A stretch of the other's has room in the pipe: it goes on with the next while we are still at ours.
_PIPE = 2**20
_HEAD = struct.Struct("<QQ")


class OtherHalf:
    """A running process that makes the lines of every second stretch; leaving the context ends it."""

    def __init__(
        self,
        db: Path,
        choice: Selection,
        names: dict[str, str],
        stamp: tuple[int, int],
        sizes: tuple[int, int] = STRETCHES,
    ) -> None:
        asked = {"db": str(db), "choice": asdict(choice), "names": names, "stamp": stamp, "sizes": sizes}
        # -P: a package planted in the working folder must not be taken for ours.
        command = [sys.executable, "-P", "-c", "from annotator.cli.export_half import main; main()"]
        self._process = subprocess.Popen(
            [*command, orjson.dumps(asked).decode()],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pipesize=_PIPE,
        )
        self._buffer = bytearray(_PIPE)

    def __enter__(self) -> OtherHalf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def take(self, file: Checked, tally: Tally) -> bool:
        """Write its next stretch and add the counts. False, and nothing written, once the process has failed."""
        head = self._read(_HEAD.size)
        if head is None:
            return False
        counts, lines = _HEAD.unpack(head)
        body = self._read(counts + lines)
        if body is None:
            return False
        tally.add_json(orjson.loads(body[:counts]))
        file.write(body[counts:])
        return True

    def _read(self, size: int) -> memoryview | None:
        """So many bytes, in a buffer that the next call uses again; None at the end of what the process gave."""
        assert self._process.stdout is not None
        if len(self._buffer) < size:
            self._buffer = bytearray(size)
        view, at = memoryview(self._buffer)[:size], 0
        while at < size:
            count = self._process.stdout.readinto(view[at:])  # type: ignore[attr-defined]
            if not count:
                return None
            at += count
        return view


def main() -> None:
    """Write the stretches asked for in the first argument to stdout: two lengths, the counts, the lines."""
    asked = orjson.loads(sys.argv[1])
    names: dict[str, str] = asked["names"]
    choice = _choice(asked["choice"])
    with closing(Reader(Path(asked["db"]))) as reader, reader.snapshot(choice):
        if list(reader.stamp()) != asked["stamp"]:
            sys.exit(1)
        writer = LineWriter(reader.document, lambda name: names.get(name, name))
        for number, between in enumerate(reader.stretches(asked["sizes"])):
            if number % 2:
                tally = Tally()
                lines = [writer.lines(rows, tally) for rows in reader.decided_rows(replace(choice, between=between))]
                counts = orjson.dumps(tally.to_json())
                size = sum(map(len, lines))
                sys.stdout.buffer.write(b"".join([_HEAD.pack(len(counts), size), counts, *lines]))
                sys.stdout.buffer.flush()


def _choice(told: dict[str, Any]) -> Selection:
    return Selection(
        **{
            **told,
            "answers": tuple(Answer(answer) for answer in told["answers"]),
            "documents": tuple(told["documents"]),
        }
    )
