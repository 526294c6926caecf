"""One annotator at work: a desk, the document in hand, one sentence of it lit. No screen and no storage in here.

Every method leaves the workbench in a state that can be drawn. What reached the disk is asked of the desk, never
counted here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from annotator.core.errors import AnnotatorError, DecidedElsewhere, NotSaved
from annotator.core.model import Answer, Decision, NewDecision
from annotator.core.session.batch import as_suggested, passed_over
from annotator.core.session.continuation import propose
from annotator.core.session.desk import Desk, DocumentRow, Page, Place
from annotator.core.session.navigation import Walks
from annotator.core.session.renaming import Notice as Notice
from annotator.core.session.renaming import Tone as Tone
from annotator.core.session.renaming import not_saved
from annotator.core.session.spreading import shown_labels
from annotator.core.session.state import State, decide, light, next_undecided, redo_edit, undo_edit, untouched_draft


@dataclass(slots=True)
class Tally:
    """What this sitting came to."""

    sentences: int = 0
    quotes: int = 0
    keys: int = 0
    seconds: float = 0.0


class Workbench(Walks):
    """Commands in, a new `state` (and perhaps a `notice`) out; decisions on disk before the next sentence is lit."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic, only_suggested: bool = False) -> None:
        """Open the desk where its annotator stopped. Raises AnnotatorError when it holds no sentence."""
        place = desk.resume()
        if place is None:
            raise AnnotatorError("no sentences to annotate", "add some with `annotator import PATH...`")
        self._desk = desk
        self._clock = clock
        self.only_suggested = only_suggested
        self.state: State = light(desk.page(place.document), place.index)
        self.saved = desk.saved()
        self.documents = desk.document_count()
        self.notice: Notice | None = None
        self.tally = Tally()
        self._began = self._rested_at = clock()
        self._lit_at = clock()
        self._keys = 0
        self._nothing_left = False
        self._forget_spreads()
        self._no_walks()
        self._look_for_more()

    @property
    def place(self) -> Place:
        """Where the lit sentence is."""
        return Place(self.state.page.number, self.state.at)

    @property
    def finished(self) -> bool:
        """Whether every sentence of every document is decided, as far as this workbench has looked."""
        return self.state.item.decision is not None and self._nothing_left

    def count_key(self) -> None:
        """One more key pressed for the lit sentence."""
        self._keys += 1

    def break_due(self, minutes: int) -> bool:
        """Whether that many minutes have gone by since the start or the last time this said so."""
        if minutes <= 0 or self._clock() - self._rested_at < minutes * 60:
            return False
        self._rested_at = self._clock()
        return True

    def forget_notice(self) -> None:
        """The notice was read, unless it says that a decision is not on disk."""
        if self.notice and self.notice.tone is not Tone.NOT_SAVED:
            self.notice = None

    def change(self, change: Callable[[State], State]) -> None:
        """Edit what is shown of the lit sentence."""
        before, self.state = self.state, change(self.state)
        self.offer = None
        if self.state.past != before.past:
            self._spread_undone = None

    def names(self) -> tuple[str, ...]:
        """Names of speakers in the whole database, for searching. Empty where they cannot be read."""
        try:
            return self._desk.names()
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return ()

    def find(self, text: str) -> tuple[tuple[Place, str], ...]:
        """Sentences of other documents with that text, one of each, with their words. Empty where none can be read."""
        try:
            return self._desk.find(text, self.place.document)
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return ()

    def answer(self, answer: Answer, also: Sequence[int] = ()) -> bool:
        """Decide the lit sentence, then light the next one to decide. False when nothing was saved.

        `also`: sentences of the document accepted as suggested in the same step (see `batches.plain_after`).
        """
        now = self._clock()
        decision = decide(self.state, answer, now - self._lit_at, self._keys)
        implied = (
            passed_over(self.state, max((self.state.at, *also)) + 1)
            if self.only_suggested and self.walk is None
            else []
        )
        kept = self._save([decision, *as_suggested(self.state, list(also)), *implied])
        if kept is None:
            return False
        self.tally.sentences += 1 + len(also)
        self.tally.quotes += len(decision.labels.quotes)
        self.tally.keys += self._keys
        self.tally.seconds = now - self._began
        self._take_in(kept)
        self._advance()
        if also and self.notice is None:
            self.notice = Notice(f"{1 + len(also)} confirmed · u undoes all of them")
        return True

    def accept_all(self, sentences: list[int]) -> bool:
        """Accept what is suggested for those sentences of the document, as one step that undo takes back whole."""
        items = self.state.page.items
        kept = self._save(as_suggested(self.state, sentences)) if sentences else None
        if kept is None:
            return False
        self.tally.sentences += len(sentences)
        self.tally.quotes += sum(len(shown_labels(items[at]).quotes) for at in sentences)
        self._take_in(kept)
        if self.state.item.decision is not None:
            self._advance()
        undoing = "" if self.state.unconfirmed else " · u undoes all of them"
        self.notice = Notice(f"{len(sentences)} accepted{undoing}")
        return True

    def step(self, by: int) -> None:
        """Light the sentence that many places further on, over the borders of documents."""
        at, page = self.state.at + by, self.state.page
        if 0 <= at < len(page.items):
            self._light(page, at)
            return
        number = self._neighbour(page.number, 1 if by > 0 else -1)
        if number is None:
            self.notice = Notice("this is the last sentence" if by > 0 else "this is the first sentence")
            return
        if self._lay_aside():
            other = self._page(number)
            if other is not None:
                self._open(other, 0 if by > 0 else len(other.items) - 1)

    def go(self, place: Place) -> bool:
        """Light the sentence at that place. False when there is no such document or its page cannot be read."""
        if not 1 <= place.document <= self.documents:
            self.notice = Notice(f"there are {self.documents} articles", Tone.WARNING)
            return False
        if place.document == self.state.page.number:
            return self._light(self.state.page, place.index)
        if not self._lay_aside():
            return False
        page = self._page(place.document)
        if page is None:
            return False
        self._open(page, place.index)
        return True

    def next_to_decide(self) -> None:
        """Light the next sentence without a decision, or of the filter, leaving this one as it is."""
        if self.walk is not None:
            self.step_match(1)
        elif self._lay_aside():
            self._advance()

    def undo(self) -> None:
        """Take back the last edit of this sentence, else the last step saved, in whichever document and login."""
        if self._take_back_spread():
            return
        edited = undo_edit(self.state) or self._undo_left_edits()
        if edited is not None:
            self.state = edited
            self.notice = Notice("edit undone")
            return
        self._time_travel(forth=False)

    def redo(self) -> None:
        """Do again what was last undone."""
        if self._spread_again():
            return
        edited = redo_edit(self.state)
        if edited is not None:
            self.state = edited
            self.notice = Notice("edit redone")
        elif self.state.past:
            self.notice = Notice("nothing to redo: you have edited since")
        else:
            self._time_travel(forth=True)

    def document_rows(self) -> tuple[DocumentRow, ...]:
        """All documents with progress, in the order they are gone through."""
        try:
            rows = self._desk.documents()
            return tuple(rows[number - 1] for number in self._ranked) if self._ranked else rows
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return ()

    def leave(self) -> None:
        """Keep edits that are not confirmed, and the place to resume at. Raises NotSaved."""
        self._keep_draft()
        self._desk.leave(self.place)

    def wait_at_most(self, seconds: float) -> None:
        """How long a save waits for somebody else who is writing; then the notice says that it may be tried again."""
        self._desk.wait_at_most(seconds)

    def reload(self) -> None:
        """Read the document in hand again, as it stands on disk."""
        page = self._page(self.state.page.number)
        if page is not None:
            self.state = light(page, self.state.at)
        self._count()

    # ---- how it is done

    def _save(self, decisions: list[NewDecision]) -> list[tuple[NewDecision, Decision]] | None:
        try:
            kept = self._desk.save(decisions)
        except DecidedElsewhere:
            self.reload()
            self._advance()
            self.notice = Notice("already decided in another window; on to the next", Tone.WARNING)
            return None
        except NotSaved as error:
            self.notice = not_saved(error)
            return None
        self.notice = None
        self._count()
        return list(zip(decisions, kept, strict=True))

    def _count(self) -> None:
        try:
            self.saved = self._desk.saved()
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)

    def _take_in(self, kept: list[tuple[NewDecision, Decision]]) -> None:
        """Put decisions just saved on the page in hand: nothing is read again."""
        by_sentence = {decision.sentence_id: made for decision, made in kept}
        items = tuple(
            replace(item, decision=by_sentence[item.id], draft=None, aside=None) if item.id in by_sentence else item
            for item in self.state.page.items
        )
        self.state = replace(self.state, page=replace(self.state.page, items=items), past=(), future=())

    def _advance(self) -> None:
        """Light the next sentence of the filter, else the next one without a decision, of this document or another."""
        if self.walk is not None:
            self._to_match(self.state.item.id, 1)
            return
        for _ in range(self.documents + 1):
            self._to_next_undecided()
            passed = passed_over(self.state, self.state.at) if self.only_suggested and not self.finished else []
            kept = self._save(passed) if passed else None
            if kept is None:
                return
            self._take_in(kept)

    def _to_next_undecided(self) -> None:
        page = self.state.page
        at = next_undecided(page.items, self.state.at)
        if at is not None:
            self._open(page, at)
            return
        try:
            place = self._next_undecided()
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return
        if place is None:
            self._nothing_left = True
            self._open(page, self.state.at)
            return
        other = page if place.document == page.number else self._page(place.document)
        if other is not None:
            self._open(other, place.index)

    def _look_for_more(self) -> None:
        """Whether anything is left to decide, asked only where the lit sentence is decided itself."""
        if self.state.item.decision is None:
            self._nothing_left = False
            return
        try:
            self._nothing_left = self._desk.next_undecided(self.place) is None
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)

    def _page(self, number: int) -> Page | None:
        try:
            return self._desk.page(number)
        except AnnotatorError as error:
            self.notice = Notice(str(error), Tone.WARNING)
            return None

    def _light(self, page: Page, at: int) -> bool:
        if not self._lay_aside():
            return False
        self._open(self.state.page if page.number == self.state.page.number else page, at)
        return True

    def _open(self, page: Page, at: int) -> None:
        self.state = propose(light(page, at))
        if self.state.item.decision is None:
            self._nothing_left = False
        self._keys = 0
        self._lit_at = self._clock()
        self._forget_spreads()

    def _lay_aside(self) -> bool:
        """Keep what is unconfirmed before another sentence is lit. False when it could not be kept: stay here."""
        try:
            self._keep_draft()
        except NotSaved as error:
            self.notice = not_saved(error)
            return False
        if self.notice and self.notice.tone is Tone.NOT_SAVED:
            self.notice = None
        return True

    def _keep_draft(self) -> None:
        state, item = self.state, self.state.item
        opened = untouched_draft(item)
        labels = state.draft.labels if state.draft.labels.bare() != opened.labels.bare() else None
        aside = state.draft.aside if state.draft.aside != opened.aside else None
        if (labels, aside) == (item.draft, item.aside):
            return
        self._desk.keep_drafts([(item.id, labels, aside)])
        items = list(state.page.items)
        items[state.at] = replace(item, draft=labels, aside=aside)
        self.state = replace(state, page=replace(state.page, items=tuple(items)))

    def _undo_left_edits(self) -> State | None:
        """The sentence without the edits it was left with (or that an undone decision held); None without any."""
        if not self.state.unconfirmed:
            return None
        opened = untouched_draft(self.state.item)
        return replace(self.state, draft=opened, past=(), future=(self.state.draft, *self.state.future))

    def _time_travel(self, forth: bool) -> None:
        try:
            self._keep_draft()
            change = self._desk.redo() if forth else self._desk.undo()
        except NotSaved as error:
            self.notice = not_saved(error)
            return
        if change is None:
            self.notice = Notice("nothing to redo" if forth else "nothing to undo")
            return
        page = self._page(change.place.document)
        if page is not None:
            self._open(page, change.place.index)
            if not forth:
                self.state = light(page, change.place.index, change)
        self._count()
        self._look_for_more()
        count = len(change.sentences)
        what = "1 decision" if count == 1 else f"{count} decisions"
        self.notice = Notice(f"{what} {'redone' if forth else 'undone'}")
