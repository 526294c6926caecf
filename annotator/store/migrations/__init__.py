"""The database's tables, as sqlite-utils migrations. One that has shipped never changes.

To change the tables, write a function that does it and name it last in `MIGRATIONS`: `SCHEMA_VERSION` follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotator.store.migrations import first, later
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from sqlite_utils import Database

    Migration = Callable[[Database], None]


def one_log(database: Database) -> None:
    """All that happened in one log, and what follows from it (see `log.migration`)."""
    from annotator.store.log.migration import make_log  # deferred: most databases have it

    make_log(database)


def blocks(database: Database) -> None:
    """How much is done is counted for many documents together, too."""
    from annotator.store.log.migration import make_anew

    make_anew(database)


MIGRATIONS = (
    first.documents_and_suggestions,
    first.decisions,
    first.schemes,
    first.changes_of_several_sentences,
    first.readings,
    first.removals,
    first.skipped_apart,
    first.profiles,
    first.boilerplate,
    first.habits,
    first.renamings,
    first.roles_and_sight,
    later.qualifications,
    later.slots_and_leases,
    later.reviews,
    later.order_of_copies,
    later.editions,
    later.revisions,
    later.carries_in_sentences,
    later.words_of_articles,
    later.counters,
    later.held_leases,
    one_log,
    blocks,
)
"""In the order they are applied. The database remembers them by the names of their functions."""

SCHEMA_VERSION = len(MIGRATIONS)
"""What a database that has them all says of itself; one with a higher number was written by a newer program."""


def apply_migrations(connection: sqlite3.Connection, wanted: Sequence[Migration] | None = None) -> None:
    """Bring the tables up to date, or as far as the wanted migrations do.

    Call inside `BEGIN IMMEDIATE`: two processes may open a new file at once.
    """
    # Deferred: sqlite-utils takes 100 ms to import, which only who makes or upgrades a database need pay.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("annotator")
    for migration in MIGRATIONS if wanted is None else wanted:
        migrations()(migration)
    migrations.apply(Database(connection, strict=True))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
