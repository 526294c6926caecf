"""The habits at edges of the newest run, which the screen goes by, read without all that `store.habits` needs."""

from __future__ import annotations

import orjson

from annotator.core.edges import EdgeHabits
from annotator.store.sqlite.sqlite_library import sqlite3


def edge_habits(connection: sqlite3.Connection) -> EdgeHabits:
    """The habits at edges of quotes that the newest run was adapted to; empty without any."""
    row = connection.execute(
        "SELECT habits -> '$.edges' FROM runs ORDER BY started_at DESC, rowid DESC LIMIT 1"
    ).fetchone()
    return EdgeHabits.from_json({} if row is None or row[0] is None else orjson.loads(row[0]))
