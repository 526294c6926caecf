"""Go to other sentences: one after the other, in the order of the documents, or within a list such as a filter's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from operator import lt

from annotator.core.errors import AnnotatorError, ArticleUnreadable, DocumentRemoved
from annotator.core.session.current import CurrentSentence
from annotator.core.session.desk import Before, DocumentRow, Filter, Item, LookAgain, Mark, Order, Page, Place
from annotator.core.session.several import Sentences
from annotator.core.session.state import next_undecided, own_text_from

NO_FILTER = "there is no filter to leave: these are all sentences"
NO_FILTER_YET = "there is no filter: ⟪filter⟫ sets one"

_COME_FIRST = {
    Order.UNCERTAINTY: "the least certain articles",
    Order.DISAGREEMENT: "the articles that suggesters mark most differently",
}
"""Which articles come first in an order."""


class Ranking:
    """The numbers of documents in an order, of which no more are `read` than were asked for."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.read, self._more = list[int](), iter(numbers)

    def __iter__(self) -> Iterator[int]:
        yield from self.read
        for number in self._more:
            self.read.append(number)
            yield number

    def beside(self, number: int, by: int) -> int | None:
        """The document after (1) or before (-1) that one; None at the ends. What came in since is before all."""
        rank = by + next((rank for rank, other in enumerate(self) if other == number), -1)
        return next(islice(self, rank, None), None) if rank >= 0 else None


