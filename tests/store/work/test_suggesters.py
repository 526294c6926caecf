"""Several suggesters of one article: kept beside what stands, and put first."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.habits import Habits
from annotator.core.model import CastMember, Labels, Quote, QuoteType, Run, Sentence, Span, Suggested, TopicSuggestion
from annotator.store.articles.documents import chances_in, edge_habits
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.read.reader import Reader
from annotator.store.work.importer import Importer, Resuggester
from tests.store.conftest import RUN, suggested

LLAMA = Run("llama3", "abc", {"file": {"name": "llama3.jsonl", "sha256": "abc"}})
HE_SAID = Quote((Span(0, 12),), QuoteType.DIRECT, score=0.5)


def by_llama(*quotes: Quote) -> Suggested:
    return replace(suggested(), quotes=quotes)


def beside(path: Path, number: int, what: Suggested, run: Run = LLAMA) -> bool:
    with closing(Importer(path)) as importer:
        return importer.suggest_beside(number, what, run)


def decide(path: Path, *sentences: int, name: str = "ana") -> None:
    with closing(SqliteDesk(path, name)) as desk:
        desk.save([NewDecision(sentence, Answer.ACCEPT, Labels()) for sentence in sentences])


def rows_of(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(open_database(path)) as connection:
        return connection.execute(sql).fetchall()


def pages(path: Path) -> list[object]:
    """All that is shown of both articles, and what is counted of their suggestions."""
    with closing(SqliteDesk(path, "reader")) as desk:
        return [*(desk.page(number) for number in (1, 2)), *rows_of(path, "SELECT * FROM suggested_quotes")]


def test_what_comes_beside_is_kept_for_all_sentences_and_changes_nothing_that_is_shown(database: Path) -> None:
    decide(database, 1)
    before = pages(database)
    assert beside(database, 1, by_llama(HE_SAID))
    assert beside(database, 1, by_llama(), replace(LLAMA, version="abd"))
    kept = rows_of(database, "SELECT id, sentence_id, score FROM suggestions WHERE id < 1 ORDER BY id DESC")
    assert kept == [(-1, 1, 0.5), (-2, 2, None), (-3, 3, None), (-4, 1, None), (-5, 2, None), (-6, 3, None)]
    assert pages(database) == before


def test_the_same_run_adds_nothing_to_an_article_again(database: Path) -> None:
    assert beside(database, 1, by_llama(HE_SAID))
    assert not beside(database, 1, by_llama())
    assert not beside(database, 1, suggested(), RUN), "it suggested first"
    assert beside(database, 2, by_llama())
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 2
    assert rows_of(database, "SELECT count(*) FROM suggestions") == [(12,)]


def test_what_is_cut_otherwise_is_fitted_and_new_speakers_come_last(database: Path) -> None:
    whole = Suggested(
        suggested().document,
        (Sentence(0, 0, 36),),
        (Quote((Span(8, 22),), QuoteType.DIRECT, speaker="Bea"),),
        ((TopicSuggestion("war", 0.5, "x"),),),
        (CastMember("Bea"), CastMember("Ada")),
    )
    beside(database, 1, replace(by_llama(), cast=(CastMember("Ada"),)), replace(LLAMA, pipeline="first"))
    beside(database, 1, whole)
    found = rows_of(database, "SELECT labels ->> '$.quotes[0].content', labels ->> '$.topics[0]' FROM suggestions"
                    " JOIN runs ON runs.id = run WHERE pipeline = 'llama3' ORDER BY sentence_id")  # fmt: skip
    assert found == [("[[8,12]]", "war"), ("[[13,22]]", "war"), (None, "war")]
    with closing(SqliteDesk(database, "ana")) as desk:
        assert [member.name for member in desk.page(1).cast] == ["Ada", "Bea"]


def test_all_or_nothing_comes_beside(database: Path) -> None:
    broken = by_llama()
    object.__setattr__(broken, "cast", (None,))
    with pytest.raises(AttributeError):
        beside(database, 1, broken)
    assert rows_of(database, "SELECT count(*) FROM suggestions WHERE id < 1") == [(0,)]


def test_what_comes_from_another_tool_is_no_habit_and_no_chance(database: Path) -> None:
    adapted = Habits()
    settings = {"profile": "speech", "habits": {"digest": adapted.digest(), "last_decision": 7, "decided": 1}}
    with closing(Resuggester(database)) as resuggester:
        resuggester.runs.habits = adapted
        resuggester.add(1, suggested(), Run("pipeline", "1.1", settings))
        edges, chances = (
            ask(*of)
            for ask, of in ((edge_habits, [resuggester._connection]), (chances_in, [resuggester._connection, 1]))
        )
    beside(database, 1, by_llama(HE_SAID))
    with closing(open_database(database)) as connection:
        assert edge_habits(connection) == edges
        assert chances_in(connection, 1) == chances
    with closing(Reader(database)) as reader:
        assert reader.stats().new_decisions == 0


def test_an_equal_run_goes_on_where_no_newer_one_of_ours_came_since(database: Path) -> None:
    third, fourth, fifth = (suggested(name, f"He said {name}!! She left. All was well.") for name in ("no", "so", "ja"))
    with closing(Importer(database)) as importer:
        importer.add(third, RUN)
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 1
    beside(database, 1, by_llama())
    with closing(Importer(database)) as importer:
        importer.add(fourth, RUN)
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 2
    with closing(Resuggester(database)) as resuggester:
        resuggester.add(1, suggested(), RUN)
    with closing(Importer(database)) as importer:
        importer.add(fifth, RUN)
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 3
    with closing(Resuggester(database)) as resuggester:
        resuggester.add(1, suggested(), RUN)
    assert rows_of(database, "SELECT count(DISTINCT run) FROM suggestions WHERE sentence_id = 1") == [(4,)]
