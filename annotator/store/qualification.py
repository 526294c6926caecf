"""Who has passed a qualification: sets of gold sentences that candidates answer without seeing a suggestion."""

from __future__ import annotations

from annotator.store.sqlite_library import sqlite3


def has_passed(connection: sqlite3.Connection, person: str) -> bool:
    """Whether that person has passed any qualification of this database. `person`: the name they annotate under."""
    found = connection.execute("SELECT 1 FROM qualification_results WHERE person = ? AND passed", (person,))
    return found.fetchone() is not None
