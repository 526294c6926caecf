"""Every table of the schema is looked at."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.store.files.database import open_database
from annotator.store.integrity import CHECKS, facts
from annotator.store.integrity.caches import SAID
from annotator.store.integrity.problem import IntegrityCheck
from annotator.store.log.schema import CACHES


def test_every_table_has_a_check(database: Path) -> None:
    with closing(open_database(database)) as connection:
        tables = {
            row[1]
            for row in connection.execute("PRAGMA main.table_list")
            if row[2] == "table" and not row[1].startswith("sqlite_")
        }
    looked_at = {table for check in CHECKS for table in check.tables}.union(CACHES)
    assert SAID.keys() == CACHES.keys(), "say what is wrong where a row of it is"
    assert tables - looked_at == set(), "add a check of the table's rows in store/integrity/"


def test_every_check_of_rows_is_made_of_a_copy_that_is_merged() -> None:
    checks = {id(value) for value in vars(facts).values() if isinstance(value, IntegrityCheck)}
    assert checks - {id(check) for check in facts.ROWS} == {id(facts.UNSAID)}
