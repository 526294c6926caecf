"""Gold sentences that a candidate answers without suggestions: what comes of it counts nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from typing import Any

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.files.database import transaction
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.qualification import all_qualifications, hand_in, result_of, sentences_of
from tests.whole.articles import Marked, Pair, Part
from tests.whole.screens import Person, Screen, came_over
from tests.whole.steps import marks_of, step
from tests.whole.steps_lead import LEAD
from tests.whole.steps_work import edit_here
from tests.whole.world import CANDIDATES, Key, World, marked_of

CANDIDATE = "dot"
ROLES = ("content", "cue", "source", "speaker", "type", "topics")


@step(2)
def make_qualification(world: World) -> None:
    """A set of gold sentences is drawn, where there is gold that stood in none before."""
    world.tell(f"{LEAD} makes a qualification")
    number = str(world.chance.randint(1, 3))
    seed = str(world.chance.randrange(1000))
    world.command("qualify", "make", number, "--seed", seed, "--annotator", LEAD, codes=(0, 3))


@step(4)
def answer_qualification(world: World) -> None:
    """One of its sentences is answered, unseen what was suggested; all of them are handed in."""
    with closing(world.disk()) as disk:
        made = [one for one in all_qualifications(disk) if one.sentences]
        if not made or result_of(disk, made[-1].id, CANDIDATE) is not None:
            return
    newest = made[-1]
    world.tell(f"{CANDIDATE} answers in qualification {newest.number}")
    with closing(SqliteDesk(world.path, CANDIDATE, answering(newest.id))) as desk:
        for place in [*sentences_of(desk.connection, newest.id, CANDIDATE).values()][
            :1
        ]:  # what waited may have been taken out
            item = desk.page(place.document).items[place.index]
            blind = item.suggestion is None and item.asked
            world.hold(blind, f"a candidate is shown what was suggested at {place}", item)
            before = item.decision.id if item.decision is not None else None
            labels = _some_answer(world, Key(place.document, place.index, ""))
            answer = world.chance.choice((Answer.ACCEPT, Answer.ACCEPT, Answer.ACCEPT, Answer.REJECT))
            labels = labels if answer is Answer.ACCEPT else Labels()
            desk.save([NewDecision(item.id, answer, labels, item.withheld, before, sight=Sight.WITHHELD)])
        if not sentences_of(desk.connection, newest.id, CANDIDATE):
            with transaction(desk.connection):
                hand_in(desk.connection, newest, CANDIDATE)
            _handed_in(world, newest.number)
    world.hold(not world.new_steps(), "a candidate made a step that counts")
    results_stay(world)


@step(3)
def answer_at_screen(world: World) -> None:
    """The same at the screen, by its keys: nothing but what is asked is answered, and nobody else's is changed."""
    with closing(world.disk()) as disk:
        made = [one for one in all_qualifications(disk) if one.sentences]
        if not made or result_of(disk, made[-1].id, CANDIDATE) is not None:
            return
    world.tell(f"{CANDIDATE} sits down at qualification {made[-1].number}")
    with closing(Screen(world, Person(CANDIDATE), asks=made[-1].id)) as screen:
        for _ in range(world.chance.randint(2, 10)):
            item = screen.state.item
            world.hold(item.suggestion is None, f"a candidate is shown what was suggested at {screen.place}", item)
            if world.chance.random() < 0.4:
                edit_here(world, screen)
            else:
                key = world.chance.choice(_KEYS)
                world.tell(f"{CANDIDATE} at {screen.place.document}:{screen.place.index + 1}: {key}")
                screen.press(key)
    with closing(world.disk()) as disk:
        answered = {key for (key,) in disk.execute("SELECT sentence_id FROM heads WHERE annotator = ?", (_NAME,))}
        asked = {key for (key,) in disk.execute("SELECT sentence_id FROM qualification_items")}
    world.hold(answered <= asked, "a candidate answered what was not asked", answered - asked)
    for row in world.new_steps():
        world.hold(row.carried, "a candidate made a step that counts", row)
        came_over(world, row)
    results_stay(world)
    world.checked["answered at the screen"] += len(answered)


