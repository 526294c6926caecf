"""Plants random single faults in the package and prints which of them the tests do not notice.

    python -m tests.mutation [--count 50] [--seed 1] [--workers 1] [--list] FOLDER...

A FOLDER stands under annotator/ (`core`, `suggest/quotes`); a file (`core/assembly.py`) or one line of it
(`core/assembly.py:35`) will do too, and then every fault of that line is planted. Each worker has its own copy of the
checkout in a temporary folder, so this one is never touched. For each fault the mirrored test file runs first, then
its folder, then the other tests that could notice; the first failure ends it.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutation.faults import Fault, faults_of

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("annotator", "tests", "schemas", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile")
WIDER = {
    "core": ("tests/core", "tests/store", "tests/exchange", "tests/tui/test_app.py", "tests/cli/data/test_formats.py"),
    "store": (
        "tests/store",
        "tests/cli/data/test_formats.py",
        "tests/cli/data/test_round_trip.py",
        "tests/cli/articles/test_import.py",
    ),
    "exchange": (
        "tests/exchange",
        "tests/cli/data/test_formats.py",
        "tests/cli/articles/test_import.py",
        "tests/cli/model/test_suggest.py",
    ),
    "tui": ("tests/tui",),
    "cli": ("tests/cli", "--ignore=tests/cli/model/test_train.py", "--ignore=tests/cli/test_readme.py"),
    "suggest/learn": ("tests/suggest/learn", "tests/cli/model/test_train.py"),
    "suggest/topics": ("tests/suggest/topics", "tests/suggest/test_pipeline.py"),
    "suggest": ("tests/suggest/quotes", "tests/suggest/cast", "tests/suggest/text", "tests/suggest/test_pipeline.py"),
}
"""Under each folder of the package: where a fault that its mirrored tests let pass could still be noticed, in a minute
or less. The whole suite would notice a few more."""
SLOWEST = 60.0
"""Seconds that tests may take at least before a fault counts as an endless loop; else ten times what they took."""
MEMORY = 8 * 2**30
"""Bytes of address space for the tests of one fault."""
PASSED = (0, 5)
"""Exit codes of pytest: all passed; nothing to run."""


@dataclass
class Outcome:
    """What became of a fault: `by` names the first test that failed, or is empty where none did."""

    fault: Fault
    by: str
    seconds: float


@dataclass
class Workshop:
    """A copy of the checkout in which faults are planted, one after another."""

    folder: Path
    failing: list[str] = field(default_factory=list)
    took: dict[tuple[str, ...], float] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path) -> Workshop:
        """Copy the checkout to `folder` and compile it."""
        folder.mkdir(parents=True)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.db*"))
            elif (ROOT / name).exists():
                shutil.copy2(ROOT / name, folder / name)
        (folder / "home").mkdir()
        subprocess.run([sys.executable, "-m", "compileall", "-q", "annotator", "tests"], cwd=folder, check=True)
        return cls(folder)

    def run(self, paths: tuple[str, ...], timeout: float) -> tuple[int | None, list[str]]:
        """The exit code of pytest (None: it took too long) and the tests that failed, the first one only ends it."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-rfE", "-p", "no:randomly", *paths]
        command += [f"--deselect={test}" for test in self.failing]
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self.folder / "home"),
            "XDG_CONFIG_HOME": str(self.folder / "home"),
            "XDG_CACHE_HOME": str(self.folder / "home"),
        }
        limited = ["prlimit", f"--as={MEMORY}", *command] if shutil.which("prlimit") else command
        process = subprocess.Popen(
            limited,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, ["(no end)"]
        failed = [line.split()[1] for line in output.splitlines() if line.startswith(("FAILED ", "ERROR "))]
        return process.returncode, failed or [output.strip().splitlines()[-1] if output.strip() else "(no output)"]

    def learn(self, paths: tuple[str, ...]) -> None:
        """Run tests without any fault, once: how long they take, and which of them fail already."""
        while paths not in self.took:
            start = time.monotonic()
            code, failed = self.run(paths, timeout=1800)
            if code in PASSED:
                self.took[paths] = time.monotonic() - start
            elif code is None or "::" not in failed[0]:
                sys.exit(f"the tests do not run without a fault: {' '.join(paths)}: {failed[0]}")
            else:
                print(f"left out, fails without a fault: {failed[0]}", flush=True)
                self.failing += failed

    def try_fault(self, fault: Fault, learning: threading.Lock) -> Outcome:
        """Run the tests that could notice the fault, nearest first, with it planted; it is taken out again."""
        path = self.folder / fault.path
        sound = path.read_bytes()
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()  # of the same second and size, it would be taken for the faulty one's
        start = time.monotonic()
        for paths in stages_of(fault.path):
            with learning:
                self.learn(paths)
            path.write_bytes(fault.planted(sound))
            try:
                code, failed = self.run(paths, timeout=max(SLOWEST, 10 * self.took[paths]))
            finally:
                path.write_bytes(sound)
            if code not in PASSED:
                return Outcome(fault, failed[0], time.monotonic() - start)
        return Outcome(fault, "", time.monotonic() - start)


def stages_of(path: str) -> list[tuple[str, ...]]:
    """The tests to run for a fault in that file of the package, nearest first; no test stands in two stages' names.

    >>> stages_of("annotator/core/drawable.py")[0]
    ('tests/core/test_drawable.py',)
    """
    inside = Path(path).relative_to("annotator")
    mirrored = Path("tests") / inside.parent / f"test_{inside.name}"
    stages: list[tuple[str, ...]] = [(str(mirrored),)] if (ROOT / mirrored).exists() else []
    if len(inside.parts) > 1 and any((ROOT / mirrored.parent).glob("test_*.py")):
        stages.append((str(mirrored.parent), *([f"--ignore={mirrored}"] if stages else [])))
    area = next((area for area in WIDER if inside.as_posix().startswith(f"{area}/")), None)
    wider = [test for test in WIDER.get(area or "", ("tests/cli",)) if test.startswith("--") or (ROOT / test).exists()]
    wider += sorted(str(test.relative_to(ROOT)) for test in (ROOT / "tests").glob("test_*.py"))
    near = [f"--ignore={mirrored.parent}"] if len(stages) and stages[-1][0] == str(mirrored.parent) else []
    rest = [test for test in wider if test != str(mirrored.parent)]
    if rest:
        stages.append((*rest, *near))
    return stages


def named(places: Sequence[str]) -> list[Fault]:
    """Every fault of the folders, files or lines named."""
    found: list[Fault] = []
    for place in places:
        name, _, line = place.removeprefix("annotator/").partition(":")
        top = ROOT / "annotator" / name
        if not top.exists():
            sys.exit(f"no such folder or file: annotator/{name}")
        for path in sorted(top.rglob("*.py")) if top.is_dir() else [top]:
            of_file = faults_of(str(path.relative_to(ROOT)), path.read_bytes())
            found += [fault for fault in of_file if not line or fault.line == int(line)]
    return found


def main() -> None:
    """Choose, plant, and print a line for each fault and a sum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", metavar="FOLDER")
    parser.add_argument("--count", type=int, default=50, help="how many faults (all, where a line is named)")
    parser.add_argument("--seed", type=int, default=None, help="which faults; without it a new choice each time")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="only print the faults that would be planted")
    asked = parser.parse_args()
    seed = random.SystemRandom().randrange(10_000) if asked.seed is None else asked.seed
    known = named(asked.places)
    whole = all(":" in place for place in asked.places)
    chosen = known if whole else random.Random(seed).sample(known, min(asked.count, len(known)))
    print(f"seed {seed}: {len(chosen)} of {len(known)} faults in {' '.join(asked.places)}", flush=True)
    if asked.list:
        print("\n".join(map(str, chosen)))
        return
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # the copies are put away then too
    with tempfile.TemporaryDirectory(prefix="annotator-mutants-") as folder:
        _report(_plant(chosen, Path(folder), max(1, asked.workers)))


def _plant(chosen: list[Fault], folder: Path, workers: int) -> list[Outcome]:
    shops = [Workshop.make(folder / str(number)) for number in range(workers)]
    learning = threading.Lock()
    free: queue.SimpleQueue[Workshop] = queue.SimpleQueue()
    for shop in shops:
        shop.failing, shop.took = shops[0].failing, shops[0].took
        free.put(shop)

    def one(fault: Fault) -> Outcome:
        shop = free.get()
        outcome = shop.try_fault(fault, learning)
        free.put(shop)
        said = f"noticed  {fault}  ({outcome.by}, " if outcome.by else f"LIVED    {fault}  ("
        print(f"{said}{outcome.seconds:.0f} s)", flush=True)
        return outcome

    pool = ThreadPoolExecutor(workers)
    try:
        return list(pool.map(one, chosen))
    finally:
        pool.shutdown(cancel_futures=True)  # interrupted: only the faults that are planted already are finished


def _report(outcomes: list[Outcome]) -> None:
    lived = [outcome.fault for outcome in outcomes if not outcome.by]
    noticed = len(outcomes) - len(lived)
    print(f"\n{noticed} of {len(outcomes)} noticed ({100 * noticed / max(1, len(outcomes)):.0f} %)")
    for fault in lived:
        print(f"lived: {fault}")


if __name__ == "__main__":
    main()
