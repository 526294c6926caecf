"""What of reviewers and candidates reaches those who read a database, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.decision import EXPORTED, Answer, Role
from annotator.core.session.desk import NoteAndFlag
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened
from annotator.store.find.sees import open_work
from annotator.store.log import history
from annotator.store.read.habits import confirmed_speakers, decided_articles, new_decisions
from annotator.store.read.lists import listed_articles, sentences_left
from annotator.store.read.reader import Reader
from annotator.store.read.selection import UNDECIDED
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.rename_speaker import confirmed_by_others
from tests.store.conftest import accepted, reading, skipped, writing
from tests.store.reviewing import NO_AUDIT, YES, by, decide, settle, team

pytestmark = pytest.mark.usefixtures("labels_anywhere")

CANDIDATE = Role.CANDIDATE.name_of("eve")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Ana and bo differ in two sentences of three; carla has settled the first. Eve answered the fourth as a test."""
    said = {"ana": [by("Ada"), by("Ada"), by("Ada")], "bo": [by("Bea"), by("Bea"), by("Ada")]}
    path = team(tmp_path / "a.db", {"d": said, "e": {"ana": [Answer.SKIP]}})
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        settle(desk, 1, by("Cleo"))
        desk.save([skipped(4, note="later", flagged=True)])
        desk.keep_drafts([(3, YES, NoteAndFlag("mine", True))])
    with writing(path) as connection:
        history.enter_annotator(connection, CANDIDATE)
        history.decide(connection, CANDIDATE, [accepted(4, by("Eve"), flagged=True)])
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    with opened(path) as connection:
        yield connection


def test_stats_and_open_work_are_of_annotators(path: Path) -> None:
    with Reader(path) as reader:
        assert [one["name"] for one in reader.stats()["annotators"]] == ["ana", "bo"]
        assert [(one.annotator, one.skipped, len(one.unconfirmed)) for one in reader.ask(open_work)] == [("ana", 1, 0)]


def test_lists_are_of_annotators_unless_another_name_is_asked_for(path: Path) -> None:
    with reading(path) as connection:
        assert [
            (one.decided, one.skipped, one.flagged, one.annotators) for one in listed_articles(connection, None)
        ] == [
            (3, 0, 0, ("ana", "bo")),
            (0, 1, 0, ()),
        ]
        assert [one for one in sentences_left(connection, None) if one.flagged or one.note or one.unconfirmed] == []
    with reading(path) as connection:
        assert [
            (one.decided, one.skipped, one.flagged, one.annotators)
            for one in listed_articles(connection, "review:carla")
        ] == [
            (1, 0, 0, ("review:carla",)),
            (0, 1, 1, ()),
        ]
        assert [one.note for one in sentences_left(connection, "review:carla") if one.note] == ["mine", "later"]
        assert len([one for one in sentences_left(connection, "review:carla") if one.unconfirmed]) == 1


def test_speakers_are_known_by_the_review_where_there_is_one_and_not_by_candidates(
    connection: Connection,
) -> None:
    assert {one.name: one.quotes for one in confirmed_speakers(connection)} == {"Ada": 2, "Bea": 1, "Cleo": 1}
    assert {one.name: one.quotes for one in confirmed_speakers(connection, "bo")} == {"Ada": 1, "Bea": 2}


def test_habits_are_read_from_the_review_where_there_is_one_and_not_from_candidates(
    connection: Connection,
) -> None:
    articles = {one.annotator: [*one.labels] for one in decided_articles(connection, "speech")}
    assert articles == {"ana": [1, 2], "bo": [1, 2], "review:carla": [0]}
    assert new_decisions(connection) == 5


def test_what_only_a_candidate_answered_is_undecided(connection: Connection) -> None:
    sql = f"SELECT sentences.id FROM sentences WHERE {UNDECIDED}"
    assert connection.each_value(sql) == [4]


def test_who_has_several_roles_has_one_pseudonym(path: Path) -> None:
    with SqliteReviewDesk(path, "bo", NO_AUDIT) as desk:
        settle(desk, 2, by("Cleo"))
    with Reader(path) as reader:
        names = reader.pseudonyms()
    assert (names["ana"], names["bo"], names["review:bo"]) == ("annotator-1", "annotator-2", "review:annotator-2")
    numbers = {names[name].removeprefix("review:").removeprefix("test:") for name in ("review:carla", CANDIDATE)}
    assert numbers == {"annotator-3", "annotator-4"}


def test_who_is_known_before_is_of_the_same_role(path: Path) -> None:
    with SqliteDesk(path, "dora") as desk:
        assert desk.known_before == ("ana", "bo")
    with SqliteReviewDesk(path, "dora", NO_AUDIT) as desk:
        assert desk.known_before == ("review:carla",)


def test_a_speaker_is_renamed_for_annotators_and_reviewers(connection: Connection) -> None:
    assert history.annotators(connection) == ("ana", "bo")
    assert history.annotators(connection, *EXPORTED) == ("ana", "bo", "review:carla")
    assert confirmed_by_others(connection, ["ana"], "Cleo") == {"review:carla": 1}
    assert confirmed_by_others(connection, ["ana"], "Eve") == {}


def test_a_speaker_renamed_everywhere_by_an_annotator_is_no_new_version(path: Path) -> None:
    with SqliteDesk(path, "ana") as desk:
        assert desk.rename_speaker("Ada", "Ada Lind", 1) == 3
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        assert 1 not in desk.cases()


def test_a_renamed_review_says_the_same_of_its_versions(path: Path) -> None:
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        before = desk.verdict(1)
        assert desk.rename_speaker("Cleo", "Cleo Roy", 1) == 1
        assert desk.verdict(1) == before is not None
        assert desk.cases() == (2,), "and the annotators said nothing new"
        decide(desk.connection, "ana", "d", {0: by("Cleo")})
        assert set(desk.cases()) == {1, 2}
