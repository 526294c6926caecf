"""A parsed Doc as plain lists of words, tags and arcs: what the rules read, hundreds of times faster than Tokens.

Everywhere in this package a *place* is a token's index in the Doc, and a *stretch* is a half-open pair of places.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc

_LEMMAS = {"hoping": "hope", "hoped": "hope", "hopes": "hope", "wrote": "write", "’s": "be", "said": "say"}
"""Forms whose lemma the tagger's rules get wrong."""

_PARAGRAPH = re.compile(r"\n")


class Stretch(NamedTuple):
    """Tokens from `start` up to `end`, half-open."""

    start: int
    end: int

    def holds(self, place: int) -> bool:
        """Whether the token at this place is one of them."""
        return self.start <= place < self.end

    def overlaps(self, other: Stretch) -> bool:
        """Whether the two share a token."""
        return self.start < other.end and other.start < self.end


class Reading:
    """The words of a Doc and how they hang together, by place."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text
        self.words = [token.text for token in doc]
        self.lower = [word.lower().replace("’", "'") for word in self.words]
        self.tags = [token.tag_ for token in doc]
        self.deps = [token.dep_ for token in doc]
        self.lemmas = [_LEMMAS.get(low) or token.lemma_.lower() for token, low in zip(doc, self.lower, strict=True)]
        self.heads = [token.head.i for token in doc]
        self.starts = [token.idx for token in doc]
        self.ends = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.entities = [token.ent_type_ for token in doc]
        self.kids: list[list[int]] = [[] for _ in self.words]
        for place, head in enumerate(self.heads):
            if head != place:
                self.kids[head].append(place)
        self.lefts = [token.left_edge.i for token in doc]
        self.rights = [token.right_edge.i + 1 for token in doc]
        self.sentences = [Stretch(sent.start, sent.end) for sent in doc.sents]
        self.sentence_of = [0] * len(self.words)
        for number, sentence in enumerate(self.sentences):
            for place in range(*sentence):
                self.sentence_of[place] = number
        self.paragraphs, self.paragraph_of = self._paragraphs()

    def __len__(self) -> int:
        return len(self.words)

    def _paragraphs(self) -> tuple[list[Stretch], list[int]]:
        stretches: list[Stretch] = []
        of = [0] * len(self.words)
        start = 0
        for place, word in enumerate(self.words):
            of[place] = len(stretches)
            if "\n" in word and self._breaks(place):
                stretches.append(Stretch(start, place + 1))
                start = place + 1
        if start < len(self.words):
            stretches.append(Stretch(start, len(self.words)))
        return stretches, of

    def _breaks(self, place: int) -> bool:
        """Whether the line break at this place ends a paragraph: not where a line is merely wrapped."""
        word = self.words[place]
        if word.count("\n") > 1 or place == 0 or place + 1 >= len(self.words):
            return True
        return self.words[place - 1] in _ENDERS or not self.words[place + 1][:1].islower()

    def kid(self, place: int, *deps: str) -> int | None:
        """The first child with one of these relations, or None."""
        for kid in self.kids[place]:
            if self.deps[kid] in deps:
                return kid
        return None

    def has_kid(self, place: int, *deps: str) -> bool:
        """Whether the token has a child with one of these relations."""
        return self.kid(place, *deps) is not None

    def subtree(self, place: int) -> Stretch:
        """The stretch of all that hangs below the token, itself included."""
        return Stretch(self.lefts[place], self.rights[place])

    def is_verb(self, place: int) -> bool:
        """Whether the token is tagged as a verb form."""
        return self.tags[place].startswith("VB")

    def sentence(self, place: int) -> Stretch:
        """The sentence of the token."""
        return self.sentences[self.sentence_of[place]]

    def paragraph(self, place: int) -> Stretch:
        """The paragraph of the token."""
        return self.paragraphs[self.paragraph_of[place]]

    def said(self, stretch: Stretch) -> str:
        """The text of the stretch."""
        return self.text[self.starts[stretch.start] : self.ends[stretch.end - 1]] if stretch.end > stretch.start else ""


_ENDERS = frozenset({".", "?", "!", ":", "”", '"', "…", "''"})
