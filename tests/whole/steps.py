"""The list of steps, and what every step at a screen goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.whole.articles import Marked, Part
from tests.whole.screens import PEOPLE, Person, Screen, came_over, screen_of
from tests.whole.world import Answered, Entry, Key, StepRow, World

Act = Callable[[World], None]


class Step(NamedTuple):
    """Something that somebody does; `weight`: how often, beside the others."""

    name: str
    weight: int
    act: Act


STEPS: list[Step] = []


def step(weight: int) -> Callable[[Act], Act]:
    """Let a function be one of the steps."""

    def added(act: Act) -> Act:
        STEPS.append(Step(act.__name__, weight, act))
        return act

    return added


ANNOTATORS = tuple(person for person in PEOPLE if not person.reviews)
REVIEWERS = tuple(person for person in PEOPLE if person.reviews)


def working_here(world: World, people: tuple[Person, ...]) -> list[Person]:
    """Those of the people who work on this database: all of them, but on a copy."""
    return [person for person in people if not world.people or person in world.people]


def somebody(world: World, people: tuple[Person, ...] = ANNOTATORS) -> Screen | None:
    """The screen of one of them who works on this database; None where nobody does, or there is nothing to open."""
    here = working_here(world, people)
    screen = screen_of(world, world.chance.choice(here)) if here else None
    if screen is not None and screen.is_stale:  # it shows, and Enter stores, parts as they began and went on before
        touch(world, screen, structure=True, everywhere=True)
        screen.is_stale = False
    return screen


def watched(world: World, screen: Screen, act: Callable[[], object], about: str) -> list[StepRow]:
    """Do something at a screen; the steps that it made, which are that person's own: so are undo and redo.

    What only came over from an earlier edition is none of them.
    """
    who = screen.person.who
    here = screen.place.document
    world.tell(f"{screen.window} at {here}:{screen.place.index + 1}: {about}")
    act()
    made = world.new_steps()
    for row in made:
        if row.carried:
            came_over(world, row)
    rows = [row for row in made if not row.carried]
    for other in world.screens.values():
        other.is_stale |= bool(rows) and other is not screen and other.person is screen.person
    for row in rows:
        world.hold(row.who == who, f"a step of {row.who} came of what {who} did", row)
        world.hold(all(key.who == who for key in row.changes), f"{who} changed what is somebody else's", row.changes)
        note_step(world, row, document=here)
    return rows


def note_step(world: World, row: StepRow, renamed: tuple[str, str] | None = None, document: int = 0) -> None:
    """Keep a step among those of its person; one that undoes or does again must do just that."""
    stack = world.stack(row.who)
    if row.carried:
        return
    if row.kind == "decide":
        stack.done.append(Entry(row.changes, renamed, document))
        stack.undone.clear()
        if renamed is not None:
            world.give_name((row.who, *renamed))
        return
    taken, given = (stack.done, stack.undone) if row.kind == "undo" else (stack.undone, stack.done)
    if stack.vague:
        given.append(_taken_vaguely(taken, row))
        for _, old, new in row.names:
            _turn_name(world, row, (old, new))
        return
    able = [at for at, one in enumerate(taken) if not is_of_earlier_edition(world, one)]
    world.hold(bool(able), f"{row.kind} where there is nothing to {row.kind}", row.changes)
    entry, side = taken.pop(able[-1]), 0 if row.kind == "undo" else 1
    wanted = entry.changes
    world.hold(set(wanted) == set(row.changes), f"{row.kind} is of another step", row.changes, "of", wanted)
    _turn_name(world, row, entry.renamed)
    for key, (_, after) in row.changes.items():
        right, known = wanted[key][side], world.known.articles.get(key.document)
        if known is not None and known.later is not None:
            continue  # later steps there are passed over, and stand
        world.hold(world.same(after, right), f"{row.kind} brings something else: {key}", after, right)
    given.append(entry)


def _turn_name(world: World, row: StepRow, renamed: tuple[str, str] | None) -> None:
    if renamed is not None and row.kind == "redo":
        world.give_name((row.who, *renamed), again=True)
    elif renamed is not None and (row.who, *renamed) in world.known.names:
        world.known.names.remove((row.who, *renamed))


def _taken_vaguely(taken: list[Entry], row: StepRow) -> Entry:
    """Take out the step that changed just these sentences; where none is known, one that follows from what was done."""
    for at in reversed(range(len(taken))):
        if set(taken[at].changes) == set(row.changes):
            return taken.pop(at)
    turned = {key: (after, before) for key, (before, after) in row.changes.items()}
    return Entry(turned if row.kind == "undo" else row.changes)


def is_of_earlier_edition(world: World, entry: Entry) -> bool:
    """Whether a step is only of articles that were corrected since: undo passes it over."""
    documents = {key.document for key in entry.changes} or {entry.document}
    known = world.known.articles
    return entry.renamed is None and all(one in known and known[one].later is not None for one in documents)


# ---- what a sentence shows to somebody who only looks at it


def suggested_to(world: World, screen: Screen) -> Marked:
    """What is suggested for the sentence in hand, as the screen offers it; nothing where that is withheld."""
    suggestion = screen.state.item.suggestion
    return offered_there(world, screen, world.suggestion(screen.place, suggestion and suggestion.id))


def offered_there(world: World, screen: Screen, marked: Marked) -> Marked:
    """The same without what was not offered when the screen was opened, though it is since."""
    scheme = world.known.scheme
    offered = scheme.today(topic.key for topic in screen.scheme.topics)
    pairs = {scheme.pair_today((one.name, value)) for one in screen.scheme.attributes for value in one.values}
    gone = {key for key in marked.topics if not scheme.today((key,)) <= offered}
    return marked.without(gone, {pair for pair in marked.pairs() if scheme.pair_today(pair) not in pairs})


def untouched(world: World, key: Key) -> bool:
    """Whether a person did nothing to a sentence but, perhaps, press Enter."""
    return key not in world.known.touched


def differs_unasked(world: World, key: Key, shown: Marked, suggested: Marked) -> str | None:
    """How what is shown of a sentence that nobody touched differs from what is suggested; None where it does not.

    A part whose quote lost the part before it is a head there, with the cue and source that it has or is left; else it
    has the speaker that was decided of that part. Names that others gave are shown or not: a page may have been read
    before articles were given places.
    """
    views = {world.today(suggested, key.who), world.today(suggested), *world.as_once_named(suggested)}
    found = [_differs(world, key, world.today(shown, key.who), one) for one in views]
    return None if None in found else found[0]


def _differs(world: World, key: Key, shown: Marked, suggested: Marked) -> str | None:
    shown, suggested = world.offered(shown), world.offered(suggested)
    if shown.topics != suggested.topics:
        return f"topics {sorted(shown.topics)}, suggested {sorted(suggested.topics)}"
    if len(shown.parts) != len(suggested.parts):
        return f"{len(shown.parts)} quotes, suggested {len(suggested.parts)}"
    for one, other in zip(shown.parts, suggested.parts, strict=True):
        if one == other:
            continue
        wanted = other
        if other.continues and not one.continues and lost_its_head(world, key, other):
            wanted = other._replace(continues=False, cue=one.cue, source=one.source)
        elif other.continues and one.speaker in speakers_before(world, key, other):
            wanted = other._replace(speaker=one.speaker)
        if one != wanted:
            return f"{one}, suggested {other}"
    return None


def lost_its_head(world: World, key: Key, part: Part) -> bool:
    """Whether the part before that one of the same suggested quote was taken away by that person.

    Or was not seen: then it is there only where that person marked the quote with the same speaker. Or it was decided
    under another speaker than the part has that was suggested anew.
    """
    spec = world.known.articles[key.document].spec
    owner = spec.owner_of(key.index, part.content)
    before = [index for index in range(key.index) if owner in spec.owners[index]]
    if owner is None or not before:
        return True
    unseen = [one for at in range(before[-1], key.index) if (one := _said(world, key, at)) and one.sight == "withheld"]
    if unseen:
        return not any(
            part.speaker in {mark.speaker for mark in world.today(one.marked, key.who).parts} for one in unseen
        )
    said = _said(world, key, before[-1])
    if said is None:
        return False
    held = {spec.owner_of(before[-1], one.content) for one in said.marked.parts}
    anew = any(len(world.known.suggested[key.document, at]) > 1 for at in (before[-1], key.index))
    other = anew and part.speaker not in {one.speaker for one in world.today(said.marked, key.who).parts}
    return said.answer != "accept" or owner not in held or other


def speakers_before(world: World, key: Key, part: Part) -> set[str | None]:
    """The speakers that the person decided of what is before that part of the same suggested quote."""
    spec = world.known.articles[key.document].spec
    owner = spec.owner_of(key.index, part.content)
    before = (one for at in range(key.index) if owner in spec.owners[at] and (one := _said(world, key, at)) is not None)
    return {mark.speaker for one in before for mark in world.today(one.marked, key.who).parts}


def _said(world: World, key: Key, index: int) -> Answered | None:
    return world.known.stands.get(key._replace(index=index))


def touch(world: World, screen: Screen, structure: bool, everywhere: bool = False) -> None:
    """Note that a person changed the sentence in hand, and with it the other parts of its quotes.

    `structure`: which parts make a quote may be another thing now. `everywhere`: the whole article may be changed.
    """
    place, spec = screen.place, world.known.articles[screen.place.document].spec
    owners = set(spec.owners[place.index])
    mates = [index for index, _ in enumerate(spec.sentences) if everywhere or owners & set(spec.owners[index])]
    world.known.touched |= {place._replace(index=index) for index in {place.index, *mates}}
    if structure:
        around = {place.index - 1, place.index, place.index + 1} & set(range(len(spec.sentences)))
        owners |= {owner for index in around for owner in spec.owners[index]}
    else:
        # A part that continues a quote which is not there goes on with that of the speaker whom it is given.
        owners = {owner for owner in owners if _begins_without(world, place, owner)}
    world.known.loose |= {(place.who, place.document, owner) for owner in owners}


def _begins_without(world: World, place: Key, owner: str) -> bool:
    """Whether the person decided none of the parts of a quote that stand before the sentence."""
    spec = world.known.articles[place.document].spec
    before = [_said(world, place, at) for at in range(place.index) if owner in spec.owners[at]]
    return bool(before) and not any(one is not None and one.marked.parts for one in before)


# ---- what a review goes by


def is_review(who: str) -> bool:
    """Whether that is the name of a reviewer."""
    return who.startswith("review:")


def said_of(world: World, key: Key) -> dict[str, Answered]:
    """What annotators answered of a sentence, those only who looked at it where somebody did."""
    found = {
        one.who: said
        for one, said in world.known.stands.items()
        if one[:2] == key[:2] and not is_review(one.who) and said.answer != "skip"
    }
    looked = {who: said for who, said in found.items() if not said.implied}
    return looked or found


def marks_of(said: Answered) -> Marked:
    """What an answer marks: a rejection nothing."""
    return said.marked if said.answer == "accept" else Marked()


# ---- what a decision may change


def check_decided(world: World, screen: Screen, rows: list[StepRow], place: Key, wanted: Answered) -> None:
    """The sentence in hand got that answer, and others only what goes with it."""
    if not rows:
        world.hold(bool(screen.told), f"nothing was saved of {place}, and nothing said", screen.told)
        return
    if screen.told.startswith("already decided in another window"):
        check_passed(world, rows, place)
        return
    first = rows[0].changes
    world.hold(place in first, f"{place} was not decided", first)
    found = first[place][1]
    world.hold(found is not None and _same_said(world, found, wanted), f"{place} holds another answer", found, wanted)
    for row in rows:
        for key, (before, after) in row.changes.items():
            if key != place:
                world.hold(
                    _may_follow(world, screen, place, key, before, after), f"{key} changed with {place}", before, after
                )


def check_passed(world: World, rows: list[StepRow], place: Key) -> None:
    """The sentence in hand was not decided again: it was gone on, past what needs no look."""
    made = [after for row in rows for _, after in row.changes.values()]
    world.hold(all(after is not None and after.implied for after in made), f"{place} was decided again", made)


def _same_said(world: World, found: Answered, wanted: Answered) -> bool:
    return world.same(found, wanted)


def _may_follow(
    world: World, screen: Screen, place: Key, key: Key, before: Answered | None, after: Answered | None
) -> bool:
    """Whether another sentence may change with one: boilerplate, what is confirmed along, other parts of its quotes."""
    spec = world.known.articles[key.document].spec
    if after is None:
        return False
    if after.implied and after.answer == "reject":
        return spec.boilerplate[key.index] is not None and before is None
    suggested = world.today(world.known.answers[key], key.who)
    here = world.today(after.marked, key.who)
    if after.implied:
        nothing = not suggested.parts and not world.known.scheme.offered(suggested.topics)
        return screen.person.only_suggested and before is None and here == Marked() and nothing
    if key.document != place.document:
        return False
    old = [suggested if before is None else world.today(before.marked, key.who)]
    if before is None and is_review(key.who):  # what annotators agree on counts as it is, until it changes
        old = [world.today(marks_of(said)) for said in said_of(world, key).values()]
    return bool(old) and all(
        here.topics in (one.topics, world.known.scheme.offered(one.topics) if before is None else one.topics)
        and [part.content for part in here.parts] == [part.content for part in one.parts]
        for one in old
    )
