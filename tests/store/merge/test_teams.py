"""Slots, leases, reviews and qualifications of copies."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.people import Role
from annotator.store import history, leases
from annotator.store.database import open_database
from annotator.store.desk import SqliteDesk
from annotator.store.leases import Slot
from annotator.store.merge.merger import merge
from annotator.store.merge.report import TwiceTaken
from annotator.store.queue import State, read_queue, waiting_for
from tests.store.conftest import suggested
from tests.store.merge.conftest import copied, decide, labels
from tests.store.merge.content import Rows, content_of
from tests.store.merge.together import execute, in_all_orders


def _take(path: Path, annotator: str, at: str, slot: int = 1) -> None:
    """Take a slot of the first article, at that time, and decide a sentence in it."""
    with closing(open_database(path)) as connection:
        history.enter_annotator(connection, annotator)
        leases.insert(connection, annotator, Slot(1, slot), at)
    decide(path, annotator, 2)


def _leases(content: dict[str, Rows]) -> list[tuple[str, str, str, str | None]]:
    """Who took the first slot of the first article, when, and what became of it."""
    text = suggested().document.text
    (first,) = (row[0] for row in content["documents"] if row[1] == text)
    return sorted((*row[3:6], row[7]) for row in content["leases"] if row[1] == first)


@pytest.fixture
def slots(base: Path) -> Path:
    execute(base, "INSERT INTO slots VALUES (1, 1, NULL, 1, 0), (2, 1, NULL, 2, 0)")
    return base


@pytest.mark.parametrize(("finished", "holder", "other"), [(False, "ana", "bo"), (True, "bo", "ana")])
def test_a_slot_that_was_taken_on_two_copies_is_one_persons(
    slots: Path, tmp_path: Path, finished: bool, holder: str, other: str
) -> None:
    first, second = copied(slots, "a", "b")
    _take(first, "ana", "2090-01-01T00:00:00.000Z")
    _take(second, "bo", "2090-01-02T00:00:00.000Z")
    if finished:
        decide(second, "bo", 3)
    together, told = in_all_orders([first, second], tmp_path)
    assert told[0][1].twice_taken[:1] == told[1][1].twice_taken[:1] == [TwiceTaken(1, 1, holder, other)]
    states = {who: (state, why) for who, _, state, why in _leases(together)}
    assert states[other] == ("released", "no slot was free")
    assert states[holder] == ("finished" if finished else "held", None)
    assert {row[0] for row in together["heads"]} == {"ana", "bo"}, "nobody's work is lost"
    assert not merge(first, [tmp_path / "together-0.db", second])[1].twice_taken


@pytest.mark.parametrize("people", [("ana", "bo"), ("bo", "ana", "cy")])
def test_whoever_finished_has_finished_whatever_slot_it_was_on_their_copy(
    base: Path, tmp_path: Path, people: tuple[str, ...]
) -> None:
    execute(base, "INSERT INTO slots VALUES (1, 1, NULL, 1, 0), (1, 2, NULL, 1, 0)")
    copies = copied(base, *(f"copy-{name}" for name in people))
    for number, (path, name) in enumerate(zip(copies, people, strict=True)):
        _take(path, name, f"2090-01-0{number + 1}T00:00:00.000Z")
        decide(path, name, *([1, 3] if name == "ana" else [3]))
    together, told = in_all_orders(copies, tmp_path)
    with closing(open_database(tmp_path / "together-0.db", read_only=True)) as connection:
        (document,) = read_queue(connection, "2090-01-05T00:00:00.000Z").documents
        waiting = waiting_for(connection, "dora", "2090-01-05T00:00:00.000Z")
    assert [(slot.annotator, slot.state) for slot in document.slots] == [(name, State.FINISHED) for name in people[:2]]
    assert waiting.free == 0, "nobody is asked a third time"
    lost = {who: why for who, _, state, why in _leases(together) if state == "released"}
    assert lost == dict.fromkeys(people[2:], "no slot was free")
    assert {twice.other for merged in told for one in merged for twice in one.twice_taken} == set(people[2:])


def test_a_time_that_was_over_here_does_not_end_what_was_finished_there(slots: Path, tmp_path: Path) -> None:
    _take(slots, "bo", "2026-01-01T00:00:00.000Z")
    first, second = copied(slots, "a", "b")
    execute(first, "UPDATE leases SET state = 'released', ended_at = '2026-01-03T00:00:00.000Z', why = 'expired'")
    _take(first, "ana", "2026-01-03T00:00:00.000Z")
    decide(second, "bo", 3)
    together, _ = in_all_orders([first, second], tmp_path)
    assert [(who, state, why) for who, _, state, why in _leases(together)] == [
        ("ana", "released", "no slot was free"),
        ("bo", "finished", None),
    ]


def test_a_slot_kept_for_somebody_goes_to_nobody_else(base: Path, tmp_path: Path) -> None:
    execute(base, "INSERT INTO slots VALUES (1, 1, NULL, 1, 0), (1, 2, 'cy', 1, 0), (1, 3, 'bo', 1, 0)")
    first, second = copied(base, "a", "b")
    _take(first, "ana", "2090-01-01T00:00:00.000Z")
    _take(second, "dora", "2090-01-02T00:00:00.000Z")
    _take(first, "bo", "2090-01-03T00:00:00.000Z", slot=3)
    together, told = in_all_orders([first, second], tmp_path)
    assert sorted((row[3], row[2], row[5]) for row in together["leases"]) == [
        ("ana", 1, "held"),
        ("bo", 3, "held"),
        ("dora", 1, "released"),
    ]
    assert told[0][1].twice_taken == [TwiceTaken(1, 1, "ana", "dora")]


def test_a_lease_that_ended_on_one_copy_has_ended(slots: Path, tmp_path: Path) -> None:
    _take(slots, "ana", "2026-01-01T00:00:00.000Z")
    first, second = copied(slots, "a", "b")
    execute(second, "UPDATE leases SET state = 'released', ended_at = '2026-01-03T00:00:00.000Z', why = 'expired'")
    _take(second, "bo", "2026-01-03T00:00:00.000Z")
    together, told = in_all_orders([first, second], tmp_path)
    assert _leases(together) == [
        ("ana", "2026-01-01T00:00:00.000Z", "released", "expired"),
        ("bo", "2026-01-03T00:00:00.000Z", "held", None),
    ]
    assert told[0][1].twice_taken == []


def test_slots_are_those_that_were_told_last(base: Path, tmp_path: Path) -> None:
    told = "INSERT INTO assignments (uuid, at, who, lease_hours, qualified, told) VALUES (?, ?, 'lead', ?, 0, '{}')"
    execute(base, told, "a" * 32, "2026-01-01T00:00:00.000Z", 8.0)
    execute(base, "INSERT INTO slots VALUES (1, 1, NULL, 1, 0), (1, 2, NULL, 1, 0)")
    first, second = copied(base, "a", "b")
    execute(second, told, "b" * 32, "2026-01-02T00:00:00.000Z", 4.0)
    execute(second, "DELETE FROM slots WHERE slot = 2")
    execute(second, "INSERT INTO slots VALUES (2, 1, 'bo', 2, 1)")
    together, _ = in_all_orders([first, second], tmp_path)
    assert sorted((row[1:] for row in together["slots"]), key=repr) == [(1, "bo", 2, 1), (1, None, 1, 0)]
    assert [(row[3], row[6]) for row in together["assignments"]] == [(8.0, 0), (4.0, 1)]


def test_reviews_and_qualifications_come_along_and_of_two_results_the_targets_stays(base: Path, tmp_path: Path) -> None:
    execute(base, "INSERT INTO qualifications VALUES (1, ?, '2026-01-01', 'lead', 1, 0.5)", "a" * 32)
    execute(base, "INSERT INTO qualification_items VALUES (1, 1, 1)")
    first, second = copied(base, "a", "b")
    result = (
        "INSERT INTO qualification_results (uuid, qualification, person, at, score, passed, roles)"
        " VALUES (?, 1, ?, '2026-01-02', 1.0, 1, '{}')"
    )
    execute(first, result, "b" * 32, "cy")
    execute(second, result, "c" * 32, "di")
    execute(second, "INSERT INTO qualifications VALUES (2, ?, '2026-01-03', 'lead', 1, 0.5)", "d" * 32)
    execute(second, "INSERT INTO qualification_items VALUES (2, 1, 1)")
    for path, uuid, sentence in ((first, "e", 1), (second, "f", 5)):
        with closing(SqliteDesk(path, "review:ana", Role.REVIEWER, "ana")) as desk:
            desk.save([NewDecision(sentence, Answer.REJECT, labels())])
        execute(
            path,
            "INSERT INTO reviews (uuid, decision, kind, versions, taken)"
            " VALUES (?, (SELECT max(id) FROM decisions), 'own', '[]', '[]')",
            uuid * 32,
        )
    together, told = in_all_orders([first, second], tmp_path)
    assert [row[0][0] for row in together["reviews"]] == ["e", "f"]
    assert [(row[0][0], row[2]) for row in together["qualification_results"]] == [("b", "cy"), ("c", "di")]
    assert len(together["qualification_items"]) == 2
    assert told[0][1].results_kept == 0
    execute(second, result, "9" * 32, "cy")
    assert merge(first, [second])[0].results_kept == 1
    assert sorted(row[0][0] for row in content_of(first)["qualification_results"]) == ["b", "c"]
