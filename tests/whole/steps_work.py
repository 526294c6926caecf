"""What annotators do at the screen."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise

from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.session.current import Offer
from annotator.core.session.desk import Filter, Mark, Order, Place
from annotator.core.session.several import Sentences, TopicChange, strangers, sure_enough
from annotator.core.session.state import shown_labels, was_edited
from annotator.store.desk.desk import SqliteDesk
from annotator.store.read.reader import Reader
from annotator.tui.keys import Call
from tests.memory_desk import every_match, matches
from tests.whole.articles import Marked
from tests.whole.screens import PEOPLE, Screen
from tests.whole.steps import (
    ANNOTATORS,
    check_decided,
    check_passed,
    differs_unasked,
    is_of_earlier_edition,
    offered_there,
    somebody,
    step,
    suggested_to,
    touch,
    untouched,
    watched,
)
from tests.whole.world import Answered, Key, World


@step(30)
def confirm(world: World) -> None:
    """Enter: what is shown is saved, and what is shown of an untouched sentence is what was suggested."""
    _confirm(world, ("enter",))


@step(3)
def confirm_along(world: World) -> None:
    """z and Z: what follows and shows no quote of its own is saved with it."""
    _confirm(world, ("z", "Z"))


@step(6)
def confirm_several(world: World) -> None:
    """Enter, again and again, as most work is."""
    for _ in range(world.chance.randint(2, 8)):
        _confirm(world, ("enter",), world.chance.choice(ANNOTATORS).name)


def _confirm(world: World, keys: tuple[str, ...], name: str | None = None) -> None:
    people = tuple(person for person in ANNOTATORS if name in (None, person.name))
    screen = somebody(world, people)
    if screen is not None:
        confirm_here(world, screen, keys)


def confirm_here(world: World, screen: Screen, keys: tuple[str, ...]) -> None:
    """Confirm what a screen shows, with one of these keys."""
    place, shown, state = screen.place, screen.shown, screen.state
    present = world.known.articles[place.document].present  # else nothing is stored, whatever is shown
    if present and untouched(world, place) and not state.item.decided:
        found = differs_unasked(world, place, shown, suggested_to(world, screen))
        world.hold(found is None, f"Enter alone would store what nobody suggested, at {place}", found, screen.told)
        if screen.revision == world.known.scheme.revision:
            is_offered = world.offered(world.today(shown)) == world.today(shown)
            world.hold(is_offered, f"Enter alone would store what is offered no more, at {place}", shown)
        if found is not None:
            touch(world, screen, True)
    if not untouched(world, place) and any(strangers(state)):
        world.known.warned.add(place)
    world.checked["enter alone"] += 1
    gone = screen.review is not None and screen.review.why_not(Call("reject", ())) is not None  # Enter only says: seen
    asked = state.item.asked and not screen.bench.skipped_wait and not screen.bench.again_waits and not gone
    sight = "suggestion" if state.item.withheld is None else "withheld"
    wanted = Answered("accept", shown, *state.draft.note_and_flag, False, sight)
    goes_on = screen.bench.says_again(Answer.ACCEPT)  # Enter opens what came in meanwhile
    rows = watched(world, screen, lambda: screen.press(world.chance.choice(keys)), "confirms")
    if goes_on:
        check_passed(world, rows, place)
    elif asked:
        check_decided(world, screen, rows, place, wanted)


@step(5)
def reject(world: World) -> None:
    """x: nothing is here."""
    screen = somebody(world)
    if screen is not None:
        reject_here(world, screen)


def reject_here(world: World, screen: Screen) -> None:
    """Reject what a screen shows."""
    if screen.state.item.asked:
        _answer(world, screen, "x", "reject", Marked())


@step(3)
def skip(world: World) -> None:
    """s: later."""
    screen = somebody(world)
    if screen is not None:
        skip_here(world, screen)


def skip_here(world: World, screen: Screen) -> None:
    """Skip what a screen shows."""
    if not screen.state.item.asked:
        return
    place = screen.place
    before = world.known.stands.get(place)
    unlike = before is not None and differs_unasked(world, place, screen.shown, suggested_to(world, screen))
    if unlike or (before is not None and before.answer == "reject"):
        world.known.touched.add(place)  # what was decided is put off as an edit
    _answer(world, screen, "s", "skip", screen.shown)


def _answer(world: World, screen: Screen, key: str, answer: str, marked: Marked) -> None:
    place, state = screen.place, screen.state
    sight = "suggestion" if state.item.withheld is None else "withheld"
    wanted = Answered(answer, marked, *state.draft.note_and_flag, False, sight)
    rows = watched(world, screen, lambda: screen.press(key), f"answers {answer}")
    check_decided(world, screen, rows, place, wanted)


@step(2)
def confirm_all(world: World) -> None:
    """A: all that is left of the article from a score on."""
    screen = somebody(world)
    if screen is None:
        return
    chosen = sure_enough(screen.state, world.chance.choice((0.0, 0.6, 0.9)), world.chance.random() < 0.5)
    place, here = screen.place, screen.state.page.number
    rows = watched(world, screen, lambda: screen.bench.accept_all(chosen), f"confirms all of {chosen}")
    world.hold(not rows or screen.bench.offer is None, "a speaker is offered to what was just confirmed")
    for row in rows[:1]:
        for key, (before, after) in row.changes.items():
            boilerplate = after is not None and after.implied and after.answer == "reject"
            world.hold(boilerplate or key.index in chosen, f"{key} was decided with {chosen}", after)
            if boilerplate or not untouched(world, key) or after is None or before is not None or key.document != here:
                continue
            found = differs_unasked(world, key, after.marked, offered_there(world, screen, world.known.answers[key]))
            world.hold(found is None, f"A stored what nobody suggested, at {key} (from {place})", found)


# ---- edits

_SPEAKERS = ("1", "2", "3", "0")
_NAMES = ("Nora Quist", "Anna Berg", "Helena Marsh", "Zoë Lind")
_SOFT = (("d",), ("comma",), *((number,) for number in _SPEAKERS), ("semicolon", "s", "1"), ("semicolon", "s", "2"))
_SOFT += (("S", "a"), ("S", "b"), ("S", "z"))
_HARD = (
    ("c",),
    ("plus",),
    ("minus",),
    ("delete",),
    ("e",),
    ("E",),
    ("P",),
    ("full_stop",),
    ("left_square_bracket",),
    ("right_square_bracket",),
    ("left_curly_bracket",),
    ("right_curly_bracket",),
    ("tab", "tab", "right_curly_bracket"),
    ("less_than_sign",),
    ("tab", "greater_than_sign"),
    ("equals_sign",),
)
_NOTES = ("ask the desk", "=1+1", "„so“, or 'so'?\t- \\n", "🙂 später", "")
_WAYS = ("soft", "soft", "hard", "hard", "point", "topic", "name", "note", "note", "offer", "merge names")
_POINTED = ("a", "p", "C", "m", "v", "b", "minus")


@step(14)
def edit(world: World) -> None:
    """Change what is shown, in one of all the ways that there are, and leave it unconfirmed."""
    screen = somebody(world, PEOPLE)
    if screen is None:
        return
    for _ in range(world.chance.choice((1, 1, 2, 3, 6))):
        if screen.review is not None and screen.review.compares:  # again, where Escape left the version
            watched(world, screen, lambda: screen.press("e"), "edits a version")
        edit_here(world, screen)


def edit_here(world: World, screen: Screen) -> None:
    """Change what a screen shows, and perhaps say yes to what is offered then."""
    _edit(world, screen)
    if screen.bench.offer is not None and world.chance.random() < 0.4:
        take_offer(world, screen)


def take_offer(world: World, screen: Screen) -> None:
    """y: the same speaker elsewhere, too. Nothing else changes, and nothing of anybody else."""
    offered, place, offer = offered_everywhere(screen), screen.place, screen.bench.offer
    if offered is not None:
        rename_everywhere(world, screen, offered)
        return
    rows = watched(world, screen, lambda: screen.press("y"), f"y: {offer.question}")
    world.hold(len(rows) <= 1 and (rows or screen.told), "y is not one step", rows, screen.told)
    for row in rows:
        for key, (before, after) in row.changes.items():
            world.hold(key.document == place.document, "y changed another article", key)
            same = before is None or _with_no_names(before) == _with_no_names(after)
            world.hold(same, f"y changed more than speakers at {key}", before, after)
    touch(world, screen, False, everywhere=True)
    world.checked["speakers given elsewhere"] += 1


def _with_no_names(said: Answered) -> Answered:
    parts = tuple(part._replace(speaker=None) for part in said.marked.parts)
    return said._replace(marked=said.marked._replace(parts=parts))


def _edit(world: World, screen: Screen) -> None:
    chance, before, names = world.chance, screen.shown, screen.state.speakers
    way = chance.choice(_WAYS)
    if chance.random() < 0.3:
        screen.press("down")
    about, act = way, lambda: None
    if way in ("soft", "hard"):
        keys = chance.choice(_SOFT if way == "soft" else _HARD)
        about, act = " ".join(keys), lambda: _press_in_turn(screen, keys)
    elif way == "point":
        about, act = _pointing(world, screen)
    elif way == "topic":
        letter = chance.choice(screen.scheme.topics).letter
        about, act = f"t {letter}", lambda: _press_in_turn(screen, ("t", letter))
    elif way == "name" and screen.state.chosen_quote is not None:
        name = chance.choice((*_NAMES, *names))
        about, act = f"/ {name}", lambda: screen.give_speaker(name)
    elif way == "note":
        note = chance.choice(_NOTES)
        about, act = chance.choice(
            (("f", lambda: screen.press("f")), *[(f"n {note}", lambda: screen.give_note(note))] * 2)
        )
    elif way == "offer":
        if (offered := offered_everywhere(screen)) is not None:
            rename_everywhere(world, screen, offered)
            return
        about, act = "y", lambda: screen.press("y")
    elif way == "merge names":
        _merge_names(world, screen)
        return
    rows = watched(world, screen, act, f"edits: {about}")
    if way != "offer":
        world.hold(not rows, f"an edit was saved before it was confirmed: {about}", rows)
    # Undo may leave half of what was changed there and back.
    if screen.shown != before or screen.state.past or way == "offer":
        # Taking a quote away puts no others together.
        touch(world, screen, way in ("hard", "point") and about != "delete", everywhere=way == "offer")
    if about.startswith("n "):
        has = screen.state.draft.note_and_flag.note
        world.hold(has == (about[2:] or None), "a sentence has another note than it was given", has, about)
        world.checked["notes given"] += 1
    _check_roles(world, screen, before, about)
    world.checked["edits"] += 1


def _press_in_turn(screen: Screen, keys: tuple[str, ...]) -> None:
    """Press keys of which the first may mean nothing here: then the others would mean something else."""
    screen.press(keys[0])
    if keys[0] == "tab" or screen.mode is not None:
        for key in keys[1:]:
            screen.press(key)
        screen.end_mode()


def _pointing(world: World, screen: Screen):
    """Point out a span by the letters of words, perhaps in another sentence, perhaps none."""
    chance, keys = world.chance, [world.chance.choice(_POINTED)]

    def act() -> None:
        screen.press(keys[0])
        if screen.pointing is None:
            return
        if keys[0] in "vbp" and chance.random() < 0.3:
            keys.append(chance.choice(("down", "up", "delete")))
            screen.press(keys[-1])
        for _ in range(2):
            pointing = screen.pointing
            if pointing is None or not pointing.labels:
                break
            letters = chance.choice(sorted(pointing.labels))
            letters = letters.upper() if pointing.first is not None or chance.random() < 0.3 else letters
            for letter in letters:
                keys.append(letter)
                screen.press(letter)
            if chance.random() < 0.5:
                break
        screen.press("escape")

    return f"points {keys[0]}", act


def _merge_names(world: World, screen: Screen) -> None:
    """M: two names made one in the article. Only speakers change, and only of the person's own."""
    quote = screen.state.chosen_quote
    others = [name for name in screen.state.speakers if quote is not None and name != quote.speaker]
    if quote is None or quote.speaker is None or not others or (screen.review is not None and screen.review.compares):
        return
    old, new = quote.speaker, world.chance.choice(others)
    rows = watched(world, screen, lambda: screen.bench.rename(old, new), f"M: {old} is {new} in this article")
    check_renamed(world, rows, old, new)
    touch(world, screen, False, everywhere=True)


