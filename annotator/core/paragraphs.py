"""The paragraphs of a text, as it shows them."""

from __future__ import annotations

import re

from annotator.core.quotation_marks import CLOSING

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
