"""The documents of a desk, in the order in which they are gone through."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from annotator.core.errors import AnnotatorError, DocumentRemoved
from annotator.core.session.desk import Desk, Order, Page, Place


class DocumentOrder:
    """Which document comes after which. All methods raise what the desk raises, unless they say otherwise."""

    last: int
    """The highest number of a document."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ranked: tuple[int, ...] = ()  # the numbers of all documents in the order chosen, unless it is their own
        self.last = desk.document_count()

    def set(self, order: Order) -> Place | None:
        """Choose an order; where the first sentence to decide is in it, None where nothing ranks the documents."""
        self._ranked = self._desk.by_uncertainty() if order is Order.UNCERTAINTY else ()
        return next(filter(None, map(self._desk.first_undecided, self._ranked)), None)

    def numbers(self, titled: str = "") -> Sequence[int]:
        """The numbers of all documents, or of those with these words in the title."""
        numbers = self._desk.numbers(titled)
        if not self._ranked:
            return numbers
        there = set(numbers)
        return tuple(number for number in self._ranked if number in there)

    def last_from(self, wanted: int) -> int:
        """The highest number of a document; counted anew where a higher one is wanted: it may just have come in.

        Raises nothing: what cannot be counted is as it was.
        """
        if wanted > self.last:
            with suppress(AnnotatorError):
                self.last = max(self.last, self._desk.document_count())
        return self.last

    def beside(self, number: int, by: int) -> int | None:
        """The number of the document after (1) or before (-1) that one; None at the ends. Raises nothing."""
        if not self._ranked:
            return number + by if 1 <= number + by <= self.last_from(number + by) else None
        rank = self._rank(number) + by
        return self._ranked[rank] if 0 <= rank < len(self._ranked) else None

    def page_beside(self, number: int, by: int) -> Page | None:
        """The next document after (1) or before (-1) that one that is not removed; None at the ends."""
        beside = self.beside(number, by)
        while beside is not None:
            try:
                return self._desk.page(beside)
            except DocumentRemoved:
                beside = self.beside(beside, by)
        return None

    def next_undecided(self, after: Place) -> Place | None:
        """The next sentence to decide behind this place's document, then around."""
        place = self._desk.next_undecided(after)
        if place is None or not self._ranked:
            return place
        rank = self._rank(after.document) + 1
        numbers = (*self._ranked[rank:], *self._ranked[:rank])
        return next(filter(None, map(self._desk.first_undecided, numbers)), place)

    def _rank(self, number: int) -> int:
        """The document's place in the order, from 0; -1 if it came to the database after the order was set."""
        return self._ranked.index(number) if number in self._ranked else -1
