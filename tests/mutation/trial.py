"""Running tests with a fault planted: each time in a process of its own, forked from one that has imported the rest.

What the load of the machine makes slow does not count as noticed: the limit is of the processor's time, and a test
that fails must pass without the fault.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.mutation.faults import Fault
from tests.mutation.record import Record

ROOT = Path(__file__).resolve().parents[2]
BEFORE = (
    "hypothesis.stateful",
    "numpy",
    "pytest_asyncio.plugin",
    "rapidfuzz.distance",
    "spacy.lang.en",
    "sqlite3",
    "textual.app",
    "textual.pilot",
    "textual.widgets",
    "typer.testing",
)
"""Imported once, before any process of tests is forked; nothing of the package or of its tests may be."""
FIRST_SECONDS = 3.0
"""What the nearest tests that are tried first may take together; most faults are noticed by them."""
MOST_SECONDS = 60.0
"""What all tests that are tried for a fault may take together: a fault that they let pass counts as not noticed."""
STARTING_SECONDS = 30
"""Of processor, for what comes before the tests; tests themselves may take ten times what they took."""
MEMORY = 8 * 2**30
"""Bytes of address space for the tests of one fault."""
PASSED = (0, 5)
"""Exit codes of pytest: all passed; nothing to run."""
_OUT_OF_TIME = (signal.SIGXCPU, signal.SIGKILL)


@dataclass
class Outcome:
    """What became of a fault: `by` names the test that failed, or is empty where none did; how many were `tried`."""

    fault: Fault
    by: str
    tried: int
    seconds: float


class _Chosen:
    """A plugin: only these tests, in this order; the first that fails is written down."""

    def __init__(self, names: Sequence[str], written: int) -> None:
        self.order = {name: number for number, name in enumerate(names)}
        self.written = written

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self.written, f"{report.nodeid}\n".encode())

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            os.write(self.written, f"{report.nodeid or '(collecting)'}\n".encode())


def prepare() -> None:
    """Import what all tests need, once."""
    for name in BEFORE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


@dataclass
class Workshop:
    """A copy of the checkout in which faults are planted, one after another."""

    folder: Path
    record: Record
    sound: set[str] = field(default_factory=set)
    unsound: set[str] = field(default_factory=set)

    def try_fault(self, fault: Fault) -> Outcome:
        """Run the tests that could notice the fault, nearest first, with it planted; it is taken out again."""
        path = self.folder / fault.path
        sound = path.read_bytes()
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()  # of the same second and size, it would be taken for the faulty one's
        start, tried = time.monotonic(), 0
        for names in self._rounds(fault):
            left = list(names)
            while left:
                path.write_bytes(fault.planted(sound))
                try:
                    failed = self._run(left)
                finally:
                    path.write_bytes(sound)
                if failed is None or self._is_sound(failed):
                    break
                left = [name for name in left if name not in self.unsound]
            tried += len(left)
            if left and failed is not None:
                return Outcome(fault, failed, tried, time.monotonic() - start)
        return Outcome(fault, "", tried, time.monotonic() - start)

    def _rounds(self, fault: Fault) -> list[list[str]]:
        """The tests to try: a few that are near, then the others that reach the line, then the mirrored file's."""
        names = [name for name in self.record.tests_of(fault) if name not in self.unsound]
        first = self._within(names, FIRST_SECONDS)
        later = self._by_turns(set(names) - set(first))
        later += [name for name in self.record.mirrored(fault) if name not in names and name not in self.unsound]
        return [first, self._within(later, MOST_SECONDS)]

    def _by_turns(self, names: Collection[str]) -> list[str]:
        """The tests with each file in its turn, so that none with many quick ones keeps others from being tried."""
        known, taken = self.record.tests, Counter[str]()
        turns: list[tuple[int, float, str]] = []
        for name in sorted(names, key=lambda name: (known[name].seconds, name)):
            file = name.partition("::")[0]
            turns.append((taken[file], known[name].seconds, name))
            taken[file] += 1
        return [name for *_, name in sorted(turns)]

    def _within(self, names: Sequence[str], seconds: float) -> list[str]:
        """Those of the tests that fit, one after the other, into so many seconds; the first one in any case."""
        chosen: list[str] = []
        for name in names:
            if not chosen or self.record.tests[name].seconds <= seconds:
                seconds -= self.record.tests[name].seconds
                chosen.append(name)
        return chosen

    def _is_sound(self, failed: str) -> bool:
        """Whether a test that failed passes without a fault; else it is tried no more."""
        if failed not in self.record.tests or failed in self.sound:
            return True
        if self._run([failed]) is None:
            self.sound.add(failed)
            return True
        print(f"left out, fails without a fault: {failed}", flush=True)
        self.unsound.add(failed)
        return False

    def _run(self, names: Sequence[str]) -> str | None:
        """The first of these tests that fails, or why they did not come to an end; None where all pass."""
        seconds = sum(self.record.tests[name].seconds for name in names)
        processor, wait = int(STARTING_SECONDS + 10 * seconds), 300 + 60 * seconds
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reading)
            self._child(names, writing, processor)
        os.close(writing)
        ended = _ended(process, wait)
        with os.fdopen(reading, errors="replace") as pipe:
            failed = pipe.read().split("\n")[0]
        if failed:
            return failed
        if ended is None:
            return f"(stands still after {wait:.0f} s)"
        if os.WIFSIGNALED(ended):
            number = os.WTERMSIG(ended)
            return f"(no end within {processor} s)" if number in _OUT_OF_TIME else f"(signal {number})"
        code = os.WEXITSTATUS(ended)
        return None if code in PASSED else f"(exit {code})"

    def _child(self, names: Sequence[str], writing: int, processor: int) -> None:
        """Run tests in this forked process, and end it."""
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silent = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(silent, number)
        os.chdir(self.folder)
        home = str(self.folder / "home")
        os.environ |= {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", "HOME": home}
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        sys.dont_write_bytecode = True
        sys.path[:] = [str(self.folder), *(path for path in sys.path if path not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "annotator")]:
            del sys.modules[name]
        from hypothesis import Phase, settings

        quick = settings(phases=(Phase.explicit, Phase.generate), database=None, deadline=None, derandomize=True)
        settings.register_profile("mutation", quick)
        settings.load_profile("mutation")
        files = list(dict.fromkeys(name.partition("::")[0] for name in names))
        arguments = ["-q", "-x", "--tb=no", "-p", "no:xdist", "-p", "no:faulthandler", *files]
        code = 3
        try:
            code = int(pytest.main(arguments, plugins=[_Chosen(names, writing)]))
        finally:
            os._exit(code)


def _ended(process: int, seconds: float) -> int | None:
    """How a process ended, all of its session with it; None where it did not within these seconds of the clock."""
    end, status = time.monotonic() + seconds, (0, 0)
    while status[0] == 0 and time.monotonic() < end:
        time.sleep(0.02)
        status = os.waitpid(process, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)  # what tests started and did not end
    if status[0] == 0:
        os.waitpid(process, 0)
        return None
    return status[1]
