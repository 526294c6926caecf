"""The program in a real pseudo-terminal, for what only a terminal shows."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PROGRAM = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from annotator.tui import ScreenSetup, launch
from tests.memory_desk import SCHEME, MemoryDesk
desk = MemoryDesk()
{setup}
sys.exit(launch.open_screen(desk, SCHEME, ScreenSetup({options})))
"""


class Terminal:
    """The program in a pseudo-terminal of 80x24."""

    def __init__(
        self,
        folder: Path,
        setup: str = "",
        options: str = "",
        command: Sequence[str] | None = None,
        **variables: str,
    ) -> None:
        """`setup` is run before the screen opens, `options` are of the `ScreenSetup`.

        `command` runs something else than the screen on a desk in memory.
        """
        self.master, slave = pty.openpty()
        environment = {name: text for name, text in os.environ.items() if name not in ("TMUX", "STY", "NO_COLOR")}
        environment |= {"TERM": "xterm-256color", "HOME": str(folder), "XDG_STATE_HOME": str(folder), **variables}
        environment.setdefault("ANNOTATOR_COPIES", "no")
        environment.setdefault("ANNOTATOR_SETTINGS", str(folder / "settings.toml"))
        self.process = subprocess.Popen(
            command or [sys.executable, "-c", PROGRAM.format(setup=setup, options=options)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=Path(__file__).parent.parent.parent,
            start_new_session=True,
        )
        os.close(slave)
        self.output = b""

    def until(self, text: bytes, seconds: float = 300) -> None:
        """Read until that appears."""
        end = time.monotonic() + seconds
        while text not in self.output:
            assert time.monotonic() < end, self.output[-500:]
            self.read(0.1)

    def read(self, seconds: float) -> bool:
        """Read what there is; False at the end."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.output += os.read(self.master, 65536)
            except OSError:
                return False
        return True

    def falls_silent(self, seconds: float) -> bool:
        """Whether it goes on, and writes nothing for so long, once all is written that its start brings."""
        for _ in range(200):
            before = len(self.output)
            self.read(seconds)
            if len(self.output) == before:
                return self.process.poll() is None
        return False

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.master, keys)

    def ended(self, seconds: float = 300) -> int:
        """The exit code, all output read."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            if not self.read(0.1):
                time.sleep(0.05)
        while self.read(0.1) and select.select([self.master], [], [], 0)[0]:
            pass
        code = self.process.poll()
        assert code is not None, f"it goes on: {self.output[-500:]!r}"
        return code
