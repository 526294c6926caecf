"""Versions of a sentence beside each other in the place of the card: in a review, in feedback, after a correction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from textual import events

from annotator.core.drawable import one_line
from annotator.core.profiles import Paragraph, guideline_text, paragraphs
from annotator.core.review.case import Cause
from annotator.core.session.state import State
from annotator.tui.host import Host
from annotator.tui.keys import KEYS, HelpKeys, Key, bound
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.review.versions import ENDLESS, Versions, spoken_rows, version_rows, wrapped

UNSEEN = frozenset({"accept_all", "confirm_along"})
"""What decides sentences that nobody has looked at."""
EDITS = frozenset(key.call.name for key in KEYS if key.group in {"quote", "topics"}) | {
    "toggle_topic",
    "cycle_attribute",
}
"""What edits labels."""
INDENT = 2
"""Cells before why annotators differed."""


class Comparison(ABC):
    """Versions in the place of the card, and keys of their own. Its `action_…` methods are actions of the app.

    Where there is nothing to compare in a sentence, and while it is edited, the screen is that of annotating.
    """

    keys: ClassVar[tuple[Key, ...]] = ()
    """All its keys, for help."""

    def __init__(self, host: Host) -> None:
        self._host = host
        keymap = host.settings.keymap
        self._calls = {
            name: each.call for each in bound(self.keys) for name in keymap.get(each.id, each.keys).split(",") if name
        }
        self._scrolled: object = None  # what `_skipped` is of: it begins anew with something else
        self._skipped = self._hidden = self._page = 0

    @property
    @abstractmethod
    def compares(self) -> bool:
        """Whether versions of the current sentence are shown, and its keys go before those of annotating."""

    @property
    def takes_width(self) -> bool:
        """Whether the whole width is for the versions, also where a sentence has none: the card is in their place."""
        return True

    # ---- keys

    def help_keys(self) -> HelpKeys:
        """The keys that help tells of."""
        return HelpKeys(self.keys)

    def _key(self, name: str) -> str:
        """The key of that name, as it is written."""
        return next(key for key in self.keys if key.id == name).display_in(self._host.settings.keymap)

    def take(self, key: events.Key) -> bool:
        """Act on a key; False where it should do what it does in annotating."""
        call = self._calls.get(key.key)
        if key.key == "escape" and self._escape():
            return True
        if call is None or not self._is_meant(call.name):
            return False
        why = self.why_not(*call)
        if why is not None:
            self._host.tell(why)
        else:
            getattr(self, f"action_{call.name}")(*call.parameters)
        return True

    def _escape(self) -> bool:
        """Do what Esc does; False where it does what it does in annotating."""
        return False

    def _is_meant(self, action: str) -> bool:  # noqa: ARG002 - a hook
        """Whether one of its own actions is what its key means now."""
        return self.compares

    @abstractmethod
    def why_not(self, action: str, parameters: tuple[object, ...]) -> str | None:
        """Say why an action cannot be done now, be it its own or one of annotating; None where it can."""

    @abstractmethod
    def confirm(self) -> bool:
        """Do what Enter does here; False where it is to confirm the sentence as in annotating."""

    # ---- showing

    @abstractmethod
    def versions(self, width: int) -> Versions:
        """The versions of the current sentence, where it has some, for a pane of that width."""

    def shown(self) -> State:
        """The state as the text is to show it."""
        return self._host.bench.state

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """What stands in the place of the card: scrolled, where there is not room for all."""
        versions = self.versions(width)
        if self._scrolled != self._shows():
            self._scrolled, self._skipped = self._shows(), 0
        rows, self._hidden = version_rows(versions, width, height, self._skipped)
        self._skipped, self._page = min(self._skipped, self._hidden), max(1, height // 2)
        return rows

    def lines(self) -> tuple[Row, ...]:
        """The same to be read out: one under the other, whatever room that takes."""
        return spoken_rows(self.versions(ENDLESS))

    def _shows(self) -> object:
        """What the versions are of, such as the id of the sentence."""
        return self._host.bench.state.item.id

    def action_versions_scroll(self, by: int) -> None:
        """See more of the versions."""
        to = max(0, min(self._skipped + by * self._page, self._hidden))
        if to == self._skipped:
            self._host.tell("there is nothing more of the versions" if self._hidden else "all of them is in view")
            return
        self._skipped = to
        self._host.show_all()


# ---- why annotators differed, below the versions of a review and of feedback


def guideline_paragraphs(host: Host) -> tuple[Paragraph, ...]:
    """The paragraphs of the project's guidelines."""
    return paragraphs(guideline_text(host.scheme.profile, host.settings.guidelines))


def why_rows(host: Host, cause: Cause | None, paragraph: str | None, width: int, most: int) -> tuple[Row, ...]:
    """The cause and the words of the paragraph in at most so many rows; none where nothing was said."""
    if cause is None:
        return ()
    row: list[Piece] = [Piece("why they differ: ", "dim"), Piece(cause.words, "strong")]
    if paragraph is not None:
        found = next((one for one in guideline_paragraphs(host) if one.id == paragraph), None)
        words = f"{found.heading}: {found.words}" if found is not None else f"{paragraph} (not in these guidelines)"
        row.append(Piece(f" · {one_line(words, 1000)}"))
    return tuple((Piece(" " * INDENT), *one) for one in wrapped(tuple(row), max(1, width - INDENT - 2), most))
