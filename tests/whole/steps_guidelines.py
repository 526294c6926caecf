"""The text of the guidelines changes: what it bears on is to be looked at again, by everybody and by reviewers."""

from __future__ import annotations

from contextlib import closing

from annotator.core.profiles import PROFILE_NAMES, paragraphs
from tests.whole import past
from tests.whole.articles import Marked
from tests.whole.steps import step
from tests.whole.steps_lead import LEAD, scheme_in_use
from tests.whole.steps_suggesters import shown
from tests.whole.world import Guidance, World

_TYPES = ("direct", "indirect", "mixed")


@step(2)
def change_guidelines(world: World) -> None:
    """A paragraph has other words, and it is said or not what that bears on: no decision changes."""
    before = world.command("scheme", "guidelines").out
    possible = [one for one in paragraphs(before) if f"- {one.words}\n" in before]
    if not possible:
        return  # a life that began with guidelines of another shape
    named_in = [one for one in possible if _named(world, one.id)]
    chosen = world.chance.choice(named_in if named_in and world.chance.random() < 0.7 else possible)
    world.made += 1
    file = world.folder / "guidelines.md"
    file.write_text(before.replace(f"- {chosen.words}\n", f"- {chosen.words} {world.made}.\n"), encoding="utf-8")
    what = ("everything", "quotes", *_TYPES, *world.known.scheme.keys, *world.known.scheme.keys)
    bears_on = world.chance.sample(what, world.chance.choice((0, 0, 1, 1, 2)))
    named = _named(world, chosen.id)
    world.tell(f"{LEAD} changes {chosen.id} of the guidelines, which bears on {bears_on}; reviews named it at {named}")
    then = past.now(world)
    affects = [word for what in bears_on for word in ("--affects", what)]
    world.command("scheme", "change", "--guidelines", file, *affects, "--reason", "clearer", "--as", LEAD)
    world.known.scheme.revision = scheme_in_use(world)
    past.revised(world, then)
    world.known.guidance.append(Guidance(world.known.scheme.revision, tuple(bears_on), frozenset({chosen.id})))
    found = world.command("scheme", "guidelines").out
    world.hold(found == file.read_text(encoding="utf-8"), "the guidelines are not what they were changed to", found)
    world.checked["reviews that named a paragraph"] += len(named)


@step(1)
def change_profile(world: World) -> None:
    """What counts as a quote is another thing from now on, for everybody: by that nothing changes that there is."""
    name, before = world.chance.choice(PROFILE_NAMES), shown(world)
    world.tell(f"{LEAD} changes the profile to {name}")
    world.command("scheme", "profile", name)
    world.hold(shown(world) == before, "another profile changed what is suggested or decided")
    told = world.command("scheme", "profile").out.strip()
    world.hold(told == world.profile == name, "another profile is in use than was chosen last", told, name)
    world.checked["profiles changed"] += 1


def _named(world: World, paragraph: str) -> list[tuple[tuple[int, int], str | None]]:
    """Where reviews that were not taken back say that people differed because of a paragraph; under which revisions."""
    sql = (
        "SELECT document, position, revisions.uuid FROM decisions JOIN sentences ON sentences.id = sentence_id"
        " LEFT JOIN revisions ON revisions.id = decisions.revision WHERE verdict ->> 'paragraph' = ?"
        " AND event NOT IN (SELECT event FROM undone)"
    )
    with closing(world.disk()) as disk:
        return [((document, index), revision) for document, index, revision in disk.execute(sql, (paragraph,))]


def borne_on(world: World, who: str) -> set[tuple[int, int]]:
    """Where somebody's decision was made before a change of the guidelines that bears on it."""
    under, reached, line = world.revisions_of(who), world.reached(), world.line()
    found = set()
    for one in world.known.guidance:
        if one.revision not in line:
            continue  # another copy's, which is not in use
        change = reached[one.revision]
        named = {
            place
            for paragraph in one.paragraphs
            for place, revision in _named(world, paragraph)
            if reached[revision] < change
        }
        found |= {
            (key.document, key.index)
            for key, said in world.known.stands.items()
            if key.who == who
            and said.answer != "skip"
            and world.known.articles[key.document].present
            and reached[under[key]] < change
            and (key[:2] in named or any(_bears_on(world, what, said.marked) for what in one.bears_on))
        }
    return found


def _bears_on(world: World, what: str, marked: Marked) -> bool:
    if what in _TYPES:
        return any(part.type == what for part in marked.parts)
    if what in ("everything", "quotes"):
        return what == "everything" or bool(marked.parts)
    scheme = world.known.scheme
    return bool(scheme.today((what,)) & scheme.today(marked.topics))
