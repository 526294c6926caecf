"""Plants random single faults in the package and prints which of them the tests do not notice.

    python -m tests.mutation [--count 50] [--seed 1] [--workers 1] [--list] FOLDER...

A FOLDER stands under annotator/ (`core`, `suggest/quotes`); a file (`core/quotes/assembly.py`) or one line of it
(`core/quotes/assembly.py:35`) will do too, and then every fault of that line is planted. Each worker has its own copy
of the checkout in a temporary folder, so this one is never touched. The tests run once without a fault, which says what
lines each of them reaches (kept in build/mutants; of what changed since, anew). For each fault those that reach its
line run, nearest first; the first failure ends it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from tests.mutation.faults import Fault, faults_of
from tests.mutation.record import Record
from tests.mutation.trial import ROOT, Outcome, Workshop, prepare

COPIED = (
    *("annotator", "tests", "schemas", "docs", "pyproject.toml", "requirements.lock", "requirements-dev.lock"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile"),
)
KEPT = ROOT / "build" / "mutants" / "reached.json"
TESTS = {
    "core": (
        "tests/core",
        "tests/store",
        "tests/exchange",
        "tests/measure",
        "tests/tui/test_app.py",
        "tests/tui/test_silent_keys.py",
        "tests/tui/test_edit_actions.py",
        "tests/cli/data",
        "tests/cli/team",
        "tests/whole",
    ),
    "store": (
        "tests/store",
        "tests/test_desks.py",
        "tests/measure",
        "tests/cli/data",
        "tests/cli/team",
        "tests/cli/articles",
        "tests/cli/care",
        "tests/whole",
    ),
    "exchange": ("tests/exchange", "tests/cli/data", "tests/cli/articles", "tests/cli/model/test_suggest.py"),
    "measure": ("tests/measure", "tests/cli/data", "tests/cli/team"),
    "tui": ("tests/tui",),
    "suggest/learn": ("tests/suggest/learn", "tests/cli/model/test_train.py"),
    "suggest/topics": ("tests/suggest/topics", "tests/suggest/test_pipeline.py"),
    "suggest": ("tests/suggest",),
}
"""Under each folder of the package: the tests that could notice a fault in it. The whole suite would notice a few
more."""


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
    drawn = iter(known if whole else random.Random(seed).sample(known, len(known)))
    sound = (fault for fault in drawn if fault.compiles((ROOT / fault.path).read_bytes()))
    chosen = list(sound if whole else islice(sound, asked.count))
    print(f"seed {seed}: {len(chosen)} of {len(known)} faults in {' '.join(asked.places)}", flush=True)
    if asked.list:
        print("\n".join(map(str, chosen)))
        return
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # the copies are put away then too
    with tempfile.TemporaryDirectory(prefix="annotator-mutants-") as folder:
        shops = [copied(Path(folder) / str(number)) for number in range(max(1, asked.workers))]
        record = Record.read(KEPT, ROOT)
        record.renew(shops[0], sorted({test for fault in chosen for test in tests_of(fault.path)}), len(shops))
        record.write(KEPT)
        _report(_plant(chosen, [Workshop(shop, record) for shop in shops]))


def tests_of(path: str) -> tuple[str, ...]:
    """The tests that could notice a fault in that file of the package.

    >>> tests_of("annotator/measure/figure.py")[:3]
    ('tests/measure', 'tests/cli/data', 'tests/cli/team')
    """
    inside = Path(path).relative_to("annotator").as_posix()
    area = next((tests for area, tests in TESTS.items() if inside.startswith(f"{area}/")), ("tests/cli",))
    return (*area, *sorted(str(test.relative_to(ROOT)) for test in (ROOT / "tests").glob("test_*.py")))


def copied(folder: Path) -> Path:
    """A copy of the checkout, compiled."""
    folder.mkdir(parents=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.db", "*.db-*"))
        elif (ROOT / name).exists():
            shutil.copy2(ROOT / name, folder / name)
    (folder / "home").mkdir()
    subprocess.run([sys.executable, "-m", "compileall", "-q", "annotator"], cwd=folder, check=True)
    return folder


def _plant(chosen: list[Fault], shops: list[Workshop]) -> list[Outcome]:
    forking = multiprocessing.get_context("fork")
    free = forking.SimpleQueue()
    for shop in shops:
        free.put(shop.folder)
    prepare()
    outcomes = {}
    with ProcessPoolExecutor(len(shops), forking, _take_place, (free, shops[0].record)) as pool:
        for done in as_completed([pool.submit(_try_here, fault) for fault in chosen]):
            outcome = done.result()
            outcomes[outcome.fault] = outcome
            by = f"{outcome.by}, " if outcome.by else ""
            said = "noticed" if outcome.by else "LIVED  "
            print(f"{said}  {outcome.fault}  ({by}{outcome.tried} tests, {outcome.seconds:.0f} s)", flush=True)
    return [outcomes[fault] for fault in chosen]


_here: list[Workshop] = []


def _take_place(free: SimpleQueue[Path], record: Record) -> None:
    _here.append(Workshop(free.get(), record))


def _try_here(fault: Fault) -> Outcome:
    return _here[0].try_fault(fault)


def _report(outcomes: list[Outcome]) -> None:
    lived = [outcome.fault for outcome in outcomes if not outcome.by]
    noticed = len(outcomes) - len(lived)
    print(f"\n{noticed} of {len(outcomes)} noticed ({100 * noticed / max(1, len(outcomes)):.0f} %)")
    for fault in lived:
        print(f"lived: {fault}")


if __name__ == "__main__":
    main()
