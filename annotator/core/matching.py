"""Which suggested quote finds which decided one: by the letters and digits that they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.core.model import ROLES, Quote, Span
from annotator.core.review.versions import best_pairs, jaccard
from annotator.core.text import letters_in

FOUND_FROM = 0.5
"""The share of letters and digits in common (intersection over union) from which a quote counts as found."""


class Match(NamedTuple):
    """A suggested quote and the decided one that it finds, by their numbers.

    `overlap` and `exact`: the roles that share a letter or digit, or have the same ones; also those that both lack.
    """

    suggested: int
    decided: int
    overlap: frozenset[str]
    exact: frozenset[str]


def match(text: str, decided: Sequence[Quote], suggested: Sequence[Quote]) -> list[Match]:
    """Which suggestion finds which decided quote: one to one, those with most in common first.

    `text`: the one that both have offsets in.
    """
    of_decided, of_suggested = ([letters(text, quote.content) for quote in quotes] for quotes in (decided, suggested))
    pairs = []
    for i, wanted in enumerate(of_decided):
        for j, given in enumerate(of_suggested):
            share = jaccard(wanted, given)
            if share is not None and share >= FOUND_FROM:
                pairs.append((-share, i, j))
    return [Match(j, i, *_alike(text, decided[i], suggested[j])) for _, i, j in best_pairs(pairs)]


def _alike(text: str, decided: Quote, suggested: Quote) -> Iterator[frozenset[str]]:
    """The roles in which two quotes overlap, and those in which they are the same."""
    marked = [(role, letters(text, decided.spans(role)), letters(text, suggested.spans(role))) for role in ROLES]
    yield frozenset(role for role, mine, theirs in marked if mine == theirs or mine & theirs)
    yield frozenset(role for role, mine, theirs in marked if mine == theirs)


@lru_cache(maxsize=512)
def letters(text: str, spans: tuple[Span, ...]) -> frozenset[int]:
    """The places that `letters_in` gives: punctuation and space do not count beside letters and digits.

    Remembered for some, as those of the decided quotes of a text are asked for again and again.
    """
    return frozenset(letters_in(text, spans))
