"""The workbench: decisions are saved before the next sentence is opened, and no edit is lost."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import AnnotatorError, DecidedElsewhere, EnvironmentFailed, NotSaved
from annotator.core.model import Labels, QuoteType
from annotator.core.quotes.guidelines import EdgeHabit, EdgeHabits
from annotator.core.session import state as session
from annotator.core.session.checks import checks
from annotator.core.session.desk import Filter, Mark, NoteAndFlag, Place
from annotator.core.session.workbench import Notice, Tone, Workbench, summary_of
from tests.memory_desk import Line, MemoryDesk, Said, answers, article, undo


def test_an_answer_is_saved_before_the_next_sentence_is_lit():
    desk = MemoryDesk()
    bench = Workbench(desk)
    assert bench.answer(Answer.ACCEPT)
    assert bench.saved == 1
    assert bench.place == Place(1, 1)
    assert desk.heads[100].labels == bench.state.page.items[0].suggestion.labels.bare()


def test_a_failed_save_keeps_the_sentence_and_counts_nothing():
    desk = MemoryDesk(fail=NotSaved("disk full", "free some space"))
    bench = Workbench(desk)
    assert not bench.answer(Answer.ACCEPT)
    assert (bench.saved, bench.place) == (0, Place(1, 0))
    assert bench.notice is not None
    assert bench.notice.tone is Tone.NOT_SAVED
    bench.forget_notice()
    assert bench.notice is not None, "it stays until something is saved"
    desk.fail = None
    assert bench.answer(Answer.ACCEPT)
    assert bench.notice is None


def test_a_sentence_decided_in_another_window_is_said_and_passed():
    desk = MemoryDesk()
    bench = Workbench(desk)
    Workbench(desk).answer(Answer.REJECT)
    assert not bench.answer(Answer.ACCEPT)
    assert bench.saved == 1
    assert answers(desk) == [Answer.REJECT]
    assert bench.place == Place(1, 1)
    assert bench.notice is not None


def test_a_speaker_renamed_in_another_window_is_said_and_the_sentence_stays_with_the_new_name():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(noted)
    renamed = DecidedElsewhere.by_renaming({"Ines Duarte": "Inês Duarte"})
    desk.fail = renamed
    assert not bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.notice) == (Place(1, 0), Notice(str(renamed), Tone.WARNING))
    assert bench.state.quotes[0].speaker == bench.state.speaker_at(1) == "Inês Duarte"
    assert bench.state.draft.note_and_flag == NoteAndFlag("odd", True)


def test_edits_left_unconfirmed_are_there_when_one_comes_back():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    bench.step(1)
    bench.step(-1)
    assert bench.state.draft.labels.quotes[0].type is QuoteType.INDIRECT
    assert bench.state.unconfirmed
    bench.leave()
    again = Workbench(desk)
    assert again.state.draft.labels.quotes[0].type is QuoteType.INDIRECT
    again.undo()
    assert not again.state.unconfirmed


def noted(state):
    return session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd", True)))


def test_a_note_and_flag_left_unconfirmed_are_there_in_the_next_login():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(noted)
    bench.leave()
    again = Workbench(desk)
    assert again.state.draft.note_and_flag == NoteAndFlag("odd", True)
    assert again.state.unconfirmed
    assert desk.drafts == {}, "the labels are as suggested: a newer suggestion is not hidden"
    again.undo()
    assert not again.state.unconfirmed
    again.leave()
    assert desk.notes_and_flags == {}


def test_a_name_changed_elsewhere_leaves_the_notes_there():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.step(2)
    bench.change(noted)
    bench.step(-2)
    bench.give_speaker("Paul Okoro")
    bench.accept_offer()
    assert desk.drafts[102].quotes[0].speaker == "Paul Okoro"
    assert desk.notes_and_flags[102] == NoteAndFlag("odd", True)


def test_when_all_is_decided_it_says_so_and_one_can_still_step_back():
    desk = MemoryDesk()
    bench = Workbench(desk)
    for _ in range(8):
        assert not bench.finished
        bench.answer(Answer.ACCEPT)
    assert bench.finished
    bench.step(-1)
    assert bench.place == Place(2, 0)
    assert Workbench(desk).finished
    bench.undo()
    assert not bench.finished


def test_the_edges_of_the_corpus_are_said():
    bench = Workbench(MemoryDesk())
    bench.step(-1)
    assert bench.place == Place(1, 0)
    assert bench.notice is not None


class Clock:
    """A clock that the test winds on."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_seconds_and_keys_are_those_of_the_sentence_not_of_the_sitting():
    desk, clock = MemoryDesk(), Clock()
    bench = Workbench(desk, clock)
    for seconds, keys in ((7.0, 3), (2.5, 1)):
        clock.now += seconds
        for _ in range(keys):
            bench.keys += 1
        bench.answer(Answer.ACCEPT)
    assert [(desk.heads[one].seconds, desk.heads[one].keys) for one in (100, 101)] == [(7.0, 3), (2.5, 1)]


