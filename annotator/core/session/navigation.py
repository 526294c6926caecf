"""In which order an annotator goes through the documents, and through what a filter finds: a part of the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.errors import AnnotatorError
from annotator.core.session.desk import Order, Page, Place
from annotator.core.session.renaming import Notice, Spreads, Tone

if TYPE_CHECKING:
    from annotator.core.session.filters import Filter, Walk


class Walks(Spreads):
    """Filters and orders. Where nothing else is chosen: all sentences, document by document."""

    walk: Walk | None
    """What the filter found, as long as there is one."""
    order: Order
    documents: int
    _ranked: tuple[int, ...]
    """The numbers of all documents in the order they are gone through, unless that is their own."""

    @property
    def place(self) -> Place:
        """Where the lit sentence is."""
        raise NotImplementedError

    def go(self, place: Place) -> bool:
        """Light the sentence at that place."""
        raise NotImplementedError

    def _open(self, page: Page, at: int) -> None:
        raise NotImplementedError

    def _lay_aside(self) -> bool:
        raise NotImplementedError

    def _page(self, number: int) -> Page | None:
        raise NotImplementedError

    def _no_walks(self) -> None:
        self.walk, self.order, self._ranked = None, Order.DOCUMENT, ()

    # ---- filters

    def count(self, wanted: Filter) -> int | None:
        """How many sentences a filter would find; None where counting would take long."""
        try:
            return self._desk.count(wanted)
        except AnnotatorError:
            return None

    def set_filter(self, wanted: Filter) -> None:
        """Go through what it finds from now on, beginning with this sentence or the next of them."""
        try:
            found = self._desk.matching(wanted)
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return
        if not found:
            self.notice = Notice(f"no sentence is found by: {wanted}", Tone.WARNING)
            return
        if self._lay_aside():
            from annotator.core.session.filters import Walk  # deferred, as in all modules of the start: 1.5 ms

            self.walk = Walk(wanted, found)
            self._to_match(self.state.item.id - 1, 1, around=True)
            if self.notice is None:
                self.notice = Notice("Enter and Space go on within the filter · Esc: all sentences")

    def clear_filter(self) -> None:
        """All sentences again; the lit one stays lit."""
        if self.walk is not None:
            self.walk = None
            self.notice = Notice("no filter: all sentences again")

    def step_match(self, by: int) -> None:
        """The next (1) or previous (-1) sentence that the filter found, round and round."""
        if self.walk is None:
            self.notice = Notice("there is no filter: F sets one")
        elif self._lay_aside():
            self._to_match(self.state.item.id, by, around=True)

    def _to_match(self, sentence_id: int, by: int, around: bool = False) -> None:
        """Light what comes after (or before) that sentence; at the end stay, or with `around` begin again."""
        walk = self.walk
        assert walk is not None
        found = walk.beyond(sentence_id, by)
        for _ in walk.found:
            if found is None and around:
                found, around = walk.found[0 if by > 0 else -1], False
            if found is None or self._lit_match(found):
                break
            found = walk.beyond(found, by)
        if found is None:
            self._open(self.state.page, self.state.at)
            self.notice = Notice("nothing more in this filter · Space begins again · Esc: all sentences")

    def _lit_match(self, sentence_id: int) -> bool:
        """Light it. False where it was to be undecided, and has been decided meanwhile."""
        assert self.walk is not None
        try:
            place = self._desk.place(sentence_id)
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return True
        page = self.state.page if place.document == self.state.page.number else self._page(place.document)
        if page is None:
            return True
        if "undecided" in self.walk.wanted.marks and page.items[place.index].decision is not None:
            return False
        self._open(page, place.index)
        return True

    # ---- orders

    def set_order(self, order: Order) -> None:
        """Go through the documents in that order; a document that was begun is finished first."""
        try:
            self._ranked = self._desk.by_uncertainty() if order is Order.UNCERTAINTY else ()
            least = next(filter(None, map(self._desk.first_undecided, self._ranked)), None)
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return
        self.order = order
        begun = any(item.decision is not None or item.touched for item in self.state.page.items)
        if order is Order.DOCUMENT:
            self.notice = Notice("articles in their own order")
        elif begun or self.state.unconfirmed:
            self.notice = Notice("after this article, the least certain ones first")
        elif least is None or self.go(least):
            self.notice = Notice("the least certain articles first")

    def _neighbour(self, number: int, by: int) -> int | None:
        """The document after or before that one; None at the ends."""
        if not self._ranked:
            return number + by if 1 <= number + by <= self.documents else None
        at = self._rank(number) + by
        return self._ranked[at] if 0 <= at < len(self._ranked) else None

    def _rank(self, number: int) -> int:
        """The document's place in the order; before the first where it came to the database since."""
        return self._ranked.index(number) if number in self._ranked else -1

    def _next_undecided(self) -> Place | None:
        """The next sentence to decide after this document's last one, in the order of the documents, then around."""
        place = self._desk.next_undecided(self.place)
        if place is None or not self._ranked:
            return place
        at = self._rank(self.place.document) + 1
        numbers = (*self._ranked[at:], *self._ranked[:at])
        return next(filter(None, map(self._desk.first_undecided, numbers)), place)
