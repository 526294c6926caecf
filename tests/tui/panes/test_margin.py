"""The margin: what it says of a sentence, and in how many cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag
from annotator.core.session.state import SentenceDraft, open_sentence
from annotator.tui.panes.document import Margin, margin_of, margin_row
from tests.memory_desk import Line, MemoryDesk, article, harbour

LETTERS = {"economy": "e", "politics": "p", "weather": "w"}


def row(margin, width=6, current=False, letter=""):
    return "".join(piece.text for piece in margin_row(margin, current, width, letter))


@pytest.mark.parametrize(
    ("margin", "wide", "narrow"),
    [
        (Margin("“", "plain", "", "pw"), " “pw  ", " “pw "),
        (Margin("✓", "good", "⚑", "p"), " ✓⚑p  ", " ✓⚑p "),
        (Margin("✓", "good", "⚑✎", "p"), " ✓⚑✎p ", " ✓⚑✎ "),
        (Margin("✓", "good", "⚑✎", "pw"), " ✓⚑✎… ", " ✓⚑✎ "),
        (Margin("–", "warn", "✎", "pwe"), " –✎p… ", " –✎… "),
        (None, "      ", "     "),
    ],
)
def test_answer_flag_note_and_topics_stand_side_by_side_and_what_is_cut_is_told(margin, wide, narrow):
    assert row(margin) == wide
    assert row(margin, 5) == narrow


def test_the_bar_and_a_letter_to_point_with_keep_the_width():
    assert row(Margin("“", "plain", "⚑", "p"), current=True, letter="a") == "▌“⚑p a"
    assert row(None, current=True, letter="a") == "▌    a"


def test_answers_and_what_is_not_decided_have_signs_of_their_own():
    page = harbour()
    desk = MemoryDesk([page])
    signs = [margin_of(item, LETTERS).sign for item in page.items]
    assert signs == ["“", "·", "“", "“", "?", "·"]
    for index, answer in enumerate(Answer):
        desk.save([_decision(desk, index, answer)])
    answered = [margin_of(item, LETTERS).sign for item in desk.page(1).items[: len(Answer)]]
    assert len({*answered, *signs}) == len(Answer) + 3, "three answers, and three signs of what is not decided"


def test_the_current_sentence_has_the_sign_of_edits_only_while_there_are_any():
    kept = harbour().items[0]._replace(draft=Labels(), note_and_flag=NoteAndFlag("n", True))
    page = harbour()._replace(items=(kept, *harbour().items[1:]))
    assert margin_of(kept, LETTERS) == Margin("~", "warn", "⚑✎", "")
    state = open_sentence(page, 0)
    assert margin_of(state.left, LETTERS) == Margin("~", "warn", "⚑✎", "")
    undone = replace(state, draft=SentenceDraft(kept.suggestion.labels))
    assert margin_of(undone.left, LETTERS) == Margin("“", "plain", "", "e")


def _decision(desk, index, answer):
    from annotator.core.session.state import decide

    return decide(open_sentence(desk.page(1), index), answer, 1.0, 1)


def test_boilerplate_has_a_sign_of_its_own_and_is_dim_when_it_was_passed_over():
    page = article(1, "a", [Line("By Jane Roe", boilerplate="byline"), Line("It is so.")])
    desk = MemoryDesk([page])
    assert margin_of(page.items[0], LETTERS) == Margin("/", "dim")
    desk.save([_decision(desk, 0, Answer.REJECT)._replace(implied=True)])
    assert margin_of(desk.page(1).items[0], LETTERS) == Margin("✗", "dim")
    desk = MemoryDesk([page])
    desk.save([_decision(desk, 0, Answer.REJECT)])
    assert margin_of(desk.page(1).items[0], LETTERS) == Margin("✗", "bad"), "somebody looked at it"


def test_a_sentence_shown_without_its_suggestion_has_a_sign_of_its_own_until_it_is_decided():
    desk = MemoryDesk([harbour()], withhold=lambda _, index: index < 2)
    assert margin_of(desk.page(1).items[0], LETTERS) == Margin("°", "plain")
    desk.save([_decision(desk, 0, Answer.ACCEPT)])
    assert margin_of(desk.page(1).items[0], LETTERS) == Margin("✓", "good")


def test_what_is_only_there_to_be_read_has_no_sign():
    item = harbour().items[0]._replace(asked=False)
    assert margin_of(item, LETTERS).sign == " "
