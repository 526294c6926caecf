"""Copies of the database: people who work apart and come together again; damage, and what is brought back."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotator.store.migrations import SCHEMA_VERSION, THE_LOG
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.whole import places, truths
from tests.whole.articles import Marked, sha256
from tests.whole.commands import Clock, Done, run
from tests.whole.screens import PEOPLE, Person, leave_all
from tests.whole.steps import STEPS, step
from tests.whole.steps_lead import scheme_in_use
from tests.whole.steps_suggesters import shown
from tests.whole.world import Answered, Key, Known, Stack, World

_APART = (
    "confirm",
    "confirm_several",
    "confirm_along",
    "reject",
    "skip",
    "confirm_all",
    "edit",
    "undo",
    "redo",
    "move",
)
_APART += ("settle_one", "settle_alike", "leave", "rename_own", "change_topics", "turn", "look_again")
_APART += ("look_at_reviews_again", "answer_qualification", "import_decisions", "import_what_was_exported_before")
_APART += ("import_of_a_text_that_went",)
"""What people do who work on a copy."""
_LEADING = (
    "correct",
    "change_scheme",
    "change_guidelines",
    "change_profile",
    "import_article",
    "import_beside",
    "prefer",
    "resuggest",
    "remove_or_bring_back",
    "rename_for_everybody",
    "take_back_name",
    "make_qualification",
)
"""What whoever leads does besides, on one of the copies."""
_CORRECTING = ("correct", "correct", "correct_back", "correct_again", "revise", "make_qualification")
"""What somebody else corrects on another one, who also makes sets: the same article may be corrected on both."""
_DEFINING = ("change_scheme", "change_guidelines", "change_profile")
"""What somebody does on another one who says what labels and quotes are."""
_ASSIGNING = ("assign", "assign_articles", "release")
"""Who gives places, on one copy or on two."""


def _all_leave(world: World) -> None:
    leave_all(world)
    truths.stands(world)


def _copy_to(world: World, path: Path) -> Path:
    done = world.command("db", "backup", path)
    world.hold(path.exists(), "no copy was made", done.err)
    return path


@step(2)
def work_apart(world: World) -> None:
    """Copies are worked on, and joined in several orders: the same comes out of each, and of doing it twice."""
    _all_leave(world)
    world.made += 1
    base = _copy_to(world, world.folder / f"base{world.made}.db")
    homes: list[list[Person]] = [[] for _ in range(world.chance.choice((2, 2, 3, 4)))]
    for person in PEOPLE:
        for home in world.chance.sample(homes, 1 if world.chance.random() < 0.85 else 2):
            home.append(person)
    leads, schemes, corrects = (world.chance.randrange(len(homes)) for _ in range(3))
    assigns = world.chance.sample(range(len(homes)), world.chance.choice((0, 1, 2)))
    undone = len(homes) > 2 and world.chance.random() < 0.5
    copies = [
        _worked_on(
            world,
            base,
            number,
            home,
            _led(number == leads, number == schemes, number == corrects, number in assigns),
            undone,
        )
        for number, home in enumerate(homes)
        if home
    ]
    world.tell("-- joined")
    orders = [list(copies), list(reversed(copies)), world.chance.sample(copies, len(copies))]
    joined = [_joined(world, base, number, order) for number, order in enumerate(orders)]
    first, *others = [_content(path, at) for at in [_some_moment(world, joined[0])] for path in joined]
    for other in others:
        for what, found in first.items():
            world.hold(
                found == other[what],
                f"{what} differs with the order of merging",
                *_apart(found, other[what]),
            )
    paths = (base, joined[0], *(one.path for one in copies))
    before, stay, *drafts = [_drafts(path, _numbers(joined[0])) for path in paths]
    for key in {key for left in drafts for key in left}:
        changed = [one[key] for one in drafts if one.get(key) != before.get(key) and key in one]
        at = [one for one in copies if not one.people or key.who in {person.who for person in one.people}]
        own = drafts[copies.index(at[0])].get(key) if len(at) == 1 else None
        if own in changed:  # whatever others, who gave names or corrected articles, left there
            world.hold(stay.get(key) == own, f"edits of {key} were lost", own, stay.get(key))
    for key, edits in stay.items():
        world.hold(any(edits == one.get(key) for one in drafts), f"edits of {key} are nobody's", edits)
        left = [one.get(key) for one in drafts]
        at = [one for one in copies if not one.people or key.who in {person.who for person in one.people}]
        gone = len(at) == 1 and drafts[copies.index(at[0])].get(key) is None and key in before
        back = len(at) <= 1 and edits == before.get(key) and None in left
        world.hold(not (back or gone), f"edits of {key} came back", edits)
        if key not in before:
            world.known.touched.add(key)
    for path in (*joined[1:], base, *(one.path for one in copies)):
        path.unlink()
    shutil.move(joined[0], world.path)
    _learn(world, copies)


def _led(leads: bool, changes_scheme: bool, corrects: bool, assigns: bool) -> tuple[str, ...]:
    """What is done on a copy besides, by whoever leads: labels, articles and places may be changed on two copies."""
    others = (*(_CORRECTING if corrects else ()), *(_DEFINING if changes_scheme else ()))
    return (*(_LEADING if leads else others), *(_ASSIGNING if assigns else ()))


def _worked_on(
    world: World, base: Path, number: int, home: list[Person], besides: tuple[str, ...] = (), undone: bool = False
) -> World:
    """A copy, after some steps of these people, and of whoever leads; `undone`: something is taken back at the end."""
    world.tell(f"-- copy {number} of {', '.join(one.who for one in home)}")
    apart = world.apart(shutil.copy(base, world.folder / f"copy{world.made}-{number}.db"), tuple(home))
    apart.leads = besides[: len(_LEADING)] == _LEADING
    apart.known.scheme.made += 100 * number  # a key that two copies give stands for one thing
    apart.known.scheme.is_of_a_copy = True
    own, led = ([one for one in STEPS if one.name in names] for names in (_APART, besides))
    for at in range(many := world.chance.randint(2, 7)):
        steps = led if led and world.chance.random() < 0.3 else own
        steps = [one for one in STEPS if one.name == "undo"] if undone and at == many - 1 else steps
        if at == 0 and "correct" in besides and world.chance.random() < 0.5:
            steps = [one for one in STEPS if one.name == "correct"]
        one = world.chance.choices(steps, [one.weight for one in steps])[0]
        apart.tell(f"-- {one.name}")
        one.act(apart)
        truths.stands(apart)
    _all_leave(apart)
    places.held_as_told(apart)
    truths.stands(apart)
    apart.decided_last = apart.decided_here()
    return apart


@step(2)
def merge_while_others_work(world: World) -> None:
    """A copy that somebody worked on comes back while the others have the database open."""
    away = world.chance.choice(PEOPLE)
    for name in [name for name, screen in world.screens.items() if screen.person is away]:
        world.screens.pop(name).close()
    truths.stands(world)
    world.made += 1
    base = _copy_to(world, world.folder / f"base{world.made}.db")
    apart = _worked_on(world, base, 0, [away])
    world.tell("-- merged while others work")
    _merge(world, world.path, apart.path)
    for path in (base, apart.path):
        path.unlink()
    _learn(world, [apart])
    for key in _drafts(world.path):
        if key.who == away.who:
            world.known.touched.add(key)


def _joined(world: World, base: Path, number: int, order: list[World]) -> Path:
    path = Path(shutil.copy(base if number != 1 else order[0].path, world.folder / f"joined{world.made}-{number}.db"))
    for one in order:
        before = [_held(made) for made in (base, path, one.path)]
        done = _merge(world, path, one.path)
        if number == 0:
            at_home = [(_held(copy.path), {person.who for person in copy.people}) for copy in order]
            _without_a_place_are_named(world, done, before, _held(path), at_home)
    if number == 2:
        before = _content(path)
        _merge(world, path, *(one.path for one in order))
        world.hold(_content(path) == before, "merging twice changes something")
    return path


def _merge(world: World, path: Path, *others: Path) -> Done:
    """Merge them; now and then it is first asked what would come of it, which changes nothing and is what comes.

    Some come as an earlier version would have left them.
    """
    tried = None
    others = tuple(_of_earlier_version(world, one) if world.chance.random() < 0.2 else one for one in others)
    if world.chance.random() < 0.2:
        before = _facts(path), _drafts(path)
        tried = run("db", "merge", *others, "--dry-run", "--db", path)
        world.hold((_facts(path), _drafts(path)) == before, "trying to merge changed something", tried.err)
    done = run("db", "merge", *others, "--db", path)
    world.hold(done.code == 0, f"exit code {done.code}: {done.line}", done.err)
    if tried is not None:
        told = [line for line in tried.err.splitlines() if not line.startswith("nothing changed:")]
        world.hold(told == done.err.splitlines(), "merging does something else than was said", tried.err, done.err)
        world.checked["merges tried first"] += 1
    return done


def _of_earlier_version(world: World, path: Path) -> Path:
    """The same database with the schema that it had in some earlier version with one log, and what was made of that."""
    with closing(sqlite3.connect(path)) as disk:
        if disk.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:  # what a life began with is as it was
            return path
    older = Path(shutil.copy(path, world.folder / f"older-{path.name}"))
    version = world.chance.randrange(THE_LOG, SCHEMA_VERSION)
    with closing(sqlite3.connect(older)) as disk, disk:
        disk.execute(f"PRAGMA user_version = {version}")
        names = [name for name, since in _TABLES_SINCE.items() if since > version]
        for name in names:
            disk.execute(f"DROP TABLE {name}")
    world.tell(f"{path.name} has schema {version}")
    world.checked["merged from an earlier version"] += 1
    return older


_TABLES_SINCE = {"blocks": 24, "labelled": 25, "unplaced": 28}
"""Tables that earlier versions do not have, and the schema that brought them."""

Held = dict[str, tuple[int, dict[str, str]]]
"""By the id of an article its number, and by whom its places are held, with how."""


def _held(path: Path) -> Held:
    """By texts: two copies may have given one id to two."""
    queue = run("status", "--queue", "--json", "--db", path).json()["documents"]
    with closing(sqlite3.connect(path)) as disk:
        texts = dict(disk.execute("SELECT id, sha256 FROM documents"))
    return {
        texts[row["id"]]: (
            row["article"],
            {slot["annotator"]: slot["state"] for slot in row["slots"] if slot["annotator"]},
        )
        for row in queue
    }


def _without_a_place_are_named(
    world: World, done: Done, before: list[Held], after: Held, at_home: list[tuple[Held, set[str]]]
) -> None:
    """Who had a place of an article before merging and has none afterwards is named, with the article.

    `before`: of the database that was copied, of the two that are joined. Who had one in the first and has it in one of
    these lost it on the other; and whoever has none on a copy that they worked on gave it up there.
    """
    for text, (number, holders) in after.items():
        had = [one[text][1] for one in before[1:] if text in one]
        if any("expired" in one.values() for one in had):
            continue  # whoever was away too long lost it to somebody else
        _, before_all = before[0].get(text, (0, {}))
        lost = {who for who in before_all if not all(who in one for one in had)}
        lost |= {who for held, people in at_home for who in people if text in held and who not in held[text][1]}
        for who in {who for one in had for who in one} - holders.keys() - lost:
            told = [line for line in done.err.splitlines() if re.search(rf"article {number}\b", line) and who in line]
            world.hold(bool(told), f"{who} lost a place of article {number} and is not named", done.err, had, holders)
            world.checked["places lost"] += 1


def _some_moment(world: World, path: Path) -> str:
    """A moment at which something happened, whichever copy it is from."""
    with closing(sqlite3.connect(path)) as disk:
        clocks = [clock for (clock,) in disk.execute("SELECT clock FROM events ORDER BY clock")]
    return datetime.fromtimestamp(world.chance.choice(clocks) / 1000, UTC).isoformat(timespec="milliseconds")


def _content(path: Path, at: str = "") -> dict[str, Any]:
    """What comes out of a database, whatever its rows are called, and what came out of it at that moment.

    Where two copies gave one id to two texts, which of them has it depends on the order.
    """
    with closing(sqlite3.connect(path)) as disk:
        texts = dict(disk.execute("SELECT id, sha256 FROM documents"))

    def told(one: dict[str, Any]) -> str:
        return repr((texts[one["document"]["id"]], one.get("index"), one["annotator"], one["quotes"]))

    then = ("--as-of", at) if at else ()
    lines = run("export", "-o", "-", "--include-implied", "--status", "accept,reject,skip", "--db", path).records()
    for line in lines:
        line["suggestion"] = line["suggestion"] and {**line["suggestion"], "run": None}
        line["document"]["id"] = line["id"] = texts[line["document"]["id"]]
    whole = run("export", "-o", "-", "--unit", "document", "--db", path).records()
    gold = run("export", "-o", "-", "--gold", "--db", path).records()
    past = [run("export", *words, "-o", "-", *then, "--db", path).records() for words in ([], ["--unit", "document"])]
    agreed = run("agreement", "--json", *then, "--db", path)
    places = run("status", "--queue", "--json", "--db", path).json()
    return {
        "export": sorted(map(repr, lines)),
        "documents": sorted(map(told, whole)),
        "gold": sorted(map(told, gold)),
        "past": sorted(told(one) for found in past for one in found),
        "profile": [run("scheme", "profile", "--db", path).out],
        "agreement": [] if agreed.code else [repr(agreed.json()["figures"])],
        "queue": sorted(
            repr((texts[one["id"]], sorted((slot["state"], slot.get("annotator") or "") for slot in one["slots"])))
            for one in places["documents"]
        ),
    }


def _drafts(path: Path, numbers: dict[str, int] | None = None) -> dict[Key, str]:
    """What somebody's edits that wait to be confirmed are; `numbers`: those of the articles elsewhere."""
    numbers = numbers or _numbers(path)
    with closing(sqlite3.connect(path)) as disk:
        found = disk.execute(
            "SELECT sha256, position, annotator, labels FROM drafts JOIN sentences ON sentences.id = sentence_id"
            " JOIN documents ON number = document"
        )
        return {Key(numbers[sha256], *row): labels for sha256, *row, labels in found}


