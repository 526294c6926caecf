"""A copy of the database that is whole, also while people work in it."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from annotator.core.targets import refuse_any
from annotator.store.database import open_database, translated
from annotator.store.rights import make_like


def back_up(path: Path, copy: Path) -> None:
    """Write a compact copy of the database beside `copy` and rename it into place.

    Raises DatabaseRefused for what is no database of ours, UsageError where something stands at the copy's place
    already or it would belong to a database, EnvironmentFailed where the copy cannot be written.
    """
    refuse_any(copy)
    with closing(open_database(path, read_only=True)) as connection, translated(path):
        folder = copy.absolute().parent
        temporary = Path(tempfile.mkdtemp(prefix=".annotator-", dir=folder)) / "copy.db"
        try:
            make_like(path, temporary, folder)
            connection.execute("VACUUM INTO ?", (str(temporary),))
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(copy)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
                temporary.parent.rmdir()
