"""Documents taken out: what reads the database does without them, nothing of theirs is lost, and it stays quick."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decided import Selection
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DocumentRemoved
from annotator.core.model import Document, Labels, Sentence, Suggested
from annotator.core.session.desk import Place
from annotator.store.articles.documents import bring_back, removal_of, remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.read.reader import Reader
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.importer import Importer, Resuggester
from tests.store.conftest import RUN, suggested

YES = Labels(topics=("politics",))


@pytest.fixture
def decided(database: Path) -> Path:
    """Both documents have a decision by ana; the first one, "one", is removed."""
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, YES)])
        desk.save([NewDecision(4, Answer.ACCEPT, YES)])
        with transaction(desk.connection):
            assert remove(desk.connection, 1, "bo")
    return database


def test_it_is_removed_once_and_brought_back_once_and_every_event_stays(decided: Path) -> None:
    with closing(open_database(decided)) as connection:
        found = removal_of(connection, 1)
        assert found is not None
        assert found.who == "bo"
        assert not remove(connection, 1, "ana")
        assert bring_back(connection, 1, "cy")
        assert not bring_back(connection, 1, "cy")
        assert removal_of(connection, 1) is None
        assert remove(connection, 1, "di")
        events = connection.execute(
            "SELECT document, kind, who FROM events WHERE kind IN ('remove', 'undo') ORDER BY id"
        ).fetchall()
        assert events == [(1, "remove", "bo"), (1, "undo", "cy"), (1, "remove", "di")]
        for change in "UPDATE events SET who = 'x'", "DELETE FROM events":
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(change)


def test_a_desk_has_the_numbers_of_all_others(decided: Path) -> None:
    with closing(SqliteDesk(decided, "ana")) as desk:
        assert [*desk.numbers()] == [row.number for row in desk.documents(desk.numbers())] == [2]
        with transaction(desk.connection):
            bring_back(desk.connection, 1, "bo")
        assert [*desk.numbers()] == [row.number for row in desk.documents(desk.numbers())] == [1, 2]


def test_no_decision_of_it_is_kept(decided: Path) -> None:
    with closing(SqliteDesk(decided, "ana")) as desk:
        with pytest.raises(DocumentRemoved):
            desk.save([NewDecision(5, Answer.ACCEPT, YES), NewDecision(2, Answer.ACCEPT, YES)])
        assert desk.saved() == 2


def test_exports_training_and_figures_do_without_it(decided: Path) -> None:
    with closing(Reader(decided)) as reader:
        assert [one.document.id for one in reader.decided()] == ["two"]
        assert [one.document.id for one in reader.decided(Selection(gold=True))] == ["two"]
        stats = reader.stats()
        with pytest.raises(DocumentRemoved, match="remove --undo 1"):
            list(reader.decided(Selection(documents=("one",))))
    assert list(stats.items())[:4] == [("documents", 1), ("removed", 1), ("sentences", 3), ("suggested_quotes", 1)]
    assert [(one["name"], one["accepted"]) for one in stats["annotators"]] == [("ana", 1)]


def test_brought_back_everything_is_as_it_was(decided: Path) -> None:
    with closing(open_database(decided)) as connection:
        bring_back(connection, 1, "bo")
    with closing(Reader(decided)) as reader:
        assert [one.document.id for one in reader.decided()] == ["one", "two"]
        stats = reader.stats()
    assert list(stats.items())[:4] == [("documents", 2), ("removed", 0), ("sentences", 6), ("suggested_quotes", 2)]


def test_it_gets_no_new_suggestions(decided: Path) -> None:
    with closing(Resuggester(decided)) as store:
        assert store.waiting() == [2]


def test_an_import_knows_it_and_stores_no_decision_on_it(decided: Path) -> None:
    with closing(Importer(decided)) as importer:
        importer.open()
        assert importer.add(suggested(), RUN).known
        with pytest.raises(DocumentRemoved):
            importer.decide(
                "bo", [(NewDecision(5, Answer.ACCEPT, YES), None), (NewDecision(2, Answer.SKIP, YES), None)]
            )
    with closing(Reader(decided)) as reader:
        assert [one["name"] for one in reader.stats()["annotators"]] == ["ana"], "nothing of a refused import stays"


def test_check_finds_an_index_that_says_otherwise_than_the_events(decided: Path) -> None:
    assert list(problems(decided)) == []
    with closing(open_database(decided)) as connection:
        connection.execute("DELETE FROM removed")
        connection.execute("INSERT INTO removed VALUES (2, 3)")
    line = "article {}: whether it is removed is not what was last said of it"
    assert list(problems(decided)) == [line.format(1), line.format(2)]


def test_the_next_sentence_is_found_without_going_through_removed_ones(tmp_path: Path) -> None:
    """In steps of SQLite's machine, as many for one removed sentence as for a thousand of many documents."""

    def steps(removed: range) -> int:
        path = tmp_path / f"{len(removed)}.db"
        sentences = tuple(Sentence(index, index * 2, index * 2 + 1) for index in range(50))
        with closing(Importer(path)) as importer:
            for number in range(1, 23):
                text = f"{'. ' * 50}{number}"
                importer.add(Suggested(Document(str(number), text), sentences, (), ((),) * 50), RUN)
        with closing(SqliteDesk(path, "ana")) as desk:
            for number in removed:
                remove(desk.connection, number, "bo")
            taken = 0

            def count() -> int:
                nonlocal taken
                taken += 1
                return 0

            desk.connection.set_progress_handler(count, 1)
            assert desk.next_undecided(Place(1, 49)) == Place(removed.stop, 0)
            desk.connection.set_progress_handler(None, 0)
        return taken

    few, many = steps(range(2, 3)), steps(range(2, 22))
    assert many < few + 20 * 30, "some steps for each document, none for its fifty sentences"


def test_when_all_that_is_left_is_decided_nothing_is_gone_through(tmp_path: Path, decided: Path) -> None:
    with closing(SqliteDesk(decided, "ana")) as desk:
        desk.save([NewDecision(5, Answer.ACCEPT, YES)])
        assert desk.next_undecided(Place(2, 1)) == Place(2, 2)
        desk.save([NewDecision(6, Answer.ACCEPT, YES)])
        assert desk.saved() == 4
        assert desk.next_undecided(Place(2, 1)) is None, "though sentences of the removed document are not"
        assert desk.resume() == Place(2, 2)
