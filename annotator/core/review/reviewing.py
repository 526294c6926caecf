"""What is to be settled in a review, gone through at a workbench.

One chooses among the versions of the current sentence, as long as it shows nothing else than one of them,
or what it was settled with; once its labels are edited, or are to be, it is edited like any sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from annotator.core.decision import DECIDED, Answer
from annotator.core.drawable import count
from annotator.core.errors import NotSaved
from annotator.core.model import Labels, Parts, QuotePart, most_alike
from annotator.core.review.versions import (
    Because,
    Case,
    Cause,
    Left,
    Version,
    comparable_labels,
    merged,
    numbers_marking,
)
from annotator.core.session.current import Tone
from annotator.core.session.desk import Desk, Page
from annotator.core.session.edits import replaced
from annotator.core.session.navigation import WorkList
from annotator.core.session.state import State, gone_on, opening_draft, proposing, shown_as, shown_labels
from annotator.core.session.workbench import Workbench

# ---- What the review screen asks of whatever keeps the work: a desk that also knows what is to be settled.


class ReviewDesk(Desk, Protocol):
    """The desk of a reviewer.

    Its decisions are the review's, under the name `review:PERSON`: saving, undo, redo, drafts and resuming are those of
    any desk. `save` keeps, in the same step, what each decision of it says of the versions: which ones mark the same as
    the reviewer, and why they differ (see `because`). Undo and redo take these along.

    What a page suggests of an undecided sentence is the first of its versions (see `core.review.versions`), where
    annotators have decided it; else what was suggested to them. `next_undecided` and `first_undecided` go by what is
    to be settled.
    """

    taking: Version | None
    """The version that is being taken: what is saved of its sentence counts as it, also where a part begins anew."""

    def cases(self) -> tuple[int, ...]:
        """The ids of the sentences to be settled, least agreed first.

        Without those that somebody settled, unless the versions have changed since or the scope has them again.
        """

    def case(self, sentence_id: int) -> Case | None:
        """What is to be settled in a sentence; None where that is nothing, such as where one annotator decided it.

        Also of a sentence that is settled, as its versions stand now.
        """

    def left(self) -> Left:
        """How much there is to review, as it stands on disk."""

    def because(self, sentence_id: int) -> Because:
        """Why annotators differed, as this reviewer said last; else as this reviewer's current decision says."""

    def say_because(self, sentence_id: int, because: Because) -> None:
        """Say why annotators differed, to be saved with decisions of that sentence from now on."""

    def settle_unanimous(self, asked_for_at: int | None = None) -> int:
        """Settle all unanimous sentences that are not of the audit as annotators have them; how many there were.

        One step, which one undo takes back. `asked_for_at` is the id of the sentence at which that was; undo and
        redo come back to it. Raises NotSaved.
        """


DIFFERENCE = "difference"
"""What a sentence to be settled is called; also one of the audit, which must look like the others."""