def _numbers(path: Path) -> dict[str, int]:
    """The numbers of the articles, by the checksums of their texts."""
    with closing(sqlite3.connect(path)) as disk:
        return dict(disk.execute("SELECT sha256, number FROM documents"))


def _apart(one: list[str], other: list[str]) -> list[str]:
    return [*sorted({*one} - {*other})[:2], "against", *sorted({*other} - {*one})[:2]]


def _learn(world: World, copies: list[World]) -> None:
    """What is known of the joined database: what each copy changed, and where two changed the same, the later one."""
    before, actual = world.known.copy(), world.read()
    known = world.known
    newest: dict[Key, tuple[tuple[bool, int], World]] = {}
    for one in copies:
        numbers = _as_numbered_here(world, one)
        for place, when in one.decided_last.items():
            key = place._replace(document=numbers[place.document])
            newest[key] = max(newest.get(key, (when, one)), (when, one), key=lambda told: told[0])
        known.articles |= {key: article for key, article in one.known.articles.items() if key not in known.articles}
        led = one.known.copy()
        known.suggested = _all_suggested(led.suggested, known.suggested)
        known.said |= {of: marked for of, marked in one.known.said.items() if of not in known.said}
        if one.leads:
            known.articles |= led.articles
            known.preferred, known.said = led.preferred, known.said | led.said
            known.suggested = _all_suggested(known.suggested, led.suggested)
    editions_of_today(world)
    # The scheme that was given last is in use, whichever copy that was.
    in_use = [one.known.scheme.copy() for one in copies if one.known.scheme.revision == scheme_in_use(world)]
    changed = sum(one.known.scheme.revision != before.scheme.revision for one in copies)
    world.checked["schemes changed on two copies"] += changed > 1
    known.scheme = in_use[0] if in_use else known.scheme
    known.scheme.made = max(one.known.scheme.made for one in copies)
    known.scheme.is_of_a_copy = False
    for one in copies:
        known.scheme.knows(one.known.scheme)
    known.names = [name for name in known.names if all(name in one.known.names for one in copies)]
    for one in copies:
        known.touched |= one.known.touched
        known.loose |= one.known.loose
        known.given += [name for name in one.known.given if name not in before.given]
        for name in one.known.names:
            if name not in before.names:
                world.give_name(name, again=True)
        known.warned |= one.known.warned
        known.guidance += [made for made in one.known.guidance if made not in known.guidance]
        known.torn |= one.known.torn | {
            (key.who, key.document)
            for key in one.altered
            if any(
                (key.who, key.document) in {(o.who, o.document) for o in other.altered}
                for other in copies
                if other is not one
            )
        }
        for key in one.altered:
            rivals = [other for other in copies if other is not one and key in other.altered]
            now = one.known.stands.get(key)
            if rivals:
                said = [now, *(other.known.stands.get(key) for other in rivals)]
                world.hold(actual.get(key) in said, f"{key} says after merging what nobody said", actual.get(key), said)
                now = actual.get(key)
            _set(world, key, now)
    for key, (_, one) in newest.items():
        said = one.known.stands.get(key)
        if said is not None:
            kept = world.same(actual.get(key), said)
            world.hold(kept, f"what was decided last of {key} was lost by merging", said, actual.get(key))
            world.checked["decided last on a copy"] += 1
    for person in PEOPLE:
        own = [one for one in copies if person in one.people]
        if own:
            known.stacks[person.who] = own[0].stack(person.who).copy() if len(own) == 1 else Stack([], [], vague=True)
    with closing(world.disk()) as disk:
        world.last_step, known.shared = disk.execute(
            "SELECT (SELECT coalesce(max(id), 0) FROM events), (SELECT count(*) > 0 FROM slots)"
        ).fetchone()
    truths.stands(world)
    places.held_as_told(world)


