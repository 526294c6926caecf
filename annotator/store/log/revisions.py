"""Revisions in the database: which one is in use, the line that led to it, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.errors import DatabaseRefused
from annotator.store.log import events
from annotator.store.log.kinds import NOBODY, Scheme
from annotator.store.log.schema import NEWEST
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.core.revisions import Change, Label, LabelTable, Revision

_COLUMNS = (
    "id, uuid, parent, clock, at, who, reason, name, version, toml, guidelines, labels, changes"  # as in `Revision`
)


def newest_revision(connection: sqlite3.Connection) -> int | None:
    """The key of the revision in use; None in a database too old to have any."""
    row = connection.execute(f"SELECT id FROM revisions {NEWEST}").fetchone()
    return None if row is None else int(row[0])


def all_revisions(connection: sqlite3.Connection) -> tuple[Revision, ...]:
    """Every revision that the database knows, in order; the last is the one in use.

    Raises DatabaseRefused where a row is damaged.
    """
    import orjson

    from annotator.core.revisions import LabelTable, Revision, change_from_json, numbered, table_from_json

    found = []
    for *row, labels, changes in connection.execute(f"SELECT {_COLUMNS} FROM revisions ORDER BY clock, uuid"):
        try:
            data = orjson.loads(labels)
            table = table_from_json(data) if data else LabelTable()
            made = tuple(change_from_json(change) for change in orjson.loads(changes))
        except (LookupError, TypeError, ValueError) as error:
            raise DatabaseRefused(
                f"revision {row[0]} of the label scheme is damaged", "`annotator restore` brings back a copy"
            ) from error
        found.append(Revision(*row, table, made))  # type: ignore[call-arg]
    return numbered(found)


def line(connection: sqlite3.Connection) -> tuple[Revision, ...]:
    """The revisions that came after each other up to the one in use, which is the last."""
    found = [one for one in all_revisions(connection) if one.number is not None]
    return tuple(sorted(found, key=lambda one: one.number or 0))


def outdated_topics(connection: sqlite3.Connection) -> tuple[Label, ...]:
    """The topics that decisions may hold and that the scheme in use does not offer."""
    revisions = all_revisions(connection)
    return revisions[-1].labels.outdated() if revisions else ()


def outdated_by_revision(connection: sqlite3.Connection) -> dict[int | None, frozenset[str]]:
    """Under each revision, all keys of the topics that were not offered any more. A glance tells where none are."""
    found = connection.execute(
        """SELECT 1 FROM revisions WHERE instr(changes, '"split"') OR instr(changes, '"retire"') LIMIT 1"""
    ).fetchone()
    if found is None:
        return {}
    return {
        one.key: frozenset(key for label in one.labels.outdated() for key in label.keys)
        for one in all_revisions(connection)
    }


def outdated_keys(connection: sqlite3.Connection, revision: int | None = None) -> frozenset[str]:
    """The same under one of them, by its key; None: that in use."""
    key = newest_revision(connection) if revision is None else revision
    return outdated_by_revision(connection).get(key, frozenset())


def add_revision(
    connection: sqlite3.Connection,
    *,
    scheme: tuple[str, str, str | None],
    labels: LabelTable,
    changes: Sequence[Change],
    guidelines: str | None,
    who: str | None = None,
    reason: str | None = None,
) -> int:
    """Append a revision, which is in use from now on; its key. Call inside a transaction.

    `scheme`: name, version and text (None: the one that ships).
    """
    from annotator.core.revisions import change_to_json, table_to_json

    before = connection.execute(f"SELECT uuid FROM revisions {NEWEST}").fetchone()
    parent = None if before is None else before[0]
    made = [change_to_json(change) for change in changes]
    event = Scheme(parent, *scheme, guidelines, table_to_json(labels), made, reason)
    return events.append(connection, who or NOBODY, event).id
