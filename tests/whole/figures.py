"""What is asked now and then, as it takes long: every command that reads, and that two of them say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.cli.lists import What
from annotator.exchange.formats.registry import WRITTEN
from tests.whole.steps_review import marks_of, said_of
from tests.whole.world import Key, World

OFTEN = 0.02
"""The share of steps after which all of this is asked."""
NOTHING = (0, 3, 6)
"""Exit codes where there may be nothing to say."""


def check_some(world: World) -> None:
    """All of it, seldom."""
    if world.chance.random() < OFTEN:
        check_all(world)


def check_all(world: World) -> None:
    """All of it."""
    for what in What:
        world.command("list", what.value, "--json")
        world.command("list", what.value)
    for words in (
        ["--by", "annotator"],
        ["--by", "day"],
        ["--by", "document"],
        ["--curve"],
        ["--suggestions"],
        ["--progress"],
        ["--csv"],
    ):
        world.command("stats", *words)
    world.command("queue", "--json")
    world.command("stale", codes=NOTHING)
    world.command("bias", "--json", codes=NOTHING)
    _formats(world)
    gold(world)
    _agreement_and_report(world)
    world.checked["figures"] += 1


def _formats(world: World) -> None:
    for one in world.chance.sample(WRITTEN, 4):
        for unit in one.units:
            path = world.folder / f"out-{one.name}-{unit}"
            partial = ["--partial"] if unit == "document" and one.nothing_means_none else []
            world.command("export", "--format", one.name, "--unit", unit, "-o", path, *partial, codes=(0, 6))
            _away(path)


def _away(path: Path) -> None:
    for found in path.parent.glob(f"{path.name}*"):
        if found.is_dir():
            for inside in found.iterdir():
                inside.unlink()
            found.rmdir()
        else:
            found.unlink()


def gold(world: World) -> None:
    """Gold is the review of a sentence, else what all who decided it agree on."""
    lines = world.command("export", "--gold", "-o", "-").records()
    numbers = {article.id: article.number for article in world.present()}
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for line in lines:
        place = (numbers[line["document"]["id"]], line["index"])
        world.hold(place not in found, f"{place} has two gold lines")
        found[place] = line
    for place, line in found.items():
        said = world.known.stands[Key(*place, line["annotator"])]
        review = world.known.stands.get(Key(*place, "review:lea"))
        reviewed = review is not None and review.answer != "skip"
        world.hold(not reviewed or line["annotator"] == "review:lea", f"gold of {place} is not the review", line)
        if not reviewed:
            alike = {world.named_as_said(marks_of(one)) for one in said_of(world, Key(*place, "")).values()}
            world.hold(len(alike) == 1, f"{place} is gold though people differ", alike)
        world.hold(line["answer"] == said.answer, f"gold of {place} has another answer", line, said)
    missing = [
        key
        for key, said in world.known.stands.items()
        if key.who == "review:lea" and said.answer != "skip" and not said.implied and key[:2] not in found
    ]
    missing = [key for key in missing if world.known.articles[key.document].present]
    world.hold(not missing, "what was reviewed is not gold", missing)


def _agreement_and_report(world: World) -> None:
    agreed = world.command("agreement", "--json", codes=NOTHING)
    world.command("agreement", codes=NOTHING)
    world.command("review", "--list", codes=(0,))
    world.command("review", "--summary", codes=NOTHING)
    world.command("review", "--summary", "--json", codes=NOTHING)
    folder = world.folder / "report"
    report = world.command("report", "-o", folder, codes=(0, 6))
    if agreed.code == 0 and report.code == 0:
        _same_alpha(world, agreed.json(), (folder / "report.md").read_text(encoding="utf-8"))


def _same_alpha(world: World, agreed: dict[str, Any], report: str) -> None:
    """Alpha of `agreement` is that of the report."""
    alpha = agreed["token_alpha"]
    if alpha is not None:
        world.checked["alpha"] += 1
        world.hold(f"{alpha:.2f}" in report or f"{alpha:.3f}" in report, f"the report has not the alpha {alpha}")
