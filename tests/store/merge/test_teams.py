"""Slots, leases, reviews and qualifications of copies."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.store.desk.desk import REVIEWING, SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.log import history
from annotator.store.log.history import append
from annotator.store.log.kinds import LOST_VERDICT, Assign, Event, Places, Qualification, Result, Take
from annotator.store.merge.joining import TwiceTaken
from annotator.store.merge.merger import merge
from annotator.store.work.slots import SlotState, hand_on, read_queue, waiting_for
from tests.store.conftest import suggested
from tests.store.merge.conftest import copied, decide, labels
from tests.store.merge.content import Rows, content_of
from tests.store.merge.together import execute, in_all_orders


def _say(path: Path, who: str, event: Event, at: str, document: int | None = None, undoes: str | None = None) -> str:
    """Add an event to the log; its uuid."""
    with closing(open_database(path)) as connection, transaction(connection):
        return append(connection, who, event, document=document, undoes=undoes, at=at).uuid


def _take(path: Path, annotator: str, at: str, slot: int = 1, over: str | None = None) -> str:
    """Take a slot of the first article, at that time, and decide a sentence in it; the uuid of the claim."""
    with closing(open_database(path)) as connection, transaction(connection):
        history.enter_annotator(connection, annotator)
    claim = _say(path, annotator, Take(slot, over), at, 1)
    decide(path, annotator, 2)
    return claim


def _places(path: Path, *kept_for: str | None, document: int = 1, rank: int = 1, named: bool = False) -> None:
    """Give an article places."""
    kept = {str(slot): name for slot, name in enumerate(kept_for, start=1)}
    _say(path, "lead", Places(kept, rank, named), "2026-01-01T00:00:00.000Z", document)


def _leases(content: dict[str, Rows]) -> list[tuple[str, str, str, str | None]]:
    """Who took the first slot of the first article, when, and what became of it."""
    text = suggested().document.text
    (first,) = (row[0] for row in content["documents"] if row[1] == text)
    return sorted((*row[3:6], row[7]) for row in content["leases"] if row[1] == first)


@pytest.fixture
def slots(base: Path) -> Path:
    _places(base, None)
    _places(base, None, document=2, rank=2)
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


def test_who_took_a_place_on_two_copies_gives_it_back_as_a_whole(slots: Path) -> None:
    first, second = copied(slots, "a", "b")
    _take(first, "ana", "2090-01-01T00:00:00.000Z")
    _take(second, "ana", "2090-01-01T01:00:00.000Z")
    merge(first, [second])
    at = "2090-01-01T02:00:00.000Z"
    with closing(open_database(first)) as connection, transaction(connection):
        (held,) = read_queue(connection, at).slots(SlotState.HELD)
        hand_on(connection, [(*held, None)], "lead", at)
        free = [slot.state for _, slot in read_queue(connection, at).slots(*SlotState)]
    assert free == [SlotState.FREE, SlotState.FREE], "what she claimed on the other copy is over, too"
    merge(first, [second])
    given_back = ("ana", "released", "given back")
    assert {(who, state, why) for who, _, state, why in _leases(content_of(first))} == {given_back}


def test_two_that_took_the_same_of_two_places_on_their_laptops_both_have_one(base: Path, tmp_path: Path) -> None:
    _places(base, None, None)
    first, second, third = copied(base, "a", "b", "c")
    _take(second, "bo", "2090-01-02T00:00:00.000Z")
    _take(first, "ana", "2090-01-01T00:00:00.000Z")
    decide(second, "bo", 3)
    together, told = in_all_orders([first, second, third], tmp_path)
    assert sorted((row[3], row[2], row[5]) for row in together["leases"]) == [("ana", 2, "held"), ("bo", 1, "finished")]
    assert not any(one.twice_taken for merged in told for one in merged)
    for path, other in ((first, second), (second, first)):
        merge(path, [other])
        assert content_of(path) == together


@pytest.mark.parametrize("people", [("ana", "bo"), ("bo", "ana", "cy")])
def test_whoever_finished_has_finished_whatever_slot_it_was_on_their_copy(
    base: Path, tmp_path: Path, people: tuple[str, ...]
) -> None:
    _places(base, None, None)
    copies = copied(base, *(f"copy-{name}" for name in people))
    for number, (path, name) in enumerate(zip(copies, people, strict=True)):
        _take(path, name, f"2090-01-0{number + 1}T00:00:00.000Z")
        decide(path, name, *([1, 3] if name == "ana" else [3]))
    together, told = in_all_orders(copies, tmp_path)
    with closing(open_database(tmp_path / "together-0.db", read_only=True)) as connection:
        (document,) = read_queue(connection, "2090-01-05T00:00:00.000Z").documents
        waiting = waiting_for(connection, "dora", "2090-01-05T00:00:00.000Z")
    assert [(slot.annotator, slot.state) for slot in document.slots] == [
        (name, SlotState.FINISHED) for name in people[:2]
    ]
    assert waiting.free == 0, "nobody is asked a third time"
    lost = {who: why for who, _, state, why in _leases(together) if state == "released"}
    assert lost == dict.fromkeys(people[2:], "no slot was free")
    assert {twice.other for merged in told for one in merged for twice in one.twice_taken} == set(people[2:])


def test_a_time_that_was_over_on_one_copy_is_over_and_what_was_finished_on_the_other_stays(
    slots: Path, tmp_path: Path
) -> None:
    bo = _take(slots, "bo", "2026-01-01T00:00:00.000Z")
    first, second = copied(slots, "a", "b")
    _take(first, "ana", "2026-01-03T00:00:00.000Z", over=bo)
    decide(second, "bo", 3)
    together, _ = in_all_orders([first, second], tmp_path)
    assert [(who, state, why) for who, _, state, why in _leases(together)] == [
        ("ana", "held", None),
        ("bo", "released", "expired"),
    ]
    assert [row[2:4] for row in together["progress"] if row[0] == "bo"] == [(3, 0)]


def test_a_slot_kept_for_somebody_goes_to_nobody_else(base: Path, tmp_path: Path) -> None:
    _places(base, None, "cy", "bo")
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


@pytest.mark.parametrize(
    ("kept_for", "ana", "bo", "has"),
    [
        ((None, None, None), 3, 2, [("ana", 3), ("bo", 2)]),
        (("ana", None), 2, 2, [("ana", 2)]),
        ((None, None, "bo"), 2, 2, [("ana", 2), ("bo", 3)]),
        ((None, None, None), 2, 2, [("ana", 2), ("bo", 1)]),
    ],
)
def test_each_has_the_slot_that_they_took_else_one_kept_for_them_else_the_next(
    base: Path, tmp_path: Path, kept_for: tuple[str | None, ...], ana: int, bo: int, has: list[tuple[str, int]]
) -> None:
    _places(base, *kept_for)
    first, second = copied(base, "a", "b")
    _take(first, "ana", "2090-01-01T00:00:00.000Z", slot=ana)
    _take(second, "bo", "2090-01-02T00:00:00.000Z", slot=bo)
    together, _ = in_all_orders([first, second], tmp_path)
    assert sorted((row[3], row[2]) for row in together["leases"] if row[5] == "held") == has


def test_whoever_took_two_slots_of_an_article_on_two_copies_has_one(base: Path, tmp_path: Path) -> None:
    _places(base, None, None)
    first, second = copied(base, "a", "b")
    _take(first, "ana", "2090-01-01T00:00:00.000Z", slot=1)
    _take(second, "ana", "2090-01-02T00:00:00.000Z", slot=2)
    together, _ = in_all_orders([first, second], tmp_path)
    assert [(row[3], row[2]) for row in together["leases"] if row[5] == "held"] == [("ana", 1)]


def test_a_lease_that_ended_on_one_copy_has_ended(slots: Path, tmp_path: Path) -> None:
    ana = _take(slots, "ana", "2026-01-01T00:00:00.000Z")
    first, second = copied(slots, "a", "b")
    _take(second, "bo", "2026-01-03T00:00:00.000Z", over=ana)
    together, told = in_all_orders([first, second], tmp_path)
    assert _leases(together) == [
        ("ana", "2026-01-01T00:00:00.000Z", "released", "expired"),
        ("bo", "2026-01-03T00:00:00.000Z", "held", None),
    ]
    assert told[0][1].twice_taken == []


def test_slots_are_those_that_were_told_last(base: Path, tmp_path: Path) -> None:
    _say(base, "lead", Assign(8.0, False, {}), "2026-01-01T00:00:00.000Z")
    _places(base, None, None)
    first, second = copied(base, "a", "b")
    later = _say(second, "lead", Assign(4.0, False, {}), "2026-01-02T00:00:00.000Z")
    _places(second, None)
    _places(second, "bo", document=2, rank=2, named=True)
    together, _ = in_all_orders([first, second], tmp_path)
    assert sorted((row[1:] for row in together["slots"]), key=repr) == [(1, "bo", 2, 1), (1, None, 1, 0)]
    assert [row[0] for row in together["assignments"]][1:] == [later]


def test_reviews_and_qualifications_come_along_and_of_two_results_the_first_counts(base: Path, tmp_path: Path) -> None:
    sha, gold = execute(base, "SELECT sha256, uuid FROM documents, decisions WHERE number = 1 AND decisions.id = 1")[0]
    items = [[sha, 0, gold]]
    test = _say(base, "lead", Qualification(1, 0.5, items), "2090-01-01T00:00:00.000Z")
    first, second = copied(base, "a", "b")
    _say(first, "test:cy", Result(test, "cy", 1.0, True, {}), "2090-01-02T00:00:00.000Z")
    _say(second, "test:di", Result(test, "di", 1.0, True, {}), "2090-01-02T00:00:00.000Z")
    other = _say(second, "lead", Qualification(1, 0.5, items), "2090-01-03T00:00:00.000Z")
    for path, sentence in ((first, 1), (second, 5)):
        with closing(SqliteDesk(path, "ana", REVIEWING)) as desk, transaction(desk.connection):
            made = NewDecision(sentence, Answer.REJECT, labels())
            history.decide(desk.connection, "review:ana", [made], [{"verdict": LOST_VERDICT}])
    together, told = in_all_orders([first, second], tmp_path)
    assert [row[-2] for row in together["decisions"] if row[4] == "review:ana"] == [LOST_VERDICT] * 2
    assert told[0][1].rows["reviews"] == told[0][0].rows["reviews"] == 1
    assert told[0][1].results_kept == 0
    asked = (
        "SELECT person, score FROM qualification_results ORDER BY person",
        "SELECT uuid FROM qualification_items JOIN qualifications ON id = qualification ORDER BY clock",
    )
    assert [execute(tmp_path / "together-0.db", sql) for sql in asked] == [
        [("cy", 1.0), ("di", 1.0)],
        [(test,), (other,)],
    ]
    _say(second, "test:cy", Result(test, "cy", 0.6, True, {}), "2090-01-05T00:00:00.000Z")
    assert merge(first, [second])[0].results_kept == 1
    assert execute(first, asked[0]) == [("cy", 1.0), ("di", 1.0)]
