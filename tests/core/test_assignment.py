"""How many slots documents get, for whom, and in which order."""

import hashlib
import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.assignment import (
    MOST_SLOTS,
    Rule,
    gets_one_more,
    local_time,
    overlap_of,
    random_key,
    slots_by_rule,
)
from annotator.core.errors import UsageError

HASHES = {number: hashlib.sha256(str(number).encode()).hexdigest() for number in range(1, 2001)}


def test_a_share_of_the_documents_gets_one_more_slot() -> None:
    chosen = [number for number, text in HASHES.items() if gets_one_more(text, 0.2)]
    assert 340 < len(chosen) < 460, "four standard deviations of 400 of 2,000"
    found = slots_by_rule(Rule(1, 0.2), HASHES)
    assert {number for number, places in found.items() if len(places) == 2} == {*chosen}
    assert {len(places) for places in found.values()} == {1, 2}


def test_whoever_has_the_text_can_tell_whether_it_was_chosen() -> None:
    text = HASHES[7]
    first = int(hashlib.sha256(f"assign {text}".encode()).hexdigest()[:13], 16) / 16**13
    assert not gets_one_more(text, first)
    assert gets_one_more(text, first + 1e-9)


@given(people=st.integers(1, 5), overlap=st.integers(1, 5), documents=st.integers(1, 40))
def test_people_get_as_many_slots_as_each_other_and_never_two_of_one_document(
    people: int, overlap: int, documents: int
) -> None:
    names = tuple(f"name-{number}" for number in range(people))
    found = slots_by_rule(Rule(overlap, people=names), {number: HASHES[number] for number in range(1, documents + 1)})
    for places in found.values():
        assert len(places) == overlap
        kept = [name for name in places if name is not None]
        assert len({*kept}) == len(kept) == min(overlap, people)
    dealt = [sum(name in places for places in found.values()) for name in names]
    assert max(dealt) - min(dealt) <= 1


def test_documents_that_come_later_change_nobodys_slots() -> None:
    rule = Rule(2, people=("ana", "ben", "cy"))
    before = slots_by_rule(rule, {number: HASHES[number] for number in range(1, 10)})
    after = slots_by_rule(rule, {number: HASHES[number] for number in range(1, 20)})
    assert before.items() <= after.items()


def test_a_random_order_depends_on_the_seed_and_the_text_alone() -> None:
    orders = [sorted(HASHES, key=lambda number: random_key(HASHES[number], seed)) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert orders[0] != sorted(HASHES)


def test_an_overlap_is_a_number_or_all() -> None:
    assert overlap_of("3", ()) == 3
    assert overlap_of(" ALL ", ("ana", "ben")) == 2
    for wrong in ("0", "-1", "two", "", str(MOST_SLOTS + 1), "1.5", "٣"):
        with pytest.raises(UsageError, match="not an overlap"):
            overlap_of(wrong, ("ana",))
    with pytest.raises(UsageError, match="no annotator is known"):
        overlap_of("all", ())


def test_a_time_is_read_where_the_program_runs_and_what_is_none_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert local_time(f"{datetime.now():%Y}-03-02T23:30:00.000Z").endswith(" 03 Mar 08:30")
        assert local_time("2001-03-02T23:30:00.000Z") == "Sat 03 Mar 2001 08:30"
        assert [local_time(text) for text in ("soon", "0001-01-01T00:00:00+14:00")] == [
            "soon",
            "0001-01-01T00:00:00+14:00",
        ]
    finally:
        monkeypatch.undo()
        time.tzset()
