"""What a reviewer does: settling what annotators marked differently, and what all marked alike."""

from __future__ import annotations

from annotator.core.model import Labels
from tests.whole.articles import Marked
from tests.whole.screens import Screen, shown
from tests.whole.steps import REVIEWER, note_step, somebody, step, touch, watched
from tests.whole.steps_work import offered_everywhere, rename_everywhere
from tests.whole.world import Answered, Key, StepRow, World

_KEYS = ("1", "1", "2", "3", "enter", "enter", "0", "x", "s", "down", "m", "e", "w", "escape", "space", "N")


def said_of(world: World, key: Key) -> dict[str, Answered]:
    """What annotators answered of a sentence, those only who looked at it where somebody did."""
    found = {
        one.who: said
        for one, said in world.known.stands.items()
        if one[:2] == key[:2] and not one.who.startswith("review:") and said.answer != "skip"
    }
    looked = {who: said for who, said in found.items() if not said.implied}
    return looked or found


def marks_of(said: Answered) -> Marked:
    """What an answer marks: a rejection nothing."""
    return said.marked if said.answer == "accept" else Marked()


@step(8)
def settle_one(world: World) -> None:
    """Keys of a review: a version is taken as it is shown, or what was made of it."""
    screen = somebody(world, (REVIEWER,))
    if screen is None:
        return
    for _ in range(world.chance.randint(1, 4)):
        place, key = screen.place, world.chance.choice(_KEYS)
        offers = _offers(screen)
        before = screen.shown
        rows = watched(world, screen, lambda key=key: screen.press(key), key)
        _taken_as_shown(world, place, rows, [*offers, before], key)
        if not rows and screen.place == place and screen.shown != before:
            touch(world, screen, True)


def _offers(screen: Screen) -> list[Marked]:
    return [shown(choice.labels) for choice in screen.review.choices] if screen.person.reviews else []


def _taken_as_shown(world: World, place: Key, rows: list[StepRow], offers: list[Marked], key: str) -> None:
    for row in rows:
        world.hold(row.kind == "decide" and place in row.changes, f"{key} settled another sentence", row)
        after = row.changes[place][1]
        world.hold(after is not None, f"{key} took something back", row)
        said = marks_of(after)
        wanted = [world.today(one) for one in (*offers, Marked())]
        world.hold(after.answer == "skip" or world.today(said) in wanted, f"{key} settled with what nobody saw", after)


@step(3)
def settle_alike(world: World) -> None:
    """Everything that all marked alike at once: at the screen, or by the command."""
    if world.chance.random() < 0.5:
        screen = somebody(world, (REVIEWER,))
        if screen is None:
            return
        watched(world, screen, lambda: screen.press("A"), "A")
        if (offered := offered_everywhere(screen)) is not None:  # nothing is alike: y means what M offered before
            rename_everywhere(world, screen, offered)
            return
        edited, place, sentence = screen.shown if screen.state.unconfirmed else None, screen.place, screen.state.item.id
        rows = watched(world, screen, lambda: screen.press("y"), "y")
        is_here = world.known.articles[place.document].present
        if edited is not None and is_here and not any(place in row.changes for row in rows):
            left = screen.shown
            if screen.place != place:  # nothing is left to settle there: it went on, and the edits wait
                (item,) = screen.desk.items((sentence,))
                left = shown(item.draft or Labels())
            kept = world.today(left) == world.today(edited)
            world.hold(kept, "edits were gone when others were settled", edited, left)
    else:
        world.tell("review settle")
        world.command("review", "settle", "--annotator", REVIEWER.name)
        rows = world.new_steps()
        for row in rows:
            note_step(world, row)
    for row in rows:
        for key, (before, after) in row.changes.items():
            said = said_of(world, key)
            alike = {world.today(marks_of(one)) for one in said.values()}
            world.hold(before is None or before.answer == "skip", f"{key} was settled before", before)
            world.hold(len(said) > 1 and len(alike) == 1, f"{key} was settled though not all marked it alike", said)
            world.hold(
                after is not None and world.today(marks_of(after)) in alike, f"{key} was settled otherwise", after, said
            )
