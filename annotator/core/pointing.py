"""Pointing at words without a mouse: every word of a sentence gets a letter, two letters make a span."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace

from annotator.core.edges import words
from annotator.core.model import Span
from annotator.core.ports import Page

LETTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Pointing:
    """A span being pointed out in sentence `at`; `first` is its first word once that is known.

    A sentence of more words than there are letters gets them in portions; `skipped` words came before this one.
    """

    page: Page
    at: int
    first: Span | None = None
    skipped: int = 0

    @property
    def labels(self) -> dict[str, Span]:
        """The words by letter. Once the first is known only those from it on."""
        found = words(self.page.document.text, self.page.items[self.at].sentence.span)
        labels = dict(zip(LETTERS, found[self.skipped :], strict=False))
        if self.first is None:
            return labels
        return {letter: word for letter, word in labels.items() if word.start >= self.first.start}

    def press(self, letter: str) -> Pointing | Span | None:
        """The span, when this letter completes it; else further pointing. None where the letter stands for no word."""
        word = self.labels.get(letter)
        if word is None:
            return None
        return replace(self, first=word) if self.first is None else Span(self.first.start, word.end)

    def move(self, by: int) -> Pointing:
        """Point in another sentence of the document."""
        at = max(0, min(self.at + by, len(self.page.items) - 1))
        return replace(self, at=at, first=None, skipped=0)

    def further(self) -> Pointing:
        """Letters for the words that had none, or from the beginning again."""
        count = len(words(self.page.document.text, self.page.items[self.at].sentence.span))
        return replace(self, skipped=self.skipped + len(LETTERS) if self.skipped + len(LETTERS) < count else 0)
