"""A copy put in the place of a database: what that loses and brings back, and doing it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, DatabaseRefused, EnvironmentFailed, UsageError
from annotator.core.targets import SIDE_FILES
from annotator.store.care import rescue
from annotator.store.care.rescue import UNREADABLE, Table, reading
from annotator.store.files.copying import back_up, require_whole
from annotator.store.files.database import open_database, opened, translated
from annotator.store.log.schema import tick
from annotator.store.merge.staging import THE_LOG
from annotator.store.sqlite.copies import Why, name_of, sync_folder
from annotator.store.sqlite.rights import make_folder_like
from annotator.store.sqlite.sqlite_library import sqlite3

_SHARED_LOCK, _SHARED_SIZE = 0x40000002, 510
"""The bytes of a database that SQLite locks while it is open in WAL (sqlite.org/fileformat2.html, "lock-byte page")."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision that counts: whose it is, on which sentence of which article (from 1), what, and when (UTC)."""

    uuid: str
    annotator: str
    document: int | None
    title: str | None
    index: int | None
    answer: str
    decided_at: str

    @property
    def said(self) -> tuple[object, ...]:
        """All but what it is called, which may be what is damaged."""
        return self.annotator, self.document, self.index, self.answer, self.decided_at


@dataclass(frozen=True, slots=True)
class Difference:
    """What putting a copy in a database's place does to the decisions that count.

    What is saved out of a damaged database (`rescued`) is not lost. `rows`: decisions of the database that are lost
    altogether, replaced and undone ones too. `unreadable`: places of the database that could not be read, so that more
    may be lost; None where there is no database. `reaches`: when each annotator last decided, as the copy says: what
    came later is known only as far as the database can be read.
    """

    lost: tuple[Entry, ...]
    back: tuple[Entry, ...]
    rows: int
    unreadable: int | None
    rescued: rescue.Rescued | None
    reaches: dict[str, str]


@dataclass(frozen=True, slots=True)
class Restored:
    """Where what was replaced is kept (None: there was nothing), and what was saved out of it."""

    kept: Path | None
    rescued: rescue.Rescued | None


def difference(database: Path, copy: Path) -> Difference:
    """What is lost and what comes back if `copy` is put in the place of `database`. Reads only.

    Raises DatabaseRefused for a copy that is damaged or none of ours.
    """
    require_ours(copy)
    with opened(copy, read_only=True) as connection:
        reaches = dict(connection.execute("SELECT annotator, max(decided_at) FROM decisions GROUP BY annotator"))
    if not database.exists():
        there, _, _ = _counting(copy, copy)
        return Difference((), _in_order(there.values()), 0, None, None, reaches)
    with tempfile.TemporaryDirectory(prefix="annotator-restore-") as folder:
        new, rescued = Path(folder) / "new.db", None
        back_up(copy, new)
        if is_damaged(database):
            rescued = _saved(database, copy, new)
        there, known, _ = _counting(new, copy)
    here, rows, unreadable = _counting(database, copy)
    lost, back = (
        _in_order(entry for key, entry in one.items() if key not in other and entry.said not in said)
        for one, other in ((here, there), (there, here))
        for said in [{entry.said for entry in other.values()} if rescued else set()]
    )
    return Difference(lost, back, len(rows - known), unreadable, rescued, reaches)


def require_ours(copy: Path) -> None:
    """Raise DatabaseRefused unless the copy is a whole database of ours, not newer than this program."""
    open_database(copy, read_only=True).close()
    require_whole(copy)


def is_ours(copy: Path) -> bool:
    """Whether the copy could be brought back: see `require_ours`."""
    try:
        require_ours(copy)
    except AnnotatorError:
        return False
    return True


def is_damaged(database: Path) -> bool:
    """Whether the database cannot be opened, or not all be read, or holds what it cannot hold."""
    from annotator.store.integrity import look  # deferred: all of it is read

    try:
        require_whole(database)
        return next(look(database), None) is not None
    except DatabaseRefused:
        return True


def restore(database: Path, copy: Path, folder: Path, *, save: bool = True) -> Restored:
    """Put the copy in the place of the database; what stood there is kept in `folder`, the folder of copies.

    With `save`, what the copy lacks is saved out of a damaged database, as far as it can be read. At any
    moment either the old database or the new one is in place.

    Raises UsageError where the copy is the database itself, EnvironmentFailed while somebody has the database open,
    and what `open_database` and `back_up` raise. Then the database is as it was.
    """
    require_ours(copy)
    if database.exists() and database.samefile(copy):
        raise UsageError(f"{one_line(str(copy))} is the database itself", "name a copy of it")
    make_folder_like(database if database.exists() else copy, folder)
    with _nobody_in(database), translated(database):
        with tempfile.TemporaryDirectory(prefix=".annotator-", dir=database.absolute().parent) as made:
            new = Path(made) / "new.db"
            back_up(copy, new)
            damaged = database.exists() and is_damaged(database)
            rescued = _saved(database, copy, new) if save and damaged else None
            with suppress(OSError):
                new.chmod((database if database.exists() else copy).stat().st_mode & 0o666)
            kept = _keep(database, folder, damaged)
            new.replace(database)
        sync_folder(database.absolute().parent)
    return Restored(kept, rescued)


