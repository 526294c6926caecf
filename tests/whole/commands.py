"""The real commands, run in this process: what they print, what they narrate, and their exit codes."""

from __future__ import annotations

import io
import json
import os
import random
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import typer.main

from annotator.cli.commands import app
from annotator.cli.main import outcome_of
from annotator.store.log import schema


class Done(NamedTuple):
    """What a command left."""

    line: str
    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What was printed, as JSON."""
        return json.loads(self.out)

    def records(self) -> list[dict[str, Any]]:
        """What was printed, as lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


@cache
def _group() -> Any:
    """All commands, declared once: making them anew for each call takes longer than most of them."""
    return typer.main.get_command(app)


class Time(datetime):
    """Time that passes with each look at it, by what `chance` draws: often none, so that things happen at once."""

    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    chance = random.Random()
    strptime, fromisoformat = (staticmethod(read) for read in (datetime.strptime, datetime.fromisoformat))

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The time."""
        Time.moment += timedelta(milliseconds=Time.chance.choice((0, 0, 0, 1, 1, 2, 30, 400, 5000)))
        return Time.moment.astimezone(tz)


class Clock(Time):
    """The clock by which things are ordered, which people may have set to another time."""

    shift = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The time that it shows."""
        return super().now(tz) + cls.shift


_TIMED = ("annotator.cli.team.status", "annotator.exchange.lines", "annotator.store.care.restoring")
_TIMED += ("annotator.store.files.database", "annotator.store.sqlite.copies")
"""Modules that ask what time it is besides."""


@contextmanager
def surroundings(folder: Path, seed: int = 0) -> Iterator[None]:
    """Nothing of whoever runs this is in the environment of the commands: what they do follows from a seed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
    # The screen is not drawn, and no copy is made but where a step asks for one.
    own = {"ANNOTATOR_COPIES": "no", "ANNOTATOR_SETTINGS": str(folder / "settings.toml"), "LOGNAME": "lea"}
    Clock.shift, Time.moment, Time.chance = timedelta(), datetime(2026, 3, 2, 8, tzinfo=UTC), random.Random(seed)
    names = random.Random(seed)
    with ExitStack() as changed:
        changed.enter_context(patch.dict(os.environ, {**kept, **own}, clear=True))
        changed.enter_context(patch.object(schema, "datetime", Clock))
        for module in _TIMED:
            changed.enter_context(patch(f"{module}.datetime", Time))
        drawn = patch.object(uuid, "uuid4", lambda: uuid.UUID(int=names.getrandbits(128), version=4))
        changed.enter_context(drawn)
        yield


def run(*words: str | Path) -> Done:
    """Run a command as `annotator WORDS...` does."""
    line = [str(word) for word in words]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with patch.object(sys, "stdout", out), patch.object(sys, "stderr", err):
        try:
            code = _group()(line, prog_name="annotator", standalone_mode=False) or 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        except Exception as error:  # what it is shows in the code: 1 is never expected
            from typer.exceptions import TyperException

            usage = isinstance(error, TyperException)
            code, message = (2, str(error)) if usage else outcome_of(error)
            if code == 1:
                raise
            err.write(f"error: {message}\n")
        out.flush()
        err.flush()
    told = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
    return Done(" ".join(line), code, *told)