def offered_everywhere(screen: Screen) -> Offer | None:
    """The renaming that is offered in all articles, if one is."""
    offer = screen.bench.offer
    return offer if offer is not None and offer.changes is None else None


def rename_everywhere(world: World, screen: Screen, offer: Offer) -> None:
    """y after M: the same in all articles, as one step, which alone gives the name."""
    rows = watched(world, screen, lambda: screen.press("y"), f"y: {offer.old} is {offer.new} everywhere")
    check_renamed(world, rows, offer.old, offer.new)
    done = world.stack(screen.person.who).done
    for row in rows:
        done[-1] = done[-1]._replace(renamed=(offer.old, offer.new))
        world.give_name((row.who, offer.old, offer.new))


def check_renamed(world: World, rows: list, old: str, new: str) -> None:
    """Steps changed nothing but that name."""
    for row in rows:
        for key, (before, after) in row.changes.items():
            world.hold(before is not None and after is not None, f"a renaming decided {key}", before, after)
            wanted = before._replace(marked=_with_name(before.marked, old, new))
            world.hold(
                world.same(wanted, after), f"a renaming changed more than {old} to {new} at {key}", before, after
            )


def _with_name(marked: Marked, old: str, new: str) -> Marked:
    parts = (part._replace(speaker=new) if part.speaker == old else part for part in marked.parts)
    return marked._replace(parts=tuple(parts))


