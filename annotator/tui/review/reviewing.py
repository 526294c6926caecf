"""Reviewing on the screen: a digit takes a version, and what else there is to do with several of them."""

from __future__ import annotations

from textual import events

from annotator.core.drawable import count, one_line
from annotator.core.review.reviewing import ReviewDesk, Reviewing, headings
from annotator.core.session.checks import checks
from annotator.core.session.state import State
from annotator.tui.dialogs import Dialogs
from annotator.tui.host import Host
from annotator.tui.keys import REVIEW_KEYS, UNSEEN, Call
from annotator.tui.options import ListOption, Options
from annotator.tui.panes.pieces import Piece, Rows
from annotator.tui.panes.status import fit
from annotator.tui.review.comparison import (
    EDITS,
    Comparison,
    Versions,
    fields,
    guideline_paragraphs,
    why_rows,
)

NEVER = UNSEEN | {"change_topics"}
"""What decides sentences that nobody has looked at."""
ANYWHERE = frozenset({"review_unanimous", "review_yes", "review_names"})
"""What can be done in a sentence without versions too."""
CHECKS = 2
"""Rows that what is odd about a version may take."""
LEAVES = "Enter confirms · Esc: the versions again"


class ReviewActions(Comparison):
    """The actions of a review."""

    keys = REVIEW_KEYS

    def __init__(self, host: Host, dialogs: Dialogs, reviewing: Reviewing, names: bool = False) -> None:
        """`names`: whether it is shown who chose a version, not only how many."""
        super().__init__(host)
        self.reviewing = reviewing
        self._dialogs = dialogs
        self._names = names

    @property
    def compares(self) -> bool:
        """Whether one chooses among versions."""
        return self.reviewing.choosing

    # ---- keys

    def take(self, key: events.Key) -> bool:
        """Do what a key of reviewing does; False where there is none for it here. Any but `y` ends an offer."""
        call = self._calls.get(key.key)
        if call is None or call.name != "review_yes":
            self.reviewing.offered = 0
        return super().take(key)

    def _escape(self) -> bool:
        if self.reviewing.case is None:
            return False
        self._leave_editing()
        return True

    def _is_meant(self, action: str) -> bool:
        """Also what can be done in a sentence without versions, and means nothing else there."""
        free = self.reviewing.case is None and action in ANYWHERE
        return self.reviewing.choosing or (free and (action != "review_yes" or self.reviewing.offered > 0))

    def why_not(self, call: Call) -> str | None:
        """Say why an action of reviewing, or of annotating, cannot be done now; None where it can."""
        reviewing, action = self.reviewing, call.name
        if action in NEVER:
            return "not in a review, where every sentence is looked at"
        if action == "review_yes" and not reviewing.offered:
            return f"nothing to say yes to: {self._key('unanimous')} offers to settle what all marked alike"
        if action == "versions_scroll":
            return None
        if not action.startswith("review_"):
            edits = f"{self._key('edit-version')} edits from the version that is shown"
            return edits if reviewing.choosing and action in EDITS else None
        if reviewing.case is None:
            return None if action in ANYWHERE else "there is nothing to settle in this sentence"
        if not reviewing.choosing:
            return "the sentence is being edited: Esc leaves that"
        count = len(reviewing.choices)
        number = call.parameters[0] if action == "review_take" and call.parameters else 0
        if number > count:
            return f"there is no version {number}: {'1 takes it' if count == 1 else f'1 to {count} take one'}"
        return "there is only one version" if action == "review_merge" and len(reviewing.case.versions) < 2 else None

    def confirm(self) -> bool:
        """Take the version that is shown, as long as one chooses."""
        if not self.reviewing.choosing:
            return False
        self.action_review_take(self.reviewing.lit + 1)
        return True

    # ---- showing

    def shown(self) -> State:
        """The state as the text is to show it: with the version that is lit."""
        return self.reviewing.shown()

    def versions(self, width: int) -> Versions:
        """The versions, what is odd about the one that is shown, and why they differ, as far as that was said."""
        reviewing, because = self.reviewing, self.reviewing.because
        choices, settled = reviewing.choices, reviewing.settled
        labels = [choice.labels for choice in choices]
        taken = labels.index(settled) if settled in labels else None
        compared = fields(labels, self._state.text, self._host.scheme)
        why = why_rows(self._host, because.cause, because.paragraph, width, 1)
        above = tuple(headings(choices, self._names))
        return Versions(above, compared, reviewing.lit, taken, last=(*self._odd(width), *why))

    def _odd(self, width: int) -> Rows:
        """What is odd about the version that is shown, such as another speaker than in the rest of its quote."""
        odd = checks(self.reviewing.shown())[:CHECKS]
        return tuple(
            (Piece("! ", "warn"), Piece(fit(one_line(check.message), max(0, width - 4)), "warn")) for check in odd
        )

    # ---- actions

    def action_review_take(self, number: int) -> None:
        """Settle the sentence with that version."""
        self._host.attempt(lambda: self.reviewing.take(number - 1))

    def action_review_neither(self) -> None:
        """Settle the sentence with nothing."""
        self._host.action_reject()

    def action_review_light(self, by: int) -> None:
        """Show another version in the text."""
        self.reviewing.light(by)
        self._host.show_all()

    def action_light_version(self, number: int) -> None:
        """Show the version of that number, from 0."""
        self.action_review_light(number - self.reviewing.lit)

    def action_review_merge(self) -> None:
        """Put all versions together, to be edited."""
        self.reviewing.merge()
        self._host.tell(f"merged: {LEAVES}")

    def action_review_edit(self) -> None:
        """Edit the version that is shown."""
        self.reviewing.edit()
        self._host.tell(f"editing from version {self.reviewing.lit + 1}: {LEAVES}")

    def _leave_editing(self) -> None:
        reviewing = self.reviewing
        if self._bench.matches is not None:
            self._dialogs.action_all_sentences()
        elif not reviewing.editing:
            self._host.tell("these are the versions · q leaves the review")
        else:
            edited = reviewing.edited
            reviewing.leave_editing()
            self._host.tell("the versions again · r brings back what you edited" if edited else "the versions again")

    def action_review_cause(self) -> None:
        """Say the next cause."""
        cause = self.reviewing.say_cause()
        more = f" · {self._key('paragraph')}: which paragraph" if cause is not None and cause.value == "gap" else ""
        self._host.tell(f"why they differ: {cause.words if cause is not None else 'not said'}{more}")

    def action_review_paragraph(self) -> None:
        """Pick the paragraph of the guidelines that has a gap."""
        known = guideline_paragraphs(self._host)

        def alike(typed: str) -> Options:
            words = typed.casefold().split()
            return [
                ListOption(paragraph.words, paragraph.id, paragraph.heading)
                for paragraph in known
                if all(word in f"{paragraph.heading} {paragraph.words} {paragraph.id}".casefold() for word in words)
            ]

        def take(paragraph: str) -> None:
            self.reviewing.say_paragraph(paragraph)
            self._host.tell(f"guideline gap: {paragraph}")

        self._dialogs.pick("Which paragraph of the guidelines has the gap?", alike, take)

    def action_review_unanimous(self) -> None:
        """Offer to settle everything that annotators marked alike."""
        self.reviewing.offer_unanimous()
        self._host.show_all()

    def action_review_yes(self) -> None:
        """Settle it."""
        self._host.attempt(self.reviewing.accept_offer)

    def action_review_names(self) -> None:
        """Show who chose a version, or only how many."""
        self._names = not self._names
        self._host.tell("who chose what" if self._names else "how many chose what")


def review_actions(desk: ReviewDesk, host: Host, dialogs: Dialogs, names: bool) -> ReviewActions:
    """The actions of a review at the workbench of a host. It says how much there is to settle."""
    reviewing = Reviewing(desk, host.bench)
    host.bench.tell(greeting(reviewing))
    return ReviewActions(host, dialogs, reviewing, names)


def greeting(reviewing: Reviewing) -> str:
    """How much there is to settle, and how it is done."""
    left = reviewing.left()
    shown = left.differences + left.audit
    parts = [f"{shown} to settle" if shown else "nothing to settle one by one"]
    if left.unanimous:
        parts.append(f"A settles {left.unanimous} marked alike")
    if left.waiting and not shown:
        parts.append(f"{count(left.waiting, 'article')} not decided to the end (--early)")
    return " · ".join(parts)
