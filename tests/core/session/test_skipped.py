"""Skipped sentences: not decided, counted apart, and asked about again when everything else is decided."""

from __future__ import annotations

from functools import partial

from annotator.core.decision import Answer
from annotator.core.session.desk import Filter, Mark, Order, Place
from annotator.core.session.edits import delete_quote
from annotator.core.session.several import going_along, sure_enough
from annotator.core.session.workbench import Workbench
from tests.memory_desk import MemoryDesk


def worked_through(skipping, desk=None, **options):
    """A bench that was worked through to its end, the sentences at these places skipped."""
    bench = Workbench(desk or MemoryDesk(), **options)
    while not bench.nothing_left:
        bench.answer(Answer.SKIP if bench.place in skipping else Answer.ACCEPT)
    return bench


TWO = [Place(1, 1), Place(2, 0)]


def test_with_skipped_sentences_not_everything_is_done():
    bench = worked_through(TWO)
    assert (bench.saved, bench.skipped) == (8, 2), "a skip is saved too"
    assert not bench.finished
    assert bench.skipped_wait
    assert worked_through([]).finished
    assert not worked_through([]).skipped_wait


def test_at_the_end_enter_opens_the_skipped_sentences_one_after_the_other():
    bench = worked_through(TWO)
    assert bench.place == Place(2, 1)
    assert not bench.answer(Answer.ACCEPT), "nothing is saved: it opens the first of them"
    assert (bench.place, bench.saved) == (Place(1, 1), 8)
    assert not bench.skipped_wait, "this one is there to be confirmed"
    assert bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.skipped) == (Place(2, 0), 1)
    assert bench.answer(Answer.REJECT)
    assert bench.finished
    assert bench.skipped == 0


def test_an_article_is_done_with_the_last_sentence_that_was_skipped_in_it():
    bench = worked_through([Place(1, 1), Place(1, 2)])
    bench.answer(Answer.ACCEPT)
    assert bench.answer(Answer.ACCEPT)
    assert bench.notice is None, "one of them is left"
    assert bench.answer(Answer.ACCEPT)
    assert bench.notice.text.endswith("article 1 done: 6 sentences, 0 min · nothing else is left")
    bench.answer(Answer.ACCEPT)
    assert "done" not in bench.notice.text, "and only once"


def test_the_first_sentence_of_all_can_be_the_first_that_was_skipped():
    bench = worked_through([Place(1, 0), Place(2, 0)])
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 0)


def test_what_is_skipped_again_waits_for_the_next_round():
    bench = worked_through(TWO)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.SKIP)
    assert bench.place == Place(2, 0)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 0)
    assert bench.skipped_wait
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 1)


def test_the_last_sentence_skipped_is_not_confirmed_by_the_next_enter():
    bench = worked_through([Place(2, 1)])
    assert bench.place == Place(2, 1)
    assert bench.skipped_wait
    assert not bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.state.item.skipped) == (Place(2, 1), True)
    assert bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_an_edit_at_the_end_is_confirmed_before_the_skipped_ones_are_opened():
    bench = worked_through([Place(1, 1)])
    bench.change(delete_quote)
    assert not bench.skipped_wait
    assert bench.answer(Answer.ACCEPT)
    assert bench.state.item.decision.labels.quotes == ()
    assert bench.skipped_wait


def test_space_goes_round_the_skipped_ones_and_says_when_there_is_nothing():
    bench = worked_through(TWO)
    places = []
    for _ in range(3):
        bench.next_to_decide()
        places.append(bench.place)
    assert places == [Place(1, 1), Place(2, 0), Place(1, 1)]
    done = worked_through([])
    done.forget_notice()
    done.next_to_decide()
    assert done.notice.text == "nothing is left to decide"


def test_a_skipped_sentence_decided_in_the_midst_of_the_work_goes_on_to_the_next_one_without_an_answer():
    bench = Workbench(MemoryDesk())
    for answer in (Answer.ACCEPT, Answer.SKIP, Answer.ACCEPT):
        bench.answer(answer)
    bench.go(Place(1, 1))
    bench.answer(Answer.REJECT)
    assert (bench.place, bench.skipped) == (Place(1, 3), 0)


def test_skipped_sentences_are_asked_about_after_a_new_login_too():
    desk = worked_through(TWO).desk
    desk.leave(Place(1, 3))
    bench = Workbench(desk)
    assert bench.skipped_wait
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 1)


def test_the_undo_of_a_skip_makes_the_sentence_one_to_be_answered():
    bench = worked_through([Place(2, 1)])
    bench.undo()
    assert (bench.skipped, bench.nothing_left, bench.skipped_wait) == (0, False, False)
    bench.redo()
    assert (bench.skipped, bench.nothing_left) == (1, True)


def test_in_the_order_of_uncertainty_they_come_at_the_end_too():
    bench = Workbench(MemoryDesk())
    bench.set_order(Order.UNCERTAINTY)
    while not bench.nothing_left:
        bench.answer(Answer.SKIP if bench.place in TWO else Answer.ACCEPT)
    assert bench.skipped_wait
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_passing_over_what_has_no_suggestion_leaves_skipped_ones_skipped():
    bench = Workbench(MemoryDesk(), only_suggested=True)
    bench.go(Place(1, 1))
    bench.answer(Answer.SKIP)
    while not bench.nothing_left:
        bench.answer(Answer.ACCEPT)
    assert bench.skipped_wait
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 1)


def test_a_filter_counts_skipped_sentences_as_undecided_and_as_skipped():
    bench = worked_through(TWO)
    count = bench.count_found
    assert count(Filter((Mark.UNDECIDED,))) == count(Filter((Mark.SKIPPED,))) == 2
    bench.set_filter(Filter((Mark.UNDECIDED,)))
    assert bench.state.item.skipped
    assert not bench.skipped_wait, "within a filter Enter confirms"


def test_confirming_many_at_once_leaves_skipped_sentences_alone():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.SKIP)
    bench.answer(Answer.SKIP)
    assert 0 not in sure_enough(bench.state, 0.0, bare=True)
    assert 1 not in sure_enough(bench.state, 0.0, bare=True)
    bench.go(Place(1, 0))
    assert going_along(bench.state, 5) == []


def test_an_offer_to_change_a_speaker_reaches_skipped_sentences():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.go(Place(1, 2))
    bench.answer(Answer.SKIP)
    bench.go(Place(1, 0))
    bench.give_speaker("I. Duarte")
    assert bench.state.page.items[2].id in [sentence for sentence, *_ in bench.offer.changes.drafts]


def test_another_window_that_decides_them_meanwhile_ends_the_offer():
    desk = MemoryDesk()
    bench = worked_through([Place(1, 1)], desk)
    other = Workbench(desk)
    other.go(Place(1, 1))
    other.answer(Answer.ACCEPT)
    assert bench.skipped_wait
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_a_skipped_sentence_that_cannot_be_read_is_told_of():
    bench = worked_through([Place(1, 1)])
    bench.desk.page = partial(_unreadable, bench.desk.page, 1)
    assert not bench.answer(Answer.ACCEPT)
    assert bench.notice.text == "cannot read it"
    assert bench.place == Place(2, 1)


def _unreadable(read, number, asked):
    from annotator.core.errors import EnvironmentFailed

    if asked == number:
        raise EnvironmentFailed("cannot read it")
    return read(asked)
