"""Gold is the latest review, else what all who decided agree on; nothing where they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.decided import Selection
from annotator.core.decision import Answer, DecidedSentence, Role
from annotator.core.model import Labels
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened
from annotator.store.log import history
from annotator.store.read.reader import Reader
from annotator.store.read.selection import contested
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.articles.test_editions import revise
from tests.store.conftest import accepted, writing
from tests.store.reviewing import (
    NO_AUDIT,
    NOTHING,
    TOPIC,
    YES,
    by,
    decide,
    document,
    moved,
    of_one_article,
    settle,
    team,
)


def chosen(path: Path, selection: Selection) -> list[DecidedSentence]:
    with Reader(path) as reader:
        return list(reader.decided(selection))


def gold(path: Path) -> list[tuple[int, str]]:
    """By the index of its sentence, whose decision is gold."""
    return [(one.sentence.index, one.decision.annotator) for one in chosen(path, Selection(gold=True))]


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """Six sentences: agreed, one alone, different, different and settled twice, different and skipped, overruled."""
    said = {
        "ana": [YES, YES, YES, YES, YES, YES],
        "bo": [YES, Answer.SKIP, NOTHING, NOTHING, NOTHING, YES],
    }
    path = team(tmp_path / "a.db", {"d": said})
    for person, labels in (("dan", NOTHING), ("carla", YES)):
        with SqliteReviewDesk(path, person, NO_AUDIT) as desk:
            settle(desk, 4, moved(labels, 3))
            settle(desk, 5, NOTHING, Answer.SKIP)
    with SqliteReviewDesk(path, "dan", NO_AUDIT) as desk:
        settle(desk, 6, moved(TOPIC, 5))
    return path


def test_the_latest_review_goes_before_agreement_and_where_they_differ_there_is_none(reviewed: Path) -> None:
    assert gold(reviewed) == [(0, "ana"), (1, "ana"), (3, "review:carla"), (5, "review:dan")]
    with Reader(reviewed) as reader:
        assert reader.ask(contested) == 2


def test_a_review_made_after_one_by_a_clock_far_ahead_is_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = of_one_article(tmp_path, ana=[YES], bo=[NOTHING])
    for person, labels, year in (("dan", YES, 2094), ("carla", NOTHING, 2026)):
        monkeypatch.setattr(history, "now", lambda year=year: f"{year}-03-02T10:00:00.000Z")
        with SqliteReviewDesk(path, person, NO_AUDIT) as desk:
            settle(desk, 1, labels)
    assert gold(path) == [(0, "review:carla")]
    with SqliteReviewDesk(path, "carla", NO_AUDIT) as desk:
        desk.undo()
        assert gold(path) == [(0, "review:dan")]
        desk.redo()
    assert gold(path) == [(0, "review:carla")]


@pytest.mark.parametrize("own", [True, False])
def test_a_review_is_no_later_for_a_speaker_who_was_renamed_in_it(tmp_path: Path, own: bool) -> None:
    path = of_one_article(tmp_path, ana=[YES], bo=[NOTHING])
    for person, labels in (("dan", YES), ("carla", by("Bo"))):
        with SqliteReviewDesk(path, person, NO_AUDIT) as desk:
            settle(desk, 1, labels)
    with writing(path) as connection:
        (renamed,) = rename_speaker(connection, ["review:dan"], "Ada", "Ada Lind", "review:dan" if own else "lead")
    assert renamed.decisions == 1
    assert gold(path) == [(0, "review:carla")]


def test_of_reviews_carried_into_a_corrected_article_the_one_made_last_counts(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES], bo=[NOTHING])
    for person, labels in (("dan", NOTHING), ("carla", NOTHING), ("dan", YES)):
        with SqliteReviewDesk(path, person, NO_AUDIT) as desk:
            settle(desk, 1, labels)
    revise(path, document("e", 1), 1)  # those who came first are carried first
    assert gold(path) == [(0, "review:dan")]


def test_a_second_review_keeps_the_first_and_undo_brings_it_back(reviewed: Path) -> None:
    firsts = chosen(reviewed, Selection(annotator="review:dan"))
    assert [one.sentence.index for one in firsts] == [3, 5]
    with SqliteReviewDesk(reviewed, "carla", NO_AUDIT) as desk:
        desk.undo()
        desk.undo()
    assert gold(reviewed) == [(0, "ana"), (1, "ana"), (3, "review:dan"), (5, "review:dan")]


def test_of_one_annotator_gold_is_all_that_was_decided(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES, NOTHING, Answer.SKIP, Answer.REJECT])
    with opened(path) as connection:
        decide(connection, "ana", "d", {1: NOTHING}, implied=True)
    assert chosen(path, Selection(gold=True)) == chosen(path, Selection(annotator="ana")) != []


def test_what_only_says_the_same_agrees(tmp_path: Path) -> None:
    one, other = Labels(YES.quotes, ("a", "b")), Labels(YES.quotes, ("b", "a"))
    path = of_one_article(tmp_path, ana=[one, NOTHING], bo=[other, Answer.REJECT], cy=[one, NOTHING])
    assert gold(path) == [(0, "ana"), (1, "ana")]


def test_who_looked_goes_before_who_passed_over_it_unseen(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, cy=[YES, YES])
    with opened(path) as connection:
        for name in ("ana", "bo"):
            decide(connection, name, "d", {0: NOTHING, 1: YES}, implied=True)
    assert gold(path) == [(0, "cy"), (1, "cy")]


def test_what_candidates_answer_is_neither_gold_nor_exported_nor_in_the_way(tmp_path: Path) -> None:
    path = of_one_article(tmp_path, ana=[YES])
    with writing(path) as connection:
        for role, labels in ((Role.CANDIDATE, NOTHING), (Role.REVIEWER, TOPIC)):
            name = role.name_of("bo")
            history.enter_annotator(connection, name)
            history.decide(connection, name, [accepted(1, labels)])
    assert gold(path) == [(0, "review:bo")]
    assert [one.decision.annotator for one in chosen(path, Selection())] == ["ana"]
    for name in ("test:bo", "review:bo"):
        assert [one.decision.annotator for one in chosen(path, Selection(annotator=name))] == [name]


def test_of_reviewed_sentences_only_the_review_teaches(reviewed: Path) -> None:
    taught = [(one.sentence.index, one.decision.annotator) for one in chosen(reviewed, Selection(reviewed=True))]
    both = ["ana", "bo"]
    agreed = [(0, name) for name in both]
    assert taught == [
        *agreed,
        (1, "ana"),
        *((2, name) for name in both),
        (3, "review:carla"),
        *((4, name) for name in both),
        (5, "review:dan"),
    ]


def test_topics_and_runs_of_gold_are_those_of_its_decisions(reviewed: Path) -> None:
    with Reader(reviewed) as reader:
        assert reader.topics(Selection(gold=True)) == ("politics",)
        assert reader.topics(Selection()) == ()