def _saved(database: Path, copy: Path, new: Path) -> rescue.Rescued | None:
    """Save what can be read of a damaged database into `new`, which is `copy` again if nothing can be."""
    rescued = rescue.rescue(database, new)
    if rescued is None:
        new.unlink()
        back_up(copy, new)
    return rescued


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
            _move(path, Path(f"{kept}{ending}"))
    sync_folder(folder)
    return kept if kept.exists() else None


def _settle(database: Path) -> None:
    """Bring what stands in a sound database's log into the file."""
    with suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


@contextmanager
def _nobody_in(database: Path) -> Iterator[None]:
    """Raise EnvironmentFailed while another program has the database open.

    Seen by the lock that SQLite holds on the file as long as it is open with a write-ahead log. (With a rollback
    journal it holds none between two changes; a screen that is open then notices that its file was replaced.)
    """
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be replaced
        yield
        return
    if database.exists():
        handle = os.open(database, os.O_RDWR)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_LOCK)
        except OSError:
            raise EnvironmentFailed(
                f"{one_line(str(database))}: somebody is working in it", "try again when all screens are closed"
            ) from None
        finally:
            os.close(handle)
    yield


def _move(path: Path, to: Path) -> None:
    try:
        path.replace(to)
    except OSError:
        _copy_bytes(path, to)
        path.unlink()


def _copy_bytes(path: Path, to: Path) -> None:
    import shutil

    shutil.copyfile(path, to)
    to.chmod(path.stat().st_mode & 0o666)
    with to.open("rb+") as file:
        os.fsync(file.fileno())


def _counting(path: Path, copy: Path) -> tuple[dict[str, Entry], set[str], int]:
    """The decisions that count, by what they are called; what all decisions are called; places that cannot be read.

    Where the place of a sentence, or the title of an article, cannot be read, it is as in the copy.
    """
    titles, places, names = dict[int, str](), dict[int, tuple[int, int]](), set[str]()
    last: dict[tuple[str, int], Entry] = {}
    tables: list[Table] = []
    for one in dict.fromkeys((copy, path)):
        with suppress(*UNREADABLE), reading(one, copy) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            counted = [name for name in _COUNTED if name != "events" or version >= THE_LOG]
            tables = [Table(connection, name, _COUNTED[name]) for name in counted]
            titles |= {number: str(title or name) for number, title, name in tables[0]}
            places |= {
                key: (document, position + 1)
                for key, document, position in tables[1]
                if isinstance(document, int) and isinstance(position, int)
            }
            if one != path:
                continue
            events, undone = _read_events(*tables[3:])
            made = [row for row in tables[2] if [*map(type, row[:5])] == [int, str, int, str, str]]
            said = {key: (event, repeats) for key, *_, event, repeats in made}
            for key, uuid, sentence, annotator, at, answer, *_ in sorted(
                made, key=lambda row: (*events.get(row[6], (0 if row[6] is None else tick(row[4], 0), "")), row[0])
            ):
                if answer is not None:
                    names.add(uuid)
                if not _stands(key, said, undone):
                    continue
                if answer is None:
                    last.pop((annotator, sentence), None)  # undone
                    continue
                document, index = places.get(sentence, (None, None))
                title = None if document is None else titles.get(document)
                last[annotator, sentence] = Entry(uuid, annotator, document, title, index, answer, at)
            return {entry.uuid: entry for entry in last.values()}, names, sum(table.unreadable for table in tables)
    return {}, set(), 1


_COUNTED = {
    "documents": ("number", "title", "id"),
    "sentences": ("id", "document", "position"),
    "decisions": ("id", "uuid", "sentence_id", "annotator", "decided_at", "answer", "event", "repeats"),
    "events": ("id", "uuid", "clock", "kind", "undoes"),
}


def _stands(key: int, said: Mapping[int, tuple[int | None, int | None]], undone: set[int | None]) -> bool:
    """Whether a decision stands, by its event, and all that it says again: each one before it, lest there be a ring."""
    while True:
        event, repeats = said[key]
        if event in undone or repeats is None or repeats not in said or repeats >= key:
            return event not in undone
        key = repeats


def _read_events(*tables: Table) -> tuple[dict[int | None, tuple[int, str]], set[int | None]]:
    """The order of events by their numbers, and those that do not stand; nothing of databases from before the log."""
    read = [row for table in tables for row in table if [*map(type, row[:4])] == [int, str, int, str]]
    last = dict[str, str]()
    for _, _, _, kind, undoes in sorted(read, key=lambda row: (row[2], row[1])):
        if isinstance(undoes, str):
            last[undoes] = kind
    return {key: (clock, uuid) for key, uuid, clock, *_ in read}, {row[0] for row in read if last.get(row[1]) == "undo"}


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.annotator, entry.decided_at, entry.index or 0)))
