"""Undo and redo: edits first, then what was saved, without limit and over documents and logins."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer
from annotator.core.errors import Busy, NotSaved
from annotator.core.model import QuoteType
from annotator.core.session import state as session
from annotator.core.session.current import words_of_step
from annotator.core.session.desk import Filter, Mark, NoteAndFlag, PastStep, Place
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import MemoryDesk, undo


def noted(state):
    return session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd", True)))


def test_an_undone_decision_shows_its_note_again():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(noted)
    bench.answer(Answer.ACCEPT)
    bench.undo()
    assert bench.state.draft.note_and_flag == NoteAndFlag("odd", True)
    bench.answer(Answer.ACCEPT)
    assert desk.heads[100].note == "odd"


def test_edits_that_were_undone_before_decisions_are_done_again_after_them():
    bench = Workbench(MemoryDesk())
    for _ in range(2):
        bench.answer(Answer.ACCEPT)
    place = bench.place
    bench.change(noted)
    bench.change(session.cycle_type)
    edited = bench.state.draft
    for _ in range(4):
        bench.undo()
    assert bench.place == Place(1, 0)
    for _ in range(4):
        bench.redo()
    assert (bench.place, bench.state.draft) == (place, edited)
    bench.redo()
    assert bench.notice.text.startswith("nothing to redo")


def test_edits_that_were_undone_are_done_again_after_a_look_at_another_sentence():
    bench = Workbench(MemoryDesk())
    bench.change(noted)
    bench.change(session.cycle_type)
    place, edited = bench.place, bench.state.draft
    for _ in range(2):
        bench.undo()
    for by in (1, 1, -1):
        bench.step(by)
    bench.redo()
    bench.redo()
    assert (bench.place, bench.state.draft) == (place, edited)


def test_edits_that_were_undone_are_not_done_again_once_something_else_was_decided():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.ACCEPT)
    bench.change(noted)
    for _ in range(2):
        bench.undo()
    bench.answer(Answer.REJECT)
    bench.redo()
    assert bench.notice.text == "nothing to redo"
    assert not bench.state.unconfirmed


def test_a_rejection_of_what_was_edited_is_done_again_once_it_was_undone():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(noted)
    bench.change(session.cycle_type)
    bench.answer(Answer.REJECT)
    bench.undo()
    assert bench.state.unconfirmed
    bench.redo()
    assert desk.heads[100].answer is Answer.REJECT
    bench.undo()
    bench.step(1)
    bench.redo()
    assert bench.notice.text == "1:1 has unconfirmed edits that this would end"
    assert desk.notes_and_flags[100] == NoteAndFlag("odd", True)


def test_edits_of_a_sentence_that_stays_open_are_undone_one_by_one_also_where_others_were_confirmed_at_once():
    bench = Workbench(MemoryDesk())
    for topic in ("sport", "culture"):
        bench.change(session.toggle_topic, topic)
    shown = bench.state.labels.topics
    assert bench.accept_all([1, 2])
    bench.undo()
    assert bench.state.labels.topics == shown[:-1]
    bench.undo()
    assert (bench.state.labels.topics, bench.saved) == (shown[:-2], 2)
    bench.undo()
    assert bench.saved == 0


def test_undo_goes_over_documents_and_shows_what_the_decision_held():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    for _ in range(7):
        bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 1)
    again = Workbench(desk)
    for _ in range(7):
        undo(again)
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
    bench.step(1)
    bench.redo()
    assert bench.place == Place(1, 0)
    assert bench.state.item.decision is not None
    assert not bench.state.unconfirmed
    assert bench.saved == 1


def test_unconfirmed_edits_are_kept_before_a_step_is_undone():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.step(1)
    bench.change(session.cycle_type)
    bench.step(-1)
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


def test_edits_of_a_rejected_sentence_come_back_also_where_a_mistyped_name_was_among_them():
    bench = Workbench(MemoryDesk())
    bench.change(session.cycle_type)
    bench.give_speaker("Jon Smth")
    bench.give_speaker("John Smith")
    edited, first = bench.state.draft, bench.state.past[1]
    bench.answer(Answer.REJECT)
    bench.undo()
    assert bench.state.draft == edited
    bench.redo()
    assert bench.notice.text == "done again: rejected sentence 1"
    bench.undo()
    bench.undo()
    assert bench.state.draft == first, "the name that nobody has is none to go back to"


def test_undoing_a_rejection_of_a_confirmed_sentence_shows_what_was_confirmed():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(session.cycle_type)
    bench.answer(Answer.ACCEPT)
    bench.step(-1)
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


def test_edits_that_came_to_nothing_come_back_with_the_decision_too():
    bench = Workbench(MemoryDesk())
    for _ in QuoteType:
        bench.change(session.cycle_type)
    edits = bench.state.past
    assert (len(edits), bench.state.unconfirmed) == (3, False)
    bench.answer(Answer.ACCEPT)
    bench.undo()
    assert bench.state.past == edits


def test_an_undo_in_another_article_says_where_it_went_and_how_to_come_back():
    bench = Workbench(MemoryDesk())
    bench.answer(Answer.REJECT)
    bench.go(Place(2, 1))
    undo(bench)
    assert bench.place == Place(1, 0)
    assert bench.notice.text == "undone in article 1: rejected sentence 1 · ⟪redo⟫ does it again"
    assert bench.notice.tone is Tone.WARNING
    bench.go(Place(2, 1))
    bench.redo()
    assert bench.notice.text == "done again in article 1: rejected sentence 1 · ⟪undo⟫ undoes it again"


def test_undoing_what_was_confirmed_together_comes_back_to_where_that_was_asked_for():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.step(3)
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
    "forward": lambda bench: bench.step(1),
    "back": lambda bench: bench.step(-1),
    "type": lambda bench: bench.change(session.cycle_type),
    "nobody": lambda bench: bench.change(lambda state: session.give_speaker(state, None)),
    "topic": lambda bench: bench.change(lambda state: session.toggle_topic(state, "sport")),
    "note": lambda bench: bench.change(noted),
    "one name": lambda bench: bench.rename("Ines Duarte", "Paul Okoro"),
    "two names": lambda bench: bench.rename("Paul Okoro", "Ines Duarte"),
    "speaker": lambda bench: bench.give_speaker("Paul Okoro"),
    "elsewhere too": lambda bench: bench.accept_offer(),
    "undo": lambda bench: bench.undo(),
    "redo": lambda bench: bench.redo(),
}


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
        bench.go(desk.place(key))
        bench.undo()
        bench.leave()
    assert (desk.drafts, desk.notes_and_flags) == ({}, {})


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
    if bench.notice is not None and "again undoes it" in bench.notice.text:
        bench.undo()  # the first one only says that it leaves the article
    bench.redo()
    assert desk.heads == heads


# ---- before it leaves the article


def test_undo_stops_before_another_article_and_goes_on_when_it_is_asked_again_at_once():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.REJECT)
    bench.go(Place(2, 1))
    bench.undo()
    assert (bench.place, len(desk.heads)) == (Place(2, 1), 1)
    assert bench.notice.text == "the next step to undo is in article 1: ⟪undo⟫ again undoes it (rejected 1:1)"
    bench.keys += 2  # any other key came between
    bench.undo()
    assert (bench.place, len(desk.heads)) == (Place(2, 1), 1)
    bench.keys += 1
    bench.undo()
    assert (bench.place, desk.heads) == (Place(1, 0), {})


def test_it_takes_edits_back_first_and_stops_then():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(2, 1))
    bench.change(noted)
    bench.undo()
    assert bench.notice.text == "undone: note, flag"
    bench.undo()
    assert bench.place == Place(2, 1)


def test_it_does_not_stop_in_a_filter_whose_sentences_lie_anywhere():
    bench = Workbench(MemoryDesk())
    bench.set_filter(Filter((Mark.UNDECIDED,)))
    bench.go(Place(1, 5))
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 0)
    bench.undo()
    assert bench.place == Place(1, 5)


def test_it_tries_again_without_asking_where_another_program_was_writing():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(2, 1))
    bench.undo()
    desk.fail = Busy("somebody is writing")
    bench.keys += 1
    bench.undo()
    desk.fail = None
    bench.undo()
    assert bench.place == Place(1, 0)


# ---- the list of steps


def listed(bench):
    return [(words_of_step(step), step.stands, step.turns) for step in bench.steps()]


def test_steps_are_told_newest_first_with_those_that_were_undone():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.SKIP)
    bench.rename("Ines Duarte", "Paul Okoro")
    bench.accept_all([3, 4, 5])
    bench.undo()
    assert listed(bench) == [
        ("confirmed 1:3 and 2 more", False, 1),
        ("changed 1 sentence, at 1:3, left edits in 2 sentences", True, 1),
        ("skipped 1:2", True, 2),
        ("confirmed 1:1", True, 3),
    ]


def test_of_two_sentences_that_were_confirmed_one_is_named_and_the_other_counted():
    step = PastStep("", Place(3, 7), "", 2, 0, Answer.ACCEPT, {}, True, 1)
    assert words_of_step(step) == "confirmed 3:8 and 1 more"


def test_a_step_is_gone_back_to_in_one_go_and_on_again():
    desk = MemoryDesk()
    bench = Workbench(desk)
    for _ in range(7):
        bench.answer(Answer.ACCEPT)
    third = bench.steps()[4]
    bench.turn(third)
    assert (bench.place, sorted(desk.heads)) == (Place(1, 2), [100, 101])
    assert bench.notice.text == "undone, back to article 1: 5 steps, in 5 sentences · ⟪redo⟫ does it again"
    again = bench.steps()[2]
    assert not again.stands
    bench.turn(again)
    assert sorted(desk.heads) == [100, 101, 102, 103, 104]
    assert bench.notice.text == "done again: 3 steps, in sentences 3 to 5"
    bench.redo()
    assert len(desk.heads) == 6


def test_a_step_that_another_window_took_back_meanwhile_is_left_and_that_is_said():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    (step,) = bench.steps()
    Workbench(desk).undo()
    bench.turn(step)
    assert "came since in another window" in bench.notice.text
    assert bench.notice.tone is Tone.WARNING


def test_edits_that_are_not_confirmed_stay_where_steps_are_taken_back():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 4))
    bench.change(noted)
    bench.turn(bench.steps()[1])
    assert bench.place == Place(1, 0)
    assert desk.notes_and_flags == {104: NoteAndFlag("odd", True)}


# ---- the end of an article


def test_the_last_sentence_of_an_article_says_what_was_done_and_what_is_next():
    bench = Workbench(MemoryDesk(), Minutes())
    bench.change(noted)
    for answer in (Answer.ACCEPT, Answer.SKIP, *[Answer.ACCEPT] * 4):
        assert bench.notice is None or "done" not in bench.notice.text
        bench.answer(answer)
    assert bench.place == Place(2, 0)
    assert bench.notice.text == (
        "article 1 done: 5 of 6 sentences, 1 flagged, 1 skipped, 7 min · next: 2 Council says no"
    )
    bench.go(Place(1, 0))
    bench.answer(Answer.ACCEPT)
    assert bench.notice is None, "it was done before"
    bench.accept_all([0, 1])
    assert bench.notice.text.startswith("2 confirmed")


def test_of_a_long_title_of_the_next_article_the_beginning_is_told():
    desk = MemoryDesk()
    following = desk.pages[1]
    long = following._replace(document=replace(following.document, title="Council says no " * 9))
    desk.pages = (desk.pages[0], long)
    bench = Workbench(desk)
    bench.accept_all([0, 1, 2, 3, 4, 5])
    assert bench.notice.text.endswith(" · next: 2 Council says no Council says no Council…")


def test_all_that_is_left_confirmed_at_once_says_it_too():
    bench = Workbench(MemoryDesk())
    bench.accept_all([0, 1, 2, 3, 4, 5])
    assert bench.notice.text == (
        "6 confirmed · ⟪undo⟫ undoes all of them · article 1 done: 6 sentences, 0 min · next: 2 Council says no"
    )
    bench.go(Place(1, 0))
    bench.answer(Answer.ACCEPT)
    assert bench.notice is None, "it was done before"


class Minutes:
    """A clock on which a minute goes by whenever it is asked while a sentence is decided."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 60
        return self.now
