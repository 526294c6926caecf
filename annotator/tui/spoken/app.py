"""The app for screen readers: it draws nothing, and says in plain lines what each key did."""

from __future__ import annotations

import sys
from collections.abc import Callable
from shutil import get_terminal_size

from textual import events
from textual.driver import Driver
from textual.timer import Timer

from annotator.core.drawable import one_line
from annotator.core.scheme import LabelScheme
from annotator.core.session.current import ANSWERED
from annotator.core.session.state import State
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp, Compare
from annotator.tui.dialogs.windows import BottomWindow
from annotator.tui.diff.driver import OSC_52, ClicksDriver
from annotator.tui.panes.pieces import broken
from annotator.tui.settings import Settings
from annotator.tui.spoken.lines import Said, notice_of, said_of

SETTLED = 0.02
"""Seconds after a key until it is said what it did. Set by hand: what it sets off has mostly happened by then."""
WELCOME = "annotator for screen readers: Enter confirms, ? says all keys, Ctrl+L says everything again, q leaves"
NOTHING_NEW, CLOSED = "nothing changed", "closed"
READ_ON = 3
"""Sentences that are read further on, or back, by one key."""


def say_aloud(line: str) -> None:
    """Write a line to the terminal, broken at words: a terminal breaks it anywhere.

    Textual keeps what is printed by itself for its own screen.
    """
    out = sys.__stdout__
    if out is not None:
        width = get_terminal_size().columns
        out.writelines(f"{part}\n" for part in broken(line, width))
        out.flush()


class SpokenApp(AnnotatorApp):
    """Says the current sentence when it is another one, else what changed, and always what the last key did."""

    def __init__(
        self,
        bench: Workbench,
        scheme: LabelScheme,
        settings: Settings | None = None,
        driver_class: type[Driver] | None = None,
        say: Callable[[str], None] = say_aloud,
        compare: Compare | None = None,
    ) -> None:
        self._say = say
        self._timer: Timer | None = None
        self._pressed = False
        self._repeat = False
        self._before: Said | None = None
        self._state: State | None = None
        self._notice = ""
        self._window: tuple[str, ...] = ()
        self._read: tuple[int, int] | None = None
        self._answered_at_once = False
        self._looked = False
        super().__init__(bench, scheme, settings, driver_class, compare)

    def on_mount(self) -> None:
        """Say what this is."""
        super().on_mount()
        self._say(WELCOME)
        self._speak_soon()

    def show_all(self) -> None:
        """Say what is new when all that is going on has come to rest."""
        super().show_all()
        self._speak_soon()

    async def on_event(self, event: events.Event) -> None:
        """After every key something is said."""
        pressed = isinstance(event, events.Key) and not event.is_forwarded
        await super().on_event(event)
        if pressed:
            self._pressed, self._looked = True, False
            self._speak_soon()

    def action_redraw(self) -> None:
        """Say everything again."""
        self._repeat = True
        self._speak_soon()

    def action_look(self, by: int) -> None:
        """Read the sentences that follow, or came before, without leaving this one."""
        state = self.bench.state
        text, items = state.text, state.page.items
        first, last = self._read or (state.index, state.index)
        wanted = range(last + 1, last + 1 + READ_ON) if by > 0 else range(first - READ_ON, first)
        found = [index for index in wanted if 0 <= index < len(items)]
        for index in found:
            sentence = items[index].sentence.span.of(text)
            self._say(f"sentence {index + 1}: {one_line(sentence, len(sentence) + 1)}")
        if found:
            self._read = (found[0], found[-1])
        else:
            self._say("no more sentences there")
        self._answered_at_once = True

    # ---- saying

    def _speak_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._running:
            self._timer = self.set_timer(SETTLED, self._speak)

    def _speak(self) -> None:
        if not self.screen_stack:  # the program ends
            return
        in_window = isinstance(self.screen, BottomWindow)
        if (self.queue.keys_held and not self.queue.waiting) or (in_window and not self._told()):
            self._speak_soon()
            return
        closed = bool(self._window) and not in_window
        said = self._of_window() if in_window else self._of_sentence()
        if not said and self._pressed and not self._answered_at_once:
            if not (closed or self._looked):  # what the key does may not have been done yet
                self._looked = True
                self._speak_soon()
                return
            said = (CLOSED if closed else NOTHING_NEW,)
        self._pressed = self._looked = self._repeat = self._answered_at_once = False
        for line in said:
            self._say(line)

    def _told(self) -> tuple[str, ...]:
        """What the window on top shows; empty as long as it is being opened."""
        window = self.screen
        return window.told() if window.is_mounted and isinstance(window, BottomWindow) else ()

    def _of_window(self) -> tuple[str, ...]:
        known, self._window = self._window, self._told()
        return tuple(line for line in self._window if self._repeat or line not in known)

    def _of_sentence(self) -> tuple[str, ...]:
        self._window = ()
        notice, known = notice_of(self.bench), self._notice
        self._notice = notice
        compared = self.comparison.lines() if self.comparison is not None and self.comparison.compares else None
        now = said_of(self.bench, self.scheme, self.edits.picking, self.edits.pointing, compared, self.hints_of_mode())
        before = self._before
        answered = self._answered()
        self._before, self._state = now, self.bench.state
        if before is None or before.place != now.place:
            self._read = None
        told = (notice,) if notice and (self._pressed or self._repeat or notice != known) else ()
        return (*answered, *told, *now.since(None if self._repeat else before))

    def _answered(self) -> tuple[str, ...]:
        """What became of the sentence before, if it was left by a decision."""
        left, now = self._state, self.bench.state
        if left is None or left.item.id == now.item.id or left.page.number != now.page.number:
            return ()
        decision = now.page.items[left.index].decision
        if decision is None or decision == left.item.decision:
            return ()
        return (f"sentence {left.index + 1} {ANSWERED[decision.answer]}",)


class KeysDriver(ClicksDriver):
    """Textual's driver for terminals without its output: no other screen, no cursor moves, no questions asked."""

    def write(self, data: str) -> None:
        """Leave the terminal alone, but for its clipboard."""
        if data.startswith(OSC_52):
            super().write(data)
