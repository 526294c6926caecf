"""What an annotator may read of a review: the own sentences that it changed, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused, NotSaved
from annotator.core.model import Labels
from annotator.core.review.reviewing import Reviewing
from annotator.core.review.versions import Because, Cause, Scope
from annotator.core.session.desk import Place
from annotator.core.session.navigation import WorkList
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import READING, SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import open_database
from annotator.store.read.reviews import lessons
from tests.store.reviewing import NOTHING, YES, decide, moved, team

OTHER = Labels(topics=("politics",))


@contextmanager
def feedback(path: Path, annotator: str) -> Iterator[SqliteDesk]:
    with closing(SqliteDesk(path, annotator, READING)) as desk:
        yield desk


def settle(path: Path, labels: Labels, cause: Cause | None = None, paragraph: str | None = None) -> None:
    """Have a reviewer settle every case with these labels (of the first sentence, moved)."""
    with closing(SqliteReviewDesk(path, "carla", Scope(share=1))) as desk:
        for one in desk.cases():
            answer = Answer.ACCEPT if labels != NOTHING else Answer.REJECT
            desk.say_because(one, Because(cause, paragraph))
            desk.save([NewDecision(one, answer, moved(labels, desk.place(one).index))])


def test_what_review_changed_is_a_lesson_with_its_cause_and_what_it_kept_is_none(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, NOTHING, OTHER], "bo": [NOTHING, YES, YES]}})
    settle(path, YES, Cause.GAP, "type.1")
    with feedback(path, "ana") as desk:
        first, second = lessons(desk.connection, desk.annotator)
        assert (first.name, first.place, first.own, first.settled) == ("d:1", Place(1, 1), NOTHING, moved(YES, 1))
        assert (first.because, first.unseen) == ((Cause.GAP, "type.1"), False)
        assert (second.name, second.own) == ("d:2", OTHER)
    with feedback(path, "bo") as desk:
        assert [one.name for one in lessons(desk.connection, desk.annotator)] == ["d:0"]


def test_nothing_is_told_before_review_nor_of_what_was_skipped_or_never_decided(tmp_path: Path) -> None:
    said = {"ana": [YES, Answer.SKIP], "bo": [NOTHING, NOTHING], "cy": [YES, YES, YES]}
    path = team(tmp_path / "a.db", {"d": said})
    with feedback(path, "ana") as desk:
        assert lessons(desk.connection, desk.annotator) == ()
    with closing(SqliteReviewDesk(path, "carla", Scope(share=1, early=True))) as desk:
        for one in desk.cases():
            desk.save([NewDecision(one, Answer.ACCEPT, OTHER)])
    with feedback(path, "ana") as desk:
        assert [one.name for one in lessons(desk.connection, desk.annotator)] == ["d:0"]


def test_what_was_passed_over_unseen_says_so(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES], "bo": [YES], "cy": [OTHER]}})
    with closing(open_database(path)) as connection:
        decide(connection, "dan", "d", {0: NOTHING}, implied=True)
    settle(path, YES)
    with feedback(path, "dan") as desk:
        assert [(one.unseen, one.own) for one in lessons(desk.connection, desk.annotator)] == [(True, NOTHING)]


def test_nothing_is_written_and_nobody_is_entered(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [NOTHING, YES]}})
    settle(path, NOTHING)
    before = path.read_bytes()
    with feedback(path, "ana") as desk:
        bench = Workbench(desk)
        found = [*lessons(desk.connection, desk.annotator)]
        assert [one.settled for one in found] == [NOTHING] * 2
        bench.go_through(WorkList("feedback", [one.sentence_id for one in found]))
        bench.to_listed(1, seen=True)
        bench.answer(Answer.REJECT)
        bench.undo()
        bench.leave()
        assert desk.sitting().answered == 0
        assert desk.unconfirmed() == ()
        with pytest.raises(NotSaved, match="feedback is only read: nothing is decided here"):
            desk.rename_speaker("Ada", "Bo", 1)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["zed", "review:carla", "carla"])
def test_only_who_annotates_gets_feedback(tmp_path: Path, name: str) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES], "bo": [NOTHING]}})
    settle(path, YES)
    with pytest.raises(InputRefused):
        SqliteDesk(path, name, READING)


def test_a_review_goes_through_on_a_real_desk_and_undo_leaves_no_draft(tmp_path: Path) -> None:
    path = team(tmp_path / "a.db", {"d": {"ana": [YES, NOTHING, YES], "bo": [NOTHING, OTHER, YES], "cy": [YES] * 3}})
    with closing(SqliteReviewDesk(path, "carla", Scope(share=0))) as desk:
        bench = Workbench(desk)
        reviewing = Reviewing(desk, bench)
        seen = []
        while not bench.finished:
            item = bench.state.item
            seen.append(item.sentence.index)
            [wanted] = [at for at, one in enumerate(reviewing.choices) if "cy" in one.annotators]
            assert reviewing.take(wanted)
            bench.undo()
            assert (bench.state.item.id, reviewing.choosing) == (item.id, True)
            assert reviewing.take(wanted)
        assert sorted(seen) == [0, 1]
        assert desk.unconfirmed() == ()
        verdicts = [desk.verdict(one) for one in (1, 2)]
        assert all(verdict is not None and verdict.taken for verdict in verdicts)
    with feedback(path, "cy") as desk:
        assert lessons(desk.connection, desk.annotator) == ()
