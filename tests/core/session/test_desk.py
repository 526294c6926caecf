"""Filters: going through the sentences that one finds, and coming back to all."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import EnvironmentFailed, NotSaved
from annotator.core.session import state as session
from annotator.core.session.desk import Filter, Mark, NoteAndFlag, Place, Sitting, summary, unconfirmed_told
from annotator.core.session.navigation import Filtered
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import MemoryDesk, council, harbour

OKORO = Filter(speaker="Paul Okoro")


UNDECIDED = Filter((Mark.UNDECIDED,))


def test_matches_have_neighbours_also_of_sentences_that_it_did_not_find():
    ids = (3, 7, 9)
    matches = Filtered(OKORO, lambda after, by: next((one for one in ids[::by] if (one - after) * by > 0), None))
    assert [next(matches.around(one, 1, wrap=False), None) for one in (0, 3, 4, 9)] == [3, 7, 7, None]
    assert [next(matches.around(one, -1, wrap=False), None) for one in (3, 4, 9, 10)] == [None, 3, 7, 9]
    assert list(matches.around(4, -1)) == [3, 9, 7]
    assert list(matches.around(7, 1)) == list(Filtered(OKORO, lambda *_: None, ids).around(7, 1)) == [9, 3, 7]


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "asked one by one"])
def test_the_sentence_before_is_opened_where_a_filter_finds_no_other(listed: bool):
    bench = Workbench(MemoryDesk([harbour()], lists_matches=listed))
    bench.go(Place(1, 5))
    bench.set_filter(OKORO)
    assert bench.place == Place(1, 4)
    assert "go on within the filter" in bench.notice.text


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "asked one by one"])
def test_answering_goes_on_within_the_filter_and_stays_at_its_end(listed: bool):
    desk = MemoryDesk(lists_matches=listed)
    bench = Workbench(desk)
    bench.set_filter(OKORO)
    assert bench.place == Place(1, 4)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    assert bench.state.item.decision is not None
    assert "nothing more in this filter" in bench.notice.text
    bench.next_to_decide()
    assert bench.place == Place(1, 4), "round and round"
    bench.step_match(-1)
    assert bench.place == Place(2, 1)
    bench.clear_filter()
    bench.next_to_decide()
    assert bench.place == Place(1, 0)


def test_what_was_to_be_undecided_is_passed_once_decided():
    bench = Workbench(MemoryDesk())
    bench.set_filter(UNDECIDED)
    bench.accept_all([1, 2])
    bench.step_match(1)
    assert bench.place == Place(1, 3)
    bench.accept_all([at for at in range(6) if bench.state.page.items[at].decision is None])
    assert bench.place == Place(2, 0)


def test_a_filter_of_which_all_is_decided_ends():
    bench = Workbench(MemoryDesk([council()._replace(number=1)]))
    bench.set_filter(UNDECIDED)
    for _ in range(4):
        bench.answer(Answer.ACCEPT)
    bench.step_match(1)
    assert bench.matches is not None
    assert "nothing more" in bench.notice.text


def test_nothing_is_passed_over_as_implied_within_a_filter():
    desk = MemoryDesk()
    bench = Workbench(desk, only_suggested=True)
    bench.set_filter(OKORO)
    bench.answer(Answer.ACCEPT)
    assert set(desk.heads) == {104}


def test_unconfirmed_edits_are_kept_before_the_filter_leads_away():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    desk.fail = NotSaved("disk full")
    bench.set_filter(OKORO)
    assert (bench.place, bench.matches) == (Place(1, 0), None)
    assert bench.notice.tone is Tone.NOT_SAVED
    desk.fail = None
    bench.set_filter(OKORO)
    assert 100 in desk.drafts


def test_a_filter_that_is_not_listed_is_asked_whether_it_finds_anything_and_then_for_what_is_next():
    asked = []

    class Counted(MemoryDesk):
        def next_match(self, wanted, after, by):
            asked.append(after)
            return super().next_match(wanted, after, by)

    bench = Workbench(Counted(lists_matches=False))
    bench.set_filter(OKORO)
    assert (bench.state.item.id, asked) == (104, [0, 99])


def test_a_filter_that_cannot_be_asked_is_said():
    class Broken(MemoryDesk):
        def matching(self, wanted):
            raise EnvironmentFailed("no disk")

    bench = Workbench(Broken())
    bench.set_filter(OKORO)
    assert bench.notice.tone is Tone.WARNING
    assert bench.count_found(OKORO) is None


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "asked one by one"])
def test_a_filter_begins_with_the_current_sentence_or_the_next_one_it_finds(listed: bool):
    bench = Workbench(MemoryDesk(lists_matches=listed))
    bench.go(Place(1, 4))
    bench.set_filter(OKORO)
    assert bench.place == Place(1, 4)
    assert bench.notice.text == "⟪confirm⟫ and ⟪undecided⟫ go on within the filter · ⟪all-sentences⟫: all sentences"
    assert list(bench.matches.around(0, 1)) == [104, 201]
    bench.go(Place(2, 0))
    bench.set_filter(Filter(topic="economy"))
    assert bench.place == Place(1, 0), "round the end"
    assert bench.count_found(OKORO) == (2 if listed else None)


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "asked one by one"])
def test_a_filter_finds_the_current_sentence_by_what_was_just_edited(listed: bool):
    bench = Workbench(MemoryDesk(lists_matches=listed))
    for place in (Place(1, 4), Place(1, 1)):
        bench.go(place)
        bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("x"))))
    bench.set_filter(Filter((Mark.UNCONFIRMED,)))
    assert bench.place == Place(1, 1)
    assert list(bench.matches.around(0, 1)) == [101, 104]


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "asked one by one"])
def test_a_filter_that_finds_nothing_is_not_set(listed: bool):
    bench = Workbench(MemoryDesk(lists_matches=listed))
    bench.set_filter(Filter((Mark.FLAGGED,), topic="sport"))
    assert bench.matches is None
    assert (bench.notice.text, bench.notice.tone) == ("no sentence is found by: flagged, sport", Tone.WARNING)


def test_without_a_filter_there_is_no_next_match_and_nothing_to_clear():
    bench = Workbench(MemoryDesk())
    bench.clear_filter()
    assert bench.notice.text == "there is no filter to leave: these are all sentences"
    bench.step_match(1)
    assert (bench.place, bench.notice.text) == (Place(1, 0), "there is no filter: ⟪filter⟫ sets one")
    bench.set_filter(OKORO)
    bench.clear_filter()
    assert bench.matches is None
    assert bench.notice.text == "no filter: all sentences again"
    assert bench.place == Place(1, 4)


def test_unconfirmed_edits_stay_where_the_next_match_is_not_reached():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.set_filter(OKORO)
    bench.change(session.cycle_type)
    desk.fail = NotSaved("disk full")
    bench.step_match(1)
    assert (bench.place, bench.notice.tone) == (Place(1, 4), Tone.NOT_SAVED)


def test_decided_sentences_are_stepped_to_unless_the_filter_wants_undecided_ones():
    bench = Workbench(MemoryDesk())
    bench.set_filter(OKORO)
    bench.answer(Answer.ACCEPT)
    bench.step_match(1)
    assert bench.place == Place(1, 4)


# ---- What is said when the screen is left: what is on disk, and which edits are not confirmed.


@pytest.mark.parametrize(
    ("sitting", "seconds", "said"),
    [
        (Sitting(decided=1, quotes=1, keys=2), 20, "1 sentence decided, 1 quote in 0 min; 2.0 keys a sentence"),
        (Sitting(decided=40, keys=50), 600, "40 sentences decided, 0 quotes in 10 min; 1.2 keys a sentence"),
        (
            Sitting(decided=6, skipped=2, passed_over=30, quotes=4, keys=12),
            60,
            "6 sentences decided, 2 skipped, 30 passed over, 4 quotes in 1 min; 1.5 keys a sentence",
        ),
        (Sitting(), 60, "0 sentences decided, 0 quotes in 1 min"),
        (Sitting(passed_over=3), 60, "0 sentences decided, 3 passed over, 0 quotes in 1 min"),
    ],
)
def test_a_sitting_is_summed_up_in_a_line(sitting: Sitting, seconds: float, said: str) -> None:
    assert summary(sitting, seconds) == said


def test_sentences_with_unconfirmed_edits_are_named_as_far_as_there_is_room() -> None:
    assert unconfirmed_told([Place(3, 0)]) == "1 sentence has edits that are not confirmed: 3:1"
    two = unconfirmed_told([Place(1, 3), Place(12, 6)])
    assert two == "2 sentences have edits that are not confirmed: 1:4, 12:7"
    assert unconfirmed_told([Place(1, index) for index in range(5)]).endswith(": 1:1, 1:2, 1:3, 1:4, 1:5")
    assert unconfirmed_told([Place(1, index) for index in range(8)]).endswith(": 1:1, 1:2, 1:3, 1:4, 1:5 and 3 more")


def test_a_filter_is_told_by_all_that_it_wants() -> None:
    marks = (Mark.UNDECIDED, Mark.FLAGGED)
    assert str(Filter(marks, "Ada", "sport")) == "undecided, flagged, Ada, sport"
    assert (str(Filter(speaker="")), str(Filter(topic="sport")), str(Filter())) == ("nobody", "sport", "")
