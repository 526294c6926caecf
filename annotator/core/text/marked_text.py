"""A text in its words and its paragraphs, and what of it stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from annotator.core.model import QuoteType, Span, Spans, places_touched
from annotator.core.text.languages import lists_for
from annotator.core.text.quotation_marks import (
    CLOSING,
    CLOSING_OF,
    QuotationMark,
    inner_marks,
    outer_marks,
    type_by_marks,
)

# ---- The words of a text: each way to cut it stands here, as figures are known for one of them and not for another.


WORDS_AND_MARKS = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
"""Words with what an apostrophe joins to them ("don't", "party's"), and marks, each by itself: counted so, the articles
of PolNeAR that several people annotated have the figures that are known of them (docs/evidence.md)."""
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


def words_of(text: str, cut: re.Pattern[str] = WORDS_AND_MARKS) -> tuple[Word, ...]:
    """The words and marks of a text in their order, cut as that pattern says."""
    return tuple(Word(match.group(), *match.span()) for match in cut.finditer(text))


def letters_in(text: str, spans: Iterable[Span]) -> list[int]:
    """The places of the letters and digits in the spans; of all characters where there are none, as in a dash."""
    places = [position for span in spans for position in range(*span)]
    return [position for position in places if text[position].isalnum()] or places


# ---- The paragraphs of a text, as it shows them.


_BREAK = re.compile(r"(?<!\s)\s*\n\s*")
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
    bounds: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    line = start
    for gap in _BREAK.finditer(text, start):
        before = text[line : gap.start()]
        hard = _BLANK_LINE.search(gap[0]) or len(before) > _LONG_LINE or _ENDS_PARAGRAPH.search(before)
        line = gap.end()
        if hard and gap.start() > start:
            bounds.append((start, gap.start()))
            start = gap.end()
    end = len(text.rstrip())
    if start < end:
        bounds.append((start, end))
    return bounds


# ---- The quotation marks of a text by paragraph, and which of them belong together: one answer for all who ask.
#
# A sentence in the midst of a quotation has no marks of its own. So words are looked at where they stand.


Bounds = tuple[int, int]
Pair = tuple[QuotationMark, QuotationMark | None]


def _pair_marks(marks: list[list[QuotationMark]], bounds: list[Bounds], nested: Set[str]) -> list[list[Pair]]:
    """The marks of each paragraph that belong together; None for a partner in a later paragraph.

    A paragraph with marks that do not pair up is treated as if it had none (which of them was lost nobody can say),
    except where its last opening mark runs on: the next paragraph opens with a mark, as speech over several paragraphs
    is set. `nested` are marks that may stand within a pair, as in «Dijo: “A”», and belong to it.
    """
    opened = [
        any(mark.opens and mark.start == start for mark in here[:1])
        for here, (start, _) in zip(marks, bounds, strict=True)
    ]
    pairs: list[list[Pair]] = []
    for here, next_is_opened in zip(marks, [*opened[1:], False], strict=False):
        paired, dangling = _pairs(here, nested)
        if dangling is not None:
            paired = [*paired, (dangling, None)] if next_is_opened and dangling is here[-1] else []
        pairs.append(paired)
    return pairs


def _pairs(marks: list[QuotationMark], nested: Set[str]) -> tuple[list[Pair], QuotationMark | None]:
    """The pairs of one paragraph, and the first mark without a partner (None: all have one)."""
    pairs: list[Pair] = []
    opened: QuotationMark | None = None
    for mark in marks:
        if opened is None:
            if not mark.opens:
                return pairs, mark
            opened = mark
        elif mark.text in CLOSING_OF[opened.text] or (mark.text not in nested and opened.closed_by(mark)):
            pairs.append((opened, mark))
            opened = None
        elif mark.text not in nested:
            return pairs, opened
    return pairs, opened


# ---- What stands in marks, and the type that this gives to words of it.


WHOLLY = 0.9
"""The share of letters in marks from which words count as wholly quoted. Set by hand: a short word before the marks
makes no paraphrase of them, a reporting clause between them does."""


@dataclass(frozen=True, slots=True, eq=False)
class MarkedText:
    """A text's paragraphs, with the outer quotation marks of each, and those that belong together.

    A paragraph without outer marks has its inner ones here. One whose marks do not pair up has no pair at all.
    """

    paragraphs: list[tuple[int, int]]
    marks: list[list[QuotationMark]]
    pairs: list[list[Pair]]

    def number(self, position: int) -> int:
        """The number of the paragraph that the place is in, or stands behind; -1 before the first."""
        return bisect_right(self.paragraphs, position, key=lambda bounds: bounds[0]) - 1


@lru_cache(maxsize=4)
def read_marks(text: str) -> MarkedText:
    """Find the quotation marks of a text; its language tells words that an apostrophe leads."""
    bounds, lists = paragraphs(text), lists_for(text)
    marks = [outer_marks(text, start, end) or inner_marks(text, start, end, lists.clipped) for start, end in bounds]
    return MarkedText(bounds, marks, _pair_marks(marks, bounds, lists.nested_marks))


def type_in_text(text: str, content: Iterable[Span]) -> QuoteType:
    """Direct where nine tenths of the letters stand in quotation marks, mixed where some do, else indirect.

    Where the marks of a paragraph do not pair up, the words are judged by the marks that they hold themselves. In some
    languages a dash opens a paragraph of dialogue.

    >>> text = "He said it was “late. We go. Now” or never."
    >>> [type_in_text(text, [Span(*span)]).value for span in ((22, 28), (8, 33), (34, 42))]
    ['direct', 'mixed', 'indirect']
    """
    marked, inside, letters = read_marks(text), 0.0, 0
    for span in content:
        for number in range(max(0, marked.number(span.start)), marked.number(span.end - 1) + 1):
            piece, stretches = span.cut_to(Span(*marked.paragraphs[number])), _quoted_stretches(text, number)
            letters += _letters(text, piece)
            if stretches is None:
                inside += _letters(text, piece) * _JUDGED[type_by_marks(piece.of(text))]
            else:
                inside += sum(_letters(text, piece.cut_to(stretch)) for stretch in places_touched(stretches, piece))
    if not inside:
        return QuoteType.INDIRECT
    return QuoteType.DIRECT if inside / letters >= WHOLLY else QuoteType.MIXED


_JUDGED = {QuoteType.DIRECT: 1.0, QuoteType.MIXED: 0.5, QuoteType.INDIRECT: 0.0}
"""The share of letters in marks that a type stands for."""


def pairs_around(text: str, position: int) -> Sequence[Pair]:
    """The quotation marks that belong together in the paragraph of that place, which is in code points.

    None for a partner in a later paragraph.
    """
    marked = read_marks(text)
    number = marked.number(position)
    return marked.pairs[number] if number >= 0 else ()


def stretch_around(text: str, position: int) -> Span | None:
    """The quoted stretch, marks included, that holds the place in code points; None where its marks do not pair up."""
    number = read_marks(text).number(position)
    stretches = _quoted_stretches(text, number) if number >= 0 else None
    return next((stretch for stretch in stretches or () if stretch.start <= position < stretch.end), None)


def runs_over(text: str, position: int) -> bool:
    """Whether that place, in code points, is quoted to the end of its paragraph, and the next one opens marks anew."""
    return any(last is None and first.start <= position for first, last in pairs_around(text, position))


@lru_cache(maxsize=256)
def _quoted_stretches(text: str, number: int) -> Spans | None:
    """The quoted stretches of one paragraph, marks included; None where its marks do not pair up."""
    marked, lists = read_marks(text), lists_for(text)
    (start, end), pairs = marked.paragraphs[number], marked.pairs[number]
    if text[start] in lists.dialogue_dashes:
        return (Span(start, end),)
    if marked.marks[number] and not pairs:
        return None
    outer = [Span(first.start, end if last is None else last.end) for first, last in pairs]
    shift = max(0, start - 1)  # a mark is told by the characters beside it, too
    words = text[shift : end + 1]
    for stretch in outer if lists.outer_singles else ():  # ‘Hij zei: “Nee.”’
        words = words[: stretch.start - shift] + "x" * (stretch.end - stretch.start) + words[stretch.end - shift :]
    inner = inner_marks(words, start - shift, end - shift, lists.clipped)
    within = [Span(first.start, last.end).shifted(shift) for first, last in list(pairwise(inner))[::2]]
    if lists.outer_singles:
        outer = [
            stretch for stretch in outer if not any(stretch.within(other) for other in places_touched(within, stretch))
        ]
    return tuple(sorted([*outer, *(stretch for stretch in within if not places_touched(outer, stretch))]))


def _letters(text: str, span: Span) -> int:
    return sum(map(str.isalnum, span.of(text)))
