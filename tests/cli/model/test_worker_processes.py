"""Worker processes: order, bounds, what happens when one is killed, and that none outlives its parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.cli.model.workers import AHEAD, TRIES, in_processes
from annotator.core.errors import EnvironmentFailed, InputRefused
from tests.cli.worker_jobs import Echo

ROOT = Path(__file__).resolve().parents[2]
LONG = "x" * 300_000
"""More than a pipe holds."""


def test_results_come_in_the_order_of_the_items_whoever_is_ready_first(tmp_path: Path) -> None:
    items = ["a late", f"b {LONG}", f"c {LONG}", f"d {LONG}", f"e {LONG}", "z"]
    assert list(in_processes(Echo(tmp_path), iter(items), 2, str)) == items
    assert multiprocessing.active_children() == []


def test_items_are_taken_only_so_far_ahead(tmp_path: Path) -> None:
    taken: list[str] = []

    def items() -> Iterator[str]:
        for number in range(200):
            taken.append(f"n{number}")
            yield taken[-1]

    results = in_processes(Echo(tmp_path), items(), 2, str)
    for number in range(5):
        assert next(results) == f"n{number}"
        assert len(taken) <= number + 1 + 2 * AHEAD
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_killed_worker_is_replaced_and_its_items_are_done_again(tmp_path: Path) -> None:
    items = ["a", "b dies once", "c", "d dies once", "e", "f"]
    assert list(in_processes(Echo(tmp_path), iter(items), 2, str)) == items
    assert len(list(tmp_path.glob("b.*"))) == len(list(tmp_path.glob("d.*"))) == 2


def test_an_item_that_kills_twice_is_named_after_the_results_before_it(tmp_path: Path) -> None:
    results = in_processes(Echo(tmp_path), iter(["a", "b dies", "c"]), 2, str)
    assert next(results) == "a"
    with pytest.raises(EnvironmentFailed, match=r"^b dies: .* twice \(signal 9\); .*--workers"):
        next(results)
    assert len(list(tmp_path.glob("b.*"))) == TRIES
    assert multiprocessing.active_children() == []


def test_errors_are_raised_when_it_is_their_turn(tmp_path: Path) -> None:
    results = in_processes(Echo(tmp_path), iter(["a late", "b refused", "c", "z"]), 2, str)
    assert next(results) == "a late"
    with pytest.raises(InputRefused, match="b is wrong; mend it") as caught:
        next(results)
    assert "worker_jobs.py" in caught.value.__notes__[0], "where it happened"


def test_what_fails_when_workers_begin_is_raised_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(in_processes(Echo(tmp_path / "missing"), iter("ab"), 2, str))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.cli.worker_jobs", str(tmp_path)]
    parent = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    if number == signal.SIGINT:
        os.killpg(parent.pid, number)  # as a terminal does
    else:
        parent.send_signal(number)
    _, told = parent.communicate(timeout=600)
    assert told.count("Traceback") <= 1, "workers leave it to their parent"
    deadline = time.monotonic() + 300
    while any(map(_runs, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(_runs, workers))


def _runs(process: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        return " Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return False
