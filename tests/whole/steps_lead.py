"""What whoever leads the work does: names, labels, places and suggestions."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace

from annotator.store.work.importer import Resuggester, undecided_in
from tests.whole import past
from tests.whole.articles import Marked, Written, spec_of
from tests.whole.labels import Scheme
from tests.whole.measures import figures_of_reviews, figures_of_speakers
from tests.whole.steps import ANNOTATORS, note_step, step, working_here
from tests.whole.steps_work import check_renamed
from tests.whole.world import Article, Key, Stack, World

LEAD = "lea"


# ---- names


@step(3)
def rename_speaker(world: World) -> None:
    """One name for two in all articles, in the decisions of one person or of everybody."""
    everybody = world.chance.random() < 0.5
    _rename(world, LEAD if everybody else world.chance.choice(("ana", "ben", "cy")), everybody)


@step(1)
def rename_own(world: World) -> None:
    """The same of somebody who works on a copy, in their own decisions."""
    own = working_here(world, ANNOTATORS)
    if own:
        _rename(world, world.chance.choice(own).who, False)


@step(1)
def rename_for_everybody(world: World) -> None:
    """The same of whoever leads, in all decisions."""
    _rename(world, LEAD, True)


def rename_one_of(world: World, names: set[str | None]) -> None:
    """The same of one of these names."""
    _rename(world, LEAD, True, names)


def _rename(world: World, who: str, everybody: bool, among: set[str | None] | None = None) -> None:
    chance, taken = world.chance, {old for _, old, _ in world.known.names}
    names = {part.speaker for made in world.known.suggested.values() for part in [*made.values()][-1].parts} - {None}
    names = {name for name in map(world.name, names) if name is not None} - taken
    olds = names if among is None else names & among
    if not olds:
        return
    old = chance.choice(sorted(olds))
    new = chance.choice(("Nora Quist", "Zoë Lind", f"{old} junior", *sorted(names)[:3]))
    if new == old or new in taken:
        return
    world.tell(f"{who} renames {old} to {new}{' for everybody' if everybody else ''}")
    also = ["--everybody"] if everybody else []
    is_new = new not in _ever_named(world)
    reviews, figures = figures_of_reviews(world), figures_of_speakers(world)
    done = world.command("rename", old, new, "--as", who, *also, codes=(0, 3))
    now = figures_of_reviews(world)
    world.hold(now == reviews, "a name changes what reviews found", now, reviews)
    if is_new:
        now = figures_of_speakers(world)
        told = [name for name in now if everybody or not name.startswith("agreement")]
        unlike = [(name, now[name], figures.get(name)) for name in told if now[name] != figures.get(name)]
        world.hold(not unlike, "a new name changes what is measured", *unlike)
    world.checked["figures under another name"] += 1
    rows = world.new_steps()
    check_renamed(world, rows, old, new)
    by = [row.who for row in rows]
    world.hold(len(set(by)) == len(by) and (everybody or set(by) <= {who}), "a renaming made other steps", by)
    world.hold(done.code == 0 or not rows, "a renaming that was refused made steps", done.err)
    for row in rows:
        # A step that somebody else made in a person's work is none that this person can undo.
        if row.who == who:
            note_step(world, row, (old, new))
        else:
            world.give_name((row.who, old, new))


def _ever_named(world: World) -> set[str | None]:
    """All names that a speaker has, or was ever given."""
    marked = [said.marked for said in world.known.stands.values()]
    marked += [one for made in world.known.suggested.values() for one in made.values()]
    marked += [one for said in world.known.said.values() for one in said.values()]
    return {part.speaker for one in marked for part in one.parts} | {
        name for _, old, new in world.known.given for name in (old, new)
    }


@step(1)
def take_back_name(world: World) -> None:
    """A name is taken back by whoever it was given to, or by the lead for everybody: nothing changes but names."""
    if not world.known.names:
        return
    given_to, old, new = world.chance.choice(world.known.names)
    world.tell(f"{given_to or LEAD} takes back that {old} is {new}{'' if given_to else ' for everybody'}")
    also = ["--everybody"] if not given_to else []
    # What is carried over from an earlier edition stands by itself.
    newest = {key for key in world.known.stands if world.known.articles[key.document].later is None}
    confirmed = [] if given_to else [key for key in newest if _as_suggested(world, key)]
    # Nobody takes back alone what the lead gave for everybody.
    codes = (0, 3) if given_to else (0,)
    own = _own_renamings(world)
    done = world.command("rename", "--undo", old, new, "--as", given_to or LEAD, *also, codes=codes)
    rows = world.new_steps()
    world.hold(bool(rows) == (done.code == 0), "a renaming was taken back, or not, against what was told", done.err)
    theirs = {key: count for key, count in own.items() if key[0] != (given_to or LEAD)}
    world.hold(theirs.items() <= _own_renamings(world).items(), "what somebody renamed themselves was taken back", own)
    for row in rows:
        for key, (before, after) in row.changes.items():
            if before == after:
                continue  # it was undone before
            world.hold(before is not None and after is not None, f"a name taken back decided {key}", before, after)
            was, now = before.marked.parts, after.marked.parts
            # What was suggested has the name of today: another one may stand for it since one was taken back before.
            back = {old, *(part.speaker for part in world.today(world.known.answers[key]).parts)}
            names = [part.speaker if part.speaker in back else one.speaker for one, part in zip(was, now, strict=True)]
            wanted = [one._replace(speaker=name) for one, name in zip(was, names, strict=True)]
            same = world.same(before._replace(marked=before.marked._replace(parts=tuple(wanted))), after)
            world.hold(same, f"a name taken back changed more than {new} to {old} at {key}", before, after)
        _forget_name(world, (row.who, old, new))
        # What was done under the name is there under the one before it, also of those who came after it.
        for who in {row.who, *(key.who for key in row.changes)} - {""}:
            world.known.stacks[who] = Stack(vague=True)
    for key in confirmed:
        world.hold(_as_suggested(world, key), f"{key} has a name that was taken back", world.known.stands[key])


def _own_renamings(world: World) -> dict[tuple[str, str], int]:
    """How many renamings of a name, by who renamed it in their own work and that name, stand."""
    sql = (
        "SELECT who, body ->> 'old', count(*) FROM events WHERE kind = 'rename' AND body ->> 'by' IS NULL"
        " AND id NOT IN (SELECT event FROM undone) GROUP BY 1, 2"
    )
    with closing(world.disk()) as connection:
        return {(who, old): count for who, old, count in connection.execute(sql)}


def _as_suggested(world: World, key: Key) -> bool:
    """Whether somebody's answer confirms what was suggested, under the names of today, and nobody edited it."""
    said, suggested = world.known.stands[key], world.today(world.known.answers[key], key.who)
    untouched = said.sight == "suggestion" and key not in world.known.touched
    return untouched and said.answer == "accept" and world.named_as_said(said.marked).parts == suggested.parts


