"""Sentences gone through in an order of their own."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import ArticleUnreadable, Busy, EnvironmentFailed, NotSaved
from annotator.core.session import state as session
from annotator.core.session.desk import Filter, Mark, Order, Place
from annotator.core.session.navigation import WorkList
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article, council, harbour

ORDER = (201, 104, 100, 102)


def bench_on(desk, ids=ORDER):
    bench = Workbench(desk)
    bench.go_through(WorkList("case", ids))
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
    bench.forget_notice()
    bench.next_to_decide()
    assert (here(bench), bench.notice.text) == (102, "nothing is left to decide")


def test_it_begins_with_the_first_that_is_still_to_be_seen():
    bench = Workbench(MemoryDesk())
    bench.go_through(WorkList("case", ORDER, is_open=lambda item: item.id != ORDER[0]))
    assert here(bench) == ORDER[1]


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
    assert (here(bench), bench.notice.text) == (104, "this is the last one left")
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_sentences_elsewhere_are_no_part_of_it_and_it_goes_on_from_there():
    bench = bench_on(MemoryDesk())
    bench.step(-1)
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
    bench.step_match(-1)
    assert here(bench) == 201
    bench.step_match(-1)
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


@pytest.mark.parametrize(("by", "wanted"), [(1, [3, 1, 2, 4]), (-1, [2, 1, 3, 4])])
def test_around_is_everything_once_and_the_sentence_itself_last(by, wanted):
    assert list(WorkList("case", (1, 2, 4, 3)).around(4, by)) == wanted
    assert list(WorkList("case", (7,)).around(7, by)) == [7]


@pytest.mark.parametrize(
    ("ids", "by", "wrap", "wanted"),
    [
        ((2, 5, 9), 1, True, [9, 2, 5]),
        ((2, 5, 9), -1, True, [5, 2, 9]),
        ((2, 5, 9), 1, False, [9]),
        ((2, 5, 9), -1, False, [5, 2]),
        ((9, 2, 7), 1, True, [9, 2, 7]),
        ((9, 2, 7), -1, True, [7, 2, 9]),
    ],
)
def test_from_a_sentence_that_is_not_of_it_one_goes_on_in_the_text_or_begins_where_the_order_is_another(
    ids, by, wrap, wanted
):
    assert list(WorkList("case", ids).around(6, by, wrap)) == wanted


def test_where_a_sentence_is_not_of_it_it_is_none_to_be_seen():
    desk = MemoryDesk()
    item = desk.page(1).items[0]
    agenda = WorkList("case", (5,))
    assert not agenda.is_open(item)
    assert agenda.position(item.id) is None
    agenda.include(item.id)
    assert (agenda.is_open(item), agenda.position(item.id), len(agenda)) == (True, 2, 2)


# ---- Which sentence comes next: over the borders of documents, and in which order of them.


OKORO = Filter(speaker="Paul Okoro")


def unsure(number, score):
    quote = Said("It will be done", "said", "they", score=score)
    return article(number, f"n{number}", [Line("Quiet."), Line("It will be done, they said.", [quote])])


def test_the_least_certain_documents_come_first_and_sentences_keep_their_order():
    pages = [unsure(1, 0.9), unsure(2, 0.3), article(3, "none", [Line("Quiet.")]), unsure(4, 0.6)]
    desk = MemoryDesk(pages)
    bench = Workbench(desk)
    bench.set_order(Order.UNCERTAINTY)
    seen = []
    while not bench.finished:
        seen.append(bench.place)
        bench.answer(Answer.ACCEPT)
    assert seen == [Place(2, 0), Place(2, 1), Place(4, 0), Place(4, 1), Place(1, 0), Place(1, 1), Place(3, 0)]
    assert list(bench.document_numbers()) == [2, 4, 1, 3]
    assert list(bench.document_numbers("n")) == [2, 4, 1, 3], "all of these titles begin so"
    assert (bench.document_row(4).number, bench.document_row(7)) == (4, None)


def test_documents_that_came_in_since_an_order_was_set_are_listed_before_all():
    class Earlier(MemoryDesk):
        def ranked(self, order):
            return (2, 1)

    bench = Workbench(Earlier([unsure(1, 0.9), unsure(2, 0.3), unsure(3, 0.1)]))
    bench.set_order(Order.UNCERTAINTY)
    assert list(bench.document_numbers()) == [3, 2, 1]


def test_a_document_that_was_begun_is_finished_first():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3)]))
    bench.answer(Answer.ACCEPT)
    bench.set_order(Order.UNCERTAINTY)
    assert bench.place == Place(1, 1)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 0)


class Counting(MemoryDesk):
    """A desk that counts how many documents of an order it was asked for."""

    asked = 0

    def ranked(self, order):
        for number in super().ranked(order):
            self.asked += 1
            yield number


def test_of_an_order_no_more_documents_are_asked_for_than_are_gone_through():
    desk = Counting([unsure(number, 1 - number / 10) for number in range(1, 7)])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.set_order(Order.UNCERTAINTY)
    assert (bench.place, desk.asked) == (Place(1, 1), 1)
    bench.answer(Answer.ACCEPT)
    assert (bench.place, desk.asked) == (Place(6, 0), 1), "the least certain one, as it was told"
    for number, asked in ((5, 2), (4, 3)):
        bench.answer(Answer.ACCEPT)
        bench.answer(Answer.ACCEPT)
        assert (bench.place, desk.asked) == (Place(number, 0), asked)
    bench.step(-1)
    assert (bench.place, desk.asked) == (Place(5, 1), 3), "the arrows, too, over the border of an article"
    for _ in range(3):
        bench.step(1)
    assert (bench.place, desk.asked) == (Place(3, 0), 4)
    assert list(bench.document_numbers()) == [6, 5, 4, 3, 2, 1]


def test_where_everything_is_decided_no_document_of_an_order_is_asked_for():
    desk = Counting([unsure(1, 0.9)])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.set_order(Order.UNCERTAINTY)
    assert (bench.order, desk.asked) == (Order.UNCERTAINTY, 0)


def test_an_order_that_is_lost_on_the_way_is_told_and_the_one_before_stays():
    class Lost(MemoryDesk):
        def ranked(self, order):
            if order is Order.DISAGREEMENT:
                raise EnvironmentFailed("the disk is gone")
            return super().ranked(order)

    bench = Workbench(Lost([unsure(1, 0.9), unsure(2, 0.3)]))
    bench.set_order(Order.UNCERTAINTY)
    bench.set_order(Order.DISAGREEMENT)
    assert (bench.order, bench.notice.text) == (Order.UNCERTAINTY, "the disk is gone")
    assert list(bench.document_numbers()) == [2, 1]


def test_what_was_left_in_a_document_before_is_come_back_to():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3)]))
    bench.set_order(Order.UNCERTAINTY)
    bench.go(Place(2, 1))
    for place in (Place(1, 0), Place(1, 1), Place(2, 0)):
        bench.answer(Answer.ACCEPT)
        assert bench.place == place
    bench.answer(Answer.ACCEPT)
    assert bench.finished


def test_the_arrows_follow_the_order():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3), unsure(3, 0.5)]))
    bench.set_order(Order.UNCERTAINTY)
    places = []
    for by in (1, 1, 1, 1, -1):
        bench.step(by)
        places.append(bench.place)
    assert places == [Place(2, 1), Place(3, 0), Place(3, 1), Place(1, 0), Place(3, 1)]
    bench.go(Place(2, 0))
    bench.step(-1)
    assert bench.notice.text == "this is the first sentence"
    bench.set_order(Order.DOCUMENT)
    bench.step(-1)
    assert bench.place == Place(1, 1)


def test_a_document_that_came_since_follows_before_the_others():
    desk = MemoryDesk([harbour(), council()])
    bench = Workbench(desk)
    bench.set_order(Order.UNCERTAINTY)
    desk.pages.append(unsure(3, 0.5))
    bench.documents = 3
    assert bench.go(Place(3, 1))
    bench.answer(Answer.ACCEPT)
    assert bench.place.document == 1
    assert bench.state.item._replace(decision=None).sentence.index == 0


class Unreadable(MemoryDesk):
    """A desk of which something cannot be read while it is named in `broken`."""

    broken = ""

    def _read(self, what):
        if what == self.broken:
            raise EnvironmentFailed(f"cannot read {what}")

    def page(self, document):
        self._read("page")
        return super().page(document)

    def numbers(self, titled=""):
        self._read("numbers")
        return super().numbers(titled)

    def documents(self, numbers=None):
        self._read("documents")
        return super().documents(numbers)

    def next_undecided(self, after):
        self._read("next_undecided")
        return super().next_undecided(after)

    def place(self, sentence_id):
        self._read("place")
        return super().place(sentence_id)

    def ranked(self, order):
        self._read("ranked")
        return super().ranked(order)


def unreadable(what, at=None):
    bench = Workbench(Unreadable())
    if at is not None:
        bench.go(at)
    bench.desk.broken = what
    return bench


def test_stepping_goes_over_the_borders_of_documents_and_ends_at_the_last_one():
    bench = Workbench(MemoryDesk())
    bench.step(5)
    assert bench.place == Place(1, 5)
    bench.step(1)
    assert bench.place == Place(2, 0)
    bench.step(-1)
    assert bench.place == Place(1, 5)
    bench.step(9)
    assert bench.place == Place(2, 0), "the next document begins at its beginning"
    bench.step(1)
    bench.step(1)
    assert (bench.place, bench.notice.text) == (Place(2, 1), "this is the last sentence")
    bench.step(-9)
    assert bench.place == Place(1, 5), "the one before at its end"
    bench.step(-9)
    assert (bench.place, bench.notice.text) == (Place(1, 5), "this is the first sentence")


@pytest.mark.parametrize(
    "opens",
    [
        lambda bench: bench.step(0),
        lambda bench: bench.go(bench.place),
        lambda bench: bench.set_filter(Filter((Mark.UNDECIDED,))),
        Workbench.next_to_decide,
    ],
    ids=["a click on it", "its number or its article", "a filter that finds it", "the only one left to decide"],
)
def test_who_opens_the_sentence_in_hand_stays_at_it_with_its_edits_its_time_and_its_keys(opens):
    now = [0.0]
    desk = MemoryDesk([article(1, "a", [Line("Ada said it rains.", [Said("it rains", "said", "Ada")])])])
    bench = Workbench(desk, lambda: now[0])
    now[0], bench.keys = 20.0, 4
    for kind in ("politics", "culture"):
        bench.change(session.toggle_topic, kind)
    opens(bench)
    bench.undo()
    assert bench.state.labels.topics == ("politics",)
    now[0] = 30.0
    bench.answer(Answer.ACCEPT)
    assert [(made.seconds, made.keys) for made in desk.made] == [(30.0, 4)]
    now[0] = 35.0
    bench.answer(Answer.REJECT)
    assert [(made.seconds, made.keys) for made in desk.made[1:]] == [(5.0, 0)], "since it was confirmed"


def test_a_place_outside_the_documents_is_refused():
    bench = Workbench(MemoryDesk())
    for number in (0, 3):
        assert not bench.go(Place(number, 0))
        assert (bench.notice.text, bench.notice.tone) == (f"there is no article {number}: the last is 2", Tone.WARNING)
    assert bench.go(Place(2, 1))
    assert bench.place == Place(2, 1)
    assert bench.go(Place(2, 0))
    assert bench.place == Place(2, 0)


def test_a_document_that_came_in_meanwhile_is_reached(monkeypatch):
    desk = MemoryDesk()
    with monkeypatch.context() as before:
        before.setattr(desk, "numbers", lambda: (1,))
        bench = Workbench(desk)
        assert not bench.go(Place(2, 1))
        assert bench.notice.text == "there is no article 2: the last is 1"
    assert bench.go(Place(2, 1))
    assert (bench.place, bench.documents) == (Place(2, 1), 2)


def test_one_steps_on_into_a_document_that_came_in_meanwhile(monkeypatch):
    desk = MemoryDesk()
    with monkeypatch.context() as before:
        before.setattr(desk, "numbers", lambda: (1,))
        bench = Workbench(desk)
    bench.step(9)
    assert bench.place == Place(2, 0)


def test_one_stays_where_edits_could_not_be_kept():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    desk.fail = NotSaved("disk full")
    for leave in (
        lambda: bench.step(1),
        lambda: bench.step(9),
        lambda: bench.go(Place(1, 3)),
        lambda: bench.go(Place(2, 0)),
        bench.next_to_decide,
    ):
        bench.notice = None
        assert not leave()
        assert (bench.place, bench.notice.tone) == (Place(1, 0), Tone.NOT_SAVED)
    desk.fail = None
    assert bench.go(Place(2, 0))
    assert bench.notice is None


def test_one_stays_where_the_other_document_cannot_be_read():
    bench = unreadable("page", Place(1, 5))
    bench.step(1)
    assert (bench.place, bench.notice.text, bench.notice.tone) == (Place(1, 5), "cannot read page", Tone.WARNING)
    assert not bench.go(Place(2, 0))
    assert bench.go(Place(1, 2)), "the one in hand is not read again"


def test_where_one_stopped_in_an_article_that_cannot_be_read_another_is_opened_if_there_is_one_to_decide():
    def bench_on(other):
        desk = MemoryDesk()
        read, error = desk.page, ArticleUnreadable("article 1: decisions row 7 cannot be read")

        def page(number):
            if number == 1:
                raise error
            return read(number)

        desk.page, desk.next_undecided, desk.resume = page, lambda _: other, lambda: Place(1, 0)
        return Workbench(desk)

    bench = bench_on(Place(2, 1))
    assert (bench.place, bench.notice.tone) == (Place(2, 1), Tone.WARNING)
    assert bench.notice.text == "article 1: decisions row 7 cannot be read"
    for other in (None, Place(1, 3)):
        with pytest.raises(ArticleUnreadable):
            bench_on(other)


def test_an_answer_is_saved_though_the_next_sentence_cannot_be_looked_for():
    bench = unreadable("next_undecided", Place(1, 5))
    assert bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.notice.text) == (Place(1, 5), "cannot read next_undecided")
    assert not bench.finished
    bench = unreadable("next_undecided")
    assert bench.accept_all([0, 1, 2, 3, 4, 5])
    assert (bench.saved, bench.notice.text) == (6, "cannot read next_undecided")


def test_undo_takes_back_an_answer_and_not_the_edit_before_it_where_no_other_sentence_could_be_opened():
    bench = unreadable("next_undecided", Place(1, 5))
    bench.change(lambda state: session.toggle_topic(state, "sport"))
    edited = bench.state.draft.labels
    assert bench.answer(Answer.ACCEPT)
    bench.desk.broken = ""
    bench.undo()
    assert (bench.state.item.decision, bench.state.draft.labels) == (None, edited)


def test_a_sentence_that_another_article_does_not_have_is_its_last_and_that_is_said():
    bench = Workbench(MemoryDesk())
    assert bench.go(Place(2, 98))
    assert bench.place == Place(2, 1)
    assert bench.notice.text == "article 2 has no sentence 99: its last is 2"
    bench.notice = None
    assert bench.go(Place(1, 0))
    assert bench.notice is None


def test_skipping_ahead_opens_the_next_sentence_without_a_decision():
    bench = Workbench(MemoryDesk())
    bench.accept_all([1, 2])
    bench.change(session.cycle_type)
    bench.next_to_decide()
    assert bench.place == Place(1, 3)
    assert bench.state.page.items[0].draft is not None
    bench.go(Place(2, 1))
    bench.next_to_decide()
    assert bench.place == Place(1, 0)


def test_finished_is_when_the_current_one_is_decided_and_nothing_is_left():
    desk = MemoryDesk([council()._replace(number=1)])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    assert not bench.finished
    bench.step(-1)
    assert not bench.finished, "another one is left"
    bench.step(1)
    bench.answer(Answer.ACCEPT)
    assert bench.finished
    assert bench.place == Place(1, 1)
    bench.step(-1)
    assert bench.finished
    bench.undo()
    assert not bench.finished
    bench.redo()
    assert bench.finished
    assert Workbench(desk).finished


def test_undoing_shows_that_something_is_left_again():
    desk = MemoryDesk([council()._replace(number=1)])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.step(-1)
    bench.answer(Answer.REJECT)
    assert bench.finished
    bench.undo()
    assert bench.finished, "the first decision stands again"
    bench.undo()
    assert not bench.finished


def test_whether_anything_is_left_that_cannot_be_read_is_said():
    desk = Unreadable()
    Workbench(desk).answer(Answer.ACCEPT)
    desk.bookmark, desk.broken = Place(1, 0), "next_undecided"
    bench = Workbench(desk)
    assert (bench.notice.text, bench.finished) == ("cannot read next_undecided", False)


def test_a_match_that_cannot_be_read_is_said():
    for broken in ("place", "page"):
        bench = unreadable(None, Place(1, 4))
        bench.set_filter(OKORO)
        bench.desk.broken = broken
        bench.step_match(1)
        assert (bench.place, bench.notice.text) == (Place(1, 4), f"cannot read {broken}")


def test_an_order_that_cannot_be_read_is_not_set():
    bench = unreadable("ranked")
    bench.set_order(Order.UNCERTAINTY)
    assert (bench.order, bench.notice.tone) == (Order.DOCUMENT, Tone.WARNING)


def test_setting_an_order_says_from_where_on():
    bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3)]))
    assert bench.order is Order.DOCUMENT
    bench.set_order(Order.UNCERTAINTY)
    assert bench.place == Place(2, 0)
    assert (bench.order, bench.notice.text) == (Order.UNCERTAINTY, "the least certain articles first")
    bench.set_order(Order.DOCUMENT)
    assert (bench.place, bench.notice.text) == (Place(2, 0), "articles in their own order")
    bench.set_order(Order.DISAGREEMENT)
    assert bench.notice.text == "the articles that suggesters mark most differently first"


def test_a_document_with_an_edit_is_one_that_was_begun():
    for begin in (lambda bench: bench.change(session.same_topics), lambda bench: bench.step(-1)):
        bench = Workbench(MemoryDesk([unsure(1, 0.9), unsure(2, 0.3)]))
        bench.step(1)
        bench.change(session.cycle_type)
        begin(bench)
        bench.set_order(Order.UNCERTAINTY)
        assert bench.place.document == 1
        assert bench.notice.text == "after this one, the least certain articles first"


def test_when_everything_is_decided_an_order_moves_nowhere():
    bench = Workbench(MemoryDesk([council()._replace(number=1)]))
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.set_order(Order.UNCERTAINTY)
    assert bench.place == Place(1, 1)


def test_documents_are_listed_in_their_order_and_not_at_all_where_they_cannot_be_read():
    bench = Workbench(MemoryDesk())
    assert [bench.document_row(number).number for number in bench.document_numbers()] == [1, 2]
    bench = unreadable("documents")
    assert bench.document_row(1) is None
    assert bench.notice.text == "cannot read documents"
    bench = unreadable("numbers")
    assert bench.document_numbers() == ()
    assert bench.notice.text == "cannot read numbers"
