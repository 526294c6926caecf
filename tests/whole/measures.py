"""What is measured: by plain formulas from the files of a report, and before and after what must not change it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import is_of_a_role
from tests.measure.plain import agreement, bias, review
from tests.whole.steps import marks_of, said_of
from tests.whole.world import Key, World, marked_of

_TYPES = ["direct", "indirect", "mixed"]
_OF_REVIEWS = ("reviewed", "overturned", "overturned_tokens", "marked_side", "own", "taken", "causes")
_NOTHING = (0, 3)
Record = dict[str, Any]


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
    names = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["renamed"]
    _bias(world, documents, decisions, reviews, names)
    _settled(world, reviews)
    world.checked["plain formulas"] += 1


def _settled(world: World, reviews: list[Record]) -> None:
    """What is settled is what reviewers said of sentences, in articles of several, that annotators mark as then."""
    numbers = {article.id: article.number for article in world.present()}
    decided = {(key.document, key.who) for key, said in world.known.stands.items() if said.answer != "skip"}
    people = Counter(number for number, who in decided if not is_of_a_role(who))

    def stands(review: Record) -> bool:
        key = Key(numbers[review["document"]], review["index"], "")
        said = said_of(world, key) if people[key.document] > 1 else {}
        then = {world.today(marked_of(one["quotes"], one["topics"])) for one in review["versions"]}
        return bool(said) and then == {world.today(marks_of(one)) for one in said.values()}

    told, known = world.command("status", "--json").json()["review"]["done"], sum(map(stands, reviews))
    world.hold(told == known, "status counts others as settled", told, known)
    world.checked["settled"] += known


def _not_shown(world: World, key: Key) -> tuple[frozenset[str], set[tuple[str, str]]]:
    """What was suggested to somebody and not offered under the revision of that decision, or may not: topics, values.

    Nor today: what came back since was not shown.
    """
    scheme, known = world.known.scheme, world.named_as_said(world.known.answers[key])
    under, reached = world.revisions_of(key.who)[key], world.reached()
    if under not in world.line():  # what another copy's scheme offered is not known any more
        return known.topics, known.pairs()
    topics = scheme.not_offered(world.known.answers[key].topics, reached[under], reached)
    pairs = scheme.pairs_not_offered(known.pairs(), reached[under], reached)
    return topics | (known.topics - scheme.offered(known.topics)), pairs | (known.pairs() - scheme.pairs())


def _renamed(data: Any, names: dict[str, str]) -> Any:
    """The same, with the names that stand for those of speakers."""
    if isinstance(data, list):
        return [_renamed(one, names) for one in data]
    if not isinstance(data, dict):
        return data
    return {key: names.get(one, one) if key == "speaker" else _renamed(one, names) for key, one in data.items()}


def _bias(
    world: World, documents: list[Record], decisions: list[Record], reviews: list[Record], names: dict[str, str]
) -> None:
    """`bias` tells what the same records give, and these say what was suggested to whoever decided, and what was seen.

    Names that were given since may stand in them or not: who was shown what is asked where they are given.
    """
    numbers = {article.id: article.number for article in world.present()}
    for line in decisions:
        key = Key(numbers[line["document"]], line["index"], line["annotator"])
        suggested = line["suggested"] or {"quotes": [], "topics": []}
        told, known = marked_of(suggested["quotes"], suggested["topics"]), world.named_as_said(world.known.answers[key])
        either = [marked.without(*_not_shown(world, key)) for marked in (told, known)]
        parts = [[one._replace(speaker=None) for one in marked.parts] for marked in either]
        same = parts[0] == parts[1] and either[0].topics == either[1].topics and told.pairs() <= known.pairs()
        world.hold(same and told.topics <= known.topics, f"{key} answers another suggestion", told, known)
    found = world.command("bias", "--json", codes=_NOTHING)
    if found.code:
        people = {line["annotator"] for line in decisions if line["role"] == "annotator" and line["answer"] != "skip"}
        world.hold(not people, "bias has nothing to measure", people)
        return
    told, plain = found.json(), bias.bias_figures(documents, _renamed(decisions, names), _renamed(reviews, names))
    labels = {
        one["label"] + ("" if one["suggested"] else ", none suggested"): one for one in told["together"]["labels"]
    }
    world.hold([*labels] == [*plain["labels"]], "bias is of other labels", [*labels], [*plain["labels"]])
    for label, known in plain["labels"].items():
        arms = {"all": labels[label], "wrong": labels[label]["wrong"], "right": labels[label]["right"]}
        for how, counted in arms.items():
            of_arm = {f"{arm} {name}": counted[arm][key] for arm in ("seen", "withheld") for name, key in _TALLY}
            wanted = {name: known[how][name] for name in of_arm}
            world.hold(of_arm == wanted, f"bias counts others of {label} ({how})", of_arm, wanted)
        effect = [labels[label][name] for name in ("effect", "low", "high")]
        same = effect == pytest.approx(known["all"]["difference"], abs=5.1e-5)  # it tells four digits
        world.hold(same, f"bias has another effect on {label}", effect, known["all"]["difference"])
        world.checked["effects told"] += effect[0] is not None
    for person in told["annotators"]:
        who, haste = person["annotator"], person["haste"]
        counted = {name: haste[name.replace(" ", "_")] for name in ("accepted", "too fast", "in passing")}
        world.hold(counted == plain["haste"][who], f"bias finds other haste of {who}", counted, plain["haste"][who])
    withheld = {one["annotator"]: one["withheld"] for one in told["annotators"]}
    known = {
        who: sum(
            said.sight == "withheld" and said.answer != "skip" and world.known.articles[key.document].present
            for key, said in world.known.stands.items()
            if key.who == who
        )
        for who in {line["annotator"] for line in decisions if line["answer"] != "skip"}
        if not is_of_a_role(who)
    }
    world.hold(withheld == known, "bias counts other sentences as withheld", withheld, known)


_TALLY = (("asked", "of"), ("given", "given"))
"""What a plain formula and the record of a figure call the same count."""


def _alike(world: World, what: str, told: dict[str, Any], plain: dict[str, Any]) -> None:
    for name, (value, *_) in plain.items():
        found = told[name]["value"]
        same = found is None if value is None else found == pytest.approx(value)
        world.hold(same, f"{what} has another {name}", found, value)


def figures_of_reviews(world: World) -> dict[str, Any]:
    """What reviews found, but for what is left to review: no name that is given since changes it."""
    told = world.command("review", "summary", "--json").json()
    return {name: told[name] for name in _OF_REVIEWS}


def figures_of_speakers(world: World) -> dict[str, Any]:
    """How well suggesters do, what suggestions do to people, and how far these agree, each figure by its own name.

    A new name for a speaker changes nothing of it, whoever gave it; that of one person alone, how far these agree.
    """
    asked = (["evaluate", "--suggester", "all"], ["bias"], ["agreement"])
    told = [world.command(*words, "--json", codes=_NOTHING) for words in asked]
    return {
        f"{words[0]} {name}": figure
        for words, one in zip(asked, told, strict=True)
        for name, figure in (one.json() if one.code == 0 else {}).items()
        if name != "worst"  # sentences, with their speakers
    }
