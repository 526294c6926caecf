"""Other copies of a database joined to it, in one transaction."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.store.files.copying import back_up
from annotator.store.files.database import open_database, transaction, translated
from annotator.store.integrity.facts import article_of, bad_rows
from annotator.store.merge import documents, events
from annotator.store.merge.report import Merged
from annotator.store.merge.staging import refused, settle, stage
from annotator.store.merge.state import States
from annotator.store.merge.tables import Joining
from annotator.store.sqlite.sqlite_library import sqlite3

MOST = 8
"""Copies at once: SQLite attaches at most ten databases to a connection."""


def merge(target: Path, sources: Sequence[Path], *, dry_run: bool = False) -> tuple[Merged, ...]:
    """Join what the copies `sources` have to the database `target`, which is made where it is missing.

    All of it is one transaction: another program sees all or nothing of it, and nothing is taken of any copy if one is
    refused. The copies are never changed. With `dry_run` the target is not either: it is done to a copy of it. What
    came of each copy, in their order: of what several have, it is the first one's.

    Raises UsageError where a copy is the target itself or there are too many, DatabaseRefused for a copy that is
    foreign, newer, damaged, or holds what no database of ours can hold, and what `open_database` raises.
    """
    _check_names(target, sources)
    with tempfile.TemporaryDirectory(prefix="annotator-merge-") as folder:
        places = [Path(folder) / f"{number}.db" for number in range(len(sources))]
        for source, place in zip(sources, places, strict=True):
            _prepare(source, place)
        place = _stand_in(target, Path(folder)) if dry_run else target
        with closing(open_database(place, create=True, is_copy=dry_run)) as connection, translated(target):
            return join(connection, sources, places)


def _check_names(target: Path, sources: Sequence[Path]) -> None:
    if len(sources) > MOST:
        raise UsageError(f"{len(sources)} copies at once are too many", f"merge {MOST}, and then the others")
    for source in sources:
        same = os.path.realpath(source) == os.path.realpath(target)
        if same or (source.exists() and target.exists() and source.samefile(target)):
            raise UsageError(f"{one_line(str(source))} is the database itself", "name other copies of it")


def _prepare(source: Path, place: Path) -> None:
    """Copy, check and settle the rows of a copy, before the target is locked."""
    stage(source, place)
    with closing(sqlite3.connect(place, isolation_level=None)) as staged, translated(source):
        for bad in bad_rows(staged):
            raise refused(source, f"{bad}{article_of(staged, bad)}")
        settle(staged)


def _stand_in(target: Path, folder: Path) -> Path:
    """The place of a copy of the target, which a dry run changes instead; nothing is there where the target is not."""
    place = folder / "target.db"
    if target.exists():
        back_up(target, place)
    return place


def join(connection: sqlite3.Connection, sources: Sequence[Path], places: Sequence[Path]) -> tuple[Merged, ...]:
    """Join copies whose rows are staged at these places, and settled, to the database of the connection."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for number, place in enumerate(places):
        connection.execute("ATTACH ? AS ?", (f"{place.as_uri()}?mode=ro", f"copy{number}"))
    with transaction(connection):
        return tuple(
            _join(Joining(connection, source, Merged(source), f"copy{number}")) for number, source in enumerate(sources)
        )


def _join(joining: Joining) -> Merged:
    """Join one copy to the target."""
    joining.begin()
    documents.join_documents(joining)
    before = States(joining)
    documents.join_suggestions(joining)
    events.join_log(joining)
    events.refresh(joining)
    before.tell()
    joining.end()
    return joining.merged