def _all_suggested(
    some: Mapping[tuple[int, int], dict[str, Marked]], others: Mapping[tuple[int, int], dict[str, Marked]]
) -> dict[tuple[int, int], dict[str, Marked]]:
    """What two copies suggest for sentences, by run: two may have corrected an article alike. The others' come last."""
    every = {at: dict(made) for at, made in some.items()}
    for at, made in others.items():
        every[at] = {run: marked for run, marked in every.get(at, {}).items() if run not in made} | made
    return every


def _as_numbered_here(world: World, copy: World) -> dict[int, int]:
    """Let what is known of a copy be known by the numbers of articles where it came to; these, by its own."""
    here = _numbers(world.path)
    numbers = {old: here[sha256(article.spec.text)] for old, article in copy.known.articles.items()}
    copy.known = copy.known.renumbered(numbers)
    copy.altered = {key._replace(document=numbers[key.document]) for key in copy.altered}
    return numbers


def editions_of_today(world: World) -> None:
    """Which article is out for which: of each, what was said last of it, by whichever copy; and its id here."""
    with closing(world.disk()) as disk:
        names = dict(disk.execute("SELECT number, id FROM documents"))
        said = disk.execute(
            "SELECT number, document FROM events JOIN documents ON sha256 = body ->> 'earlier' WHERE kind = 'edition'"
            " ORDER BY clock, uuid"
        ).fetchall()
    later: dict[int, int | None] = {}
    for earlier, instead in said:
        later |= {earlier: instead, instead: None}
    world.checked["corrected on two copies"] += len({*said}) - len({earlier for earlier, _ in said})
    for number, article in world.known.articles.items():
        article.later, article.id = later.get(number), names[number]


