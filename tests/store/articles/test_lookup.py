"""Importing decisions: the stored text is found, and what is decided already is left alone."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Document, Labels, Sentence, Span
from annotator.store.articles.documents import find_alike
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.work.importer import Importer
from tests.store.conftest import RUN, suggested

SPANS = [sentence.span for sentence in suggested().sentences]
YES = NewDecision(2, Answer.ACCEPT, Labels(topics=("sport",)), note="odd", flagged=True, implied=True)


def test_a_stored_text_is_found_with_its_sentences_and_their_ids(database: Path) -> None:
    second = suggested("two", "He said YES. She left. All was well.")
    with closing(Importer(database)) as importer:
        stored = importer.find(replace(second.document, id="under another name"))
        assert stored is not None
        assert (stored.document, stored.sentences, stored.ids) == (second.document, second.sentences, (4, 5, 6))
        assert importer.find(replace(second.document, text="Another text.")) is None


def test_a_text_is_found_by_its_name_or_else_by_its_first_and_last_sentence(database: Path) -> None:
    with closing(Importer(database)) as importer:

        def found(name: str, spans: list[Span], fits: str) -> str | None:
            document = Document(name, "Another text.")
            stored = importer.ask(find_alike, document, spans, lambda text: fits in text)
            return stored.document.id if stored else None

        assert found("two", [Span(0, 1)], "He") == "two"
        assert found("none", SPANS, "He") == "one", "the first of those that fit"
        assert found("one", SPANS, "YES") == "two", "a text of that name that does not fit is passed by"
        assert found("none", SPANS, "No") is None
        assert found("none", [SPANS[0], Span(23, 35)], "He") is None
        assert found("none", [Span(0, 11), SPANS[2]], "He") is None
        assert found("none", [SPANS[1]], "He") == "one"
        longer = suggested("three", "He said ja!! She left. All was very well.")
        sentences = (*longer.sentences[:2], Sentence(2, 23, 41))
        importer.add(longer._replace(sentences=sentences), RUN)
        assert found("none", [SPANS[0], Span(23, 41)], "ja!!") == "three"
        assert found("none", [SPANS[0], Span(23, 41)], "YES") is None, "the first here and the last there are no match"


def test_the_beginning_of_a_text_is_of_the_article_of_that_id_though_it_is_all_of_another(database: Path) -> None:
    beginning = suggested("beginning", "He said yes. She left.")
    with closing(Importer(database)) as importer:
        importer.add(beginning._replace(sentences=beginning.sentences[:2], topics=((),) * 2), RUN)
        for name, found in (("one", "one"), ("none", "beginning")):
            document = replace(beginning.document, id=name)
            stored = importer.ask(find_alike, document, SPANS[:2], lambda text: "left." in text)
            assert stored is not None
            assert stored.document.id == found


def test_decisions_come_as_one_step_with_their_own_times(database: Path) -> None:
    made = "2020-01-01T00:00:00.000Z"
    with closing(Importer(database)) as importer:
        assert importer.decide("ana", [(YES, made), (YES._replace(sentence_id=3), None)]) == 2
    with closing(SqliteDesk(database, "ana")) as desk:
        _, second, third = desk.page(1).items
        assert second.decision is not None
        assert third.decision is not None
        assert second.decision.decided_at == made < third.decision.decided_at
        assert (second.decision.note, second.decision.flagged, second.decision.implied) == ("odd", True, True)
        change = desk.undo()
        assert change is not None
        assert change.sentences == (2, 3)
    assert list(problems(database)) == []


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (YES, 0),
        (YES._replace(seconds=9.0, keys=9, suggestion=1), 0),
        (YES._replace(answer=Answer.SKIP), 1),
        (YES._replace(labels=Labels()), 1),
        (YES._replace(note=None), 1),
        (YES._replace(flagged=False), 1),
        (YES._replace(implied=False), 1),
        (YES._replace(sentence_id=3), 1),
    ],
)
def test_what_says_the_same_is_not_decided_again(database: Path, other: NewDecision, kept: int) -> None:
    with closing(Importer(database)) as importer:
        assert importer.decide("ana", [(YES, None)]) == 1
        assert importer.decide("ana", [(other, None)]) == kept
        steps = importer.open().execute("SELECT count(*) FROM events WHERE kind = 'decide'").fetchone()[0]
    assert steps == 1 + kept, "a step that decides nothing is none"


def test_another_annotator_may_say_the_same(database: Path) -> None:
    with closing(Importer(database)) as importer:
        assert importer.decide("ana", [(YES, None)]) == importer.decide("bo", [(YES, None)]) == 1


def test_a_run_is_recorded_once_for_all_its_documents(database: Path) -> None:
    with closing(Importer(database)) as importer:
        importer.add(suggested("three", "He said si!! She left. All was well."), RUN)
        importer.add(suggested("four", "He said ja!! She left. All was well."), RUN)
        importer.add(suggested("five", "He said no!! She left. All was well."), replace(RUN, version="2"))
        runs = importer.open().execute("SELECT version FROM runs ORDER BY rowid").fetchall()
    assert runs == [("1.0",), ("2",)], "the one of an import before goes on"
