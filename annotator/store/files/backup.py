"""A copy of the database that is whole, also while people work in it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.core.targets import refuse_any
from annotator.store.files.database import open_database, translated
from annotator.store.sqlite.whole_copy import require_all, write_copy


def back_up(path: Path, copy: Path) -> None:
    """Write a compact copy of the database beside `copy`, look whether it is whole, and rename it into place.

    Raises DatabaseRefused for what is no database of ours, UsageError where something stands at the copy's place
    already or it would belong to a database, EnvironmentFailed where the copy cannot be written. Then there is no copy.
    """
    refuse_any(copy)
    with closing(open_database(path, read_only=True, as_it_is=True)) as connection, translated(path):
        write_copy(connection, path, copy)


def require_whole(path: Path) -> None:
    """Read all of a database. Raises DatabaseRefused where it is damaged or none of ours."""
    with closing(open_database(path, read_only=True, as_it_is=True)) as connection, translated(path):
        require_all(connection, path)
