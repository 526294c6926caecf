"""A document's tokens and letters, and what a quote marks of them, as bits of whole numbers.

Bit `i` of a number stands for the token (or the character) `i`: common ones are `one & other`, their number is
`bit_count()`, whatever the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.model import Quote, Span, united

ROLES = ("content", "cue", "source")
"""The roles of a token in a quote."""

# Words with what an apostrophe joins to them ("don't", "party's"), and marks, each by itself: counted so, the articles
# of PolNeAR that several people annotated have the figures that are known of them (docs/quality.md).
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")

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
        found = [match.span() for match in _TOKEN.finditer(text)]
        self._starts, self._ends = [start for start, _ in found], [end for _, end in found]
        words = [(start, end) for start, end in found if any(char.isalnum() for char in text[start:end])]
        self._word_starts, self._word_ends = [start for start, _ in words], [end for _, end in words]
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
        spans: dict[str, tuple[Span, ...]] = {
            "content": quote.content,
            "cue": () if quote.cue is None else (quote.cue,),
            "source": () if quote.source is None else (quote.source,),
        }
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
