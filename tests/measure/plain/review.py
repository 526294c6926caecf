"""What reviews found, from `reviews.jsonl` and `documents.jsonl`, by plain formulas.

A line is a sentence as it was reviewed last: what the review marks, the versions that the reviewer chose among, each
with its number and those who had marked so, and the numbers of those that the review took. Where there is more than one
version, annotators had marked it differently.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from statistics import NormalDist
from typing import Any

from tests.measure.plain.bias import LEAST_DOCUMENTS, bounds

WORD = re.compile(r"\w+")
Share = list[float | None]  # a value and the bounds of its interval of 95 %


def review_figures(documents: list[dict[str, Any]], reviews: list[dict[str, Any]]) -> dict[str, Any]:
    """Every figure by its name."""
    texts = {document["id"]: document["text"] for document in documents}
    differing = [one for one in reviews if len(one["versions"]) > 1]
    audited = [one for one in reviews if one["kind"] == "audit" and one["versions"]]
    sides = [one for one in differing if len({bool(version["quotes"]) for version in one["versions"]}) == 2]
    took, part = Counter[str](), Counter[str]()
    for one in differing:
        for version in one["versions"]:
            part.update(version["annotators"])
            took.update(version["annotators"] if version["number"] in one["taken"] else ())
    causes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in differing:
        causes[one["paragraph"] or ""][one["cause"] or ""] += 1
    return {
        "differences": len(differing),
        "audited": len(audited),
        "settled": sum(one["kind"] == "settled" for one in reviews),
        "overturned": wilson(sum(map(overturned, audited)), len(audited)),
        "overturned_tokens": overturned_tokens(audited, texts),
        "marked_side": wilson(sum(bool(one["quotes"]) for one in sides), len(sides)),
        "own": wilson(sum(map(overturned, differing)), len(differing)),
        "taken": {name: wilson(took[name], part[name]) for name in sorted(part)},
        "causes": causes,
    }


def overturned(one: dict[str, Any]) -> bool:
    """Whether the review marked what no version did."""
    return not one["taken"]


def overturned_tokens(audited: list[dict[str, Any]], texts: dict[str, str]) -> Share:
    """Of the words that annotators had marked alike, the share that the review marks otherwise, or not.

    A word is of the role of its first letter; content, unless a cue or a source covers it. The interval is
    Wilson's, with the design effect of articles.
    """
    changed, marked = Counter[str](), Counter[str]()
    for one in audited:
        before, after = roles(one["versions"][0]), roles(one)
        starts = [match.start() for match in WORD.finditer(texts[one["document"]], one["start"], one["end"])]
        if any(at in before for at in starts):
            changed[one["document"]] += sum(before[at] != after.get(at) for at in starts if at in before)
            marked[one["document"]] += sum(at in before for at in starts)
    if not marked:
        return [None, None, None]
    value, *interval = bounds([(1, marked, changed)], max(1, len(marked) - 1))
    return [value, *(interval if len(marked) >= LEAST_DOCUMENTS else [None, None])]


def roles(one: dict[str, Any]) -> dict[int, str]:
    """The role of each code point that is marked."""
    spans = [("content", span) for quote in one["quotes"] for span in quote["content"]]
    spans += [(role, quote[role]) for quote in one["quotes"] for role in ("cue", "source") if quote[role]]
    return {at: role for role, (start, end) in spans for at in range(start, end)}


def wilson(part: int, whole: int) -> Share:
    """A share with its Wilson score interval (JASA 22, 1927); None where there is nothing to count among."""
    if not whole:
        return [None, None, None]
    z = NormalDist().inv_cdf(1 - (1 - 0.95) / 2)
    p = part / whole
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * (p * (1 - p) / whole + z * z / (4 * whole * whole)) ** 0.5 / (1 + z * z / whole)
    return [p, max(0.0, centre - half), min(1.0, centre + half)]