def _set(world: World, key: Key, said: Answered | None) -> None:
    if said is None:
        world.known.stands.pop(key, None)
    else:
        world.known.stands[key] = said
        world.known.answers[key] = world.answered(key)


@step(2)
def merge_what_is_known(world: World) -> None:
    """A copy that was kept is merged into the database that it was made of: nothing changes, for anybody who works.

    Unless the database was restored since from an older copy: then the same comes of both, whichever is merged into
    which.
    """
    if not world.copies:
        return
    path, _ = world.chance.choice(world.copies)
    world.tell(f"{path.name} is merged back")
    if not _facts(path) <= _facts(world.path):
        paths = [Path(shutil.copy(one, world.folder / f"both{number}.db")) for number, one in enumerate((path, path))]
        world.command("db", "backup", world.folder / "here.db")
        here = world.folder / "here.db"
        _merge(world, paths[0], here)
        _merge(world, here, path)
        one, other = _content(paths[0]), _content(here)
        for what, found in one.items():
            world.hold(found == other[what], f"{what} differs with the order", *_apart(found, other[what]))
        for made in (*paths, here):
            made.unlink()
        world.checked["merged after restoring"] += 1
        return
    _changes_nothing(world, lambda: _merge(world, world.path, path), "a copy of what is here")
    world.checked["merged what is known"] += 1