def test_time_and_keys_begin_anew_whenever_a_sentence_is_opened():
    desk, clock = MemoryDesk(), Clock()
    bench = Workbench(desk, clock)
    bench.keys += 1
    clock.now += 60
    bench.step(1)
    clock.now += 4
    bench.keys += 1
    bench.answer(Answer.ACCEPT)
    assert (desk.heads[101].seconds, desk.heads[101].keys) == (4.0, 1)


def test_a_key_too_many_at_the_end_says_nothing_a_second_time():
    desk = MemoryDesk()
    bench = Workbench(desk)
    while not bench.finished:
        bench.answer(Answer.ACCEPT)
    before = answers(desk), bench.saved, desk.heads[bench.state.item.id].id
    assert not bench.answer(Answer.ACCEPT)
    assert bench.notice is not None
    assert bench.notice.text == "nothing is left to decide"
    assert (answers(desk), bench.saved, desk.heads[bench.state.item.id].id) == before
    assert bench.answer(Answer.REJECT), "another answer is one"
    assert bench.answer(Answer.ACCEPT)
    bench.change(lambda state: session.remark(state, NoteAndFlag("why?", False)))
    assert bench.answer(Answer.ACCEPT), "and so is what was edited"
    assert desk.heads[bench.state.item.id].note == "why?"


def test_at_the_end_too_what_nobody_saw_is_confirmed_and_what_a_filter_goes_through_is_looked_at_again():
    desk = MemoryDesk()
    bench = Workbench(desk, only_suggested=True)
    while not bench.finished:
        bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    assert desk.heads[101].implied
    assert bench.answer(Answer.ACCEPT)
    assert not desk.heads[101].implied
    bench.go(Place(1, 1))
    assert not bench.answer(Answer.ACCEPT), "that was seen by now"
    bench.set_filter(Filter((Mark.ACCEPTED,)))
    assert bench.answer(Answer.ACCEPT)


@pytest.mark.parametrize(
    ("steps", "place", "told"),
    [
        (1, Place(2, 1), "this is the only sentence left to decide"),
        (2, Place(2, 0), "more is to be decided by now"),
        (3, Place(1, 5), "more is to be decided by now"),
    ],
)
def test_a_key_too_many_at_the_end_opens_what_another_window_took_back_and_says_so(steps, place, told):
    desk = MemoryDesk()
    bench = Workbench(desk)
    while not bench.finished:
        bench.answer(Answer.ACCEPT)
    other = Workbench(desk)
    for _ in range(steps):
        undo(other)
    assert not bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.decided) == (place, False)
    assert bench.notice is not None
    assert bench.notice.text == told
    while not bench.finished:
        assert bench.answer(Answer.ACCEPT)
    assert bench.saved == len(desk.pages[0].items) + len(desk.pages[1].items)


def test_the_time_of_a_sitting_ends_with_its_last_decision():
    clock = Clock()
    bench = Workbench(MemoryDesk(), clock)
    assert bench.seconds == 0.0
    for _ in range(2):
        clock.now += 5
        assert bench.answer(Answer.ACCEPT)
    clock.now += 600
    assert bench.seconds == 10.0


def test_a_break_is_due_after_so_many_minutes_and_again_after_as_many():
    clock = Clock()
    bench = Workbench(MemoryDesk(), clock)
    due = []
    for _ in range(7):
        due.append(bench.break_due(20))
        clock.now += 600
    assert due == [False, False, True, False, True, False, True]
    assert bench.break_due(1)
    assert not bench.break_due(0)
    assert not bench.break_due(-1)


def test_a_notice_is_forgotten_once_read():
    bench = Workbench(MemoryDesk())
    bench.step(-1)
    assert bench.notice.tone is Tone.QUIET
    bench.forget_notice()
    assert bench.notice is None
    bench.forget_notice()
    assert bench.notice is None


