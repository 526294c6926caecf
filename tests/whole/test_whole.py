"""The model of the whole, a little each time, and much where there is time; see `tests/whole/__init__.py`."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.whole.commands import surroundings
from tests.whole.driver import drive, finish, take
from tests.whole.screens import leave_all
from tests.whole.steps import STEPS
from tests.whole.world import World

WEIGHED = [one for one in STEPS for _ in range(one.weight)]


class Whole(RuleBasedStateMachine):
    """The same steps as the driver's, drawn by hypothesis, which looks for the shortest way to what it finds."""

    @initialize(chance=st.randoms(use_true_random=False), articles=st.integers(1, 3))
    def begin(self, chance: random.Random, articles: int) -> None:
        """A database in a folder of its own."""
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="whole-")))
        self.stack.enter_context(surroundings(folder))
        self.world = World(folder, chance, articles)
        self.stack.callback(leave_all, self.world)

    @rule(
        chance=st.randoms(use_true_random=False),
        step=st.sampled_from(WEIGHED),
    )
    def go_on(self, chance: random.Random, step: object) -> None:
        """One step."""
        self.world.chance = chance
        if not self.world.over:
            take(self.world, step)

    def teardown(self) -> None:
        """Everything once more, at the end."""
        if hasattr(self, "stack"):
            with self.stack:
                finish(self.world)


@pytest.mark.long
def test_whatever_people_do_what_must_hold_holds() -> None:
    run_state_machine_as_test(
        Whole,
        settings=settings(
            max_examples=10,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3, 4))])
def test_a_day_of_work_on_a_database(seed: int) -> None:
    drive(seed, steps=20)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1020))
def test_weeks_of_work_on_many_databases(seed: int) -> None:
    drive(seed, steps=100)


@pytest.mark.long
def test_a_life_follows_from_its_seed() -> None:
    """Whatever the order of sets, the time and the names of the day are."""
    told = "from tests.whole.driver import drive; w = drive(7, 20); print(*w.story, w.checked, w.chance.random())"
    stories = [
        subprocess.run(
            [sys.executable, "-c", f"{told}; print(w.folder)"],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.split("\n")
        for seed in ("1", "2")
    ]
    one, other = ("\n".join(lines[:-2]).replace(lines[-2], "") for lines in stories)
    assert one == other


@pytest.mark.long
@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 42), reason="needs a Python with SQLite 3.42 or newer")
def test_all_of_it_holds_with_the_sqlite_of_python_itself() -> None:
    """As where pysqlite3 cannot be installed: an older library, which may not understand what the newest does."""
    without = "import runpy, sys; sys.modules['pysqlite3'] = None; runpy.run_module('tests.whole', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", without, "--databases", "2", "--steps", "80", "--seed", "5"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
