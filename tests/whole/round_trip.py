"""What is exported is what was decided: read into another database, it is decided there, and exported as here."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.store.schemes import NewScheme
from annotator.store.work.importer import Importer
from tests.whole.articles import Pair
from tests.whole.commands import run
from tests.whole.formats import Said, own_quote
from tests.whole.world import RUN, World

_ALL = ("--status", "accept,reject,skip")
_SAID = (
    "index", "start", "end", "text", "quotes", "topics", "answer", "decided_at", "seconds", "note",
    "flagged", "implied", "sight",
)  # fmt: skip
"""The fields of a sentence that say what was decided, and when."""


def goes_round(world: World) -> None:
    """What somebody decided and another database with the same articles takes is exported there as it is here."""
    decided = {key.who for key in world.known.stands if world.known.articles[key.document].present}
    if not decided:
        return
    who, other, file = world.chance.choice(sorted(decided)), world.folder / "round.db", world.folder / "round.jsonl"
    _with_the_same_articles(world, other)
    is_gold = world.chance.random() < 0.3
    chosen = ("--gold",) if is_gold else ("--annotator", who, *_ALL)
    if world.command("export", *chosen, "-o", file, codes=(0, 6)).code:
        away(other)
        return  # no gold yet
    under = who.replace("review:", "of-")
    for added in (True, False):
        done = run("import", "--as", under, file, "--db", other)
        world.hold(done.code == 0, f"what is exported of {who} is not taken", done.err)
        world.hold(added or "0 decisions" in done.err, "what was taken is taken again", done.err)
    here, there = _said(file.read_text(encoding="utf-8")), _said(run("export", *_ALL, "-o", "-", "--db", other).out)
    world.hold(
        here == there,
        f"what is exported of {who} is another thing where it was taken",
        *[*(here - there)][:3],
        *[*(there - here)][:3],
    )
    away(other)
    world.checked["round trip"] += 1


def _with_the_same_articles(world: World, other: Path) -> None:
    """Make another database with these articles, under the ids that they have here: two may be texts of one article."""
    with closing(Importer(other, NewScheme(world.known.scheme.toml(), "ours.toml"))) as importer:
        for article in world.present():
            suggested = article.spec.suggested
            importer.add(suggested._replace(document=replace(suggested.document, id=article.id)), RUN)


_OTHERS = ("prodigy", "label-studio", "doccano", "brat")


def goes_round_by_others(world: World) -> None:
    """The same by formats of other tools: the quotes of each article come back."""
    decided = sorted({key.who for key in world.known.stands if world.known.articles[key.document].present})
    if not decided:
        return
    who, name = world.chance.choice(decided), world.chance.choice(_OTHERS)
    other, file = world.folder / "round.db", world.folder / "round"
    _with_the_same_articles(world, other)
    words = ("--format", name, "--unit", "document", "--partial", "--annotator", who, "-o", file)
    if world.command("export", *words, codes=(0, 6)).code == 0 and file.exists():
        done = run("import", "--as", who.replace("review:", "of-"), file, "--db", other)
        world.hold(done.code == 0, f"what is exported of {who} as {name} is not taken", done.err)
        whole = ("export", "-o", "-", "--unit", "document", "--no-implied")
        here = _quotes(world.command(*whole, "--annotator", who, codes=(0, 6)).records(), _expanded(file))
        there = _quotes(run(*whole, "--db", other).records(), {})
        apart = [(title, quotes, there.get(title)) for title, quotes in here.items() if there.get(title) != quotes]
        world.hold(not any(one or two for _, one, two in apart), f"{name} brings other quotes of {who}", *apart)
        world.checked[f"round trip by {name}"] += len(here)
    for made in (file, other):
        away(made)


_Expanded = dict[tuple[str, str, Pair], Pair]
"""What a span became in tokens, by the id of its article, its role, and its place."""


def _expanded(file: Path) -> _Expanded:
    """The spans inside of words that were expanded to whole tokens: those that the manifest lists, and no others."""
    manifest = Path(f"{file}.manifest.json")
    alignment = json.loads(manifest.read_text(encoding="utf-8"))["alignment"] if manifest.exists() else None
    off = alignment["off"] if alignment else []
    return {(one["id"], one["role"], (one["start"], one["end"])): tuple(one["became"]) for one in off}


def _quotes(records: list[dict[str, Any]], expanded: _Expanded) -> dict[str, Counter[Said]]:
    """By title: two editions of an article may both be worked on."""
    found: dict[str, Counter[Said]] = {}
    for record in records:

        def became(role: str, span: Pair | None, key: str = record["id"]) -> Pair | None:
            return span and expanded.get((key, role, span), span)

        for said in map(own_quote, record["quotes"]):
            content = tuple(sorted(became("content", span) or span for span in said.content))
            whole = said._replace(content=content, cue=became("cue", said.cue), source=became("source", said.source))
            found.setdefault(str(record["document"]["title"]), Counter())[whole] += 1
        found.setdefault(str(record["document"]["title"]), Counter())
    return found


def _said(lines: str) -> Counter[str]:
    """With titles: an article has another id where it was corrected."""
    records = map(json.loads, lines.splitlines())
    said = ([record["document"]["title"], *(record.get(name) for name in _SAID)] for record in records)
    return Counter(json.dumps(one, sort_keys=True) for one in said)


def away(path: Path) -> None:
    """Take away what was written there, a file or a folder, with what stands beside it."""
    for found in path.parent.glob(f"{path.name}*"):
        if found.is_dir():
            for inside in found.iterdir():
                inside.unlink()
            found.rmdir()
        else:
            found.unlink()
