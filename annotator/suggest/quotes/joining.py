"""Quoted regions that belong to one quote: “It is late,” she said. “We leave.”"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.exchange import paragraphs_of_turns
from annotator.suggest.quotes.regions import opens_paragraph, stands_alone
from annotator.suggest.text.view import Region, View

_NARRATION = 25
"""How many tokens of narration may stand between a quote and the paragraph of quoted words that goes on with it."""


def join_regions(view: View, chosen: list[Candidate]) -> None:
    """Give regions that no cue reports, and that are sentences of their own, to the quote they go on with, in place.

    That is the one that runs on into the region's paragraph, or the last one before it in its paragraph; else, if the
    paragraph opens with the region, the one that the paragraph before it ends with, unless people take turns. An uncued
    candidate that goes on with another quote is one no longer.
    """
    if view.regions:
        chosen[:] = _Joiner(view, chosen).joined()


class _Joiner:
    """The quotes of a text while regions are given to them."""

    def __init__(self, view: View, chosen: Sequence[Candidate]) -> None:
        self.view = view
        self.turns = paragraphs_of_turns(view, chosen)
        self.ordered = sorted(chosen, key=lambda c: c.head)
        self.heads = [c.head for c in self.ordered]
        self.given: set[int] = set()
        """The heads of uncued candidates that another quote has taken in."""
        self.holder: dict[int, Candidate] = {}
        """The quote that has something of a region, by the region's number."""
        for candidate in self.ordered:
            for start, end in candidate.content:
                self.holder.update(dict.fromkeys({n for n in view.region_of[start:end] if n >= 0}, candidate))

    def joined(self) -> list[Candidate]:
        """Those that are left when each region has been looked at."""
        for number, region in enumerate(self.view.regions):
            held = self.holder.get(number)
            if (held is not None and not held.frame.uncued) or not stands_alone(self.view, region):
                continue
            owner = self._owner(number, region)
            if owner is None:
                continue
            owner.content.append((region.start, region.end))
            owner.content.sort()
            self.holder[number] = owner
            if held is not None:
                self.given.add(held.head)
        return [candidate for candidate in self.ordered if candidate.head not in self.given]

    def _owner(self, number: int, region: Region) -> Candidate | None:
        before = self.view.regions[number - 1] if number else None
        if before is not None and before.runs_on and opens_paragraph(self.view, region):
            return self.holder.get(number - 1)
        return self._quote_before(region)

    def _quote_before(self, region: Region) -> Candidate | None:
        view = self.view
        owner = self._last_before(region.start)
        if owner is None:
            return None
        owner = self._last_quoted(owner)
        reached = max(owner.head, owner.end - 1)
        here = view.paragraph_of[min(reached, len(view.doc) - 1)]
        quoted = view.quoted(owner.end - 1)
        turns = region.paragraph in self.turns
        if here == region.paragraph:
            return owner if quoted or not turns else None
        if turns or not opens_paragraph(view, region) or here != region.paragraph - 1:
            return None
        close = view.paragraphs[here][1] - reached <= _NARRATION
        goes_on = owner.frame.goes_on or (quoted and not owner.frame.uncued)
        return owner if close and goes_on else None

    def _last_before(self, place: int) -> Candidate | None:
        """The last quote that is still one whose head stands before the token."""
        for at in range(bisect_left(self.heads, place) - 1, -1, -1):
            if self.heads[at] not in self.given:
                return self.ordered[at]
        return None

    def _last_quoted(self, owner: Candidate) -> Candidate:
        """The owner itself, or, where that is a paraphrase, the quoted words in its sentence that stand before it.

        “It is late,” she said, adding that nobody would come. “We leave.”
        """
        view = self.view
        if any(view.quoted(i) for start, end in owner.content for i in range(start, end)):
            return owner
        sentence = view.sentence_of[owner.head]
        for at in range(bisect_left(self.heads, owner.head) - 1, -1, -1):
            candidate = self.ordered[at]
            if view.sentence_of[candidate.head] != sentence:
                break
            if view.quoted(candidate.content[-1][0]) and view.quoted(candidate.end - 1):
                return candidate
        return owner
