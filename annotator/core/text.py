"""A text in its words and its paragraphs."""

from __future__ import annotations

import re
from typing import NamedTuple

from annotator.core.quotation_marks import CLOSING

# ---- The words of a text: each way to cut it stands here, as figures are known for one of them and not for another.


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


# ---- The paragraphs of a text, as it shows them.


_BREAK = re.compile(r"\s*\n\s*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ENDS_PARAGRAPH = re.compile(rf"[.?!:;…{re.escape(CLOSING)})\]]\s*$")
_QUOTE_SIGNS = re.compile(r"^[^\S\n]*(?:>(?![=\d])[^\S\n]?)+", re.MULTILINE)
_LONG_LINE = 100
"""A line longer than this was not wrapped by hand: the newline after it ends a paragraph."""


def without_quote_signs(text: str) -> str:
    """The text with spaces for every `>` by which Markdown shows that lines are a block quote; all places stay."""
    return _QUOTE_SIGNS.sub(lambda signs: " " * len(signs[0]), text) if ">" in text else text


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The text's paragraphs without the white space, and the signs of block quotes, around them; in code points.

    A blank line ends one. A single newline does where the line before it ends as a sentence may, or is too long to have
    been wrapped by hand.

    >>> paragraphs("One line\\nwrapped.\\nTwo.\\n\\nThree")
    [(0, 17), (18, 22), (24, 29)]
    """
    text = without_quote_signs(text)
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    line = start
    for gap in _BREAK.finditer(text, start):
        before = text[line : gap.start()]
        hard = _BLANK_LINE.search(gap[0]) or len(before) > _LONG_LINE or _ENDS_PARAGRAPH.search(before)
        line = gap.end()
        if hard and gap.start() > start:
            found.append((start, gap.start()))
            start = gap.end()
    end = len(text.rstrip())
    if start < end:
        found.append((start, end))
    return found
