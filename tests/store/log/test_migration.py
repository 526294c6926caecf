"""Making the log of the tables of before."""

from __future__ import annotations

from contextlib import closing

from sqlite_utils import Database

from annotator.store.migrations import MIGRATIONS, one_log
from annotator.store.sqlite.sqlite_library import sqlite3

_A_TIME = "2026-01-01T00:00:00.000Z"


def _machine_steps(decisions: int) -> int:
    """Hundreds of steps of SQLite's machine that it takes to make the log of so many decisions."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        database = Database(connection)
        for migration in MIGRATIONS[: MIGRATIONS.index(one_log)]:
            migration(database)
        connection.execute(
            "INSERT INTO documents VALUES (1, 'd', ?, ?, NULL, NULL, NULL, 0, ?, '{}', '[]', 'text')",
            ("0" * 64, decisions, _A_TIME),
        )
        connection.execute("INSERT INTO annotators (name, created_at) VALUES ('ana', ?)", (_A_TIME,))
        for key in range(1, decisions + 1):
            connection.execute("INSERT INTO sentences VALUES (?, 1, ?, ?, ?)", (key, key - 1, key - 1, key))
            connection.execute(
                "INSERT INTO steps (id, annotator, kind, below, at, uuid, clock)"
                " VALUES (?, 'ana', 'decide', ?, ?, ?, ?)",
                (key, key - 1 or None, _A_TIME, f"{key:032x}", key),
            )
            connection.execute(
                "INSERT INTO decisions (uuid, step, sentence_id, annotator, answer, labels, flagged, implied, seconds,"
                " keys, decided_at) VALUES (?, ?, ?, 'ana', 'reject', '{\"quotes\":[],\"topics\":[]}', 0, 0, 1, 1, ?)",
                (f"{key:032x}", key, key, _A_TIME),
            )
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection.set_progress_handler(count, 100)
        one_log(database)
        connection.set_progress_handler(None, 0)
        assert connection.execute("SELECT count(*) FROM heads").fetchone() == (decisions,)
    return steps


def test_twice_as_many_decisions_take_twice_as_long() -> None:
    assert _machine_steps(800) < 3 * _machine_steps(400)
