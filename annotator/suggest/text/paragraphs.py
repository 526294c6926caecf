"""Paragraphs, as the text shows them; and sentence starts set before the parser, which keeps those it is given."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc

from annotator.core.quotation_marks import CLOSING
from annotator.suggest.tables import DATA, rows

_BREAK = re.compile(r"\s*\n\s*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ENDS_PARAGRAPH = re.compile(rf"[.?!:;…{re.escape(CLOSING)})\]]\s*$")
_LONG_LINE = 100
"""A line longer than this was not wrapped by hand: the newline after it ends a paragraph."""


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The text's paragraphs without the white space around them, in code points.

    A blank line ends one. A single newline does where the line before it ends as a sentence may, or is too long to have
    been wrapped by hand.

    >>> paragraphs("One line\\nwrapped.\\nTwo.\\n\\nThree")
    [(0, 17), (18, 22), (24, 29)]
    """
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


def start_sentences(doc: Doc) -> Doc:
    """Mark the first token of every paragraph as a sentence start, and a name after an abbreviated title as none."""
    starts = [start for start, _ in paragraphs(doc.text)]
    titles = _titles(doc.lang_)
    at = 0
    for token in doc:
        if at < len(starts) and token.idx >= starts[at]:
            while at < len(starts) and token.idx >= starts[at]:
                at += 1
            if token.i:
                token.is_sent_start = True
        elif (
            token.text[0].isupper() and token.i > 1 and doc[token.i - 1].text == "." and doc[token.i - 2].text in titles
        ):
            token.is_sent_start = False
    return doc


@cache
def _titles(language: str) -> frozenset[str]:
    """Abbreviations before names, beyond those that the tokenizer keeps with their stop; none where no list is."""
    path = DATA / language / "titles.tsv"
    return frozenset(row[0] for row in rows(path)) if path.is_file() else frozenset()
