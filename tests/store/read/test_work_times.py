"""What the history says of time: every decision once, as it was made at the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decided import DecisionMade, Progress
from annotator.core.decision import Answer, Role
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.workbench import Workbench
from annotator.measure.work_time import Worked, added_up, steps_of_work
from annotator.store.articles import documents
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.log import history
from annotator.store.log.schema import now
from annotator.store.read.reader import Reader, decisions_made, progress_by_annotator
from annotator.store.work import slots
from annotator.store.work.importer import Importer
from tests.store.conftest import accepted, holders, imported, rejected, save, skipped, suggested


def read(database: Path) -> list[DecisionMade]:
    with Reader(database) as reader:
        return reader.ask(decisions_made)


def worked(database: Path) -> dict[str, Worked]:
    return added_up(steps_of_work(read(database)), lambda step: step.annotator)


def test_a_decision_comes_as_it_was_made(database: Path) -> None:
    (kept,) = save(database, rejected(5, seconds=2.5, keys=3))
    (one,) = read(database)
    assert replace(one, step=1) == DecisionMade(
        1, "ana", Role.ANNOTATOR, "two", 1, Answer.REJECT, kept.decided_at, 2.5, 3
    )


def test_undo_and_redo_say_again_and_count_nothing(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, seconds=2.0, keys=1)])
        desk.save([accepted(2, seconds=3.0, keys=1)])
        desk.undo()
        desk.redo()
        desk.undo()
        desk.save([rejected(2, seconds=4.0, keys=2)])
    assert worked(database)["ana"] == Worked(9.0, 0.0, 4, 2, 3)


def test_a_correction_is_no_first_decision(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        (kept,) = desk.save([accepted(1, seconds=2.0, keys=1)])
        desk.save([rejected(1, replaces=kept.id, seconds=3.0, keys=1)])
    assert [one.first for one in read(database)] == [True, False]
    assert worked(database)["ana"] == Worked(5.0, 0.0, 2, 1, 2)


def test_imported_decisions_took_no_time_whenever_they_were_made(database: Path) -> None:
    with Importer(database) as importer:
        made = accepted(1, seconds=30.0)
        importer.decide("ana", [(made, None)])
        importer.decide("bo", [(made, "2026-03-02T09:00:00.000Z")])
    assert len(read(database)) == 2
    assert worked(database) == {}


def test_a_renaming_in_all_articles_is_no_decision(database: Path) -> None:
    part = QuotePart((Span(8, 11),), QuoteType.DIRECT, speaker="Ada")
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, Labels((part,)), seconds=2.0, keys=1)])
        assert desk.rename_speaker("Ada", "Ada Lovelace", asked_for_at=1) > 0
        desk.undo()
        desk.redo()
    assert len(read(database)) == 1


def bench(database: Path, clock: Callable[[], float]) -> tuple[SqliteDesk, Workbench]:
    desk = SqliteDesk(database, "ana")
    return desk, Workbench(desk, clock)


def test_at_the_screen_only_the_open_sentence_has_time_in_whatever_is_saved_with_it(database: Path) -> None:
    time = 100.0
    desk, at = bench(database, lambda: time)
    with desk:
        time += 7.0
        at.keys += 1
        assert at.answer(Answer.ACCEPT, also=[1, 2])
        time += 5.0
        at.keys += 1
        assert at.accept_all([0, 1])
    assert [(one.document, one.index, one.seconds, one.keys, one.for_several) for one in read(database)] == [
        ("one", 0, 7.0, 1, False),
        ("one", 1, 0.0, 0, False),
        ("one", 2, 0.0, 0, False),
        ("two", 0, 0.0, 0, True),
        ("two", 1, 0.0, 0, True),
    ]
    assert worked(database)["ana"] == Worked(7.0, 0.0, 1, 5, 2)


def test_a_speaker_made_another_in_decided_sentences_of_an_article_is_no_work(database: Path) -> None:
    time = 100.0
    desk, at = bench(database, lambda: time)
    with desk:
        time += 7.0
        at.keys += 1
        assert at.answer(Answer.ACCEPT)
        at.rename("Ada", "Bea")
    assert len(read(database)) == 2
    assert worked(database)["ana"] == Worked(7.0, 0.0, 1, 1, 1)


def test_reviewers_are_told_apart_by_role(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        with transaction(desk.connection):
            history.enter_annotator(desk.connection, "review:ana")
        with SqliteDesk(database, "review:ana") as reviewing:
            reviewing.save([accepted(1, seconds=2.0, keys=1)])
    assert [(one.annotator, one.role) for one in read(database)] == [("review:ana", Role.REVIEWER)]
    with Reader(database) as reader:
        assert [one.annotator for one in reader.ask(progress_by_annotator)] == ["ana"], (
            "a reviewer has nothing to annotate"
        )


def test_work_on_a_removed_document_was_done_and_is_no_longer_to_be_done(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, seconds=2.0, keys=1)])
        desk.save([accepted(4, seconds=2.0, keys=1)])
        desk.save([skipped(5, seconds=2.0, keys=1)])
        with Reader(database) as reader:
            assert reader.ask(progress_by_annotator) == (Progress("ana", 6, 2),)
        with transaction(desk.connection):
            documents.remove(desk.connection, 1, "lead")
        with Reader(database) as reader:
            assert reader.ask(progress_by_annotator) == (Progress("ana", 3, 1),)
    assert worked(database)["ana"].sentences == 2


def test_where_documents_have_slots_the_work_is_what_was_taken_or_is_kept_for_somebody(database: Path) -> None:
    whole = suggested("three", "He said no. She left. All was well.")
    imported(database, whole._replace(sentences=whole.sentences[:1], topics=whole.topics[:1]))
    with SqliteDesk(database, "ana") as desk:
        for sentence in (1, 4, 5):
            desk.save([accepted(sentence, seconds=2.0, keys=1)])
        wanted = {1: SlotPlan((None, "bo"), 1), 2: SlotPlan((None,), 1), 3: SlotPlan((None, "ana"), 1)}
        with transaction(desk.connection):
            slots.assign(desk.connection, wanted, Terms(), {}, "lead", now())
            slots.release(desk.connection, holders(desk.connection, 2)[0].lease, slots.GIVEN_BACK, now())
    with Reader(database) as reader:
        assert reader.ask(progress_by_annotator) == (
            Progress("ana", 4, 1),  # article 1 with what was decided in it, and the short one
            Progress("bo", 3, 0),
            Progress("", 4, 0),  # what was given back, and the other slot of the short one
        )
    with SqliteDesk(database, "lead") as desk, transaction(desk.connection):
        for number in (1, 2, 3):
            documents.remove(desk.connection, number, "lead")
    with Reader(database) as reader:
        assert reader.ask(progress_by_annotator) == (Progress("ana", 0, 0), Progress("bo", 0, 0))