class Reviewing:
    """What is to be settled in the current sentence, and settling it. Everything that is written goes by the bench."""

    def __init__(self, desk: ReviewDesk, bench: Workbench) -> None:
        """Go through what is to be settled. Raises what reading it raises."""
        self._desk = desk
        self._bench = bench
        self._editing = False
        self.case: Case | None = None
        """What is to be settled here; None where that is nothing."""
        self.because = Because()
        """Why annotators differed here, as far as that was said."""
        self.lit = 0
        """The number of the choice that the text shows, from 0."""
        self.offered = 0
        """How many unanimous sentences may be settled at once, until something else is done; 0 where nobody asked."""
        bench.when_opened.append(self._opened)
        bench.when_read_again.append(self._read)
        bench.go_through(WorkList(DIFFERENCE, desk.cases(), "ALL SETTLED", anew=desk.cases))
        if self.case is None:
            self._opened()

    # ---- what there is

    @property
    def choosing(self) -> bool:
        """Whether a version is to be chosen here: there are some, and the labels are not being edited."""
        return self.case is not None and not self.editing

    @property
    def editing(self) -> bool:
        """Whether the labels are being edited from here on, or have been."""
        return self.case is not None and (self._editing or self.edited)

    @property
    def edited(self) -> bool:
        """Whether the labels are neither those of a version nor what the sentence opens with."""
        shown, opened = self._bench.state.labels, shown_labels(self._bench.state.item.untouched)
        known = (*(choice.labels for choice in self.choices), comparable_labels(opened))
        return self.case is not None and comparable_labels(shown) not in known

    @property
    def settled(self) -> Labels | None:
        """What the sentence is settled with; None where it is not."""
        decision = self._bench.state.item.decision
        return comparable_labels(decision.confirmed) if decision is not None and decision.answer in DECIDED else None

    @property
    def choices(self) -> tuple[Version, ...]:
        """What can be taken: the versions in their order; behind them what the sentence is settled with, if it is none.

        That is the reviewer's own, and has no annotators.
        """
        if self.case is None:
            return ()
        versions, settled = self.case.versions, self.settled
        if settled is None or numbers_marking(versions, settled):
            return versions
        return (*versions, Version(len(versions) + 1, (), settled, ()))

    def shown(self) -> State:
        """The state as the text is to show it: as long as one chooses, as if it had the labels that are lit."""
        state, choices = self._bench.state, self.choices
        if not self.choosing or self.lit >= len(choices):
            return state
        labels = choices[self.lit].labels
        return state if comparable_labels(state.labels) == labels else shown_as(state, labels)

    def left(self) -> Left:
        """How much there is to review; nothing, with a notice, where that cannot be read."""
        with self._bench.telling():
            return self._desk.left()
        return Left()

    # ---- choosing

    def light(self, by: int) -> None:
        """Show the next (1) or previous (-1) choice in the text, round and round."""
        self.lit = (self.lit + by) % max(1, len(self.choices))

    def take(self, number: int) -> bool:
        """Settle the sentence with the choice of that number, from 0, and open the next. False: nothing was saved."""
        choices = self.choices
        if number >= len(choices):
            return False
        before = self._bench.state
        self.lit = number  # so that it is this one that Enter tries again, if it cannot be saved
        self._bench.at_end = False  # it was not only come to: a version of it is chosen
        self._show(choices[number])
        labels = choices[number].labels
        self._desk.taking = choices[number]
        # What marks nothing is a rejection, whichever way those who chose it said so.
        done = self._bench.answer(Answer.ACCEPT if labels != Labels() else Answer.REJECT)
        self._desk.taking = None
        if not done and self._bench.save_failed:
            self._bench.change(lambda _: before)
        return done

    def edit(self) -> None:
        """Edit the sentence from what is lit on."""
        choices = self.choices
        if self.lit < len(choices):
            self._show(choices[self.lit])
        self._editing = True

    def merge(self) -> bool:
        """Put what all say, and what one or the other has beside it, into the sentence, to be edited and confirmed.

        False where that is what a single version says.
        """
        if self.case is None or len(self.case.versions) < 2:
            return False
        proposed = merged(self.case.versions)
        self.edit()
        self._bench.change(lambda state: replaced(state, _as_it_goes_on(state, proposed), 0))
        return True

    def leave_editing(self) -> None:
        """Choose among the versions again. What was edited is left; redo brings it back."""
        edited, state = self.edited, self._bench.state
        future = (state.draft, *state.future) if edited else state.future
        self._editing = False
        if state.item.decision is None:  # what editing began from is suggested no longer
            state = proposing(state, self.choices[0].labels)
        opened = opening_draft(state.item.untouched)._replace(note_and_flag=state.draft.note_and_flag)
        self._bench.change(lambda _: replace(state, draft=opened, past=(), future=future))
        if edited:
            self._light_shown()

    # ---- why

    def say_cause(self) -> Cause | None:
        """Say the next cause, or none after the last: it is saved when the sentence is settled."""
        causes: tuple[Cause | None, ...] = (None, *Cause)
        cause = causes[(causes.index(self.because.cause) + 1) % len(causes)]
        self._say(Because(cause, self.because.paragraph if cause is Cause.GAP else None))
        return cause

    def say_paragraph(self, paragraph: str) -> None:
        """Say that the guidelines have a gap at that paragraph, by its id."""
        self._say(Because(Cause.GAP, paragraph))

    def _say(self, because: Because) -> None:
        self.because, self._bench.said_more = because, True
        self._desk.say_because(self._bench.state.item.id, because)

    # ---- all at once

    def offer_unanimous(self) -> None:
        """Say how many unanimous sentences there are, and offer to settle them."""
        self.offered = self.left().unanimous
        if self._bench.notice is None or self._bench.notice.tone is not Tone.WARNING:
            question = (
                f"settle {count(self.offered, 'sentence')} that all marked alike, without looking?  ⟪settle⟫: yes"
            )
            self._bench.tell(question if self.offered else "no sentence that all marked alike is left to settle")

    def accept_offer(self) -> None:
        """Settle all unanimous sentences, as one step that undo takes back."""
        offered, self.offered = self.offered, 0
        try:
            self._bench.keep_edits()
            count = self._desk.settle_unanimous(asked_for_at=self._bench.state.item.id)
        except NotSaved as error:
            self._bench.tell_unsaved(error)
            self.offered = offered
            return
        self._bench.reload()
        self._opened()
        self._bench.tell(f"{count} settled as all marked them · ⟪undo⟫ undoes all of them")

    # ---- how it is done

    def _show(self, choice: Version) -> None:
        """Let the sentence show the labels of a choice: as if suggested, where nothing is decided: no edit."""
        marked = self._as_they_marked(choice)

        def with_labels(state: State) -> State:
            labels = _as_it_goes_on(replace(state, page=marked), choice.labels)
            if comparable_labels(state.labels) == labels and not state.past:
                return state
            edited = replaced(state, labels, 0)
            # What cannot stand so is no edit: it is shown as it is, and refused.
            is_edit = state.item.decision is not None and comparable_labels(edited.labels) == labels
            return edited if is_edit else proposing(state, labels)

        self._bench.change(with_labels)

    def _as_they_marked(self, choice: Version) -> Page:
        """The page in hand, with what those of a version marked in the sentences before, as far as it goes on with it.

        Else the first version stands there, which may be others'.
        """
        page, at, first = self._bench.state.page, self._bench.state.index, choice.labels.quotes
        with self._bench.telling():
            while at > 0 and any(part.continues for part in first):
                at -= 1
                item, case = page.items[at], self._desk.case(page.items[at].id)
                versions = case.versions if case is not None else ()
                theirs = next((one.labels for one in versions if {*one.annotators} & {*choice.annotators}), None)
                if theirs is not None and item.suggestion is not None:
                    item = item._replace(suggestion=item.suggestion._replace(labels=theirs), made=None)
                    page = page.with_item(at, item)
                first = item.suggested.quotes or first
        return page

    def _opened(self) -> None:
        """Light what the sentence that was opened shows."""
        bench = self._bench
        state, agenda = bench.state, bench.agenda
        self._editing, self.offered = False, 0
        self._read()
        if self.case is None:
            return
        if agenda is not None and state.item.decision is None:
            agenda.include(state.item.id)
        if state.item.decision is None and state.item.draft is None:
            versions = [version.labels for version in self.case.versions]
            edited = state.past or state.unconfirmed
            shown = comparable_labels(state.labels) if edited else versions[0]
            if shown in versions:
                bench.change(lambda state: proposing(state, shown))
                if not edited:
                    bench.change(lambda state: replace(state, draft=opening_draft(state.item)))
        self._light_shown()

    def _read(self) -> None:
        """Read what is to be settled in the current sentence, and light what it shows."""
        here = self._bench.state.item.id
        self.case, self.because = None, Because()
        with self._bench.telling():
            self.case, self.because = self._desk.case(here), self._desk.because(here)
        self._light_shown()

    def _light_shown(self) -> None:
        shown = comparable_labels(self._bench.state.labels)
        self.lit = next((number for number, choice in enumerate(self.choices) if choice.labels == shown), 0)