def _forget_name(world: World, name: tuple[str, str, str]) -> None:
    """The last renaming of that one does not stand any more."""
    world.hold(name in world.known.names, "a name was taken back that was not given", name)
    at = len(world.known.names) - 1 - world.known.names[::-1].index(name)
    del world.known.names[at]


# ---- labels


@step(2)
def change_scheme(world: World) -> None:
    """A topic, or a value of an attribute, is added, renamed, merged, split, or retired: no decision changes."""
    changed = world.known.scheme.copy()
    about = world.chance.choice(Scheme.CHANGES)(changed, world.chance)
    world.tell(f"{LEAD} {about}")
    file = world.folder / "scheme.toml"
    file.write_text(changed.toml(), encoding="utf-8")
    then = past.now(world)
    world.command("scheme", "change", file, "--reason", "so it is", "--as", LEAD)
    changed.noted(world.known.scheme, scheme_in_use(world))
    for screen in world.screens.values():  # what was brought back is not shown there
        screen.is_stale |= len(changed.retired_labels()) < len(world.known.scheme.retired_labels())
    world.known.scheme = changed
    past.revised(world, then)


def scheme_in_use(world: World) -> str:
    """The revision of the label scheme that was made last, by uuid."""
    with closing(world.disk()) as disk:
        found = disk.execute("SELECT uuid FROM revisions ORDER BY clock DESC, uuid DESC LIMIT 1")
        return str(found.fetchone()[0])


# ---- places


@step(1)
def assign(world: World) -> None:
    """How many people annotate each article."""
    overlap = world.chance.choice(("1", "2", "3", "all"))
    also = [] if world.chance.random() < 0.6 else ["--to", world.chance.choice(("ana", "ben"))]
    if world.chance.random() < 0.4:
        also += world.chance.choice(
            (("--share", "50%"), ("--order", "random", "--seed", "3"), ("--order", "uncertainty"))
        )
    if world.chance.random() < 0.2:
        also += ["--lease-hours", world.chance.choice(("1", "24", "100"))]
    _assign(world, ["--overlap", overlap, *also])


@step(1)
def assign_articles(world: World) -> None:
    """Who annotates some articles, by name or by a table; or as it was told before, for those that came in since."""
    chance = world.chance
    chosen = chance.sample(world.present(), chance.randint(1, len(world.present())))
    people = chance.sample(("ana", "ben", "cy"), chance.randint(1, 3))
    way = chance.choice(("names", "table", "again"))
    if way == "names":
        _assign(world, [*(str(one.number) for one in chosen), *(word for who in people for word in ("--to", who))])
    elif way == "table":
        file = world.folder / "who.csv"
        rows = [f"{one.id},{who},{len(people)}" for one in chosen for who in people]
        file.write_text("\n".join(["document,annotator,slots", *rows, ""]), encoding="utf-8")
        _assign(world, ["--csv", str(file)])
    else:
        _assign(world, [])


