"""Revisions in the database: which is in use, the line that led to it, a new one, and labels by the keys of today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from annotator.core.errors import DatabaseRefused
from annotator.core.revisions import (
    Change,
    Label,
    LabelNames,
    LabelTable,
    Revision,
    change_from_json,
    change_to_json,
    numbered,
    table_from_json,
    table_to_json,
)
from annotator.store.log import events
from annotator.store.log.kinds import NOBODY, Scheme
from annotator.store.log.rows import columns_of
from annotator.store.log.schema import NEWEST
from annotator.store.sqlite.sqlite_library import sqlite3

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
    before = connection.execute(f"SELECT uuid FROM revisions {NEWEST}").fetchone()
    parent = None if before is None else before[0]
    made = [change_to_json(change) for change in changes]
    event = Scheme(parent, *scheme, guidelines, table_to_json(labels), made, reason)
    return events.append(connection, who or NOBODY, event).id


# ---- labels of former days under the keys of today
#
# What is stored stays as it was said. Where a label has had another key, views of the connection take the place of the
# tables that hold labels, and put today's keys in: so no query need know of it. Whatever writes names the tables of the
# file, as in `main.decisions`.


_WITH_LABELS = {"decisions": ("labels",), "suggestions": ("labels", "topics"), "drafts": ("labels",)}
"""The tables that hold labels, and in which columns."""

_CHANGED = """SELECT 1 FROM revisions WHERE instr(changes, '"rename"') OR instr(changes, '"merge"') LIMIT 1"""


def show_todays_labels(connection: sqlite3.Connection) -> None:
    """Let the connection read labels under the keys of the revision in use."""
    if connection.execute(_CHANGED).fetchone() is None:
        return
    (labels,) = connection.execute(f"SELECT labels FROM revisions {NEWEST}").fetchone()
    try:
        names = table_from_json(orjson.loads(labels)).names()
    except (LookupError, TypeError, ValueError):
        return  # `all_revisions` refuses it, and `annotator check` must be able to look at it
    show_labels_by(connection, names)


def show_labels_by(connection: sqlite3.Connection, names: LabelNames) -> None:
    """Let the connection read labels under these keys from now on, instead of those it went by before."""
    show_stored_labels(connection)
    if not names:
        return
    if not connection.in_transaction:
        connection.execute("PRAGMA temp_store = MEMORY")
    connection.create_function("of_today", 1, lambda column: of_today(column, names), deterministic=True)
    made_anew = {name for (name,) in connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'table'")}
    for table, columns in _WITH_LABELS.items():
        if table in made_anew:  # as of former days: nothing can stand for what stands for the table
            changed = ", ".join(f"{column} = {_today(column, names)}" for column in columns)
            connection.execute(f"UPDATE temp.{table} SET {changed}")
            continue
        shown = ", ".join(
            f"{_today(column, names)} AS {column}" if column in columns else f'"{column}"'
            for column in columns_of(connection, table)
        )
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT {shown} FROM main.{table}")


def show_stored_labels(connection: sqlite3.Connection) -> None:
    """Let the connection read labels as they are stored: for whoever looks at the file itself."""
    for table in _WITH_LABELS:
        found = connection.execute("SELECT sql FROM temp.sqlite_master WHERE name = ? AND type = 'view'", (table,))
        if "of_today" in (found.fetchone() or ("",))[0]:
            connection.execute(f"DROP VIEW temp.{table}")


def of_today(column: Any, names: LabelNames) -> Any:
    """The JSON column of labels, or of suggested topics, under the keys of today; what is no JSON stays as it is."""
    try:
        data = orjson.loads(column)
        if isinstance(data, list):
            best = dict[str, list[Any]]()
            for topic, *rest in data:
                key = names.topics.get(topic, topic)
                best.setdefault(key, [key, *rest])
            return orjson.dumps([*best.values()]).decode("utf-8")
        if "topics" in data:
            data["topics"] = names.of_topics(data["topics"])
        for quote in data.get("quotes", ()):
            if quote.get("attributes"):
                quote["attributes"] = names.of_attributes(quote["attributes"])
    except (ValueError, TypeError, AttributeError):
        return column
    return orjson.dumps(data).decode("utf-8")


def _today(column: str, names: LabelNames) -> str:
    """SQL for the column; the function is asked only where an old key stands in it as text."""
    texts = ["'" + orjson.dumps(key).decode().replace("'", "''") + "'" for key in sorted({*names.old_keys()})]
    found = " OR ".join(f"instr({column}, {text})" for text in texts)
    return f"CASE WHEN {found} THEN of_today({column}) ELSE {column} END"
