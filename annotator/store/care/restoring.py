"""A copy put in the place of a database: what that loses and brings back, and doing it."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, DatabaseRefused, EnvironmentFailed, UsageError
from annotator.core.program.targets import PREFIX, SIDE_FILES, sync_folder
from annotator.store.care import rescue
from annotator.store.care.rescue import Entry, entries
from annotator.store.files.database import back_up, named_beside, open_database, opened, translated
from annotator.store.sqlite.copies import Why, copies_in, name_of, require_all
from annotator.store.sqlite.rights import PRIVATE_FILE, make_folder_like
from annotator.store.sqlite.sqlite_library import connect_to_write, size_on_disk, sqlite3, sync_file

_SHARED_LOCK, _SHARED_SIZE = 0x40000002, 510
"""The bytes of a database that SQLite locks while it is open in WAL (sqlite.org/fileformat2.html, "lock-byte page")."""


class Difference(NamedTuple):
    """What putting a copy in a database's place does to the decisions that count.

    What is saved out of a damaged database (`rescued`) is not lost; where anything is, `lost` are decisions that
    could be read and not be saved, whether they counted or not. `rows`: how many decisions are lost altogether,
    replaced and undone ones too, documents, runs of suggestions, and events of each kind, as far as the database is
    whole. `unreadable`: places of the database that could not be read, so that more may be lost; None where there is no
    database. `reaches`: when each annotator last decided, as the copy says: what came later is known only as far as the
    database can be read.
    """

    lost: tuple[Entry, ...]
    back: tuple[Entry, ...]
    rows: Counter[str]
    unreadable: int | None
    rescued: rescue.Rescued | None
    reaches: dict[str, str]


class Restored(NamedTuple):
    """Where what was replaced is kept (None: there was nothing), and what was saved out of it."""

    kept: Path | None
    rescued: rescue.Rescued | None


def difference(database: Path, copy: Path, folder: Path) -> Difference:
    """What is lost and what comes back if `copy` is put in the place of `database`. Reads only.

    `folder` is that of its copies. Raises DatabaseRefused for a copy that is damaged or none of ours, UsageError where
    it is the database itself.
    """
    _check_copy(copy, database)
    # What is saved stands beside the file itself, not beside a link to it.
    database = _with_its_log(database.resolve(), folder)
    with opened(copy, read_only=True) as connection:
        reaches = dict(connection.execute("SELECT annotator, max(decided_at) FROM decisions GROUP BY annotator"))
    with tempfile.TemporaryDirectory(prefix="annotator-restore-") as apart:
        new = Path(apart) / "new.db"
        damaged, rescued = _made(database, copy, new)
        there, known = _counting(new)
    if rescued is not None:
        back = _in_order(entry for uuid, entry in there.items() if uuid not in rescued.read)
        lost, rows = _in_order(rescued.lost), Counter(decisions=len(rescued.lost))
        return Difference(lost, back, rows, rescued.unreadable, rescued, reaches)
    here, all_here, unreadable = dict[str, Entry](), dict[str, str](), None
    if database.exists():
        try:  # of a damaged one that nothing can be saved out of, too: it may be whole but for what is wrong with it
            (here, all_here), unreadable = _counting(database), 0
        except AnnotatorError:
            if not damaged:
                raise
            unreadable = 1
    lost, back = (
        _in_order(entry for uuid, entry in counting.items() if uuid not in other)
        for counting, other in ((here, there), (there, here))
    )
    rows = Counter(what for name, what in all_here.items() if name not in known)
    return Difference(lost, back, rows, unreadable, None, reaches)


def _counting(path: Path) -> tuple[dict[str, Entry], dict[str, str]]:
    """The decisions that count, by what they are called, and what is a decision, a document, or an event of a kind."""
    with opened(path, read_only=True) as connection:
        return entries(connection, "current_decisions"), dict(connection.execute(_NAMED))


_NAMED = """
    SELECT uuid, kind FROM events UNION ALL SELECT uuid, 'decisions' FROM decisions
    UNION ALL SELECT sha256, 'documents' FROM documents UNION ALL SELECT id, 'runs' FROM runs