def _check_roles(world: World, screen: Screen, before: Marked, about: str) -> None:
    """An edit leaves no span empty, outside its sentence, or over another role of its quote."""
    spec = world.known.articles[screen.place.document].spec
    places = [(part.content, part.cue, part.source) for part in before.parts]
    if any(wrong_roles(spec.sentences, *one) for one in places):
        return  # of another tool or an earlier version: Enter refuses it
    for part in screen.shown.parts:
        if (part.content, part.cue, part.source) not in places:
            found = wrong_roles(spec.sentences, part.content, part.cue, part.source)
            world.hold(found is None, f"{about} made a quote whose roles cannot be: {found}", screen.place, part)


def wrong_roles(sentences, content, cue, source) -> str | None:
    """What is wrong with the roles of a quote: each is in one sentence, none is empty, none overlaps another."""
    for name, span in (("cue", cue), ("source", source)):
        if span is None:
            continue
        if not any(start <= span[0] < span[1] <= end for start, end in sentences):
            return f"the {name} {span} is not in one sentence"
        if any(span[0] < end and start < span[1] for start, end in content):
            return f"the {name} {span} overlaps the content"
    if cue and source and cue[0] < source[1] and source[0] < cue[1]:
        return f"cue {cue} and source {source} overlap"
    pieces = sorted(content)
    if any(start >= end for start, end in pieces) or any(a[1] > b[0] for a, b in pairwise(pieces)):
        return f"the content {pieces} is empty or overlaps itself"
    return None