class Navigator(CurrentSentence):
    """Opens other sentences. Unless a filter, an agenda or an order is set: all sentences, document by document."""

    agenda: WorkList | None = None
    """The sentences that are gone through instead of all, where there is something like a review to do."""
    matches: Filtered | None = None
    """The filter and what it found, as long as one is set."""
    order = Order.DOCUMENT
    nothing_left = False
    """Whether every sentence was decided or skipped when last looked, and no other one was opened since."""
    at_end = False
    """Whether a sentence to decide was looked for and none found, and no sentence was opened since."""
    _again: WorkList | None = None
    """What is to be looked at again, as far as that was asked since somebody last looked for more."""
    _ranked = Ranking(())
    """The numbers of all documents in the order that is set, unless it is their own."""
    documents = 0
    """The highest number of a document, as far as this has looked."""

    @property
    def listed(self) -> WorkList | None:
        """What is gone through: what the filter found, else the agenda; None: all sentences."""
        return self.matches if self.matches is not None else self.agenda

    @property
    def again(self) -> WorkList | None:
        """What is to be looked at again, where nothing is left to decide and all sentences are gone through."""
        if self.listed is not None or not self.nothing_left:
            return None
        if self._again is None:
            self._again = AgainList(())
            with self.telling():
                self._again = AgainList(self.desk.to_look_at_again(), then_all=True)
        return self._again if len(self._again) else None

    def look_again(self) -> None:
        """Go through what is to be looked at again, where nothing else is left; when it was, through all sentences."""
        self._again = None  # asked anew, as something may have been edited or corrected meanwhile
        again = self.again if self.put_away() else None
        if again is not None:
            self.go_through(again)
            self.tell(f"the first of {len(again)} to look at again · ⟪confirm⟫ keeps it as it is")

    def why_listed(self) -> list[str]:
        """Why the current sentence is on the agenda, as a line of what has to be noticed about it; else none."""
        why = self.agenda.why(self.state.item) if self.agenda is not None else ""
        return [why] if why else []

    def step(self, by: int) -> None:
        """Open the sentence that many places further on, over the borders of documents."""
        index = self.state.index + by
        if 0 <= index < len(self.state.page.items):
            if self.put_away():
                self.open(self.state.page, index)
            return
        with self.telling():
            other = self._page_beside(1 if by > 0 else -1)
            if other is None:
                self.tell(f"this is the {'last' if by > 0 else 'first'} sentence")
            elif self.put_away():
                self.open(other, 0 if by > 0 else len(other.items) - 1)

    def go(self, place: Place) -> bool:
        """Open the sentence at that place. False when there is no such document or it cannot be read."""
        if place.document > self.documents:
            self.look_for_last()
        if not 1 <= place.document <= self.documents:
            self.warn(f"there is no article {place.document}: the last is {self.documents}")
            return False
        if not self.put_away():
            return False
        with self.telling():
            self.open(self._page_of(place), place.index)
            if self.state.index < place.index:
                last = len(self.state.page.items)
                self.tell(f"article {place.document} has no sentence {place.index + 1}: its last is {last}")
            return True
        return False

    def to_next(self) -> None:
        """Open the next sentence that is asked for: of what is gone through, else the next without an answer."""
        if self.listed is None:
            self.to_next_undecided()
        else:
            self.to_listed(1)

    def to_next_undecided(self, elsewhere: bool = False) -> None:
        """Open the next sentence without an answer, of this document or the next in order; stay where none is.

        With `elsewhere` only what the desk asks for, as the document in hand is not to be gone on with.
        """
        page = self.state.page
        index = None if elsewhere else next_undecided(page.items, self.state.index)
        if index is not None:
            self.open(page, index)
            return
        with self.telling():
            # The next document is taken where those in hand have nothing left, which may raise NotSaved.
            place = self._next_in(self._ranked)
            if place is None and self.desk.take():
                place = self._next_in(self._ranked)
            if place is None:
                self.open(page, self.state.index)
                self.nothing_left = self.at_end = True
                self._again = None
                return
            try:
                page = self._page_of(place)
            except ArticleUnreadable as error:
                self.to_next_undecided(elsewhere=True)  # the desk asks for nothing of that document any more
                self.warn(error)
            else:
                self.open(page, own_text_from(page.items, place.index))

    def _page_of(self, place: Place) -> Page:
        """The document of that place: the one in hand, or read from the desk, which raises what it raises."""
        page = self.state.page
        return page if place.document == page.number else self.desk.page(place.document)

    def leave_removed(self, removed: AnnotatorError) -> None:
        """Open something else, as the document in hand was removed; what was edited in it is kept. Says so."""
        edits = "; edits kept" if self.state.unconfirmed else ""
        if not self.put_away():
            return
        page = self.state.page
        with self.telling():
            if self.matches is not None:
                self.matches = self._matches_of(self.matches.wanted)
            if self.agenda is not None:
                self.agenda.look_anew({item.id for item in page.items})
            if self.listed is not None:
                self.to_listed(1, wrap=True)
            if self.listed is None and self.state.page is page:
                self.to_next_undecided(elsewhere=True)
                if self.at_end:
                    beside = map(self._page_beside, (1, -1))
                    self.open(next(filter(None, beside), page), 0)
                    self.nothing_left = True
            there = "on to the next" if self.state.page.number != page.number else "nothing is left"
            self.warn(f"{removed.message}{edits}; {there}")

    def look_for_last(self) -> None:
        """Find out the highest number of a document anew: one may just have come in. What cannot be counted stays."""
        with suppress(AnnotatorError):
            self.documents = max(self.documents, self.desk.last())

    def _page_beside(self, by: int) -> Page | None:
        """The next document after (1) or before (-1) the one in hand that is not removed; None at the ends."""
        number = self.state.page.number
        while True:
            if number + by > self.documents:
                self.look_for_last()
            in_turn = number + by if 0 < number + by <= self.documents else None
            following = in_turn if self.order is Order.DOCUMENT else self._ranked.beside(number, by)
            if following is None:
                return None
            number = following
            with suppress(DocumentRemoved):
                return self.desk.page(number)

    def _next_in(self, ranked: Ranking) -> Place | None:
        """The next sentence to decide in an order, behind the document in hand, then around.

        From the beginning of the order where that has not come to the document in hand. Raises what the desk raises.
        """
        place = self.desk.next_undecided(self.place)
        here = self.place.document
        rank = ranked.read.index(here) + 1 if here in ranked.read else 0
        numbers = chain(islice(ranked, rank, None), ranked.read[:rank])
        return place and next(filter(None, map(self.desk.first_undecided, numbers)), place)

    def to_skipped(self, after: Place) -> bool:
        """Open the next skipped sentence after that place. False where none follows, or it cannot be read.

        They come in the order of the documents, whatever order is set.
        """
        with self.telling():
            place = self.desk.next_skipped(after)
            if place is not None:
                self.open(self._page_of(place), place.index)
                return True
        return False

    def look_for_more(self) -> None:
        """Find out whether a sentence without an answer is left; the desk is asked only if the current one has one."""
        with self.telling():
            self.nothing_left = self.answered and self.desk.next_undecided(self.place) is None
            self._again = None

    def _note_opened(self) -> None:
        if self.agenda is not None:
            self.agenda.note_opened(self.state.item)
        self.at_end = False
        self.documents = max(self.documents, self.place.document)  # it may have been taken just now
        if not self.answered:
            self.nothing_left = False

    # ---- filters

    def count_found(self, wanted: Filter) -> int | None:
        """Count the sentences that a filter would find; None where that would take long or cannot be read."""
        try:
            ids = self.desk.matching(wanted)
            return None if ids is None else len(ids)
        except AnnotatorError:
            return None

    def set_filter(self, wanted: Filter) -> None:
        """Go through what a filter finds from now on, beginning with this sentence or the next of them."""
        here = self.state.item.id - 1
        if not self.put_away():
            return
        with self.telling():
            matches = self._matches_of(wanted)
            if matches is None:
                self.warn(f"no sentence is found by: {wanted}")
                return
            self.matches = matches
            self.to_listed(1, after=here, wrap=True)
            if self.notice is None:
                self.tell("⟪confirm⟫ and ⟪undecided⟫ go on within the filter · ⟪all-sentences⟫: all sentences")

    def _matches_of(self, wanted: Filter) -> Filtered | None:
        """What a filter finds; None where that is nothing. Raises what the desk raises."""
        matches = Filtered(wanted, partial(self.desk.next_match, wanted), self.desk.matching(wanted))
        return None if next(matches.around(_FIRST, 1), None) is None else matches

    def clear_filter(self) -> None:
        """Go through all sentences again, or those of the agenda; the current one stays.

        Without a filter, a list that was only to be looked at first is left.
        """
        if self.matches is None and self.agenda is not None and self.agenda.then_all:
            self.agenda = None
            self.look_for_more()
            self.tell("all sentences again")
            return
        again = "all sentences" if self.agenda is None else "the whole list"
        self.tell(f"no filter: {again} again" if self.matches is not None else NO_FILTER)
        self.matches = None

    def step_match(self, by: int) -> None:
        """Open the next (1) or previous (-1) sentence that the filter found, or of the agenda, round and round."""
        if self.listed is None:
            self.tell(NO_FILTER_YET)
        elif self.put_away():
            self.to_listed(by, seen=self.matches is None, wrap=True)

    # ---- what is gone through instead of all sentences

    def go_through(self, agenda: WorkList) -> None:
        """Go through these sentences from now on, beginning with the first that is still to be seen."""
        self.agenda, self.at_end = agenda, agenda.nothing_left
        if not agenda.nothing_left:
            self.to_listed(1, after=0)

    def to_listed(self, by: int, *, after: int | None = None, seen: bool = False, wrap: bool = False) -> None:
        """Open the next (1) or previous (-1) sentence of what is gone through that is still to be seen.

        From the sentence with the id `after` on (None: the current one). With `seen` also those that were seen. Behind
        the last one an agenda begins again, a filter only with `wrap`. Where none is left, stay and say so.
        """
        listed = self.listed
        assert listed is not None
        here = self.state.item.id if after is None else after
        with self.telling():
            for sentence in listed.around(here, by, wrap or listed is self.agenda):
                if sentence == here and after is None:
                    continue
                try:
                    place = self.desk.place(sentence)
                    page = self._page_of(place)
                except DocumentRemoved:
                    continue
                if seen or listed.is_open(page.items[place.index]):
                    self.open(page, place.index)
                    listed.nothing_left = False
                    return
            self.open(self.state.page, self.state.index)
            if listed is self.matches:
                self.tell("nothing more in this filter · ⟪undecided⟫ begins again · ⟪all-sentences⟫: all sentences")
                return
            listed.nothing_left = self.at_end = not listed.is_open(self.state.item)
            if not listed.nothing_left:
                self.tell("this is the last one left")
            elif listed.then_all:
                self.agenda = None
                self.to_next_undecided()
                self.tell_if_quiet("all of that is looked at again")

    def filtered(self) -> Sentences | None:
        """The sentences that the filter found, as they stand; None, with a notice, where that cannot be told."""
        matches = self.matches
        if matches is None or not matches.is_whole:
            self.warn(NO_FILTER_YET if matches is None else "too many articles to change all that the filter finds")
            return None
        if self.put_away():
            with self.telling():
                items = self.desk.items(matches.ids)
                return Sentences(items, len(matches) - len(items))
        return None

    # ---- orders

    def set_order(self, order: Order) -> None:
        """Go through the documents in that order; a document that was begun is finished first."""
        with self.telling():
            ranked = Ranking(() if order is Order.DOCUMENT else self.desk.ranked(order))
            least = self._next_in(ranked)
            self.order, self._ranked = order, ranked
            begun = any(item.decision is not None or item.touched for item in self.state.page.items)
            if order is Order.DOCUMENT:
                self.tell("articles in their own order")
            elif begun or self.state.unconfirmed:
                self.tell(f"after this one, {_COME_FIRST[order]} first")
            elif least is None or self.go(least):
                self.tell(f"{_COME_FIRST[order]} first")

    def document_numbers(self, titled: str = "") -> Sequence[int]:
        """Return the numbers of all documents, or of those with these words in the title, as they are gone through."""
        with self.telling():
            numbers = self.desk.numbers(titled)
            if self.order is Order.DOCUMENT:
                return numbers
            ranked = {number: rank for rank, number in enumerate(self._ranked)}
            return sorted(numbers, key=lambda number: ranked.get(number, -1))  # what came in since is before all
        return ()

    def document_row(self, number: int) -> DocumentRow | None:
        """Return that document with progress; None where it is not there any more, or cannot be read."""
        with self.telling():
            return next(iter(self.desk.documents([number])), None)
        return None


