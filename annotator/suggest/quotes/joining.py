"""Quoted regions that belong to one quote: “It is late,” she said. “We leave.”"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from annotator.suggest.quotes.boundaries import closes_paragraph, first_word, opens_paragraph, runs, stands_alone
from annotator.suggest.quotes.candidate import Candidate
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
        self.turns = paragraphs_of_turns(view)
        self.left = sorted(chosen, key=lambda c: c.head)
        """Those that no other quote has taken in."""
        self.holder: dict[int, Candidate] = {}
        """The quote that has something of a region, by the region's number."""
        for candidate in self.left:
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
            owner.content.append(region.span)
            owner.content.sort()
            self.holder[number] = owner
            if held is not None:
                del self.left[self._place(held.head)]
        return self.left

    def _owner(self, number: int, region: Region) -> Candidate | None:
        before = self.view.regions[number - 1] if number else None
        if before is not None and not before.closed and opens_paragraph(self.view, region):
            return self.holder.get(number - 1)
        return self._quote_before(region)

    def _quote_before(self, region: Region) -> Candidate | None:
        view = self.view
        owner = next(self._before(region.start), None)
        if owner is None:
            return None
        owner = self._last_quoted(owner)
        reached = max(owner.head, owner.end - 1)
        here = view.paragraph_of[reached]
        quoted = view.quoted(owner.end - 1)
        turns = region.paragraph in self.turns
        if here == region.paragraph:
            return owner if quoted or not turns else None
        if turns or not opens_paragraph(view, region) or here != region.paragraph - 1:
            return None
        close = view.paragraphs[here][1] - reached <= _NARRATION
        goes_on = owner.frame.goes_on or (quoted and not owner.frame.uncued)
        return owner if close and goes_on else None

    def _last_quoted(self, owner: Candidate) -> Candidate:
        """The owner itself, or, where that is a paraphrase, the quoted words in its sentence that stand before it.

        “It is late,” she said, adding that nobody would come. “We leave.”
        """
        view = self.view
        if view.has_quoted(owner.content):
            return owner
        first = view.sentence(owner.head)[0]
        for candidate in takewhile(lambda other: other.head >= first, self._before(owner.head)):
            if view.quoted(candidate.content[-1][0]) and view.quoted(candidate.end - 1):
                return candidate
        return owner

    def _before(self, token: int) -> Iterator[Candidate]:
        """Those that are left and whose head stands before the token, the nearest first."""
        return (self.left[place] for place in range(self._place(token) - 1, -1, -1))

    def _place(self, head: int) -> int:
        """Where among those that are left one with this head stands, or would."""
        return bisect_left(self.left, head, key=lambda candidate: candidate.head)


# ---- Where people talk to each other: there a new paragraph is mostly another one's turn, elsewhere nobody else's.


# All set by hand.
_MOSTLY = 0.6
"""The share of neighbouring paragraphs that a turn's end parts from which people take turns."""
_IN_A_RUN, _IN_A_TEXT = 2, 3
"""So many such neighbours must be seen in a run of paragraphs that open with a mark, and in a whole text."""
_OPENING = 1 / 3
"""The share of a text's paragraphs that open with a mark from which it can be a dialogue as a whole."""


def _shows_turns(ended: Sequence[bool], least: int) -> bool:
    return sum(ended) >= max(least, _MOSTLY * len(ended))


def paragraphs_of_turns(view: View) -> set[int]:
    """The numbers of the paragraphs in which another one mostly speaks than in the one before."""
    opening = [region for region in view.regions if opens_paragraph(view, region)]
    whole: list[bool] = []
    numbers: set[int] = set()
    for run in runs((region.paragraph, region) for region in opening):
        ended = list(_ended(view, run))
        whole += ended
        if _shows_turns(ended, _IN_A_RUN) or (ended and all(ended)):
            numbers.update(region.paragraph for region in run)
    if len(opening) >= _OPENING * len(view.paragraphs) and _shows_turns(whole, _IN_A_TEXT):
        numbers.update(region.paragraph for region in opening)
    return numbers


def _ended(view: View, run: Sequence[Region]) -> Iterator[bool]:
    """Of each two neighbours of a run of which that can be told: whether a turn ends between them."""
    for region, other in pairwise(run):
        last = _last_region(view, region.paragraph)
        # A turn closes its paragraph, or asks for an answer.
        is_over = closes_paragraph(view, last) or view[last.end - 2].text == "?"
        if not last.closed:
            yield False  # who goes on speaking leaves the closing mark out
        elif closes_paragraph(view, other) and stands_alone(view, other) and is_over:
            yield True


def _last_region(view: View, paragraph: int) -> Region:
    """The last region of a paragraph that has one."""
    start = first_word(view, paragraph)
    numbers = (view.region_of[i] for i in range(view.paragraphs[paragraph][1] - 1, start - 1, -1))
    return view.regions[next(number for number in numbers if number >= 0)]