# ---- moving, undoing, leaving


@step(10)
def move(world: World) -> None:
    """Go somewhere else: nothing is decided by that."""
    screen = somebody(world, PEOPLE)
    if screen is None:
        return
    article = world.chance.choice(world.present())
    place = Place(article.number, world.chance.randrange(len(article.spec.sentences)))
    order = world.chance.choice([*Order])
    ways = {
        "left": lambda: screen.press("left"),
        "right": lambda: screen.press("right"),
        "space": lambda: screen.press("space"),
        f"g {place}": lambda: screen.bench.go(place),
        "filter": lambda: screen.press("escape"),
        f"O {order}": lambda: screen.bench.set_order(order),
    }
    about = world.chance.choice(sorted(ways))
    rows = watched(world, screen, ways[about], f"goes: {about}")
    implied = all(after and after.implied for row in rows for _, after in row.changes.values())
    world.hold(implied, "going somewhere decided a sentence", rows)
    listed = sorted(screen.bench.document_numbers())
    world.hold(listed == sorted(screen.desk.numbers()), f"{screen.bench.order} has other articles", listed)


@step(10)
def undo(world: World) -> None:
    """u, once or until nothing is left: one's own last step and only it, as often as there are steps."""
    screen = somebody(world, PEOPLE)
    if screen is None:
        return
    for _ in range(world.chance.choice((1, 1, 1, 2, 3, 60))):
        if not undo_here(world, screen):
            break


