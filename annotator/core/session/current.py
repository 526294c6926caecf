"""The current sentence of a workbench: opened, edited, kept as it stands when another one is opened.

Also what the workbench tells its annotator in one line, such as what an undo or redo took back, and where that was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from annotator.core.decision import Answer
from annotator.core.drawable import count, listed, one_line
from annotator.core.errors import AnnotatorError, ArticleUnreadable, Busy, NotSaved
from annotator.core.model import ROLES, QuotePart
from annotator.core.session.desk import Desk, Page, PastStep, Place, Turned
from annotator.core.session.shown import gone_on
from annotator.core.session.state import (
    Seats,
    SentenceDraft,
    State,
    names_in,
    open_sentence,
    renamed_seats,
    reseated,
    with_new_names,
)
from annotator.core.speakers import NAME, Names, name_or_nobody


class Tone(Enum):
    """How much a notice matters."""

    QUIET = "quiet"
    WARNING = "warning"
    NOT_SAVED = "not saved"


class Notice(NamedTuple):
    """A line for the annotator. One that says NOT SAVED stays until something is saved, others until the next key.

    `again`: nothing was done because somebody else is writing, and the same may be tried again.
    """

    text: str
    tone: Tone = Tone.QUIET
    again: bool = False


# ---- The current sentence.


class CurrentSentence:
    """The document in hand, its current sentence, and what the annotator is told about it.

    Whatever goes to another sentence calls `put_away` first, so that no edit is lost, and then `open`.
    """

    desk: Desk
    """What keeps the work: who annotates, and how long a save waits for somebody else, is asked of it."""
    notice: Notice | None = None
    keys = 0
    """Keys pressed since the sentence was opened."""
    when_opened: list[Callable[[], None]]
    """Called each time a sentence has been opened."""
    when_read_again: list[Callable[[], None]]
    """Called each time the document in hand was read again, with the sentence as it is."""
    _state: State
    _seats: dict[int, Seats]
    """The speakers by their keys, of every document that was opened: they stay as they are."""
    _clock: Callable[[], float]
    _opened_at: float
    said_more = False
    """Whether more is said of the sentence than it shows, to be saved with its next answer."""
    with_keys: Callable[[str], str] = staticmethod(str)
    """Puts keys in the place of the actions that a message names, as in “⟪undo⟫ undoes”: only a screen knows them."""

    @property
    def state(self) -> State:
        """The document in hand with its current sentence."""
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        """Show another state. Speakers that are new get a key; those that are there keep theirs."""
        page = gone_on(state.page, state.index)
        state = state if page is state.page else replace(state, page=page)
        number, labels = state.page.number, state.labels
        stays = number in self._seats and self.place == Place(number, state.index)
        given = sorted({*names_in(labels)}.difference(names_in(self._state.labels))) if stays else ()
        seats = self._seats[number] = reseated(self._seats.get(number, ()), state.page, state.index, labels, given)
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

    @property
    def save_failed(self) -> bool:
        """Whether the annotator is told that something is not on disk: until something is saved."""
        return self.notice is not None and self.notice.tone is Tone.NOT_SAVED

    def tell(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Tell the annotator that."""
        self.notice = Notice(self.with_keys(text), tone)

    def tell_if_quiet(self, text: str) -> None:
        """Tell the annotator that, where nothing else is told."""
        if self.notice is None:
            self.tell(text)

    def warn(self, message: object) -> None:
        """Tell the annotator that, or an error by which something could not be read, as a warning."""
        self.tell(str(message), Tone.WARNING)

    def tell_unsaved(self, error: AnnotatorError) -> None:
        """Tell why nothing was written: it could not be, or somebody removed the document or decided it meanwhile."""
        if isinstance(error, NotSaved):
            self.notice = Notice(str(error), Tone.NOT_SAVED, isinstance(error, Busy))
        else:
            self.warn(error)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say what cannot be read, instead of raising it."""
        try:
            yield
        except AnnotatorError as error:
            self.warn(error)

    def page(self, number: int) -> Page | None:
        """Read the document of that number as it stands on disk; None, with a notice, where it cannot be."""
        with self.telling():
            return self.desk.page(number)
        return None

    def open(self, page: Page, index: int, as_it_was: Callable[[State], State] | None = None) -> None:
        """Make a sentence the current one; where its decision was undone, `as_it_was` before that."""
        self.state = self._opened(page, index)
        if as_it_was is not None:
            self.state = as_it_was(self.state)
        self.keys, self.said_more = 0, False
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
        """The document of that place, and the index in it; where it cannot be read, those of the next to decide.

        Then the annotator is told so. Raises ArticleUnreadable where no other is to be decided.
        """
        try:
            return self.desk.page(place.document), place.index
        except ArticleUnreadable as error:
            other = self.desk.next_undecided(place)
            if other is None or other.document == place.document:
                raise
            readable = self._readable(other)
            self.warn(error)
            return readable

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
            self.state = with_new_names(replace(self.state, page=page), renamed)
        for call in self.when_read_again:
            call()

    def rename_seats(self, renamed: Names) -> None:
        """Let speakers who have another name now keep their keys, in every document that was opened."""
        if renamed:
            self._seats = {number: renamed_seats(seats, renamed) for number, seats in self._seats.items()}

    def put_away(self) -> bool:
        """Keep unconfirmed edits before another sentence is opened. False when that failed: then stay here."""
        try:
            self.keep_edits()
        except NotSaved as error:
            self.tell_unsaved(error)
            return False
        if self.save_failed:
            self.notice = None
        return True

    def keep_edits(self) -> None:
        """Keep edits that are not confirmed, or forget those kept before where none are left. Raises NotSaved."""
        state, left = self.state, self.state.left
        if left != state.item:
            self.desk.keep_drafts([(left.id, left.draft, left.note_and_flag)])
            self.state = replace(state, page=state.page.with_item(state.index, left))


# ---- What is said of a new annotator.


NAMED = 4
"""Annotators that are named to a new one."""


def new_annotator(name: str, known: Sequence[str], taken: str | None = None) -> str:
    """What is said of a name that is not known yet, which may be a known one mistyped: the most similar ones first.

    `taken` says what was taken under this name already; None: nothing is stored yet.
    """
    from difflib import SequenceMatcher  # deferred: hardly anybody is new

    alike = sorted(known, key=lambda other: -SequenceMatcher(None, other.casefold(), name.casefold()).ratio())
    line = f"new annotator {name}; known so far: {listed(alike, NAMED)}"
    return f"{line} · {taken or 'nothing is stored yet, ⟪quit⟫ leaves'}"


# ---- What is said of an undo or redo: which edit it was, or which step, and where that was.


ANSWERED = {Answer.ACCEPT: "confirmed", Answer.REJECT: "rejected", Answer.SKIP: "skipped"}


def notice_of_step(change: Turned, page: Page | None, here: int, redo: bool) -> Notice:
    """Say which step was undone, or done again. `page` is its document, `here` the number of the one on screen before.

    Where it lies in another document, that is said first, as a warning. `page` is None where that cannot be read.
    """
    done, other = "done again" if redo else "undone", change.place.document != here
    to = f", {'on' if redo else 'back'} to" if change.steps > 1 else " in"  # several may lie in several articles
    where = f"{to} article {change.place.document}" if other else ""
    back = f" · {'⟪undo⟫ undoes' if redo else '⟪redo⟫ does'} it again" if other and page is not None else ""
    over = change.passed_over + change.staying
    counts = [
        count(number, what) for number, what in ((change.passed_over, "step"), (change.staying, "sentence")) if number
    ]
    stay = f" · {' and '.join(counts)} {'stays' if over == 1 else 'stay'}, of articles corrected since" if over else ""
    return Notice(f"{done}{where}: {_what(change, page)}{back}{stay}", Tone.WARNING if other or over else Tone.QUIET)


def _what(change: Turned, page: Page | None) -> str:
    numbers = [number for number, item in enumerate(page.items, 1) if item.id in change.sentences] if page else []
    changed = len(change.sentences)
    if change.steps > 1:
        return f"{change.steps} steps, in {_sentences(numbers, changed)}"
    if change.renamed:
        return _renamed(change.renamed)
    if change.answer is None:
        return f"the change in {_sentences(numbers, changed)}"
    answered = ANSWERED[change.answer]
    if change.labels is None or changed == 1:
        return f"{answered} {_sentences(numbers, changed)}"
    return f"{answered} sentence {change.place.index + 1}, and with it {changed - 1} more"


def words_of_step(step: PastStep) -> str:
    """Say what a step was, in few words.

    >>> words_of_step(PastStep("", Place(3, 7), "", 1, 2, Answer.ACCEPT, {}, True, 1))
    'confirmed 3:8, left edits in 2 sentences'
    """
    where = str(step.place) if step.decided <= 1 else f"{step.place} and {step.decided - 1} more"
    if step.renamed:
        return _renamed(step.renamed) + (f", {count(step.decided, 'sentence')}" if step.decided else "")
    left = f"left edits in {count(step.left, 'sentence')}" if step.left else ""
    done = f"{ANSWERED[step.answer]} {where}" if step.answer is not None else ""
    if step.answer is None and step.decided:
        done = f"changed {count(step.decided, 'sentence')}, at {step.place}"
    return ", ".join(filter(None, (done, left))) or f"a change at {step.place}"


def _renamed(names: Names) -> str:
    old, new = next(iter(names.items()))
    return f"{one_line(old, NAME)} is {one_line(new, NAME)} in all articles"


def _sentences(numbers: Sequence[int], changed: int) -> str:
    """The sentences by number where there is one, or one after the other; else how many, and from which to which."""
    if changed == 1:
        return f"sentence {numbers[0]}" if numbers else "1 sentence"
    if len(numbers) < changed:
        return f"{changed} sentences"
    first, last = numbers[0], numbers[-1]
    return f"sentences {first} to {last}" if last - first < changed else f"{changed} sentences from {first} to {last}"


def words_of_edit(before: SentenceDraft, after: SentenceDraft) -> str:
    """Say what an edit changed; of readings gone through, which one was taken in the end."""
    if after.turn is not None:
        quote, reading = after.turn
        if quote is None:
            return "likely quote"
        return f"reading {reading}" if reading else "going back to what was suggested"
    return ", ".join(_differences(before, after)) or "nothing that is shown"


def _differences(before: SentenceDraft, after: SentenceDraft) -> Iterator[str]:
    yield from _of_quotes(before.labels.quotes, after.labels.quotes)
    for done, having, lacking in (("on", after, before), ("off", before, after)):
        yield from (
            f"topic {one_line(key, NAME)} {done}" for key in having.labels.topics if key not in lacking.labels.topics
        )
    was, now = before.note_and_flag, after.note_and_flag
    if was.note != now.note:
        yield "note"
    if was.flagged != now.flagged:
        yield "flag" if now.flagged else "flag off"


def _of_quotes(before: Sequence[QuotePart], after: Sequence[QuotePart]) -> Iterator[str]:
    if len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
            which = f" of quote {number}" if len(after) > 1 else ""
            yield from (f"{changed}{which}" for changed in _of_quote(old, new))
        return
    covered, covered_now = ({span for quote in quotes for span in quote.content} for quotes in (before, after))
    ways = ("merging", "deleted quote") if len(after) < len(before) else ("split", "new quote")
    yield ways[covered != covered_now]


def _of_quote(old: QuotePart, new: QuotePart) -> Iterator[str]:
    if old.speaker != new.speaker:
        yield f"speaker {name_or_nobody(old.speaker)} → {name_or_nobody(new.speaker)}"
    if old.type is not new.type:
        yield f"type {old.type} → {new.type}"
    yield from (name for name in ROLES if old.spans(name) != new.spans(name))
    changed = {name for name, _ in {*old.attributes} ^ {*new.attributes}}
    yield from (one_line(name, NAME) for name in sorted(changed))
    if old.continues != new.continues:
        yield "continuation"
