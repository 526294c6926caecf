"""What is said of an undo or redo."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session import edits, several
from annotator.core.session import state as session
from annotator.core.session.current import Tone, notice_of_step, words_of_edit
from annotator.core.session.desk import NoteAndFlag, Place, Turned
from tests.core.session.two_quotes import split_last
from tests.memory_desk import harbour

PAGE = harbour()


def at(index):
    return session.open_sentence(PAGE, index)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Turned(Place(1, 2), Labels(), (102,), answer=Answer.REJECT), "undone: rejected sentence 3"),
        (Turned(Place(1, 2), Labels(), (102,), answer=Answer.SKIP), "undone: skipped sentence 3"),
        (
            Turned(Place(1, 4), Labels(), (104, 105, 101), answer=Answer.ACCEPT),
            "undone: confirmed sentence 5, and with it 2 more",
        ),
        (Turned(Place(1, 0), None, (101, 102, 103), answer=Answer.ACCEPT), "undone: confirmed sentences 2 to 4"),
        (Turned(Place(1, 0), None, (101, 104)), "undone: the change in 2 sentences from 2 to 5"),
        (Turned(Place(1, 0), None, (101,)), "undone: the change in sentence 2"),
        (Turned(Place(1, 0), None, (101, 999)), "undone: the change in 2 sentences"),
    ],
)
def test_a_step_is_said_with_its_answer_and_its_sentences(change, said):
    notice = notice_of_step(change, PAGE, here=1, redo=False)
    assert (notice.text, notice.tone) == (said, Tone.QUIET)


def test_a_step_of_an_article_that_cannot_be_read_is_said_by_its_place():
    change = Turned(Place(7, 2), Labels(), (702,), answer=Answer.REJECT)
    assert notice_of_step(change, None, 1, redo=False).text == "undone in article 7: rejected 1 sentence"


@pytest.mark.parametrize(
    ("steps", "sentences", "said"),
    [(1, 0, "1 step stays"), (2, 0, "2 steps stay"), (0, 1, "1 sentence stays"), (1, 4, "1 step and 4 sentences stay")],
)
def test_what_was_passed_over_is_said_as_a_warning(steps, sentences, said):
    change = Turned(Place(1, 2), Labels(), (102,), answer=Answer.REJECT, passed_over=steps, staying=sentences)
    notice = notice_of_step(change, PAGE, here=1, redo=False)
    said = f"undone: rejected sentence 3 · {said}, of articles corrected since"
    assert (notice.text, notice.tone) == (said, Tone.WARNING)


@pytest.mark.parametrize(
    ("index", "edit", "said"),
    [
        (0, session.cycle_type, "type direct → indirect"),
        (0, lambda state: session.give_speaker(state, None), "speaker Ines Duarte → nobody"),
        (1, lambda state: session.toggle_topic(state, "sport"), "topic sport on"),
        (0, lambda state: session.toggle_topic(state, "economy"), "topic economy off"),
        (0, lambda state: edits.clear_span(state, "cue"), "cue"),
        (0, lambda state: edits.clear_span(state, "source"), "source"),
        (0, lambda state: edits.move_edge(state, -1), "content"),
        (0, lambda state: session.set_attribute(state, "stance", "supports"), "stance"),
        (3, several.carry_on, "continuation"),
        (0, edits.delete_quote, "deleted quote"),
        (1, several.carry_on, "new quote"),
        (2, split_last, "split"),
        (2, lambda state: edits.merge_next(split_last(state)), "nothing that is shown"),
        (0, lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd"))), "note"),
        (0, lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag(None, True))), "flag"),
        (2, lambda state: session.cycle_type(split_last(state)), "split"),
    ],
)
def test_an_edit_is_said_by_what_it_changed(index, edit, said):
    state = at(index)
    assert words_of_edit(state.draft, edit(state).draft) == said


@pytest.mark.parametrize(
    ("turn", "said"), [((None, 1), "likely quote"), ((0, 2), "reading 2"), ((0, 0), "going back to what was suggested")]
)
def test_of_readings_gone_through_the_one_that_was_taken_is_said(turn, said):
    draft = at(0).draft
    assert words_of_edit(draft, draft._replace(turn=turn)) == said


def test_the_edit_of_one_quote_of_several_is_said_with_its_number():
    split = split_last(at(2))
    assert words_of_edit(split.draft, session.cycle_type(session.choose(split, 1)).draft) == (
        "type direct → indirect of quote 2"
    )
    assert words_of_edit(split.draft, edits.merge_next(split).draft) == "merging"
    flagged = split.draft._replace(note_and_flag=NoteAndFlag(None, True))
    assert words_of_edit(flagged, split.draft) == "flag off"
