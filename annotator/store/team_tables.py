"""The tables of teams: they belong to the migrations, which name these functions in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.clock import tick
from annotator.store.first_tables import execute_all

if TYPE_CHECKING:
    from sqlite_utils import Database


def qualifications(database: Database) -> None:
    """Sets of gold sentences that candidates answer, and how they did: events that are only ever added.

    An item names the decision that was gold when the set was made, so that a later review changes no result. There is
    one result for each set and person.
    """
    execute_all(
        database,
        """
        CREATE TABLE qualifications (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            made_at TEXT NOT NULL,
            who TEXT NOT NULL CHECK (who <> ''),
            seed INTEGER NOT NULL,
            pass_mark REAL NOT NULL CHECK (pass_mark BETWEEN 0 AND 1)
        ) STRICT
        """,
        """
        CREATE TABLE qualification_items (
            qualification INTEGER NOT NULL REFERENCES qualifications (id),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            gold INTEGER NOT NULL REFERENCES decisions (id),
            PRIMARY KEY (qualification, sentence_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE qualification_results (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            qualification INTEGER NOT NULL REFERENCES qualifications (id),
            person TEXT NOT NULL CHECK (person <> ''),
            at TEXT NOT NULL,
            score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
            passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
            roles TEXT NOT NULL CHECK (json_valid(roles)),
            UNIQUE (qualification, person)
        ) STRICT
        """,
        *(
            f"CREATE TRIGGER {table}_{never} BEFORE {change} ON {table} BEGIN"
            f" SELECT RAISE (ABORT, '{table} are append-only'); END"
            for table in ("qualifications", "qualification_items", "qualification_results")
            for never, change in (("never_change", "UPDATE"), ("never_go", "DELETE"))
        ),
    )


def slots_and_leases(database: Database) -> None:
    """Places of documents for annotators, who took which of them, and what `annotator assign` was told.

    A document with overlap 3 has the slots 1, 2 and 3. A lease is `held` until its document is `finished`, or until it
    is `released`: its time is over and somebody else took the slot, or it was given back; `why` says which. At most one
    lease that is not released exists for a slot, and for an annotator in a document. Leases are never deleted, and who
    took what when never changes. `named`: slots that were given to documents by name, which a general rule leaves.
    """
    execute_all(
        database,
        """
        CREATE TABLE assignments (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL,
            who TEXT NOT NULL CHECK (who <> ''),
            lease_hours REAL NOT NULL CHECK (lease_hours > 0),
            qualified INTEGER NOT NULL CHECK (qualified IN (0, 1)),
            told TEXT NOT NULL CHECK (json_valid(told))
        ) STRICT
        """,
        """
        CREATE TABLE slots (
            document INTEGER NOT NULL REFERENCES documents (number),
            slot INTEGER NOT NULL CHECK (slot >= 1),
            reserved_for TEXT CHECK (reserved_for <> ''),
            rank INTEGER NOT NULL,
            named INTEGER NOT NULL CHECK (named IN (0, 1)),
            PRIMARY KEY (document, slot)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX slots_by_rank ON slots (rank, document, slot)",
        """
        CREATE TABLE leases (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            document INTEGER NOT NULL REFERENCES documents (number),
            slot INTEGER NOT NULL CHECK (slot >= 1),
            annotator TEXT NOT NULL REFERENCES annotators (name),
            taken_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('held', 'finished', 'released')),
            ended_at TEXT,
            why TEXT,
            CHECK ((state = 'held') = (ended_at IS NULL)),
            CHECK ((state = 'released') = (why IS NOT NULL))
        ) STRICT
        """,
        "CREATE UNIQUE INDEX one_lease_of_a_slot ON leases (document, slot) WHERE state <> 'released'",
        "CREATE UNIQUE INDEX one_slot_of_an_annotator ON leases (document, annotator) WHERE state <> 'released'",
        "CREATE INDEX leases_by_annotator ON leases (annotator, document)",
        *(
            f"CREATE TRIGGER {table}_never_{verb} BEFORE {change} ON {table} BEGIN SELECT RAISE (ABORT, '{why}'); END"
            for table, verb, change, why in (
                ("assignments", "change", "UPDATE", "assignments are append-only"),
                ("assignments", "go", "DELETE", "assignments are append-only"),
                ("leases", "go", "DELETE", "leases are never deleted"),
                ("leases", "move", "UPDATE OF uuid, document, slot, annotator, taken_at", "a lease never moves"),
            )
        ),
    )


def reviews(database: Database) -> None:
    """What a reviewer's decision says of the versions that it chose among: events that are only ever added.

    `versions` are the uuids of the annotators' decisions as they stood, those that mark the same together; `taken` the
    numbers, from 1, of the versions that mark what the reviewer does. An undo or redo, which says a decision again,
    says this again with it.
    """
    execute_all(
        database,
        """
        CREATE TABLE reviews (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            decision INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
            kind TEXT NOT NULL CHECK (kind IN ('difference', 'audit', 'settled', 'own')),
            versions TEXT NOT NULL CHECK (json_valid(versions)),
            taken TEXT NOT NULL CHECK (json_valid(taken)),
            cause TEXT CHECK (cause IN ('slip', 'gap', 'ambiguous')),
            paragraph TEXT
        ) STRICT
        """,
        """
        CREATE TRIGGER reviews_never_change BEFORE UPDATE ON reviews BEGIN
            SELECT RAISE (ABORT, 'reviews are append-only');
        END
        """,
        """
        CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews BEGIN
            SELECT RAISE (ABORT, 'reviews are append-only');
        END
        """,
    )


def order_of_copies(database: Database) -> None:
    """What steps and removals are called, and their order, in every copy of a database.

    `clock` is milliseconds since 1970, but always more than that of the annotator's step before (of the document's
    removal before): row ids say so only in the copy that a step was made in. What was there before gets both from what
    it holds, so that copies made before this have the same.
    """
    execute_all(
        database,
        "ALTER TABLE steps ADD COLUMN uuid TEXT",
        "ALTER TABLE steps ADD COLUMN clock INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE removals ADD COLUMN clock INTEGER NOT NULL DEFAULT 0",
        "DROP TRIGGER removals_never_change",
    )
    _name_steps(database)
    _set_clocks(database, "steps", "annotator")
    _set_clocks(database, "removals", "document")
    execute_all(
        database,
        "CREATE UNIQUE INDEX steps_by_uuid ON steps (uuid)",
        "CREATE INDEX steps_in_order ON steps (annotator, clock, uuid)",
        "CREATE INDEX steps_undone ON steps (target) WHERE kind = 'undo'",
        "CREATE TRIGGER removals_never_change BEFORE UPDATE ON removals BEGIN"
        " SELECT RAISE (ABORT, 'removals are append-only'); END",
    )


def _name_steps(database: Database) -> None:
    """Give each step the uuid that follows from its first decision, or else from all that it is."""
    from hashlib import sha256

    found = database.execute(
        "SELECT steps.id, (SELECT uuid FROM decisions WHERE step = steps.id ORDER BY id LIMIT 1),"
        " steps.annotator, kind, at, sha256, position FROM steps"
        " LEFT JOIN sentences ON sentences.id = steps.sentence_id LEFT JOIN documents ON number = document"
    ).fetchall()
    named = [
        (sha256(repr(("step", first) if first else ("step", step, *rest)).encode()).hexdigest()[:32], step)
        for step, first, *rest in found
    ]
    database.conn.executemany("UPDATE steps SET uuid = ? WHERE id = ?", named)


def _set_clocks(database: Database, table: str, of: str) -> None:
    """Give each row its clock: the time of `at`, but later than that of the row before of the same `of`."""
    last: dict[str, int] = {}
    clocks = []
    for row, whose, at in database.execute(f"SELECT id, {of}, at FROM {table} ORDER BY id").fetchall():
        last[whose] = tick(at, last.get(whose, 0))
        clocks.append((last[whose], row))
    database.conn.executemany(f"UPDATE {table} SET clock = ? WHERE id = ?", clocks)
