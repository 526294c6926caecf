"""What the cast asks of a text, by token and read once: words, labels of the parse, sentences, paragraphs, speech."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.text.marked_text import QuotationMark, outer_marks, paragraphs
from annotator.suggest.cast.lexicon import CastWords

DIRECT, REPORTED, NARRATION = 2, 1, 0
"""Levels of speech: the speaker's own words; words in somebody's paraphrase; neither."""
Tokens = tuple[int, int]
"""The numbers of a first token and of the one behind the last."""

_ATTRIBUTES: list[int | str] = ["IDX", "ORTH", "LOWER", "LEMMA", "TAG", "DEP", "ENT_TYPE", "HEAD", "SENT_START"]
_CAPITALISED, _WORDS = 0.7, 4
"""The share of words with a capital from which a sentence is a headline, and its fewest words: set by hand."""


class Columns:
    """A document as lists by token number.

    An empty token stands behind the last one, in a sentence of its own, and as number -1 before the first: what is
    asked of neighbours has an answer everywhere.
    """

    def __init__(self, doc: Doc, quotes: Iterable[Quote], words: CastWords) -> None:
        self.words, self.labels = words, words.labels
        self.text = doc.text
        numbers = doc.to_array(_ATTRIBUTES).astype("int64")
        start, *named, heads, begins = numbers.reshape(len(doc), -1).T.tolist()
        known: dict[int, str] = {}

        def texts(column: list[int]) -> list[str]:
            for number in set(column) - known.keys():
                known[number] = doc.vocab.strings[number % 2**64]
            return [known[number] for number in column]

        self.word, self.lower, lemmas, self.tag, self.dep, self.entity = ([*texts(column), ""] for column in named)
        self.start: list[int] = start
        self.lemma = [lemma.lower().rstrip(".") for lemma in lemmas]
        self.head = [i + step for i, step in enumerate([*heads, 0])]
        self.capital = [word[:1].isupper() for word in self.word]
        self.children: list[list[int]] = [[] for _ in self.word]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)
        self.sentences: list[int] = [i for i, begun in enumerate(begins) if begun == 1 or not i]
        """The first token of each sentence."""
        self.sentence: list[int] = []
        """The number of each token's sentence."""
        for number, (first, end) in enumerate(map(self.sentence_tokens, range(len(self.sentences)))):
            self.sentence += [number] * (end - first)
        self.sentence.append(len(self.sentences))
        bounds = paragraphs(self.text)
        begun = [first for first, _ in bounds]
        self.paragraph = [max(bisect_right(begun, first) - 1, 0) for first in start]
        """The number of each token's paragraph; white space between two belongs to the one before."""
        self.headline = [self._is_headline(number) for number in range(len(self.sentences))]
        """Of each sentence, whether nearly all its words have a capital."""
        self.speech = self._read_speech(bounds, quotes)
        """DIRECT, REPORTED or NARRATION for each token."""

    def __len__(self) -> int:
        return len(self.start)

    def token_at(self, offset: int) -> int:
        """The last token that begins at this code point or before it."""
        return max(bisect_right(self.start, offset) - 1, 0)

    def tokens(self, span: Span) -> Tokens:
        """The tokens that the span touches, without white space at its ends."""
        return self._trimmed(self.token_at(span.start), self.token_at(max(span.end - 1, span.start)) + 1)

    def _trimmed(self, first: int, end: int) -> Tokens:
        """The same tokens without white space at their ends; one is left."""
        while first < end - 1 and self.word[first].isspace():
            first += 1
        while end - 1 > first and self.word[end - 1].isspace():
            end -= 1
        return first, end

    def text_of(self, first: int, end: int) -> str:
        """The text of the tokens `[first, end)`."""
        return self.text[self.start[first] : self.end_of(end - 1)]

    def end_of(self, token: int) -> int:
        """The code point behind a token."""
        return self.start[token] + len(self.word[token])

    def joined(self, token: int) -> bool:
        """Whether nothing stands between the token and the one before it."""
        return self.start[token] == self.end_of(token - 1)

    def sentence_tokens(self, number: int) -> Tokens:
        """The tokens of a sentence."""
        behind = self.sentences[number + 1] if number + 1 < len(self.sentences) else len(self)
        return self.sentences[number], behind

    def is_noun(self, token: int) -> bool:
        """Whether the token is a noun or a name."""
        return self.tag[token] in self.labels.tags.noun

    def is_plural(self, token: int) -> bool:
        """Whether the token is a plural noun or name."""
        return self.tag[token] in self.labels.tags.plural_noun

    def is_verb(self, token: int) -> bool:
        """Whether the token is a verb or a modal."""
        return self.tag[token] in self.labels.tags.verb or self.tag[token] in self.labels.tags.modal

    def is_subject(self, token: int) -> bool:
        """Whether the token is the subject of a clause."""
        return self.dep[token] in self.labels.relations.subject

    def owner_of(self, noun: int) -> int | None:
        """Whose the noun is: "her", "Roe" in "Roe's husband"."""
        owners = self.labels.relations.owner
        return next((i for i in self.children[noun] if i < noun and self.dep[i] in owners), None)

    def phrase_start(self, noun: int) -> int:
        """The first token of the phrase that ends in this noun."""
        before = self.labels.relations.before_noun
        return min([noun, *(i for i in self.children[noun] if i < noun and self.dep[i] in before)])

    def has_determiner(self, noun: int) -> bool:
        """Whether an article or a possessive belongs to the noun."""
        return any(self.dep[i] in self.labels.relations.determiner for i in self.children[noun])

    def head_of(self, first: int, end: int) -> int:
        """The word that a source is about: the noun or pronoun nearest to the root of the parse."""
        tags, relations = self.labels.tags, self.labels.relations
        outer = [i for i in range(first, end) if self.head[i] == i or not first <= self.head[i] < end]
        heads = [i for i in outer if self.tag[i] in tags.mention_head]
        if not heads:
            nominal = tags.noun | tags.pronoun | tags.relative
            inner = (i for i in range(first, end) if self.tag[i] in nominal and self.dep[i] not in relations.owner)
            return next(inner, outer[0])
        return next((i for i in heads if self.dep[i] in relations.subject), heads[0])

    def _is_headline(self, number: int) -> bool:
        first, end = self._trimmed(*self.sentence_tokens(number))
        capitals = [self.capital[i] for i in range(first, end) if self.word[i][:1].isalpha()]
        many = len(capitals) >= _WORDS and sum(capitals) >= _CAPITALISED * len(capitals)
        return many and self.word[end - 1] != "."

    def _read_speech(self, bounds: Sequence[tuple[int, int]], quotes: Iterable[Quote]) -> bytearray:
        """The level of each token: what the quotes hold, and what stands between marks that close in their paragraph.

        Unlike the rules for quotes (`core.text.marked_text.read_marks`), this reads a paragraph with a mark too many as
        well: a few words wrongly taken for speech cost little here.
        """
        speech = bytearray(len(self))
        for start, end in bounds:
            opened: QuotationMark | None = None
            for mark in outer_marks(self.text, start, end):
                if opened is not None and opened.closed_by(mark):
                    for i in range(self.token_at(opened.start), self.token_at(mark.start)):
                        speech[i] = DIRECT
                    opened = None
                elif mark.opens:
                    opened = mark
        for quote in quotes:
            level = DIRECT if quote.type is QuoteType.DIRECT else REPORTED
            for first, end in map(self.tokens, quote.content):
                for i in range(first, end):
                    speech[i] = max(speech[i], level)
        return speech
