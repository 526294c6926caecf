"""A driver for Textual that sends only the cells that changed, for slow lines.

Textual repaints whole widgets or lines; over SSH most of those bytes say what the terminal shows already. `DiffDriver`
stands between: it knows what the terminal shows, and turns each frame into the few bytes that are new. Everything else
that Textual writes goes through as it is.

    app = MyApp(driver_class=best_driver_class())

An app that holds a `FrameStream` as its attribute `frame_stream` may say that it is about to scroll
(`frame_stream.hint_scroll`), and can offer a key for a terminal that something else wrote on (`frame_stream.forget`,
then `refresh(layout=True)`). Under any other driver the stream is not used, and both do no harm.
"""

from __future__ import annotations

import os
import re
import signal
import termios
import tty
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import partial
from select import select
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key

from annotator.tui.diff.screen import CellModel, Scroll, Unreadable

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver
    from textual.message import Message

SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
_RESET: Final = "\x1b[r\x1b[m"

# Modes other than alternate screens, their queries, the Kitty keyboard, the bell, clipboard and pointer shape, and what
# is for the terminal outside of tmux or screen: nothing of it changes a cell or moves the cursor. Some of it comes from
# the input thread, at any time.
_HARMLESS = re.compile(
    r"(?:\x1b\[\?(?!(?:3|6|47|1047|1048|1049)[hl])\d+(?:[hl]|\$p)|\x1b\[[<>=]\d*u|\x07|\x1b\](?:52|22);[^\x1b\x07]*(?:\x07|\x1b\\)"
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\)+"
)
# Every movement of the mouse would be reported, and dragging with it.
_MOTIONS: Final = frozenset({"\x1b[?1002h", "\x1b[?1003h"})


class FrameStream:
    """All that is written to one terminal, with frames cut down to what they change."""

    def __init__(self) -> None:
        self._model: CellModel | None = None
        self._hint: Scroll | None = None
        self._sync_wanted = False
        self._size = (0, 0)
        self.stale = False
        """Set, at any time and from anywhere, to have everything forgotten before the next frame."""

    def forget(self) -> None:
        """Take nothing for granted about what the terminal shows: the next frame is sent whole."""
        self._model = self._hint = None

    def hint_scroll(self, top: int, bottom: int, lines: int) -> None:
        """Say, just before scrolling, that rows `top` up to but not including `bottom` move up by `lines`.

        Negative `lines` move them down. A hint saves bytes when it is right and does no harm when it is wrong.
        """
        last = self._hint
        self._hint = Scroll(top, bottom, lines + (last.lines if last and last[:2] == (top, bottom) else 0))

    def translate(self, data: str, width: int, height: int) -> str:
        """What to send for `data`, written to a screen of this size."""
        if data == SYNC_START:
            self._sync_wanted = True
            return ""
        if data == SYNC_END:
            # It went out together with what it encloses.
            self._sync_wanted = False
            return ""
        if _HARMLESS.fullmatch(data):
            return data
        output = self._frame(data, width, height)
        return f"{SYNC_START}{output}{SYNC_END}" if output and self._sync_wanted else output

    def _frame(self, data: str, width: int, height: int) -> str:
        if not data.startswith("\x1b[") or "H" not in data[:12]:
            self.forget()
            return data
        if self.stale or (width, height) != self._size:
            self.stale = False
            self._size = (width, height)
            self.forget()
        model, prefix = self._model, ""
        if model is None:
            model, prefix = CellModel(width, height), _RESET
        try:
            output = model.frame(data, self._hint)
        except Unreadable:
            self.forget()
            return data
        self._model, self._hint = model, None
        return prefix + output


_ESC: Final = "\x1b"
_BEGIN_SEQUENCES: Final = frozenset(f"[O{_ESC}")
_WITH_ESC: Final = frozenset("bf\x7f")
"""Behind an Esc in the same read these are Alt+Left, Alt+Right and Alt+Backspace of a Mac's terminal."""


class KeyParser(XTermParser):
    """Textual's parser of what a terminal sends, for which Esc and the key after it are two keys.

    Textual takes what arrives within its ESCAPE_DELAY (100 ms) of an Esc for one key with Alt, as most terminals write
    that one, or for the other key alone. Over a slow line, and with quick fingers, that was two keys: the window that
    Esc was to close stayed open, and what was meant for the work was typed into it.
    """

    def __init__(self, debug: bool, *, alt_keys: Collection[str]) -> None:
        """`alt_keys`: the characters that mean something with Alt; behind an Esc in the same read they stay one key."""
        super().__init__(debug)
        self._together = _BEGIN_SEQUENCES | _WITH_ESC | frozenset(alt_keys)
        self._alt_keys = frozenset(alt_keys)
        self._after_esc = False  # whether the last that was fed was an Esc

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what was read: an Esc is done with when what follows is no part of it."""
        start, apart = 0, _BEGIN_SEQUENCES
        for index, character in enumerate(data):
            if self._after_esc and character not in apart:
                yield from super().feed(data[start:index]) if index else ()
                start = index
                yield from self._end_esc()
            self._after_esc, apart = character == _ESC, self._together
        yield from super().feed(data[start:])

    def _end_esc(self) -> Iterable[Message]:
        """Have the Esc that was fed last as a key, if it still waits for more."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
            yield from self.tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        """The keys of a sequence. What is called with `alt` followed an Esc, and after its delay nothing followed."""
        if alt and sequence not in self._alt_keys:
            yield Key("escape", _ESC)
            alt = False
        yield from super()._sequence_to_key_events(sequence, alt)


