"""Articles of copies and what is suggested for them, matched by what they hold."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.habits import Habits
from annotator.core.model import Chance, QuoteReading, Run, Sentence, Span, TopicSuggestion
from annotator.store.articles.documents import add_suggestions, chances_in, keep_chances
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.merge.joining import CutOtherwise, OtherId
from annotator.store.merge.merger import merge
from annotator.store.read.habits import newest_habits
from annotator.store.work.importer import Runs
from tests.store.conftest import imported, suggested
from tests.store.merge.conftest import decide
from tests.store.merge.content import content_of
from tests.store.merge.together import execute, in_all_orders


def _suggest(path: Path, topic: str, started_at: str, **settings: str) -> None:
    with closing(open_database(path)) as connection:
        run = Runs(anew=True).recorded(connection, Run("pipeline", "2.0", {"profile": "speech", **settings}))
        connection.execute("UPDATE runs SET started_at = ? WHERE id = ?", (started_at, run))
        made = suggested()._replace(topics=((TopicSuggestion(topic, 0.9, "yes"),), (), ()))
        with transaction(connection):
            add_suggestions(connection, run, made, {0: 1, 1: 2, 2: 3})


def test_an_article_cut_into_other_sentences_keeps_its_own_decisions(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    made = suggested()
    two = (Sentence(0, 0, 12), Sentence(1, 13, 36))
    imported(
        path, made._replace(sentences=two, topics=((), ())), suggested("new", "He ran off. She sat. All is well ok.")
    )
    decide(path, "cy", 1, 2, 3)
    before = content_of(base)
    (merged,) = merge(base, [path])
    assert merged.cut_otherwise == [CutOtherwise(1, "A title", {"cy": 2})]
    assert merged.left_out == 2
    after = content_of(base)
    assert [row for row in after["decisions"] if row[4] != "cy"] == before["decisions"]
    assert [row[3] for row in after["decisions"] if row[4] == "cy"] == [0]
    assert list(problems(base)) == []


def test_another_text_with_the_same_id_gets_another_one(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    imported(path, suggested("one", "He ran off. She sat. All is well ok."))
    decide(path, "cy", 2)
    (merged,) = merge(base, [path])
    assert (merged.articles, merged.renamed_ids) == ([3], [OtherId("one", "one~2")])
    assert [row[0] for row in execute(base, "SELECT id FROM documents ORDER BY number")] == ["one", "two", "one~2"]
    assert execute(base, "SELECT sentence_id FROM heads WHERE annotator = 'cy'") == [(8,)]
    assert not merge(base, [path])[0].rows


def test_readings_come_along_with_what_is_suggested(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    made = suggested("new", "He said YES. She left. All was well.")
    imported(path, made._replace(readings=(QuoteReading((0,), (), 0.25),)))
    merge(base, [path])
    readings = "SELECT readings FROM readings"
    assert execute(base, readings) == execute(path, readings) != []


def test_of_an_article_that_both_have_the_first_one_is_right(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    made = suggested("elsewhere")
    imported(path, made._replace(document=replace(made.document, title="Another headline", body_start=3)))
    execute(path, "UPDATE documents SET imported_at = '2020-01-01T00:00:00.000Z'")
    in_all_orders([base, path], tmp_path)
    merge(base, [path])
    about = execute(base, "SELECT id, title, body_start FROM documents WHERE number = 1")
    assert about == [("one", "Another headline", 3)]
    with SqliteDesk(base, "ana") as desk:
        assert 1 in desk.numbers("headline")
        assert 1 not in desk.numbers("title")


def test_the_suggestions_of_the_latest_run_are_shown(copies: list[Path], tmp_path: Path) -> None:
    _suggest(copies[0], "sport", "2090-01-02T00:00:00.000Z")
    _suggest(copies[1], "health", "2090-01-03T00:00:00.000Z")
    _suggest(copies[2], "weather", "2090-01-01T00:00:00.000Z")
    in_all_orders(copies, tmp_path)
    for path in (tmp_path / "together-0.db", tmp_path / "together-5.db"):
        with closing(SqliteDesk(path, "ana")) as desk:
            shown = desk.page(1).items[0].suggestion
        assert shown is not None
        assert shown.labels.topics == ("health",)


@pytest.mark.parametrize(
    ("settings", "kept"),
    [({}, 0.2), ({"learned": "mix", "trained": "e8bee51a0910"}, 0.2), ({"learned": "mix"}, 0.1)],
    ids=["rules", "trained", "trained before that was kept"],
)
def test_what_could_be_suggested_comes_from_the_later_run(
    copies: list[Path], tmp_path: Path, settings: dict[str, str], kept: float
) -> None:
    runs: list[tuple[Path, float, str | None, dict[str, str]]] = [
        (copies[0], 0.1, "2090-01-01", {}), (copies[1], 0.2, "2090-01-02", settings), (copies[2], 0.3, None, {}),
    ]  # fmt: skip
    for path, score, at, own in runs:
        chance = Chance((Span(8, 11),), Span(3, 7), "say", "clause", "ccomp", score)
        with closing(open_database(path)) as connection, transaction(connection):
            keep_chances(connection, 1, [chance])
        if at is not None:
            _suggest(path, "sport", f"{at}T00:00:00.000Z", **own)
    in_all_orders(copies[:2], tmp_path)
    merge(copies[2], copies[:2])
    with closing(open_database(copies[2])) as connection:
        chances = chances_in(connection, 1)
    assert chances is not None
    assert [chance.score for chance in chances] == [kept]


def test_the_later_run_is_that_of_the_article_and_not_of_another(base: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    elsewhere = suggested("elsewhere", "He said YES. She left. All was well.")
    imported(other, suggested(), elsewhere)
    for path, score, at in ((base, 0.1, "2090-01-02"), (other, 0.2, "2090-01-01")):
        with closing(open_database(path)) as connection, transaction(connection):
            keep_chances(connection, 1, [Chance((Span(8, 11),), Span(3, 7), "say", "clause", "ccomp", score)])
        _suggest(path, "sport", f"{at}T00:00:00.000Z")
    with closing(open_database(other)) as connection:
        run = Runs(anew=True).recorded(connection, Run("pipeline", "3.0", {"profile": "speech"}))
        connection.execute("UPDATE runs SET started_at = '2090-01-03T00:00:00.000Z' WHERE id = ?", (run,))
        with transaction(connection):
            add_suggestions(connection, run, elsewhere, {0: 4, 1: 5, 2: 6})
    merge(base, [other])
    with closing(open_database(base)) as connection:
        chances = chances_in(connection, 1)
    assert chances is not None
    assert [chance.score for chance in chances] == [0.1]


def test_habits_come_as_they_are_stored_with_what_earlier_versions_knew_of_topics(copies: list[Path]) -> None:
    stored = '{"topics": {"words":{},"terms":{},"labels":{"sport":[1,4]}},"groups":{}, "articles":3}'
    with closing(open_database(copies[0])) as connection:
        Runs(anew=True).recorded(connection, Run("pipeline", "1.0", {"habits": {"digest": "e8bee51a0910"}}))
    execute(copies[0], f"UPDATE runs SET habits = '{stored}' WHERE settings ->> '$.habits.digest' = 'e8bee51a0910'")
    merge(copies[1], copies[:1])
    with closing(open_database(copies[1])) as connection:
        assert connection.execute("SELECT habits FROM runs WHERE habits IS NOT NULL").fetchall() == [(stored,)]
        assert newest_habits(connection) == Habits(articles=3)
    assert list(problems(copies[1])) == []
