"""Several suggesters of one article: kept beside what stands, and put first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from annotator.core.errors import InputRefused
from annotator.core.habits import Habits
from annotator.core.model import (
    CastMember,
    Chance,
    Quote,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.store.articles.documents import chances_in, edge_habits
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, opened
from annotator.store.integrity import problems
from annotator.store.log import history, kinds
from annotator.store.log.schema import NEWEST_SUGGESTION
from annotator.store.read.reader import Reader
from annotator.store.work.importer import Importer, Resuggester
from tests.store.conftest import RUN, accepted, imported, save, suggested, writing

LLAMA = Run("llama3", "abc", {"file": {"name": "llama3.jsonl", "sha256": "abc"}})
HE_SAID = Quote((Span(0, 12),), QuoteType.DIRECT, score=0.5)


def by_llama(*quotes: Quote) -> Suggested:
    return suggested()._replace(quotes=quotes)


def beside(path: Path, number: int, what: Suggested, run: Run = LLAMA) -> bool:
    with Importer(path) as importer:
        return importer.suggest_beside(number, what, run)


def decide(path: Path, *sentences: int, name: str = "ana") -> None:
    save(path, *map(accepted, sentences), name=name)


def rows_of(path: Path, sql: str) -> list[tuple[object, ...]]:
    with opened(path) as connection:
        return connection.execute(sql).fetchall()


def pages(path: Path) -> list[object]:
    """All that is shown of both articles, but for readings, and what is counted of their suggestions."""
    with SqliteDesk(path, "reader") as desk:
        items = [item for number in (1, 2) for item in desk.page(number).items]
    shown = [item._replace(suggestion=item.suggestion and item.suggestion._replace(readings=())) for item in items]
    return [*shown, *rows_of(path, "SELECT * FROM suggested_quotes")]


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


def test_an_older_run_of_ours_that_comes_in_again_is_not_recorded_as_the_newest(database: Path) -> None:
    with Resuggester(database) as resuggester:
        resuggester.add(1, suggested(), Run("pipeline", "1.1", {"profile": "speech"}))
    before = rows_of(database, "SELECT * FROM runs")
    assert not beside(database, 1, suggested(), RUN)
    assert rows_of(database, "SELECT * FROM runs") == before


def test_what_a_suggester_said_last_is_the_newest_whatever_the_clock_says(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        day = 5

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 3, Clock.day, tzinfo=tz)

    monkeypatch.setattr("annotator.store.log.schema.datetime", Clock)
    assert beside(database, 1, by_llama())
    Clock.day = 4  # it was set back
    assert beside(database, 1, by_llama(HE_SAID), replace(LLAMA, version="abd"))
    prefer(database, "llama3")
    with SqliteDesk(database, "ana") as desk:
        (item, *_) = desk.page(1).items
    assert item.suggestion is not None
    assert [quote.content for quote in item.suggestion.labels.quotes] == [HE_SAID.content]


def test_what_is_cut_otherwise_is_fitted_and_new_speakers_come_last(database: Path) -> None:
    whole = Suggested(
        suggested().document,
        (Sentence(0, 0, 36),),
        (Quote((Span(8, 22),), QuoteType.DIRECT, speaker="Bea"),),
        ((TopicSuggestion("war", 0.5, "x"),),),
        (CastMember("Bea"), CastMember("Ada")),
    )
    beside(database, 1, by_llama()._replace(cast=(CastMember("Ada"),)), replace(LLAMA, pipeline="first"))
    beside(database, 1, whole)
    found = rows_of(database, "SELECT labels ->> '$.quotes[0].content', labels ->> '$.topics[0]' FROM suggestions"
                    " JOIN runs ON runs.id = run WHERE pipeline = 'llama3' ORDER BY sentence_id")  # fmt: skip
    assert found == [("[[8,12]]", "war"), ("[[13,22]]", "war"), (None, "war")]
    with SqliteDesk(database, "ana") as desk:
        assert [member.name for member in desk.page(1).cast] == ["Ada", "Bea"]


def test_all_or_nothing_comes_beside(database: Path) -> None:
    broken = by_llama()._replace(cast=(None,))
    with pytest.raises(AttributeError):
        beside(database, 1, broken)
    assert rows_of(database, "SELECT count(*) FROM suggestions WHERE id < 1") == [(0,)]


def test_what_comes_from_another_tool_is_no_habit_and_no_chance(database: Path) -> None:
    adapted = Habits()
    settings = {"profile": "speech", "habits": {"digest": adapted.digest(), "last_decision": 7, "decided": 1}}
    with Resuggester(database) as resuggester:
        resuggester.runs.habits = adapted
        resuggester.add(1, suggested(), Run("pipeline", "1.1", settings))
        edges, chances = (
            ask(*of) for ask, of in ((edge_habits, [resuggester.connection]), (chances_in, [resuggester.connection, 1]))
        )
    beside(database, 1, by_llama(HE_SAID))
    with opened(database) as connection:
        assert edge_habits(connection) == edges
        assert chances_in(connection, 1) == chances
    with Reader(database) as reader:
        assert reader.stats()["new_decisions"] == 0


def test_an_equal_run_goes_on_where_no_newer_one_of_ours_came_since(database: Path) -> None:
    third, fourth, fifth = (suggested(name, f"He said {name}!! She left. All was well.") for name in ("no", "so", "ja"))
    imported(database, third)
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 1
    beside(database, 1, by_llama())
    imported(database, fourth)
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 2
    with Resuggester(database) as resuggester:
        resuggester.add(1, suggested(), RUN)
    imported(database, fifth)
    assert len(rows_of(database, "SELECT 1 FROM runs")) == 3
    with Resuggester(database) as resuggester:
        resuggester.add(1, suggested(), RUN)
    assert rows_of(database, "SELECT count(DISTINCT run) FROM suggestions WHERE sentence_id = 1") == [(4,)]


# ---- which of them stands first


def prefer(path: Path, name: str) -> list[tuple[int, int]]:
    with Resuggester(path) as store:
        return [store.put_first(number, name) for number in store.prefer(name)]


def first(path: Path) -> list[tuple[object, ...]]:
    """Whose suggestion each sentence shows, and how many quotes that has."""
    return rows_of(
        path,
        "SELECT pipeline, version, json_array_length(labels, '$.quotes') FROM sentences JOIN suggestions AS s ON s.id ="
        f" {NEWEST_SUGGESTION.format('sentences.id')} JOIN runs ON runs.id = s.run ORDER BY sentences.id",
    )


def test_who_is_preferred_stands_first_where_nobody_decided(database: Path) -> None:
    beside(database, 1, by_llama(HE_SAID, HE_SAID), replace(LLAMA, version="old"))
    beside(database, 1, by_llama(HE_SAID))
    decide(database, 2)
    assert prefer(database, "llama3") == [(2, 1), (0, 0)]
    assert first(database) == [
        ("llama3", "abc", 1), ("pipeline", "1.0", 0), ("llama3", "abc", 0),
        ("pipeline", "1.0", 1), ("pipeline", "1.0", 0), ("pipeline", "1.0", 0),
    ]  # fmt: skip
    made = rows_of(database, "SELECT r.settings ->> 'file' = m.settings ->> 'file', m.version FROM runs AS r"
                             " JOIN runs AS m ON m.id = r.settings ->> 'stands_for'")  # fmt: skip
    assert made == [(1, "abc")]
    with Reader(database) as reader:
        stats = reader.stats()
    assert (stats["preferred"], stats["suggested_quotes"]) == ("llama3", 2)
    assert [(run["pipeline"], run["version"]) for run in stats["runs"]] == [
        ("pipeline", "1.0"),
        ("llama3", "old"),
        ("llama3", "abc"),
    ]
    assert [*problems(database)] == []


def test_who_says_nothing_of_topics_in_an_article_says_nothing_against_those_that_stand(database: Path) -> None:
    sports = ((), (TopicSuggestion("sport", 0.9, "left"),), ())
    beside(database, 1, by_llama(HE_SAID)._replace(topics=((), (), ())))
    beside(database, 2, by_llama(HE_SAID)._replace(topics=sports))
    prefer(database, "llama3")
    assert rows_of(
        database,
        "SELECT labels ->> '$.topics', topics ->> '$[0][2]', json_array_length(labels, '$.quotes') FROM sentences"
        f" JOIN suggestions AS s ON s.id = {NEWEST_SUGGESTION.format('sentences.id')} ORDER BY sentences.id",
    ) == [
        ('["politics"]', "yes", 1), ("[]", None, 0), ("[]", None, 0),
        ("[]", None, 1), ('["sport"]', "left", 0), ("[]", None, 0),
    ]  # fmt: skip
    assert [*problems(database)] == []


def test_to_prefer_again_changes_nothing_and_another_name_goes_back(database: Path) -> None:
    before = first(database)
    beside(database, 1, by_llama(HE_SAID))
    beside(database, 2, suggested(), replace(LLAMA, version="other"))
    counts = "(SELECT count(*) FROM events WHERE kind = 'prefer'), (SELECT count(*) FROM suggestions)"
    everything = f"SELECT {counts}, (SELECT count(*) FROM runs)"
    done = [(prefer(database, "llama3"), rows_of(database, everything)) for _ in range(2)]
    assert done[0] == done[1] == ([(3, 0), (3, 0)], [(1, 18, 5)])
    assert prefer(database, "pipeline") == [(3, 0), (3, 0)]
    assert first(database) == before
    with Resuggester(database) as store:  # again and again, in one go
        for name in ("llama3", "pipeline", "llama3", "pipeline"):
            assert [store.put_first(number, name) for number in store.prefer(name)] == [(3, 0), (3, 0)]
    with Reader(database) as reader:
        assert reader.stats()["preferred"] == "pipeline"


def test_a_name_that_never_suggested_is_refused(tmp_path: Path, database: Path) -> None:
    open_database(tmp_path / "empty.db", create=True).close()
    with pytest.raises(InputRefused) as refused:
        prefer(tmp_path / "empty.db", "gpt")
    assert refused.value.hint == "those who suggested: nobody"
    beside(database, 1, by_llama())
    with pytest.raises(InputRefused, match="no suggestions by 'gpt'") as refused:
        prefer(database, "gpt")
    assert refused.value.hint == "those who suggested: pipeline, llama3"
    assert rows_of(database, "SELECT 1 FROM events WHERE kind = 'prefer'") == []


def test_what_comes_by_who_is_preferred_goes_first_at_once(database: Path) -> None:
    beside(database, 1, by_llama())
    prefer(database, "llama3")
    decide(database, 4)
    assert beside(database, 2, by_llama(HE_SAID, HE_SAID))
    assert beside(database, 1, by_llama(HE_SAID), replace(LLAMA, version="new"))
    assert [quotes for *_, quotes in first(database)] == [1, 0, 0, 1, 0, 0]
    assert [name for name, *_ in first(database)] == ["llama3"] * 3 + ["pipeline", "llama3", "llama3"]
    assert not beside(database, 2, by_llama(HE_SAID))


def test_what_is_suggested_anew_goes_beside_who_is_preferred(database: Path) -> None:
    beside(database, 1, by_llama(HE_SAID))
    prefer(database, "llama3")
    again = Run("pipeline", "2.0")
    with Resuggester(database) as store:
        before = chances_in(store.connection, 1)
        chance = Chance((Span(0, 2),), Span(3, 7), "say", "f", "r", 0.5)
        assert [store.add(number, suggested()._replace(chances=(chance,)), again) for number in (1, 2)] == [3, 3]
        assert store.beside == 3
        assert chances_in(store.connection, 1) == before, "they are of what stands"
    assert [name for name, *_ in first(database)] == ["llama3"] * 3 + ["pipeline"] * 3
    prefer(database, "pipeline")
    assert [version for _, version, _ in first(database)] == ["2.0"] * 6


def test_readings_come_along_and_what_is_boilerplate_stays_so(database: Path) -> None:
    newsletter = suggested("three", "He said ja!! She left. All was well.")._replace(
        boilerplate=((Span(13, 36), "share"),)
    )
    imported(database, newsletter)
    later = Quote((Span(24, 27),), QuoteType.DIRECT)
    reading = QuoteReading((0,), (replace(HE_SAID, content=(Span(3, 12),)),), 0.4)
    beside(database, 3, by_llama(HE_SAID, later)._replace(readings=(reading,)))
    prefer(database, "llama3")
    with SqliteDesk(database, "ana") as desk:
        shown = [item.suggestion for item in desk.page(3).items if item.suggestion is not None]
    assert [one.boilerplate for one in shown] == [None, "share", None], "not where a quote is suggested in it"
    assert [one.parts[0].content for one in shown[0].readings if not one.by] == [(Span(3, 12),)]


def test_articles_that_several_annotate_keep_what_the_first_one_saw(database: Path) -> None:
    beside(database, 1, by_llama(HE_SAID))
    beside(database, 2, by_llama(HE_SAID))
    with writing(database) as connection:
        history.append(
            connection, "lead", kinds.Assign(24, False, {}), beside={1: kinds.Places({"1": None, "2": None}, 1, False)}
        )
    decide(database, 1)
    assert prefer(database, "llama3") == [(0, 3), (3, 0)]
