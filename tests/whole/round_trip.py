"""What is exported is what was decided: read into another database, it is decided there, and exported as here."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from annotator.store.schemes import NewScheme
from annotator.store.work.importer import Importer
from tests.whole.commands import run
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
    scheme = NewScheme(world.known.scheme.toml(), "ours.toml")
    with closing(Importer(other, scheme)) as importer:
        for article in world.present():
            importer.add(article.spec.suggested, RUN)
    world.command("export", "--annotator", who, *_ALL, "-o", file)
    under = who.replace("review:", "of-")
    for added in (True, False):
        done = run("import", "--as", under, file, "--db", other)
        world.hold(done.code == 0, f"what is exported of {who} is not taken", done.err)
        world.hold(added or "0 decisions" in done.err, "what was taken is taken again", done.err)
    here, there = _said(file.read_text(encoding="utf-8")), _said(run("export", *_ALL, "-o", "-", "--db", other).out)
    world.hold(here == there, f"what is exported of {who} is another thing where it was taken", *_unlike(here, there))
    other.unlink()
    world.checked["round trip"] += 1


def _said(lines: str) -> dict[tuple[str, int], dict[str, Any]]:
    """By title and index: an article has another id where it was corrected."""
    records = map(json.loads, lines.splitlines())
    return {
        (record["document"]["title"], record["index"]): {name: record.get(name) for name in _SAID} for record in records
    }


def _unlike(here: dict[Any, dict[str, Any]], there: dict[Any, dict[str, Any]]) -> list[str]:
    apart = [key for key in sorted({*here, *there}) if here.get(key) != there.get(key)]
    found = []
    for key in apart[:3]:
        one, other = here.get(key, {}), there.get(key, {})
        found.append(
            f"{key}: {[(name, one.get(name), other.get(name)) for name in _SAID if one.get(name) != other.get(name)]}"
        )
    return found