def test_plain_sentences_are_accepted_with_the_answer_in_one_step():
    desk, clock = MemoryDesk(), Clock()
    bench = Workbench(desk, clock)
    bench.step(4)
    clock.now += 3
    bench.keys += 1
    assert bench.answer(Answer.ACCEPT, [5, 1])
    assert {one: (made.answer, made.seconds, made.keys, made.implied) for one, made in desk.heads.items()} == {
        104: (Answer.ACCEPT, 3.0, 1, False),
        105: (Answer.ACCEPT, 0.0, 0, False),
        101: (Answer.ACCEPT, 0.0, 0, False),
    }
    assert desk.heads[105].labels.topics == ("weather",)
    assert bench.notice.text == "3 confirmed · ⟪undo⟫ undoes all of them"
    undo(bench)
    assert desk.heads == {}
    assert bench.notice.text == "undone in article 1: confirmed sentence 5, and with it 2 more · ⟪redo⟫ does it again"
    bench.redo()
    assert bench.notice.text == "done again: confirmed sentence 5, and with it 2 more"
    bench.undo()
    bench.answer(Answer.SKIP)
    bench.undo()
    assert bench.notice.text == "undone: skipped sentence 5"


def test_all_that_is_sure_is_accepted_as_suggested_and_the_current_one_passed():
    desk = MemoryDesk()
    bench = Workbench(desk)
    assert not bench.accept_all([])
    assert bench.notice is None
    assert bench.accept_all([2, 3])
    assert (bench.place, bench.notice.text) == (Place(1, 0), "2 confirmed · ⟪undo⟫ undoes all of them")
    assert desk.heads[102].labels == bench.state.page.items[2].suggestion.labels.bare()
    assert bench.accept_all([0])
    assert bench.place == Place(1, 1)
    bench.change(noted)
    assert bench.accept_all([4])
    assert bench.notice.text == "1 confirmed", "undo would first take back the note"
    assert bench.state.unconfirmed
    desk.fail = NotSaved("disk full")
    assert not bench.accept_all([5])
    assert bench.notice.tone is Tone.NOT_SAVED


def test_with_only_suggested_what_has_no_suggestion_is_implied_on_the_way():
    desk = MemoryDesk()
    bench = Workbench(desk, only_suggested=True)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 2)
    assert {one: made.implied for one, made in desk.heads.items()} == {100: False, 101: True}
    bench.undo()
    assert desk.heads == {}, "it is one step with the answer"
    bench.answer(Answer.ACCEPT, [1])
    assert desk.heads[101].implied is False
    for _ in range(4):
        bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    assert desk.heads[200].implied


def test_without_it_nothing_is_implied():
    desk = MemoryDesk()
    bench = Workbench(desk)
    for _ in range(8):
        bench.answer(Answer.ACCEPT)
    assert not any(made.implied for made in desk.heads.values())


def test_a_desk_without_sentences_cannot_be_worked_at():
    with pytest.raises(AnnotatorError, match="no sentences"):
        Workbench(MemoryDesk([]))


def test_leaving_keeps_edits_and_the_place():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.step(2)
    bench.change(session.cycle_type)
    bench.leave()
    assert desk.bookmark == Place(1, 2)
    assert desk.drafts[102].quotes[0].type is QuoteType.INDIRECT
    desk.fail = NotSaved("disk full")
    with pytest.raises(NotSaved):
        bench.leave()


def test_reloading_shows_what_is_on_disk():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.step(1)
    other = Workbench(desk)
    other.answer(Answer.REJECT)
    assert bench.saved == 0
    bench.reload()
    assert (bench.saved, bench.place) == (1, Place(1, 1))
    assert bench.state.page.items[0].decision.answer is Answer.REJECT


class Unreadable(MemoryDesk):
    """A desk whose reading can be made to fail; writing goes on."""

    broken = False

    def _read(self):
        if self.broken:
            raise EnvironmentFailed("no disk")

    def saved(self):
        self._read()
        return super().saved()

    def names(self):
        self._read()
        return super().names()

    def find(self, text, but):
        self._read()
        return super().find(text, but)


