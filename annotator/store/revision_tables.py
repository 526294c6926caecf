"""The tables of revisions: steps of `migrations`, which never change once they have shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.store.clock import tick
from annotator.store.first_tables import execute_all

if TYPE_CHECKING:
    from sqlite_utils import Database

    from annotator.core.scheme import LabelScheme

SHIPPED = "0" * 32
"""The uuid of the first revision of every database: the scheme that ships."""


def revisions(database: Database) -> None:
    """The label scheme and guidelines as they stood from one day to another; every decision names its revision.

    Every database begins with what ships. Schemes of before become revisions in their order, with uuids by what they
    hold, which are the same in every copy. A decision of before gets the one that held when it was made. `toml` is NULL
    for the scheme that ships, `guidelines` where the text is not the database's own.
    """
    import hashlib  # deferred, with what follows: whoever opens a database of today needs none of it

    import orjson

    from annotator.core.errors import InputRefused
    from annotator.core.resources import read_schema
    from annotator.core.scheme import DEFAULT_SCHEME, parse_scheme

    execute_all(
        database,
        """
        CREATE TABLE revisions (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            parent INTEGER REFERENCES revisions (id),
            clock INTEGER NOT NULL,
            at TEXT,
            who TEXT CHECK (who <> ''),
            reason TEXT CHECK (reason <> ''),
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            toml TEXT,
            guidelines TEXT,
            labels TEXT NOT NULL CHECK (json_valid(labels)),
            changes TEXT NOT NULL CHECK (json_valid(changes))
        ) STRICT
        """,
        """
        CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions BEGIN
            SELECT RAISE (ABORT, 'revisions are append-only');
        END
        """,
        """
        CREATE TRIGGER revisions_never_go BEFORE DELETE ON revisions BEGIN
            SELECT RAISE (ABORT, 'revisions are append-only');
        END
        """,
        "ALTER TABLE decisions ADD COLUMN revision INTEGER REFERENCES revisions (id)",
    )
    shipped = parse_scheme(read_schema(DEFAULT_SCHEME), DEFAULT_SCHEME)
    _add(database, SHIPPED, None, 0, None, shipped.name, shipped.version, None, _table(shipped))
    moments = []
    clock = 0
    found = database.execute("SELECT id, name, version, toml, adopted_at FROM schemes ORDER BY id").fetchall()
    for row, name, version, toml, at in found:
        clock = tick(at, clock)
        uuid = hashlib.sha256(orjson.dumps([name, version, toml, at])).hexdigest()[:32]
        try:
            table = _table(parse_scheme(toml, f"label scheme {row}"))
        except (InputRefused, RecursionError):
            table = {"topics": [], "attributes": []}  # whoever reads it says what is wrong
        parent = database.execute("SELECT max(id) FROM revisions").fetchone()[0]
        if not database.execute("SELECT 1 FROM revisions WHERE uuid = ?", (uuid,)).fetchone():
            moments.append((_add(database, uuid, parent, clock, at, name, version, toml, table), at))
    _of_earlier_decisions(database, moments)


def _of_earlier_decisions(database: Database, moments: list[tuple[int, str]]) -> None:
    """Tell decisions their revision: once, as long as no program that knows revisions has seen them."""
    found = database.execute("SELECT sql FROM sqlite_master WHERE name = 'decisions_never_change'").fetchone()
    database.execute("DROP TRIGGER IF EXISTS decisions_never_change")
    database.execute("UPDATE decisions SET revision = 1 WHERE answer IS NOT NULL")
    for key, at in moments:
        database.execute("UPDATE decisions SET revision = ? WHERE decided_at >= ? AND answer IS NOT NULL", (key, at))
    if found is not None:  # tables that a copy is read into have no triggers
        database.execute(found[0])


def _add(
    database: Database,
    uuid: str,
    parent: int | None,
    clock: int,
    at: str | None,
    name: str,
    version: str,
    toml: str | None,
    table: dict[str, Any],
) -> int:
    import orjson

    database.execute(
        "INSERT INTO revisions (uuid, parent, clock, at, name, version, toml, labels, changes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]')",
        (uuid, parent, clock, at, name, version, toml, orjson.dumps(table).decode("utf-8")),
    )
    return int(database.execute("SELECT max(id) FROM revisions").fetchone()[0])


def _table(scheme: LabelScheme) -> dict[str, Any]:
    """The labels of a scheme, each with the key that it has as its id."""
    return {
        "topics": [_label(topic.key, topic.name) for topic in scheme.topics],
        "attributes": [
            _label(one.name, one.title) | {"values": [_label(value, value) for value in one.values]}
            for one in scheme.attributes
        ],
    }


def _label(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "keys": [key], "name": name, "use": "used"}