_KEYS = ("enter", "enter", "enter", "x", "s", "u", "u", "r", "left", "right", "space", "z", "escape", "B")
_NAME = f"{CANDIDATES}{CANDIDATE}"


def _some_answer(world: World, place: Key) -> Labels:
    """What somebody said of a sentence, or what was suggested; perhaps with another speaker, type or edge."""
    chance = world.chance
    known = [marks_of(said) for key, said in world.known.stands.items() if key[:2] == place[:2]]
    known += [*world.known.suggested[place[:2]].values(), Marked()]
    marked = world.named_as_said(chance.choice(known))
    topics = sorted(world.known.scheme.offered(marked.topics))
    return Labels(tuple(_other(world, part) for part in marked.parts if chance.random() < 0.8), tuple(topics[:2]))


def _other(world: World, part: Part) -> QuotePart:
    chance = world.chance
    spans = tuple(Span(*span) for span in part.content)
    cue, source = (span and Span(*span) for span in (part.cue, part.source))
    made = QuotePart(spans, QuoteType(part.type), cue, source, part.speaker, continues=part.continues)
    kind = chance.choice(("as it is", "speaker", "type", "edge", "bare"))
    if kind == "edge" and spans[-1].end - spans[-1].start > 9:
        made = replace(made, content=(*spans[:-1], Span(spans[-1].start, spans[-1].end - 8)))
    elif kind == "speaker":
        made = replace(made, speaker=chance.choice(("Nora Quist", None)))
    elif kind == "type":
        made = replace(made, type=chance.choice(tuple(QuoteType)))
    elif kind == "bare":
        made = replace(made, cue=None, source=None)
    return made


# ---- scores, by plain formulas


def _handed_in(world: World, number: int) -> None:
    """Of a set that is handed in just now, the scores are those that follow from the answers, and stay."""
    with closing(world.disk()) as disk:
        uuid, body = disk.execute(
            "SELECT uuid, body FROM events WHERE kind = 'qualification' ORDER BY clock, uuid LIMIT 1 OFFSET ?",
            (number - 1,),
        ).fetchone()
        (result,) = disk.execute(
            "SELECT uuid FROM events WHERE kind = 'result' AND body ->> 'qualification' = ?", (uuid,)
        ).fetchone()
        pairs = [*_answered(world, disk, json.loads(body)["items"])]
    roles = _scores(pairs)
    scored = [value for value in roles.values() if value is not None]
    total = sum(scored) / len(scored) if scored else 1.0
    (told,) = (one for one in _results(world)[number] if one["name"] == CANDIDATE)
    wanted = {"score": total, "passed": total >= 0.8 - 1e-9, "answered": len(pairs), "roles": roles}
    found = {name: told[name] for name in wanted}
    world.hold(_alike(found, wanted), "a qualification is scored otherwise", found, wanted, *pairs)
    world.results[result] = told
    world.checked["qualifications scored"] += 1


def results_stay(world: World) -> None:
    """A result is what it was when the set was handed in, whatever was reviewed, renamed or corrected since."""
    with closing(world.disk()) as disk:
        made = disk.execute(
            "SELECT (SELECT count(*) FROM events AS other WHERE other.kind = 'qualification'"
            " AND (other.clock, other.uuid) <= (made.clock, made.uuid)), result.uuid,"
            " result.body ->> 'person' FROM events AS result"
            " JOIN events AS made ON made.uuid = result.body ->> 'qualification' WHERE result.kind = 'result'"
        ).fetchall()
    results = _results(world)
    for number, uuid, person in made:
        told = next(one for one in results[number] if one["name"] == person)
        then = world.results.setdefault(uuid, told)  # what a life begins with is what it was first found to be
        same = all(told[name] == then[name] for name in ("score", "passed", "roles", "handed_in_at"))
        world.hold(same, "the result of a qualification changed", told, then)


