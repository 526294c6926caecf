"""What a reviewer does: settling what annotators marked differently, and what all marked alike."""

from __future__ import annotations

import json
from contextlib import closing

from annotator.core.errors import AnnotatorError
from annotator.core.model import Labels
from tests.whole.articles import Marked
from tests.whole.screens import Person, Screen, shown
from tests.whole.steps import (
    ANNOTATORS,
    REVIEWERS,
    is_review,
    marks_of,
    note_step,
    said_of,
    somebody,
    step,
    touch,
    watched,
    working_here,
)
from tests.whole.steps_lead import rename_one_of
from tests.whole.steps_work import take_offer
from tests.whole.world import Key, StepRow, World, looked_at, origin_of

_KEYS = ("1", "1", "2", "3", "enter", "enter", "0", "x", "s", "down", "m", "e", "w", "escape", "space", "N", "r", "B")
_AFTER = {
    "renamed": ("1", "2"),
    "e": ("escape", "enter"),
    "m": ("escape", "enter"),
    "down": ("enter",),
    "escape": ("r",),
}
"""What is often pressed after a key."""


def reviewer_of(world: World, key: Key) -> str | None:
    """Under whose name the review of a sentence stands: of several that was made last, one that looked at it first."""
    own = [
        one
        for one, said in world.known.stands.items()
        if one[:2] == key[:2] and is_review(one.who) and said.answer != "skip"
    ]
    return max(own, key=lambda one: _made(world, one)).who if own else None


def _made(world: World, key: Key) -> tuple[bool, int, str]:
    """Whether what stands of somebody was looked at, when it was decided first, in whichever edition, and its uuid."""
    with closing(world.disk()) as disk:
        decision, uuid = disk.execute(
            "SELECT d.id, d.uuid FROM heads JOIN decisions AS d ON d.id = decision JOIN sentences ON sentences.id ="
            " heads.sentence_id WHERE (document, position, heads.annotator) = (?, ?, ?)",
            key,
        ).fetchone()
        made = "SELECT clock FROM decisions AS d JOIN events ON events.id = d.event WHERE d.id = ?"
        (clock,) = disk.execute(made, (origin_of(disk, decision),)).fetchone()
        return looked_at(disk, decision), clock, uuid


@step(8)
def settle_one(world: World) -> None:
    """Keys of a review: a version is taken as it is shown, or what was made of it, with why people differed."""
    screen = somebody(world, REVIEWERS)
    if screen is None:
        return
    key = ""
    if world.chance.random() < 0.3:
        # While the screen shows versions with that name.
        rename_one_of(world, {part.speaker for marked in _offers(screen) for part in marked.parts})
        key = "renamed"
    for _ in range(world.chance.randint(1, 6)):
        place, often = screen.place, _AFTER.get(key, ())
        key = world.chance.choice(often if often and world.chance.random() < 0.6 else _KEYS)
        if screen.review.compares and world.chance.random() < 0.3:
            _say_why(world, screen)
        offers, because = _offers(screen), screen.review.because
        takes = _taken_by(world, screen, key)
        before = screen.shown
        rows = watched(world, screen, lambda key=key: screen.press(key), key)
        _taken_as_shown(world, place, rows, [*offers, before], key)
        if screen.told.endswith("look again, and confirm"):
            offered, stands = screen.review.case, screen.desk.case(screen.state.item.id)
            world.hold(offered == stands, f"versions of before a change are offered of {place}", offered, stands)
            world.checked["versions read again"] += 1
        _kept_why(world, place, rows, [because.cause, because.paragraph], takes)
        if not rows and screen.place == place and screen.shown != before:
            touch(world, screen, True)


def _say_why(world: World, screen: Screen) -> None:
    """w and W: why people differed, and which paragraph of the guidelines has the gap."""
    if world.chance.random() < 0.5:
        screen.press("w")
    else:
        screen.review.say_paragraph(world.chance.choice(screen.review.guideline_paragraphs()).id)


def _taken_by(world: World, screen: Screen, key: str) -> set[int]:
    """The number of the version of annotators that a digit takes, if it does, and if it still is what one of them said.

    It may have been taken back on another copy, which was merged while the version is shown.
    """
    choices = screen.review.choices if screen.review.compares else ()
    with closing(world.disk()) as disk:
        stand = {decision for (decision,) in disk.execute("SELECT decision FROM heads")}
    return {one.number for number, one in enumerate(choices, 1) if key == str(number) and stand & {*one.decisions}}


