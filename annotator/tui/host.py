"""What all parts of the screen act on: the workbench of one annotator, and showing what became of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from textual.app import App
from textual.driver import Driver

from annotator.core.scheme import LabelScheme
from annotator.core.session import readings, several
from annotator.core.session.navigation import AgainList
from annotator.core.session.state import DIGITS, State
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.keys import (
    EDITS,
    FOR_QUOTES,
    KEYS,
    NO_KEY,
    UNSEEN,
    Call,
    HelpKeys,
    Key,
    alt_keys,
    as_set,
    meanings,
    writer,
)
from annotator.tui.settings import Settings, theme_chosen

Change = Callable[..., object]
"""A change of the workbench that is written to disk."""
Reason = str | Callable[..., str]
"""Why an edit changed nothing: the same always, or by the state and by what the edit was given."""


class Host(App[int]):
    """An app with the work of one annotator, whatever it shows of it.

    An action is a method `action_…` of the app or of its `comparison`; else it is a change of the workbench.
    """

    comparison: OwnKeys | None = None
    """What puts versions of a sentence in the place of the card, where there is something to compare."""

    def __init__(
        self, bench: Workbench, scheme: LabelScheme, settings: Settings, driver_class: type[Driver] | None = None
    ) -> None:
        self._theme = theme_chosen(settings.theme)
        # Textual makes its styles of the theme when it begins.
        self.set_reactive(App.theme, self._theme.name)
        super().__init__(driver_class=driver_class)
        self.set_keymap({name: keys or NO_KEY for name, keys in settings.keymap.items()})
        self.alt_keys = alt_keys(settings.keymap)
        """The characters that mean something with Alt."""
        self.bench = bench
        self.scheme = scheme
        """The topics and quote attributes to choose from."""
        self.settings = settings
        """The annotator's own settings."""
        self.written = bench.with_keys = writer(settings.keymap)
        """Writes a text with the annotator's keys in the place of the actions that it names."""
        self.keys = {key.id: key for key in as_set(KEYS, settings.keymap)}
        """The keys of annotating by name, as the annotator has them."""
        self.meanings = meanings(KEYS, settings.keymap)
        """What each key calls, by Textual's name for it."""
        bench.when_opened.append(self.end_mode)

    def end_mode(self) -> None:
        """Keys mean what they always do."""

    @property
    def state(self) -> State:
        """The current sentence, as it is being edited, and its article."""
        return self.bench.state

    def show_all(self) -> None:
        """Show what became of the work."""

    def make_room(self, wanted: int) -> int:
        """How many of the rows that are wanted a window gets at the bottom: all where nothing is drawn."""
        return wanted

    def tell(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Show a notice in the line of messages until the next key."""
        self.bench.tell(text, tone)
        self.show_all()

    def change(
        self,
        change: Callable[..., State],
        why_not: Reason,
        *given: object,
        lost: Callable[[State], str | None] | None = None,
    ) -> None:
        """Edit the current sentence in memory and show it. The edit is `given` this beside the state.

        Where nothing changes, `why_not` says the reason; where something was given up that nobody asked for, `lost`
        says what. Both are asked of the state before. Where parts of a quote in other sentences follow, that is said.
        """
        before = self.state
        self.bench.change(change, *given)
        if self.state.draft == before.draft:
            self.bench.tell(why_not if isinstance(why_not, str) else why_not(before, *given))
        elif lost is not None and (warning := lost(before)) is not None:
            self.bench.warn(warning)
        elif self.state.quotes != before.quotes and (follow := several.follows(self.state)):
            self.bench.tell(follow)
        self.show_all()

    def attempt(self, change: Change, *given: object) -> None:
        """Make a change that is written to disk and show it; wait where another program is writing.

        It is called with what is `given`.
        """
        change(*given)
        self.show_all()

    def act(self, call: Call) -> None:
        """Do what a key or a click calls: an action, else a change of the workbench that is written to disk.

        Where that cannot be done now, say why.
        """
        why, action = self.why_not(call), self.action_of(call.name)
        if why is not None:
            self.refuse(why)
        elif action is not None:
            action(*call.parameters)
        else:
            self.attempt(getattr(self.bench, call.name), *call.parameters)

    def action_of(self, name: str) -> Callable[..., object] | None:
        """The action of that name: of the versions, else of the app; None where there is none."""
        return getattr(self.comparison, f"action_{name}", None) or getattr(self, f"action_{name}", None)

    def refuse(self, why: str) -> None:
        """Say why something is not done."""
        self.tell(why)

    # ---- Why a key cannot act on what is shown: it is greyed, and says the reason when it is pressed all the same.

    def why_not(self, call: Call) -> str | None:
        """Say why an action cannot be done now; None where it can."""
        bench, action = self.bench, call.name
        if self.comparison is not None and (why := self.comparison.why_not(call)) is not None:
            return why
        if not self.state.item.asked and (action in EDITS or action in {"note", "flag"}):
            return "this sentence is only there to be read"
        if self.state.chosen_quote is None and call in FOR_QUOTES:
            return "no quote in this sentence: ⟪new⟫ makes one, ⟪by-cue⟫ by its cue"
        number = call.parameters[0] if action == "speaker" and call.parameters else 0
        if number and self.state.speaker_at(number) is None:
            return f"there is no speaker {number}: ⟪other⟫ for another name"
        if action == "speakers" and len(self.state.cast) <= DIGITS:
            return "every speaker here has a digit: ⟪other⟫ for another name"
        if action == "reading" and readings.choice_of(self.state) is None:
            return readings.take(self.state, *call.parameters)[1]
        if action == "attribute" and not self.scheme.attributes:
            return "the label scheme declares no attributes of quotes"
        if action == "change_topics" and (bench.matches is None or bench.agenda is not None):
            filtered = "that is for what a filter finds: ⟪filter⟫ sets one"
            return filtered if bench.agenda is None else "that is for annotating: here each sentence is looked at"
        if action in UNSEEN and isinstance(bench.agenda, AgainList):
            return "not here, where every sentence is looked at"
        if action == "accept_offer" and bench.offer is None:
            return "nothing to say yes to: it is offered after a change of speaker"
        return None


class Part:
    """A part of the screen beside the app, which acts on the workbench of its host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._bench = host.bench

    @property
    def _state(self) -> State:
        """The current sentence, as it is being edited, and its article."""
        return self._bench.state


class OwnKeys(Part, ABC):
    """Keys that go before those of annotating. Its `action_…` methods are actions of the app."""

    table: ClassVar[tuple[Key, ...]] = ()
    """All its keys."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        keymap = host.settings.keymap
        self.keys = {key.id: key for key in as_set(self.table, keymap)}
        """Its keys by name, as the annotator has them."""
        self._meanings = meanings(self.table, keymap)

    @property
    @abstractmethod
    def compares(self) -> bool:
        """Whether versions of the current sentence are shown, and its keys go before those of annotating."""

    def help_keys(self) -> HelpKeys:
        """The keys that help tells of."""
        return HelpKeys([*self.keys.values()], [*self._host.keys.values()])

    def meaning(self, key: str) -> Call | None:
        """What a key calls here, by Textual's name for it; None where it does what it does in annotating."""
        call = self._meanings.get(key)
        return call if call is not None and self._is_meant(call) else None

    def _is_meant(self, call: Call) -> bool:  # noqa: ARG002 - whatever it is
        """Whether one of its own actions is what its key means now."""
        return self.compares

    @abstractmethod
    def why_not(self, call: Call) -> str | None:
        """Say why an action cannot be done now, be it its own or one of annotating; None where it can."""

    def confirm(self) -> bool:
        """Do what Enter does here; False where it is to confirm the sentence as in annotating."""
        return False
