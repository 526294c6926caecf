"""The tables of teams: they belong to the migrations, which name these functions in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
