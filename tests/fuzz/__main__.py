"""Tries broken and hostile inputs on what reads from outside, and keeps those that something goes wrong with.

    python -m tests.fuzz [TARGET...] [--seconds 60] [--seed 1] [--out build/fuzz]
    python -m tests.fuzz --replay build/fuzz/readers-0123456789/input.readers.jsonl

Targets: `readers` (documents in every format), `annotations` (their importers, the store, and back through exports),
`drawing` (what hostile text puts on a terminal), `databases` (opening, reading and checking damaged files) and
`suggestions` (what is suggested for broken articles). They take turns. Inputs are made by changing others: small ones
of this folder and, where `../shared` is there, those of the fault harness. An input must be taken, and then hold what
the target's module says, or be refused with the right exit code, within ten seconds. What is found goes to a folder
each, one for each traceback, with the input and the traceback; a line of figures goes to standard output every minute.
Exits with 1 where something was found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.fuzz import annotations, databases, drawing, readers, suggestions
from tests.fuzz.case import Target
from tests.fuzz.running import Finding, Pool, keep, limit_memory, outcome, read_case

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (readers.TARGET, annotations.TARGET, drawing.TARGET, databases.TARGET, suggestions.TARGET)
}
_TURN = 2.0
"""Seconds after which it is the next target's turn."""
_TELL = 60.0
"""Seconds between two lines of figures."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; all of them by default")
    parser.add_argument("--seconds", type=float, default=60.0, help="for how long, all targets together")
    parser.add_argument("--seed", type=int, default=1, help="other numbers make other inputs")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where findings go")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try this input only, and show what happens")
    options = parser.parse_args(words)
    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no target named {', '.join(sorted(unknown))}; choose {', '.join(TARGETS)}")
    limit_memory()
    if options.replay:
        return _replay(options.replay)
    chosen = [TARGETS[name] for name in options.targets] or list(TARGETS.values())
    pools = [Pool(target, target.seeds(), Random(f"{options.seed} {target.name}")) for target in chosen]
    fuzz(pools, options.seconds, options.out)
    return int(any(pool.findings for pool in pools))


def fuzz(pools: Sequence[Pool], seconds: float, out: Path) -> None:
    """Try inputs on the targets in turns for so many seconds; tell figures each minute and what is found at once."""
    began = told = time.monotonic()
    while time.monotonic() - began < seconds:
        for pool in pools:
            turn = time.monotonic()
            while time.monotonic() - turn < min(_TURN, seconds):
                found = pool.try_next()
                if found is not None:
                    _tell(f"found {keep(found, pool.target, out)}: {found.told.strip().splitlines()[-1][:160]}")
        if time.monotonic() - told > _TELL:
            told = time.monotonic()
            _figures(pools, told - began)
    _figures(pools, time.monotonic() - began)


def _figures(pools: Sequence[Pool], seconds: float) -> None:
    counts = "; ".join(
        f"{pool.target.name} {pool.tried} inputs, {len(pool.outcomes)} outcomes, {len(pool.findings)} findings"
        for pool in pools
    )
    _tell(f"{seconds:.0f} s: {sum(pool.tried for pool in pools)} inputs ({counts})")


def _tell(line: str) -> None:
    print(line.encode("ascii", "backslashreplace").decode(), flush=True)


def _replay(path: Path) -> int:
    name, case = read_case(path)
    result = outcome(TARGETS[name], case)
    _tell(result.told if isinstance(result, Finding) else f"nothing wrong: {result}")
    return int(isinstance(result, Finding))


if __name__ == "__main__":
    sys.exit(main())