@step(1)
def merge_what_it_began_with(world: World) -> None:
    """The database of an earlier version that a life began with comes as it was then: nothing changes by that."""
    if world.older is None:
        return
    world.tell(f"{world.older.name} is merged")
    _changes_nothing(world, lambda: _merge(world, world.path, world.older), "what a life began with")
    world.checked["merged what it began with"] += 1


def _facts(path: Path) -> set[tuple[str, str]]:
    """All that a database holds and does not make itself: events, texts and runs, by their names."""
    sql = (
        "SELECT 'event', uuid FROM events UNION ALL SELECT 'text', sha256 FROM documents UNION ALL"
        " SELECT 'run', runs.id || ' ' || count(*) FROM suggestions JOIN runs ON runs.id = run GROUP BY runs.id"
    )
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as disk:
        return {*disk.execute(sql)}


def _changes_nothing(world: World, act: Callable[[], object], what: str) -> None:
    """Do something after which all that the database holds, exports and shows is what it was."""

    def found() -> tuple[Any, ...]:
        return _facts(world.path), _content(world.path), _drafts(world.path), shown(world)

    before = found()
    act()
    unlike = [f"{now!r:.600} not {then!r:.600}" for now, then in zip(found(), before, strict=True) if now != then]
    world.hold(not unlike, f"{what} changed something", *unlike)
    world.hold(not world.new_steps(), f"{what} made steps")


