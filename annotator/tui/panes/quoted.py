"""The quotes of the sentences that nobody is asked about now: content and cue, marked dimly and without brackets.

They are marked in the whole text and look the same wherever the current sentence is, so that a line beside it need not
be drawn again with every step.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

from annotator.core.model import Document, Labels, Span
from annotator.core.session.desk import Item, Page
from annotator.core.session.shown import is_awaited, shown_labels
from annotator.tui.panes.pieces import MarkedSpan

CONTENT, CUE = "quoted", "quoted-cue"
"""Their looks: dim and underlined, which every terminal can show."""


class QuotedSpans:
    """The spans to mark in each sentence of a document. Only sentences that changed are looked at again."""

    def __init__(self) -> None:
        self._document: Document | None = None
        self._items: tuple[Item, ...] = ()
        self._starts: list[int] = []

        self._own: list[tuple[MarkedSpan, ...]] = []
        """For each sentence the spans of its quotes that lie in it."""
        self._elsewhere: dict[int, tuple[MarkedSpan, ...]] = {}
        """By sentence: the spans of its quotes that lie in other sentences, as a cue can."""
        self._visiting: dict[int, list[MarkedSpan]] | None = None
        """The same by the sentence that they lie in; None while that is to be found out again."""
        self._current = 0

    def show(self, page: Page, current: int, labels: Labels) -> None:
        """Take in the sentences as they are now; `labels` are those of the current one as it is being edited."""
        items, before = page.items, self._items
        if page.document is not self._document or len(items) != len(before):
            self._document, before = page.document, ()
            self._starts = [item.sentence.start for item in items]
            self._own, self._elsewhere, self._visiting = [()] * len(items), {}, None
        self._items = items
        if items is not before:
            for index, item in enumerate(items):
                if not before or item is not before[index]:
                    self._take(index, shown_labels(item))
        if before and self._current != current:
            self._take(self._current, shown_labels(items[self._current]))
        self._take(current, labels)
        self._current = current

    def own(self, index: int) -> tuple[MarkedSpan, ...]:
        """The spans of a sentence's quotes in the sentence itself."""
        return self._own[index]

    def of_others(self, index: int) -> Sequence[MarkedSpan]:
        """The spans of other sentences' quotes that lie in this one; none in one shown without its suggestion.

        They are mostly suggested, and part of what would have been suggested there.
        """
        if is_awaited(self._items[index]):
            return ()
        if self._visiting is None:
            self._visiting = {}
            for mark in chain.from_iterable(self._elsewhere.values()):
                first, end = bisect_right(self._starts, mark.start) - 1, bisect_left(self._starts, mark.end)
                for at in range(max(first, 0), end):
                    self._visiting.setdefault(at, []).append(mark)
        return self._visiting.get(index, ())

    def _take(self, index: int, labels: Labels) -> None:
        sentence = self._items[index].sentence
        marks = [MarkedSpan(*span, look, True) for look, span in _spans(labels)]
        self._own[index] = tuple(mark for mark in marks if mark.start < sentence.end and sentence.start < mark.end)
        elsewhere = tuple(mark for mark in marks if mark.end <= sentence.start or sentence.end <= mark.start)
        if elsewhere != self._elsewhere.get(index, ()):
            self._elsewhere[index] = elsewhere
            self._visiting = None


def _spans(labels: Labels) -> Iterator[tuple[str, Span]]:
    """The spans with their looks, cues last: one inside the content is painted over it."""
    for quote in labels.quotes:
        for span in quote.content:
            yield CONTENT, span
    for quote in labels.quotes:
        if quote.cue is not None:
            yield CUE, quote.cue
