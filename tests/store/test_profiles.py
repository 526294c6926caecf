"""The guideline profile of a database: kept from the first import on, changed only on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DatabaseRefused, UsageError
from annotator.core.model import Labels, Run
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened
from annotator.store.log.events import append
from annotator.store.log.kinds import NOBODY, Profile
from annotator.store.read.reader import Reader
from annotator.store.schemes import keep_first_profile, keep_profile, kept_profile
from annotator.store.work.importer import Importer
from annotator.store.work.suggesters import Resuggester, undecided_suggestions
from tests.store.conftest import RUN, suggested

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
        names = connection.execute("SELECT name FROM profiles ORDER BY clock, uuid").fetchall()
        assert [name for (name,) in names] == ["speech", "guardian", "polnear", "speech"]
        assert keep_first_profile(connection, "polnear") == "speech"


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
        desk.save([NewDecision(4, Answer.ACCEPT, Labels())])
        remove(desk.connection, 1, "bo")
        assert undecided_suggestions(desk.connection, "polnear") == (2, 0)
    with Resuggester(database) as store:
        for waiting in store.waiting():
            store.add(waiting, suggested("two", "He said YES. She left. All was well."), POLNEAR)
    with opened(database) as connection:
        assert undecided_suggestions(connection, "polnear") == (0, 0)
