"""Which lines of the package each test reaches: the tests that could notice a fault are those that run its line.

As a plugin of pytest (`-p tests.mutation.reached`) it writes what the tests of its process reached into the folder
that `MUTATION_REACHED` names. What a test has other processes do is not seen.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

WRITTEN_INTO = "MUTATION_REACHED"
PACKAGE = "annotator"
OFTEN = 300
"""Calls of one function in one test after which it is no longer looked at: what is new in a later one is rare."""
_Local = Callable[[FrameType, str, Any], Any]


@dataclass(eq=False)
class _Tracer:
    """The lines of the package that ran since `begin`, by code object."""

    package: str
    foreign: set[CodeType] = field(default_factory=set)
    lines: dict[CodeType, set[int]] = field(default_factory=dict)
    locals: dict[CodeType, _Local] = field(default_factory=dict)
    calls: dict[CodeType, int] = field(default_factory=dict)

    def begin(self) -> None:
        self.lines, self.locals, self.calls = {}, {}, {}

    def __call__(self, frame: FrameType, event: str, _value: object) -> _Local | None:
        code = frame.f_code
        if code in self.foreign:
            return None
        called = self.calls.get(code, 0)
        if called == 0:
            if not code.co_filename.startswith(self.package):
                self.foreign.add(code)
                return None
            lines = self.lines[code] = {frame.f_lineno}

            def local(frame: FrameType, event: str, _value: object) -> _Local:
                if event == "line":
                    lines.add(frame.f_lineno)
                return local

            self.locals[code] = local
        elif called > OFTEN:
            return None
        self.calls[code] = called + 1
        return self.locals[code]

    def by_file(self) -> dict[str, list[int]]:
        """The lines by file, from the package's folder on."""
        found: dict[str, set[int]] = {}
        for code, lines in self.lines.items():
            found.setdefault(code.co_filename[len(self.package) - len(PACKAGE) - 1 :], set()).update(lines)
        return {name: sorted(lines) for name, lines in found.items()}


@dataclass(eq=False)
class Recorder:
    """The plugin: it writes a line for each test, with its seconds and the lines reached if it passed.

    Seconds are of the processor, also in programs that it started and waited for: what else runs does not count.
    """

    tracer: _Tracer
    folder: Path
    failed: set[str] = field(default_factory=set)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.tracer.begin()
        threading.settrace(self.tracer)
        sys.settrace(self.tracer)
        start = sum(os.times()[:4])
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            lines = None if item.nodeid in self.failed else self.tracer.by_file()
            test = {"name": item.nodeid, "seconds": round(sum(os.times()[:4]) - start, 3), "lines": lines}
            with (self.folder / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(f"{json.dumps(test)}\n")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)


def pytest_configure(config: pytest.Config) -> None:
    if WRITTEN_INTO in os.environ:
        tracer = _Tracer(str(config.rootpath / PACKAGE) + os.sep)
        config.pluginmanager.register(Recorder(tracer, Path(os.environ[WRITTEN_INTO])))
