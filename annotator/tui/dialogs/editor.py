"""Writing a text in the editor that the annotator's environment names, while the screen steps aside.

Only where somebody has a shell: an editor can run anything. A login without one has no such variable.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError, system_reason

VARIABLES = ("VISUAL", "EDITOR")
"""The variables that name an editor, the first that is set before the others."""
LONGEST = 100_000
"""Bytes of a text that are taken at most. Set by hand."""


def editor_of(variables: Mapping[str, str]) -> str:
    """The command of the editor; empty where no variable names one."""
    return next(filter(None, (variables.get(name, "").strip() for name in VARIABLES)), "")


def edited(app: App[Any], text: str) -> str:
    """What the text has become in the editor: its lines joined to one, as a note is.

    The file is the account's alone, and gone afterwards. Raises UsageError where there is no editor, it cannot be run,
    fails, or leaves something that cannot be read; the text is then as it was.
    """
    command = editor_of(os.environ)
    if not command:
        raise UsageError("no variable names an editor", f"set {' or '.join(VARIABLES)} before you begin")
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        file = Path(folder) / "note.txt"
        file.write_text(f"{text}\n" if text else "", encoding="utf-8")
        try:
            with app.suspend(), _undisturbed():
                ended = subprocess.run([*shlex.split(command), str(file)], check=False).returncode
        except SuspendNotSupported:
            raise UsageError("this terminal cannot be left to an editor", "type the note here") from None
        except (OSError, ValueError) as error:  # ValueError: quotation marks in the command that nothing closes
            why = system_reason(error) if isinstance(error, OSError) else str(error)
            raise UsageError(f"{one_line(command, 40)} cannot be run: {one_line(why, 60)}", "mend EDITOR") from None
        if ended:
            raise UsageError(f"{one_line(command, 40)} failed ({ended})", "the note is as it was")
        return " ".join(_read(file).split())


def _read(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"the note cannot be read: {system_reason(error)}", "it is as it was") from None
    if len(content) > LONGEST:
        raise UsageError(f"the note is longer than {LONGEST} bytes", "it is as it was")
    return content.decode("utf-8", errors="replace")


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