# ---- Sentences that are gone through instead of all: a filter's, and what is to be settled, read or looked at again.


_FIRST, _LAST = 0, 2**62
"""Ids before and behind those of all sentences."""


class WorkList:
    """The ids of the sentences in their order, why each of them is to be seen, and which still are.

    Unless `is_open` says otherwise, one is still to be seen as long as nobody decided it since it was first opened. So
    one that was decided before, and is looked at again, is seen once too.
    """

    then_all = False
    """Whether all sentences are gone through again when none is left."""

    def __init__(
        self,
        name: str,
        ids: Sequence[int],
        ends: str = "ALL DONE",
        is_open: Callable[[Item], bool] | None = None,
        anew: Callable[[], Sequence[int]] | None = None,
    ) -> None:
        """`name`: what stands before the place in the list. `ends`: what is said when none is left.

        `anew` tells the ids as they are today, where the list follows what others do.
        """
        self.name, self.ends = name, ends
        self.nothing_left = not ids
        """Whether none was left when last looked."""
        self._says_open, self._anew = is_open, anew
        self._rank = {sentence: rank for rank, sentence in enumerate(ids)}
        self._first_seen: dict[int, int | None] = {}
        """The decision that a sentence had when it was first opened, by the sentence's id."""

    def __len__(self) -> int:
        return len(self._rank)

    def __contains__(self, sentence: int) -> bool:
        return sentence in self._rank

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the sentences, in the order."""
        return tuple(self._rank)

    def position(self, sentence: int) -> int | None:
        """The number of a sentence in the order, from 1; None where it is not one of them."""
        return self._rank[sentence] + 1 if sentence in self else None

    def include(self, sentence: int) -> None:
        """Let a sentence be one of them, the last, if it is not yet: one whose decision of long ago was undone."""
        if sentence not in self._rank:
            self._rank[sentence] = len(self)
            self.nothing_left = False

    def look_anew(self, gone: Collection[int]) -> None:
        """Leave out sentences that are gone, and have those that have come meanwhile. Raises what `anew` raises."""
        ids = self.ids if self._anew is None else self._anew()
        self._rank = {sentence: rank for rank, sentence in enumerate(one for one in ids if one not in gone)}
        self.nothing_left = not self._rank

    def around(self, sentence: int, by: int, wrap: bool = True) -> Iterator[int]:
        """All, from the one after (`by` 1) or before (-1) that sentence on; with `wrap` round, that sentence last.

        Where the sentence is not one of them: beginning with what stands after or before it in the text, if they are in
        the order of the text, else with the first or the last.
        """
        ids, rank = self.ids, self._rank.get(sentence)
        if rank is not None:
            begin = rank + by
        else:
            before = bisect_left(ids, sentence) if all(map(lt, ids, ids[1:])) else 0
            begin = before if by > 0 else before - 1
        for place in range(begin, begin + by * len(ids), by):
            if not wrap and not 0 <= place < len(ids):
                return
            yield ids[place % len(ids)]

    def why(self, item: Item) -> str:  # noqa: ARG002 - of what is looked at again there is a reason
        """Why a sentence is to be seen; empty where nothing is said of it, or it was seen."""
        return ""

    def note_opened(self, item: Item) -> None:
        """Keep what a sentence was like when it was first opened."""
        if item.id in self._rank:
            self._first_seen.setdefault(item.id, None if item.decision is None else item.decision.id)
            self.nothing_left = self.nothing_left and not self.is_open(item)

    def is_open(self, item: Item) -> bool:
        """Whether a sentence is still to be seen."""
        if item.id not in self._rank:
            return False
        if self._says_open is not None:
            return self._says_open(item)
        if item.decision is None or item.skipped or item.id not in self._first_seen:
            return True
        return item.decision.id == self._first_seen[item.id]


class Filtered(WorkList):
    """What a filter finds, in the order of the text; where that is too much to be listed, asked one after the other.

    A sentence that is listed stays among them, also where it is decided meanwhile, to be come back to, unless undecided
    ones were wanted.
    """

    def __init__(
        self, wanted: Filter, beyond: Callable[[int, int], int | None], ids: Sequence[int] | None = None
    ) -> None:
        """`ids`: all that it finds, ascending; None: too many to be listed.

        Then `beyond(id, by)` gives the id of the next (`by` 1) or previous (-1) one from that id on, None at the end.
        """
        super().__init__("filter", ids or ())
        self.wanted, self._beyond = wanted, beyond
        self.is_whole = ids is not None
        """Whether all that it finds is known."""

    def around(self, sentence: int, by: int, wrap: bool = True) -> Iterator[int]:
        """All, as of any work list. Raises what `beyond` raises."""
        if self.is_whole:
            yield from super().around(sentence, by, wrap)
            return
        here, again = sentence, False
        while (match := self._beyond(here, by)) is not None or (wrap and not again):
            if match is None:
                here, again = _FIRST if by > 0 else _LAST, True
            elif again and (match - sentence) * by > 0:
                return
            else:
                yield match
                here = match

    def is_open(self, item: Item) -> bool:
        """Whether a sentence is still to be seen: every one, unless undecided ones were wanted."""
        return not (item.decided and Mark.UNDECIDED in self.wanted.marks)


class AgainList(WorkList):
    """Sentences that are to be looked at again. Whatever answers one of them takes it off the list."""

    def __init__(self, entries: Sequence[LookAgain], then_all: bool = False) -> None:
        """The entries in their order. `then_all`: with none left, all sentences are gone through again."""
        self._entries = {entry.sentence_id: entry for entry in entries}
        super().__init__("to look at again", [*self._entries], "ALL LOOKED AT")
        self.then_all = then_all

    @property
    def has_corrections(self) -> bool:
        """Whether a corrected article changed one of them."""
        return any(entry.before for entry in self._entries.values())

    def corrected(self, item: Item) -> tuple[Before, ...]:
        """What of earlier editions is still to be looked at in a sentence."""
        return self._entries[item.id].corrected(item) if item.id in self else ()

    def why(self, item: Item) -> str:
        """Why a sentence is to be seen; empty where it is none of them, or was seen."""
        return self._entries[item.id].reason if self.is_open(item) else ""

    def why_changed(self, item: Item) -> str:
        """Why a sentence is to be seen, where a change of the scheme or guidelines is among the reasons; else empty."""
        return self.why(item) if item.id in self and self._entries[item.id].under is not None else ""

    def note_seen(self, gone: Before) -> None:
        """Keep that a decision whose words are gone was seen."""
        entry = self._entries[gone.sentence_id]
        self._entries[entry.sentence_id] = entry._replace(
            before=tuple(before for before in entry.before if before != gone)
        )

    def is_open(self, item: Item) -> bool:
        """Whether something still asks to look at a sentence."""
        return item.id in self and self._entries[item.id].is_open(item)
