"""Undo and redo: edits first, then what was saved, without limit and over documents and logins."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.decision import Answer
from annotator.core.errors import Busy, NotSaved
from annotator.core.model import QuoteType
from annotator.core.session import state as session
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import MemoryDesk


def noted(state):
    return session.edit(state, replace(state.draft, note_and_flag=NoteAndFlag("odd", True)))


def test_an_undone_decision_shows_its_note_again():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(noted)
    bench.answer(Answer.ACCEPT)
    bench.undo()
    assert bench.state.draft.note_and_flag == NoteAndFlag("odd", True)
    bench.answer(Answer.ACCEPT)
    assert desk.heads[100].note == "odd"


def test_undo_goes_over_documents_and_shows_what_the_decision_held():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    for _ in range(7):
        bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    again = Workbench(desk)
    for _ in range(7):
        again.undo()
    assert again.place == Place(1, 0)
    assert again.saved == 0
    assert again.state.draft.labels.quotes[0].type is QuoteType.INDIRECT
    assert again.state.unconfirmed
    for _ in range(7):
        again.redo()
    assert again.saved == 7


def test_undo_and_redo_say_what_they_did():
    bench = Workbench(MemoryDesk())
    said = []

    def do(act):
        act()
        said.append(bench.notice.text)

    do(bench.undo)
    do(bench.redo)
    bench.change(session.cycle_type)
    do(bench.undo)
    do(bench.redo)
    do(bench.redo)
    bench.answer(Answer.ACCEPT)
    do(bench.undo)
    do(bench.undo)
    assert said == [
        "nothing to undo",
        "nothing to redo",
        "undone: type direct → indirect",
        "done again: type direct → indirect",
        "nothing to redo: you have edited since",
        "undone: confirmed sentence 1",
        "undone: type direct → indirect",
    ]
    assert not bench.state.unconfirmed
    do(bench.redo)
    assert said[-1] == "done again: type direct → indirect"
    assert bench.state.unconfirmed


def test_a_step_that_could_not_be_undone_stays_and_is_said():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    desk.fail = Busy("somebody else is writing")
    bench.undo()
    assert (bench.notice.tone, bench.notice.again) == (Tone.NOT_SAVED, True)
    assert (bench.saved, bench.place) == (1, Place(1, 1))
    desk.fail = NotSaved("disk full")
    bench.undo()
    assert bench.notice.again is False


def test_undo_opens_the_sentence_as_it_was_decided_and_redo_as_it_stands():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(lambda state: session.give_speaker(state, "Paul Okoro"))
    bench.answer(Answer.ACCEPT)
    bench.undo()
    assert bench.place == Place(1, 0)
    assert bench.state.draft.labels.quotes[0].speaker == "Paul Okoro"
    assert bench.state.unconfirmed
    bench.navigator.step(1)
    bench.redo()
    assert bench.place == Place(1, 0)
    assert bench.state.item.decision is not None
    assert not bench.state.unconfirmed
    assert bench.saved == 1


def test_unconfirmed_edits_are_kept_before_a_step_is_undone():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.navigator.step(1)
    bench.change(session.cycle_type)
    bench.navigator.step(-1)
    bench.undo()
    assert desk.drafts[102].quotes[0].type is QuoteType.INDIRECT


def test_undoing_a_rejection_shows_again_what_was_rejected_in_one_step():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.REJECT)
    bench.undo()
    assert bench.notice.text == "undone: rejected sentence 1"
    assert (bench.place, desk.heads, bench.state.unconfirmed) == (Place(1, 0), {}, False)
    assert bench.state.draft.labels.quotes[0].speaker == "Ines Duarte"
    bench.redo()
    assert bench.notice.text == "done again: rejected sentence 1"
    again = Workbench(desk)
    again.undo()
    assert again.state.draft.labels.quotes[0].speaker == "Ines Duarte", "at a later login too"


def test_undoing_a_rejection_of_a_confirmed_sentence_shows_what_was_confirmed():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    bench.answer(Answer.ACCEPT)
    bench.navigator.step(-1)
    bench.answer(Answer.REJECT)
    bench.undo()
    assert (bench.state.draft.labels.quotes[0].type, bench.state.unconfirmed) == (QuoteType.INDIRECT, False)


def test_the_edits_before_a_decision_come_back_with_it_and_are_undone_one_by_one():
    for answer in Answer:
        desk = MemoryDesk()
        bench = Workbench(desk)
        bench.change(session.cycle_type)
        bench.change(lambda state: session.toggle_topic(state, "sport"))
        edited = bench.state
        bench.answer(answer)
        bench.undo()
        assert (bench.state.draft, bench.state.past) == (edited.draft, edited.past), answer
        bench.redo()
        assert list(desk.heads) == [100]
        bench.undo()
        bench.undo()
        assert bench.notice.text == "undone: topic sport on"
        bench.undo()
        assert bench.notice.text == "undone: type direct → indirect"
        assert not bench.state.unconfirmed
        bench.redo()
        bench.redo()
        bench.redo()
        assert list(desk.heads) == [100]


def test_an_undo_in_another_article_says_where_it_went_and_how_to_come_back():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.REJECT)
    bench.navigator.go(Place(2, 1))
    bench.undo()
    assert bench.place == Place(1, 0)
    assert bench.notice.text == "undone in article 1: rejected sentence 1 · r does it again"
    assert bench.notice.tone is Tone.WARNING
    bench.navigator.go(Place(2, 1))
    bench.redo()
    assert bench.notice.text == "done again in article 1: rejected sentence 1 · u undoes it again"


def test_undoing_what_was_confirmed_together_comes_back_to_where_that_was_asked_for():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.navigator.step(3)
    assert bench.accept_all([0, 2, 3, 4])
    assert bench.place == Place(1, 5)
    bench.undo()
    assert bench.place == Place(1, 3)
    assert desk.heads == {}
    assert bench.notice.text == "undone: confirmed 4 sentences from 1 to 5"
    bench.redo()
    assert bench.place == Place(1, 3)
    assert bench.notice.text == "done again: confirmed 4 sentences from 1 to 5"


MOVES = {
    "accept": lambda bench: bench.answer(Answer.ACCEPT),
    "reject": lambda bench: bench.answer(Answer.REJECT),
    "skip": lambda bench: bench.answer(Answer.SKIP),
    "forward": lambda bench: bench.navigator.step(1),
    "back": lambda bench: bench.navigator.step(-1),
    "type": lambda bench: bench.change(session.cycle_type),
    "nobody": lambda bench: bench.change(lambda state: session.give_speaker(state, None)),
    "topic": lambda bench: bench.change(lambda state: session.toggle_topic(state, "sport")),
    "note": lambda bench: bench.change(noted),
    "one name": lambda bench: bench.renamer.rename("Ines Duarte", "Paul Okoro"),
    "two names": lambda bench: bench.renamer.rename("Paul Okoro", "Ines Duarte"),
    "speaker": lambda bench: bench.renamer.give_speaker("Paul Okoro"),
    "elsewhere too": lambda bench: bench.renamer.accept_offer(),
    "undo": lambda bench: bench.undo(),
    "redo": lambda bench: bench.redo(),
}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=40))
def test_undo_to_the_start_restores_the_start(moves):
    desk = MemoryDesk()
    bench = Workbench(desk)
    for move in moves:
        MOVES[move](bench)
        assert bench.saved == desk.saved()
    for _ in range(200):
        bench.undo()
        if bench.notice is not None and bench.notice.text == "nothing to undo":
            break
    assert desk.heads == {}
    assert bench.saved == 0
    assert not bench.state.unconfirmed
    for key in {*desk.drafts, *desk.notes_and_flags}:
        bench.navigator.go(desk.place(key))
        bench.undo()
        bench.leave()
    assert (desk.drafts, desk.notes_and_flags) == ({}, {})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=30))
def test_redo_takes_back_an_undo(moves):
    desk = MemoryDesk()
    bench = Workbench(desk)
    for move in moves:
        MOVES[move](bench)
    heads = dict(desk.heads)
    if not desk.done or bench.state.unconfirmed or bench.state.past:
        return
    bench.undo()
    bench.redo()
    assert desk.heads == heads
