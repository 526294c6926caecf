"""Making copies of a database that are whole, also while people work in it.

Dated ones are made when somebody asks for one, before something is changed, and once a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, DatabaseNewer, DatabaseRefused, EnvironmentFailed
from annotator.core.program.leftovers import being_written
from annotator.core.program.targets import refuse_any
from annotator.store.files.database import opened
from annotator.store.sqlite.connections import states
from annotator.store.sqlite.copies import Copy, Why, copies_in, keep_copy, write_copy
from annotator.store.sqlite.rights import make_folder_like

FAILED = "failed.txt"
"""The file in the folder of copies that says why the last copy of the day could not be made."""


def back_up(path: Path, copy: Path) -> None:
    """Write a compact copy of the database beside `copy`, look whether it is whole, and rename it into place.

    Raises DatabaseRefused for what is no database of ours, UsageError where something stands at the copy's place
    already or it would belong to a database, EnvironmentFailed where the copy cannot be written. Then there is no copy.
    """
    refuse_any(copy)
    if not copy.absolute().parent.is_dir():
        raise EnvironmentFailed(f"{one_line(copy)}: there is no such folder", "make it first, or name another place")
    with opened(path, read_only=True, as_it_is=True) as connection:
        write_copy(connection, path, copy)


@contextmanager
def named_beside(hint: str = "name another copy") -> Iterator[None]:
    """Give what the block refuses this hint, as it is not the database of --db that all others are about."""
    try:
        yield
    except DatabaseNewer:
        raise
    except DatabaseRefused as error:
        error.hint = hint
        raise


def make_copy(database: Path, folder: Path, why: Why, moment: datetime | None = None) -> Copy:
    """Copy the database into the folder, which is made where it is missing, and thin what is there.

    Raises what `open_database` and `keep_copy` raise.
    """
    with opened(database, read_only=True, as_it_is=True) as connection:
        return keep_copy(connection, database, folder, why, moment)


def is_due(database: Path, folder: Path, now: datetime | None = None) -> bool:
    """Whether no copy of this day (UTC) is there yet, although something was done since the last one.

    One that was made after now counts for nothing: a clock was wrong.
    """
    now = now or datetime.now(UTC)
    newest = next((copy for copy in copies_in(folder) if copy.why is not Why.REPLACED and copy.made <= now), None)
    if newest is None:
        return True
    changed = max((written_at for written_at, _ in states(database).values()), default=0)
    return newest.made.date() < now.date() and changed > newest.path.stat().st_mtime_ns


def make_daily(database: Path, folder: Path) -> Copy | None:
    """Make the copy of the day, if it is due and nobody else is making it; None where it is not.

    Where it fails, why is kept in the folder, for `failure`. Raises AnnotatorError.
    """
    make_folder_like(database, folder)
    with suppress(BlockingIOError), being_written(folder):
        if not is_due(database, folder):
            return None
        try:
            made = make_copy(database, folder, Why.DAILY)
        except AnnotatorError as error:
            with suppress(OSError):
                (folder / FAILED).write_text(one_line(error, 300), encoding="utf-8")
            raise
        (folder / FAILED).unlink(missing_ok=True)
        return made
    return None


def failure(folder: Path) -> str | None:
    """Why the last copy of the day could not be made; None where it could."""
    try:
        return one_line((folder / FAILED).read_text(encoding="utf-8"), 300)
    except (OSError, ValueError):
        return None


def decisions_in(path: Path) -> tuple[int, str | None]:
    """How many decisions a database holds, undone and replaced ones too, and when the newest was made.

    In databases of before the log, one without an answer only says that nothing stands. Raises what `open_database`
    raises.
    """
    with opened(path, read_only=True, as_it_is=True) as connection:
        number, newest = connection.first_row(
            "SELECT count(*), max(decided_at) FROM decisions WHERE answer IS NOT NULL"
        )
        return int(number), newest
