"""Where spans of an earlier edition stand in the later one: exactly, or as well as can be said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from annotator.core.editions.alignment import Alignment
from annotator.core.editions.words import Range
from annotator.core.model import Quote, Span, united

_GROWS_BY = 3
_GROWS_MORE = 20
"""A span that would have more words than its own by this factor, and by so many, is cut back to what is certain."""


class Mapper:
    """Maps spans from one edition to the other."""

    def __init__(self, alignment: Alignment) -> None:
        self._old, self._new, self._links = alignment.old, alignment.new, alignment.links
        self._starts = [word.start for word in self._old]
        self._ends = [word.end for word in self._old]
        self._taken = {link for link in self._links if link is not None}

    def unbroken(self, words: Range) -> Range | None:
        """Where words stand, if all of them do, one behind the other; None else, and where there are none."""
        if words.first >= words.end:
            return None
        first = self._links[words.first]
        if first is None or any(self._links[at] != first + at - words.first for at in range(*words)):
            return None
        return Range(first, first + words.end - words.first)

    def exact(self, span: Span) -> Span | None:
        """The span with the same words; None where they are not all there, one behind the other.

        White space at its ends is left out.
        """
        words = self._words(span)
        place = self.unbroken(words)
        if place is None:
            return None
        first, last = self._old[words.first], self._old[words.end - 1]
        start = self._new[place.first].start + max(0, span.start - first.start)
        end = self._new[place.end - 1].end - max(0, last.end - span.end)
        return Span(start, end)

    def near(self, span: Span) -> Span | None:
        """The span with what was put in and changed between its words; None where nothing of it is there."""
        exact = self.exact(span)
        if exact is not None:
            return exact
        words = self._words(span)
        if words.first >= words.end:
            return None
        linked = [link for at in range(*words) if (link := self._links[at]) is not None]
        first, last = self._edge(words.first, 1), self._edge(words.end - 1, -1)
        if first is None:
            first = linked[0] if linked else None
        if last is None:
            last = linked[-1] if linked else None
        many = words.end - words.first
        if first is not None and last is not None and first <= last < first + many * _GROWS_BY + _GROWS_MORE:
            return Span(self._new[first].start, self._new[last].end)
        return self._longest(words)

    def quote(self, quote: Quote) -> Quote | None:
        """The quote with its spans as near as can be said; None where none of its content is there."""
        content = united(span for span in map(self.near, quote.content) if span is not None)
        if not content:
            return None
        cue = self.near(quote.cue) if quote.cue is not None else None
        source = self.near(quote.source) if quote.source is not None else None
        return replace(quote, content=content, cue=cue, source=source)

    def _words(self, span: Span) -> Range:
        """The words that a span touches."""
        return Range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def _edge(self, at: int, towards: int) -> int | None:
        """The word that stands for the first (`towards` 1) or last (-1) word of a span; None where none does.

        Of a word that was changed that is the one in its place, as far as that can be told: as many words stand there
        instead, or it is the outermost of those that were changed.
        """
        link = self._links[at]
        if link is not None:
            return link
        before, after = at, at
        while before >= 0 and self._links[before] is None:
            before -= 1
        while after < len(self._links) and self._links[after] is None:
            after += 1
        start = -1 if before < 0 else self._links[before]
        end = len(self._new) if after >= len(self._links) else self._links[after]
        assert start is not None
        assert end is not None
        changed = range(start + 1, end)
        if not changed or any(one in self._taken for one in changed):
            return None
        if len(changed) == after - before - 1:
            return changed[at - before - 1]
        if towards > 0 and at == before + 1:
            return changed[0]
        return changed[-1] if towards < 0 and at == after - 1 else None

    def _longest(self, words: Range) -> Span | None:
        """The most words of a range that stand one behind the other."""
        best = Range(0, 0)
        first = words.first
        for at in range(*words):
            link, before = self._links[at], self._links[at - 1] if at > first else None
            if link is None or before is None or link != before + 1:
                first = at
            if link is not None and at + 1 - first > best.end - best.first:
                best = Range(first, at + 1)
        place = self.unbroken(best)
        return None if place is None else Span(self._new[place.first].start, self._new[place.end - 1].end)
