"""The app: it holds the workbench and the objects that act on it, and shows what became of every action."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.strip import Strip
from textual.theme import Theme

from annotator.core.decision import Answer
from annotator.core.drawable import count, one_line
from annotator.core.errors import AnnotatorError, Busy
from annotator.core.program.process import ENDING, heeded
from annotator.core.scheme import LabelScheme
from annotator.core.session import chains
from annotator.core.session.navigation import AgainList
from annotator.core.session.several import SURE, going_along
from annotator.core.session.state import State
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui.all_panes import WIDE, Panes
from annotator.tui.dialogs import Dialogs
from annotator.tui.diff.driver import FrameStream, takes_sequences
from annotator.tui.edit_actions import EditActions
from annotator.tui.host import Host, Reason
from annotator.tui.key_queue import AT_ONCE, GIVE_UP, PATIENCE, KeyedApp
from annotator.tui.keys import (
    FOR_QUOTES,
    KEYS,
    NO_KEY,
    UNSEEN,
    Call,
    Hint,
    Key,
    alt_keys,
    as_set,
    call_of,
    meanings,
    shown_keys,
)
from annotator.tui.panes.base import LinePane, RowsPane
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.pieces import whole_line
from annotator.tui.settings import Settings, theme_chosen

if TYPE_CHECKING:
    from annotator.tui.review.comparison import Comparison

HANGUP, INTERRUPTED = 129, 130
LOOK_AT_TERMINAL = 2.0
"""Seconds between two looks at whether the terminal is still there."""
GRACE_SECONDS = 3.0
"""Seconds that the program has to end by itself. Set by hand."""
HIGH, TALL = 9, 16
"""Rows from which on there is a card at all and a line of keys; and a rule under the status line."""


Compare: TypeAlias = "Callable[[Host, Dialogs], Comparison]"
"""Makes what puts versions of each sentence in the place of the card."""


class WorkScreen(LinePane, Screen[None], inherit_bindings=False):
    """The one screen of the work: keys are the app's, Tab does not move a focus.

    Panes cover it wholly, but for the moment in which they get other sizes: it is blank.
    """

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - by this name Textual calls it
        """A blank line."""
        return Strip.blank(self.outer_size.width, self.base)

    def _compositor_refresh(self) -> None:
        """Paint, once there is something to see: Textual would paint a blank screen before the first."""
        if not isinstance(self.app, AnnotatorApp) or self.app.panes.shown:
            super()._compositor_refresh()

    def on_screen_resume(self) -> None:
        """No window is open any more: the text has its room again."""
        if isinstance(self.app, AnnotatorApp):
            self.app.make_room(0, 0)


class AnnotatorApp(KeyedApp):
    """Steps through sentences on a desk. Exit codes: 0 after `q`, 130 after Ctrl-C, 129 and 143 after signals.

    An action is a method `action_…` of the app, of its `edits`, its `dialogs` or its `comparison`; else it is a change
    of the workbench that is written to disk.
    """

    CSS = """
    Screen { layout: vertical; overflow: hidden; }
    #status, #foot { height: 2; }
    #body { width: 1fr; height: 1fr; overflow: hidden; layout: vertical; visibility: hidden; }
    #view, #card { visibility: visible; }  /* all of the body: it need not be drawn itself */
    #card { width: 100%; height: 45%; max-height: 14; }
    .-wide #body { layout: horizontal; }
    .-wide #card { width: 42%; height: 100%; max-height: 100%; }
    .-versions #body { layout: vertical; }
    .-versions #card { width: 100%; height: 55%; max-height: 100%; }
    .-low #status, .-high #status, .-low #foot { height: 1; }
    .-low #card { display: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - an instance variable in Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high"), (TALL, "-tall")]  # noqa: RUF012
    # In windows too; all other keys of the work are looked up in `meanings`.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(AT_ONCE, "interrupt", id="interrupt", priority=True)]
    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False  # Textual's; ours is in `dialogs`
    ALLOW_SELECT = False  # terminals select text themselves, some of them with Shift held

    def __init__(
        self,
        bench: Workbench,
        scheme: LabelScheme,
        settings: Settings | None = None,
        driver_class: type[Driver] | None = None,
        compare: Compare | None = None,
    ) -> None:
        """`compare` makes what puts versions of each sentence in the place of the card."""
        self.scheme = scheme
        self.settings = settings or Settings()
        self._theme = theme_chosen(self.settings.theme)
        # Textual makes its styles of the theme when it begins.
        self.set_reactive(App.theme, self._theme.name)
        super().__init__(bench, driver_class)
        keymap = self.settings.keymap
        self.keys = {key.id: key for key in as_set(KEYS, keymap)}
        self.meanings = meanings(KEYS, keymap)
        self.frame_stream = FrameStream()
        """What the terminal shows, for the driver that sends changes only; unused with another driver."""
        self.edits = EditActions(self)
        self.dialogs = Dialogs(self, self, self.edits.give_speaker)
        self.comparison: Comparison | None = None
        """What puts versions of a sentence in the place of the card, where there is something to compare."""
        self.crash: Exception | None = None
        """What went wrong inside, if something did; whoever runs the app tells the user."""
        self.vanished = False
        """Whether the terminal went away."""
        self.set_keymap({name: keys or NO_KEY for name, keys in keymap.items()})
        self.alt_keys = alt_keys(keymap)
        """The characters that mean something with Alt."""
        self.panes = Panes(self, self.edits, self.dialogs)
        if compare is not None:
            self._compare(compare(self, self.dialogs))
        self._compare_corrections()

    def _compare(self, comparison: Comparison) -> None:
        self.comparison = self.panes.comparison = comparison
        self.dialogs.help_keys = comparison.help_keys()

    def _compare_corrections(self) -> None:
        """Put versions beside each other from now on, if what is gone through has what a corrected article changed."""
        agenda = self.bench.agenda
        if self.comparison is None and isinstance(agenda, AgainList) and agenda.has_corrections:
            from annotator.tui.review.screens import CorrectedActions  # deferred: hardly any sitting needs it

            self._compare(CorrectedActions(self))

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and the one that was chosen, which it has to know before it begins."""
        return {**super().available_themes, self._theme.name: self._theme}

    def use_theme(self, name: str) -> None:
        """Change to a theme, one that ships or the annotator's own. Raises UsageError where it cannot be read."""
        self._theme = theme_chosen(name)
        self.theme = self._theme.name
        self.settings = replace(self.settings, theme=name)

    def get_default_screen(self) -> Screen[Any]:
        """A screen without bindings of its own, with the classes of this size: setting them later is a layout more."""
        width, height = self.size
        high = "-tall" if height >= TALL else "-high" if height >= HIGH else "-low"
        classes = f"{'-wide' if width >= WIDE else '-narrow'} {high}{' -versions' if self.panes.takes_width else ''}"
        return WorkScreen(id="_default", classes=classes)

    def compose(self) -> ComposeResult:
        """Status, text and card, messages, hints."""
        yield from self.panes.compose()

    def on_mount(self) -> None:
        """Tell the driver of scrolling; listen for signals; no save may hold the screen up."""
        self.bench.desk.wait_at_most(PATIENCE)
        self.panes.view.scroll_hint = self.frame_stream.hint_scroll
        self.theme_changed_signal.subscribe(self, lambda _: self.panes.view.refresh())
        if not self.is_headless:
            on_signals(self.leave)
            self.set_interval(LOOK_AT_TERMINAL, self._look_at_terminal)

    # ---- showing

    def on_rows_pane_resized(self) -> None:
        """Fill the panes for the room there is now."""
        self.show_all()

    def show_all(self) -> None:
        """Bring every pane up to date; each draws only what changed."""
        self._compare_corrections()
        if self.comparison is not None:
            self.screen_stack[0].set_class(self.comparison.takes_width, "-versions")
        self.panes.show(self.size.width)

    def hints_of_mode(self) -> Sequence[Hint]:
        """What the next key can be, where that is something else than usual."""
        return self.edits.mode.hints() if self.edits.mode is not None else ()

    def make_room(self, wanted: int, least: int) -> int:
        """How many of the rows that are wanted a window gets at the bottom; the sentence is brought above them."""
        view, height = self.panes.view, self.size.height
        rows = min(
            height, max(least, min(wanted, height - view.region.y - min(view.sentence_height, view.size.height)))
        )
        if view.cover(max(0, view.region.bottom - (height - rows))):
            self.show_all()
        return rows

    def tell(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Show a notice in the line of messages until the next key."""
        self.bench.tell(text, tone)
        self.show_all()

    def change(
        self, change: Callable[[State], State], why_not: Reason, lost: Callable[[State], str | None] | None = None
    ) -> None:
        """Edit the current sentence in memory and show it; say why nothing changes, else what was lost, or follows."""
        before = self.bench.state
        self.bench.change(change)
        if self.bench.state.draft == before.draft:
            self.bench.tell(why_not if isinstance(why_not, str) else why_not(before))
        elif lost is not None and (warning := lost(before)) is not None:
            self.bench.warn(warning)
        elif self.bench.state.quotes != before.quotes and (follow := chains.follows(self.bench.state)):
            self.bench.tell(follow)
        self.show_all()

    # ---- keys

    async def press(self, key: events.Key) -> None:
        """Count the key; give it to the mode, if that takes it, else do what it means among versions or in the work."""
        self.bench.keys += 1
        self.bench.forget_notice()
        if self.edits.take(key):
            return
        compared = self.comparison if self.edits.mode is None else None
        call = (compared and compared.meaning(key.key)) or self.meanings.get(key.key)
        if call is None:
            help_key = self.keys["help"].display
            self._refuse(f"{one_line(shown_keys(key.key), 20)} means nothing here · {help_key} shows the keys")
        else:
            await self.act(call)

    async def act(self, call: Call) -> None:
        """Do what a key or a click calls, whichever part of the screen does it; or say why it cannot be done now."""
        why = self.why_not(call)
        if why is not None:
            self._refuse(why)
            return
        parts = (self.comparison, self.edits, self.dialogs, self)
        action = next(filter(None, (getattr(part, f"action_{call.name}", None) for part in parts)), None)
        if action is None:
            self.attempt(partial(getattr(self.bench, call.name), *call.parameters))
        elif (rest := action(*call.parameters)) is not None:  # as of `quit`, which Textual awaits
            await rest

    def _refuse(self, why: str) -> None:
        """Say why something is not done. The text stays where it was looked at."""
        self.bench.tell(why)
        self.panes.show_lines()

    def why_not(self, call: Call) -> str | None:
        """Why an action cannot be done now; None where it can."""
        compared = self.comparison.why_not(call) if self.comparison is not None else None
        return compared or why_not(self.bench, self.scheme, self.keys, call)

    # ---- decisions

    def action_confirm(self) -> None:
        """Save what is shown, then the next sentence."""
        if self.comparison is None or not self.comparison.confirm():
            self._answer(Answer.ACCEPT)

    def action_reject(self) -> None:
        """Save that there is nothing here."""
        self._answer(Answer.REJECT)

    def action_skip(self) -> None:
        """Save that this is for later."""
        self._answer(Answer.SKIP)

    def action_confirm_along(self, sure: bool = False) -> None:
        """Save what is shown, and what is seen of the sentences that follow in view and need no look at the card.

        Those are sentences without a quote and such as only carry one on; if `sure`, also sure suggestions. With a
        filter only what is shown: what follows need not be of the filter.
        """
        state = self.bench.state
        alone = self.bench.matches is not None
        last = state.index if alone else self.panes.view.last_whole(state.index)
        self._answer(Answer.ACCEPT, going_along(state, last, SURE if sure else None))

    def _answer(self, answer: Answer, also: Sequence[int] = ()) -> None:
        self.attempt(lambda: self.bench.answer(answer, also))
        if not self.waiting and self.bench.break_due(self.settings.break_minutes):
            self.tell(f"{count(self.settings.break_minutes, 'minute')} without a break: look up for a while?")

    # ---- moving about

    def action_look(self, by: int) -> None:
        """Scroll without leaving the sentence."""
        if not self.panes.view.scroll_by(by * max(1, self.panes.view.size.height - 2)):
            self._refuse(f"the article {'ends' if by > 0 else 'begins'} here")

    def on_document_view_sentence_clicked(self, event: DocumentView.SentenceClicked) -> None:
        """A click makes a sentence the current one; as with a key, what was said of the one before is over."""
        self.bench.forget_notice()
        self.attempt(partial(self.bench.step, event.index - self.bench.state.index))

    async def on_rows_pane_clicked(self, event: RowsPane.Clicked) -> None:
        """A click on a key, a speaker or a topic is that key. It ends a mode, whose edits began before it."""
        call = call_of(event.action)
        self.bench.forget_notice()
        if self.why_not(call) is None:
            self.edits.end_mode()
        await self.act(call)

    # ---- the program

    def action_copy(self) -> None:
        """Hand the sentence to the terminal for its clipboard. It does not answer, and may not be set to do so."""
        if not takes_sequences(os.environ):
            self.tell("this kind of terminal has no clipboard", Tone.WARNING)
            return
        state = self.bench.state
        self.copy_to_clipboard(whole_line(state.item.sentence.span.of(state.text)))
        self.tell(f"sentence {state.index + 1} copied to the terminal's clipboard")

    def action_redraw(self) -> None:
        """Draw everything afresh: something else wrote on this terminal."""
        self.frame_stream.forget()
        self.tell("drawn afresh")
        self.refresh(layout=True)

    async def action_quit(self) -> None:
        """Leave; unconfirmed edits and the place are kept."""
        self.attempt(partial(self.leave, 0, self.bench.save_failed))

    def action_interrupt(self) -> None:
        """Leave at once."""
        self.leave(INTERRUPTED)

    def leave(self, code: int, failed_before: bool = False) -> None:
        """End with that exit code. A draft that cannot be kept is said; the next `q` leaves, as it `failed_before`."""
        if code:
            self.bench.desk.wait_at_most(GIVE_UP)  # nobody looks at the screen any more, and this is not tried again
        try:
            self.bench.leave()
        except AnnotatorError as error:
            if code == 0 and not failed_before and self.bench.state.unconfirmed:
                reason = f"{one_line(error)}; q again leaves without"
                self.bench.notice = Notice(reason, Tone.NOT_SAVED, isinstance(error, Busy))
                return
        self.exit(code, return_code=code)

    def _look_at_terminal(self) -> None:
        """A terminal may go without a signal, and reading from it then returns nothing for ever."""
        if terminal_gone():
            self.vanished = True
            last_resort(HANGUP)
            self.leave(HANGUP)

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback with the values of local variables: article text. Keep the error instead."""
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def panic(self, *_renderables: Any) -> None:
        """End without printing. Textual's reading thread calls this when the terminal cannot be read any more."""
        if self.crash is None:
            self.vanished = True
            last_resort(HANGUP)
        super().panic()


# ---- Why a key cannot act on what is shown: it is greyed, and says the reason when it is pressed all the same.


def why_not(bench: Workbench, scheme: LabelScheme, keys: Mapping[str, Key], call: Call) -> str | None:
    """Say why an action cannot be done now; None where it can. `keys`: as the annotator has them, by name."""
    state, action = bench.state, call.name
    if state.chosen_quote is None and call in FOR_QUOTES:
        return f"no quote in this sentence: {keys['new'].display} makes one, {keys['by-cue'].display} by its cue"
    number = call.parameters[0] if action == "speaker" and call.parameters else 0
    if number and state.speaker_at(number) is None:
        return f"there is no speaker {number}: {keys['other'].display} for another name"
    if action == "attribute" and not scheme.attributes:
        return "the label scheme declares no attributes of quotes"
    if action == "change_topics" and (bench.matches is None or bench.agenda is not None):
        filtered = f"that is for what a filter finds: {keys['filter'].display} sets one"
        return filtered if bench.agenda is None else "that is for annotating: here each sentence is looked at"
    if action in UNSEEN and isinstance(bench.agenda, AgainList):
        return "not here, where every sentence is looked at"
    if action == "accept_offer" and bench.offer is None:
        return "nothing to say yes to: it is offered after a change of speaker"
    return None


# ---- Signals, and terminals that hang up: Textual handles neither by itself.


def on_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the exit code when a signal asks the program to end. Needs a running event loop.

    Signals that the program was started to ignore stay ignored.

    Writing to a terminal that is gone may block, so the process is ended by force if `end` does not return in time.
    """
    loop = asyncio.get_running_loop()

    def stop(code: int) -> None:
        last_resort(code)
        end(code)

    for number, code in heeded(*ENDING):
        loop.add_signal_handler(number, stop, code)


def last_resort(code: int) -> None:
    """End the process with that code if it has not ended in a few seconds. Everything decided is on disk already."""
    timer = threading.Timer(GRACE_SECONDS, os._exit, (code,))
    timer.daemon = True
    timer.start()


def terminal_gone() -> bool:
    """Whether the terminal of standard input has hung up."""
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ else 0
        poll = select.poll()
        poll.register(descriptor, 0)  # hang-up and errors are always reported
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
    except (OSError, ValueError, AttributeError):
        return False
