"""What the app asks of something that puts versions of a sentence beside each other: a review, or feedback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import events

from annotator.core.session.state import State
from annotator.tui.keys import Key
from annotator.tui.panes.pieces import Row


class Comparison(Protocol):
    """Versions in the place of the card, and keys of their own. Its `action_…` methods are actions of the app.

    Where there is nothing to compare in a sentence, and while it is edited, the screen is that of annotating.
    """

    @property
    def keys(self) -> Sequence[Key]:
        """All its keys, for help."""

    @property
    def compares(self) -> bool:
        """Whether versions of the current sentence are shown, and its keys go before those of annotating."""

    def take(self, key: events.Key) -> bool:
        """Act on a key; False where it should do what it does in annotating."""

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str | None:
        """Say why an action cannot be done now, be it its own or one of annotating; None where it can."""

    def confirm(self) -> bool:
        """Do what Enter does here; False where it is to confirm the sentence as in annotating."""

    def shown(self) -> State:
        """The state as the text is to show it."""

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """What stands in the place of the card."""

    def lines(self) -> tuple[Row, ...]:
        """The same to be read out: one under the other, whatever room that takes."""
