"""Making the log of the tables of before."""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.store.files.database import open_database, opened
from annotator.store.log.schema import CACHES
from annotator.store.migrations import THE_LOG, before_the_log, one_log
from annotator.store.sqlite.sqlite_library import connect
from tests.store.old_databases import VERSIONS, unpack, unpack_team

_A_TIME = "2026-01-01T00:00:00.000Z"


def _machine_steps(decisions: int) -> int:
    """Hundreds of steps of SQLite's machine that it takes to make the log of so many decisions."""
    with closing(connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        before_the_log(connection)
        connection.execute(
            "INSERT INTO documents VALUES (1, 'd', ?, ?, NULL, NULL, NULL, 0, ?, '{}', '[]', 'text')",
            ("0" * 64, decisions, _A_TIME),
        )
        connection.execute("INSERT INTO annotators (name, created_at) VALUES ('ana', ?)", (_A_TIME,))
        for key in range(1, decisions + 1):
            connection.execute("INSERT INTO sentences VALUES (?, 1, ?, ?, ?)", (key, key - 1, key - 1, key))
            connection.execute(
                "INSERT INTO steps (id, annotator, kind, at, uuid, clock) VALUES (?, 'ana', 'decide', ?, ?, ?)",
                (key, _A_TIME, f"{key:032x}", key),
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
        one_log(connection)
        connection.set_progress_handler(None, 0)
        assert connection.one_value("SELECT count(*) FROM heads") == decisions
    return steps


def test_twice_as_many_decisions_take_twice_as_long() -> None:
    assert _machine_steps(800) < 3 * _machine_steps(400)


_FACTS = (
    # But for the scheme that ships today, which every database begins with.
    "SELECT kind, e.uuid, clock, at, who, sha256, position, undoes, body FROM events AS e LEFT JOIN documents AS d"
    " ON d.number = e.document LEFT JOIN sentences AS s ON s.id = e.sentence"
    " WHERE e.uuid NOT LIKE '000%' ORDER BY e.uuid",
    "SELECT d.uuid, e.uuid, d.sentence_id, annotator, answer, labels, note, flagged, implied, seconds, keys,"
    " suggestion, replaces, repeats, decided_at, sight, scheme.uuid, verdict FROM decisions AS d"
    " JOIN events AS e ON e.id = d.event LEFT JOIN events AS scheme ON scheme.id = d.revision ORDER BY d.id",
    "SELECT id, habits FROM runs ORDER BY id",
    "SELECT id, boilerplate FROM suggestions ORDER BY id",
)
WITHOUT_LOG = [version for version in VERSIONS if version < THE_LOG]
MADE = {
    2: "f09cf4f465cf",
    3: "ea716c58eced",
    4: "1789706d2080",
    5: "d157e0523362",
    6: "44df3d030ae8",
    7: "62b433700f5a",
    8: "5338bf693d9a",
    9: "eb02617ba58d",
    10: "c36db9c50190",
    11: "fdf0b5dc28a3",
    12: "bffdcd9747ea",
    13: "3660ab9546b9",
    14: "ff5f510a295d",
    15: "1175374157d2",
    16: "eacd8215535e",
    17: "f4b18fd87a63",
    18: "8127e11984e2",
    19: "00f4dfe91587",
    21: "c1c641612a57",
    22: "e7459265c532",
}


def digest(path: Path) -> str:
    """What the facts of a database that is brought up to date are, as a checksum."""
    with closing(open_database(path, is_copy=True)) as connection:
        rows = [connection.execute(sql).fetchall() for sql in _FACTS]
    return sha256(repr(rows).encode()).hexdigest()[:12]


@pytest.mark.parametrize("version", WITHOUT_LOG)
def test_an_old_database_becomes_the_same_log_for_ever(version: int, tmp_path: Path) -> None:
    # Copies that are brought up to date apart, by programs of other days, have the same events.
    assert digest(unpack(version, tmp_path)) == MADE[version]


def test_the_work_of_a_team_becomes_the_same_log_for_ever(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    path = unpack_team(tmp_path)
    assert digest(path) == "efdc1f32daa6"
    with opened(path) as connection:
        made = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in CACHES}
    assert "\n".join(f"{name} {row}" for name, rows in made.items() for row in rows) == snapshot
