"""Pointing at words without a mouse: each word has a letter; one letter begins a span, a capital may end it.

Without the second letter the end of the span is guessed.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.model import QuotePart, Span
from annotator.core.session import edits
from annotator.core.session.boundaries import Kind, Side, words
from annotator.core.session.desk import Page
from annotator.core.session.guess import cue_end, cue_part, guessed_span, subject_of
from annotator.core.session.state import State

FIRST = string.ascii_lowercase + string.ascii_uppercase
LAST = string.ascii_uppercase


class Aim(StrEnum):
    """What is being pointed out."""

    NEW = "new"
    BY_CUE = "by cue"
    MORE = "more"
    CONTENT = Kind.CONTENT.value
    CUE = Kind.CUE.value
    SOURCE = Kind.SOURCE.value

    @property
    def kind(self) -> Kind:
        """The kind of span that is pointed out."""
        return {Aim.BY_CUE: Kind.CUE, Aim.CUE: Kind.CUE, Aim.SOURCE: Kind.SOURCE}.get(self, Kind.CONTENT)


@dataclass(frozen=True, slots=True)
class Pointing:
    """A span being pointed out in the sentence of that index; `first` is its first word once that is known.

    Where there are more words than letters, they get them in portions; `skipped` words came before this one.
    """

    page: Page
    index: int
    first: Span | None = None
    skipped: int = 0

    @property
    def labels(self) -> dict[str, Span]:
        """The words by letter. Once the first is known only those from it on, by capitals."""
        return dict(zip(FIRST if self.first is None else LAST, self._words[self.skipped :], strict=False))

    @property
    def _words(self) -> list[Span]:
        sentence = words(self.page.document.text, self.window)
        return sentence if self.first is None else [word for word in sentence if word.start >= self.first.start]

    @property
    def window(self) -> Span:
        """The sentence pointed in."""
        return self.page.items[self.index].sentence.span

    def begin(self, word: Span) -> Pointing:
        """Point out the last word next; `word` is the first one."""
        return replace(self, first=word, skipped=0)

    def move(self, by: int) -> Pointing:
        """Point in the sentence that many places further on."""
        index = max(0, min(self.index + by, len(self.page.items) - 1))
        return replace(self, index=index, first=None, skipped=0)

    def further(self) -> Pointing:
        """Give letters to the words that had none; after the last portion to the first words again."""
        portion = len(FIRST if self.first is None else LAST)
        return replace(self, skipped=self.skipped + portion if self.skipped + portion < len(self._words) else 0)


def point_out(state: State, aim: Aim, pointing: Pointing, first: Span, last: Span | None = None) -> State:
    """Edit the quote as aimed at: a span from the word `first` to the word `last`, or to where it probably ends."""
    text, window, quote = state.page.document.text, pointing.window, state.chosen_quote
    if aim is Aim.BY_CUE:
        part = cue_part(text, window, first, last or cue_end(text, window, first))
        return edits.add_quote(state, part) if part else state
    if last is not None:
        span = Span(first.start, last.end)
    else:
        span = guessed_span(text, window, aim.kind, first, _span_now(quote, aim))
    if aim is Aim.NEW:
        return edits.new_quote(state, span)
    if aim is Aim.MORE:
        return edits.gripped(edits.add_fragment(state, span), Kind.CONTENT, Side.END, first.start)
    state = edits.set_span(state, aim.kind, span)
    if aim is Aim.CUE and quote is not None and quote.source is None:
        state = edits.with_source(state, subject_of(text, window, span))
    return edits.gripped(state, aim.kind, Side.END)


def _span_now(quote: QuotePart | None, aim: Aim) -> Span | None:
    if quote is None:
        return None
    return {Aim.CONTENT: quote.content[0], Aim.CUE: quote.cue, Aim.SOURCE: quote.source}.get(aim)
