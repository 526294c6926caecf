"""Which signals end the program: those that whoever started it did not have ignored."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping

ENDING: Mapping[str, int] = {"SIGHUP": 129, "SIGTERM": 143, "SIGINT": 130}
"""Signals that ask the program to end, and the exit codes that it ends with."""


def heeded(*names: str) -> Iterator[tuple[signal.Signals, int]]:
    """Those of the signals that end the program here, with the exit code of each.

    What is ignored when a program begins is to stay so: `nohup` has the hang-up ignored, a shell Ctrl-C for what runs
    in the background.
    """
    for name in names:
        number = getattr(signal, name, None)  # Windows lacks some
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            yield number, ENDING[name]
