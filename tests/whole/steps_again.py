"""What is to be looked at again: that it is what it should be, and that answering empties the list."""

from __future__ import annotations

from contextlib import closing

from annotator.core.session.desk import AgainKind, LookAgain
from tests.whole.places import given_back
from tests.whole.screens import Screen
from tests.whole.steps import REVIEWERS, somebody, step, watched, working_here
from tests.whole.steps_guidelines import borne_on
from tests.whole.steps_work import confirm_here, edit_here
from tests.whole.world import World

ROUNDS = 4
"""How often the list is opened anew: answers may leave edits in other parts of their quotes."""


@step(3)
def look_again(world: World) -> None:
    """The list is gone through with Enter, which keeps what is shown; then there is nothing on it any more."""
    screen = somebody(world)
    if screen is not None and screen.bench.put_away():
        _look_again(world, screen)
        screen.bench.agenda = None


@step(2)
def look_at_reviews_again(world: World) -> None:
    """The same of a reviewer, whose verdicts a corrected article, labels or guidelines may bear on."""
    here = working_here(world, REVIEWERS)
    if here:
        screen = Screen(world, world.chance.choice(here), "again")
        world.screens["looks again"] = screen
        _look_again(world, screen)
        world.screens.pop("looks again").close()


def _look_again(world: World, screen: Screen) -> None:
    refused: set[str] = set()
    for _ in range(ROUNDS):
        entries = screen.desk.to_look_at_again()
        on_the_list(world, screen, entries)
        if {str(one.place) for one in entries} <= refused:
            break
        world.tell(f"{screen.person.who} looks again at {', '.join(str(one.place) for one in entries)}")
        screen.look_again(entries)
        refused |= _answer_all(world, screen, sum(1 + len(one.before) for one in entries))
    left = {str(one.place) for one in screen.desk.to_look_at_again()}
    about = [one for one in screen.desk.to_look_at_again() if str(one.place) not in refused]
    world.hold(left <= refused, "what was answered is still to be looked at again", left, refused, *about)
    world.checked["looked again"] += 1


def _answer_all(world: World, screen: Screen, most: int) -> set[str]:
    """Press Enter until none is left; where it was refused, as roles overlap, the sentence is passed by."""
    refused = set()
    for _ in range(2 * most):
        if screen.bench.agenda is None or screen.bench.agenda.nothing_left:
            break
        place = str(screen.bench.place)
        if screen.review is not None and screen.review.compares and world.chance.random() < 0.3:
            _edit_first(world, screen)
        confirm_here(world, screen, ("enter",))
        if screen.told.startswith("not confirmed"):
            refused.add(place)
            screen.bench.put_away()
            screen.bench.next_to_decide()
    return refused


def _edit_first(world: World, screen: Screen) -> None:
    """e: what a corrected article changed is edited, and perhaps both versions are shown again."""
    watched(world, screen, lambda: screen.press("e"), "e")
    if screen.review.compares:
        return  # its words are gone
    edit_here(world, screen)
    if world.chance.random() < 0.5:
        rows = watched(world, screen, lambda: screen.press("escape"), "escape")
        world.hold(not rows, "showing both versions again decided something", rows)
    world.checked["corrections edited"] += 1


def on_the_list(world: World, screen: Screen, entries: tuple[LookAgain, ...]) -> None:
    """What is on somebody's list follows from what stands: each sentence once, in the order of the text, with why.

    A screen that was opened before the scheme changed goes on under the one before, and does not ask for the change.
    """
    who, outdated = screen.person.who, screen.revision != world.known.scheme.revision
    here = {*screen.desk.numbers()} - given_back(world, who)  # with places, those that the person has
    places = [one.place for one in entries]
    world.hold(places == sorted({*places}), "a list to look at again is in no order", places)
    world.hold(all(one.reason for one in entries), "there is no reason to look again", entries)
    with closing(world.disk()) as disk:
        asked = _dropped_since(world, who) | borne_on(world, who)
        wanted = set() if outdated else {one for one in asked if one[0] in here}
        left = "SELECT document, position FROM drafts JOIN sentences ON sentences.id = sentence_id WHERE annotator = ?"
        edited = {place for place in disk.execute(left, (who,)) if place[0] in here}
    changed = {(one.place.document, one.place.index) for one in entries if one.under is not None}
    world.hold(changed == wanted, f"{who} is asked to look at other labels again", changed, wanted)
    corrected = {(one.place.document, one.place.index) for one in entries if one.before}
    there = {(place.document, place.index) for place in places}
    world.hold(there == wanted | edited | corrected, f"{who} is to look at other sentences", there, edited, corrected)
    listed = world.command("list", "again", "--annotator", who, "--json").json()["rows"] if who in _known(world) else []
    rows = {(row["article"], row["sentence"] - 1) for row in listed}
    world.hold(outdated or there == {place for place in rows if place[0] in here}, "list again has others", there, rows)
    for one in entries:
        kind = (
            AgainKind.CORRECTED if one.before else AgainKind.CHANGED if one.under is not None else AgainKind.UNCONFIRMED
        )
        world.hold(one.kind is kind, "the first reason to look again is another", one)


def _known(world: World) -> set[str]:
    """Who is an annotator of the database by now."""
    with closing(world.disk()) as disk:
        return {name for (name,) in disk.execute("SELECT name FROM annotators")}


def _dropped_since(world: World, who: str) -> set[tuple[int, int]]:
    """Where a decision holds a topic or value that was split or retired after the revision that it was made under."""
    under, reached = world.revisions_of(who), world.reached()
    return {
        (key.document, key.index)
        for key, said in world.known.stands.items()
        if key.who == who
        and said.answer != "skip"
        and world.known.articles[key.document].present
        and world.known.scheme.dropped_after(said.marked.topics | said.marked.pairs(), reached[under[key]], reached)
    }
