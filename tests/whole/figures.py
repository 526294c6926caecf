"""What is asked now and then, as it takes long: every command that reads, and that two of them say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from typing import Any, get_args

from annotator.cli.articles.lists import What
from annotator.core.assignment import Rule, SlotOrder
from annotator.core.decided import is_unseen
from annotator.core.decision import is_of_a_role
from annotator.core.session.desk import Order
from annotator.exchange.formats.registry import WRITTEN
from annotator.store.articles.documents import is_present
from annotator.store.find import search
from annotator.store.read.reader import Reader
from annotator.store.work import slots
from tests.whole import formats, places, tallies, token_formats
from tests.whole.round_trip import away, goes_round_by_others
from tests.whole.steps import is_review, marks_of, said_of
from tests.whole.steps_review import reviewer_of
from tests.whole.world import Key, World, origin_of

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
    for what in get_args(What):
        world.command("list", what, "--json")
        world.command("list", what)
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
    _status(world)
    places.held_as_told(world)
    world.command("list", "stale", codes=NOTHING)
    world.command("bias", "--json", codes=NOTHING)
    _formats(world)
    token_formats.only_whole_articles(world)
    for _ in range(2):
        goes_round_by_others(world)
    _texts(world)
    gold(world)
    _agreement_and_report(world)
    _suggesters(world)
    tallies.check_all(world)
    world.checked["figures"] += 1


def _status(world: World) -> None:
    """What is open is what stands, what has places, and what the lists have to be looked at again."""
    found = world.command("status", "--json").json()
    world.command("status", "--team")
    people = {one["name"]: one for one in found["people"]}
    for who in {key.who for key in world.known.stands} - people.keys():
        world.hold(is_of_a_role(who), f"{who} is not among the people", [*people])
    present = {one.number: len(one.spec.sentences) for one in world.present()}
    decided: dict[str, Counter[int]] = {who: Counter() for who in people}
    begun = set[int]()
    for key, said in world.known.stands.items():
        if key.document in present and key.who in people and not is_of_a_role(key.who):
            begun.add(key.document)
            decided[key.who][key.document] += said.answer != "skip"
    for who, one in people.items():
        ended = sum(number == present[document] for document, number in decided[who].items())
        told, known = (one["decided"], one["finished"]), (decided[who].total(), ended)
        world.hold(told == known, f"status tells another number of {who}", told, known)
    queue_rows = world.command("status", "--queue", "--json").json()["documents"]
    slots_of = {one["article"]: one["slots"] for one in queue_rows}
    finished = {number for number, slots in slots_of.items() if all(one["state"] == "finished" for one in slots)}
    finished |= {
        number
        for of_one in decided.values()
        for number, sentences in of_one.items()
        if number not in slots_of and sentences == present[number]
    }
    known_articles = [len(finished), len(begun - finished), len(present.keys() - begun - finished)]
    world.hold([*found["articles"].values()] == known_articles, "status tells other articles", found, known_articles)
    _to_look_at_again(world, found["look_again"])


def _to_look_at_again(world: World, found: Mapping[str, Mapping[str, int]]) -> None:
    """By person: each sentence of these lists once."""
    wanted: dict[str, set[tuple[int, int]]] = {}
    for row in world.command("list", "revised", "--json").json()["rows"]:
        if not row["looked_at"]:
            wanted.setdefault(row["annotator"], set()).add((row["article"], row["sentence"]))
    for who in {*found, *(key.who for key in world.known.stands)}:
        for row in world.command("list", "unconfirmed", "--annotator", who, "--json").json()["rows"]:
            wanted.setdefault(who, set()).add((row["article"], row["sentence"]))
    for row in world.command("list", "stale", "--json").json()["decisions"]:
        wanted.setdefault(row["annotator"], set()).add((row["article"], row["sentence"] + 1))
    backs = {who: places.given_back(world, who) for who in wanted}
    known = {who: sum(number not in backs[who] for number, _ in of_one) for who, of_one in wanted.items()}
    told = {who: sum(reasons.values()) for who, reasons in found.items()}
    known = {who: number for who, number in known.items() if number}
    world.hold(told == known, "status tells of others to look again", told, known)


def _formats(world: World) -> None:
    for one in world.chance.sample(WRITTEN, 5):
        for unit in one.units:
            path = world.folder / f"out-{one.name}-{unit}"
            partial = ["--partial"] if unit == "document" and one.nothing_means_none else []
            world.command("export", "--format", one.name, "--unit", unit, "-o", path, *partial, codes=(0, 6))
            if path.exists():
                formats.hold_the_same(world, one.name, unit, path, bool(partial) or not one.nothing_means_none)
                token_formats.hold_the_same(world, one.name, unit, path)
            away(path)


def _texts(world: World) -> None:
    """For whoever suggests there are the articles that are worked on, or of these what somebody has to decide yet."""
    done = {(key.document, key.index) for key, said in world.known.stands.items() if said.answer != "skip"}
    wanted = {
        article.id: [list(place) for place in article.spec.sentences]
        for article in world.present()
        if any((article.number, index) not in done for index in range(len(article.spec.sentences)))
    }
    everything = world.command("export", "--texts", "-o", "-")
    names = {key.who for key in world.known.stands if f'"{key.who}"' in everything.out}
    world.hold(not names, "an annotator is named to those who suggest", *names)
    found = {one["id"] for one in everything.records()[1:]}
    world.hold(found == {one.id for one in world.present()}, "other articles go out than are worked on", *found)
    undecided = world.command("export", "--texts", "--undecided", "-o", "-").records()[1:]
    told = {one["id"]: one["sentences"] for one in undecided}
    world.hold(told == wanted, "other articles are told to be undecided", told, wanted)


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
        reviewer = reviewer_of(world, Key(*place, ""))
        world.hold(reviewer in (None, line["annotator"]), f"gold of {place} is not the review", line, reviewer)
        if reviewer is None:
            alike = {world.named_as_said(marks_of(one)) for one in said_of(world, Key(*place, "")).values()}
            world.hold(len(alike) == 1, f"{place} is gold though people differ", alike)
        world.hold(line["answer"] == said.answer, f"gold of {place} has another answer", line, said)
    missing = [
        key
        for key, said in world.known.stands.items()
        if is_review(key.who) and said.answer != "skip" and not said.implied and key[:2] not in found
    ]
    missing = [key for key in missing if world.known.articles[key.document].present]
    world.hold(not missing, "what was reviewed is not gold", missing)


def _agreement_and_report(world: World) -> None:
    agreed = world.command("agreement", "--json", codes=NOTHING)
    world.command("agreement", codes=NOTHING)
    world.command("review", "list", codes=(0,))
    world.command("review", "summary", codes=NOTHING)
    world.command("review", "summary", "--json", codes=NOTHING)
    folder = world.folder / "report"
    report = world.command("report", "-o", folder, codes=(0, 6))
    if agreed.code == 0 and report.code == 0:
        _same_alpha(world, agreed.json(), (folder / "report.md").read_text(encoding="utf-8"))


def _suggesters(world: World) -> None:
    """Suggesters are held against what was decided, and the order by disagreement has every article once, for all."""
    _decided_unseen(world)
    found = world.command("evaluate", "--suggester", "all", "--json", codes=NOTHING)
    if found.code == 0:
        told = found.json()
        groups = told["unseen"], told["others"]
        sentences = told["left_out"] + sum(group["sentences"] for group in groups)
        most = sum(len(one.spec.sentences) for one in world.present())
        world.hold(0 < sentences <= most, f"{sentences} sentences count, of {most}")
        for figure in _figures({name: group["suggesters"] for name, group in zip("uo", groups, strict=True)}):
            value, low, high = (figure[name] for name in ("value", "low", "high"))
            world.hold((value is None) == (figure["why"] is not None), "a figure or why there is none", figure)
            world.hold(low is None or low - 1e-9 <= value <= high + 1e-9, "a figure lies in its interval", figure)
    with closing(world.disk()) as connection:
        present = {*slots.hashes(connection)}
        ask = partial(search.ranked, connection, annotator=None, shown=is_present("document"))
        orders = [[*ask(order)] for order in (Order.DISAGREEMENT, Order.DISAGREEMENT, Order.UNCERTAINTY)]
        world.hold(orders[0] == orders[1], "the order is the same each time", orders)
        for order in orders:
            world.hold(present.issuperset(order), "no other article is in the order", order)
            world.hold(len({*order}) == len(order), "once", order)
        ranks = slots.ranks(connection, Rule(order=SlotOrder.UNCERTAINTY, seed=0))
        world.hold({*ranks} == present and sorted(ranks.values()) == [*range(1, len(present) + 1)], "each once", ranks)


def _decided_unseen(world: World) -> None:
    """What counts as decided with no suggestion in sight was so, in whichever edition of the article."""
    numbers = {article.id: article.number for article in world.present()}
    with closing(Reader(world.path)) as reader, closing(world.disk()) as disk:
        for row in filter(is_unseen, reader.decided()):
            shown = "SELECT suggestion FROM decisions WHERE id = ?"
            (suggestion,) = disk.execute(shown, (origin_of(disk, row.decision.id),)).fetchone()
            key = Key(numbers[row.document.id], row.sentence.index, row.decision.annotator)
            unseen = suggestion is None or world.known.stands[key].sight == "withheld"
            world.hold(unseen, f"{key} counts as decided with no suggestion in sight", row.decision)
            world.checked["decided with nothing in sight"] += 1


def _figures(record: Any) -> Iterator[dict[str, Any]]:
    """The figures, however deep they stand."""
    if isinstance(record, dict):
        if "why" in record:
            yield record
        else:
            for inner in record.values():
                yield from _figures(inner)


def _same_alpha(world: World, agreed: dict[str, Any], report: str) -> None:
    """Alpha of `agreement` is that of the report."""
    alpha = agreed["token_alpha"]
    if alpha is not None:
        world.checked["alpha"] += 1
        world.hold(f"{alpha:.2f}" in report or f"{alpha:.3f}" in report, f"the report has not the alpha {alpha}")
