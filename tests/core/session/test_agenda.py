"""Sentences gone through in an order of their own."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import Busy
from annotator.core.session.agenda import Agenda
from annotator.core.session.workbench import Workbench
from tests.memory_desk import MemoryDesk

ORDER = (201, 104, 100, 102)


def bench_on(desk, ids=ORDER):
    bench = Workbench(desk)
    bench.navigator.go_through(Agenda("case", ids))
    return bench


def here(bench):
    return bench.state.item.id


def test_it_begins_with_the_first_and_goes_on_in_its_order():
    bench = bench_on(MemoryDesk())
    seen = [here(bench)]
    for _ in ORDER[1:]:
        assert bench.answer(Answer.ACCEPT)
        seen.append(here(bench))
    assert tuple(seen) == ORDER
    assert not bench.finished
    assert bench.answer(Answer.REJECT)
    assert here(bench) == 102
    assert bench.finished
    assert bench.saved == 4


def test_what_was_left_undecided_or_skipped_comes_again_after_the_last():
    bench = bench_on(MemoryDesk())
    bench.next_to_decide()
    bench.answer(Answer.SKIP)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    assert here(bench) == 201
    bench.answer(Answer.ACCEPT)
    assert here(bench) == 104
    assert not bench.finished
    bench.next_to_decide()
    assert (here(bench), bench.notice.text) == (104, "this case is the last one left")
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_sentences_elsewhere_are_no_part_of_it_and_it_goes_on_from_there():
    bench = bench_on(MemoryDesk())
    bench.navigator.step(-1)
    assert here(bench) == 200
    bench.answer(Answer.ACCEPT)
    assert here(bench) == 201, "the first that is left"


def test_undo_makes_a_sentence_one_to_be_seen_again():
    bench = bench_on(MemoryDesk(), (201,))
    bench.answer(Answer.ACCEPT)
    assert bench.finished
    bench.undo()
    assert (here(bench), bench.finished) == (201, False)
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_one_that_was_decided_before_is_seen_once():
    desk = MemoryDesk()
    for _ in range(2):
        bench = bench_on(desk)
        for place in ORDER:
            assert here(bench) == place
            assert not bench.finished
            bench.answer(Answer.ACCEPT)
        assert bench.finished
    assert len(desk.made) == 8


def test_one_whose_document_was_removed_is_passed_over():
    desk = MemoryDesk()
    desk.removed[2] = "bo"
    assert here(bench_on(desk)) == 104


def test_the_one_before_can_be_looked_at_again():
    bench = bench_on(MemoryDesk())
    bench.answer(Answer.ACCEPT)
    bench.navigator.step_match(-1)
    assert here(bench) == 201
    bench.navigator.step_match(-1)
    assert here(bench) == 102, "round and round"


def test_nothing_is_proposed_because_of_the_sentence_before():
    bench = bench_on(MemoryDesk(), (102, 103))
    bench.change(lambda state: state)
    bench.answer(Answer.ACCEPT)
    assert (here(bench), bench.state.past) == (103, ())


def test_boilerplate_is_not_decided_on_the_way_and_a_failed_save_stays():
    desk = MemoryDesk()
    bench = bench_on(desk)
    desk.fail = Busy("somebody is writing")
    assert not bench.answer(Answer.ACCEPT)
    assert here(bench) == 201
    desk.fail = None
    assert bench.answer(Answer.ACCEPT)
    assert len(desk.made) == 1


@pytest.mark.parametrize(("by", "wanted"), [(1, [3, 1, 2]), (-1, [2, 1, 3])])
def test_around_is_everything_else_once(by, wanted):
    assert list(Agenda("case", (1, 2, 4, 3)).around(4, by)) == wanted
    assert list(Agenda("case", (7,)).around(7, by)) == []


def test_where_a_sentence_is_not_of_it_it_is_none_to_be_seen():
    desk = MemoryDesk()
    item = desk.page(1).items[0]
    agenda = Agenda("case", (5,))
    assert not agenda.is_open(item)
    assert agenda.position(item.id) is None
    agenda.include(item.id)
    assert (agenda.is_open(item), agenda.position(item.id), len(agenda)) == (True, 2, 2)