@step(1)
def set_the_clock(world: World) -> None:
    """The computer's clock is wrong, by hours, days or a life, or is put right."""
    hours = world.chance.choice((0, 0, 0, 1, -1, -30, 50, 68 * 365 * 24))
    world.tell(f"the clock is {hours} hours ahead")
    Clock.shift = timedelta(hours=hours)


# ---- damage


@step(2)
def copy(world: World) -> None:
    """A copy for bad days, with all that is known then."""
    if world.chance.random() < 0.4:
        path = _dated(world, world.chance.choice(((), ("--daily",))))
    else:
        world.made += 1
        path = _copy_to(world, world.folder / f"kept{world.made}.db")
    if path is not None:
        world.copies.append((path, world.known.copy()))
        del world.copies[:-3]


def _dated(world: World, words: tuple[str, ...]) -> Path | None:
    """A dated copy among those that are listed; none by the day where one was made today."""
    with patch.dict(os.environ, {"ANNOTATOR_COPIES": str(world.folder)}):
        before = {row["name"] for row in world.command("db", "restore", "--json").json()["copies"]}
        world.command("db", "backup", *words)
        told = world.command("db", "restore", "--json").json()
    names = [row["name"] for row in told["copies"]]
    is_there = any(not name.endswith("-replaced.db") for name in before)
    new, many = {*names} - before, 0 if words and is_there else 1
    gone = before - {*names}  # of a day the newest stays
    as_made = len(new) == many and all(many and name.endswith("-daily.db") for name in gone)
    is_midnight = len({name[:8] for name in names}) > 1
    world.hold(as_made or is_midnight, "other copies are listed than were made", before, names)
    world.copies = [(path, known) for path, known in world.copies if path.exists()]
    world.checked["dated copies"] += len(new)
    return next((Path(told["folder"]) / name for name in new), None)


