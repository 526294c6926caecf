"""What two annotators marked alike in one document, as counts that add up over documents.

Nobody is the one who is right: every count takes both in the same way, and a match counts once for each of the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import or_

from annotator.core.model import Labels
from annotator.measure.agreement.marks import ROLES, MarkedQuote
from annotator.measure.agreement.matching import off_by, one_to_one, overlapping, touching, with_role
from annotator.measure.agreement.sums import Counts

TOLERANCES = (0, 1, 2, 3, 5)
"""By how many words an edge may be off, in the sweep."""
NO_VALUE = ""
"""Stands for an attribute that a quote was not given."""

Pair = tuple[str, str]


def count_quotes(
    counts: Counts, pair: Pair, ones: Sequence[MarkedQuote], others: Sequence[MarkedQuote], attributes: Sequence[str]
) -> None:
    """Count what the two have alike in their quotes of a document. `attributes`: names of those of the label scheme."""
    both = [*ones, *others]
    counts[("quotes",)] += len(both)
    _count_shared(counts, ones, others)
    _count_shared(counts, others, ones)
    counts[("detected",)] += 2 * len(one_to_one(ones, others, touching))
    for role in ROLES:
        mine, theirs = with_role(ones, role), with_role(others, role)
        counts["has", role] += len(mine) + len(theirs)
        if role != "content":
            counts["overlap", role] += 2 * len(one_to_one(mine, theirs, overlapping(role)))
        for match in one_to_one(mine, theirs, off_by(role)):
            for words in TOLERANCES:
                counts["within", role, words] += 2 * (match.cost <= words)
    matched = [(ones[i], others[j]) for i, j, _ in one_to_one(ones, others, overlapping("content"))]
    counts["overlap", "content"] += 2 * len(matched)
    _count_matched(counts, pair, matched, attributes)
    _count_labels(counts, both, matched, attributes)


def _count_shared(counts: Counts, quotes: Sequence[MarkedQuote], others: Sequence[MarkedQuote]) -> None:
    """How many of the quotes share a token with one of the other's."""
    theirs = {role: reduce(or_, (other.tokens[role] for other in others), 0) for role in ROLES}
    anywhere = reduce(or_, theirs.values())
    for quote in quotes:
        shares = {role: bool(quote.tokens[role] & theirs[role]) for role in ROLES}
        for role in ROLES:
            counts["shares", role] += shares[role]
        counts["shares", "same"] += shares["content"] or shares["cue"]
        counts["shares", "any"] += bool(quote.all_tokens & anywhere)


def _count_matched(
    counts: Counts, pair: Pair, matched: Sequence[tuple[MarkedQuote, MarkedQuote]], attributes: Sequence[str]
) -> None:
    """Count what quotes that both have are said to be like: tables of values for kappa, and the same speakers."""
    for one, other in matched:
        mine, theirs = one.quote, other.quote
        counts["kappa", "type", pair, mine.type.value, theirs.type.value] += 1
        counts[("matched",)] += 1
        counts["speaker", "same"] += mine.speaker == theirs.speaker
        counts["speaker", "named"] += mine.speaker is not None or theirs.speaker is not None
        for name in attributes:
            values = [quote.attribute(name) or NO_VALUE for quote in (mine, theirs)]
            counts["valued", name] += values != [NO_VALUE, NO_VALUE]
            counts["kappa", ("attribute", name), pair, *values] += 1


def _count_labels(
    counts: Counts,
    both: Sequence[MarkedQuote],
    matched: Sequence[tuple[MarkedQuote, MarkedQuote]],
    attributes: Sequence[str],
) -> None:
    """By label, how many quotes were given it, and how many of these the other gave it too."""
    for marked in both:
        for label in _labels(marked, attributes):
            counts["given", *label] += 1
    for one, other in matched:
        for label in _labels(one, attributes) & _labels(other, attributes):
            counts["alike", *label] += 2


def _labels(marked: MarkedQuote, attributes: Sequence[str]) -> set[tuple[str, str]]:
    values = ((name, marked.quote.attribute(name)) for name in attributes)
    return {("type", marked.quote.type.value), *((f"attribute {name}", value) for name, value in values if value)}


def count_topics(counts: Counts, ones: Labels, others: Labels) -> None:
    """By topic, in one sentence that both decided, how many gave it, and how many of these the other gave it too."""
    for topic, number in Counter((*set(ones.topics), *set(others.topics))).items():
        counts["given", "topic", topic] += number
        counts["alike", "topic", topic] += number if number > 1 else 0
