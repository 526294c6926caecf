"""A text in its words and its paragraphs, and what of it stands in quotation marks, of every language that uses them.

The only table of marks is `quotation_marks.tsv`. The screen, the readers of files and the suggester ask here, so that
all three agree about what is quoted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from annotator.core.model import QuoteType, Span, Spans, grouped, places_touched
from annotator.core.program.resources import languages_folder, read_rows
from annotator.core.text.languages import lists_for

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
    return text[position] != "”" or ("“" not in text and "„" not in text)


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


def first_closing(text: str, opening: str, start: int, end: int) -> Span | None:
    """The first mark, from `start` on, that may close what `opening` opens; None where none does before `end`.

    What stands between two letters is an apostrophe.
    """
    for position in range(start, end):
        for partner in CLOSING_OF.get(opening, ()):
            if text.startswith(partner, position, end) and not _within_word(text, position):
                return Span(position, position + len(partner))
    return None


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


@lru_cache(maxsize=512)  # those of the decided quotes of a text are asked for again and again
def letters(text: str, spans: Spans) -> frozenset[int]:
    """The places of the letters and digits in the spans; of all characters where there are none, as in a dash."""
    places = frozenset(position for span in spans for position in range(*span))
    return frozenset(position for position in places if text[position].isalnum()) or places


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


class MarkedText(NamedTuple):
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
