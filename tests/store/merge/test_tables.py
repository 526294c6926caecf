"""Every table is read of copies, or made anew from those that are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.files.database import open_database
from annotator.store.log.schema import CACHES
from annotator.store.merge.joining import MAPPED
from annotator.store.merge.merger import FACTS, empty_tables
from annotator.store.migrations import SCHEMA_VERSION, THE_LOG
from annotator.store.sqlite.sqlite_library import connect


def test_whoever_adds_a_table_decides_what_becomes_of_it_where_copies_come_together(database: Path) -> None:
    with closing(open_database(database)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        named = {
            parent
            for table in FACTS
            for (parent,) in connection.execute('SELECT "table" FROM pragma_foreign_key_list(?)', (table,))
        }
    words = {name for name in tables if name.startswith(("article_words", "title_words"))}
    assert tables - words - {"_sqlite_migrations"} == {*FACTS, *CACHES}
    assert named - {"runs"} == set(MAPPED), "runs have the same names in all copies"


@pytest.mark.parametrize("version", range(THE_LOG, SCHEMA_VERSION + 1))
def test_of_a_copy_with_a_log_only_facts_are_read(tmp_path: Path, version: int) -> None:
    with closing(connect(tmp_path / "staged.db")) as staged:
        assert [table for table, _ in empty_tables(staged, version)] == [*FACTS]
