"""Keys one at a time, and changes that have to wait because somebody else is writing.

Over a slow line keys arrive in bursts: a key that opens a window, then the letters meant for it. Textual hands a key on
to the widget that has the focus when it arrives, so each one waits here until the one before has done all that it does.

A change that is written at once (nearly every one) is made in the handler of its key, before anything is drawn. Where
another program holds the database longer than PATIENCE, the screen says so and goes on living; the same change is tried
again until GIVE_UP seconds have gone by. Keys pressed meanwhile were meant for what comes after: they follow once it is
saved, and are forgotten if it was not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from time import monotonic
from typing import Any

from rich.console import RenderableType
from textual import events
from textual.screen import Screen

from annotator.core.session.workbench import Notice, Tone
from annotator.tui.base_app import BenchApp

PATIENCE = 0.2
GIVE_UP = 5.0
PAUSE = 0.05
BETWEEN_KEYS = 0.001
SAVING = Notice("saving… another program is writing to the database", Tone.WARNING)
HELD_AT_MOST = 0.5
AT_ONCE = "ctrl+c"


class WaitingApp(BenchApp):
    """An app whose keys and changes may have to wait."""

    waiting = False
    """Whether a change waits."""
    failed_at = 0.0
    """When a change failed last, on the clock of events: keys pressed before were meant for what was to come."""
    _top: Screen[Any] | None = None
    """The window that the last key went to."""
    _calm = False
    """Whether nothing was on its way when the keys held were last looked at."""
    _held_until = 0.0
    _leaving = False

    # ---- keys

    @cached_property
    def keys_held(self) -> deque[events.Key]:
        """The keys that wait for one before, or for a change."""
        return deque()

    async def on_event(self, event: events.Event) -> None:
        """Keys are handed on in their order, each when the one before is done. While a change waits, no click is."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            if self._leaving:
                return
            if isinstance(event, events.Key) and event.key != AT_ONCE:
                if self.waiting or self.keys_held or self.screen is not (self._top or self.screen) or self._busy():
                    self._hold(event)
                    return
                self._top = self.screen
            elif self.waiting and isinstance(event, events.MouseEvent):
                return
        await super().on_event(event)

    def exit(self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the program: keys that were pressed after the one that ended it mean nothing."""
        self._leaving = True
        self.keys_held.clear()
        super().exit(result, return_code, message)

    def _busy(self) -> bool:
        """Whether a message is on its way between here and where keys go, or the window on top is not ready for any."""
        screen = self.screen
        if len(self.screen_stack) == 1:  # nothing in it takes the focus
            return bool(self.message_queue_size or screen.message_queue_size)
        target = screen.focused or screen
        if any(node.message_queue_size for node in target.ancestors_with_self) or not screen.is_mounted:
            return True
        return screen.focused is None and self.app_focus and any(child.focusable for child in screen.query("*"))

    def _hold(self, key: events.Key) -> None:
        self.keys_held.append(key)
        if len(self.keys_held) == 1 and not self.waiting:
            self._look_soon()

    def _look_soon(self) -> None:
        self._calm, self._held_until = False, monotonic() + HELD_AT_MOST
        self.set_timer(BETWEEN_KEYS, self._hand_on)

    async def _hand_on(self) -> None:
        """The first key held, when nothing is on its way.

        After a window has opened or closed that has to be so twice: what a window hands back comes between.
        """
        if self.waiting or not self.keys_held or not self.screen_stack:  # no window is left at the very end
            return
        calm = not self._busy()
        if (calm and (self._calm or self.screen is self._top)) or monotonic() > self._held_until:
            self._top = self.screen
            await super().on_event(self.keys_held.popleft())
            if self.keys_held:
                self._look_soon()
        else:
            self._calm = calm
            self.set_timer(BETWEEN_KEYS, self._hand_on)

    # ---- changes

    def attempt(self, change: Callable[[], object]) -> None:
        """Make a change of the workbench that is written, and show it; where it has to wait, go on when it is made.

        It has to wait when the workbench says in its notice that it may be tried again, unless it returned True.
        """
        if not self.waiting:
            self._try(change, monotonic() + GIVE_UP)

    def _try(self, change: Callable[[], object], until: float) -> None:
        bench, before = self.bench, self.bench.place
        if bench.notice is not None and bench.notice.again:
            bench.notice = replace(bench.notice, again=False)  # that of a change that was given up
        done = change()
        again = bench.notice is not None and bench.notice.again and done is not True
        self.waiting = again and monotonic() < until
        if self.waiting:
            bench.notice = SAVING
            self.set_timer(PAUSE, partial(self._try_again, change, until))
        elif bench.notice is not None and bench.notice.tone is Tone.NOT_SAVED:
            self.failed_at = events.Idle().time
            self._forget_keys()
        if bench.place != before:
            self.gripping = False
        self.show_all()

    def _try_again(self, change: Callable[[], object], until: float) -> None:
        self.bench.notice = None
        self._try(change, until)
        if self.keys_held and not self.waiting:
            self._look_soon()

    def _forget_keys(self) -> None:
        """All that were pressed for what was to come, but not the one to leave."""
        leaving = [events.Key(key.key, key.character) for key in self.keys_held if key.key == "q"]
        self.keys_held.clear()
        self.keys_held.extend(leaving)
