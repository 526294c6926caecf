"""Quotation marks of every language that uses them: which open, which close, which belong together.

Their only table is `quotation_marks.tsv`. The screen, the readers of files and the suggester ask it, so that all three
agree about what is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

from annotator.core.model import QuoteType, grouped
from annotator.core.program.resources import languages_folder, read_rows

_TABLE = read_rows(languages_folder() / "quotation_marks.tsv")
"""Whether marks are of quotations that stand in no other one (`outer`) or of those within others, opening, closing."""

APOSTROPHES = "'’"

CLOSING_OF = {
    opening: frozenset(closings)
    for opening, closings in grouped((opening, closing) for _, opening, closing, _ in _TABLE).items()
}
"""The marks that may close what a mark opens."""


_CLOSING_MARKS = frozenset().union(*CLOSING_OF.values())


def _characters(column: int, *kinds: str) -> str:
    return "".join(dict.fromkeys(row[column] for row in _TABLE if row[0] in kinds and len(row[column]) == 1))


OUTER_OPENING, OUTER_CLOSING = _characters(1, "outer"), _characters(2, "outer")
OPENING, CLOSING = _characters(1, "outer", "inner"), _characters(2, "outer", "inner")
OUTER, MARKS = OUTER_OPENING + OUTER_CLOSING, OPENING + CLOSING
"""Each a string of the single characters that may do so in some language (`MARKS`: all), for tests of a word's edge."""

_SHAPED_OPENING = frozenset("“„‟«「〝‘‚‛‹『")
SHAPED_CLOSING = frozenset("”»」〞〟’›』")
"""Marks that close by their shape, though in some languages they open too."""
_INCHES = r"(?<!\d['’]\d)(?<!\d['’]\d\d)"
"""What stands before no mark of inches (6'3"), which looks like one of quotation."""
_OUTER_MARK = re.compile(rf"{_INCHES}(?:''|``|’’|‘‘|[{re.escape(OUTER)}])")
_BEFORE_OPENING = frozenset("([{—–-")
# A single mark opens where no word ends and closes where one does. Apostrophes stand inside words, or lead a clipped
# word or number.
_SINGLE = re.compile(
    r"(?:(?<=^)|(?<=[\s(\[—–\-“”\"]))([‘'])(?=[^\W\d_])"
    r"((?:[^‘’'“”\"\n]|(?<=\w)[’'](?=\w)){1,400}?)(?<=[\w,.?!;:…])([’'])(?!\w)"
)
_UNMISTAKABLE = re.compile(
    r"‹[^‹›\n]{1,400}›|›[^‹›\n]{1,400}‹|『[^『』\n]{1,400}』|(?<!\w)‚(?=\w)[^‘’‚\n]{1,400}[‘’](?!\w)"
)
_FIRST_WORD = re.compile(r"\w+")


class QuotationMark(NamedTuple):
    """A quotation mark in a text: where it stands, in code points, what it is, and whether it may open or close."""

    start: int
    end: int
    text: str
    opens: bool
    closes: bool

    def closed_by(self, other: QuotationMark) -> bool:
        """Whether the other one may close what this one opens: any that closes by its shape, or this one's partner."""
        return other.closes or other.text in CLOSING_OF[self.text]


def outer_marks(text: str, start: int = 0, end: int | None = None) -> list[QuotationMark]:
    """The outer marks of a stretch of text, in order.

    A mark that mostly closes may open, as in Swedish ”…” or German »…«, where a word begins right after it and none
    ends before it; ” does only in a text that has neither “ nor „.

    >>> [(mark.text, mark.opens, mark.closes) for mark in outer_marks('“A,” he said. "B."')]
    [('“', True, False), ('”', False, True), ('"', True, True), ('"', True, True)]
    """
    end = len(text) if end is None else end
    marks = []
    for match in _OUTER_MARK.finditer(text, start, end):
        mark, position, behind = match[0], *match.span()
        opens = mark not in SHAPED_CLOSING or (
            mark in CLOSING_OF and _stands_as_opening(text, position, behind, start, end)
        )
        marks.append(QuotationMark(position, behind, mark, opens, mark not in _SHAPED_OPENING))
    return marks


def _stands_as_opening(text: str, position: int, behind: int, start: int, end: int) -> bool:
    before = text[position - 1] if position > start else " "
    if not (before.isspace() or before in _BEFORE_OPENING) or behind >= end or not text[behind].isalnum():
        return False
    return text[position] != "”" or not _has_other_opening(text)


@lru_cache(maxsize=4)
def _has_other_opening(text: str) -> bool:
    return "“" in text or "„" in text


