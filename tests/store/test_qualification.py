"""Qualifications: sets of gold sentences, who answered them, and who passed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.database import open_database
from annotator.store.qualification import has_passed
from annotator.store.sqlite_library import sqlite3


def test_only_who_passed_a_qualification_has_passed(database: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("INSERT INTO qualifications VALUES (1, 'q', '2026-01-01', 'lead', 1, 0.8)")
        for number, (person, passed) in enumerate([("ana", 1), ("bo", 0)], start=1):
            connection.execute(
                "INSERT INTO qualification_results VALUES (?, ?, 1, ?, '2026-01-02', 0.5, ?, '{}')",
                (number, person, person, passed),
            )
        assert has_passed(connection, "ana")
        assert not has_passed(connection, "bo")
        assert not has_passed(connection, "cleo")
        for table in ("qualifications", "qualification_results"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"DELETE FROM {table}")
