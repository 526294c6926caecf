"""Where copies of a database stand; the copy of the day, and copies before a change."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from annotator.cli.narration import narrate, one_line
from annotator.core.errors import AnnotatorError
from annotator.store.files.database import WAYS, Ways, decisions_in, failure, is_due, make_copy
from annotator.store.sqlite.copies import Copy, Why, folder_of
from annotator.tui.settings import load_settings

COPIES_VARIABLE = "ANNOTATOR_COPIES"
"""The environment variable that names the folder of copies in place of the settings; `no` for none of them."""
NONE = "no"


def copies_folder(db: Path) -> Path:
    """Where the copies of a database stand: as the variable or the settings say, else beside it."""
    named = os.environ.get(COPIES_VARIABLE)
    wanted = named if named and named != NONE else load_settings().settings.copies
    return folder_of(db, Path(wanted).expanduser()) if wanted else folder_of(db)


def no_copies() -> bool:
    """Whether no copies are made by themselves here."""
    return os.environ.get(COPIES_VARIABLE) == NONE


def tell_upgrades() -> None:
    """Have people told when an older database is brought up to date, and a copy from before put where copies stand."""
    WAYS.set(Ways(lambda db: None if no_copies() else copies_folder(db), narrate))


def may_begin_anew() -> None:
    """Whoever names the database may begin it where copies of another one are: they are told of these."""
    WAYS.set(WAYS.get()._replace(anew=True))


def copy_before(db: Path, why: Why) -> Copy | None:
    """Copy the database before something in it is changed; None where there is nothing in it that could be lost.

    Raises AnnotatorError where it cannot be copied: then nothing should be changed either.
    """
    if no_copies() or not db.exists() or not decisions_in(db)[0]:
        return None
    return make_copy(db, copies_folder(db), why)


def start_of_day(db: Path) -> str:
    """Have the copy of the day made in the background, if it is due; what to tell people of an earlier failure.

    A process of its own makes it, so that nobody waits for it and it ends well when the terminal is closed.
    """
    if no_copies():
        return ""
    with suppress(AnnotatorError, OSError):
        folder = copies_folder(db)
        if is_due(db, folder):
            subprocess.Popen(
                [sys.executable, "-P", "-m", "annotator", "db", "backup", "--daily", "--db", str(db.absolute())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        failed = failure(folder)
        if failed:
            return f"no copy was made today: {one_line(failed, 120)}"
    return ""
