"""Active time: what a clock that never jumps measured, cut where somebody left the screen, and counted once."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from annotator.core.decided import DecisionMade, Progress
from annotator.core.decision import Answer, Role
from annotator.measure.work_time import (
    IDLE_CUT,
    Worked,
    WorkStep,
    added_up,
    day_of,
    learning_curve,
    progress_of_each,
    sentences_a_day,
    steps_of_work,
    total_progress,
    total_work,
    with_pace,
)

FIRST = DecisionMade(1, "ana", Role.ANNOTATOR, "one", 1, Answer.ACCEPT, "2026-03-02T09:00:00.000Z", 10.0, 2)


def said(step: int, index: int, **changed: object) -> DecisionMade:
    return replace(FIRST, step=step, index=index, **changed)  # type: ignore[arg-type]


def total(*rows: DecisionMade, cut: float = IDLE_CUT) -> Worked:
    return added_up(steps_of_work(rows, cut), lambda _: "all").get("all", Worked())


def test_time_keys_and_sentences_of_decisions_add_up() -> None:
    worked = total(FIRST, said(2, 2, seconds=20.0, keys=3), said(3, 3, answer=Answer.REJECT, seconds=6.0, keys=1))
    assert (worked.seconds, worked.keys, worked.sentences, worked.steps) == (36.0, 6, 3, 3)
    assert worked.hours == pytest.approx(0.01)
    assert worked.sentences_an_hour == pytest.approx(300.0)
    assert (worked.seconds_a_sentence, worked.keys_a_sentence) == (12.0, 2.0)


def test_a_decision_counts_at_most_the_idle_cut_and_what_was_cut_is_known() -> None:
    rows = [FIRST, said(2, 2, seconds=120.0), said(3, 3, seconds=5000.0)]
    assert (total(*rows).seconds, total(*rows).cut) == (250.0, 4880.0)
    assert (total(*rows, cut=15.0).seconds, total(*rows, cut=15.0).cut) == (40.0, 5090.0)


def test_a_clock_that_jumped_makes_no_hours_and_negative_seconds_take_none_away() -> None:
    rows = [FIRST, said(2, 2, at="2031-01-01T00:00:00.000Z"), said(3, 3, at="1999-01-01T00:00:00.000Z")]
    assert total(*rows).seconds == 30.0
    assert total(FIRST, said(2, 2, seconds=-500.0)).seconds == 10.0


def test_what_goes_along_in_a_step_brings_its_sentences_but_no_time_of_its_own() -> None:
    along = {"seconds": 0.0, "keys": 0}
    carried = said(2, 1, first=False, seconds=10.0, keys=2)  # repeats what the decision before it took
    rows = [FIRST, said(2, 2, seconds=8.0, keys=1), said(2, 3, **along), said(2, 4, implied=True, **along), carried]
    worked = total(*rows)
    assert (worked.seconds, worked.keys, worked.sentences, worked.steps) == (18.0, 3, 3, 2)


def test_what_was_imported_and_goes_along_with_another_sentence_is_no_sentence_of_the_step() -> None:
    imported = [said(1, at, seconds=30.0, keys=0) for at in (1, 2, 3)]
    step = [said(2, 1, first=False), said(2, 2, first=False, seconds=0.0, keys=0), said(2, 4, seconds=0.0, keys=0)]
    assert total(*imported, *step).sentences == 2, "the one that was open, and the one that nobody had decided"


def test_many_accepted_at_once_count_as_sentences_and_take_no_time() -> None:
    worked = total(FIRST, *(said(2, at, seconds=0.0, keys=0, for_several=True) for at in (2, 3)))
    assert (worked.seconds, worked.keys, worked.sentences) == (10.0, 2, 3)


def test_a_speaker_renamed_in_decided_sentences_is_no_work() -> None:
    renamed = [replace(one, step=3, first=False, for_several=True) for one in (FIRST, said(2, 2))]
    assert total(FIRST, said(2, 2), *renamed) == total(FIRST, said(2, 2))


def test_what_goes_along_in_other_articles_is_counted_there() -> None:
    settled = [
        said(1, at, document=document, keys=0, seconds=0.0, for_several=True)
        for document, at in (("two", 1), ("one", 4), ("two", 2))
    ]
    rows = [*settled, said(2, 3), said(2, 1, document="three", seconds=0.0, keys=0)]
    by_document = added_up(steps_of_work(rows), lambda step: step.document)
    assert {of: (worked.seconds, worked.sentences) for of, worked in by_document.items()} == {
        "two": (0.0, 2),
        "one": (10.0, 2),
        "three": (0.0, 1),
    }
    assert total_work(by_document.values()) == Worked(10.0, 0.0, 2, 5, 2)


def test_a_correction_takes_time_and_is_no_further_sentence() -> None:
    worked = total(FIRST, said(2, 1, first=False, seconds=4.0))
    assert (worked.seconds, worked.sentences, worked.seconds_a_sentence) == (14.0, 1, 14.0)


def test_what_was_undone_and_decided_anew_took_time_twice_and_is_one_sentence() -> None:
    worked = total(FIRST, said(4, 1, seconds=4.0))
    assert (worked.seconds, worked.sentences, worked.steps) == (14.0, 1, 2)


def test_imported_decisions_are_no_work_until_they_are_corrected_at_the_screen() -> None:
    imported = [said(1, at, seconds=30.0, keys=0) for at in (1, 2)]
    assert total(*imported) == Worked()
    worked = total(*imported, said(2, 1, first=False, seconds=4.0, keys=1))
    assert (worked.seconds, worked.sentences) == (4.0, 1)


def test_a_skip_takes_time_and_decides_nothing() -> None:
    worked = total(said(1, 1, answer=Answer.SKIP))
    assert (worked.seconds, worked.sentences, worked.seconds_a_sentence, worked.keys_a_sentence) == (
        10.0,
        0,
        None,
        None,
    )
    assert total(said(1, 1, answer=Answer.SKIP), said(2, 1, first=False)).sentences == 1
    assert Worked().sentences_an_hour is None


def test_two_annotators_and_roles_are_apart_though_their_steps_alternate() -> None:
    rows = [
        FIRST,
        said(2, 1, annotator="review:ana", role=Role.REVIEWER, seconds=1.0),
        said(3, 2),
        said(4, 1, annotator="bo"),
    ]
    sums = added_up(steps_of_work(rows), lambda step: (step.annotator, step.role))
    assert {key: (worked.seconds, worked.sentences) for key, worked in sums.items()} == {
        ("ana", Role.ANNOTATOR): (20.0, 2),
        ("review:ana", Role.REVIEWER): (1.0, 1),
        ("bo", Role.ANNOTATOR): (10.0, 1),
    }


def test_a_day_is_that_of_the_time_zone() -> None:
    assert day_of("2026-03-02T23:30:00.000Z") == date(2026, 3, 2)
    assert day_of("2026-03-02T23:30:00.000Z", ZoneInfo("Europe/Berlin")) == date(2026, 3, 3)
    assert day_of("2026-03-02T23:30:00", ZoneInfo("America/New_York")) == date(2026, 3, 2)


def test_a_time_without_an_offset_is_utc_wherever_the_computer_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert day_of("2026-03-02T11:00:00") == date(2026, 3, 2)
        assert day_of("2026-03-02T11:00:00+12:00") == date(2026, 3, 1)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_curve_has_the_pace_of_each_hundred_and_corrections_belong_to_the_one_in_hand() -> None:
    steps = [WorkStep("ana", Role.ANNOTATOR, "one", FIRST.at, Worked(4.0, 0.0, 2, 1, 1)) for _ in range(100)]
    steps += [WorkStep("ana", Role.ANNOTATOR, "one", FIRST.at, Worked(100.0, 0.0, 5, 0, 1))]
    steps += [WorkStep("ana", Role.ANNOTATOR, "one", FIRST.at, Worked(2.0, 0.0, 1, 1, 1)) for _ in range(50)]
    first, second = learning_curve(steps)
    assert (first.sentences, first.seconds_a_sentence, first.keys_a_sentence) == (100, 4.0, 2.0)
    assert (second.sentences, second.seconds_a_sentence, second.keys_a_sentence) == (50, 4.0, 1.1)
    assert learning_curve([]) == []


def test_a_step_of_many_sentences_leaves_no_hundred_out() -> None:
    many = WorkStep("ana", Role.ANNOTATOR, "one", FIRST.at, Worked(5.0, 0.0, 1, 25, 1))
    one = many._replace(worked=Worked(3.0, 0.0, 1, 1, 1))
    curve = learning_curve([many, one], size=10)
    assert [(worked.sentences, worked.seconds) for worked in curve] == [(25, 5.0), (0, 0.0), (1, 3.0)]


def test_the_pace_is_of_the_last_days_but_not_of_those_before_the_work_began() -> None:
    def on(day: int, sentences: int, role: Role = Role.ANNOTATOR) -> WorkStep:
        return WorkStep("ana", role, "one", f"2026-03-{day:02}T10:00:00Z", Worked(1.0, 0.0, 1, sentences, 1))

    assert sentences_a_day([on(10, 6), on(12, 3), on(12, 90, Role.REVIEWER)], date(2026, 3, 12)) == 3.0
    assert sentences_a_day([on(1, 70), on(12, 14)], date(2026, 3, 12)) == 2.0
    assert sentences_a_day([on(5, 70), on(12, 14)], date(2026, 3, 12)) == 2.0, "a week ago was before these days"
    assert sentences_a_day([on(6, 70), on(12, 14)], date(2026, 3, 12)) == 12.0
    assert sentences_a_day([on(1, 70)], date(2026, 3, 12)) is None
    assert sentences_a_day([], date(2026, 3, 12)) is None
    assert sentences_a_day([on(13, 5)], date(2026, 3, 12)) is None, "a clock that was wrong"


# ---- What is left of the work, and how long it takes at the pace of late.


def steps(count: int, seconds: float, who: str = "ana", role: Role = Role.ANNOTATOR) -> list[WorkStep]:
    return [WorkStep(who, role, "one", "2026-03-02T09:00:00Z", Worked(seconds, 0.0, 1, 1, 1)) for _ in range(count)]


def of(sentences: int, decided: int) -> Progress:
    return Progress("ana", sentences, decided)


def test_the_rest_is_reckoned_at_the_pace_of_the_last_sentences_only() -> None:
    found = with_pace(of(1000, 400), [*steps(200, 60.0), *steps(200, 10.0)])
    assert (found.left, found.seconds_a_sentence, found.seconds_left) == (600, 10.0, 6000.0)


def test_of_too_few_sentences_nothing_is_reckoned() -> None:
    assert with_pace(of(100, 19), steps(19, 10.0)).seconds_left is None
    assert with_pace(of(100, 20), steps(20, 10.0)).seconds_left == 800.0


def test_where_all_is_decided_nothing_is_left() -> None:
    assert with_pace(of(5, 5), []).seconds_left == 0.0


def test_each_is_reckoned_by_what_they_annotated_and_what_nobody_took_by_what_all_did() -> None:
    made = [*steps(30, 10.0), *steps(30, 20.0, "bo"), *steps(60, 1.0, "ana", Role.REVIEWER)]
    asked = [Progress("ana", 60, 30), Progress("bo", 60, 30), Progress("", 60, 0)]
    assert [one.seconds_a_sentence for one in progress_of_each(asked, made)] == [10.0, 20.0, 15.0]


def test_all_together_are_told_only_where_each_is() -> None:
    ana = with_pace(of(100, 50), steps(50, 2.0))
    assert total_progress([ana, ana]) == Progress("", 200, 100, None, 200.0)
    assert total_progress([ana, with_pace(of(100, 0), [])]).seconds_left is None
    assert total_progress([ana, with_pace(of(5, 5), [])]).seconds_left == 100.0