"""


def _check_copy(copy: Path, database: Path) -> None:
    require_ours(copy)
    if database.exists() and database.samefile(copy):
        raise UsageError(f"{one_line(copy)} is the database itself", "name a copy of it")


def require_ours(copy: Path) -> None:
    """Raise DatabaseRefused unless the copy is a whole database of ours, not newer than this program."""
    with named_beside():
        open_database(copy, read_only=True).close()
        with opened(copy, read_only=True, as_it_is=True) as connection:
            require_all(connection, copy)


def is_ours(copy: Path) -> bool:
    """Whether the copy could be brought back: see `require_ours`."""
    try:
        require_ours(copy)
    except AnnotatorError:
        return False
    return True


def is_damaged(database: Path) -> bool:
    """Whether the database cannot be opened, or not all be read, or holds what it cannot hold."""
    from annotator.store.integrity import problems  # deferred: all of it is read

    try:
        return next(problems(database), None) is not None
    except DatabaseRefused:
        return True


def restore(database: Path, copy: Path, folder: Path) -> Restored:
    """Put the copy in the place of the database; what stood there is kept in `folder`, the folder of copies.

    A link that leads to the database stays. What the copy lacks is saved out of a damaged database, as far as it can
    be read. At any moment either the old database or the new one is in place.

    Raises UsageError where the copy is the database itself, EnvironmentFailed while somebody has the database open,
    and what `open_database` and `back_up` raise. Then the database is as it was.
    """
    _check_copy(copy, database)
    database = database.resolve()
    make_folder_like(database if database.exists() else copy, folder)
    _require_nobody_in(database)
    with translated(database):
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=database.parent) as apart:
            new = Path(apart) / "new.db"
            damaged, rescued = _made(_with_its_log(database, folder), copy, new)
            with suppress(OSError):
                known = database if database.exists() else copy
                new.chmod(known.stat().st_mode & 0o666 | PRIVATE_FILE)
            kept = _keep(database, folder, damaged)
            new.replace(database)
        sync_folder(database.parent)
    return Restored(kept, rescued)


def _made(database: Path, copy: Path, new: Path) -> tuple[bool, rescue.Rescued | None]:
    """Make `new` of the copy, with what can be read of a damaged database, if any can be: whether it is, and what."""
    back_up(copy, new)
    damaged = database.exists() and is_damaged(database)
    rescued = rescue.rescue(database, new) if damaged else None
    if damaged and rescued is None:
        new.unlink()
        back_up(copy, new)
    return damaged, rescued


def _with_its_log(database: Path, folder: Path) -> Path:
    """Where all of a database can be read: where a restore kept it, if that was killed after it put the log away."""
    for copy in copies_in(folder) if database.exists() else ():
        has_more = copy.why is Why.REPLACED and size_on_disk(copy.path) > size_on_disk(database)
        if has_more and filecmp.cmp(copy.path, database, shallow=False):
            return copy.path
    return database


def _keep(database: Path, folder: Path, damaged: bool) -> Path | None:
    """Give what is to be replaced a name among the copies; the log of what is damaged goes with it."""
    sides = [(Path(f"{database}{ending}"), ending) for ending in SIDE_FILES]
    if not database.exists() and not any(path.exists() for path, _ in sides):
        return None
    kept = name_of(folder, Why.REPLACED, datetime.now(UTC))
    if database.exists():
        if not damaged:
            _settle(database)
        try:
            os.link(database, kept)
        except OSError:  # another file system, or one without links
            _copy_bytes(database, kept)
    for path, ending in sides:  # SQLite would take them for those of the new file
        if path.exists():
            shutil.move(path, f"{kept}{ending}", _copy_bytes)
    sync_folder(folder)
    return kept if kept.exists() else None


def _settle(database: Path) -> None:
    """Bring what stands in a sound database's log into the file."""
    with suppress(sqlite3.Error), closing(connect_to_write(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_nobody_in(database: Path) -> None:
    """Raise EnvironmentFailed while another program has the database open.

    Seen by the lock that SQLite holds on the file as long as it is open with a write-ahead log. (With a rollback
    journal it holds none between two changes; a screen that is open then notices that its file was replaced.)
    """
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be replaced
        return
    if database.exists():
        handle = os.open(database, os.O_RDWR)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_LOCK)
        except OSError:
            raise EnvironmentFailed(
                f"{one_line(database)}: somebody is working in it", "try again when all screens are closed"
            ) from None
        finally:
            os.close(handle)


def _copy_bytes(path: Path | str, to: Path | str) -> None:
    shutil.copy(path, to)
    sync_file(Path(to))


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(
        sorted(entries, key=lambda entry: (entry.annotator, entry.decided_at, entry.document or 0, entry.sentence or 0))
    )
