"""Signals, and terminals that hang up: Textual handles neither by itself."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import threading
from collections.abc import Callable, Mapping

from annotator.core.process import ENDING, heeded

GRACE_SECONDS = 3.0
"""Seconds that the program has to end by itself. Set by hand."""


def on_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the exit code when a signal asks the program to end. Needs a running event loop.

    Signals that the program was started to ignore stay ignored.

    Writing to a terminal that is gone may block, so the process is ended by force if `end` does not return in time.
    """
    loop = asyncio.get_running_loop()

    def told(code: int) -> None:
        last_resort(code)
        end(code)

    for number, code in heeded(*ENDING):
        loop.add_signal_handler(number, told, code)


def last_resort(code: int) -> None:
    """End the process with that code if it has not ended in a few seconds. Everything decided is on disk already."""
    timer = threading.Timer(GRACE_SECONDS, os._exit, (code,))
    timer.daemon = True
    timer.start()


def mouse_spoils_escape(variables: Mapping[str, str]) -> bool:
    """Whether the terminal is, or may be, GNU screen: where the mouse is listened to, it keeps Esc to itself.

    It names itself where it runs; at the other end of an SSH connection only its kind of terminal is known, which older
    tmux has too.
    """
    return bool(variables.get("STY")) or (variables.get("TERM", "").startswith("screen") and "TMUX" not in variables)


def terminal_gone() -> bool:
    """Whether the terminal of standard input has hung up."""
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ else 0
        poll = select.poll()
        poll.register(descriptor, 0)  # hang-up and errors are always reported
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
    except (OSError, ValueError, AttributeError):
        return False
