"""Many databases, many steps: `python -m tests.whole --databases 200 --steps 100 --seed 1`."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.whole.driver import drive


def main() -> int:
    """Print a line for each violation, with the seed that shows it again, and how much was tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", type=int, default=200)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first database; the next ones count on")
    parser.add_argument("--articles", type=int, help="so many at first, where it is not drawn")
    parser.add_argument("--begin", type=Path, help="a database that each life begins with, a copy of it")
    parser.add_argument("--quiet", action="store_true", help="only the first line of each violation")
    given = parser.parse_args()
    began, bad = time.monotonic(), 0
    did, checked = Counter[str](), Counter[str]()
    for seed in range(given.seed, given.seed + given.databases):
        try:
            world = drive(seed, given.steps, given.articles, given.begin)
        except Exception as error:
            bad += 1
            told = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"seed {seed}: {told.splitlines()[0] if given.quiet else told}", flush=True)
            continue
        did.update(world.did)
        print(f"seed {seed}: {did.total()} steps so far", file=sys.stderr, flush=True)
        checked.update(world.checked)
    seconds = time.monotonic() - began
    print(
        f"{given.databases} databases from seed {given.seed}, {did.total()} steps in {seconds:.0f} s, {bad} violations"
    )
    print("steps:", ", ".join(f"{name} {count}" for name, count in sorted(did.items())))
    print("looked at:", ", ".join(f"{name} {count}" for name, count in sorted(checked.items())))
    return bool(bad)


sys.exit(main())
