"""What annotators do while they go through what a filter finds."""

from __future__ import annotations

from annotator.core.session.desk import Filter, Mark
from tests.whole.screens import Screen
from tests.whole.steps import somebody, step, watched
from tests.whole.steps_work import confirm_here, reject_here, skip_here, undo_here
from tests.whole.world import World


@step(4)
def work_in_filter(world: World) -> None:
    """One sentence after the other that a filter finds is answered, or gone by: nothing else is opened."""
    screen = somebody(world)
    if screen is None:
        return
    wanted = _drawn(world, screen)
    rows = watched(world, screen, lambda: screen.bench.set_filter(wanted), f"filters {wanted or 'all'}")
    world.hold(not rows, "a filter decided something", rows)
    for _ in range(world.chance.randint(1, 6)):
        matches = screen.bench.matches
        if matches is None:
            break
        _act_in(world, screen)
        here = screen.state.item.id in matches or bool(screen.told) or screen.bench.matches is not matches
        world.hold(here, f"{wanted} goes to what it does not find", screen.place, matches.ids)
        world.checked["steps within a filter"] += 1
    watched(world, screen, screen.bench.clear_filter, "leaves the filter")


def _drawn(world: World, screen: Screen) -> Filter:
    chance = world.chance
    speaker = chance.choice([*screen.state.speakers, ""]) if chance.random() < 0.3 else None
    topic = chance.choice(screen.scheme.topics).key if chance.random() < 0.2 else None
    return Filter(tuple(chance.sample([*Mark], chance.choice((0, 1, 1, 2)))), speaker, topic)


def _act_in(world: World, screen: Screen) -> None:
    way = world.chance.choice(("confirm", "confirm", "confirm", "reject", "skip", "undo", "B", "space"))
    if way == "confirm":
        confirm_here(world, screen, ("enter",))
    elif way == "reject":
        reject_here(world, screen)
    elif way == "skip":
        skip_here(world, screen)
    elif way == "undo":
        undo_here(world, screen)
    else:
        rows = watched(world, screen, lambda: screen.press(way), f"goes: {way}")
        implied = all(after and after.implied for row in rows for _, after in row.changes.values())
        world.hold(implied, "going on in a filter decided a sentence", rows)