def inner_marks(
    text: str, start: int = 0, end: int | None = None, clipped: Set[str] = frozenset()
) -> list[QuotationMark]:
    """The inner marks of a stretch of text that are no apostrophes, in order: opening and closing ones by turns.

    A pair that may be a plural possessive (`voters' choice`) is left out, and so is one that would open with an
    apostrophe: before a digit or one of the `clipped` words of the language, in small letters (`'twas`).

    >>> [mark.start for mark in inner_marks("a ‘b’ and the workers’ c")]
    [2, 4]
    """
    end = len(text) if end is None else end
    pairs = [match.span() for match in _UNMISTAKABLE.finditer(text, start, end)]
    position = start
    while (match := _SINGLE.search(text, position, end)) is not None:
        if _FIRST_WORD.match(match[2])[0] in clipped:  # type: ignore[index]  # it begins with a letter
            position = match.start() + 1
            continue
        position = match.end()
        if _is_pair(text, match):
            pairs.append(match.span())
    marks: list[QuotationMark] = []
    for first, last in sorted(pairs):
        if not marks or first >= marks[-1].end:
            marks.append(QuotationMark(first, first + 1, text[first], True, False))
            marks.append(QuotationMark(last - 1, last, text[last - 1], False, True))
    return marks


def _is_pair(text: str, match: re.Match[str]) -> bool:
    inner, following = match[2], text[match.end() : match.end() + 1]
    if match[3] not in CLOSING_OF[match[1]]:
        return False
    if inner[-1] in "sS" and " " in inner and following == " ":
        return False
    return following != "'"


def unpaired(words: str) -> tuple[list[QuotationMark], list[QuotationMark]]:
    """The outer marks of these words that are without a partner: those that open, and those that close.

    >>> opening, closing = unpaired("„Nein“, he said, “no")
    >>> [mark.text for mark in opening], closing
    (['“'], [])
    """
    opened: list[QuotationMark] = []
    stray: list[QuotationMark] = []
    for mark in outer_marks(words):
        if opened and (mark.text in CLOSING_OF[opened[-1].text] or (opened[-1].closed_by(mark) and not mark.opens)):
            opened.pop()
        elif mark.opens:
            opened.append(mark)
        else:
            stray.append(mark)
    return opened, stray


def tells(mark: QuotationMark) -> bool:
    """Whether the mark's shape tells that it opens or closes: “ does, the straight one does not."""
    return mark.text in _SHAPED_OPENING or mark.text in SHAPED_CLOSING


def first_closing(text: str, opening: str, start: int, end: int) -> int:
    """Where the first mark stands, from `start` on, that may close what `opening` opens; -1 where none does.

    What stands between two letters is an apostrophe.
    """
    partners = CLOSING_OF.get(opening, frozenset())
    return next(
        (position for position in range(start, end) if text[position] in partners and not _within_word(text, position)),
        -1,
    )


def _within_word(text: str, position: int) -> bool:
    return (
        text[position] in APOSTROPHES
        and text[position - 1 : position].isalnum()
        and text[position + 1 : position + 2].isalnum()
    )


def opens(mark: str) -> bool:
    """Whether the mark opens, or may open, as far as its shape tells."""
    return mark in CLOSING_OF and mark not in SHAPED_CLOSING


def closes(mark: str) -> bool:
    """Whether the mark closes, or may close, as far as its shape tells."""
    return mark in _CLOSING_MARKS and mark not in _SHAPED_OPENING


def is_opened(words: str) -> bool:
    """Whether words begin with an outer mark that opens there."""
    marks = outer_marks(words)
    return bool(marks) and marks[0].start == 0 and marks[0].opens


def runs_on(words: str) -> bool:
    """Whether words begin with an outer mark that is not closed in them."""
    marks = outer_marks(words)
    return is_opened(words) and not any(mark.text in CLOSING_OF[marks[0].text] for mark in marks[1:])


def type_by_marks(words: str) -> QuoteType:
    """Direct where words begin and end with marks (or run on), mixed where some of them are in marks, else indirect.

    White space, commas, stops and colons around the words do not count.

    >>> [type_by_marks(words).value for words in ("„Ja“", "‘Yes.’", "that “it” rained", "that it rained")]
    ['direct', 'direct', 'mixed', 'indirect']
    """
    words = words.strip().strip(" ,.;:")
    outer = outer_marks(words)
    if is_opened(words):
        if words[-1] in CLOSING or runs_on(words):
            return QuoteType.DIRECT
    elif len(words) > 1 and words[-1] in CLOSING_OF.get(words[0], ()):
        return QuoteType.DIRECT
    return QuoteType.MIXED if outer or inner_marks(words) else QuoteType.INDIRECT
