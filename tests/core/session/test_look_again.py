"""What is to be looked at again, offered where everything is decided, without leaving the screen."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from annotator.core.decision import Answer
from annotator.core.editions import Fate
from annotator.core.errors import RowUnreadable
from annotator.core.model import Labels, Span
from annotator.core.session.desk import AgainKind, Before, Filter, LookAgain, NoteAndFlag, Place
from annotator.core.session.navigation import AgainList
from annotator.core.session.state import remark
from annotator.core.session.workbench import Workbench
from annotator.tui.panes.card import status_row
from tests.memory_desk import MemoryDesk

FIRST = 1
"""The key of the revision that all was decided under, before the scheme was changed."""


def all_decided(*places: Place) -> tuple[MemoryDesk, Workbench]:
    """A desk on which all is decided, with these places to look at again, as after a change of the label scheme."""
    desk = MemoryDesk(revision=FIRST)
    bench = Workbench(desk)
    while not bench.finished:
        assert bench.answer(Answer.ACCEPT)
    ids = {place: desk.page(place.document).items[place.index].id for place in places}
    desk.again = tuple(
        LookAgain(key, place, f"politics was split {place}", AgainKind.CHANGED, (), FIRST) for place, key in ids.items()
    )
    desk.revision = FIRST + 1
    bench.look_for_more()
    return desk, bench


def status(bench: Workbench) -> str:
    return "".join(piece.text for piece in status_row(bench, 120)).strip()


def test_enter_opens_the_first_with_its_reason_and_keeps_each_as_it_is_until_none_is_left() -> None:
    desk, bench = all_decided(Place(1, 1), Place(2, 0))
    made = len(desk.made)
    assert bench.again_waits == 2
    assert status(bench).startswith("ALL DONE · 2 to look at again: ⟪confirm⟫ ")
    assert not bench.answer(Answer.ACCEPT), "nothing is confirmed by it"
    assert (len(desk.made), bench.place) == (made, Place(1, 1))
    assert bench.notice is not None
    assert bench.notice.text == "the first of 2 to look at again · ⟪confirm⟫ keeps it as it is"
    assert bench.why_listed() == ["politics was split 1:2"]
    assert status(bench).startswith("to look at again 1/2")
    assert bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 0)
    assert bench.answer(Answer.ACCEPT)
    assert (bench.agenda, bench.again_waits, bench.finished) == (None, 0, True)
    assert status(bench).startswith("ALL DONE  ")
    assert len(desk.made) == made + 2


def test_where_it_cannot_be_read_that_is_said_once_and_nothing_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, bench = all_decided(Place(1, 1))
    asked = Mock(side_effect=RowUnreadable("a row cannot be read"))
    monkeypatch.setattr(desk, "to_look_at_again", asked)
    assert (bench.again_waits, bench.again_waits) == (0, 0)
    assert bench.notice is not None
    assert bench.notice.text == "a row cannot be read"
    assert asked.call_count == 1


def test_a_key_too_many_at_the_end_of_a_list_of_its_own_says_nothing_a_second_time() -> None:
    desk, bench = all_decided(Place(1, 1))
    bench.go_through(AgainList(desk.to_look_at_again()))
    assert bench.answer(Answer.ACCEPT)
    made = len(desk.made)
    assert not bench.answer(Answer.ACCEPT)
    assert (len(desk.made), bench.finished) == (made, True)


def test_a_name_given_to_the_whole_article_looks_at_none_of_its_sentences() -> None:
    desk, bench = all_decided(Place(1, 0), Place(1, 3))
    bench.answer(Answer.ACCEPT)
    bench.rename("Ines Duarte", "Inês Duarte")
    assert bench.why_listed() == ["politics was split 1:1"]
    assert len(desk.to_look_at_again()) == 2
    assert bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 3)
    assert bench.answer(Answer.ACCEPT)
    assert (bench.agenda, desk.to_look_at_again()) == (None, ())


def test_a_reason_of_the_scheme_is_told_only_where_the_scheme_asks_and_only_until_it_was_seen() -> None:
    desk, _ = all_decided(Place(1, 1))
    item, other = (desk.page(1).items[at] for at in (1, 2))
    (entry,) = desk.again
    edited = AgainList((entry._replace(under=None, kind=AgainKind.UNCONFIRMED),))
    by_scheme = AgainList((entry,))
    touched = item._replace(draft=item.decision.labels)
    assert [one.why_changed(item) for one in (by_scheme, edited)] == ["politics was split 1:2", ""]
    assert (edited.why(touched), edited.why_changed(touched)) == ("politics was split 1:2", "")
    assert (by_scheme.why_changed(other), by_scheme.why(other)) == ("", "")
    assert not by_scheme.has_corrections
    again = item._replace(decision=item.decision._replace(revision=FIRST + 1))
    assert by_scheme.why_changed(again) == "", "it was decided since"


def test_what_a_corrected_article_changed_is_open_until_the_sentence_is_decided_anew_or_its_end_was_seen() -> None:
    desk, _ = all_decided(Place(1, 1))
    item, (entry,) = desk.page(1).items[1], desk.again
    place, span = entry.place, Span(0, 5)
    moved, gone = (
        Before(key, fate, "ana", Answer.ACCEPT, Labels(), "", "Rain.", span, place, place, item.id, item.decision.id)
        for key, fate in ((1, Fate.TOUCHED), (2, Fate.ORPHANED))
    )
    corrected = entry._replace(kind=AgainKind.CORRECTED, before=(moved, gone), under=None)
    anew = item._replace(decision=item.decision._replace(id=999))
    skipped = item._replace(decision=item.decision._replace(answer=Answer.SKIP))
    assert AgainList((entry, corrected._replace(sentence_id=entry.sentence_id + 1))).has_corrections
    again = AgainList((corrected,))
    for now, left in ((item, (moved, gone)), (anew, (gone,)), (skipped, (gone,))):
        assert again.corrected(now) == left
        assert again.is_open(now)
    again.note_seen(gone)
    for now, left in ((item, (moved,)), (anew, ()), (item._replace(decision=None), ())):
        assert again.corrected(now) == left
        assert again.is_open(now) is bool(left)
    never = moved._replace(stood=None)
    for now in (skipped, item._replace(decision=None)):
        assert corrected._replace(before=(never,)).corrected(now) == (never,), "nothing stood there, and nothing does"


def test_undo_puts_a_sentence_on_the_list_again() -> None:
    desk, bench = all_decided(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.undo()
    assert [one.place for one in desk.to_look_at_again()] == [Place(1, 1)]
    bench.redo()
    assert desk.to_look_at_again() == ()


def test_space_goes_on_within_the_list_and_comes_round_to_what_was_passed() -> None:
    _, bench = all_decided(Place(1, 1), Place(2, 0))
    bench.answer(Answer.ACCEPT)
    bench.next_to_decide()
    assert bench.place == Place(2, 0)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 1)


def test_skipped_sentences_come_first_and_an_edited_one_is_confirmed() -> None:
    _, bench = all_decided(Place(1, 1))
    bench.go(Place(1, 0))
    bench.answer(Answer.SKIP)
    assert bench.again_waits == 0
    assert bench.skipped_wait
    _, bench = all_decided(Place(1, 1))
    bench.change(lambda state: remark(state, NoteAndFlag("look", True)))
    assert (bench.state.unconfirmed, bench.again_waits) == (True, 0)
    assert bench.answer(Answer.ACCEPT), "what was edited here is confirmed first"
    assert bench.again_waits == 1


def test_what_another_window_edited_in_the_article_in_hand_is_on_the_list() -> None:
    desk, bench = all_decided()
    (edited, here) = (Place(2, 0), bench.place)
    assert edited.document == here.document
    other = Workbench(desk)
    other.go(edited)
    other.change(lambda state: remark(state, NoteAndFlag("look", True)))
    other.leave()
    item = desk.page(edited.document).items[edited.index]
    desk.again = (LookAgain(item.id, edited, "edited, not confirmed", AgainKind.UNCONFIRMED, (), None),)
    bench.look_for_more()
    assert not bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.why_listed()) == (edited, ["edited, not confirmed"])
    assert bench.answer(Answer.ACCEPT)
    assert not desk.page(edited.document).items[edited.index].touched


def test_opened_at_once_it_leads_on_to_what_is_undecided() -> None:
    desk = MemoryDesk(revision=FIRST)
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    (item, *_) = desk.page(1).items
    desk.revision = FIRST + 1
    entry = LookAgain(item.id, Place(1, 0), "why", AgainKind.CHANGED, (), FIRST)
    bench.go_through(AgainList([entry], then_all=True))
    assert bench.place == Place(1, 0)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 1)
    assert bench.agenda is None
    assert bench.notice is not None
    assert bench.notice.text == "all of that is looked at again"


def test_a_reviewers_list_ends_with_the_last() -> None:
    desk, bench = all_decided(Place(1, 1))
    bench.go_through(AgainList(desk.to_look_at_again()))
    bench.answer(Answer.ACCEPT)
    assert status(bench).startswith("ALL LOOKED AT")
    assert bench.finished


def test_the_end_of_the_last_article_says_what_waits() -> None:
    desk = MemoryDesk(revision=FIRST)
    bench = Workbench(desk)
    while sum(desk.page(number).items[-1].decided for number in desk.numbers()) < len(desk.numbers()):
        item = desk.page(1).items[1]
        if item.decision is not None:
            desk.again = (LookAgain(item.id, Place(1, 1), "why", AgainKind.CHANGED, (), FIRST),)
        bench.answer(Answer.ACCEPT)
    assert bench.notice is not None
    assert bench.notice.text.endswith("next: 1 to look at again")


def test_what_is_said_of_a_list_is_said_of_any() -> None:
    _, bench = all_decided(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    bench.next_to_decide()
    assert bench.notice is not None
    assert bench.notice.text == "this is the last one left"
    bench.set_filter(Filter())
    bench.clear_filter()
    assert bench.notice.text == "no filter: the whole list again"


def test_escape_leaves_the_list_and_what_waits_stays_on_it() -> None:
    _, bench = all_decided(Place(1, 1), Place(2, 0))
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.clear_filter()
    assert bench.notice is not None
    assert bench.notice.text == "all sentences again"
    assert (bench.agenda, bench.again_waits) == (None, 1)
    assert bench.place == Place(2, 0)
