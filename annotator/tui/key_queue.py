"""Keys one at a time, and changes that have to wait because another program is writing.

Over a slow line keys arrive in bursts: a key that opens a window, then the letters meant for it. Textual hands a key on
to the widget that has the focus when it arrives, so each one waits here until the one before has done all that it does.

A change that is written at once (nearly every one) is made in the handler of its key, before anything is drawn. Where
another program holds the database longer than PATIENCE seconds, the screen says so and stays alive; the same change is
tried again until GIVE_UP seconds have gone by. Keys pressed meanwhile were meant for what comes after: they follow once
it is saved, and are forgotten if it was not.
"""

from __future__ import annotations

from asyncio import get_running_loop
from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.binding import Binding, BindingType
from textual.message_pump import MessagePump
from textual.screen import Screen

from annotator.core.session.workbench import Notice, Tone
from annotator.tui.edit_actions import EditActions
from annotator.tui.host import Change

PATIENCE = 0.8
"""Seconds that a save may hold the screen up before it is said. Below a second nobody loses the thread (Nielsen,
Usability Engineering, 1993, section 5.5), and eight people on one file wait 0.4 now and then. Set by hand, like the
other times here."""
GIVE_UP = 5.0
"""Seconds after which a change that has to wait counts as not saved."""
PAUSE = 0.05
"""Seconds between two attempts."""
BETWEEN_KEYS = 0.001
"""Seconds until it is looked again whether a key that was held can go on."""
HELD_AT_MOST = 0.5
"""Seconds that a key is held back by a window that does not get ready."""
SAVING = Notice("saving… another program is writing to the database", Tone.WARNING)
AT_ONCE = "ctrl+c"

Typed = events.Key | events.Paste


class KeyedApp(EditActions):
    """An app that takes keys in their order, and makes the changes of its workbench that are written to disk."""

    # In windows too; all other keys of the work are looked up in `meanings`.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(AT_ONCE, "interrupt", id="interrupt", priority=True)]
    waiting = False
    """Whether a change waits."""
    _failed_at = 0.0  # on the clock of events
    _top: Screen[Any] | None = None  # the window that the last key went to
    _calm = False  # whether nothing was on its way when the keys held were last looked at
    _held_until = 0.0
    _ended = False

    def __init__(self, *given: Any) -> None:
        """`given`: what every host takes."""
        super().__init__(*given)
        self.keys_held = deque[Typed]()
        """The keys that wait for one before, or for a change, and what was pasted between them."""

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        """Hand keys on in their order, each when the one before is done; other events at once.

        While a change waits, clicks are dropped.
        """
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            if self._ended:
                return
            if isinstance(event, events.Paste) or (isinstance(event, events.Key) and event.key != AT_ONCE):
                same_window = self._top is None or self.screen is self._top
                if self.waiting or self.keys_held or not same_window or self._busy():
                    self._hold(event)
                    return
                self._top = self.screen
                if len(self.screen_stack) == 1 and self.app_focus and isinstance(event, events.Key):
                    # Nothing on this screen takes a key: it goes to the app at once, not by way of the screen.
                    await self.on_key(event)
                    if not self._ended:
                        self._top._on_timer_update()  # paints what changed now, not three rounds of messages later
                    return
            elif self.waiting and isinstance(event, events.MouseEvent):
                return
            self._count(event)
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """Do what a key means, unless it went to a window, or was meant for a sentence that never came."""
        if len(self.screen_stack) == 1:
            event.prevent_default()
            event.stop()
            if event.time >= self._failed_at or self._leaves(event):
                self.press(event)

    def exit(self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the program; keys that were pressed after the one that ended it mean nothing."""
        self._ended = True
        self.keys_held.clear()
        super().exit(result, return_code, message)

    def _count(self, event: events.Event) -> None:
        """Count a key that goes to a window: it was pressed for the current sentence, as those that `press` counts."""
        if isinstance(event, events.Key) and len(self.screen_stack) > 1:
            self.bench.keys += 1

    def _busy(self) -> bool:
        """Whether a message is on its way between here and where keys go, or the window on top is not ready for any."""
        screen = self.screen
        if len(self.screen_stack) == 1:  # nothing in it takes the focus
            return _has_messages(self) or _has_messages(screen)
        target = screen.focused or screen
        if any(map(_has_messages, target.ancestors_with_self)) or not screen.is_mounted:
            return True
        return screen.focused is None and self.app_focus and any(child.focusable for child in screen.query("*"))

    def _hold(self, typed: Typed) -> None:
        self.keys_held.append(typed)
        if len(self.keys_held) == 1 and not self.waiting:
            self._look_soon()

    def _look_soon(self) -> None:
        self._calm, self._held_until = False, monotonic() + HELD_AT_MOST
        self._later(BETWEEN_KEYS, self._release)

    async def _release(self) -> None:
        """Hand the first key held on when nothing is on its way.

        After a window has opened or closed that has to be so twice: what a window hands back comes between.
        """
        if self.waiting or not self.keys_held or not self.screen_stack:  # no window is left at the very end
            return
        calm = not self._busy()
        if (calm and (self._calm or self.screen is self._top)) or monotonic() > self._held_until:
            self._top = self.screen
            typed = self.keys_held.popleft()
            self._count(typed)
            await super().on_event(typed)
            if self.keys_held:
                self._look_soon()
        else:
            self._calm = calm
            self._later(BETWEEN_KEYS, self._release)

    def _later(self, seconds: float, callback: Callable[[], object]) -> None:
        """Call something after that time.

        Not by its `set_timer`: that one never calls where the machine stands still for those seconds just as the timer
        begins (it counts the call as missed), and the keys held would stay held.
        """
        get_running_loop().call_later(seconds, self.call_next, callback)

    # ---- changes

    def attempt(self, change: Change, *given: object) -> None:
        """Make a change of the workbench that is written, and show it; where it has to wait, go on when it is made.

        It has to wait when the workbench says in its notice that it may be tried again, unless it returned True.
        """
        if not self.waiting:
            self._try(partial(change, *given), monotonic() + GIVE_UP)

    def _try(self, change: Change, until: float) -> None:
        bench, is_retry = self.bench, self.waiting
        if is_retry:
            bench.notice = None
        elif bench.notice is not None and bench.notice.again:
            bench.notice = bench.notice._replace(again=False)  # that of a change that was given up
        done = change()
        again = bench.notice is not None and bench.notice.again and done is not True
        self.waiting = again and monotonic() < until
        if self.waiting:
            bench.notice = SAVING
            self._later(PAUSE, partial(self._try, change, until))
        elif bench.notice is not None and bench.notice.tone is Tone.NOT_SAVED:
            self._failed_at = events.Idle().time
            self.keys_held = deque(key for key in self.keys_held if self._leaves(key))
        self.show_all()
        if is_retry and self.keys_held and not self.waiting:
            self._look_soon()

    def _leaves(self, typed: Typed) -> bool:
        """Whether that is the key to leave, which is never forgotten."""
        return isinstance(typed, events.Key) and self.meanings.get(typed.key) == self.keys["quit"].call


def _has_messages(pump: MessagePump) -> bool:
    """Whether messages wait for an app, window or widget.

    Textual takes one more out of the queue than it is at, to see whether both say the same: that one waits, too.
    """
    return bool(pump.message_queue_size or pump._pending_message is not None)
