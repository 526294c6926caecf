"""What is measured: by plain formulas from the files of a report, and before and after what must not change it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.measure.plain import agreement, review
from tests.whole.world import World

_TYPES = ["direct", "indirect", "mixed"]
_OF_REVIEWS = ("reviewed", "overturned", "overturned_tokens", "marked_side", "own", "taken", "causes")
_NOTHING = (0, 3)


def by_plain_formulas(world: World, folder: Path) -> None:
    """`agreement` and `review summary` tell what the records of a report with names give."""
    documents, decisions, reviews = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("documents", "decisions", "reviews")
    )
    told = world.command("agreement", "--json").json()
    plain = agreement.figures(documents, decisions, [*world.known.scheme.attributes], _TYPES)
    counted = {name: (told[name], plain[name]) for name in ("documents", "sentences")}
    world.hold(all(one == other for one, other in counted.values()), "agreement is of other sentences", counted)
    if plain["sentences"]:
        _alike(world, "agreement", told["figures"], plain["all"])
    told, plain = world.command("review", "summary", "--json").json(), review.review_figures(documents, reviews)
    many = {"differences": plain["differences"], "audited": plain["audited"], "settled_unseen": plain["settled"]}
    world.hold(told["reviewed"] == many, "review summary counts others", told, many)
    _alike(world, "review summary", told, {name: plain[name] for name in _OF_REVIEWS[1:5]})
    _alike(world, "review summary", told["taken"], plain["taken"])
    world.checked["plain formulas"] += 1


def _alike(world: World, what: str, told: dict[str, Any], plain: dict[str, Any]) -> None:
    for name, (value, *_) in plain.items():
        found = told[name]["value"]
        same = found is None if value is None else found == pytest.approx(value)
        world.hold(same, f"{what} has another {name}", found, value)


def figures_of_reviews(world: World) -> dict[str, Any]:
    """What reviews found, but for what is left to review: no name that is given since changes it."""
    told = world.command("review", "summary", "--json").json()
    return {name: told[name] for name in _OF_REVIEWS}


def figures_of_suggesters(world: World) -> str:
    """How well suggesters do: a new name for a speaker changes nothing of it, whoever gave it."""
    return world.command("evaluate", "--suggester", "all", "--json", codes=_NOTHING).out
