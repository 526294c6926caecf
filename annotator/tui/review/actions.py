"""Reviewing on the screen: a digit takes a version, and what else there is to do with several of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from annotator.core.drawable import one_line
from annotator.core.review.reviewing import Reviewing, heads
from annotator.core.session.checks import checks
from annotator.core.session.state import State
from annotator.tui.dialogs.open import Dialogs
from annotator.tui.dialogs.options import Option
from annotator.tui.host import Host
from annotator.tui.keys import KEYS, Key
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.panes.status import fit
from annotator.tui.review.keys import REVIEW_KEYS, calls_of
from annotator.tui.review.version_rows import ENDLESS, Column, Room, Shown
from annotator.tui.review.versions_pane import VersionsPane
from annotator.tui.review.why import guideline_paragraphs, why_rows

EDITING = {"quote", "topics"}
"""The groups of keys that edit labels."""
NEVER = frozenset({"confirm_along", "accept_all"})
"""What decides sentences that nobody has looked at."""
ANYWHERE = frozenset({"review_unanimous", "review_yes", "review_names"})
"""What can be done in a sentence without versions too."""
CHECKS = 2
"""Rows that what is odd about a version may take."""
LEAVES = "Enter confirms · Esc: the versions again"
_EDITS = frozenset(key.call.name for key in KEYS if key.group in EDITING) | {"toggle_topic", "cycle_attribute"}


class ReviewActions:
    """The actions of a review. It is a `Comparison`: its `action_…` methods are actions of the app."""

    def __init__(self, host: Host, dialogs: Dialogs, reviewing: Reviewing, names: bool = False) -> None:
        """`names`: whether it is shown who chose a version, not only how many."""
        self.reviewing = reviewing
        self._host = host
        self._dialogs = dialogs
        self._names = names
        self._pane = VersionsPane(host.scheme)
        self._calls = {name: call for key in REVIEW_KEYS for name, call in calls_of(key)}

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of reviewing."""
        return REVIEW_KEYS

    @property
    def compares(self) -> bool:
        """Whether one chooses among versions."""
        return self.reviewing.choosing

    # ---- keys

    def take(self, key: events.Key) -> bool:
        """Do what a key of reviewing does; False where there is none for it here."""
        reviewing, call = self.reviewing, self._calls.get(key.key)
        if call is None or call.name != "review_yes":
            reviewing.offered = 0
        if key.key == "escape" and reviewing.case is not None:
            self._leave_editing()
            return True
        if call is None or not (reviewing.choosing or self._is_free(call.name)):
            return False
        why = self.why_not(*call)
        if why is not None:
            self._host.tell(why)
        else:
            getattr(self, f"action_{call.name}")(*call.parameters)
        return True

    def _is_free(self, action: str) -> bool:
        """Whether something can be done in a sentence without versions, and means nothing else there."""
        return (
            self.reviewing.case is None
            and action in ANYWHERE
            and (action != "review_yes" or self.reviewing.offered > 0)
        )

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str | None:
        """Say why an action of reviewing, or of annotating, cannot be done now; None where it can."""
        reviewing = self.reviewing
        if action in NEVER:
            return "not in a review, where every sentence is looked at"
        if action == "review_yes" and not reviewing.offered:
            return "nothing to say yes to: A offers to settle what all marked alike"
        if not action.startswith("review_"):
            return "e edits from the version that is shown" if reviewing.choosing and action in _EDITS else None
        if reviewing.case is None:
            return None if action in ANYWHERE else "there is nothing to settle in this sentence"
        if not reviewing.choosing:
            return "the sentence is being edited: Esc leaves that"
        return self._why_no_version(action, parameters)

    def _why_no_version(self, action: str, parameters: tuple[object, ...]) -> str | None:
        count = len(self.reviewing.choices)
        number = parameters[0] if parameters else None
        if action == "review_take" and isinstance(number, int) and number > count:
            return f"there is no version {number}: {'1 takes it' if count == 1 else f'1 to {count} take one'}"
        if action == "review_merge" and self.reviewing.case is not None and len(self.reviewing.case.versions) < 2:
            return "there is only one version"
        return None

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

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """The versions in the place of the card."""
        state = self.reviewing.shown()
        room = Room(width, height)
        return self._pane.rows(state.item.id, self._columns(), state.text, room, self._at(width))

    def lines(self) -> tuple[Row, ...]:
        """The versions to be read out."""
        return self._pane.lines(self._columns(), self.reviewing.shown().page.document.text, self._at(ENDLESS))

    def _columns(self) -> list[Column]:
        choices, settled = self.reviewing.choices, self.reviewing.settled
        said = heads(choices, self._names)
        return [Column(head, one.labels, one.labels == settled) for one, head in zip(choices, said, strict=True)]

    def _at(self, width: int) -> Shown:
        because = self.reviewing.because
        why = why_rows(self._host, because.cause, because.paragraph, width, 1)
        return Shown(self.reviewing.lit, last=(*self._odd(width), *why))

    def _odd(self, width: int) -> tuple[Row, ...]:
        """What is odd about the version that is shown, such as another speaker than in the rest of its quote."""
        found = checks(self.reviewing.shown())[:CHECKS]
        return tuple(
            (Piece("! ", "warn"), Piece(fit(one_line(one.message), max(0, width - 4)), "warn")) for one in found
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
        if self._host.bench.navigator.matches is not None:
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
        more = " · W: which paragraph" if cause is not None and cause.value == "gap" else ""
        self._host.tell(f"why they differ: {cause.words if cause is not None else 'not said'}{more}")

    def action_review_paragraph(self) -> None:
        """Pick the paragraph of the guidelines that has a gap."""
        found = guideline_paragraphs(self._host)

        def alike(typed: str) -> list[Option]:
            words = typed.casefold().split()
            return [
                Option(one.words, one.id, one.heading)
                for one in found
                if all(word in f"{one.heading} {one.words} {one.id}".casefold() for word in words)
            ]

        def take(option: Option) -> None:
            self.reviewing.say_paragraph(str(option.value))
            self._host.tell(f"guideline gap: {option.value}")

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

    def action_review_scroll(self, by: int) -> None:
        """See more of the versions."""
        why = self._pane.scroll(by)
        if why is not None:
            self._host.tell(why)
        else:
            self._host.show_all()