def test_names_and_text_are_looked_for_and_empty_where_they_cannot_be_read():
    desk = Unreadable()
    bench = Workbench(desk)
    assert bench.names() == ("Ines Duarte", "Paul Okoro")
    assert bench.find("council") == ((Place(2, 0), "The council met on Tuesday."),)
    assert bench.find("dredging") == (), "not in the document in hand"
    desk.broken = True
    for ask in (bench.names, lambda: bench.find("council")):
        bench.notice = None
        assert ask() == ()
        assert (bench.notice.text, bench.notice.tone) == ("no disk", Tone.WARNING)


def test_a_decision_that_was_saved_is_saved_though_the_count_cannot_be_read():
    desk = Unreadable()
    bench = Workbench(desk)
    desk.broken = True
    assert bench.answer(Answer.ACCEPT)
    assert bench.saved == 0
    assert bench.place == Place(1, 1)
    assert 100 in desk.heads


def test_edits_that_were_taken_back_leave_no_draft():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    bench.step(1)
    assert 100 in desk.drafts
    assert bench.state.page.items[0].draft == desk.drafts[100]
    bench.step(-1)
    bench.undo()
    bench.step(1)
    assert desk.drafts == {}
    assert bench.state.page.items[0].draft is None


def test_a_decision_clears_what_was_unconfirmed_on_the_page_in_hand():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    bench.change(noted)
    bench.step(1)
    bench.step(-1)
    assert bench.state.item.touched
    bench.answer(Answer.ACCEPT)
    item = bench.state.page.items[0]
    assert (item.touched, item.decision) == (False, desk.heads[100])


def test_what_annotators_do_at_an_edge_is_told_and_not_complained_of():
    said = Said("it is late", "believes", "Ada", type=QuoteType.INDIRECT, speaker="Ada")
    page = article(1, "a", [Line("Ada believes that it is late.", [said])], ["Ada"])
    as_guidelines = Workbench(MemoryDesk([page]))
    assert [check.message for check in checks(as_guidelines.state)] == ["“that” belongs to the content"]
    assert as_guidelines.reasons() == ()
    taken, clauses = "“believe”: taken here 2 of 14, expected 11", "clauses: taken here 1 of 9, expected 6"
    moved = {(1000, True): (taken, clauses, "what moves it least: taken here 3 of 9, expected 4")}
    as_house = Workbench(MemoryDesk([page], edges=EdgeHabits({"that": EdgeHabit(1, 9)}), moved=moved))
    assert checks(as_house.state) == ()
    told = ("edge: “that” left out here 9 of 10", taken, clauses)
    assert as_house.reasons() == told, "what shows comes first, and no more than two of the others"


def test_where_a_name_is_from_is_told_of_the_one_that_was_suggested_alone():
    said = Said("It is late", "said", "she", "Ngozi Okonjo")
    bench = Workbench(MemoryDesk([article(1, "a", [Line("It is late, she said.", [said])], ["Ngozi Okonjo"])]))
    assert bench.reasons() == ("the name “Ngozi Okonjo” is from other articles",)
    bench.give_speaker("Mara Lind")
    assert bench.reasons() == ()
    bench.give_speaker(None)
    assert bench.reasons() == ()


def test_an_article_that_is_done_is_summed_up():
    page = article(3, "a", [Line(f"It is {number}.") for number in range(4)])
    said = ((Answer.ACCEPT, True, 60.0), (Answer.SKIP, False, 30.0), (Answer.REJECT, True, 80.0))
    made = [
        NewDecision(item.id, answer, Labels(), flagged=flagged, seconds=seconds).kept(item.id, "ana", "now")
        for item, (answer, flagged, seconds) in zip(page.items, said, strict=False)
    ]
    some = page._replace(items=tuple(item._replace(decision=one) for item, one in zip(page.items, made, strict=False)))
    assert summary_of(some) == "article 3 done: 2 of 3 sentences, 2 flagged, 1 skipped, 3 min"
    assert summary_of(page._replace(items=some.items[2:])) == "article 3 done: 1 sentence, 1 flagged, 1 min"


def test_a_break_is_due_once_after_so_many_minutes():
    now = [100.0]
    bench = Workbench(MemoryDesk(), clock=lambda: now[0])
    told = []
    for seconds in (0.0, 299.9, 0.1, 0.0, 299.9, 0.1):
        now[0] += seconds
        told.append(bench.break_due(5))
    assert told == [False, False, True, False, False, True]
    now[0] += 9999
    assert [bench.break_due(minutes) for minutes in (0, -1)] == [False, False]
