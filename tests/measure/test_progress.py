"""What is left of the work, and how long it takes at the pace of late."""

from __future__ import annotations

from annotator.core.decided import Progress
from annotator.core.decision import Role
from annotator.measure.work_time import Worked, WorkStep, in_all, paced, progress_of_each


def steps(count: int, seconds: float, who: str = "ana", role: Role = Role.ANNOTATOR) -> list[WorkStep]:
    return [WorkStep(who, role, "one", "2026-03-02T09:00:00Z", Worked(seconds, 0.0, 1, 1, 1)) for _ in range(count)]


def of(sentences: int, decided: int) -> Progress:
    return Progress("ana", sentences, decided)


def test_the_rest_is_reckoned_at_the_pace_of_the_last_sentences_only() -> None:
    found = paced(of(1000, 400), [*steps(200, 60.0), *steps(200, 10.0)])
    assert (found.left, found.seconds_a_sentence, found.seconds_left) == (600, 10.0, 6000.0)


def test_of_too_few_sentences_nothing_is_reckoned() -> None:
    assert paced(of(100, 19), steps(19, 10.0)).seconds_left is None
    assert paced(of(100, 20), steps(20, 10.0)).seconds_left == 800.0


def test_where_all_is_decided_nothing_is_left() -> None:
    assert paced(of(5, 5), []).seconds_left == 0.0


def test_each_is_reckoned_by_what_they_annotated_and_what_nobody_took_by_what_all_did() -> None:
    made = [*steps(30, 10.0), *steps(30, 20.0, "bo"), *steps(60, 1.0, "ana", Role.REVIEWER)]
    asked = [Progress("ana", 60, 30), Progress("bo", 60, 30), Progress("", 60, 0)]
    assert [one.seconds_a_sentence for one in progress_of_each(asked, made)] == [10.0, 20.0, 15.0]


def test_all_together_are_told_only_where_each_is() -> None:
    ana = paced(of(100, 50), steps(50, 2.0))
    assert in_all([ana, ana]) == Progress("", 200, 100, None, 200.0)
    assert in_all([ana, paced(of(100, 0), [])]).seconds_left is None
    assert in_all([ana, paced(of(5, 5), [])]).seconds_left == 100.0
