"""Quotation marks in a text, and which of them belong together."""

from __future__ import annotations

import re
from typing import NamedTuple

_DOUBLE = re.compile(r"[“”„«»\"]|''|``|’’|‘‘")
_OPENS = frozenset("“„«")
_CLOSES = frozenset("”»")
# A single quotation mark opens where no word ends and closes where one does. Apostrophes stand inside words, or lead
# a number or one of a few clipped words.
_SINGLE = re.compile(
    r"(?:(?<=^)|(?<=[\s(\[—–\-“”\"]))([‘'])(?!(?:em|til|cause|tis|twas|n|\d)\b)(?=[A-Za-z])"
    r"((?:[^‘’'“”\"\n]|(?<=\w)[’'](?=\w)){1,400}?)(?<=[\w,.?!;:…])([’'])(?!\w)"
)


class Mark(NamedTuple):
    """A quotation mark: where it stands, in code points, its paragraph, and whether its shape may open or close.

    `leads`: it is the first character of its paragraph.
    """

    start: int
    end: int
    paragraph: int
    opens: bool
    closes: bool
    leads: bool


def find_marks(text: str, bounds: list[tuple[int, int]]) -> list[Mark]:
    """The double marks of each paragraph; where it has none, its unambiguous single ones. In text order."""
    marks: list[Mark] = []
    for paragraph, (start, end) in enumerate(bounds):
        double = [
            Mark(m.start(), m.end(), paragraph, m[0] not in _CLOSES, m[0] not in _OPENS, m.start() == start)
            for m in _DOUBLE.finditer(text, start, end)
        ]
        marks += double or _single_marks(text, start, end, paragraph)
    return marks


def pair_marks(marks: list[Mark], paragraphs: int) -> list[tuple[Mark, Mark | None]]:
    """The marks that belong together, by paragraph; a missing partner is one in a later paragraph.

    A paragraph with marks that do not pair up is treated as if it had none (which of them was lost nobody can say),
    except where its last opening mark runs on: the next paragraph opens with a mark, as speech over several paragraphs
    is set.
    """
    by_paragraph: list[list[Mark]] = [[] for _ in range(paragraphs)]
    for mark in marks:
        by_paragraph[mark.paragraph].append(mark)
    pairs: list[tuple[Mark, Mark | None]] = []
    for number, here in enumerate(by_paragraph):
        found, dangling = _pairs(here)
        if dangling is None:
            pairs += found
        elif dangling is here[-1] and number + 1 < paragraphs and _opens_with_mark(by_paragraph[number + 1]):
            pairs += [*found, (dangling, None)]
    return pairs


def _opens_with_mark(marks: list[Mark]) -> bool:
    return bool(marks) and marks[0].opens and marks[0].leads


def _pairs(marks: list[Mark]) -> tuple[list[tuple[Mark, Mark | None]], Mark | None]:
    """The pairs of one paragraph, and the first mark without a partner (None: all have one)."""
    pairs: list[tuple[Mark, Mark | None]] = []
    opened: Mark | None = None
    for mark in marks:
        if opened is None:
            if not mark.opens:
                return pairs, mark
            opened = mark
        elif mark.closes:
            pairs.append((opened, mark))
            opened = None
        else:
            return pairs, opened
    return pairs, opened


def _single_marks(text: str, start: int, end: int, paragraph: int) -> list[Mark]:
    """Pairs of single marks; one that may be a plural possessive (`voters' choice`) is left alone."""
    marks: list[Mark] = []
    for found in _SINGLE.finditer(text, start, end):
        inner = found[2]
        if {"‘": "’", "'": "'"}[found[1]] != found[3]:
            continue
        if inner[-1] in "sS" and " " in inner and text[found.end() : found.end() + 1] == " ":
            continue
        if text[found.end() : found.end() + 1] == "'" or (found.start() and text[found.start() - 1] == "'"):
            continue
        marks.append(Mark(found.start(), found.start() + 1, paragraph, True, False, found.start() == start))
        marks.append(Mark(found.end() - 1, found.end(), paragraph, False, True, False))
    return marks