@step(1)
def damage_and_restore(world: World) -> None:
    """The file is damaged, or gone; a copy is brought back: what that loses is named, and nothing else is lost."""
    if not world.copies:
        return
    _all_leave(world)
    path, then = world.chance.choice(world.copies)
    how = world.chance.choice(sorted(_DAMAGES))
    world.tell(f"{how}; {path.name} is brought back")
    before, happened, facts = world.known.stands, _events(world.path), _facts(world.path)
    _DAMAGES[how](world)
    with patch.dict(os.environ, {"ANNOTATOR_COPIES": str(world.folder)}):
        named = path.name if path.parent != world.folder else path  # dated ones as they are listed
        tried = world.command("db", "restore", named, "--dry-run", "--json").json()
        told = world.command("db", "restore", named, "--yes", "--json").json()
    apart = [name for name in ("lost", "back", "rows_lost", "unreadable") if told[name] != tried[name]]
    world.hold(not apart, "restoring loses something else than was said", apart, tried, told)
    actual = world.read()
    whole = how in ("an index is garbage", "the first page is garbage")
    # Put away by a restoring before, it comes back with a later copy that has it.
    brought = bool(_events(path) - happened)
    if how in ("nothing", "gone"):
        world.hold(actual == then.stands, "another state came back than that of the copy")
    if how == "nothing" and world.chance.random() < 0.3:
        world.tell("and what was there is brought back again")
        world.command("db", "restore", told["kept"], "--yes")
        world.hold(_facts(world.path) == facts, "what was put away is not what was there", told)
        _after_restoring(world, world.known)
        return
    if how == "nothing" and not brought and world.chance.random() < 0.6:
        _merge_what_was_put_away(world, Path(told["kept"]))
        return
    lost = {(one["annotator"], one["document"], one["sentence"] - 1) for one in told["lost"] if one["sentence"]}
    for key, said in before.items():
        if actual.get(key) == said or how == "gone":
            continue
        named = (key.who, key.document, key.index) in lost or told["unreadable"] not in (0, None)
        if whole and brought and actual.get(key) == then.stands.get(key):
            continue
        world.hold(named and not whole, f"{key} is lost by restoring, after: {how}", said, actual.get(key))
    now = _events(world.path)
    world.hold(not whole or now >= happened, f"what happened is lost by restoring, after: {how}", happened - now)
    kept = (
        world.known if _facts(world.path) == facts else None
    )  # else suggestions may be lost: what is shown is another
    _after_restoring(world, then if now == _events(path) else kept)


def _merge_what_was_put_away(world: World, kept: Path) -> None:
    """An older copy was brought back by mistake: what was there comes back whole, and is gone on with."""
    world.tell("and what was put away is merged into it")
    _merge(world, world.path, kept)
    numbers, here = _numbers(kept), _numbers(world.path)
    wanted, found = _content(kept), _content(world.path)
    for what, one in found.items():
        world.hold(one == wanted[what], f"{what} is not what was put away", *_apart(one, wanted[what]))
    edits = _drafts(world.path, numbers)
    world.hold(edits == _drafts(kept), "edits that were put away are others", edits, _drafts(kept))
    _after_restoring(world, world.known.renumbered({numbers[text]: here[text] for text in numbers}))
    world.checked["merged what was put away"] += 1


