"""How far several annotators agree on one sentence: what puts the sentences of a review in order.

Figures over many sentences, with intervals, are made in `measure/agreement/`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from annotator.core.model import ROLES, Labels, Span


class _Marked(NamedTuple):
    """What one version marks: each letter with its role, and of each letter of content what its quotes are like."""

    places: frozenset[tuple[int, str]]
    likes: dict[int, list[tuple[Hashable, ...]]]
    topics: frozenset[str]


def sentence_agreement(versions: Sequence[Labels], text: str) -> float:
    """How alike several annotators' labels of one sentence are: 0 (nothing in common) to 1 (the same).

    The mean over all pairs of versions; 1 for fewer than two. Of each pair it is the mean of those of three shares that
    there is something to count for:

    - of the letters that either marks as content, cue or source, those that both mark in the same role; all, where
      neither marks any: that there is no quote is said by both, so that other topics weigh less than a missed quote;
    - of the letters that both mark as content, for how many the type is the same; and so for the speaker, the
      attributes, and whether the quote continues the one before;
    - of the topics that either gives, those that both give.

    So only what somebody marked counts, however long the sentence is, and punctuation does not. `text` is the
    document's: spans count from its start. The labels of a rejected sentence are `Labels()`.
    """
    marked = [_marked(one, text) for one in versions]
    pairs = [_alike(one, other) for one, other in combinations(marked, 2)]
    return sum(pairs) / len(pairs) if pairs else 1.0


def _marked(labels: Labels, text: str) -> _Marked:
    places: set[tuple[int, str]] = set()
    likes: dict[int, list[tuple[Hashable, ...]]] = {}
    for part in labels.quotes:
        like = (part.type, part.speaker, part.attributes, part.continues)
        for role in ROLES:
            for at in _letters(part.spans(role), text):
                places.add((at, role))
                if role == "content":
                    likes.setdefault(at, []).append(like)
    return _Marked(frozenset(places), likes, frozenset(labels.topics))


def _letters(spans: Iterable[Span], text: str) -> list[int]:
    """The places of the letters and digits; of all characters where there are none, as in a dash."""
    places = [at for span in spans for at in range(*span)]
    return [at for at in places if text[at].isalnum()] or places


def _alike(one: _Marked, other: _Marked) -> float:
    """The mean of the shares of two versions that there is something to count for."""
    further = (_same_likes(one.likes, other.likes), _common(one.topics, other.topics))
    places = _common(one.places, other.places)
    counted = [1.0 if places is None else places, *(share for share in further if share is not None)]
    return sum(counted) / len(counted)


def _common(one: Collection[Hashable], other: Collection[Hashable]) -> float | None:
    """Intersection over union (Jaccard); None where both are empty."""
    union = {*one, *other}
    return len(union.intersection(one).intersection(other)) / len(union) if union else None


def _same_likes(
    one: dict[int, list[tuple[Hashable, ...]]], other: dict[int, list[tuple[Hashable, ...]]]
) -> float | None:
    """Of what the letters of content that both have in common are said to be like, the share that is the same."""
    both = one.keys() & other.keys()
    if not both:
        return None
    same = sum(1.0 if one[at] == other[at] else _same_fields(one[at], other[at]) for at in both)
    return same / len(both)


def _same_fields(one: list[tuple[Hashable, ...]], other: list[tuple[Hashable, ...]]) -> float:
    """The share of the fields in which two sets of likes are the same."""
    mine, theirs = zip(*one, strict=True), zip(*other, strict=True)
    same = [set(a) == set(b) for a, b in zip(mine, theirs, strict=True)]
    return sum(same) / len(same)


# ---- Which of several things is which of several others: one to one, the best first.


def best_pairs(candidates: Iterable[tuple[Any, int, int]]) -> list[tuple[Any, int, int]]:
    """Of candidates (rank, number of the one, number of the other), those of the lowest rank; each number at most once.

    >>> best_pairs([(2, 0, 0), (1, 0, 1), (3, 1, 1), (4, 1, 0)])
    [(1, 0, 1), (4, 1, 0)]
    """
    ones, others = set[int](), set[int]()
    pairs = []
    for rank, one, other in sorted(candidates):
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            pairs.append((rank, one, other))
    return pairs
