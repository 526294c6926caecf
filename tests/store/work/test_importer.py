"""Documents on their way in."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.errors import EnvironmentFailed, InputRefused
from annotator.core.model import Quote, QuoteReading, QuoteType, Reading, Run, Span
from annotator.store.articles.documents import chances_in, number_of
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened
from annotator.store.read.reader import Reader
from annotator.store.sqlite import sqlite_library as connections
from annotator.store.work.importer import Importer
from tests.store.conftest import RUN, imported, item_of, suggested


def test_the_same_text_again_adds_nothing(database: Path) -> None:
    with Importer(database) as importer:
        assert importer.ask(number_of, suggested().document.text) == 1
        assert importer.ask(number_of, "Another text.") is None
        added = importer.add(suggested("another-name"), RUN)
        assert added == (1, True)
        added = importer.add(suggested("three", "He said ja!! She left. All was well."), RUN)
        assert added == (3, False)
    with Reader(database) as reader:
        assert reader.stats()["documents"] == 3
        assert reader.stats()["sentences"] == 9


def test_an_article_is_found_by_its_id(database: Path) -> None:
    with Importer(database.with_name("new.db")) as importer:
        assert importer.named("one") is None, "nothing is made before it is needed"
    with Importer(database) as importer:
        found = importer.named("one")
        assert found is not None
        assert (found.number, found.document) == (1, suggested().document)
        assert importer.named("on") is None


def test_an_article_that_another_tool_suggested_for_has_no_chances_until_ours_read_it(database: Path) -> None:
    new = suggested("three", "He said ja!! She left. All was well.")
    with Importer(database) as importer:
        importer.add(new, Run("bot", "1", {"file": {"name": "bot.jsonl"}}))
    with opened(database) as connection:
        assert [chances_in(connection, number) is None for number in (2, 3)] == [False, True]


def test_a_database_that_is_being_written_is_refused_before_articles_are_read(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    with opened(database) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFailed, match="another program"):
            Importer(database)


def test_an_edited_article_stands_beside_the_old_one(database: Path) -> None:
    with Importer(database) as importer:
        importer.add(suggested("one", "He said no!! She left. All was well."), RUN)
        importer.add(suggested("one", "He said no?! She left. All was well."), RUN)
        ids = [row[0] for row in importer.open().execute("SELECT id FROM documents ORDER BY number")]
    assert ids == ["one", "two", "one~2", "one~3"]


def test_a_sentence_is_as_sure_as_all_its_quotes_together(database: Path) -> None:
    sure, less, unknown = (
        Quote((Span(at, at + 1),), QuoteType.DIRECT, score=score) for at, score in ((0, 0.9), (3, 0.5), (24, None))
    )
    whole = suggested("three", "He said ja!! She left. All was well.")
    with Importer(database) as importer:
        importer.add(whole._replace(quotes=(sure, less, unknown)), RUN)
        rows = importer.open().execute(
            "SELECT score, topics FROM suggestions WHERE sentence_id > 6 ORDER BY sentence_id"
        )
        assert rows.fetchall() == [(0.45, '[["politics",0.8,"yes"]]'), (None, "[]"), (None, "[]")]


def test_the_model_is_recorded_with_every_run(database: Path) -> None:
    with Reader(database) as reader:
        (run,) = reader.stats()["runs"]
    assert (run["pipeline"], run["version"], run["adapted_to"]) == ("pipeline", "1.0", None)


def test_a_document_is_stored_whole_or_not_at_all(database: Path) -> None:
    broken = suggested("three", "Short.")
    object.__setattr__(broken.sentences[2], "start", 99)
    with Importer(database) as importer:
        with pytest.raises(Exception, match="CHECK"):
            importer.add(broken, RUN)
        assert importer.open().one_value("SELECT count(*) FROM documents") == 2
        assert importer.open().one_value("SELECT count(*) FROM sentences") == 6


def test_suggestions_that_a_check_would_find_fault_with_are_refused_with_their_article(database: Path) -> None:
    new = suggested("three", "He said ja!! She left. All was well.")
    (quote,) = new.quotes
    for wrong in (
        {"cue": Span(7, 7)}, {"source": Span(2, 0)}, {"cue": Span(30, 99)}, {"content": (Span(11, 8),)},
        {"speaker": "A" * 201},
    ):  # fmt: skip
        bad = replace(quote, **wrong)
        for made in (new._replace(quotes=(bad,)), new._replace(readings=(QuoteReading((), (bad,), 0.1),))):
            with Importer(database) as importer:
                with pytest.raises(InputRefused, match="three: suggestions that cannot be kept"):
                    importer.add(made, RUN)
                assert importer.ask(number_of, new.document.text) is None


def test_the_text_of_a_document_never_changes(database: Path) -> None:
    with opened(database) as connection, pytest.raises(Exception, match="never changes"):
        connection.execute("UPDATE documents SET text = 'other'")


def test_readings_are_kept_with_the_suggestion_of_each_sentence(tmp_path: Path) -> None:
    (quote,) = suggested().quotes
    shorter = replace(quote.bare(), content=(Span(8, 10),))
    unseen = Quote((Span(23, 26),), QuoteType.DIRECT, Span(27, 30))
    made = suggested()._replace(
        readings=(
            QuoteReading((0,), (shorter,), 0.5),
            QuoteReading((), (unseen,), 0.25),
            QuoteReading((0,), (), 0.1),
        ),
    )
    imported(tmp_path / "annotator.db", made)
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        found = [item.suggestion.readings for item in desk.page(1).items if item.suggestion]
    part = shorter.part(shorter.content, quote.cue, quote.source, continues=False)
    assert found == [
        (Reading((0,), (part,), 0.5), Reading((0,), (), 0.1)),
        (),
        (Reading((), (unseen.part(unseen.content, unseen.cue, None, continues=False),), 0.25),),
    ]


def test_readings_are_stored_with_the_suggestion_of_their_sentence(tmp_path: Path) -> None:
    imported(tmp_path / "annotator.db", suggested()._replace(readings=(QuoteReading((0,), (), 0.1),)))
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        suggestion = item_of(desk).suggestion
    assert suggestion is not None
    assert suggestion.readings == (Reading((0,), (), 0.1),)


def test_boilerplate_is_stored_with_the_suggestion_of_its_sentence(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    imported(path, suggested()._replace(boilerplate=((Span(13, 22), "byline"), (Span(23, 30), "link"))))
    with SqliteDesk(path, "ana") as desk:
        assert [item.boilerplate for item in desk.page(1).items] == [None, "byline", None]
