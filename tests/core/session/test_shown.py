"""What a sentence shows is one rule: opened, in the margin, to a filter, and in what is stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, QuoteType, Suggestion
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.filters import Filter, Mark
from annotator.core.session.shown import is_edited, is_unsure, shown_labels, shown_note_and_flag
from annotator.core.session.state import State, cycle_type, open_sentence, opening_draft, toggle_topic, untouched_draft
from annotator.core.session.workbench import Workbench
from tests.memory_desk import MemoryDesk, harbour

UNSURE_ONE = harbour().items[4]
"""A sentence with one indirect quote, suggested with a score of 0.41, and two topics."""

SUGGESTED = UNSURE_ONE.suggestion.labels
OTHERS = Labels(topics=("sport",))


def decided(answer, labels=SUGGESTED, **more):
    return replace(UNSURE_ONE, decision=Decision(1, "ana", answer, labels.bare(), "2026-03-05T10:00:00Z", **more))


@pytest.mark.parametrize(
    ("item", "labels"),
    [
        (UNSURE_ONE, SUGGESTED),
        (replace(UNSURE_ONE, suggestion=None), Labels()),
        (replace(UNSURE_ONE, draft=OTHERS), OTHERS),
        (replace(UNSURE_ONE, draft=Labels()), Labels()),
        (decided(Answer.ACCEPT), SUGGESTED.bare()),
        (decided(Answer.ACCEPT, OTHERS), OTHERS),
        (decided(Answer.REJECT, Labels()), Labels()),
        (decided(Answer.SKIP), SUGGESTED),
        (decided(Answer.SKIP, OTHERS), OTHERS),
        (decided(Answer.SKIP, replace(SUGGESTED, topics=("economy", "politics"))), SUGGESTED),
        (replace(decided(Answer.ACCEPT), draft=OTHERS), OTHERS),
        (replace(decided(Answer.SKIP), suggestion=None), SUGGESTED.bare()),
        (replace(decided(Answer.SKIP, OTHERS, suggestion=7), answered=Suggestion(7, "old", OTHERS)), SUGGESTED),
        (replace(decided(Answer.SKIP, OTHERS, suggestion=7), answered=Suggestion(7, "old", Labels())), OTHERS),
        (decided(Answer.SKIP, Labels()), SUGGESTED),
    ],
)
def test_unconfirmed_edits_are_shown_else_the_decision_else_the_suggestion_and_after_a_skip_too(item, labels):
    assert shown_labels(item) == labels
    assert opening_draft(item).labels == labels
    page = replace(harbour(), items=(item,))
    assert open_sentence(page, 0).draft.labels == labels
    assert not State(page, 0, untouched_draft(item)).unconfirmed


@pytest.mark.parametrize(
    ("item", "note_and_flag"),
    [
        (UNSURE_ONE, NoteAndFlag()),
        (decided(Answer.ACCEPT, note="odd", flagged=True), NoteAndFlag("odd", True)),
        (decided(Answer.SKIP, note="odd", flagged=True), NoteAndFlag("odd", True)),
        (replace(decided(Answer.ACCEPT, note="odd", flagged=True), note_and_flag=NoteAndFlag()), NoteAndFlag()),
        (replace(UNSURE_ONE, note_and_flag=NoteAndFlag("new")), NoteAndFlag("new")),
    ],
)
def test_a_note_and_flag_left_unconfirmed_are_shown_else_those_of_the_decision(item, note_and_flag):
    assert shown_note_and_flag(item) == opening_draft(item).note_and_flag == note_and_flag


def test_only_labels_with_a_low_score_are_unsure():
    quote = SUGGESTED.quotes[0]
    scores = {score: is_unsure(Labels((replace(quote, score=score),))) for score in (None, 0.0, 0.59, 0.6, 1.0)}
    assert scores == {None: False, 0.0: True, 0.59: True, 0.6: False, 1.0: False}
    assert not is_unsure(Labels())


def test_labels_are_edited_when_quotes_or_topics_differ_but_not_by_score_or_order_of_topics():
    suggestion = UNSURE_ONE.suggestion
    quote = SUGGESTED.quotes[0]
    assert not is_edited(SUGGESTED, suggestion)
    assert not is_edited(replace(SUGGESTED.bare(), topics=("economy", "politics")), suggestion)
    assert is_edited(replace(SUGGESTED, topics=("economy",)), suggestion)
    assert is_edited(Labels((replace(quote, speaker=None),), SUGGESTED.topics), suggestion)
    assert is_edited(Labels((), SUGGESTED.topics), suggestion)
    assert not is_edited(Labels(), None)
    assert is_edited(OTHERS, None)


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.ACCEPT])
def test_an_edited_type_is_the_same_on_the_card_in_the_margin_to_a_filter_and_in_the_decision(answer):
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(cycle_type)
    bench.change(lambda state: toggle_topic(state, "sport"))
    bench.answer(answer)
    bench.navigator.step(-1)
    edited = bench.state.draft.labels
    assert edited.quotes[0].type is QuoteType.INDIRECT
    assert shown_labels(bench.state.item) == edited == desk.heads[100].labels
    assert desk.matching(Filter(topic="sport")) == (100,)
    assert not bench.state.unconfirmed


def test_a_sentence_skipped_without_edits_opens_with_its_suggestion_and_score():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.navigator.go(Place(1, 4))
    bench.answer(Answer.SKIP)
    bench.navigator.step(-1)
    assert bench.place == Place(1, 4)
    assert bench.state.draft.labels.quotes[0].score == 0.41
    assert desk.matching(Filter((Mark.UNSURE, Mark.SKIPPED))) == (104,)
