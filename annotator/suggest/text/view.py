"""A parsed text as the rules look at it: paragraphs, sentences and quoted regions by token number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise, starmap

from spacy.tokens import Doc, Token

from annotator.core.text.marked_text import Pair, read_marks
from annotator.core.text.quotation_marks import QuotationMark
from annotator.suggest.parse_labels import ParseLabels, parse_labels

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


@dataclass(slots=True)
class View:
    """What rules ask about a Doc, computed once (its tokens, too). Lists are by token number.

    `language` (ISO 639-1) is the Doc's, `labels` what its parse is written in, `text` all its text. `marked`: the
    numbers of the paragraphs that hold a quotation mark; `unbalanced`: of those whose marks do not pair up.
    `headlines`: whether most longer words of each sentence have capitals.
    """

    doc: Doc
    tokens: list[Token]
    text: str
    language: str
    labels: ParseLabels
    paragraph_of: list[int]
    paragraphs: list[Range]
    sentence_of: list[int]
    sentences: list[Range]
    regions: list[Region]
    region_of: list[int]
    marks: set[int]
    marked: set[int]
    unbalanced: set[int]
    headlines: list[bool]

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


def make_view(doc: Doc) -> View:
    """The view of a parsed Doc. Raises LookupError for a language without labels."""
    text, language = doc.text, doc.lang_
    marked_text = read_marks(text)
    tokens = list(doc)
    begins = [begin for begin, _ in marked_text.paragraphs]
    # White space between two paragraphs belongs to the one before.
    paragraph_of = [max(bisect_right(begins, token.idx) - 1, 0) for token in tokens]
    paragraphs = [(bisect_left(paragraph_of, n), bisect_right(paragraph_of, n)) for n in range(len(begins))]
    starts = [t.i for t in tokens if not t.i or t.is_sent_start or paragraph_of[t.i] != paragraph_of[t.i - 1]]
    sentences = list(pairwise([*starts, len(doc)]))
    regions = [
        region
        for number, pairs in enumerate(marked_text.pairs)
        for region in _regions(doc, number, paragraphs[number][1], pairs)
    ]
    region_of = [-1] * len(doc)
    for number, region in enumerate(regions):
        region_of[region.start : region.end] = [number] * (region.end - region.start)
    marked = {number for number, marks in enumerate(marked_text.marks) if marks}
    return View(
        doc=doc,
        tokens=tokens,
        text=text,
        language=language,
        labels=parse_labels(language),
        paragraph_of=paragraph_of,
        paragraphs=paragraphs,
        sentence_of=[number for number, (start, end) in enumerate(sentences) for _ in range(start, end)],
        sentences=sentences,
        regions=regions,
        region_of=region_of,
        marks={i for marks in marked_text.marks for mark in marks for i in _tokens_at(doc, mark)},
        marked=marked,
        unbalanced=marked - {region.paragraph for region in regions},
        headlines=[_is_headline(tokens[start:end]) for start, end in sentences],
    )


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