class ClicksDriver(LinuxDriver):
    """Textual's driver for terminals, without reports of where the mouse is: clicks and the wheel only.

    Nothing goes over the line while the mouse moves. What is copied also gets out of tmux and screen. An app may have
    `alt_keys`, the characters that mean something to it with Alt.
    """

    def run_input_thread(self) -> None:
        """Hand on keys as they come. Textual makes its parser by this name, and takes no other."""
        alt_keys = getattr(self._app, "alt_keys", ())
        vars(linux_driver)["XTermParser"] = partial(KeyParser, alt_keys=alt_keys)
        super().run_input_thread()

    def write(self, data: str) -> None:
        """Write `data`, but no wish to hear of movements."""
        if data not in _MOTIONS:
            super().write(passed_on(data, os.environ) if data.startswith(OSC_52) else data)


_SHORT: Final = 4096
"""Characters that are written at once; most frames have fewer than 2,000. Set by hand."""


class ScreenWriter(WriterThread):
    """Textual's writer, whose thread is only woken for what is long, or what the terminal does not take at once."""

    def write(self, text: str) -> None:
        """Write text behind all that was written before."""
        with self._queue.mutex:
            idle = vars(self._queue.not_empty)["_waiters"]  # the thread waits for something to do, and has done all
            if idle and len(text) <= _SHORT and select([], [self], [], 0)[1]:
                with suppress(OSError):  # whether the terminal is still there is looked at elsewhere
                    self._file.write(text)
                    self._file.flush()
                return
        super().write(text)


class DiffDriver(ClicksDriver):
    """Textual's driver for terminals, sending only the cells that changed."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._diffed_app = app
        held = getattr(app, "frame_stream", None)
        self._stream = held if isinstance(held, FrameStream) else FrameStream()

    def write(self, data: str) -> None:
        """Write what `data` changes on the screen."""
        output = self._stream.translate(data, *self._diffed_app.size)
        if output:
            super().write(output)

    def send_message(self, message: Message) -> None:
        """Hand a message from the input thread to the app: without a task of its own it is there sooner."""
        self._diffed_app.post_message(message)

    def start_application_mode(self) -> None:
        """Start application mode, at the beginning or after a suspension."""
        self._stream.forget()
        vars(linux_driver)["WriterThread"] = ScreenWriter  # made by this name
        super().start_application_mode()  # type: ignore[no-untyped-call]
        with suppress(termios.error):  # no terminal: then nothing is changed on the way
            attributes = termios.tcgetattr(self.fileno)  # as they were before is how Textual leaves them
            attributes[tty.OFLAG] &= ~termios.OPOST  # a line feed stays one byte, and leaves the column as it is
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        self._watch_size()

    def _watch_size(self) -> None:
        """Note every change of size, for terminals move or cut what they show.

        The app may never learn of one that was undone at once.
        """
        before = signal.getsignal(signal.SIGWINCH)

        def noted(number: int, frame: FrameType | None) -> None:
            self._stream.stale = True
            if callable(before):
                before(number, frame)

        with suppress(ValueError):  # Only the main thread may.
            signal.signal(signal.SIGWINCH, noted)


def best_driver_class(*, diff: bool = True) -> type[Driver] | None:
    """The driver to give to `App(driver_class=...)`; None stands for Textual's own choice.

    Args:
        diff: off, every frame is sent whole, for a terminal that the diffed output does not suit.
    """
    if constants.DRIVER is not None:
        return None
    return DiffDriver if diff else ClicksDriver


# ---- The clipboard of the terminal one sits at, through tmux and GNU screen, by the control sequence OSC 52.
#
# Over SSH it is the only clipboard there is. Terminals do not answer, and some do as they are told only if they are set
# to: whoever copies can be told that the text was handed over, not that it arrived.


OSC_52: Final = "\x1b]52;"
_NONE: Final = ("linux", "vt", "ansi", "dumb")
"""Kinds of terminals that have neither clipboard nor links. Old Linux consoles print the sequences."""
_SCREEN_LIMIT: Final = 250
"""Characters that GNU screen passes on at once, in any of its versions, with room for what encloses them."""


def takes_sequences(variables: Mapping[str, str]) -> bool:
    """Whether the terminal may have a clipboard, and links, by the variables of the environment."""
    return not variables.get("TERM", "").startswith(_NONE)


def passed_on(data: str, variables: Mapping[str, str]) -> str:
    """An OSC 52 sequence, and in tmux and GNU screen also enclosed so that they pass it on to the terminal outside.

    Both by themselves: tmux does either by its settings. At the other end of an SSH connection only the kind of
    terminal tells that there is one of them; what the other one would understand does no harm.
    """
    kind = variables.get("TERM", "")
    if variables.get("TMUX") or kind.startswith("tmux"):
        return f"{data}\x1bPtmux;{data.replace(chr(27), chr(27) * 2)}\x1b\\"
    if variables.get("STY") or kind.startswith("screen"):
        pieces = [data[start : start + _SCREEN_LIMIT] for start in range(0, len(data), _SCREEN_LIMIT)]
        return data + "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return data
