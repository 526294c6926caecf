"""The database's tables, as sqlite-utils migrations. One that has shipped never changes.

To change the tables, write a function that does it and name it last in `MIGRATIONS`: `SCHEMA_VERSION` follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.edition_tables import NEWER_TABLES as _EDITIONS
from annotator.store.edition_tables import carries_in_sentences, editions
from annotator.store.first_tables import decisions, documents_and_suggestions, execute_all
from annotator.store.revision_tables import revisions
from annotator.store.search_tables import STAND_INS, counters, held_leases, words_of_articles
from annotator.store.sqlite_library import sqlite3
from annotator.store.team_tables import order_of_copies, qualifications, reviews, slots_and_leases

if TYPE_CHECKING:
    from sqlite_utils import Database


def schemes(database: Database) -> None:
    """Label schemes that were given with --scheme, the one in use last."""
    database.execute(
        """
        CREATE TABLE schemes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            toml TEXT NOT NULL,
            adopted_at TEXT NOT NULL
        ) STRICT
        """
    )


def changes_of_several_sentences(database: Database) -> None:
    """What steps left unconfirmed, so that undo and redo restore it, and the sentence that a step was asked for at."""
    execute_all(
        database,
        "ALTER TABLE steps ADD COLUMN sentence_id INTEGER REFERENCES sentences (id)",
        """
        CREATE TABLE step_drafts (
            step INTEGER NOT NULL REFERENCES steps (id),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            before TEXT CHECK (json_valid(before)),
            after TEXT CHECK (json_valid(after)),
            PRIMARY KEY (sentence_id, step)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX drafts_of_steps ON step_drafts (step)",
    )


def readings(database: Database) -> None:
    """What else a suggested sentence could be. Apart from the suggestions, which are looked through more often."""
    database.execute(
        """
        CREATE TABLE readings (
            suggestion INTEGER PRIMARY KEY REFERENCES suggestions (id),
            readings TEXT NOT NULL CHECK (json_valid(readings))
        ) STRICT
        """
    )


