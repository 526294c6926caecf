"""The label scheme of a database."""

from pathlib import Path

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.core.program.resources import read_schema
from annotator.core.scheme import DEFAULT_SCHEME
from annotator.store.files.database import opened, transaction
from annotator.store.log.events import insert
from annotator.store.log.kinds import Scheme
from annotator.store.log.revisions import lineage, newest_revision
from annotator.store.log.schema import NEWEST
from annotator.store.schemes import NewScheme, change_scheme, stored_scheme
from annotator.store.work.importer import Importer
from tests.store.conftest import RUN, suggested

HARBOUR = NewScheme('name = "Harbour"\n[[topic]]\nkey = "ships"')
QUAY = NewScheme('name = "Quay"\nversion = "2"\n[[topic]]\nkey = "cranes"')


def test_the_scheme_given_last_counts(database: Path) -> None:
    with opened(database) as connection:
        assert stored_scheme(connection) is None
        for scheme in (HARBOUR, HARBOUR, QUAY):
            change_scheme(connection, scheme)
            assert stored_scheme(connection) == scheme.toml
        assert connection.execute("SELECT name, version FROM revisions ORDER BY clock").fetchall() == [
            ("IPTC Media Topics", "1"),
            ("Harbour", "1"),
            ("Quay", "2"),
        ]


def test_the_scheme_that_ships_is_no_change_of_a_new_database_but_one_back_from_another(database: Path) -> None:
    shipped = NewScheme(read_schema(DEFAULT_SCHEME))
    with opened(database) as connection:
        for scheme, revisions in ((shipped, 1), (HARBOUR, 2), (shipped, 3), (shipped, 3)):
            change_scheme(connection, scheme)
            assert len(lineage(connection)) == revisions


def test_a_scheme_comes_with_the_first_document_not_before(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Importer(path, HARBOUR) as importer:
        assert importer.ask(stored_scheme) is None
        assert not path.exists()
        importer.add(suggested(), RUN)
        assert importer.ask(stored_scheme) == HARBOUR.toml


def test_an_import_adopts_its_scheme_once_also_with_decisions_alone(database: Path) -> None:
    with Importer(database, HARBOUR) as importer, opened(database) as connection:
        importer.decide("ana", [(NewDecision(1, Answer.ACCEPT, Labels()), None)])
        assert stored_scheme(connection) == HARBOUR.toml
        change_scheme(connection, QUAY)
        importer.add(suggested("three", "He said ja!! She left. All was well."), RUN)
        assert stored_scheme(connection) == QUAY.toml, "what was given since stays"
        assert connection.one_value("SELECT count(*) FROM revisions") == 3, "with what ships"


def test_the_scheme_with_the_latest_clock_is_in_use_whatever_came_in_last(database: Path) -> None:
    with opened(database) as connection:
        for scheme in (HARBOUR, QUAY):
            change_scheme(connection, scheme)
        (first, *_, last) = lineage(connection)
        earlier = Scheme(first.uuid, "Pier", "1", HARBOUR.toml, None, {}, ())
        with transaction(connection):  # as a merge brings it from a copy
            insert(connection, "f" * 32, last.clock - 1, "2026-01-01T00:00:00.000Z", "lea", earlier)
        assert stored_scheme(connection) == QUAY.toml
        assert newest_revision(connection) == last.key
        assert [one.name for one in lineage(connection)] == ["IPTC Media Topics", "Harbour", "Quay"]


def test_the_scheme_in_use_is_found_without_going_through_what_was_done(database: Path) -> None:
    with opened(database) as connection:
        for view in ("revisions", "profiles"):
            plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT id FROM {view} {NEWEST}").fetchall()
            assert "events_about (kind=? AND document=?)" in plan[0][3]
            assert not any(step.startswith("SCAN") for *_, step in plan)
