"""Every table, and every row that another names, has a rule for copies that come together."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.database import open_database
from annotator.store.merge.rules import DERIVED_COLUMNS, READ, RULES, Rule
from annotator.store.merge.tables import MAPPED
from annotator.store.sqlite_library import sqlite3


@pytest.fixture
def connection(database: Path) -> sqlite3.Connection:
    return open_database(database)


def test_every_table_has_a_rule_and_every_rule_a_table(connection: sqlite3.Connection) -> None:
    with closing(connection):
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == set(RULES), "decide in store/merge/rules.py what becomes of a table where copies come together"


def test_every_row_that_others_name_by_an_id_of_this_file_is_found_in_the_target(
    connection: sqlite3.Connection,
) -> None:
    with closing(connection):
        named = {
            parent
            for table in READ
            for column, parent, to in connection.execute(
                'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', (table,)
            )
            if column not in DERIVED_COLUMNS.get(table, ()) and to in ("id", "number", None)
        }
    assert named - {"runs", "annotators"} <= set(MAPPED), "runs and annotators have the same names in all copies"


def test_tables_that_are_read_have_no_column_that_is_made_anew_elsewhere(connection: sqlite3.Connection) -> None:
    with closing(connection):
        for table, columns in DERIVED_COLUMNS.items():
            have = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            assert have.issuperset(columns)
    assert not {table for table in READ if RULES[table] in (Rule.DERIVED, Rule.OURS)}
