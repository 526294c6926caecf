"""What a quote marks of a document's tokens and letters, and which quote of one annotator is which of another.

What is marked are bits of whole numbers. Bit `i` of a number stands for the token (or the character) `i`: common ones
are `one & other`, their number is `bit_count()`, whatever the length of the text.

No annotator is the one who is right, so nothing here may depend on who is called the first of two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.agreement import best_pairs
from annotator.core.model import ROLES, Quote, Span, united
from annotator.core.text import words_of

Runs = tuple[tuple[int, int], ...]
"""Stretches of words that follow one another, each with the numbers of its first and its last word."""


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """A quote with what it marks in each role: token bits, letter bits (letters and digits), and runs of words.

    `all_tokens`: those of any role.
    """

    quote: Quote
    all_tokens: int
    tokens: Mapping[str, int]
    letters: Mapping[str, int]
    runs: Mapping[str, Runs]

    @property
    def order(self) -> tuple[Any, ...]:
        """What tells it from other quotes of the text, for a fixed order."""
        quote = self.quote
        named = (quote.type.value, quote.speaker or "", quote.attributes)
        return (quote.content, quote.cue or (), quote.source or (), *named)


class TokenizedText:
    """A text cut into tokens."""

    def __init__(self, text: str) -> None:
        """Find the tokens, the words among them, and the letters."""
        tokens = words_of(text)
        words = [token for token in tokens if not token.is_mark]
        self._starts, self._ends = [token.start for token in tokens], [token.end for token in tokens]
        self._word_starts, self._word_ends = [word.start for word in words], [word.end for word in words]
        self._letters = int("".join("1" if char.isalnum() else "0" for char in reversed(text)) or "0", 2)

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return len(self._starts)

    def tokens(self, spans: Iterable[Span]) -> int:
        """The tokens that the spans touch."""
        bits = 0
        for span in spans:
            first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            bits |= _bits(first, last)
        return bits

    def letters(self, spans: Iterable[Span]) -> int:
        """The letters and digits in the spans; all characters of spans without any, such as a dash."""
        bits = 0
        for span in spans:
            bits |= _bits(*span)
        return bits & self._letters or bits

    def runs(self, spans: Iterable[Span]) -> Runs:
        """The words that the spans touch. Pieces with no word between them are one run."""
        touched = []
        for span in spans:
            first, last = bisect_right(self._word_ends, span.start), bisect_left(self._word_starts, span.end)
            if first < last:
                touched.append(Span(first, last))
        return tuple((run.start, run.end - 1) for run in united(touched))

    def marked(self, quote: Quote) -> MarkedQuote:
        """What a quote marks in this text."""
        spans = {role: quote.spans(role) for role in ROLES}
        tokens = {role: self.tokens(spans[role]) for role in ROLES}
        return MarkedQuote(
            quote,
            reduce(or_, tokens.values()),
            tokens,
            {role: self.letters(spans[role]) for role in ROLES},
            {role: self.runs(spans[role]) for role in ROLES},
        )


def _bits(first: int, end: int) -> int:
    """The bits from `first` to before `end`."""
    return ((1 << (end - first)) - 1) << first if end > first else 0


def as_array(bits: int, size: int) -> NDArray[np.bool_]:
    """The lowest `size` bits as an array of truth values, from the lowest on."""
    held = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(held, count=size, bitorder="little").astype(np.bool_)


# ---- which quote is which


FOUND_FROM = 0.5
"""The share of letters and digits in common (intersection over union) from which two spans overlap."""
FARTHEST = 5
"""The most words that an edge may be off in the sweep of tolerances."""

Cost = Callable[[MarkedQuote, MarkedQuote], float | None]
"""How far two quotes that share a token are from each other; None where they cannot be the same."""


class Match(NamedTuple):
    """Two quotes that were taken for the same, by their numbers, and their cost."""

    one: int
    other: int
    cost: float


def one_to_one(ones: Sequence[MarkedQuote], others: Sequence[MarkedQuote], cost: Cost) -> list[Match]:
    """Pairs of quotes, greedily those of the lowest cost first, each quote in one pair at most.

    Of pairs that cost the same, those come first that have more else in common (type, speaker, cue, source,
    attributes), then those that come first in the text.
    """
    candidates = []
    for i, one in enumerate(ones):
        near = [(j, other) for j, other in enumerate(others) if one.all_tokens & other.all_tokens]
        for j, other in near:
            price = cost(one, other)
            if price is not None:
                rank = (price, -_alike(one, other), sorted((one.order, other.order)), i, j)
                candidates.append((rank, i, j))
    return [Match(i, j, rank[0]) for rank, i, j in best_pairs(candidates)]


def overlapping(role: str) -> Cost:
    """1 minus the intersection over union (Jaccard) of the letters and digits in that role; None below FOUND_FROM.

    As PolNeAR's and PARC's annotations are compared with what programs find: `overlap` of docs/quality.md.
    """

    def cost(one: MarkedQuote, other: MarkedQuote) -> float | None:
        mine, theirs = one.letters[role], other.letters[role]
        common = (mine & theirs).bit_count()
        if not common:
            return None
        share = common / (mine | theirs).bit_count()
        return 1 - share if share >= FOUND_FROM else None

    return cost


def touching(one: MarkedQuote, other: MarkedQuote) -> float | None:
    """Minus the tokens in common as content or as cue, in the same role; None without any.

    One mention can be the source of many quotes: to share it does not make two quotes the same.
    """
    common = sum((one.tokens[role] & other.tokens[role]).bit_count() for role in ("content", "cue"))
    return -common if common else None


def off_by(role: str) -> Cost:
    """By how many words the edges in that role are off at most: 0 for the same letters and digits; None above FARTHEST.

    A span that begins or ends within another's word is off by 1. Spans with no letter in common are None, and so are
    contents in another number of pieces.
    """

    def cost(one: MarkedQuote, other: MarkedQuote) -> float | None:
        if not one.letters[role] & other.letters[role]:
            return None
        same = one.letters[role] == other.letters[role]
        return 0 if same else _edges_off(one.runs[role], other.runs[role])

    return cost


def _edges_off(mine: Runs, theirs: Runs) -> float | None:
    if len(mine) != len(theirs) or not mine:
        return None
    off = max(abs(a - b) for one, other in zip(mine, theirs, strict=True) for a, b in zip(one, other, strict=True))
    return max(1, off) if off <= FARTHEST else None


def with_role(quotes: Iterable[MarkedQuote], role: str) -> list[MarkedQuote]:
    """Those that have that role. What marks white space alone marks nothing."""
    return [one for one in quotes if one.tokens[role]]


def _alike(one: MarkedQuote, other: MarkedQuote) -> int:
    mine, theirs = one.quote, other.quote
    return sum(
        (
            mine.type is theirs.type,
            mine.speaker == theirs.speaker,
            mine.cue == theirs.cue,
            mine.source == theirs.source,
            mine.attributes == theirs.attributes,
        )
    )