def undo_here(world: World, screen: Screen) -> bool:
    """Undo the last step of whoever has a screen open; False where nothing is left."""
    answers = dict(world.known.answers)
    here = screen.place
    rows = watched(world, screen, lambda: screen.press("u"), "undoes")
    if " again undoes it (" in screen.told:
        world.hold(not rows and screen.place == here, "undo did something before it was asked again", rows)
        asked_for_here = f"in article {here.document}" in screen.told or "in article " not in screen.told
        rows = watched(world, screen, lambda: screen.press("u"), "undoes")
        elsewhere = [key for row in rows for key in row.changes if key.document != here.document]
        needed = bool(elsewhere) or not rows or not rows[0].changes or not asked_for_here
        world.hold(needed, "undo stopped without need", rows)
        world.checked["undo in another article"] += 1
    elif rows and screen.bench.listed is None and world.known.articles[here.document].present:
        world.hold(screen.place.document == here.document, "undo left the article unasked", rows)
    world.hold(len(rows) <= 1, "one key undid several steps", rows)
    offered = screen.bench.offer
    world.hold(not screen.told.startswith("undone") or offered is None, "what was undone is still offered", offered)
    for key in (key for row in rows for key in row.changes):
        if answers.get(key) != [*world.known.suggested[key[:2]].values()][-1]:
            world.known.touched.add(key)  # it shows what was decided, which may be of an earlier suggestion
    if screen.told.startswith("nothing to undo"):
        stack = world.stack(screen.person.who)
        left = [one for one in stack.done if not is_of_earlier_edition(world, one)]
        world.hold(stack.vague or not left, f"steps of {screen.person.who} cannot be undone", left[-1:])
        return False
    world.hold(bool(screen.told), "undoing said nothing")
    world.checked["undo"] += 1
    return True


@step(6)
def redo(world: World) -> None:
    """r: what was undone last."""
    screen = somebody(world, PEOPLE)
    if screen is not None:
        for _ in range(world.chance.choice((1, 1, 2, 5))):
            watched(world, screen, lambda: screen.press("r"), "redoes")


@step(3)
def turn(world: World) -> None:
    """U: back to before one of the steps, or on again to after one: as many as it says, all or nothing."""
    screen = somebody(world, PEOPLE)
    if screen is None:
        return
    able = [one for one in screen.bench.steps() if one.turns]
    if not able:
        return
    chosen = world.chance.choice(able[: world.chance.choice((6, 6, 300))])
    kind, answers = "undo" if chosen.stands else "redo", dict(world.known.answers)
    rows = watched(world, screen, lambda: screen.bench.turn(chosen), f"U: {kind} {chosen.turns}")
    world.hold([row.kind for row in rows] in ([], [kind] * chosen.turns), "U turned other steps than it said", rows)
    world.hold(bool(rows) or bool(screen.told), "U did nothing and said nothing")
    for key in (key for row in rows for key in row.changes):
        if answers.get(key) != [*world.known.suggested[key[:2]].values()][-1]:
            world.known.touched.add(key)
    world.checked["steps gone back to"] += len(rows)


@step(4)
def change_topics(world: World) -> None:
    """R: one topic for another in all that a filter finds and the person confirmed, as one step, and nothing else."""
    screen = somebody(world)
    if screen is None:
        return
    world.hold(bool(screen.why_not(_CHANGE_TOPICS)), "R changes something without a filter")
    topics, stands = [topic.key for topic in screen.scheme.topics], world.known.stands.items()
    given = [said.marked.topics for key, said in stands if key.who == screen.person.who]
    held = sorted(world.known.scheme.today(frozenset().union(*given)) & {*topics}) or topics
    wanted = world.chance.choice((Filter((Mark.ACCEPTED,)), Filter(topic=world.chance.choice(held)), Filter()))
    rows = watched(world, screen, lambda: screen.bench.set_filter(wanted), f"filters {wanted or 'all'}")
    world.hold(not rows, "a filter decided something", rows)
    found = screen.bench.filtered() if screen.bench.matches is not None else None
    if found is not None:
        possible = [*found.possible(topics, wanted.topic)]
        if possible:
            _change_topics(world, screen, found, world.chance.choice(possible))
    screen.bench.clear_filter()
    if not screen.desk.known_before:
        filters_find_what_is_shown(world, screen)


