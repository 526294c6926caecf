"""The current sentence of a workbench: opened, edited, kept as it stands when another one is opened.

Also what the workbench tells its annotator in one line, such as what an undo or redo took back, and where that was; and
changes that are asked for at the current sentence and made in several: a speaker offered to undecided ones, two names
made one, a topic for another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import NamedTuple

from annotator.core.decision import Answer
from annotator.core.drawable import count, listed, one_line
from annotator.core.errors import AnnotatorError, ArticleUnreadable, Busy, DecidedElsewhere, DocumentRemoved, NotSaved
from annotator.core.model import ROLES, Labels, QuotePart
from annotator.core.session.desk import Desk, Filter, Page, PastStep, Place, Turned
from annotator.core.session.several import (
    Changes,
    Sentences,
    TopicChange,
    changes,
    whole_quotes,
    with_carried,
    with_saved,
)
from annotator.core.session.state import (
    Seats,
    SentenceDraft,
    State,
    give_speaker,
    gone_on,
    names_in,
    open_sentence,
    renamed_seats,
    reseated,
    shown_labels,
    with_new_names,
)
from annotator.core.speakers import NAME, Names, name_or_nobody, renamed_labels


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


class Offer(NamedTuple):
    """A change of speaker that can also be made elsewhere; `question` asks whether it shall. `new` is empty for nobody.

    `changes` are what is then saved in undecided sentences of the document; None: the speaker is renamed in all others.
    """

    old: str
    new: str
    question: str
    changes: Changes | None = None


class ChangeOfSeveral(NamedTuple):
    """A change saved in several sentences: the key of the step, and the current sentence before it and after it."""

    key: str
    before: State
    after: State
    undone: bool = False


# ---- The current sentence.


class CurrentSentence:
    """The document in hand, its current sentence, what the annotator is told about it, and what is changed from it.

    Whatever goes to another sentence calls `put_away` first, so that no edit is lost, and then `open`.

    It changes speakers and topics in the current sentence and in others. Each change of several is a step of undo and
    redo: the desk keeps the steps. Here is only remembered what else the screen showed, for as long as the sentence at
    which the change was asked for stays the current one.
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
    _offered: tuple[Offer | None, State | None] = None, None
    """What was last offered, and what was shown then."""
    _last: ChangeOfSeveral | None = None
    """The last of these changes, as long as the sentence at which it was asked for stays the current one."""
    _given: tuple[QuotePart | None, State | None] = None, None
    """The quote before it was given a speaker, and what was shown then: given another, only that one was meant."""

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
        """Make a sentence the current one; where its decision was undone, `as_it_was` before that.

        Who opens the one in hand stays at it: its edits are undone one by one as before, and its time goes on.
        """
        stays = page is self.state.page and index == self.state.index
        if not (stays and (self.state.past or self.state.future)):
            self.state = self._opened(page, index)
        if as_it_was is not None:
            self.state = as_it_was(self.state)
        if not stays:
            self._begin()
        for call in self.when_opened:
            call()

    def _begin(self) -> None:
        """Count keys and time from now on: a sentence was opened, or decided."""
        self.keys, self.said_more, self._last = 0, False, None
        self._opened_at = self._clock()

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

    # ---- changes of speakers and topics, here and elsewhere

    @property
    def offer(self) -> Offer | None:
        """A change that could also be made elsewhere, in the document or in others, until something else is done."""
        offer, then = self._offered
        return offer if then is self.state else None

    def change(self, change: Callable[..., State], *given: object) -> None:
        """Edit what is shown of the current sentence: no offer any more, and after an edit nothing to redo.

        The edit is `given` this beside the state.
        """
        before = self.state.past
        self.state, self._offered = change(self.state, *given), (None, None)
        if self.state.past != before and self._last is not None and self._last.undone:
            self._last = None

    def give_speaker(self, name: str | None) -> None:
        """Give the chosen quote that speaker; the same change may then be offered to other sentences."""
        quote, (given, then) = self.state.chosen_quote, self._given
        before = given if then is self.state else quote
        self.change(give_speaker, name)
        if before is not None and quote is not None and quote.speaker != name:
            self._given = before, self.state
            self._offered = offer_elsewhere(self.state, before, name), self.state

    def rename(self, old: str, new: str) -> None:
        """Make two speakers one in all sentences of the document, confirmed or not, this one too: as one step.

        The old name is then no longer offered as a speaker. Where other documents have it, the same is offered there.
        """
        self._offered = None, None
        if old == new:
            self.tell(f"{old} is that name already")
            return
        if not self.put_away():
            return
        names, page = {old: new}, self.state.page
        relabel = partial(renamed_labels, names=names)
        changed = changes(page, ((index, relabel) for index in range(len(page.items))))
        if not changed:
            self.tell(f"no sentence has {old}")
        elif self._save_several(changed, names):
            self._offered = self._offer_everywhere(old, new), self.state
            also = f" · {self.offer.question}" if self.offer is not None else ""
            self.tell(f"{changed} changed{also} · ⟪undo⟫ undoes · {old} is now {new}")

    def accept_offer(self) -> None:
        """Make the change that was offered, as one step that undo takes back."""
        offer = self.offer
        if offer is not None and offer.changes is None:
            self._rename_everywhere(offer.old, offer.new)
        elif offer is not None and offer.changes and self._save_several(offer.changes):
            self.tell(f"{offer.changes.open} more changed · ⟪undo⟫ undoes · {offer.old} is now {offer.new or 'nobody'}")

    def _offer_everywhere(self, old: str, new: str) -> Offer | None:
        """Offer the same for other documents; None where none of them shows the old name, or they cannot be read."""
        wanted, here = Filter(speaker=old), {item.id for item in self.state.page.items}
        with suppress(AnnotatorError):
            matching = self.desk.matching(wanted)
            # A part of a quote that was decided as somebody else's is suggested under the old name, and not shown so.
            elsewhere = None if matching is None else len({*matching} - here)
            if elsewhere or (elsewhere is None and self.desk.next_match(wanted, 0, 1) is not None):
                return Offer(old, new, f"⟪spread⟫: {f'{elsewhere} ' if elsewhere else ''}elsewhere too")
        return None

    def _rename_everywhere(self, old: str, new: str) -> None:
        """Rename a speaker in all documents, as one step that undo takes back."""
        before = self.state
        try:
            self.keep_edits()
            changed = self.desk.rename_speaker(old, new, asked_for_at=before.item.id)
        except NotSaved as error:
            self.tell_unsaved(error)  # and it stays offered: the edits were kept before that was asked
            return
        self._offered = None, None
        if not changed:
            self.tell(f"no sentence has {old}")
            return
        self.read_again({old: new})
        self._remember_step(before)
        self.tell(f"{count(changed, 'sentence')} elsewhere changed · ⟪undo⟫ undoes · {old} is now {new}")

    def change_topics(self, sentences: Sentences, change: TopicChange) -> None:
        """Make a topic another one in those of these sentences, of any articles, that this annotator confirmed."""
        if self._save_several(sentences.changes(change)):
            changed, stay = sentences.effect(change)
            self.tell(f"{count(changed, 'sentence')} changed · ⟪undo⟫ undoes · {change}{stay and f' · stay: {stay}'}")

    def last_change(self, redo: bool) -> ChangeOfSeveral | None:
        """The change that undo takes back, or redo makes again, if that was the last thing done at this sentence.

        It is not where the same annotator has gone on in another window: then the document is read again.
        """
        change, now = self._last, self.state
        if change is None or change.undone != redo:
            return None
        then = change.before if redo else change.after
        if (now.item.id, now.past) == (then.item.id, then.past):
            with self.telling():
                step = self.desk.next_step(redo)
                if step is not None and step.key == change.key:
                    return change
                self._last = None
                self.read_again({})
        return None

    def _show_change(self, change: ChangeOfSeveral, page: Page | None, redo: bool) -> None:
        """Show the sentence as it was before the change, or after it. `page`: its document, where that can be read."""
        then = change.after if redo else change.before
        self.show_again(replace(then, page=(page or then.page)._replace(cast=then.page.cast)))
        self._last = change._replace(undone=not redo)

    def _save_several(self, changed: Changes, names: Names | None = None) -> bool:
        """Save a change in several sentences as one step, and show it. False when that failed: then none of it.

        Where the current sentence is one of them, nothing of it may be left to be kept. `names` are new names of
        speakers, by their old ones, who leave the cast and give their key to the new one.
        """
        before, names = self.state, names or {}
        try:
            kept = self.desk.save(changed.decisions, changed.drafts, asked_for_at=before.item.id)
        except (DocumentRemoved, NotSaved) as error:
            self.tell_unsaved(error)
            return False
        except DecidedElsewhere as error:
            self.read_again(error.renamed)
            self.warn("changed in another window meanwhile; it is shown as it stands")
            return False
        page = with_saved(before.page, zip(changed.decisions, kept, strict=True), changed.drafts)
        for old in names:
            page = without_name(page, old)
        item, draft = page.items[before.index], before.draft
        if item != before.item:
            draft = draft._replace(labels=shown_labels(item))
        seats = renamed_seats(before.seats or (), names)
        self.show_again(with_new_names(replace(before, page=page, draft=draft, seats=seats), names))
        self._remember_step(before)
        return True

    def _remember_step(self, before: State) -> None:
        """Remember what the sentence showed before the step that was just saved, and what it shows now."""
        with self.telling():
            step = self.desk.next_step()
            self._last = ChangeOfSeveral(step.key, before, self.state) if step is not None else None


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


