"""What makes the tables of a database, or brings older ones up to date, as sqlite-utils migrations.

To change the tables, write a function that does it and name it last in `MIGRATIONS`: `SCHEMA_VERSION` follows. One that
has shipped never changes what it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.store.sqlite.sqlite_library import Connection

Migration = Callable[[Connection], None]


def _nothing(_: Connection) -> None:
    """What a later one does too."""


def before_the_log(connection: Connection) -> None:
    """The tables of schema 22, in one step whatever was there before."""
    from annotator.store.migrations.before import bring_up_to_date  # deferred, as what follows: most are of today

    bring_up_to_date(connection)


def one_log(connection: Connection) -> None:
    """All that happened in one log, and what follows from it."""
    from annotator.store.log.migration import make_log

    make_log(connection)


def anew(connection: Connection) -> None:
    """What follows from the log is kept otherwise, or follows otherwise: all of it is made anew."""
    from annotator.store.log.migration import make_anew

    make_anew(connection)


_BEFORE = (
    *("documents_and_suggestions", "decisions", "schemes", "changes_of_several_sentences", "readings", "removals"),
    *("skipped_apart", "profiles", "boilerplate", "habits", "renamings", "roles_and_sight", "qualifications"),
    *("slots_and_leases", "reviews", "order_of_copies", "editions", "revisions", "carries_in_sentences"),
    *("words_of_articles", "counters"),
)

MIGRATIONS: Mapping[str, Migration] = {
    **dict.fromkeys(_BEFORE, _nothing),
    "held_leases": before_the_log,
    "one_log": one_log,
    "blocks": _nothing,
    "labelled": _nothing,
    "said_again": _nothing,
    "edited_since": _nothing,
    "unplaced": _nothing,
    "corrected_alike": _nothing,
    "carried_order": _nothing,
    "unopened_first": _nothing,
    "steps_apart": _nothing,
    "renamed_and_undone": anew,  # edits stand again below a decision that others renamed and that was undone
}
"""By the names under which a database remembers them, in the order they are applied."""

THE_LOG = [*MIGRATIONS].index("one_log") + 1
"""The version from which on everything that happens is in one log."""

SCHEMA_VERSION = len(MIGRATIONS)
"""What a database that has them all says of itself; one with a higher number was written by a newer program."""


def make_tables(connection: Connection, version: int) -> None:
    """Make the tables of that version in a new file, to be filled; then `go_on` makes those of today of them."""
    if version < THE_LOG:
        from annotator.store.migrations import before

        before.make_tables(connection, 0, version)
    else:
        go_on(connection, 0, version)
    connection.execute(f"PRAGMA user_version = {version}")


def go_on(connection: Connection, version: int, until: int = SCHEMA_VERSION) -> None:
    """Apply the migrations after that version, and write down nothing."""
    for migration in [*MIGRATIONS.values()][version:until]:
        migration(connection)


def apply_migrations(connection: Connection) -> None:
    """Bring the tables up to date.

    Call inside `BEGIN IMMEDIATE`: two processes may open a new file at once.
    """
    # Deferred: sqlite-utils takes 100 ms to import, which only who makes or upgrades a database need pay.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("annotator")
    for name, migration in MIGRATIONS.items():
        migrations(name=name)(lambda database, migration=migration: migration(database.conn))
    migrations.apply(Database(connection, strict=True))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
