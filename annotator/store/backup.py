"""A copy of the database that is whole, also while people work in it."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused
from annotator.core.targets import refuse_any
from annotator.store.database import open_database, translated
from annotator.store.rights import make_like


def back_up(path: Path, copy: Path) -> None:
    """Write a compact copy of the database beside `copy`, look whether it is whole, and rename it into place.

    Raises DatabaseRefused for what is no database of ours, UsageError where something stands at the copy's place
    already or it would belong to a database, EnvironmentFailed where the copy cannot be written. Then there is no copy.
    """
    refuse_any(copy)
    with closing(open_database(path, read_only=True, as_it_is=True)) as connection, translated(path):
        folder = copy.absolute().parent
        temporary = Path(tempfile.mkdtemp(prefix=".annotator-", dir=folder)) / "copy.db"
        try:
            make_like(path, temporary, folder)
            connection.execute("VACUUM INTO ?", (str(temporary),))
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            require_whole(temporary)
            temporary.replace(copy)
            sync_folder(folder)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
                temporary.parent.rmdir()


def require_whole(path: Path) -> None:
    """Read all of a database. Raises DatabaseRefused where it is damaged or none of ours."""
    with closing(open_database(path, read_only=True, as_it_is=True)) as connection, translated(path):
        (first,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if first != "ok":
            raise DatabaseRefused(f"{one_line(str(path))} is damaged ({one_line(first, 100)})", "take another copy")


def sync_folder(folder: Path) -> None:
    """Bring renames in a folder to the disk, on systems that can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
