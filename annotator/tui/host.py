"""What the parts of the app may ask of it: the workbench, and showing what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from annotator.core.scheme import LabelScheme
from annotator.core.session.state import State
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.keys import Call, Hint, Key
from annotator.tui.settings import Settings

Change = Callable[[], object]
"""A change of the workbench that is written to disk."""
Reason = str | Callable[[State], str]
"""Why an edit changed nothing: the same always, or by the state."""


class Host(Protocol):
    """The app, as the objects that it holds see it."""

    @property
    def bench(self) -> Workbench:
        """The work of one annotator."""

    @property
    def scheme(self) -> LabelScheme:
        """The topics and quote attributes to choose from."""

    @property
    def settings(self) -> Settings:
        """The annotator's own settings."""

    @property
    def keys(self) -> Mapping[str, Key]:
        """The keys of annotating by name, as the annotator has them."""

    @property
    def meanings(self) -> Mapping[str, Call]:
        """What each key calls, by Textual's name for it."""

    def use_theme(self, name: str) -> None:
        """Change to a theme. Raises UsageError where there is none of that name, or it cannot be read."""

    def why_not(self, call: Call) -> str | None:
        """Why an action cannot be done now; None where it can."""

    async def act(self, call: Call) -> None:
        """Do what a key calls, or say why it cannot be done now."""

    def action_confirm(self) -> None:
        """Save what is shown, then the next sentence."""

    def action_reject(self) -> None:
        """Save that there is nothing here, then the next sentence."""

    def hints_of_mode(self) -> Sequence[Hint]:
        """What the next key can be, where that is something else than usual."""

    def make_room(self, wanted: int, least: int) -> int:
        """How many of the rows that are wanted a window gets at the bottom of the screen: `least` at least.

        The current sentence is brought above them, as much of it as there is room for.
        """

    def show_all(self) -> None:
        """Bring every pane up to date."""

    def tell(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Show a notice in the line of messages until the next key."""

    def change(
        self, change: Callable[[State], State], why_not: Reason, lost: Callable[[State], str | None] | None = None
    ) -> None:
        """Edit the current sentence in memory and show it.

        Where nothing changes, `why_not` says the reason; where something was given up that nobody asked for, `lost`
        says what. Both are asked of the state before. Where parts of a quote in other sentences follow, that is said.
        """

    def attempt(self, change: Change) -> None:
        """Make a change that is written to disk and show it; wait where another program is writing."""


class Part:
    """A part of the app, which acts on the workbench of its host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._bench = host.bench

    @property
    def _state(self) -> State:
        """The current sentence, as it is being edited, and its article."""
        return self._bench.state
