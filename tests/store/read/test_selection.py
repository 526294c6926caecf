"""Which decisions an export takes: by annotator, answer, time and document, seen or passed over, one or all of each."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decided import EVERYTHING, Selection
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Labels, Run
from annotator.store.read.reader import Reader
from annotator.store.read.selection import UNDECIDED, contested
from annotator.store.work.importer import Importer
from tests.store.conftest import RUN, suggested

YES, NO, LATER = Answer.ACCEPT, Answer.REJECT, Answer.SKIP
FIRST_DAY, SECOND_DAY = "2026-03-01T10:00:00.000Z", "2026-03-02T10:00:00.000Z"


def made(sentence: int, answer: Answer, *topics: str, **more: Any) -> NewDecision:
    return NewDecision(sentence, answer, Labels(topics=topics), **more)


@pytest.fixture
def decided(database: Path) -> Path:
    """Six sentences in two documents, decided by ana and bo on two days."""
    with Importer(database) as importer:
        importer.decide(
            "ana",
            [
                (made(1, YES, "b", "a", suggestion=1), FIRST_DAY),
                (made(2, LATER), FIRST_DAY),
                (made(3, YES, implied=True), FIRST_DAY),
                (made(4, NO, suggestion=4), SECOND_DAY),
            ],
        )
        importer.decide(
            "bo",
            [
                (made(1, NO), SECOND_DAY),
                (made(2, YES, "a"), SECOND_DAY),
                (made(4, LATER), FIRST_DAY),
                (made(5, NO), FIRST_DAY),
                (made(6, YES, implied=True), FIRST_DAY),
            ],
        )
        last = [(made(5, YES, "c", implied=True), SECOND_DAY), (made(6, YES, "d", implied=True), FIRST_DAY)]
        importer.decide("ana", last)
    return database


def found(path: Path, selection: Selection = EVERYTHING) -> list[tuple[str, int]]:
    """Who decided which sentence, of all that is selected."""
    ids = ("one", "two")
    with Reader(path) as reader:
        return [
            (one.decision.annotator, 3 * ids.index(one.document.id) + one.sentence.index + 1)
            for one in reader.decided(selection)
        ]


EVERYBODYS = [
    ("ana", 1),
    ("bo", 1),
    ("bo", 2),
    ("ana", 3),
    ("ana", 4),
    ("ana", 5),
    ("bo", 5),
    ("ana", 6),
    ("bo", 6),
]


def test_everything_decided_comes_in_the_order_of_the_text_then_of_names_without_skips(decided: Path) -> None:
    assert found(decided) == EVERYBODYS


def test_one_annotator(decided: Path) -> None:
    assert found(decided, Selection(annotator="bo")) == [one for one in EVERYBODYS if one[0] == "bo"]


def test_some_answers(decided: Path) -> None:
    assert found(decided, Selection(answers=(NO,))) == [("bo", 1), ("ana", 4), ("bo", 5)]
    assert found(decided, Selection(answers=(LATER, NO))) == [
        ("bo", 1),
        ("ana", 2),
        ("ana", 4),
        ("bo", 4),
        ("bo", 5),
    ]


def test_since_a_moment_counts_that_moment(decided: Path) -> None:
    second = [("bo", 1), ("bo", 2), ("ana", 4), ("ana", 5)]
    assert found(decided, Selection(since=SECOND_DAY)) == second
    assert found(decided, Selection(since="2026-03-02")) == second
    assert found(decided, Selection(since="2026-03-02T10:00:00.001Z")) == []
    assert found(decided, Selection(since=FIRST_DAY)) == EVERYBODYS


def test_some_documents(decided: Path) -> None:
    assert found(decided, Selection(documents=("two",))) == EVERYBODYS[4:]
    assert found(decided, Selection(documents=("two", "one"))) == EVERYBODYS


def test_without_what_was_passed_over_unseen(decided: Path) -> None:
    unseen = [("ana", 3), ("ana", 5), ("ana", 6), ("bo", 6)]
    assert found(decided, Selection(implied=False)) == [one for one in EVERYBODYS if one not in unseen]


def test_what_is_chosen_among_all_that_was_said_is_what_is_read(decided: Path) -> None:
    """Whole documents choose so, as they see over which sentences a quote goes on."""
    answers, days = ((YES,), (NO,), (YES, NO), (LATER,)), (None, SECOND_DAY)
    for given, since, implied, boilerplate in product(answers, days, (True, False), (True, False)):
        selection = Selection(answers=given, since=since, implied=implied, boilerplate=boilerplate)
        with Reader(decided) as reader:
            said = [*reader.decided(selection.with_all_between())]
            assert [*reader.decided(selection)] == [one for one in said if selection.chooses(one.decision)]


def test_gold_is_what_nobody_who_looked_decided_otherwise(decided: Path) -> None:
    assert found(decided, Selection(gold=True)) == [
        ("bo", 2),  # ana skipped it
        ("ana", 3),  # the only one there is, though passed over
        ("ana", 4),  # bo skipped it
        ("bo", 5),  # ana passed over it later
    ]
    with Reader(decided) as reader:
        assert reader.ask(contested) == 2, "in 1 who looked differ, in 6 who passed over it"
        assert reader.ask(contested, ("two",)) == 1


def test_conditions_hold_together(decided: Path) -> None:
    selection = Selection(annotator="bo", gold=True, answers=(NO, YES), documents=("two",), since=FIRST_DAY)
    assert found(decided, selection) == [("bo", 5)]
    assert found(decided, Selection(gold=True, answers=(NO,))) == [("ana", 4), ("bo", 5)]


def test_what_was_undone_or_replaced_is_not_there(decided: Path) -> None:
    with Importer(decided) as importer:
        assert importer.decide("ana", [(made(1, NO), None)]) == 1
    with Reader(decided) as reader:
        assert next(reader.decided(Selection(annotator="ana"))).decision.answer is NO
    assert found(decided) == EVERYBODYS


def test_names_that_are_not_here_are_refused(decided: Path) -> None:
    with Reader(decided) as reader:
        for selection, told in (
            (Selection(annotator="cy"), "no annotator named 'cy'"),
            (Selection(documents=("one", "three")), "no document with the id 'three'"),
        ):
            with pytest.raises(InputRefused, match=told):
                list(reader.decided(selection))
            with pytest.raises(InputRefused, match=told):
                reader.topics(selection)
            with pytest.raises(InputRefused, match=told):
                reader.runs(selection)


def test_topics_are_those_of_what_is_selected(decided: Path) -> None:
    with Reader(decided) as reader:
        assert reader.topics(EVERYTHING) == ("a", "b", "c", "d")
        assert reader.topics(Selection(implied=False)) == ("a", "b")
        assert reader.topics(Selection(annotator="bo")) == ("a",)
        assert reader.topics(Selection(answers=(NO,))) == ()


def test_runs_are_those_that_were_answered_in_what_is_selected(decided: Path) -> None:
    later = Run("other", "2.0", {"profile": "speech"})
    with Importer(decided) as importer:
        number = importer.add(suggested("three", "He said ja. She left. All was well."), later).number
        ids = importer.find(suggested("three", "He said ja. She left. All was well.").document)
        assert number == 3
        assert ids is not None
        importer.decide("cy", [(made(ids.ids[0], YES, suggestion=7), None)])
    with Reader(decided) as reader:
        runs = reader.runs(EVERYTHING)
        assert [(run["pipeline"], run["version"], run["settings"]) for run in runs] == [
            (RUN.pipeline, RUN.version, RUN.settings),
            ("other", "2.0", {"profile": "speech"}),
        ]
        assert reader.runs(Selection(annotator="cy")) == runs[1:]
        assert reader.runs(Selection(annotator="bo")) == [], "bo answered no suggestion"


def test_boilerplate_that_was_passed_over_is_taken_apart_from_what_else_was(decided: Path) -> None:
    with Importer(decided) as importer:
        importer.decide("cy", [(made(1, NO, implied=True), SECOND_DAY), (made(2, YES, implied=True), SECOND_DAY)])
    cys = [("cy", 1), ("cy", 2)]
    assert found(decided, Selection(annotator="cy")) == cys
    assert found(decided, Selection(annotator="cy", implied=False)) == cys[:1]
    assert found(decided, Selection(annotator="cy", implied=False, boilerplate=False)) == []


def test_whether_a_sentence_is_undecided_is_looked_up_and_not_searched_for_among_all_decisions(decided: Path) -> None:
    with Importer(decided) as importer:
        importer.add(suggested("three", "He said ja. She left. All was well."), RUN)
        importer.decide("cy", [(made(7, Answer.SKIP), None), (made(8, YES), None)])
        connection = importer.open()
        sql = f"SELECT id FROM sentences WHERE document = 3 AND {UNDECIDED}"
        assert connection.each_value(sql) == [7, 9]
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert "SCAN heads" not in plan