def _results(world: World) -> dict[int, list[dict[str, Any]]]:
    sets = world.command("qualify", "results", "--json").json()["qualifications"]
    return {one["id"]: one["candidates"] for one in sets}


def _alike(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    def near(one: float | None, other: float | None) -> bool:
        return one is other or (one is not None and other is not None and abs(one - other) < 1e-9)

    roles = all(near(found["roles"][name], wanted["roles"][name]) for name in ROLES)
    return (
        roles and near(found["score"], wanted["score"]) and all(found[k] == wanted[k] for k in ("passed", "answered"))
    )


Pairs = list[tuple[str, Marked, Marked]]
"""By sentence the text of its article, what is gold, and what the candidate marked."""


def _answered(world: World, disk: sqlite3.Connection, items: Iterable[Any]) -> Iterable[tuple[str, Marked, Marked]]:
    """What was answered, under the names and labels of today."""
    for text_hash, position, gold in items:
        number, sentence = disk.execute(
            "SELECT number, sentences.id FROM documents JOIN sentences ON document = number"
            " WHERE sha256 = ? AND position = ?",
            (text_hash, position),
        ).fetchone()
        given = disk.execute(
            "SELECT answer, labels FROM decisions WHERE id = (SELECT decision FROM heads WHERE sentence_id = ?"
            " AND annotator = ?)",
            (sentence, _NAME),
        ).fetchone()
        right = disk.execute("SELECT answer, labels FROM decisions WHERE uuid = ?", (gold,)).fetchone()
        if given is not None:
            yield world.known.articles[number].spec.text, *(world.today(_marked(*one)) for one in (right, given))


def _marked(answer: str, labels: str) -> Marked:
    said = json.loads(labels)
    return marked_of(said["quotes"], said["topics"]) if answer == "accept" else Marked()


def _scores(pairs: Pairs) -> dict[str, float | None]:
    """Content, cue, source: F1 over tokens. Speaker, type: right ones of the quotes found. Topics: F1."""
    right, of = dict.fromkeys(ROLES, 0), dict.fromkeys(ROLES, 0)
    for text, gold, given in pairs:
        tokens = [found.span() for found in re.finditer(r"\w+|[^\w\s]", text)]
        for role in ROLES[:3]:
            sides = [_tokens(tokens, _spans(one, role)) for one in (gold, given)]
            right[role] += 2 * len(sides[0] & sides[1])
            of[role] += sum(map(len, sides))
        right["topics"] += 2 * len(gold.topics & given.topics)
        of["topics"] += len(gold.topics) + len(given.topics)
        for one, other in _found(gold.parts, given.parts):
            for role in ("speaker", "type"):
                right[role] += getattr(one, role) == getattr(other, role)
                of[role] += 1
    return {role: right[role] / of[role] if of[role] else None for role in ROLES}


def _spans(marked: Marked, role: str) -> list[Pair]:
    spans = [part.content if role == "content" else (getattr(part, role),) for part in marked.parts]
    return [span for those in spans for span in those if span is not None]


def _tokens(tokens: list[Pair], spans: list[Pair]) -> set[int]:
    return {at for at, (start, end) in enumerate(tokens) for span in spans if start < span[1] and span[0] < end}


def _found(gold: tuple[Part, ...], given: tuple[Part, ...]) -> list[tuple[Part, Part]]:
    """Quotes of both, put side by side where most of their contents is the same."""
    shared = [
        (-sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one.content for b in other.content), at, number)
        for number, one in enumerate(gold)
        for at, other in enumerate(given)
    ]
    taken: dict[int, int] = {}
    for many, at, number in sorted(shared, key=lambda one: (one[0], one[1], -one[2])):
        if many and at not in taken and number not in taken.values():
            taken[at] = number
    return [(gold[number], given[at]) for at, number in taken.items()]
