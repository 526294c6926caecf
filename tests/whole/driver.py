"""Steps drawn one after the other, each followed by what must hold."""

from __future__ import annotations

import os
import random
import tempfile
from contextlib import closing
from pathlib import Path

from tests.whole import (  # noqa: F401 - they declare steps
    figures,
    steps_again,
    steps_articles,
    steps_by_rules,
    steps_copies,
    steps_elsewhere,
    steps_filter,
    steps_guidelines,
    steps_lead,
    steps_qualification,
    steps_review,
    steps_suggesters,
    steps_work,
    truths,
)
from tests.whole.articles import sha256
from tests.whole.commands import surroundings
from tests.whole.old import begin_with
from tests.whole.screens import leave_all
from tests.whole.steps import STEPS, Step
from tests.whole.world import Violation, World

TOLD = int(os.environ.get("WHOLE_TOLD", "60"))
"""How many lines of what was done before a violation tells."""


def take(world: World, step: Step) -> None:
    """Do one step and ask all that must hold. A violation tells what was done before."""
    world.tell(f"-- {step.name}")
    try:
        before = (world.last_step, world.known.scheme.toml(), len(world.present()))
        step.act(world)
        if world.over:
            return
        truths.check_all(world, before != (world.last_step, world.known.scheme.toml(), len(world.present())))
        figures.check_some(world)
    except Violation as found:
        raise _told(world, found) from None
    world.did[step.name] += 1


def _told(world: World, found: Violation) -> Violation:
    return Violation("\n".join([str(found), "after:", *world.story[-TOLD:]]))


def finish(world: World) -> None:
    """What must hold at the end; the story ends with what happened in all, as one number."""
    if not world.over:
        try:
            truths.check_at_last(world)
        except Violation as found:
            raise _told(world, found) from None
    with closing(world.disk()) as disk:
        rows = (disk.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in ("events", "decisions"))
        world.tell(f"-- ended with {sha256(repr([*rows]))}")


OLD = 0.1
"""The share of lives that begin with a database of an earlier version."""


def drive(seed: int, steps: int, articles: int | None = None, path: Path | None = None) -> World:
    """A database of its own, and so many steps. Raises Violation.

    `articles`: so many at first; `path`: what it begins with.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="whole-") as made, surroundings(Path(made), seed):
        world = World(Path(made), chance, articles=articles or chance.randint(2, 6))
        try:
            if path is not None or (articles is None and chance.random() < OLD):
                begin_with(world, path)
            for _ in range(steps):
                if world.over:
                    break
                take(world, chance.choices(STEPS, [one.weight for one in STEPS])[0])
            finish(world)
        finally:
            leave_all(world)
    return world
