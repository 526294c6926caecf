"""Jobs for worker processes to be tested with. Run as a program: two workers that never end, and say who they are."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.cli.model.workers import in_processes
from annotator.core.errors import InputRefused


@dataclass(frozen=True)
class Echo:
    """Notes each item in a folder before it answers with it; does what some items ask for.

    One that is `late` waits until another worker has begun with the item `z`.
    """

    folder: Path

    def __call__(self) -> Callable[[str], str]:
        """No worker begins where the folder is missing."""
        list(self.folder.iterdir())
        return self._answer

    def _answer(self, item: str) -> str:
        name = item.split()[0]
        times = len(list(self.folder.glob(f"{name}.*")))
        (self.folder / f"{name}.{times}").write_text(str(os.getpid()), encoding="utf-8")
        if item.endswith(" late"):
            deadline = time.monotonic() + 600
            while not (self.folder / "z.0").exists():
                assert time.monotonic() < deadline, "nobody works on z meanwhile"
                time.sleep(0.01)
        if item.endswith(" dies") or (item.endswith(" dies once") and not times):
            os.kill(os.getpid(), signal.SIGKILL)
        if item.endswith(" refused"):
            raise InputRefused(f"{name} is wrong", "mend it")
        if item.endswith(" stays"):
            os.write(1, f"{os.getpid()}\n".encode())  # at once: two workers write to one pipe
            time.sleep(600)
        return item


if __name__ == "__main__":
    for _ in in_processes(Echo(Path(sys.argv[1])), iter(["a stays", "b stays"]), 2, str):
        pass
