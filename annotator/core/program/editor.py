"""The editor that the environment names, in the place of the program.

Only where somebody has a shell: an editor can run anything. A login without one has no such variable.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError, system_reason

EDITORS = ("VISUAL", "EDITOR")
"""The variables that name an editor, the first that is set before the others."""


def editor_of(variables: Mapping[str, str]) -> str:
    """The command of the editor; empty where no variable names one."""
    return next(filter(None, (variables.get(name, "").strip() for name in EDITORS)), "")


def required_editor() -> str:
    """The command of the editor. Raises UsageError where no variable names one: asked for before a file is begun."""
    command = editor_of(os.environ)
    if not command:
        raise UsageError("no variable names an editor", f"set {' or '.join(EDITORS)} before you begin")
    return command


def leave_to_editor(file: Path, aside: AbstractContextManager[object]) -> None:
    """Open a file in the editor, and go on when that has ended; it has the terminal within `aside`.

    Raises UsageError where there is no editor, it cannot be run, or fails.
    """
    command = required_editor()
    try:
        with aside, _undisturbed():
            ended = subprocess.run([*shlex.split(command), str(file)], check=False).returncode
    except (OSError, ValueError) as error:  # ValueError: quotation marks in the command that nothing closes
        why = system_reason(error) if isinstance(error, OSError) else str(error)
        raise UsageError(f"{one_line(command, 40)} cannot be run: {one_line(why, 60)}", "mend EDITOR") from None
    if ended:
        raise UsageError(f"{one_line(command, 40)} failed ({ended})", "nothing was taken from it")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C and Ctrl-\\ are the editor's; the terminal sends them to this program as well."""
    # A handler, for what is ignored the editor would ignore as well.
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
