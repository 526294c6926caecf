"""What suggestions did to annotators, from `decisions.jsonl` and `reviews.jsonl`, by plain formulas.

A sentence whose suggestion was withheld is held against those in which it was in sight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from math import sqrt
from statistics import NormalDist
from typing import Any

LEAST_WITHHELD, LEAST_DOCUMENTS = 10, 3  # with less nothing is said of an effect
TOO_FAST = 1000  # words a minute that nobody reads
Z = NormalDist().inv_cdf(1 - (1 - 0.95) / 2)
Arm = list[tuple[float, Counter[str], Counter[str]]]  # by annotator: weight; asked and given by article


def bias_figures(
    documents: list[dict[str, Any]], decisions: list[dict[str, Any]], reviews: list[dict[str, Any]]
) -> dict[str, Any]:
    """The effect on each label over all annotators, what is known of wrong and right ones, and haste by annotator."""
    decided = [one for one in decisions if one["role"] == "annotator" and one["answer"] != "skip"]
    settled = {(one["document"], one["index"]): one for one in reviews}
    corrected = {one["id"] for one in documents if one.get("first_id")}  # what was shown before is not known there
    blind: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for one in decided:
        none = one["suggested"] is None and one["sight"] == "suggestion" and one["document"] not in corrected
        if (one["sight"] == "withheld" or none) and not one["implied"]:
            blind[one["document"], one["index"]].append(one)
    counts: dict[Any, Counter[str]] = defaultdict(Counter)
    labels = set()
    for one in decided:
        if one["suggested"] is None or (one["implied"] and one["answer"] == "reject"):
            continue
        place = (one["document"], one["index"])
        arm = "withheld" if one["sight"] == "withheld" else "seen"
        for label, given_by in questions(one["suggested"]):
            right = truth(settled.get(place), blind[place], one["annotator"], given_by)
            labels.add(label)
            for known in {None, right}:
                counts[label, known, one["annotator"], arm, "asked"][one["document"]] += 1
                counts[label, known, one["annotator"], arm, "given"][one["document"]] += given_by(one)
    names = sorted({one["annotator"] for one in decided})
    return {
        "labels": {
            label: {how: effect(counts, label, known, names) for how, known in KNOWN.items()}
            for label in sorted(labels, key=order)
        },
        "haste": {name: haste(documents, [one for one in decided if one["annotator"] == name]) for name in names},
    }


KNOWN = {"all": None, "wrong": False, "right": True}


def questions(suggested: dict[str, Any]) -> Iterator[tuple[str, Callable[[dict[str, Any]], bool]]]:
    """What is asked of a decision, by the name of the label: whether it gives what was suggested."""

    def has(quote: dict[str, Any], key: str | None = None) -> Callable[[dict[str, Any]], bool]:
        return lambda one: any(overlap(quote, own) and (key is None or own[key] == quote[key]) for own in one["quotes"])

    for quote in suggested["quotes"]:
        yield "quote", has(quote)
        yield f"type {quote['type']}", has(quote, "type")
        yield "edges", has(quote, "content")
        if quote["speaker"] is not None:
            yield "speaker", has(quote, "speaker")
    if not suggested["quotes"]:
        yield "quote, none suggested", lambda one: bool(one["quotes"])
    for topic in suggested["topics"]:
        for label in ("topic", f"topic {topic}"):
            yield label, lambda one, topic=topic: topic in one["topics"]  # type: ignore[misc]
    if not suggested["topics"]:
        yield "topic, none suggested", lambda one: bool(one["topics"])


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the contents of two quotes share a code point."""
    return any(a[0] < b[1] and b[0] < a[1] for a in one["content"] for b in other["content"])


def truth(review: Any, blind: list[dict[str, Any]], annotator: str, given_by: Any) -> bool | None:
    """Whether a label is right: by review, else by most of the others who looked and saw none; None: not known."""
    if review is not None:
        return bool(given_by(review))
    votes = [given_by(one) for one in blind if one["annotator"] != annotator]
    return None if 2 * sum(votes) == len(votes) else 2 * sum(votes) > len(votes)


def order(label: str) -> tuple[bool, int, str]:
    """Suggested labels first; quotes before what is said of them, then topics."""
    kinds = ("quote", "edges", "speaker", "type", "topic")
    return label.endswith(", none suggested"), kinds.index(label.split(",")[0].split(" ")[0]), label


