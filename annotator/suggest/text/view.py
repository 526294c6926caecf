"""A parsed text as the rules look at it: paragraphs, sentences and quoted regions by token number."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from annotator.core.quotation_marks import Mark
from annotator.core.text import Pair, read_marks
from annotator.suggest.parse_labels import Labels, parse_labels

Range = tuple[int, int]
"""Half-open, in token numbers of the Doc."""


@dataclass(slots=True)
class Region:
    """A stretch in quotation marks: its first token is a mark, and its last one where it is `closed`.

    `runs_on`: its paragraph ends without a closing mark and the next one opens with a mark.
    """

    start: int
    end: int
    paragraph: int
    closed: bool = True

    @property
    def runs_on(self) -> bool:
        """Whether the speech goes on in the next paragraph."""
        return not self.closed

    @property
    def inner(self) -> Range:
        """The range between the marks."""
        return self.start + 1, self.end - self.closed


@dataclass(slots=True)
class View:
    """What rules ask about a Doc, computed once. Lists are by token number.

    `language` (ISO 639-1) is the Doc's, `labels` what its parse is written in, `text` all its text. `marked`: the
    numbers of the paragraphs that hold a quotation mark; `unbalanced`: of those whose marks do not pair up. `headlines`
    keeps which sentences, by number, are found to be headlines or not.
    """

    doc: Doc
    text: str = field(init=False)
    language: str = field(init=False)
    labels: Labels = field(init=False)
    paragraph_of: list[int] = field(default_factory=list)
    paragraphs: list[Range] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    sentences: list[Range] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    region_of: list[int] = field(default_factory=list)
    marks: set[int] = field(default_factory=set)
    marked: set[int] = field(default_factory=set)
    unbalanced: set[int] = field(default_factory=set)
    headlines: dict[int, bool] = field(default_factory=dict)

    def lost_marks(self, i: int) -> bool:
        """Whether marks may be missing around token `i`: the text has none, or its paragraph an odd number."""
        return not self.regions or self.paragraph_of[i] in self.unbalanced

    def __getitem__(self, i: int) -> Token:
        return self.doc[i]

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

    def words(self, start: int, end: int) -> int:
        """How many tokens of the range are words."""
        return sum(1 for token in self.doc[start:end] if not token.is_punct and not token.is_space)


def make_view(doc: Doc) -> View:
    """The view of a parsed Doc. Raises LookupError for a language without labels."""
    view = View(doc)
    view.language = doc.lang_
    view.labels = parse_labels(view.language)
    size = len(doc)
    view.text = doc.text
    marked = read_marks(view.text, view.language)
    bounds, marks = marked.paragraphs, marked.marks
    view.paragraph_of = _numbers(doc, bounds)
    view.paragraphs = _ranges(view.paragraph_of, len(bounds))
    view.sentence_of = [0] * size
    number = -1
    for token in doc:
        new_paragraph = token.i and view.paragraph_of[token.i] != view.paragraph_of[token.i - 1]
        if number < 0 or token.is_sent_start or new_paragraph:
            number += 1
            view.sentences.append((token.i, token.i))
        view.sentence_of[token.i] = number
        view.sentences[number] = (view.sentences[number][0], token.i + 1)
    view.region_of = [-1] * size
    for number, paired in enumerate(marked.pairs):
        _add_regions(view, number, paired)
    paired_up = {region.paragraph for region in view.regions}
    view.marked = {number for number, here in enumerate(marks) if here}
    view.unbalanced = view.marked - paired_up
    view.marks = {i for here in marks for mark in here for i in _tokens_at(doc, mark)}
    return view


def _numbers(doc: Doc, bounds: list[Range]) -> list[int]:
    """The paragraph of each token; white space between two belongs to the one before."""
    numbers = []
    at = 0
    for token in doc:
        while at + 1 < len(bounds) and token.idx >= bounds[at + 1][0]:
            at += 1
        numbers.append(at)
    return numbers


def _ranges(numbers: list[int], count: int) -> list[Range]:
    ranges = [(0, 0)] * count
    for i, number in enumerate(numbers):
        start, end = ranges[number] if number < count else (0, 0)
        if number < count:
            ranges[number] = (start, i + 1) if end else (i, i + 1)
    return ranges


def _tokens_at(doc: Doc, mark: Mark) -> range:
    span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
    return range(span.start, span.end) if span is not None else range(0)


def _add_regions(view: View, paragraph: int, pairs: list[Pair]) -> None:
    for first, last in pairs:
        opening = _tokens_at(view.doc, first)
        if not opening:
            continue
        if last is None:
            end = view.paragraphs[paragraph][1]
            while end > opening.stop and view.doc[end - 1].is_space:
                end -= 1
        else:
            end = _tokens_at(view.doc, last).stop
        region = Region(opening.start, end, paragraph, closed=last is not None)
        for i in range(region.start, region.end):
            view.region_of[i] = len(view.regions)
        view.regions.append(region)
