"""A life that begins with a database of an earlier version, or of other people: what it holds is what there should be.

What its articles are suggested to hold is nothing that was written for this test: so nobody is held to have left it as
it is, and which parts make a quote is only asked of what is decided from then on.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import closing
from pathlib import Path

from annotator.core.model import Document
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.importer import Importer
from tests.store.old_databases import VERSIONS, unpack
from tests.whole.articles import Marked, Piece, Spec, Written, spec_of
from tests.whole.labels import Scheme
from tests.whole.screens import PEOPLE, to_be_looked_at
from tests.whole.steps_copies import editions_of_today
from tests.whole.steps_lead import LEAD, scheme_in_use
from tests.whole.steps_work import wrong_roles
from tests.whole.world import Article, Stack, World, marked_of


def begin_with(world: World, path: Path | None) -> None:
    """Let a world go on with that database in the place of its own; without one, with that of some earlier version."""
    world.path.unlink()
    path = path or unpack(world.chance.choice(VERSIONS), world.folder)
    world.tell(f"-- begins with {path}")
    world.older = Path(shutil.copy(path, world.folder / "began.db"))
    world.path.write_bytes(path.read_bytes())
    with closing(Importer(world.path)):
        pass  # it is brought up to date
    _learn(world)
    _own_labels(world)


def _learn(world: World) -> None:
    known = world.known = type(world.known)()
    with closing(world.disk()) as disk:
        for number, key, text, title, published in disk.execute(
            "SELECT number, id, text, title, published FROM documents ORDER BY number"
        ).fetchall():
            _article(world, disk, number, Document(key, text, title, published=published))
        for (number,) in disk.execute("SELECT document FROM removed").fetchall():
            known.articles[number].removed = True
        sql = "SELECT who, body ->> 'old', body ->> 'new' FROM events WHERE kind = 'rename' AND id NOT IN"
        known.names = disk.execute(f"{sql} (SELECT event FROM undone) ORDER BY clock, uuid").fetchall()
        known.given = [*known.names]
        (known.shared, world.last_step) = disk.execute(
            "SELECT (SELECT count(*) > 0 FROM slots), (SELECT max(id) FROM events)"
        ).fetchone()
        people = {who for (who,) in disk.execute("SELECT DISTINCT who FROM events")}
    editions_of_today(world)
    for article in known.articles.values():
        article.removed = article.removed and article.later is None
        for who in people | {person.who for person in PEOPLE}:
            to_be_looked_at(world, article.number, who)
    known.stacks = {who: Stack(vague=True) for who in people}
    known.stands = world.read()
    known.answers = {key: world.answered(key) for key in known.stands}
    for key, said in known.stands.items():
        spec = known.articles[key.document].spec
        for part in said.marked.parts:
            if wrong_roles(spec.sentences, part.content, part.cue, part.source):
                cue, source = (spec.text[slice(*span)] if span else "" for span in (part.cue, part.source))
                known.odd.add((cue, source))


def _article(world: World, disk: sqlite3.Connection, number: int, document: Document) -> None:
    places = disk.execute(
        'SELECT start, "end" FROM sentences WHERE document = ? ORDER BY position', (number,)
    ).fetchall()
    newest, kinds = [Marked() for _ in places], [None for _ in places]
    for index, run, name, labels, kind in disk.execute(
        "SELECT position, run, pipeline, labels, boilerplate FROM suggestions JOIN sentences ON sentences.id ="
        " sentence_id JOIN runs ON runs.id = run WHERE document = ? ORDER BY suggestions.id",
        (number,),
    ):
        said = json.loads(labels)
        newest[index], kinds[index] = marked_of(said["quotes"], said["topics"]), kind
        world.known.suggested.setdefault((number, index), {})[run] = newest[index]
        world.known.said.setdefault((name, number), {})[index] = newest[index]
    pieces, end = [], 0
    for start, until in places:
        pieces.append(Piece(document.text[start:until], document.text[end:start]))
        end = until
    written = Written(document.id, tuple(pieces), {})
    plain = spec_of(written).suggested._replace(document=document)
    owners = tuple(("",) * len(marked.parts) for marked in newest)
    spec = Spec(document.text, tuple(places), tuple(newest), owners, tuple(kinds), plain)
    world.known.articles[number] = Article(number, written, spec, document.id)


def _own_labels(world: World) -> None:
    """Give all topics keys of one word, as the model writes them down, and the attributes of the model besides."""
    with closing(world.disk()) as disk:
        (labels,) = disk.execute("SELECT labels FROM revisions ORDER BY clock DESC, uuid DESC LIMIT 1").fetchone()
    scheme = Scheme([])
    topics = {topic["id"]: topic for topic in json.loads(labels)["topics"]}
    for topic in topics.values():
        *former, old = topic["keys"]
        scheme.became |= dict(zip(former, topic["keys"][1:], strict=True))
        if topic["use"] == "merged":
            scheme.became[old] = topics[topic["into"][0]]["keys"][-1]
        if topic["use"] != "used":
            continue
        new = re.sub(r"\W+", "-", old)
        scheme.keys.append(new)
        if new != old:
            scheme.became[old], scheme.was[new], scheme.first[new] = new, (old,), old
    file = world.folder / "scheme.toml"
    file.write_text(scheme.toml(), encoding="utf-8")
    world.command("scheme", "change", file, "--reason", "one word each", "--as", LEAD)
    world.known.scheme = scheme
    scheme.revision = scheme_in_use(world)
