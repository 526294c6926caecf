"""The words of a text: each way to cut it stands here, as figures are known for one of them and not for another."""

from __future__ import annotations

import re
from typing import NamedTuple

WORDS_AND_MARKS = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
"""Words with what an apostrophe joins to them ("don't", "party's"), and marks, each by itself: counted so, the articles
of PolNeAR that several people annotated have the figures that are known of them (docs/quality.md)."""
RUNS_AND_MARKS = re.compile(r"\w+|[^\w\s]")
"""Runs of letters and digits, and marks, each by itself."""
RUNS = re.compile(r"\w+")
"""Runs of letters and digits alone."""


class Word(NamedTuple):
    """A word, or a single mark, and its place in code points of its text. White space belongs to none."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether there is neither a letter nor a digit in it."""
        return not any(map(str.isalnum, self.text))


def words_of(text: str) -> tuple[Word, ...]:
    """The words and marks of a text in their order (see `WORDS_AND_MARKS`)."""
    return tuple(Word(found.group(), *found.span()) for found in WORDS_AND_MARKS.finditer(text))
