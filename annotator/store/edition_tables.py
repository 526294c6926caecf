"""The tables of corrected articles: they belong to the migrations, which name this function in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.first_tables import execute_all

if TYPE_CHECKING:
    from sqlite_utils import Database


def editions(database: Database) -> None:
    """Which document is a later edition of which, and what became of the decisions of the earlier one.

    `carries` has, for each decision of the earlier edition, one row or several: `kept` and `moved` ones became a
    decision of the later edition; `touched` ones are to be looked at in the sentences of their rows; `orphaned` ones
    have in `sentence_id` the sentence after which their own stood. `stood` is what the annotator had decided of that
    sentence before. `looked_at` has the orphaned ones that were acknowledged. All three are only ever added to.
    `steps.carried`: the step only says decisions again of an earlier edition. No undo takes it back.
    """
    execute_all(
        database,
        "ALTER TABLE steps ADD COLUMN carried INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1))",
        """
        CREATE TABLE editions (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            earlier INTEGER NOT NULL REFERENCES documents (number),
            later INTEGER NOT NULL REFERENCES documents (number),
            who TEXT NOT NULL CHECK (who <> ''),
            at TEXT NOT NULL,
            clock INTEGER NOT NULL,
            CHECK (earlier <> later)
        ) STRICT
        """,
        "CREATE INDEX editions_by_earlier ON editions (earlier)",
        "CREATE INDEX editions_by_later ON editions (later)",
        """
        CREATE TABLE carries (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            edition INTEGER NOT NULL REFERENCES editions (id),
            decision INTEGER NOT NULL REFERENCES decisions (id),
            kind TEXT NOT NULL CHECK (kind IN ('kept', 'moved', 'touched', 'orphaned')),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            became INTEGER REFERENCES decisions (id),
            stood INTEGER REFERENCES decisions (id),
            UNIQUE (edition, decision, sentence_id),
            CHECK ((became IS NOT NULL) = (kind IN ('kept', 'moved')))
        ) STRICT
        """,
        "CREATE INDEX carries_by_became ON carries (became) WHERE became IS NOT NULL",
        "CREATE INDEX carries_by_decision ON carries (decision)",
        """
        CREATE TABLE looked_at (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            carry INTEGER NOT NULL REFERENCES carries (id),
            who TEXT NOT NULL CHECK (who <> ''),
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX looked_at_by_carry ON looked_at (carry)",
        *(
            f"CREATE TRIGGER {table}_{never} BEFORE {change} ON {table} BEGIN"
            f" SELECT RAISE (ABORT, '{table} are append-only'); END"
            for table in ("editions", "carries", "looked_at")
            for never, change in (("never_change", "UPDATE"), ("never_go", "DELETE"))
        ),
    )


def carries_in_sentences(database: Database) -> None:
    """What became of decisions, to be found by the sentences of the later edition."""
    execute_all(database, "CREATE INDEX carries_by_sentence ON carries (sentence_id)")


NEWER_TABLES = {
    "editions": "id INTEGER PRIMARY KEY, uuid TEXT, earlier INTEGER, later INTEGER, who TEXT, at TEXT, clock INTEGER",
    "carries": "id INTEGER PRIMARY KEY, uuid TEXT, edition INTEGER, decision INTEGER, kind TEXT, sentence_id INTEGER,"
    " became INTEGER, stood INTEGER",
    "looked_at": "id INTEGER PRIMARY KEY, uuid TEXT, carry INTEGER, who TEXT, at TEXT",
}
"""Stand-ins for databases that are too old to have these tables, with the columns that are asked for."""