# ---- The same change of speaker in other sentences.


def offer_elsewhere(state: State, before: QuotePart, new: str | None) -> Offer | None:
    """Offer the change of speaker just made to the quote `before` for undecided sentences; None where none changes.

    The same speaker is meant by the same name; where the quote had none, by the same words as source. Other parts of
    this sentence's quotes follow these by themselves, and are not offered. Nor is anything where the quote stands
    within another one by that speaker: who of the two it was says nothing of other sentences.
    """
    text, page, current = state.text, with_carried(state), state.index
    followed = {span for whole, _ in whole_quotes(page, current, state.labels) for span in whole.content}

    def mention(quote: QuotePart) -> str:
        return quote.source.of(text) if quote.source else ""

    def meant(quote: QuotePart) -> tuple[str | None, str]:
        return quote.speaker, "" if quote.speaker is not None else mention(quote).casefold()

    def holds_it(quote: QuotePart) -> bool:
        held = all(any(map(span.within, quote.content)) for span in before.content)
        return held and quote.content != before.content and meant(quote) == meant(before)

    old = before.speaker or mention(before)
    if not old or before.speaker == new or any(map(holds_it, state.quotes)):
        return None

    def renamed(quote: QuotePart) -> QuotePart:
        is_meant = meant(quote) == meant(before) and followed.isdisjoint(quote.content)
        return replace(quote, speaker=new) if is_meant else quote

    def relabel(labels: Labels) -> Labels:
        return labels.with_quotes(map(renamed, labels.quotes))

    undecided = (index for index, item in enumerate(page.items) if index != current and not item.decided)
    changed = changes(page, ((index, relabel) for index in undecided))
    if not changed or old == new:
        return None
    question = f"⟪spread⟫: also in {count(changed.open, 'other undecided sentence')} by {old}"
    return Offer(old, new or "", question, changed)


def without_name(page: Page, name: str) -> Page:
    """Take a name that no sentence shows out of the page's cast; the same page where one still shows it."""
    if any(name in names_in(shown_labels(item)) for item in page.items):
        return page
    return page._replace(cast=tuple(member for member in page.cast if member.name != name))
