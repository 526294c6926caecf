"""A row that does not hold what it should: its article is passed by, all else goes on, and no export is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.decided import EVERYTHING, Selection
from annotator.core.decision import Answer
from annotator.core.errors import ArticleUnreadable, DatabaseRefused, RowUnreadable
from annotator.core.model import Labels
from annotator.core.session.desk import Place
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.read.reader import Reader
from tests.made_once import made_once
from tests.store.conftest import accepted, imported, item_of, numbered
from tests.store.integrity.test_corruptions import sql

ARTICLES = 3
"""Of three sentences each; the second one is spoiled."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return made_once(tmp_path / "annotator.db", "decided and left in the second article", make)


def make(path: Path) -> None:
    with SqliteDesk(imported(path, *numbered(ARTICLES)), "ana") as ana:
        ana.save([accepted(4, suggestion=4)])
        ana.keep_drafts([(5, Labels(), None)])


SPOILED = {
    "labels that are no JSON": "UPDATE suggestions SET labels = '{' WHERE id = 4",
    "labels of another shape": 'UPDATE suggestions SET labels = \'{"quotes": [3], "topics": []}\' WHERE id = 4',
    "a span that is none": "UPDATE suggestions SET labels = replace(labels, '[8,11]', '[\"a\",11]') WHERE id = 4",
    "half a span": "UPDATE suggestions SET labels = replace(labels, '[8,11]', '[8]') WHERE id = 4",
    "topics of another shape": "UPDATE suggestions SET topics = '[[1,2,3,4,5]]' WHERE id = 4",
    "a decision": "UPDATE decisions SET labels = '[]' WHERE id = 1",
    "an answer": "UPDATE decisions SET answer = 'perhaps' WHERE id = 1",
    "a draft": "UPDATE drafts SET labels = '3'",
    "a cast": """UPDATE documents SET "cast" = '[1]' WHERE number = 2""",
    "a missing article": "DELETE FROM documents WHERE number = 2",
    "what is known of the article": "UPDATE documents SET meta = '[' WHERE number = 2",
}


@pytest.fixture(params=SPOILED)
def spoiled(database: Path, request: pytest.FixtureRequest) -> Path:
    sql(SPOILED[request.param])(database)
    assert list(problems(database))
    return database


def test_the_article_is_refused_by_the_name_of_its_row(spoiled: Path) -> None:
    with SqliteDesk(spoiled, "ana") as ana:
        with pytest.raises(ArticleUnreadable, match=r"article 2: .* cannot be read; see `annotator db check`"):
            ana.page(2)
        assert ana.page(1).items
        assert ana.page(3).items


def test_an_article_without_sentences_or_without_text_is_refused_by_its_name(database: Path) -> None:
    loosened = (
        "UPDATE sqlite_master SET sql = replace(sql, ' text TEXT NOT NULL', ' text TEXT') WHERE name = 'documents'"
    )
    sql("DELETE FROM sentences WHERE document = 2", "PRAGMA writable_schema = ON", loosened)(database)
    sql("UPDATE documents SET text = NULL WHERE number = 3")(database)
    with SqliteDesk(database, "ana") as ana:
        for number in (2, 3):
            with pytest.raises(
                ArticleUnreadable, match=rf"article {number}: .* cannot be read; see `annotator db check`"
            ):
                ana.page(number)
        assert ana.page(1).items


@pytest.mark.parametrize("name", [name for name in SPOILED if name not in ("a draft", "a decision", "an answer")])
def test_the_screen_passes_it_by_and_says_so(database: Path, name: str) -> None:
    sql(SPOILED[name])(database)
    with SqliteDesk(database, "bo") as bo:
        bench = Workbench(bo)
        for _ in range(3):
            bench.answer(Answer.REJECT)
        assert bench.place == Place(3, 0)
        if name != "a missing article":  # which nobody comes to; `check` tells of it
            assert bench.notice is not None
            assert "article 2: " in bench.notice.text
        for _ in range(3):
            bench.answer(Answer.REJECT)
        assert bench.finished
        bench.go(Place(2, 0))
        assert bench.place.document == 3
        bench.go(Place(1, 2))
        bench.step(1)
        assert bench.place == Place(3, 0)


def test_the_screen_opens_although_the_last_sentence_is_in_it(spoiled: Path) -> None:
    with SqliteDesk(spoiled, "ana") as ana:
        bench = Workbench(ana)
        assert bench.place.document in (1, 3)
        assert bench.notice is not None
        assert "article 2: " in bench.notice.text


def test_names_lists_searches_and_figures_go_on(spoiled: Path) -> None:
    with SqliteDesk(spoiled, "ana") as ana:
        assert {1, 3} <= {row.number for row in ana.documents(ana.numbers())}
        ana.names()
        assert ana.find("well", 1)
        ana.sitting()
    with Reader(spoiled) as reader:
        assert reader.stats()["sentences"] == 3 * ARTICLES


@pytest.mark.parametrize(
    "name", ["labels that are no JSON", "a decision", "a missing article", "what is known of the article"]
)
def test_decisions_are_not_read_without_it(database: Path, name: str) -> None:
    sql(SPOILED[name])(database)
    with Reader(database) as reader, pytest.raises(RowUnreadable, match="cannot be read"):
        list(reader.decided(Selection(implied=True)))


def test_readings_that_cannot_be_read_are_no_choice(database: Path) -> None:
    sql("INSERT INTO readings VALUES (4, '[3]')")(database)
    with SqliteDesk(database, "ana") as ana:
        suggestion = item_of(ana, 2).suggestion
        assert suggestion is not None
        assert list(suggestion.readings) == []


def test_what_reads_on_and_on_tells_of_text_that_is_none_as_all_else_does(database: Path) -> None:
    sql("UPDATE decisions SET note = CAST(x'ff' AS TEXT)")(database)
    with Reader(database) as reader, pytest.raises(DatabaseRefused):
        list(reader.decided())
    sql("UPDATE documents SET title = CAST(x'ff' AS TEXT)")(database)
    with Reader(database) as reader, pytest.raises(DatabaseRefused):
        list(reader.texts(EVERYTHING))
