"""Decisions that were made elsewhere and come in under a name."""

from __future__ import annotations

from tests.whole.steps import ANNOTATORS, note_step, step, working_here
from tests.whole.world import Key, World


@step(3)
def import_decisions(world: World) -> None:
    """What one person decided, or a part of it, comes in as the decisions of another, or of the same person."""
    names = sorted({key.who for key in world.known.stands if world.known.articles[key.document].present})
    takers = [person.who for person in working_here(world, ANNOTATORS)]
    if not names or not takers:
        return
    of, to, file = world.chance.choice(names), world.chance.choice(takers), world.folder / "decided.jsonl"
    lines = world.command("export", "--annotator", of, "-o", "-", codes=(0, 6))
    numbers = {article.id: article.number for article in world.present()}
    chosen = {
        Key(numbers[record["document"]["id"]], record["index"], to): line
        for line, record in zip(lines.out.splitlines(), lines.records(), strict=True)
        if world.chance.random() < 0.8
    }
    if not chosen:
        return
    world.tell(f"{to} is given what {of} decided of {[tuple(key[:2]) for key in chosen]}")
    file.write_text("\n".join(chosen.values()), encoding="utf-8")
    before = dict(world.known.stands)
    done = world.command("import", "--as", to, file)
    rows = world.new_steps()
    for screen in world.screens.values():
        screen.is_stale |= bool(rows) and screen.person.who == to  # as after another window of theirs
    for row in rows:
        world.hold(row.who == to and row.kind == "decide", "an import made a step of another kind", row)
        note_step(world, row, document=next(iter(row.changes)).document)
        for key in row.changes:
            world.hold(key in chosen, f"{key} changed, which the file does not hold", row.changes[key])
    for key in chosen:
        said, stands = before[key._replace(who=of)], world.known.stands.get(key)
        if stands is not None and stands == before.get(key):
            said = said._replace(sight=stands.sight)  # who said the same already saw what they saw
        world.hold(world.same(stands, said), f"{key} is not what the file holds", stands, said, done.err)
    world.known.touched |= {*chosen}
    world.known.torn |= {(to, key.document) for key in chosen}
    world.known.loose |= {
        (to, key.document, owner)
        for key in chosen
        for owners in world.known.articles[key.document].spec.owners
        for owner in owners
    }
