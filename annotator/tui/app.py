"""The app: what its keys do, beside edits and windows, and how it ends."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.theme import Theme

from annotator.core.decision import Answer
from annotator.core.drawable import count, one_line
from annotator.core.errors import AnnotatorError, Busy
from annotator.core.program.process import ENDING, heeded
from annotator.core.session.several import SURE, going_along
from annotator.core.session.workbench import Notice, Tone
from annotator.tui.all_panes import PanedApp
from annotator.tui.diff.driver import takes_sequences
from annotator.tui.key_queue import GIVE_UP, PATIENCE
from annotator.tui.keys import call_of, shown_keys
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.pieces import whole_line

HANGUP, INTERRUPTED = 129, 130
LOOK_AT_TERMINAL = 2.0
"""Seconds between two looks at whether the terminal is still there."""
GRACE_SECONDS = 3.0
"""Seconds that the program has to end by itself. Set by hand."""


class AnnotatorApp(PanedApp):
    """Steps through sentences on a desk. Exit codes: 0 after `q`, 130 after Ctrl-C, 129 and 143 after signals.

    An action is a method `action_…` of the app or of its `comparison`; else it is a change of the workbench.
    """

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False  # Textual's; ours is in `dialogs`
    ALLOW_SELECT = False  # terminals select text themselves, some of them with Shift held

    crash: Exception | None = None
    """What went wrong inside, if something did; whoever runs the app tells the user."""
    vanished = False
    """Whether the terminal went away."""
    _not_kept: Notice | None = None  # what was told last of edits that leaving would lose

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and the one that was chosen, which it has to know before it begins."""
        return {**super().available_themes, self._theme.name: self._theme}

    def on_mount(self) -> None:
        """Tell the driver of scrolling; listen for signals; no save may hold the screen up."""
        self.bench.desk.wait_at_most(PATIENCE)
        self.view.scroll_hint = self.frame_stream.hint_scroll
        self.theme_changed_signal.subscribe(self, lambda _: self.view.refresh())
        if not self.is_headless:
            on_signals(self.leave)
            self.set_interval(LOOK_AT_TERMINAL, self._look_at_terminal)

    # ---- keys

    def press(self, key: events.Key) -> None:
        """Count the key; give it to the mode, if that takes it, else do what it means among versions or in the work."""
        self.bench.keys += 1
        self.bench.forget_notice()
        if self.taken(key):
            return
        compared = self.comparison if self.mode is None else None
        call = (compared and compared.meaning(key.key)) or self.meanings.get(key.key)
        if call is not None:
            self.act(call)
        else:
            self.refuse(f"{one_line(shown_keys(key.key), 20)} means nothing here · ⟪help⟫ shows the keys")

    def on_paste(self) -> None:
        """Say that nothing takes what is pasted where no window is open."""
        self.refuse(self.written("pasted text means nothing here: ⟪note⟫ first for a note, ⟪other⟫ for a name"))

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
        last = state.index if alone else self.view.last_whole(state.index)
        self._answer(Answer.ACCEPT, going_along(state, last, SURE if sure else None))

    def _answer(self, answer: Answer, also: Sequence[int] = ()) -> None:
        self.attempt(self.bench.answer, answer, also)
        if not self.waiting and self.bench.break_due(self.settings.break_minutes):
            self.tell(f"{count(self.settings.break_minutes, 'minute')} without a break: look up for a while?")

    # ---- moving about

    def action_look(self, by: int) -> None:
        """Scroll without leaving the sentence."""
        if self.view.scroll_by(by * max(1, self.view.size.height - 2)):
            self.show_lines()
        else:
            self.refuse(f"the article {'ends' if by > 0 else 'begins'} here")

    def action_sentence(self, index: int) -> None:
        """Make a sentence of the article the current one."""
        self.attempt(self.bench.step, index - self.bench.state.index)

    def on_rows_pane_clicked(self, event: RowsPane.Clicked) -> None:
        """A click on a key, a speaker, a topic or a sentence is that key. It ends a mode, whose edits began before."""
        call = call_of(event.action)
        self.bench.forget_notice()
        if self.why_not(call) is None:
            self.end_mode()
        self.act(call)

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
        """Leave, as Textual calls it by a key of its own."""
        self.action_leave()

    def action_leave(self) -> None:
        """Leave; unconfirmed edits and the place are kept."""
        notice = self.bench.notice
        self.attempt(self.leave, 0, notice is not None and notice is self._not_kept)

    def action_interrupt(self) -> None:
        """Leave at once."""
        self.leave(INTERRUPTED)

    def leave(self, code: int, told_before: bool = False) -> None:
        """End with that exit code. Edits that cannot be kept are told of; `q` leaves once that was `told_before`."""
        if code:
            self.bench.desk.wait_at_most(GIVE_UP)  # nobody looks at the screen any more, and this is not tried again
        try:
            self.take_half_typed()
            self.bench.leave()
        except AnnotatorError as error:
            if code == 0 and not told_before and self.bench.state.unconfirmed:
                reason = self.written(f"{one_line(error)}; ⟪quit⟫ again leaves without")
                self._not_kept = self.bench.notice = Notice(reason, Tone.NOT_SAVED, isinstance(error, Busy))
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
