"""Decisions that were made elsewhere and come in under a name."""

from __future__ import annotations

from typing import NamedTuple

from tests.whole.articles import sha256
from tests.whole.steps import ANNOTATORS, note_step, step, working_here
from tests.whole.world import Answered, Key, World

Place = tuple[str, int]
"""The checksum of an article's text, and the index of a sentence."""


class Exported(NamedTuple):
    """What was exported of somebody: by sentence its line, and what that says."""

    of: str
    lines: dict[Place, tuple[str, Answered]]


@step(3)
def import_decisions(world: World) -> None:
    """What one person decided, or a part of it, comes in as the decisions of another, or of the same person."""
    if _export(world):
        _import(world, world.exported[-1])


@step(3)
def import_what_was_exported_before(world: World) -> None:
    """The same of what was exported earlier: articles, names and labels may have changed since."""
    if world.exported:
        _import(world, world.chance.choice(world.exported))


def _export(world: World) -> bool:
    """Export what somebody decided; False where nobody decided anything."""
    names = sorted({key.who for key in world.known.stands if world.known.articles[key.document].present})
    if names:
        world.exported = [*world.exported[-2:], _exported(world, world.chance.choice(names))]
    return bool(names)


def _exported(world: World, of: str) -> Exported:
    done = world.command("export", "--annotator", of, "-o", "-", codes=(0, 6))
    articles = {article.id: article for article in world.present()}
    lines = {}
    for line, record in zip(done.out.splitlines(), done.records(), strict=True):
        article = articles[record["document"]["id"]]
        said = world.known.stands[Key(article.number, record["index"], of)]
        said = said._replace(marked=world.named_as_said(said.marked))
        lines[sha256(article.spec.text), record["index"]] = line, said
    return Exported(of, lines)


def _import(world: World, exported: Exported) -> None:
    takers = [person.who for person in working_here(world, ANNOTATORS)]
    articles = {sha256(article.spec.text): article for article in world.present()}
    chosen = [place for place in exported.lines if place[0] in articles and world.chance.random() < 0.8]
    if not takers or not chosen:
        return
    to, file = world.chance.choice(takers), world.folder / "decided.jsonl"
    given = {Key(articles[text].number, index, to): exported.lines[text, index] for text, index in chosen}
    world.tell(f"{to} is given what {exported.of} decided of {[tuple(key[:2]) for key in given]}")
    file.write_text("\n".join(line for line, _ in given.values()), encoding="utf-8")
    before = dict(world.known.stands)
    done = world.command("import", "--as", to, file)
    rows = world.new_steps()
    for screen in world.screens.values():
        screen.is_stale |= bool(rows) and screen.person.who == to  # as after another window of theirs
    for row in rows:
        world.hold(row.who == to and row.kind == "decide", "an import made a step of another kind", row)
        note_step(world, row, document=next(iter(row.changes)).document)
        for key in row.changes:
            world.hold(key in given, f"{key} changed, which the file does not hold", row.changes[key])
    for key, (_, said) in given.items():
        stands, wanted = world.known.stands.get(key), said
        if stands is not None and stands == before.get(key):
            wanted = said._replace(sight=stands.sight)  # who said the same already saw what they saw
        world.hold(world.same(stands, wanted), f"{key} is not what the file holds", stands, wanted, done.err)
    again = world.command("import", "--as", to, file)
    known = "0 decisions" in again.err and not world.new_steps()
    world.hold(known, "what was taken is taken again", again.err)
    world.known.touched |= {*given}
    world.known.torn |= {(to, key.document) for key in given}
    world.known.loose |= {
        (to, key.document, owner)
        for key in given
        for owners in world.known.articles[key.document].spec.owners
        for owner in owners
    }
    _asked_to_look(world, to, {key for row in rows for key in row.changes})


@step(2)
def import_of_a_text_that_went(world: World) -> None:
    """What was exported of an article that was corrected, or taken out, since: it is refused, and decides nothing."""
    went = {sha256(article.spec.text) for article in world.known.articles.values() if not article.present}
    able = [line for one in world.exported for place, (line, _) in one.lines.items() if place[0] in went]
    takers = [person.who for person in working_here(world, ANNOTATORS)]
    if not able or not takers:
        _export(world)
        return
    file = world.folder / "went.jsonl"
    file.write_text(world.chance.choice(able), encoding="utf-8")
    done = world.command("import", "--as", world.chance.choice(takers), file, codes=(3,))
    world.tell(f"what was exported of a text that went is refused: {done.err.strip()}")
    world.hold(not world.new_steps(), "what was refused was decided", done.err)
    world.checked["refused of texts that went"] += 1


def _asked_to_look(world: World, to: str, changed: set[Key]) -> None:
    """Where what came in holds what is offered no more, that is to be looked at again."""
    scheme, line = world.known.scheme, world.line()
    rows = world.command("list", "again", "--annotator", to, "--json").json()["rows"]
    listed = {(row["article"], row["sentence"] - 1) for row in rows}
    for key in changed:
        marked = world.named_as_said(world.known.stands[key].marked)
        times = [scheme.dropped[one][-1] for one in (*marked.topics, *marked.pairs()) if one in scheme.dropped]
        if any(back is None and since in line for since, back in times):
            world.hold(key[:2] in listed, f"{to} is not asked to look at {key}, of which something is gone", marked)
            world.checked["came in with what is gone"] += 1