def removals(database: Database) -> None:
    """Documents taken out and brought back, as events; `removed` is the index of those that are out now."""
    execute_all(
        database,
        """
        CREATE TABLE removals (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            document INTEGER NOT NULL REFERENCES documents (number),
            kind TEXT NOT NULL CHECK (kind IN ('remove', 'bring back')),
            who TEXT NOT NULL CHECK (who <> ''),
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX removals_by_document ON removals (document)",
        """
        CREATE TABLE removed (
            document INTEGER PRIMARY KEY REFERENCES documents (number),
            sentences INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TRIGGER removals_take_out AFTER INSERT ON removals BEGIN
            DELETE FROM removed WHERE document = NEW.document;
            INSERT INTO removed (document, sentences)
                SELECT number, sentences FROM documents WHERE number = NEW.document AND NEW.kind = 'remove';
        END
        """,
        """
        CREATE TRIGGER removals_never_change BEFORE UPDATE ON removals BEGIN
            SELECT RAISE (ABORT, 'removals are append-only');
        END
        """,
        """
        CREATE TRIGGER removals_never_go BEFORE DELETE ON removals BEGIN
            SELECT RAISE (ABORT, 'removals are append-only');
        END
        """,
    )


def skipped_apart(database: Database) -> None:
    """A skip decides nothing: which current decisions are skips stands in `heads`, their number in `annotators`."""
    execute_all(
        database,
        "ALTER TABLE heads ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped IN (0, 1))",
        "ALTER TABLE annotators ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0",
        "UPDATE heads SET skipped = 1"
        " WHERE (SELECT answer FROM decisions WHERE decisions.id = heads.decision) = 'skip'",
        "UPDATE annotators SET skipped = (SELECT count(*) FROM heads WHERE annotator = name AND skipped)",
        "CREATE INDEX skipped_heads ON heads (annotator, sentence_id) WHERE skipped",
        "DROP TRIGGER decisions_move_heads",
        """
        CREATE TRIGGER decisions_move_heads AFTER INSERT ON decisions BEGIN
            UPDATE annotators SET decided = decided + (NEW.answer IS NOT NULL)
                - EXISTS (SELECT 1 FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id),
                skipped = skipped + (NEW.answer IS 'skip') - EXISTS (
                    SELECT 1 FROM heads
                    WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id AND heads.skipped)
                WHERE name = NEW.annotator;
            DELETE FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
            INSERT INTO heads (annotator, sentence_id, decision, skipped)
                SELECT NEW.annotator, NEW.sentence_id, NEW.id, NEW.answer IS 'skip' WHERE NEW.answer IS NOT NULL;
            DELETE FROM drafts WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
        END
        """,
    )


def profiles(database: Database) -> None:
    """Guideline profiles, the one in use last. A database without any goes by the settings of its latest run."""
    database.execute(
        """
        CREATE TABLE profiles (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            adopted_at TEXT NOT NULL
        ) STRICT
        """
    )


def boilerplate(database: Database) -> None:
    """What kind of boilerplate a sentence is that is no part of its article's own text, as a suggestion has it."""
    database.execute(
        """
        CREATE TABLE boilerplate (
            suggestion INTEGER PRIMARY KEY REFERENCES suggestions (id),
            kind TEXT NOT NULL CHECK (kind <> '')
        ) STRICT
        """
    )


def habits(database: Database) -> None:
    """What the rules could have suggested in each document, and the habits that runs were adapted to.

    `chances` are compressed: they are the rules' candidates, several times as many as there are quotes, and only
    whoever reads habits looks at them. `habits` are named by their digest, which the settings of a run hold.
    """
    execute_all(
        database,
        """
        CREATE TABLE chances (
            document INTEGER PRIMARY KEY REFERENCES documents (number),
            chances BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE habits (
            digest TEXT PRIMARY KEY,
            habits TEXT NOT NULL CHECK (json_valid(habits))
        ) STRICT, WITHOUT ROWID
        """,
    )


def renamings(database: Database) -> None:
    """Speakers renamed in all documents, as events of steps; `standing_renamings` is the index of those that hold now.

    An event that takes back or repeats another names the first of them as its `origin`.
    """
    execute_all(
        database,
        """
        CREATE TABLE renamings (
            id INTEGER PRIMARY KEY,
            step INTEGER NOT NULL REFERENCES steps (id),
            kind TEXT NOT NULL CHECK (kind IN ('rename', 'take back')),
            old TEXT NOT NULL CHECK (old <> ''),
            new TEXT NOT NULL CHECK (new <> '' AND new <> old),
            origin INTEGER REFERENCES renamings (id)
        ) STRICT
        """,
        """
        CREATE TABLE standing_renamings (
            origin INTEGER PRIMARY KEY REFERENCES renamings (id),
            old TEXT NOT NULL,
            new TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TRIGGER renamings_stand AFTER INSERT ON renamings BEGIN
            DELETE FROM standing_renamings WHERE origin = coalesce(NEW.origin, NEW.id);
            INSERT INTO standing_renamings (origin, old, new)
                SELECT coalesce(NEW.origin, NEW.id), NEW.old, NEW.new WHERE NEW.kind = 'rename';
        END
        """,
        """
        CREATE TRIGGER renamings_never_change BEFORE UPDATE ON renamings BEGIN
            SELECT RAISE (ABORT, 'renamings are append-only');
        END
        """,
        """
        CREATE TRIGGER renamings_never_go BEFORE DELETE ON renamings BEGIN
            SELECT RAISE (ABORT, 'renamings are append-only');
        END
        """,
    )


def roles_and_sight(database: Database) -> None:
    """Who works under a name and as what; and what an annotator saw of the suggestion that a decision answers.

    One person may annotate, review, and answer the sentences of a qualification: each under a name of its own, so that
    undo, resuming and counting are apart. The row of a role other than annotating names the `person`.
    """
    execute_all(
        database,
        "ALTER TABLE annotators ADD COLUMN role TEXT NOT NULL DEFAULT 'annotator'"
        " CHECK (role IN ('annotator', 'reviewer', 'candidate'))",
        "ALTER TABLE annotators ADD COLUMN person TEXT",
        "ALTER TABLE decisions ADD COLUMN sight TEXT NOT NULL DEFAULT 'suggestion'"
        " CHECK (sight IN ('suggestion', 'withheld', 'in passing'))",
    )


MIGRATIONS = (
    documents_and_suggestions,
    decisions,
    schemes,
    changes_of_several_sentences,
    readings,
    removals,
    skipped_apart,
    profiles,
    boilerplate,
    habits,
    renamings,
    roles_and_sight,
    qualifications,
    slots_and_leases,
    reviews,
    order_of_copies,
    editions,
    revisions,
    carries_in_sentences,
    words_of_articles,
    counters,
    held_leases,
)
"""In the order they are applied. The database remembers them by the names of their functions."""

SCHEMA_VERSION = len(MIGRATIONS)
"""What a database that has them all says of itself; one with a higher number was written by a newer program."""


def apply_migrations(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date. Call inside `BEGIN IMMEDIATE`: two processes may open a new file at once."""
    # Deferred: sqlite-utils takes 100 ms to import, which only who makes or upgrades a database need pay.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("annotator")
    for migration in MIGRATIONS:
        migrations()(migration)
    migrations.apply(Database(connection, strict=True))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def stand_in_for_newer_tables(connection: sqlite3.Connection) -> None:
    """Give a connection that may only read empty tables in place of those that the database is too old to have.

    They live in the connection, not in the file. So what reads need not ask how old a database is.
    """
    have = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.execute("PRAGMA temp_store = MEMORY")
    for table, columns in _NEWER_TABLES.items():
        if table not in have:
            connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
    if "revisions" not in have:  # then it keeps the schemes that were adopted
        connection.execute(
            "INSERT INTO revisions (id, uuid, at, name, version, toml)"
            " SELECT id, hex(id), adopted_at, name, version, toml FROM schemes"
        )
    for table, rows in STAND_INS.items():
        if table not in have:
            connection.execute(f"CREATE TEMP VIEW {table} AS {rows}")
    for table, newer in _NEWER_COLUMNS.items():
        has = {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        lacking = [f"{value} AS {column}" for column, value in newer.items() if column not in has]
        if has and lacking:
            columns_of_today = f"rowid AS rowid, *, {', '.join(lacking)}"  # a view has no rowid of its own
            connection.execute(f"CREATE TEMP VIEW {table} AS SELECT {columns_of_today} FROM main.{table}")


_NEWER_TABLES = {
    "schemes": "id INTEGER PRIMARY KEY, name TEXT, version TEXT, toml TEXT, adopted_at TEXT",
    "readings": "suggestion INTEGER PRIMARY KEY, readings TEXT",
    "removals": "id INTEGER PRIMARY KEY, uuid TEXT, document INTEGER, kind TEXT, who TEXT, at TEXT, clock INTEGER",
    "profiles": "id INTEGER PRIMARY KEY, name TEXT, adopted_at TEXT",
    "removed": "document INTEGER PRIMARY KEY, sentences INTEGER",
    "chances": "document INTEGER PRIMARY KEY, chances BLOB",
    "renamings": "id INTEGER PRIMARY KEY, step INTEGER, kind TEXT, old TEXT, new TEXT, origin INTEGER",
    "standing_renamings": "origin INTEGER PRIMARY KEY, old TEXT, new TEXT",
    "habits": "digest TEXT PRIMARY KEY, habits TEXT",
    "qualifications": "id INTEGER PRIMARY KEY, uuid TEXT, made_at TEXT, who TEXT, seed INTEGER, pass_mark REAL",
    "qualification_items": "qualification INTEGER, sentence_id INTEGER, gold INTEGER",
    "qualification_results": "id INTEGER PRIMARY KEY, qualification INTEGER, person TEXT, at TEXT, score REAL,"
    " passed INTEGER, roles TEXT",
    "assignments": "id INTEGER PRIMARY KEY, uuid TEXT, at TEXT, who TEXT, lease_hours REAL, qualified INTEGER,"
    " told TEXT",
    "slots": "document INTEGER, slot INTEGER, reserved_for TEXT, rank INTEGER, named INTEGER",
    "leases": "id INTEGER PRIMARY KEY, uuid TEXT, document INTEGER, slot INTEGER, annotator TEXT, taken_at TEXT,"
    " state TEXT, ended_at TEXT, why TEXT",
    "reviews": "id INTEGER PRIMARY KEY, decision INTEGER, kind TEXT, versions TEXT, taken TEXT, cause TEXT,"
    " paragraph TEXT",
    **_EDITIONS,
    "revisions": "id INTEGER PRIMARY KEY, uuid TEXT, parent INTEGER, clock INTEGER DEFAULT 0, at TEXT, who TEXT,"
    " reason TEXT, name TEXT, version TEXT, toml TEXT, guidelines TEXT, labels TEXT DEFAULT '{}',"
    " changes TEXT DEFAULT '[]'",
}
"""Tables that commands which only read ask for and that the first databases lacked, with the columns they ask for."""

_NEWER_COLUMNS = {
    "annotators": {"role": "'annotator'", "person": "NULL"},
    "decisions": {"sight": "'suggestion'", "revision": "NULL"},
    "steps": {"sentence_id": "NULL", "uuid": "hex(id)", "clock": "id", "carried": "0"},
    "removals": {"clock": "id"},
}
"""Columns that they ask for and that the first databases lacked, by their tables, with what stands in for them."""