def _as_it_goes_on(state: State, labels: Labels) -> Labels:
    """The labels, but a part that continues a quote which was settled otherwise begins one of its own."""
    suggested = state.item.suggested.quotes  # whose speaker is that of the quote as it was settled

    def going_on(quotes: Parts) -> Parts:
        proposed = proposing(state, labels.with_quotes(quotes))
        return gone_on(proposed.page, state.index).items[state.index].suggested.quotes or quotes

    def renamed(part: QuotePart, now: QuotePart) -> QuotePart:
        number = most_alike(part, suggested)
        return part if number is None or now.continues else replace(part, speaker=suggested[number].speaker)

    named = tuple(map(renamed, labels.quotes, going_on(labels.quotes)))
    parts = zip(labels.quotes, going_on(named), strict=True)
    return labels.with_quotes(replace(part, continues=part.continues and now.continues) for part, now in parts)


def headings(choices: Sequence[Version], names: bool) -> list[str]:
    """What stands above each choice: how many marked the sentence so, or with `names` who."""
    lines = []
    for choice in choices:
        count = len(choice.annotators)
        who = ", ".join(choice.annotators) if names else f"{count} {'person' if count == 1 else 'people'}"
        unseen = f" ({count} unseen)" if choice.unseen else ""
        lines.append(f"{who}{unseen}" if choice.annotators else "your own")
    return lines
