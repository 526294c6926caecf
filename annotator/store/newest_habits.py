"""The parts of the newest run's habits that the screen goes by, read without all that `store.habits` needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from annotator.core.edge_habits import EdgeHabits
from annotator.store.sqlite_library import sqlite3

if TYPE_CHECKING:
    from annotator.core.topic_habits import TopicHabits


def edge_habits(connection: sqlite3.Connection) -> EdgeHabits:
    """The habits at edges of quotes that the newest run was adapted to; empty without any."""
    return EdgeHabits.from_json(_newest_part(connection, "edges") or {})


def topic_habits(connection: sqlite3.Connection) -> TopicHabits:
    """What the newest run knew of topics by decisions; empty without any."""
    from annotator.core.topic_habits import TopicHabits  # deferred: asked for by a key

    found = _newest_part(connection, "topics")
    return TopicHabits() if found is None else TopicHabits.from_json(found)


def _newest_part(connection: sqlite3.Connection, part: str) -> dict[str, Any] | None:
    """One part of the habits that the newest run was adapted to, as `Habits.to_json` has it; None without any."""
    row = connection.execute(
        "SELECT habits -> ? FROM runs LEFT JOIN habits ON digest = settings ->> '$.habits.digest'"
        " ORDER BY started_at DESC, runs.rowid DESC LIMIT 1",
        (f"$.{part}",),
    ).fetchone()
    return None if row is None or row[0] is None else dict(orjson.loads(row[0]))