def _kept_why(world: World, place: Key, rows: list[StepRow], why: list[str | None], takes: set[int]) -> None:
    """What is settled is kept with why people differed, as it was said, and with which version was taken."""
    for row in rows:
        if row.kind == "decide" and row.changes[place][1].answer != "skip":
            with closing(world.disk()) as disk:
                sql = "SELECT verdict FROM decisions WHERE event = ? AND sentence_id = (SELECT id FROM sentences"
                found = disk.execute(f"{sql} WHERE (document, position) = (?, ?))", (row.id, *place[:2])).fetchone()
            verdict = json.loads(found[0])
            kept = [verdict["cause"], verdict["paragraph"]]
            world.hold(kept == why, f"{place} is kept with another reason why people differed", kept, why)
            is_told = not takes or verdict["taken"]  # begun anew it may be what others marked
            world.hold(is_told, f"{place} is kept as settled as by nobody, though a version was taken", verdict, takes)
            world.checked["reasons of reviews"] += why[0] is not None
            world.checked["versions taken"] += len(takes)


def _answered_before(world: World, place: Key) -> bool:
    """Whether the reviewer answered another sentence of the same quote before, so that it may not be there to go on."""
    owners = [{*one} for one in world.known.articles[place.document].spec.owners]
    before = (index for index in range(place.index) if owners[index] & owners[place.index])
    return any(place._replace(index=index) in world.known.stands for index in before)


def _begun_anew(marked: Marked) -> Marked:
    return marked._replace(parts=tuple(part._replace(continues=False) for part in marked.parts))


def _offers(screen: Screen) -> list[Marked]:
    return [shown(choice.labels) for choice in screen.review.choices] if screen.person.reviews else []


def _taken_as_shown(world: World, place: Key, rows: list[StepRow], offers: list[Marked], key: str) -> None:
    for row in rows:
        if key == "r" and row.kind == "redo":
            continue
        world.hold(row.kind == "decide" and place in row.changes, f"{key} settled another sentence", row)
        after = row.changes[place][1]
        world.hold(after is not None, f"{key} took something back", row)
        said = marks_of(after)
        anew = [_begun_anew(one) for one in offers] if _answered_before(world, place) else []
        wanted = [world.today(one) for one in (*offers, *anew, Marked())]
        world.hold(after.answer == "skip" or world.today(said) in wanted, f"{key} settled with what nobody saw", after)


def _scope(world: World, reviewer: Person) -> list[str]:
    """What a reviewer reviews, as options of commands; perhaps of one article alone."""
    scope = reviewer.scope
    words = ["--audit", str(scope.share), *["--early"] * scope.early, *["--settled"] * scope.again]
    number = world.chance.choice(world.present()).number
    return [*words, "--document", str(number)] if world.chance.random() < 0.3 else words


@step(3)
def settle_alike(world: World) -> None:
    """Everything that all marked alike at once: at the screen, or by the command."""
    if world.chance.random() < 0.5:
        screen = somebody(world, REVIEWERS)
        if screen is None:
            return
        watched(world, screen, lambda: screen.press("A"), "A")
        if screen.bench.offer is not None and not screen.review.offered:  # y means what was offered before
            take_offer(world, screen)
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
        reviewers = working_here(world, REVIEWERS)
        if not reviewers:
            return
        reviewer = world.chance.choice(reviewers)
        words = _scope(world, reviewer)
        world.tell(f"review settle {words} of {reviewer.name}")
        world.command("review", "settle", "--annotator", reviewer.name, *words)
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


@step(2)
def read_feedback(world: World) -> None:
    """Annotators read what review decided otherwise: each sentence, as it was decided, and that changes nothing."""
    before = _events(world)
    try:
        screen = Screen(world, world.chance.choice(ANNOTATORS), "feedback")
    except AnnotatorError as error:
        world.tell(f"there is no feedback: {error}")
        return
    with closing(screen):
        world.tell(f"{screen.person.who} reads feedback")
        many = len(screen.bench.agenda)
        seen = set()
        for key in ["enter"] * many + world.chance.choices(_READING, k=6):
            lesson = screen.review.lesson
            if lesson is not None:
                seen.add(lesson.place)
                place = Key(lesson.place.document, lesson.place.index, screen.person.who)
                _taught(world, screen, place, lesson.own, lesson.settled)
            screen.press(key)
        world.hold(len(seen) == many, "feedback passes over a sentence", seen, many)
    world.hold(_events(world) == before, "reading feedback wrote something")
    world.checked["feedback read"] += many


_READING = ("x", "s", "1", "u", "e", "f", "y", "M", "z", "left", "down", "A")


def _taught(world: World, screen: Screen, place: Key, *sides: Labels) -> None:
    reviewer = reviewer_of(world, place)
    both = [world.known.stands.get(place), world.known.stands.get(place._replace(who=reviewer or ""))]
    told = [world.today(shown(one)) for one in sides]
    known = [world.today(marks_of(said)) for said in both if said is not None]
    world.hold(told == known, f"feedback of {place} shows what was not decided", told, known)


def _events(world: World) -> int:
    with closing(world.disk()) as disk:
        return int(disk.execute("SELECT count(*) FROM events").fetchone()[0])
