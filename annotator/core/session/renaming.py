"""Changes of a speaker in several sentences at once: a part of the workbench. Each is one step of undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from annotator.core.errors import Busy, NotSaved
from annotator.core.model import Labels
from annotator.core.session.desk import Desk
from annotator.core.session.spreading import Offer, renamed, same_name, without_name
from annotator.core.session.state import State, give_speaker


class Tone(Enum):
    """How much a notice matters."""

    QUIET = "quiet"
    WARNING = "warning"
    NOT_SAVED = "not saved"


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for the annotator. One that says NOT SAVED stays until something is saved, others until the next key.

    `again`: nothing was done because somebody else is writing, and the same may be tried again.
    """

    text: str
    tone: Tone = Tone.QUIET
    again: bool = False


def not_saved(error: NotSaved) -> Notice:
    """The notice of that error."""
    return Notice(str(error), Tone.NOT_SAVED, isinstance(error, Busy))


@dataclass(frozen=True, slots=True)
class Spread:
    """A change made in several sentences: what the lit one showed before and after, and the drafts of all."""

    before: State
    after: State
    old: Mapping[int, Labels | None]
    new: Mapping[int, Labels | None]


class Spreads:
    """What a workbench does with the offer of a speaker."""

    _desk: Desk
    state: State
    notice: Notice | None
    offer: Offer | None
    """A change of speaker that could also be made elsewhere in the document, until something else is done."""
    _spread: Spread | None
    _spread_undone: Spread | None

    def change(self, change: Callable[[State], State]) -> None:
        """Edit what is shown of the lit sentence."""
        raise NotImplementedError

    def _forget_spreads(self) -> None:
        self.offer = self._spread = self._spread_undone = None

    def give_speaker(self, name: str | None) -> None:
        """The chosen quote said by that name; the same change may then be offered to other sentences."""
        before = self.state.chosen_quote
        self.change(lambda state: give_speaker(state, name))
        if before is not None and before.speaker != name:
            self.offer = same_name(self.state.page, self.state.at, before, name)

    def rename(self, old: str, new: str) -> None:
        """Two names of the cast made one in all undecided sentences of the document, this one too."""
        self.offer = renamed(self.state.page, old, new, self.state.draft.labels, self.state.at)
        if self.offer is None:
            self.notice = Notice(f"no undecided sentence has {old}")
            return
        self.accept_offer(leave_cast=True)

    def accept_offer(self, leave_cast: bool = False) -> None:
        """Make the change that was offered, as one step that undo takes back.

        With `leave_cast` the old name is no longer offered, unless a decided sentence has it.
        """
        offer, self.offer = self.offer, None
        if offer is None:
            return
        before = self.state
        old = {at: before.page.items[at].draft for at in offer.labels}
        if not self._put_drafts(offer.labels):
            self.offer = offer
            return
        self.notice = Notice(f"{offer.old} is now {offer.new or 'nobody'} in {len(offer.labels)} more · u undoes")
        own = offer.labels.get(self.state.at)
        if own is not None:
            self.state = replace(self.state, draft=replace(self.state.draft, labels=own))
        if leave_cast:
            self.state = replace(self.state, page=without_name(self.state.page, offer.old))
        self._spread = Spread(before, self.state, old, dict(offer.labels))
        self._spread_undone = None

    def _take_back_spread(self) -> bool:
        """Undo the change of a name in other sentences, if that was the last thing done here."""
        spread = self._spread
        if spread is None or (self.state.item.id, self.state.past) != (spread.after.item.id, spread.after.past):
            return False
        if self._put_drafts(spread.old):
            self._spread, self._spread_undone = None, spread
            self.state = spread.before
            self.notice = Notice("undone in the other sentences")
        return True

    def _spread_again(self) -> bool:
        """Redo it, if its undoing was the last thing done here."""
        spread = self._spread_undone
        if spread is None or (self.state.item.id, self.state.past) != (spread.before.item.id, spread.before.past):
            return False
        if self._put_drafts(spread.new):
            self._spread, self._spread_undone = spread, None
            self.state = spread.after
            self.notice = Notice("done again in the other sentences")
        return True

    def _put_drafts(self, drafts: Mapping[int, Labels | None]) -> bool:
        """Keep drafts of several sentences of the document. False when that failed: then none of them."""
        items = list(self.state.page.items)
        try:
            self._desk.keep_drafts([(items[at].id, labels, items[at].aside) for at, labels in drafts.items()])
        except NotSaved as error:
            self.notice = not_saved(error)
            return False
        for at, labels in drafts.items():
            items[at] = replace(items[at], draft=labels)
        self.state = replace(self.state, page=replace(self.state.page, items=tuple(items)))
        return True
