"""The words of a text with their places, as editions of an article are compared by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from annotator.core.model import Span

_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


class Word(NamedTuple):
    """A word, or a single mark, and its place in code points of its text. White space belongs to none."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether there is neither a letter nor a digit in it."""
        return not any(map(str.isalnum, self.text))


class Range(NamedTuple):
    """Words `[first, end)` of a text, by their numbers from 0."""

    first: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in their order."""
    return tuple(Word(found.group(), *found.span()) for found in _WORD.finditer(text))


def ranges_of(spans: Sequence[Span], words: Sequence[Word]) -> list[Range]:
    """The words that begin in each span; the spans are in text order and do not overlap."""
    found, at = [], 0
    for span in spans:
        while at < len(words) and words[at].start < span.start:
            at += 1
        first = at
        while at < len(words) and words[at].start < span.end:
            at += 1
        found.append(Range(first, at))
    return found
