"""What reviewers' decisions say of versions never changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.review.case import Because, Case, CaseKind, Cause, Scope
from annotator.core.session.desk import Place
from annotator.measure.review import review_figures
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened, transaction
from annotator.store.read.reviews import reviewed, sentence_of, standing_reviews, texts
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import imported, suggested
from tests.store.reviewing import NO_AUDIT, NOTHING, YES, moved, settle, team


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [NOTHING, YES]}})
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        desk.say_because(1, Because(Cause.GAP, "type.1"))
        settle(desk, 1, YES)
        desk.settle_unanimous()
    return path


def test_after_an_undo_and_a_redo_the_same_is_said_of_versions(path: Path) -> None:
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        first = [(event.verdict, event.versions) for event in standing_reviews(desk.connection)]
        assert (first[0][0].cause, first[0][0].paragraph) == (Cause.GAP, "type.1")
        settle(desk, 1, NOTHING)
        desk.undo()
        assert [(event.verdict, event.versions) for event in standing_reviews(desk.connection)] == first
        desk.undo()
        desk.redo()
        assert [(event.verdict, event.versions) for event in standing_reviews(desk.connection)] == first


def test_a_sentence_is_told_whole_whatever_signs_stand_before_it(tmp_path: Path) -> None:
    imported(tmp_path / "nul.db", suggested("nul", "He\0said yes. She left. All was well."))
    with opened(tmp_path / "nul.db") as connection:
        assert sentence_of(connection, Case(2, Place(1, 1), (), CaseKind.OWN, 1.0)) == ("nul:1", "She left.")


def test_of_one_sentence_what_stands_is_that_of_all(path: Path) -> None:
    with opened(path) as connection:
        assert [*standing_reviews(connection, 1), *standing_reviews(connection, 2)] == [*standing_reviews(connection)]


def test_a_speaker_who_is_renamed_since_changes_nothing_of_whose_version_was_taken(tmp_path: Path) -> None:
    said = {"ana": [YES, NOTHING, YES], "bo": [NOTHING, YES, YES]}
    path = team(tmp_path / "a.db", {"d": said})
    with SqliteReviewDesk(path, "carla", Scope(share=1)) as desk:
        for number in (1, 2, 3):
            settle(desk, number, moved(YES, number - 1))
        before = review_figures([*reviewed(desk.connection)], texts(desk.connection, ["d"]))
        with transaction(desk.connection):
            rename_speaker(desk.connection, ["ana", "bo", "review:carla"], "Ada", "Ada Roe", "lea")
        after = review_figures([*reviewed(desk.connection)], texts(desk.connection, ["d"]))
    assert (before.taken["ana"].value, before.own.value, before.overturned.value) == (0.5, 0, 0)
    assert after == before