def filters_find_what_is_shown(world: World, screen: Screen) -> None:
    """Ahead, back and in a list: what the pages of the person show, sentence by sentence."""
    policy = screen.desk._policy._replace(writes=False)  # a desk of its own: reading a page is remembered
    with closing(SqliteDesk(world.path, screen.person.name, policy)) as desk:
        items = [item for number in desk.numbers() for item in desk.page(number).items]
        labels = [shown_labels(item) for item in items]
        speakers = {quote.speaker or "" for one in labels for quote in one.quotes} | {"", "Nobody Known"}
        topics = {topic for one in labels for topic in one.topics}
        # Exports go by the names that anybody gave, a desk by those that its person sees.
        alike = all(who == screen.person.who for who, *_ in world.known.names)
        wanted = [Filter((mark,)) for mark in Mark if alike or mark is not Mark.EDITED]
        wanted += [Filter(speaker=name) for name in sorted(speakers)]
        wanted += [Filter(topic=topic) for topic in sorted(topics)]
        with closing(Reader(world.path)) as reader:
            rows = reader.decided(Selection(annotator=screen.desk.annotator))
            edited = {row.decision.id for row in rows if was_edited(row)}
        for one in wanted:
            if Mark.EDITED in one.marks:  # by the names of then, which a page does not tell
                plainly = tuple(item.id for item in items if item.decision and item.decision.id in edited)
            else:
                plainly = tuple(item.id for item in items if matches(one, item))
            found = every_match(desk, one), every_match(desk, one, -1)[::-1], desk.matching(one)
            world.hold(found == (plainly,) * 3, f"{one} finds others than are shown", plainly, found)
    world.checked["filters"] += len(wanted)


_CHANGE_TOPICS = Call("change_topics", ())


def _change_topics(world: World, screen: Screen, found: Sentences, change: TopicChange) -> None:
    who, known = screen.person.who, world.known
    if {topic.key for topic in screen.scheme.topics} != set(known.scheme.keys):
        return  # the scheme was changed since the screen was opened: it shows, and says, the keys of before
    places = [screen.desk.place(item.id) for item in found.items if not item.touched]
    wanted = {}
    for key in (Key(place.document, place.index, who) for place in places):
        said = known.stands.get(key)
        if said is not None and said.answer == "accept" and not said.implied:
            before = known.scheme.today(said.marked.topics)
            after = before - {change.old} | ({change.new} if change.new else set())
            if (change.old is None or change.old in before) and after != before and len(after) <= 3:
                wanted[key] = said._replace(marked=said.marked._replace(topics=frozenset(after)))
    rows = watched(world, screen, lambda: screen.bench.change_topics(found, change), f"R: {change}")
    for row in rows:
        world.hold(set(row.changes) == set(wanted), "R changed other sentences", set(row.changes) ^ set(wanted))
        for key, (_, after) in row.changes.items():
            world.hold(world.same(after, wanted[key]), f"R changed more than topics of {key}", after, wanted[key])
    world.hold(len(rows) == 1 or (not rows and bool(screen.told)), "R is not one step", rows, screen.told)
    known.touched |= set(wanted) if rows else set()
    world.checked["topics changed at once"] += len(rows)


@step(3)
def leave(world: World) -> None:
    """q: nothing is decided by that, and the screen opens again where it was left."""
    name = world.chance.choice(sorted(world.screens)) if world.screens else None
    if name is not None:
        screen: Screen = world.screens.pop(name)
        rows = watched(world, screen, screen.close, "leaves")
        world.hold(not rows, "leaving decided something", rows)
