"""A parsed text as the rules look at it: paragraphs, sentences and quoted regions by token number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise, starmap

from spacy.tokens import Doc, Token

from annotator.core.text.marked_text import Pair, QuotationMark, read_marks
from annotator.suggest.parse_labels import parse_labels

Range = tuple[int, int]
"""Half-open, in token numbers of the Doc."""


def numbers_in(content: Iterable[Range]) -> Iterator[int]:
    """The number of each token in these ranges."""
    return chain.from_iterable(starmap(range, content))


def touches(span: Range, other: Range) -> bool:
    """Whether two ranges share a token."""
    return span[0] < other[1] and other[0] < span[1]


@dataclass(slots=True)
class Region:
    """A stretch in quotation marks: its first token is a mark, and its last one where it is `closed`.

    One that is not closed runs on: its paragraph ends without a closing mark and the next one opens with a mark.
    """

    start: int
    end: int
    paragraph: int
    closed: bool = True

    @property
    def span(self) -> Range:
        """The range with the marks."""
        return self.start, self.end

    @property
    def inner(self) -> Range:
        """The range between the marks."""
        return self.start + 1, self.end - self.closed


class View:
    """What rules ask about a Doc, computed once (its tokens, too). Lists are by token number.

    `language` (ISO 639-1) is the Doc's, `labels` what its parse is written in, `text` all its text. `marked`: the
    numbers of the paragraphs that hold a quotation mark; `unbalanced`: of those whose marks do not pair up.
    `headlines`: whether most longer words of each sentence have capitals.
    """

    def __init__(self, doc: Doc) -> None:
        """The view of a parsed Doc. Raises LookupError for a language without labels."""
        self.doc, self.text, self.language = doc, doc.text, doc.lang_
        self.labels = parse_labels(self.language)
        self.tokens = list(doc)
        of_text = read_marks(self.text)
        begins = [begin for begin, _ in of_text.paragraphs]
        # White space between two paragraphs belongs to the one before.
        self.paragraph_of = of = [max(bisect_right(begins, token.idx) - 1, 0) for token in self.tokens]
        self.paragraphs = [(bisect_left(of, number), bisect_right(of, number)) for number in range(len(begins))]
        starts = [
            token.i for token in self.tokens if not token.i or token.is_sent_start or of[token.i] != of[token.i - 1]
        ]
        self.sentences = list(pairwise([*starts, len(doc)]))
        self.sentence_of = [number for number, span in enumerate(self.sentences) for _ in range(*span)]
        self.regions = [
            region
            for number, pairs in enumerate(of_text.pairs)
            for region in _regions(doc, number, self.paragraphs[number][1], pairs)
        ]
        self.region_of = [-1] * len(doc)
        for number, region in enumerate(self.regions):
            self.region_of[region.start : region.end] = [number] * (region.end - region.start)
        self.marks = {i for marks in of_text.marks for mark in marks for i in _tokens_at(doc, mark)}
        self.marked = {number for number, marks in enumerate(of_text.marks) if marks}
        self.unbalanced = self.marked - {region.paragraph for region in self.regions}
        self.headlines = [_is_headline(self.tokens_in(span)) for span in self.sentences]

    def lost_marks(self, i: int) -> bool:
        """Whether marks may be missing around token `i`: the text has none, or its paragraph an odd number."""
        return not self.regions or self.paragraph_of[i] in self.unbalanced

    def __getitem__(self, i: int) -> Token:
        return self.tokens[i]

    def tokens_in(self, span: Range) -> list[Token]:
        """The tokens of a range."""
        return self.tokens[span[0] : span[1]]

    def sentence(self, i: int) -> Range:
        """The sentence that holds token `i`."""
        return self.sentences[self.sentence_of[i]]

    def region(self, i: int) -> Region | None:
        """The quoted region that holds token `i`, marks included."""
        number = self.region_of[i]
        return None if number < 0 else self.regions[number]

    def quoted(self, i: int) -> bool:
        """Whether the token stands in quotation marks."""
        return self.region_of[i] >= 0

    def has_quoted(self, content: Iterable[Range]) -> bool:
        """Whether a token of these ranges stands in quotation marks."""
        return any(self.region_of[i] >= 0 for i in numbers_in(content))

    def words(self, start: int, end: int) -> int:
        """How many tokens of the range are words."""
        return sum(1 for token in self.tokens[start:end] if not token.is_punct and not token.is_space)


_CAPITALISED = 0.7


def _is_headline(sentence: list[Token]) -> bool:
    words = [token for token in sentence if token.is_alpha and len(token) > 3]
    return len(words) > 2 and sum(token.is_title or token.is_upper for token in words) / len(words) > _CAPITALISED


def _regions(doc: Doc, paragraph: int, end: int, pairs: list[Pair]) -> Iterator[Region]:
    """The regions of a paragraph that ends before token `end`."""
    while end and doc[end - 1].is_space:
        end -= 1
    for first, last in pairs:
        opening = _tokens_at(doc, first)
        if opening:
            closing = end if last is None else _tokens_at(doc, last).stop
            yield Region(opening.start, closing, paragraph, closed=last is not None)


def _tokens_at(doc: Doc, mark: QuotationMark) -> range:
    span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
    return range(span.start, span.end) if span is not None else range(0)
