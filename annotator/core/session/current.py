"""The current sentence of a workbench: opened, edited, and kept as it stands when another one is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from annotator.core.errors import AnnotatorError, ArticleUnreadable, NotSaved
from annotator.core.model import QuoteType
from annotator.core.profiles import Profile
from annotator.core.session.desk import Desk, Page, Place
from annotator.core.session.notice import Notice, Tone, not_saved, warning
from annotator.core.session.shown import gone_on
from annotator.core.session.state import (
    Seats,
    State,
    names_in,
    open_sentence,
    own_text_from,
    renamed_seats,
    reseated,
    untouched_draft,
)
from annotator.core.speakers import Names, renamed_labels


class CurrentSentence:
    """The document in hand, its current sentence, and what the annotator is told about it.

    Whatever goes to another sentence calls `put_away` first, so that no edit is lost, and then `open`.
    """

    _state: State
    notice: Notice | None
    keys: int
    """Keys pressed since the sentence was opened."""
    when_opened: list[Callable[[], None]]
    """Called each time a sentence has been opened."""

    def __init__(
        self,
        desk: Desk,
        place: Place,
        clock: Callable[[], float],
        types: tuple[QuoteType, ...],
        profile: Profile,
    ) -> None:
        """Open the sentence at that place; where its document cannot be read, the next one to decide, with a notice.

        Raises ArticleUnreadable where no other is to be decided. Boilerplate to decide is passed over.
        `types` are the quote types of the label scheme, `profile` is that of the guidelines.
        """
        self._desk = desk
        self._clock = clock
        self._seats: dict[int, Seats] = {}
        """The speakers by their keys, of every document that was opened: they stay as they are."""
        self.notice = None
        page, index = self._readable(place)
        self.state = open_sentence(page, own_text_from(page.items, index), types, profile)
        self.keys = 0
        self._opened_at = clock()
        self.when_opened = []

    @property
    def state(self) -> State:
        """The document in hand with its current sentence."""
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        """Show another state. Speakers that are new get a key; those that are there keep theirs."""
        page = gone_on(state.page, state.index)
        state = state if page is state.page else replace(state, page=page)
        number, labels = state.page.number, state.draft.labels
        given: set[str] = set()
        if number in self._seats and self.place == Place(number, state.index):
            given = set(names_in(labels)) - set(names_in(self._state.draft.labels))
        before = self._seats.get(number, ())
        seats = self._seats[number] = reseated(before, state.page, state.index, labels, sorted(given))
        self._state = state if state.seats == seats else replace(state, seats=seats)

    @property
    def place(self) -> Place:
        """Where the current sentence is."""
        return Place(self.state.page.number, self.state.index)

    @property
    def decided(self) -> bool:
        """Whether the current sentence is confirmed or rejected."""
        return self.state.item.decided

    @property
    def answered(self) -> bool:
        """Whether the current sentence is decided or skipped."""
        return self.state.item.decision is not None

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say what cannot be read, instead of raising it."""
        try:
            yield
        except AnnotatorError as error:
            self.notice = warning(error)

    def page(self, number: int) -> Page | None:
        """Read the document of that number as it stands on disk; None, with a notice, where it cannot be."""
        with self.telling():
            return self._desk.page(number)
        return None

    def open(self, page: Page, index: int, as_it_was: Callable[[State], State] | None = None) -> None:
        """Make a sentence the current one; where its decision was undone, `as_it_was` before that."""
        self.state = self._opened(page, index)
        if as_it_was is not None:
            self.state = as_it_was(self.state)
        self.keys = 0
        self._opened_at = self._clock()
        for call in self.when_opened:
            call()

    def show_again(self, state: State) -> None:
        """Show a state with the seats that it has: one that was shown before, or follows from such a one."""
        self._seats[state.page.number] = state.seats or ()
        self.state = state

    def _opened(self, page: Page, index: int) -> State:
        return open_sentence(page, index, self.state.types, self.state.profile)

    def _readable(self, place: Place) -> tuple[Page, int]:
        """The document of that place, and the index in it; where it cannot be read, those of the next to decide."""
        try:
            return self._desk.page(place.document), place.index
        except ArticleUnreadable as error:
            other = self._desk.next_undecided(place)
            if other is None or other.document == place.document:
                raise
            found = self._readable(other)
            self.notice = warning(error)
            return found

    def read_again(self, renamed: Names) -> None:
        """Read the document in hand again, and keep the edits of the current sentence as they are shown.

        `renamed` are new names of speakers, by their old ones, which the edits get too. Where there are none, it shows
        what stands on disk: it may have been suggested anew.
        """
        page = self.page(self.state.page.number)
        self.rename_seats(renamed)
        if page is not None and not self.state.unconfirmed:
            self.state = self._opened(page, self.state.index)
        elif page is not None:
            draft = replace(self.state.draft, labels=renamed_labels(self.state.draft.labels, renamed))
            self.state = replace(self.state, page=page, draft=draft)

    def rename_seats(self, renamed: Names) -> None:
        """Let speakers who have another name now keep their keys, in every document that was opened."""
        if renamed:
            self._seats = {number: renamed_seats(seats, renamed) for number, seats in self._seats.items()}

    def put_away(self) -> bool:
        """Keep unconfirmed edits before another sentence is opened. False when that failed: then stay here."""
        try:
            self.keep_edits()
        except NotSaved as error:
            self.notice = not_saved(error)
            return False
        if self.notice and self.notice.tone is Tone.NOT_SAVED:
            self.notice = None
        return True

    def keep_edits(self) -> None:
        """Keep edits that are not confirmed, or forget those kept before where none are left. Raises NotSaved."""
        state, item = self.state, self.state.item
        opened = untouched_draft(item)
        labels = state.draft.labels if state.draft.labels.bare() != opened.labels.bare() else None
        note_and_flag = state.draft.note_and_flag if state.draft.note_and_flag != opened.note_and_flag else None
        if (labels, note_and_flag) == (item.draft, item.note_and_flag):
            return
        self._desk.keep_drafts([(item.id, labels, note_and_flag)])
        kept = replace(item, draft=labels, note_and_flag=note_and_flag)
        self.state = replace(state, page=state.page.with_item(state.index, kept))
