"""New suggestions for what nobody has decided: fitted to the sentences that are here, beside the earlier ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DatabaseRefused
from annotator.core.model import (
    CastMember,
    Labels,
    Quote,
    QuoteReading,
    QuoteType,
    Reading,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.store.articles.documents import document_of
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.read.reader import Reader
from annotator.store.work.importer import Importer, Resuggester
from tests.store.conftest import reading, save, suggested

LATER = Run("pipeline", "2.0")


def decide(path: Path, *sentences: int, name: str = "ana", answer: Answer = Answer.ACCEPT) -> None:
    save(path, *(NewDecision(sentence, answer, Labels()) for sentence in sentences), name=name)


def waiting(path: Path) -> list[int]:
    with Resuggester(path) as resuggester:
        return resuggester.waiting()


def newest(path: Path) -> list[tuple[tuple[str, ...], float | None, int]]:
    """Of each sentence of the first document: the topics suggested last, the score, and how many quotes."""
    with SqliteDesk(path, "reader") as desk:
        found = [item.suggestion for item in desk.page(1).items]
    return [(one.labels.topics, one.score, len(one.labels.quotes)) for one in found if one is not None]


def topic(label: str) -> TopicSuggestion:
    return TopicSuggestion(label, 0.5, "word")


def suggested_anew(path: Path) -> list[tuple[int, set[int]]]:
    """The numbers of the documents that wait, each with the indexes of its sentences that get other suggestions."""
    found = []
    with Resuggester(path) as resuggester:
        for number in resuggester.waiting():
            before = {row[0] for row in resuggester.connection.execute("SELECT id FROM suggestions")}
            resuggester.add(number, suggested(), LATER)
            places = resuggester.connection.execute(
                "SELECT suggestions.id, position FROM suggestions JOIN sentences ON sentences.id = sentence_id"
            )
            found.append((number, {position for key, position in places if key not in before}))
    return found


def test_documents_wait_as_long_as_nobody_has_decided_one_of_their_sentences(database: Path) -> None:
    assert suggested_anew(database) == [(1, {0, 1, 2}), (2, {0, 1, 2})]
    decide(database, 1, 3)
    decide(database, 4, 5, name="bo")
    decide(database, 6, 2, name="cy", answer=Answer.SKIP)
    assert suggested_anew(database) == [(1, {1}), (2, {2})]
    decide(database, 6, name="dan", answer=Answer.REJECT)
    assert suggested_anew(database) == [(1, {1})]
    with Resuggester(database) as resuggester:
        assert resuggester.ask(document_of, 1) == suggested().document


def test_every_sentence_gets_its_own_topics_quotes_and_score(database: Path) -> None:
    quotes = (
        Quote((Span(14, 20),), QuoteType.DIRECT, score=0.5),
        Quote((Span(13, 17), Span(24, 30)), QuoteType.DIRECT, score=0.5),
    )
    again = suggested()._replace(quotes=quotes, topics=((topic("a"),), (topic("b"), topic("c")), ()))
    with Resuggester(database) as resuggester:
        first = resuggester.waiting()[0]
        assert resuggester.add(first, again, LATER) == 3
    assert newest(database) == [(("a",), None, 0), (("b", "c"), 0.25, 2), ((), 0.5, 1)]


def test_quotes_and_topics_of_other_sentences_are_fitted_to_those_that_are_here(database: Path) -> None:
    parsed = (Sentence(0, 0, 22), Sentence(1, 23, 26), Sentence(2, 27, 36))
    again = Suggested(
        suggested().document,
        parsed,
        (Quote((Span(8, 30),), QuoteType.DIRECT, score=0.5),),
        ((topic("a"),), (topic("b"),), (topic("c"),)),
    )
    with Resuggester(database) as resuggester:
        resuggester.add(resuggester.waiting()[0], again, LATER)
    assert newest(database) == [(("a",), 0.5, 1), (("a",), 0.5, 1), (("b", "c"), 0.5, 1)]
    with SqliteDesk(database, "ana") as desk:
        page = desk.page(1)
    assert [item.sentence for item in page.items] == list(suggested().sentences)
    parts = [item.suggestion.labels.quotes[0] for item in page.items if item.suggestion]
    assert [part.content for part in parts] == [(Span(8, 12),), (Span(13, 22),), (Span(23, 30),)]
    assert [part.continues for part in parts] == [False, True, True]


def test_the_newest_readings_are_cut_to_the_sentences_that_are_here(database: Path) -> None:
    quote = Quote((Span(8, 22),), QuoteType.DIRECT)
    shorter = Quote((Span(8, 17),), QuoteType.DIRECT)
    again = suggested()._replace(sentences=(Sentence(0, 0, 36),), quotes=(quote,), topics=((),),
        readings=(QuoteReading((0,), (shorter,), 0.5),),
    )  # fmt: skip
    with Resuggester(database) as resuggester:
        resuggester.add(resuggester.waiting()[0], again, LATER)
    with SqliteDesk(database, "ana") as desk:
        readings = [item.suggestion.readings for item in desk.page(1).items if item.suggestion]
    part = shorter.part((Span(13, 17),), None, None, continues=True)
    assert readings == [(), (Reading((0,), (part,), 0.5),), ()]


def test_a_sentence_that_begins_where_another_ends_has_the_topics_of_the_later_one(database: Path) -> None:
    again = suggested()._replace(
        quotes=(),
        sentences=(Sentence(0, 0, 13), Sentence(1, 13, 36)),
        topics=((topic("a"),), (topic("b"),)),
    )
    with Resuggester(database) as resuggester:
        resuggester.add(resuggester.waiting()[0], again, LATER)
    assert [topics for topics, *_ in newest(database)] == [("a",), ("b",), ("b",)]


def test_what_was_decided_meanwhile_keeps_the_suggestion_that_it_answered(database: Path) -> None:
    with Resuggester(database) as resuggester:
        first = resuggester.waiting()[0]
        decide(database, 1)
        assert resuggester.add(first, suggested()._replace(quotes=()), LATER) == 2
    assert newest(database) == [(("politics",), 0.9, 1), ((), None, 0), ((), None, 0)]


def test_speakers_that_are_new_join_the_cast_behind_those_that_were_there(database: Path) -> None:
    bo, cy, other_bo = CastMember("Bo", (Span(0, 2),)), CastMember("Cy"), CastMember("Bo", (Span(5, 6),))
    with Resuggester(database) as resuggester:
        first = resuggester.waiting()[0]
        resuggester.add(first, suggested()._replace(cast=(bo,)), LATER)
        resuggester.add(first, suggested()._replace(cast=(cy, other_bo)), Run("pipeline", "3.0"))
    with SqliteDesk(database, "ana") as desk:
        assert desk.page(1).cast == (bo, cy), "no key changes its meaning"
        assert desk.page(2).cast == ()


def test_a_run_is_recorded_once_and_earlier_suggestions_stay(database: Path) -> None:
    with Resuggester(database) as resuggester:
        for one in resuggester.waiting():
            resuggester.add(one, suggested(), LATER)
        kept = resuggester.connection.one_value("SELECT count(*) FROM suggestions")
    assert kept == 12
    with Reader(database) as reader:
        assert [run["version"] for run in reader.stats()["runs"]] == ["1.0", "2.0"]


def test_there_must_be_a_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused):
        Resuggester(tmp_path / "none.db")


def test_boilerplate_is_found_anew(database: Path) -> None:
    (first, _) = waiting(database)
    with Resuggester(database) as resuggester:
        later = suggested()._replace(boilerplate=((Span(23, 36), "caption"),))
        resuggester.add(first, later, LATER)
    with SqliteDesk(database, "ana") as desk:
        assert [item.boilerplate for item in desk.page(1).items] == [None, None, "caption"]
        assert [item.boilerplate for item in desk.page(2).items] == [None, None, None]


def test_what_follows_from_suggestions_of_every_sentence_is_as_it_is_made_anew(database: Path) -> None:
    def of_all(name: str, *scores: float) -> Suggested:
        """With a topic in each sentence, and a quote in the second."""
        quote = Quote((Span(17, 21),), QuoteType.INDIRECT, None, Span(13, 16), "Eve", 0.6, "ccomp")
        topics = tuple((TopicSuggestion(f"topic {score}", score, "word"),) for score in scores)
        return suggested(name, f"He said yes. She left. All was {name}.")._replace(quotes=(quote,), topics=topics)

    with Importer(database) as importer:
        number = importer.add(of_all("good", 0.1, 0.2, 0.3), LATER).number
    assert [*problems(database)] == []
    with Resuggester(database) as resuggester:
        resuggester.add(number, of_all("good", 0.4, 0.5, 0.9), Run("pipeline", "3.0"))
    assert [*problems(database)] == []
    with reading(database) as connection:
        sql = "SELECT quotes, certainty FROM suggested_quotes WHERE document = ?"
        assert connection.first_row(sql, number) == (1, pytest.approx((0.6 + 0.4 + 0.5 + 0.9) / 4))


def test_an_article_that_was_decided_meanwhile_gets_nothing(database: Path) -> None:
    decide(database, 1, 2, 3)
    before = newest(database)
    with Resuggester(database) as resuggester:
        again = suggested()._replace(quotes=(), topics=((topic("weather"),),) * 3)
        assert resuggester.add(1, again, LATER) == 0
        assert resuggester.beside == 0
    assert newest(database) == before
