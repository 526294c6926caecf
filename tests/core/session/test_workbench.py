"""The workbench: decisions saved before the next sentence is lit, edits kept, undo without limit."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import NotSaved
from annotator.core.model import Answer, QuoteType
from annotator.core.session import state as session
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import MemoryDesk, answers


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


def test_edits_left_unconfirmed_are_there_when_one_comes_back():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    bench.navigator.step(1)
    bench.navigator.step(-1)
    assert bench.state.draft.labels.quotes[0].type is QuoteType.INDIRECT
    assert bench.state.unconfirmed
    bench.leave()
    again = Workbench(desk)
    assert again.state.draft.labels.quotes[0].type is QuoteType.INDIRECT
    again.undo()
    assert not again.state.unconfirmed


def noted(state):
    return session.edit(state, replace(state.draft, note="odd", flagged=True))


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
    bench.navigator.step(2)
    bench.change(noted)
    bench.navigator.step(-2)
    bench.renamer.give_speaker("Paul Okoro")
    bench.renamer.accept_offer()
    assert desk.drafts[102].quotes[0].speaker == "Paul Okoro"
    assert desk.notes_and_flags[102] == NoteAndFlag("odd", True)


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
    for _ in range(7):
        again.redo()
    assert again.saved == 7


def test_when_all_is_decided_it_says_so_and_can_still_be_walked():
    desk = MemoryDesk()
    bench = Workbench(desk)
    for _ in range(8):
        assert not bench.finished
        bench.answer(Answer.ACCEPT)
    assert bench.finished
    bench.navigator.step(-1)
    assert bench.place == Place(2, 0)
    assert Workbench(desk).finished
    bench.undo()
    assert not bench.finished


def test_the_edges_of_the_corpus_are_said():
    bench = Workbench(MemoryDesk())
    bench.navigator.step(-1)
    assert bench.place == Place(1, 0)
    assert bench.notice is not None


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
    "undo": lambda bench: bench.undo(),
    "redo": lambda bench: bench.redo(),
}


@settings(max_examples=60, deadline=None)
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