def effect(counts: Any, label: str, known: bool | None, names: list[str]) -> dict[str, Any]:
    """How often a label was given with its suggestion in sight and withheld, and the difference with its interval.

    Newcombe's interval for a difference of proportions (Statistics in Medicine 17, 1998, method 10); counts are divided
    by their design effect with articles as clusters (Rao & Scott, Biometrics 48, 1992). Annotators are weighted by how
    much was withheld from them; those from whom nothing was are left out where there are others. Of wrong and right
    ones all are counted, whoever answered, and nothing is compared.
    """

    def total(name: str, arm: str, what: str) -> int:
        return int(counts[label, known, name, arm, what].total())

    asked = [name for name in names if known is None and total(name, "withheld", "asked")] or names
    sums = {(arm, what): sum(total(name, arm, what) for name in asked)
            for arm in ("seen", "withheld") for what in ("asked", "given")}  # fmt: skip
    documents = {name for one in asked for name, n in counts[label, known, one, "withheld", "asked"].items() if n}
    both = [name for name in asked if total(name, "seen", "asked") and total(name, "withheld", "asked")]
    found = {f"{arm} {what}": n for (arm, what), n in sums.items()}
    if known is not None:
        return found
    if sums["withheld", "asked"] < LEAST_WITHHELD or len(documents) < LEAST_DOCUMENTS or not both:
        return {**found, "difference": [None, None, None]}
    weight = {name: total(name, "withheld", "asked") for name in both}
    arms = [
        bounds([(weight[name] / sum(weight.values()), counts[label, known, name, arm, "asked"],
                 counts[label, known, name, arm, "given"]) for name in both], len(documents) - 1)
        for arm in ("seen", "withheld")
    ]  # fmt: skip
    (rate, low, high), (without, low_without, high_without) = arms
    difference = rate - without
    down = sqrt((rate - low) ** 2 + (high_without - without) ** 2)
    up = sqrt((high - rate) ** 2 + (without - low_without) ** 2)
    return {**found, "difference": [difference, difference - down, difference + up]}


def bounds(arm: Arm, freedom: int) -> tuple[float, float, float]:
    """The weighted rate of an arm with the bounds of its interval: Wilson's, with Student's t."""
    rate = min(1.0, sum(weight * given.total() / asked.total() for weight, asked, given in arm))
    size = 1 / sum(weight * weight / asked.total() for weight, asked, _ in arm)
    off: dict[str, float] = defaultdict(float)
    for weight, asked, given in arm:
        for document, n in asked.items():
            off[document] += weight / asked.total() * (given[document] - n * given.total() / asked.total())
    if len(off) > 1:
        variance = len(off) / (len(off) - 1) * sum(one * one for one in off.values())
        size = min(size, rate * (1 - rate) / variance) if variance > 0 else size
    t = student(freedom)
    centre = (rate + t * t / (2 * size)) / (1 + t * t / size)
    half = t * sqrt(max(0.0, rate * (1 - rate) / size + t * t / (4 * size * size))) / (1 + t * t / size)
    return rate, max(0.0, centre - half), min(1.0, centre + half)


def student(n: int) -> float:
    """The quantile of Student's t for 95 % (Abramowitz & Stegun, 26.7.5)."""
    return (
        Z
        + (Z**3 + Z) / 4 / n
        + (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96 / n**2
        + (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384 / n**3
        + (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160 / n**4
    )


def haste(documents: list[dict[str, Any]], decided: list[dict[str, Any]]) -> dict[str, int]:
    """How many suggestions somebody opened and confirmed as they stood, and how many of these too fast to be read.

    Beside these, how many sentences were accepted together with another one, unopened.
    """
    texts = {document["id"]: document["text"] for document in documents}
    accepted = [
        one
        for one in decided
        if one["suggested"] is not None
        and (one["suggested"]["quotes"] or one["suggested"]["topics"])
        and (one["answer"], one["sight"], one["implied"], one["edited"]) == ("accept", "suggestion", False, False)
        and one["seconds"] > 0
    ]
    words = [len(texts[one["document"]][one["start"] : one["end"]].split()) for one in accepted]
    fast = [n * 60 > TOO_FAST * one["seconds"] for n, one in zip(words, accepted, strict=True)]
    passing = sum(one["sight"] == "in passing" and one["answer"] == "accept" and not one["implied"] for one in decided)
    return {"accepted": len(accepted), "too fast": sum(fast), "in passing": passing}
