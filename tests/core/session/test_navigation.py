"""Filters and orders: which sentence comes next, over the borders of documents."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.errors import EnvironmentFailed, NotSaved
from annotator.core.model import Answer
from annotator.core.session import state as session
from annotator.core.session.desk import Order, Place
from annotator.core.session.filters import Filter, Mark, Matches
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import MemoryDesk, Said, Told, article, council, harbour

OKORO = Filter(speaker="Paul Okoro")
UNDECIDED = Filter((Mark.UNDECIDED,))


def unsure(number, score):
    quote = Said("It will be done", "said", "they", score=score)
    return article(number, f"n{number}", [Told("Quiet."), Told("It will be done, they said.", [quote])])


def test_a_walk_finds_neighbours_also_of_sentences_that_it_did_not_find():
    matches = Matches(OKORO, (3, 7, 9))
    assert [matches.position(one) for one in (3, 4, 9, 10)] == [1, None, 3, None]
    assert [matches.neighbour(one, 1) for one in (0, 3, 4, 9)] == [3, 7, 7, None]
    assert [matches.neighbour(one, -1) for one in (3, 4, 9, 10)] == [None, 3, 7, 9]


def test_answering_goes_on_within_the_filter_and_stays_at_its_end():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.navigator.set_filter(OKORO)
    assert bench.place == Place(1, 4)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    assert bench.state.item.decision is not None
    assert "nothing more in this filter" in bench.notice.text
    bench.next_to_decide()
    assert bench.place == Place(1, 4), "round and round"
    bench.navigator.step_match(-1)
    assert bench.place == Place(2, 1)
    bench.navigator.clear_filter()
    bench.next_to_decide()
    assert bench.place == Place(1, 0)


def test_what_was_to_be_undecided_is_passed_once_decided():
    bench = Workbench(MemoryDesk())
    bench.navigator.set_filter(UNDECIDED)
    bench.accept_all([1, 2])
    bench.navigator.step_match(1)
    assert bench.place == Place(1, 3)
    bench.accept_all([at for at in range(6) if bench.state.page.items[at].decision is None])
    assert bench.place == Place(2, 0)


def test_a_filter_of_which_all_is_decided_ends():
    bench = Workbench(MemoryDesk([replace(council(), number=1)]))
    bench.navigator.set_filter(UNDECIDED)
    for _ in range(4):
        bench.answer(Answer.ACCEPT)
    bench.navigator.step_match(1)
    assert bench.navigator.matches is not None
    assert "nothing more" in bench.notice.text


def test_nothing_is_passed_over_as_implied_within_a_filter():
    desk = MemoryDesk()
    bench = Workbench(desk, only_suggested=True)
    bench.navigator.set_filter(OKORO)
    bench.answer(Answer.ACCEPT)
    assert set(desk.heads) == {104}


def test_unconfirmed_edits_are_kept_before_the_filter_leads_away():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    desk.fail = NotSaved("disk full")
    bench.navigator.set_filter(OKORO)
    assert (bench.place, bench.navigator.matches) == (Place(1, 0), None)
    assert bench.notice.tone is Tone.NOT_SAVED
    desk.fail = None
    bench.navigator.set_filter(OKORO)
    assert 100 in desk.drafts


def test_a_filter_that_cannot_be_asked_is_said():
    class Broken(MemoryDesk):
        def matching(self, wanted):
            raise EnvironmentFailed("no disk")

        count = matching

    bench = Workbench(Broken())
    bench.navigator.set_filter(OKORO)
    assert bench.notice.tone is Tone.WARNING
    assert bench.navigator.count(OKORO) is None


def test_the_least_certain_documents_come_first_and_sentences_keep_their_order():
    pages = [unsure(1, 0.9), unsure(2, 0.3), article(3, "none", [Told("Quiet.")]), unsure(4, 0.6)]
    desk = MemoryDesk(pages)
    bench = Workbench(desk)
    bench.navigator.set_order(Order.UNCERTAINTY)
    seen = []
    while not bench.finished:
        seen.append(bench.place)
        bench.answer(Answer.ACCEPT)
    assert seen == [Place(2, 0), Place(2, 1), Place(4, 0), Place(4, 1), Place(1, 0), Place(1, 1), Place(3, 0)]
    assert [row.number for row in bench.navigator.document_rows()] == [2, 4, 1, 3]


def test_a_document_that_was_begun_is_finished_first():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3)]))
    bench.answer(Answer.ACCEPT)
    bench.navigator.set_order(Order.UNCERTAINTY)
    assert bench.place == Place(1, 1)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 0)


def test_what_was_left_in_a_document_before_is_come_back_to():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3)]))
    bench.navigator.set_order(Order.UNCERTAINTY)
    bench.navigator.go(Place(2, 1))
    for place in (Place(1, 0), Place(1, 1), Place(2, 0)):
        bench.answer(Answer.ACCEPT)
        assert bench.place == place
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_the_arrows_follow_the_order():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3), unsure(3, 0.5)]))
    bench.navigator.set_order(Order.UNCERTAINTY)
    places = []
    for by in (1, 1, 1, 1, -1):
        bench.navigator.step(by)
        places.append(bench.place)
    assert places == [Place(2, 1), Place(3, 0), Place(3, 1), Place(1, 0), Place(3, 1)]
    bench.navigator.go(Place(2, 0))
    bench.navigator.step(-1)
    assert bench.notice.text == "this is the first sentence"
    bench.navigator.set_order(Order.DOCUMENT)
    bench.navigator.step(-1)
    assert bench.place == Place(1, 1)


def test_a_document_that_came_since_follows_before_the_others():
    desk = MemoryDesk([harbour(), council()])
    bench = Workbench(desk)
    bench.navigator.set_order(Order.UNCERTAINTY)
    desk.pages.append(unsure(3, 0.5))
    bench.navigator.documents = 3
    assert bench.navigator.go(Place(3, 1))
    bench.answer(Answer.ACCEPT)
    assert bench.place.document == 1
    assert replace(bench.state.item, decision=None).sentence.index == 0
