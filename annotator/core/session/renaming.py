"""A corrected speaker carried to other undecided sentences of the document: counted first, changed when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from annotator.core.errors import NotSaved
from annotator.core.model import Labels, QuotePart
from annotator.core.session.current import CurrentSentence
from annotator.core.session.desk import Desk, Page
from annotator.core.session.notice import Notice, not_saved
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, give_speaker


@dataclass(frozen=True, slots=True)
class Offer:
    """A change of speaker that can also be made elsewhere: the new labels of those sentences, by their index."""

    old: str
    new: str | None
    labels: Mapping[int, Labels]

    def __str__(self) -> str:
        count = len(self.labels)
        return f"also in {count} other undecided sentence{'s' if count > 1 else ''} by {self.old}?"


@dataclass(frozen=True, slots=True)
class SpeakerChange:
    """A change made in several sentences: the state before and after it, and the drafts of all these sentences."""

    before: State
    after: State
    old_drafts: Mapping[int, Labels | None]
    new_drafts: Mapping[int, Labels | None]


class Renamer:
    """Changes speakers, in the current sentence and in others. Each such change is one step of undo and redo."""

    offer: Offer | None
    """A change that could also be made elsewhere in the document, until something else is done."""

    def __init__(self, desk: Desk, current: CurrentSentence) -> None:
        self._desk = desk
        self._current = current
        self._done: SpeakerChange | None = None
        self._undone: SpeakerChange | None = None
        self.offer = None
        current.when_opened.append(self._forget)

    def give_speaker(self, name: str | None) -> None:
        """Give the chosen quote that speaker; the same change may then be offered to other sentences."""
        current = self._current
        before = current.state.chosen_quote
        edited = current.state.past
        current.state = give_speaker(current.state, name)
        self.sentence_changed(edited=current.state.past != edited)
        if before is not None and before.speaker != name:
            self.offer = offer_elsewhere(current.state.page, current.state.index, before, name)

    def sentence_changed(self, edited: bool) -> None:
        """The current sentence was changed otherwise: no offer any more, and after an edit nothing to redo."""
        self.offer = None
        if edited:
            self._undone = None

    def rename(self, old: str, new: str) -> None:
        """Make two speakers one in all undecided sentences of the document, this one too."""
        state = self._current.state
        self.offer = offer_to_rename(state.page, old, new, state.draft.labels, state.index)
        if self.offer is None:
            self._current.notice = Notice(f"no undecided sentence has {old}")
            return
        self.accept_offer(leave_cast=True)

    def accept_offer(self, leave_cast: bool = False) -> None:
        """Make the change that was offered, as one step that undo takes back.

        With `leave_cast` the old name is no longer offered as a speaker, unless a decided sentence has it.
        """
        offer, self.offer = self.offer, None
        if offer is None:
            return
        current = self._current
        before = current.state
        old_drafts = {index: before.page.items[index].draft for index in offer.labels}
        if not self._put_drafts(offer.labels):
            self.offer = offer
            return
        current.notice = Notice(f"{offer.old} is now {offer.new or 'nobody'} in {len(offer.labels)} more · u undoes")
        state = current.state
        own = offer.labels.get(state.index)
        if own is not None:
            state = replace(state, draft=replace(state.draft, labels=own))
        if leave_cast:
            state = replace(state, page=without_name(state.page, offer.old))
        current.state = state
        self._done = SpeakerChange(before, state, old_drafts, dict(offer.labels))
        self._undone = None

    def undo(self) -> bool:
        """Take back a change in other sentences. False, and nothing done, unless it was the last thing done here."""
        change = self._done
        if change is None or not self._just_after(change.after):
            return False
        if self._put_drafts(change.old_drafts):
            self._done, self._undone = None, change
            self._current.state = change.before
            self._current.notice = Notice("undone in the other sentences")
        return True

    def redo(self) -> bool:
        """Make it again. False, and nothing done, unless its undoing was the last thing done here."""
        change = self._undone
        if change is None or not self._just_after(change.before):
            return False
        if self._put_drafts(change.new_drafts):
            self._done, self._undone = change, None
            self._current.state = change.after
            self._current.notice = Notice("done again in the other sentences")
        return True

    def _just_after(self, then: State) -> bool:
        now = self._current.state
        return (now.item.id, now.past) == (then.item.id, then.past)

    def _forget(self) -> None:
        self.offer = self._done = self._undone = None

    def _put_drafts(self, drafts: Mapping[int, Labels | None]) -> bool:
        """Keep drafts of several sentences of the document. False when that failed: then none of them."""
        page = self._current.state.page
        items = list(page.items)
        try:
            self._desk.keep_drafts(
                [(items[index].id, labels, items[index].note_and_flag) for index, labels in drafts.items()]
            )
        except NotSaved as error:
            self._current.notice = not_saved(error)
            return False
        for index, labels in drafts.items():
            items[index] = replace(items[index], draft=labels)
        self._current.state = replace(self._current.state, page=replace(page, items=tuple(items)))
        return True


def offer_elsewhere(page: Page, current: int, before: QuotePart, new: str | None) -> Offer | None:
    """Offer the change of speaker just made to the quote `before` for other sentences; None where none would change.

    The same speaker is meant by the same name; where the quote had none, by the same words as source.
    """
    text = page.document.text
    mention = before.source.of(text) if before.source else None
    if before.speaker is None and mention is None:
        return None

    def same(quote: QuotePart) -> bool:
        if before.speaker is not None:
            return quote.speaker == before.speaker
        own = quote.source.of(text).casefold() if quote.source else None
        return quote.speaker is None and mention is not None and own == mention.casefold()

    return _offer(page, current, before.speaker or mention or "", new, same)


def offer_to_rename(page: Page, old: str, new: str, shown: Labels, current: int) -> Offer | None:
    """Offer to make two names one in all undecided sentences; `shown` are the labels of the current one as edited."""
    items = list(page.items)
    items[current] = replace(items[current], draft=shown)
    return _offer(replace(page, items=tuple(items)), None, old, new, lambda quote: quote.speaker == old)


def without_name(page: Page, name: str) -> Page:
    """Take a name that no sentence shows out of the page's cast; the same page where one still shows it."""
    if any(quote.speaker == name for item in page.items for quote in shown_labels(item).quotes):
        return page
    return replace(page, cast=tuple(member for member in page.cast if member.name != name))


def _offer(page: Page, but: int | None, old: str, new: str | None, same: Callable[[QuotePart], bool]) -> Offer | None:
    """Give the quotes that are the same another speaker, in all undecided sentences except the one of index `but`."""
    changed: dict[int, Labels] = {}
    for index, item in enumerate(page.items):
        if index == but or item.decision is not None:
            continue
        labels = shown_labels(item)
        quotes = tuple(replace(quote, speaker=new) if same(quote) else quote for quote in labels.quotes)
        if quotes != labels.quotes:
            changed[index] = replace(labels, quotes=quotes)
    return Offer(old, new, changed) if changed and old != new else None
