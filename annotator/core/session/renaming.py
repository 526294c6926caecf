"""Changes in several sentences: a speaker offered to undecided ones, two names made one, a topic for another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from annotator.core.drawable import count
from annotator.core.errors import AnnotatorError, DecidedElsewhere, DocumentRemoved, NotSaved
from annotator.core.model import Labels, QuotePart
from annotator.core.session.chains import whole_quotes, with_carried
from annotator.core.session.current import CurrentSentence
from annotator.core.session.desk import Filter, Page
from annotator.core.session.several import Changes, Sentences, TopicChange, changes, with_saved
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, give_speaker, renamed_seats, with_new_names
from annotator.core.speakers import Names, renamed_labels


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


class Renamer(CurrentSentence):
    """Changes speakers and topics in the current sentence and in others. Each such change is a step of undo and redo.

    The desk keeps the steps. Here is only remembered what else the screen showed, for as long as the sentence at which
    the change was asked for stays the current one.
    """

    _offered: tuple[Offer | None, State | None] = None, None
    """What was last offered, and what was shown then."""
    _last: ChangeOfSeveral | None = None
    """The last of these changes, as long as the sentence at which it was asked for stays the current one."""
    _given: tuple[QuotePart | None, State | None] = None, None
    """The quote before it was given a speaker, and what was shown then: given another, only that one was meant."""

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

    def _forget_change(self) -> None:
        self._last = None

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


def offer_elsewhere(state: State, before: QuotePart, new: str | None) -> Offer | None:
    """Offer the change of speaker just made to the quote `before` for undecided sentences; None where none changes.

    The same speaker is meant by the same name; where the quote had none, by the same words as source. Other parts of
    this sentence's quotes follow these by themselves, and are not offered.
    """
    text, page, current = state.text, with_carried(state), state.index
    followed = {span for whole, _ in whole_quotes(page, current, state.labels) for span in whole.content}

    def mention(quote: QuotePart) -> str:
        return quote.source.of(text) if quote.source else ""

    def meant(quote: QuotePart) -> tuple[str | None, str]:
        return quote.speaker, "" if quote.speaker is not None else mention(quote).casefold()

    old = before.speaker or mention(before)
    if not old or before.speaker == new:
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
    if any(quote.speaker == name for item in page.items for quote in shown_labels(item).quotes):
        return page
    return page._replace(cast=tuple(member for member in page.cast if member.name != name))
