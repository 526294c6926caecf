"""What reviewers' decisions say of versions never changes, and `check` names what is wrong with it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.review.case import Cause
from annotator.store.database import open_database
from annotator.store.integrity import problems
from annotator.store.review_desk import SqliteReviewDesk
from annotator.store.reviews import standing
from annotator.store.sqlite_library import sqlite3
from tests.store.reviewing import NO_AUDIT, NOTHING, YES, settle, team


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [NOTHING, YES]}})
    with closing(SqliteReviewDesk(path, "carla", NO_AUDIT)) as desk:
        desk.because(1, Cause.GAP, "type.1")
        settle(desk, 1, YES)
        desk.settle_unanimous()
    return path


def test_events_are_only_ever_added(path: Path) -> None:
    with closing(open_database(path)) as connection:
        for sql in ("UPDATE reviews SET cause = 'slip'", "DELETE FROM reviews"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(sql)


def test_an_undo_and_a_redo_say_again_what_was_said_of_versions(path: Path) -> None:
    with closing(SqliteReviewDesk(path, "carla", NO_AUDIT)) as desk:
        first = [(event.verdict, event.versions) for event in standing(desk.connection)]
        assert (first[0][0].cause, first[0][0].paragraph) == (Cause.GAP, "type.1")
        settle(desk, 1, NOTHING)
        desk.undo()
        assert [(event.verdict, event.versions) for event in standing(desk.connection)] == first
        desk.undo()
        desk.redo()
        assert [(event.verdict, event.versions) for event in standing(desk.connection)] == first
        (rows, uuids) = desk.connection.execute("SELECT count(*), count(DISTINCT uuid) FROM reviews").fetchone()
        assert rows == uuids == 5


def test_of_one_sentence_what_stands_is_that_of_all(path: Path) -> None:
    with closing(open_database(path)) as connection:
        assert [*standing(connection, 1), *standing(connection, 2)] == [*standing(connection)]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE reviews SET decision = 1 WHERE id = 1", "reviews row 1: its decision is no reviewer's"),
        ("UPDATE reviews SET taken = '[3]' WHERE id = 1", "reviews row 1: it takes a version that it does not have"),
        ("UPDATE reviews SET taken = '[0]' WHERE id = 1", "reviews row 1: it takes a version that it does not have"),
        (
            "UPDATE reviews SET versions = '[[\"x\"]]' WHERE id = 2",
            "reviews row 2: a version of it has no uuid",
        ),
        (
            "UPDATE reviews SET versions = (SELECT versions FROM reviews WHERE id = 1) WHERE id = 2",
            "reviews row 2: a version of it is no decision of its sentence",
        ),
        ("DELETE FROM reviews WHERE id = 2", "decisions row 6: a review that says nothing of the versions"),
    ],
)
def test_what_is_wrong_is_named(path: Path, sql: str, told: str) -> None:
    assert list(problems(path)) == []
    with closing(open_database(path)) as connection:
        for trigger in ("reviews_never_change", "reviews_never_go"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(sql)
    assert told in list(problems(path))
