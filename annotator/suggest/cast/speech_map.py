"""The lie of a text: which sentence and paragraph a token stands in, and which tokens are somebody's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from annotator.core.model import Quote, QuoteType
from annotator.core.model import Span as CharSpan
from annotator.suggest.text.paragraphs import paragraphs

_OPENING, _CLOSING, _EITHER = "“", "”", '"'
DIRECT, REPORTED = 2, 1


@dataclass(frozen=True)
class Scene:
    """By token: number of the sentence and of the paragraph, and whether it lies in quoted or in reported speech."""

    doc: Doc
    sentence: list[int]
    paragraph: list[int]
    speech: bytearray
    starts: list[int]

    def token_at(self, offset: int) -> int:
        """The token that holds this code point, or the next one."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            if self.starts[middle] <= offset:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)

    def tokens(self, span: CharSpan) -> Span:
        """The tokens that the code points touch, without white space around them."""
        start, end = self.token_at(span.start), self.token_at(max(span.end - 1, span.start)) + 1
        while start < end - 1 and self.doc[start].is_space:
            start += 1
        while end - 1 > start and self.doc[end - 1].is_space:
            end -= 1
        return self.doc[start:end]


def read_scene(doc: Doc, quotes: Sequence[Quote]) -> Scene:
    """The scene of a document with these quotes in it."""
    starts = [token.idx for token in doc]
    sentence = [0] * len(doc)
    for number, sent in enumerate(doc.sents):
        for i in range(sent.start, sent.end):
            sentence[i] = number
    paragraph = [0] * len(doc)
    number, places = 0, paragraphs(doc.text)
    for i, start in enumerate(starts):
        while number + 1 < len(places) and start >= places[number + 1][0]:
            number += 1
        paragraph[i] = number
    scene = Scene(doc, sentence, paragraph, bytearray(len(doc)), starts)
    _mark_quoted(scene)
    for quote in quotes:
        level = DIRECT if quote.type is QuoteType.DIRECT else REPORTED
        for span in quote.content:
            for token in scene.tokens(span):
                scene.speech[token.i] = max(scene.speech[token.i], level)
    return scene


def _mark_quoted(scene: Scene) -> None:
    """Mark what stands between quotation marks that close in their paragraph."""
    opened: int | None = None
    for i, token in enumerate(scene.doc):
        if opened is not None and scene.paragraph[opened] != scene.paragraph[i]:
            opened = None
        if token.text == _OPENING or (token.text in (_EITHER, "``", "''") and opened is None):
            opened = i
        elif opened is not None and token.text in (_CLOSING, _EITHER, "''"):
            for j in range(opened, i):
                scene.speech[j] = DIRECT
            opened = None


def head_of(tokens: Span) -> Token:
    """The word that a source is about: its root, or the first noun or pronoun where the parse has a verb there."""
    root = tokens.root
    if root.tag_[:1] in "NP" or root.tag_.startswith(("W", "DT", "CD", "JJ", "FW")):
        return root
    nouns = [t for t in tokens if t.tag_.startswith(("NN", "PRP", "WP"))]
    return nouns[0] if nouns else root