def _assign(world: World, words: list[str]) -> None:
    """Say who annotates what, which is tried first: that gives no places, and says what will be."""
    world.tell(f"{LEAD} assigns {' '.join(words)}")
    before, codes = world.command("status", "--queue", "--json").json(), (0, 2, 3)
    tried = world.command("assign", *words, "--annotator", LEAD, "--dry-run", codes=codes)
    world.hold(world.command("status", "--queue", "--json").json() == before, "trying to assign gave places", tried.err)
    done = world.command("assign", *words, "--annotator", LEAD, codes=codes)
    world.tell(done.err.strip()[:300])
    world.hold(not world.new_steps(), "giving places made steps that can be undone", done.err)
    lists = [[line.replace("would be ", "") for line in one.out.splitlines() if ": " in line] for one in (tried, done)]
    world.hold(lists[0] == lists[1], "others were assigned than was said", tried.out, done.out)
    with closing(world.disk()) as disk:
        (world.known.shared,) = disk.execute("SELECT count(*) > 0 FROM slots").fetchone()


@step(1)
def release(world: World) -> None:
    """An article is given back by hand, or all that somebody has goes on to others: no decision changes."""
    chance = world.chance
    also = [] if chance.random() < 0.5 else ["--to", chance.choice(("ana", "ben", "cy"))]
    if chance.random() < 0.5:
        also += ["--annotator", chance.choice(("ana", "ben", "cy")), "--yes"]
        done = world.command("assign", "--release", "all", *also, codes=(0, 3))
    else:
        done = world.command("assign", "--release", chance.choice(world.present()).number, *also, codes=(0, 2, 3))
    world.tell(f"{LEAD} gives articles back: {done.err.strip()[:300]}")
    world.hold(not world.new_steps(), "giving articles back made steps that can be undone", done.err)


# ---- suggestions


@step(2)
def resuggest(world: World) -> None:
    """Another run suggests something else for what nobody has decided; beside who is preferred and has suggested."""
    world.made += 1
    with closing(Resuggester(world.path)) as resuggester:
        for number in resuggester.waiting():
            article, undecided = world.known.articles[number], undecided_in(resuggester.connection, number)
            written = otherwise(world, article, undecided)
            spec = spec_of(written, article.id)
            world.tell(f"{LEAD} suggests anew for {number}: {sorted(undecided)}")
            resuggester.add(number, spec.suggested, world.run)
            # Who has it open, and confirms what goes on with a quote that is not suggested any more, is told so.
            world.known.torn |= {(who, number) for who in world.screens}
            suggested_anew(world, "written", number, {index: spec.marked[index] for index in undecided})


def suggested_anew(world: World, name: str, number: int, said: dict[int, Marked]) -> bool:
    """Let it be known what somebody suggests anew of an article, and whether that stands first."""
    world.known.said.setdefault((name, number), {}).update(said)
    is_first = world.known.preferred in (None, name) or (world.known.preferred, number) not in world.known.said
    if is_first:
        world.suggest(number, said)
    return is_first


def otherwise(world: World, article: Article, undecided: Collection[int]) -> Written:
    """The same article with a quote less or one that cannot be, another speaker, or other topics.

    A quote that was begun stays as it is.
    """
    written, owners = article.written, article.spec.owners
    begun = {name for index, names in enumerate(owners) for name in names if index not in undecided}
    name = world.chance.choice(sorted({*written.quotes} - begun) or [""])
    kind = world.chance.choice(("speaker", "topics", "less", "over") if name else ("topics",))
    if kind == "speaker":
        return replace(written, quotes={**written.quotes, name: replace(written.quotes[name], speaker="Nora Quist")})
    if kind == "topics":
        at = world.chance.randrange(len(written.pieces))
        line = written.pieces[at].written
        topic = world.chance.choice(world.known.scheme.keys)
        bare = re.sub(r"#\S+ ", "", line)
        return written if line.startswith("~") else written.with_piece(at, f"#{topic} {bare}")
    what, instead = rf"\{{{name}[cs]?:([^{{}}]*)\}}", r"\1"
    if kind == "over":  # as other tools may: the cue is content, too
        what, instead = rf"(\{{{name}c:\w[^{{}}]*\}})", rf"{{{name}:\1}}"
    pieces = (replace(one, written=re.sub(what, instead, one.written)) for one in written.pieces)
    return replace(written, pieces=tuple(pieces))
