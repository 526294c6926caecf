"""The label scheme of a database, and databases from before it had one."""

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.core.selection import Selection
from annotator.store.copies import copies_in, folder_of
from annotator.store.database import SCHEMA_VERSION, open_database
from annotator.store.importer import Importer
from annotator.store.reader import Reader
from annotator.store.schemes import NewScheme, adopt_scheme, stored_scheme
from annotator.store.sqlite_library import sqlite3
from tests.store.conftest import RUN, suggested

HARBOUR = NewScheme('name = "Harbour"\n[[topic]]\nkey = "ships"', "Harbour", "1")
QUAY = NewScheme('name = "Quay"\n[[topic]]\nkey = "cranes"', "Quay", "2")


@pytest.fixture
def old(database: Path) -> Path:
    """The database as version 2 of its tables has it."""
    with closing(open_database(database)) as connection:
        connection.execute("DROP TABLE schemes")
        assert connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'schemes'").rowcount == 1
        connection.execute("PRAGMA user_version = 2")
        connection.execute("PRAGMA journal_mode = DELETE")
    return database


def test_the_scheme_given_last_counts(database: Path) -> None:
    with closing(open_database(database)) as connection:
        assert stored_scheme(connection) is None
        for scheme in (HARBOUR, HARBOUR, QUAY):
            adopt_scheme(connection, scheme)
            assert stored_scheme(connection) == scheme.toml
        assert connection.execute("SELECT name, version FROM revisions ORDER BY id").fetchall() == [
            ("IPTC Media Topics", "1"),
            ("Harbour", "1"),
            ("Quay", "2"),
        ]


def test_a_scheme_comes_with_the_first_document_not_before(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with closing(Importer(path, HARBOUR)) as importer:
        assert importer.scheme() is None
        assert not path.exists()
        importer.add(suggested(), RUN)
        assert importer.scheme() == HARBOUR.toml


def test_an_import_adopts_its_scheme_once_also_with_decisions_alone(database: Path) -> None:
    with closing(Importer(database, HARBOUR)) as importer, closing(open_database(database)) as connection:
        importer.decide("ana", [(NewDecision(1, Answer.ACCEPT, Labels()), None)])
        assert stored_scheme(connection) == HARBOUR.toml
        adopt_scheme(connection, QUAY)
        importer.add(suggested("three", "He said ja!! She left. All was well."), RUN)
        assert stored_scheme(connection) == QUAY.toml, "what was given since stays"
        assert connection.execute("SELECT count(*) FROM revisions").fetchone()[0] == 3, "with what ships"


def test_a_table_that_cannot_be_read_is_not_taken_for_one_that_is_not_there(database: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("ALTER TABLE revisions RENAME COLUMN toml TO other")
        with pytest.raises(sqlite3.OperationalError):
            stored_scheme(connection)


def test_an_old_database_is_read_as_it_is(old: Path) -> None:
    before = old.read_bytes()
    with closing(Reader(old)) as reader:
        assert reader.scheme() is None
        assert list(reader.decided(Selection())) == []
    assert old.read_bytes() == before


def test_an_old_database_is_brought_up_to_date_and_kept_beside(old: Path) -> None:
    with closing(open_database(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
        adopt_scheme(connection, HARBOUR)
        assert stored_scheme(connection) == HARBOUR.toml
    (kept,) = copies_in(folder_of(old))
    with closing(open_database(kept.path, read_only=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