@step(1)
def rescue(world: World) -> None:
    """The file is damaged where nothing is kept that is not said elsewhere, and there is no copy: nothing is lost."""
    _all_leave(world)
    how = world.chance.choice(("the first page is garbage", "an index is garbage"))
    world.tell(f"{how}; what can be read is saved")
    happened = _events(world.path)
    _DAMAGES[how](world)
    done = world.command("db", "restore", "none", "--yes", codes=(0, 2))
    if done.code:
        world.hold("not damaged" in done.err, "what can be read is not saved", done.err)
        return
    lost = happened - _events(world.path)
    world.hold(not lost, f"what happened is lost where {how}", lost, done.err)
    _after_restoring(world, world.known)
    world.checked["rescued without a copy"] += 1


@step(2)
def spoil_and_mend(world: World) -> None:
    """What only repeats something else is wrong: the check says so, and mending makes it what it was."""
    _all_leave(world)
    table = world.chance.choice(sorted(_REPEATING))

    def spoil() -> None:
        with closing(sqlite3.connect(world.path)) as disk, disk:
            some = f"{_REPEATING[table]} % 3 <> {world.chance.randrange(3)}"
            taken = disk.execute(f"DELETE FROM {table} WHERE {some}").rowcount
        world.tell(f"{taken} rows of {table} are gone; they are made anew")
        if taken:
            world.command("db", "check", codes=(4,))
        world.command("db", "check", "--mend")
        world.checked["rows made anew"] += taken

    _changes_nothing(world, spoil, f"mending {table}")


_REPEATING = {
    **dict.fromkeys(("heads", "drafts", "carries", "labelled"), "sentence_id"),
    **dict.fromkeys(("progress", "removed", "slots", "leases", "unplaced", "suggested_quotes"), "document"),
    "undone": "event",
    "blocks": "accepted",
    "annotators": "length(name)",
}
"""All tables that only repeat what the log says, with a number by which some of their rows are chosen."""


def _events(path: Path) -> set[str]:
    """What happened to a database, by the names of the events."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as disk:
        return {uuid for (uuid,) in disk.execute("SELECT uuid FROM events")}


def _after_restoring(world: World, known: Known | None) -> None:
    """Go on with what is there. Where that is neither what was before nor what the copy held, this is the end."""
    if known is None:
        world.over = True
        return
    world.known, world.exported = known.copy(), []  # what was exported since may be under labels that come otherwise
    for key in world.known.stands:  # a suggestion that could not be read is let go by what answered it
        world.known.answers[key] = world.answered(key)
    with closing(world.disk()) as disk:
        (world.last_step,) = disk.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()


def _pages(world: World) -> int:
    return world.path.stat().st_size // 4096


def _nothing(world: World) -> None:
    """A sound database is replaced: what it had besides is lost, and named."""


def _gone(world: World) -> None:
    world.path.unlink()


def _first(world: World) -> None:
    _overwrite(world, 0)


def _index(world: World) -> None:
    with closing(world.disk()) as disk:
        row = disk.execute("SELECT rootpage FROM sqlite_master WHERE name = 'decisions_by_event'").fetchone()
    _overwrite(world, row[0] - 1)


def _page(world: World) -> None:
    _overwrite(world, world.chance.randrange(1, _pages(world)))


def _overwrite(world: World, page: int) -> None:
    with world.path.open("r+b") as file:
        file.seek(4096 * page)
        file.write(world.chance.randbytes(4096))


_DAMAGES = {
    "nothing": _nothing,
    "gone": _gone,
    "the first page is garbage": _first,
    "an index is garbage": _index,
    "a page is garbage": _page,
}
