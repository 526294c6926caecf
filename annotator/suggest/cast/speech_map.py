"""A map of a text by token: its sentence, its paragraph, and whether it belongs to somebody's speech."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from annotator.core.model import Quote, QuoteType
from annotator.core.model import Span as CharSpan
from annotator.core.quotation_marks import Mark, outer_marks
from annotator.core.text import paragraphs
from annotator.suggest.cast.lexicon import CastWords

DIRECT, REPORTED = 2, 1
"""Levels of speech: the speaker's own words; words in somebody's paraphrase. Narration has 0."""


@dataclass(frozen=True)
class SpeechMap:
    """What is known of each token of a document. Lists are by token number."""

    doc: Doc
    words: CastWords
    sentence: list[int]
    """The number of the token's sentence."""
    paragraph: list[int]
    """The number of the token's paragraph."""
    speech: bytearray
    """DIRECT, REPORTED or 0."""
    starts: list[int]
    """Where the token begins, in code points."""

    def token_at(self, offset: int) -> int:
        """The last token that begins at this code point or before it."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def tokens(self, span: CharSpan) -> Span:
        """The tokens that the span touches, without white space at its ends."""
        start, end = self.token_at(span.start), self.token_at(max(span.end - 1, span.start)) + 1
        while start < end - 1 and self.doc[start].is_space:
            start += 1
        while end - 1 > start and self.doc[end - 1].is_space:
            end -= 1
        return self.doc[start:end]

    def head_of(self, tokens: Span) -> Token:
        """The word that a source is about: its root, or the first noun or pronoun where the root is none."""
        tags = self.words.labels.tags
        root = tokens.root
        if root.tag_ in tags.source_head:
            return root
        nominal = tags.noun | tags.pronoun | tags.relative
        return next((token for token in tokens if token.tag_ in nominal), root)


def read_speech_map(doc: Doc, quotes: Sequence[Quote], words: CastWords) -> SpeechMap:
    """The map of a document with these quotes in it."""
    starts = [token.idx for token in doc]
    bounds = paragraphs(doc.text)
    speech_map = SpeechMap(doc, words, _sentences(doc), _paragraphs(bounds, starts), bytearray(len(doc)), starts)
    _mark_quoted(speech_map, bounds)
    for quote in quotes:
        level = DIRECT if quote.type is QuoteType.DIRECT else REPORTED
        for span in quote.content:
            for token in speech_map.tokens(span):
                speech_map.speech[token.i] = max(speech_map.speech[token.i], level)
    return speech_map


def _sentences(doc: Doc) -> list[int]:
    return [number for number, sentence in enumerate(doc.sents) for _ in range(sentence.start, sentence.end)]


def _paragraphs(bounds: Sequence[tuple[int, int]], starts: Sequence[int]) -> list[int]:
    """The paragraph of each token; white space between two belongs to the one before."""
    begins = [start for start, _ in bounds]
    return [max(bisect_right(begins, start) - 1, 0) for start in starts]


def _mark_quoted(speech_map: SpeechMap, bounds: Sequence[tuple[int, int]]) -> None:
    """Mark what stands between outer quotation marks that close in their paragraph.

    Unlike the rules for quotes (`core.text.pair_marks`), this reads a paragraph with a mark too many as well: a
    few words wrongly taken for speech cost little here.
    """
    text = speech_map.doc.text  # made anew each time it is asked for
    for start, end in bounds:
        opened: Mark | None = None
        for mark in outer_marks(text, start, end):
            if opened is not None and opened.closed_by(mark):
                for i in range(speech_map.token_at(opened.start), speech_map.token_at(mark.start)):
                    speech_map.speech[i] = DIRECT
                opened = None
            elif mark.opens:
                opened = mark
