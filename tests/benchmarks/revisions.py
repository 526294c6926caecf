"""How long a changed label scheme takes: `python -m tests.benchmarks.revisions [DECISIONS]`, by default 10,000.

Renames, merges and splits a topic; compares the stale list with one computed from scratch, and the export under the old
revision with the one that was made before. Needs nothing but the checkout. Prints seconds of each.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.store.revising import change, exported, new_database, scheme_of, stale_from_scratch, stale_in

Made = TypeVar("Made")


def main(decisions: int) -> None:
    """Measure, and stop where something differs."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        path = _timed("decisions made", lambda: new_database(where, decisions))
        before = _timed("export before", lambda: exported(path, where / "before.jsonl"))
        topics = ("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather")
        _timed("a renaming", lambda topics=topics: change(path, scheme_of(*topics)))
        _timed(
            "a merge",
            lambda: change(path, scheme_of("economy", 'key = "business"\nwas = "labour"', "games", "weather")),
        )
        split = ('key = "markets"\nwas = "economy"', 'key = "trade"\nwas = "economy"', "business", "games", "weather")
        _timed("a split", lambda: change(path, scheme_of(*split)))
        found = _timed("stale list", lambda: stale_in(path))
        assert found == _timed("stale from scratch", lambda: stale_from_scratch(path, {"economy": 5}))
        after = _timed("export now", lambda: exported(path, where / "after.jsonl"))
        old = _timed("export as of revision 2", lambda: exported(path, where / "old.jsonl", "2"))
        assert old == before != after
        print(f"{len(found)} of {decisions} decisions stale, as from scratch; the old export is the same to the byte")


def _timed(what: str, make: Callable[[], Made]) -> Made:
    began = time.perf_counter()
    made = make()
    print(f"{time.perf_counter() - began:8.2f} s  {what}")
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
