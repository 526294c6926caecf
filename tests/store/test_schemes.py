"""The label scheme and the guideline profile of a database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from annotator.core.errors import DatabaseRefused, UsageError
from annotator.core.model import Run
from annotator.core.program.resources import read_schema
from annotator.core.scheme import DEFAULT_SCHEME
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.log.history import append, insert
from annotator.store.log.kinds import NOBODY, Profile, Scheme
from annotator.store.log.revisions import lineage, newest_revision
from annotator.store.log.schema import NEWEST
from annotator.store.read.reader import Reader
from annotator.store.schemes import (
    NewScheme,
    change_scheme,
    keep_profile,
    kept_profile,
    stored_scheme,
)
from annotator.store.work.importer import Importer, Resuggester, undecided_suggestions
from tests.store.conftest import RUN, accepted, suggested

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
        importer.decide("ana", [(accepted(1), None)])
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


# ---- the guideline profile: kept from the first import on, changed only on purpose


POLNEAR = Run("pipeline", "2.0", {"profile": "polnear"})


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database from before profiles were kept; its latest run was with `polnear`."""
    path = tmp_path / "old.db"
    with Importer(path) as importer:
        importer.add(suggested(), replace(RUN, settings={}))
    with Resuggester(path) as store:
        for waiting in store.waiting():
            store.add(waiting, suggested(), replace(POLNEAR, settings={}))
    with opened(path) as connection:
        for run in (RUN, POLNEAR):
            settings = orjson.dumps(run.settings).decode()
            connection.execute("UPDATE runs SET settings = ? WHERE version = ?", (settings, run.version))
        assert connection.one_value("SELECT count(*) FROM profiles") == 0
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def test_the_first_import_says_which_and_no_later_one_changes_it(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Importer(path) as importer:
        assert importer.ask(kept_profile) is None
        importer.add(suggested(), POLNEAR)
        assert importer.ask(kept_profile) == "polnear"
        with pytest.raises(UsageError, match="keeps the guideline profile polnear, not speech"):
            importer.add(suggested("two", "He said YES. She left. All was well."), RUN)
    with Reader(path) as reader:
        assert (reader.ask(kept_profile), reader.stats()["documents"]) == ("polnear", 1)


def test_what_was_kept_last_counts_and_the_earlier_ones_stay_on_record(database: Path) -> None:
    with opened(database) as connection:
        for name in ("guardian", "guardian", "polnear", "speech"):
            keep_profile(connection, name)
            assert kept_profile(connection) == name
        names = connection.each_value("SELECT name FROM profiles ORDER BY clock, uuid")
        assert names == ["speech", "guardian", "polnear", "speech"]
        assert keep_profile(connection, "polnear", first=True) == "speech"


def test_an_old_database_goes_by_its_latest_run(old: Path) -> None:
    before = old.read_bytes()
    with Reader(old) as reader:
        assert reader.ask(kept_profile) == "polnear"
    assert old.read_bytes() == before
    with Importer(old) as importer:
        importer.open()
        assert importer.ask(kept_profile) == "polnear"
        with pytest.raises(UsageError):
            importer.add(suggested("two", "He said YES. She left. All was well."), RUN)
        importer.add(suggested("two", "He said YES. She left. All was well."), POLNEAR)
    with opened(old) as connection:
        assert connection.execute("SELECT name FROM profiles").fetchall() == [("polnear",)]


def test_runs_without_a_profile_or_with_an_unknown_one_say_nothing(old: Path) -> None:
    with opened(old) as connection:
        for settings, expected in (
            ("{}", "speech"),
            ('{"profile":"of old"}', "speech"),
            ('{"profile":null}', "speech"),
        ):
            connection.execute("UPDATE runs SET settings = ? WHERE version = '2.0'", (settings,))
            assert kept_profile(connection) == expected, "that of the run before"
        connection.execute("UPDATE runs SET settings = '{}'")
        assert kept_profile(connection) is None


def test_a_kept_profile_that_is_not_known_here_is_refused(database: Path) -> None:
    with opened(database) as connection:
        append(connection, NOBODY, Profile("later"))
        with pytest.raises(DatabaseRefused, match="'later', unknown here; upgrade annotator"):
            kept_profile(connection)


def test_undecided_sentences_with_suggestions_for_another_profile_are_counted(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        assert [undecided_suggestions(desk.connection, name)[0] for name in ("speech", "polnear")] == [0, 6]
        desk.save([accepted(4)])
        remove(desk.connection, 1, "bo")
        assert undecided_suggestions(desk.connection, "polnear") == (2, 0)
    with Resuggester(database) as store:
        for waiting in store.waiting():
            store.add(waiting, suggested("two", "He said YES. She left. All was well."), POLNEAR)
    with opened(database) as connection:
        assert undecided_suggestions(connection, "polnear") == (0, 0)
