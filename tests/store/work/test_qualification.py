"""Qualifications: sets of gold sentences, who answered them, and who passed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.errors import InputRefused
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.files.database import opened, transaction
from annotator.store.integrity import problems
from annotator.store.log import kinds as log
from annotator.store.log.history import append
from annotator.store.log.kinds import Assign, Result
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work import qualification as kept
from annotator.store.work.qualification import QualificationSet
from annotator.store.work.slots import may_take
from tests.store.conftest import accepted, item_of, rejected, skipped

QUOTE = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")

LATER = QuotePart((Span(23, 26),), QuoteType.INDIRECT)


@pytest.fixture
def gold(database: Path) -> Path:
    """Lead has decided all six sentences: the first of each document holds a quote, the last one is rejected."""
    with SqliteDesk(database, "lead") as desk:
        for number in (1, 2):
            first, second, third = desk.page(number).items
            desk.save([accepted(first.id, Labels((QUOTE,), ("politics",)))])
            desk.save([accepted(second.id)])
            desk.save([rejected(third.id, Labels((LATER,)))])
    return database


@pytest.fixture
def connection(gold: Path) -> Iterator[Connection]:
    with opened(gold) as connection:
        yield connection


def made(connection: Connection, count: int = 4, seed: int = 1, *documents: str) -> QualificationSet:
    with transaction(connection):
        return kept.make_qualification(connection, count, documents, 0.8, seed, "lead")


def answer(gold: Path, qualification: QualificationSet, person: str, labels: Labels | None = None) -> None:
    """Answer all sentences: what holds a quote with these labels, or as gold has it."""
    with SqliteDesk(gold, person, answering(qualification.id)) as desk:
        for place in kept.sentences_of(desk.connection, qualification.id, person).values():
            item = desk.page(place.document).items[place.index]
            said = (labels or Labels((QUOTE,), ("politics",))) if place.index == 0 else Labels()
            desk.save([accepted(item.id, said)])


def hand_in(connection: Connection, qualification: QualificationSet, person: str) -> kept.QualificationResult:
    with transaction(connection):
        kept.hand_in(connection, qualification, person)
    (result,) = (one for one in kept.results(connection, qualification.id) if one.name == person)
    return result


def test_a_set_is_drawn_from_gold_by_its_seed(gold: Path, connection: Connection) -> None:
    first = made(connection, 3)
    sentences = kept.sentences_of(connection, first.id)
    assert len(sentences) == first.sentences == 3
    assert {1, 4} <= {*sentences}, "both sentences with a quote"
    assert kept.all_qualifications(connection) == (first,)
    assert list(problems(gold)) == []


def test_no_sentence_stands_in_two_sets_and_too_few_are_refused(connection: Connection) -> None:
    first, second = made(connection, 3), made(connection, 3)
    both = {*kept.sentences_of(connection, first.id)} & {*kept.sentences_of(connection, second.id)}
    assert both == set()
    with pytest.raises(InputRefused, match="0 gold sentences in no qualification yet, and 1 wanted"):
        made(connection, 1)


def test_only_named_documents_are_drawn_from(connection: Connection) -> None:
    assert {one.document for one in kept.sentences_of(connection, made(connection, 3, 1, "two").id).values()} == {2}
    with pytest.raises(InputRefused, match="no document with the id 'three'"):
        made(connection, 1, 1, "three")


def test_what_annotators_differ_in_is_no_gold(gold: Path, connection: Connection) -> None:
    with SqliteDesk(gold, "bo") as desk:
        desk.save([rejected(item_of(desk).id)])
    assert 1 not in kept.sentences_of(connection, made(connection, 5).id)


def test_answers_as_in_gold_pass_and_others_do_not(gold: Path, connection: Connection) -> None:
    qualification = made(connection)
    answer(gold, qualification, "ana")
    answer(gold, qualification, "bo", Labels((QUOTE,), ("sport",)))
    answer(gold, qualification, "cleo", Labels())
    assert hand_in(connection, qualification, "ana").score == 1.0
    bo = hand_in(connection, qualification, "bo")
    assert (bo.passed, bo.roles["topics"], bo.roles["content"]) == (True, 0.0, 1.0)
    assert hand_in(connection, qualification, "cleo").passed is False
    append(connection, "lead", Assign(24.0, True, {}))
    assert [may_take(connection, name) for name in ("ana", "bo", "cleo", "dan")] == [True, True, False, False]
    found = {one.name: (one.answered, one.passed) for one in kept.results(connection, qualification.id)}
    assert found == {"ana": (4, True), "bo": (4, True), "cleo": (4, False)}
    assert list(problems(gold)) == []


def test_a_result_stays_whatever_is_handed_in_afterwards(gold: Path, connection: Connection) -> None:
    qualification = made(connection)
    answer(gold, qualification, "bo")
    others = hand_in(connection, qualification, "bo")
    answer(gold, qualification, "ana", Labels())
    first = hand_in(connection, qualification, "ana")
    with SqliteDesk(gold, "ana", answering(qualification.id)) as desk:
        item = item_of(desk)
        assert item.decision is not None
        desk.save([accepted(item.id, Labels((QUOTE,)), replaces=item.decision.id)])
    assert hand_in(connection, qualification, "ana") == first
    with transaction(connection):
        uuid = connection.one_value("SELECT uuid FROM events WHERE kind = 'qualification'")
        append(connection, "ana", Result(uuid, "ana", 1.0, True, {}))  # as merging may bring one
    assert [*kept.results(connection, qualification.id)] == [first, others], "the first one counts"


def test_gold_is_what_it_was_when_the_set_was_made(gold: Path, connection: Connection) -> None:
    qualification = made(connection, 6)
    with SqliteDesk(gold, "lead") as desk:
        item = item_of(desk)
        assert item.decision is not None
        desk.save([rejected(item.id, replaces=item.decision.id)])
    answer(gold, qualification, "ana")
    first = kept.answers(connection, qualification.id, "ana")[0]
    assert (first.place, first.gold.quotes) == ("1:1", (QUOTE,))
    of_rejected = next(one for one in kept.answers(connection, qualification.id, "ana") if one.place == "1:3")
    assert of_rejected.gold == Labels(), "of what was rejected no label counts"


def test_a_removed_document_takes_its_sentences_out_of_a_set(connection: Connection) -> None:
    qualification = made(connection, 6)
    with transaction(connection):
        remove(connection, 1, "lead")
    assert {one.document for one in kept.sentences_of(connection, qualification.id).values()} == {2}
    assert kept.all_qualifications(connection)[0].sentences == 3


def test_what_contradicts_itself_is_found(gold: Path, connection: Connection) -> None:
    made(connection, 2)
    text, of_another = connection.first_row(
        "SELECT sha256, (SELECT uuid FROM decisions WHERE sentence_id = 2) FROM documents WHERE number = 1"
    )
    with transaction(connection):
        wrong = append(connection, "lead", log.Qualification(1, 0.8, [(text, 0, of_another)]))
        result = append(connection, "ana", Result(wrong.uuid, "ana", 0.5, True, {}))
    assert list(problems(gold)) == [
        f"events row {wrong.id}: what is gold of sentence 1 is no decision of it",
        f"events row {result.id}: whether ana passed is not what the score says",
    ]


def test_what_is_put_off_is_not_answered(gold: Path, connection: Connection) -> None:
    qualification = made(connection)
    answer(gold, qualification, "ana")
    with SqliteDesk(gold, "ana", answering(qualification.id)) as desk:
        decision = item_of(desk).decision
        assert decision is not None
        desk.save([skipped(1, replaces=decision.id)])
    assert [one.answered for one in kept.results(connection, qualification.id)] == [3]
    assert len(kept.answers(connection, qualification.id, "ana")) == 3


def test_what_was_answered_of_an_article_that_was_taken_out_counts_only_once_it_is_handed_in(
    gold: Path, connection: Connection
) -> None:
    qualification = made(connection)
    answer(gold, qualification, "ana")
    with transaction(connection):
        remove(connection, 2, "lead")
    (left,) = kept.all_qualifications(connection)
    answered = [result.answered for result in kept.results(connection, qualification.id)]
    assert answered == [left.sentences]
    assert left.sentences < qualification.sentences
    result = hand_in(connection, qualification, "ana")
    assert result.answered == len(kept.answers(connection, qualification.id, "ana")) == qualification.sentences


def test_what_was_handed_in_was_answered_whatever_is_taken_out_later(gold: Path, connection: Connection) -> None:
    qualification = made(connection)
    answer(gold, qualification, "ana")
    with transaction(connection):
        kept.hand_in(connection, qualification, "ana")
        remove(connection, 2, "lead")
    assert [result.answered for result in kept.results(connection, qualification.id)] == [qualification.sentences]
    (left,) = kept.all_qualifications(connection)
    assert left.sentences < left.drawn == qualification.sentences


def test_what_was_passed_over_unseen_is_asked_of_nobody(database: Path) -> None:
    with SqliteDesk(database, "lead") as desk:
        first, second, third = desk.page(1).items
        desk.save([accepted(first.id)])
        desk.save([accepted(second.id, implied=True)])
        desk.save([rejected(third.id, implied=True)])
    with opened(database) as connection:
        assert [*kept.sentences_of(connection, made(connection, 1).id)] == [1]
        with pytest.raises(InputRefused, match="0 gold sentences"):
            made(connection, 1)
