"""Labels of former days under the keys of today, for all that reads them by a connection.

What is stored stays as it was said. Where a label has had another key, views of the connection take the place of the
tables that hold labels, and put today's keys in: so no query need know of it. Whatever writes names the tables of the
file, as in `main.decisions`.
"""

from __future__ import annotations

from typing import Any

from annotator.core.revisions import LabelNames, table_from_json
from annotator.store.log.schema import NEWEST
from annotator.store.sqlite.sqlite_library import sqlite3

_WITH_LABELS = {"decisions": ("labels",), "suggestions": ("labels", "topics"), "drafts": ("labels",)}
"""The tables that hold labels, and in which columns."""

_CHANGED = """SELECT 1 FROM revisions WHERE instr(changes, '"rename"') OR instr(changes, '"merge"') LIMIT 1"""


def show_todays_labels(connection: sqlite3.Connection) -> None:
    """Let the connection read labels under the keys of the revision in use."""
    if connection.execute(_CHANGED).fetchone() is None:
        return
    import orjson

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
            for (column,) in connection.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))
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
    import orjson

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
    texts = ["'" + _json(key).replace("'", "''") + "'" for key in sorted({*names.old_keys()})]
    found = " OR ".join(f"instr({column}, {text})" for text in texts)
    return f"CASE WHEN {found} THEN of_today({column}) ELSE {column} END"


def _json(key: str) -> str:
    import orjson

    return orjson.dumps(key).decode("utf-8")
