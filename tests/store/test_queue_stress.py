"""The program that proves the queue with processes, kill -9 and jumping clocks, at a size for every day.

`python -m tests.benchmarks.queue_stress` runs it with eight processes and 2,000 takes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store.files.database import opened
from tests.benchmarks.queue_stress import lost, prepare, run, too_many

pytestmark = pytest.mark.long


def test_processes_that_are_killed_share_slots_and_lose_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, takes=24, processes=3, seed=3, kill_every=0.6, at_most=300)
    assert found.wrong == ()
    assert found.saves > 0
    assert found.kills > 0


def test_the_program_would_see_what_it_looks_for(tmp_path: Path) -> None:
    path, log = tmp_path / "annotator.db", tmp_path / "worker-0.log"
    prepare(path, 2, 2)
    log.write_text("saved 1 1 accept\ntook 0.1\nsaved 2 1 acc", encoding="ascii")
    assert [*lost(path, [log])] == ["worker-0: saved 1 1 accept is not in the database"]
    assert [*too_many(path)] == []
    with opened(path) as connection:
        connection.execute("DELETE FROM slots")
        connection.execute("INSERT INTO leases VALUES (1, 1, 1, 'worker-0', '', 'held', NULL, NULL, 1)")
    assert [*too_many(path)] == ["article 1: 1 count, by 1 people, of 0 slots"]
