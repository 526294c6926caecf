"""Who acts beside what is said."""

from __future__ import annotations

import re

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.beats import Beats
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.speech_map import read_speech_map
from annotator.suggest.cast.speech_turns import SpeechTurn
from annotator.suggest.cast.story_notes import Meant
from tests.suggest.cast.tiny import WORDS, body, mention, person, tiny

RUTH, OTTO = person("Ruth", number=0), person("Otto", number=1)
ACT = "Ruth_NNP_nsubj nodded_VBD"


def beats(marked: str) -> Beats:
    doc = tiny(marked)
    quotes = [Quote((Span(*m.span()),), QuoteType.DIRECT) for m in re.finditer("“[^”]*”", doc.text)]
    people = {"Ruth": RUTH, "Otto": OTTO}
    named = {t.i: (people[t.text], mention(t.text, t.i)) for t in doc if t.text in people}
    return Beats(read_speech_map(doc, quotes, WORDS), Cast((RUTH, OTTO), named, WORDS))


def test_the_subject_of_the_paragraphs_narration_acts() -> None:
    assert beats("nodded Ruth_NNP_nsubj . | “ no ”").acting(SpeechTurn((0,), 0, 0), {}) == [(RUTH, 1.0)]
    assert beats("“ no ” | nodded Ruth_NNP_nsubj .").acting(SpeechTurn((0,), 0, 0), {}) == [(RUTH, 1.0)]


@pytest.mark.parametrize(
    "marked",
    [
        "nodded Ruth_NNP_dobj . | “ no ”",
        "“ nodded Ruth_NNP_nsubj ”",
        "nodded Ruth_NNP_nsubj . ¶ “ no ”",
    ],
)
def test_nobody_acts_who_is_no_subject_of_the_paragraphs_narration(marked: str) -> None:
    last = beats(marked)
    paragraph = last.map.paragraph[-1]
    assert last.acting(SpeechTurn((0,), paragraph, paragraph), {}) == []


def test_several_share_and_sources_are_left_out() -> None:
    made = beats("nodded Ruth_NNP_nsubj and came Otto_NNP_nsubj . | “ no ”")
    assert made.acting(SpeechTurn((0,), 0, 0), {}) == [(RUTH, 0.5), (OTTO, 0.5)]
    assert made.acting(SpeechTurn((0,), 0, 0), {}, [1]) == [(OTTO, 1.0)]


def test_main_clauses_come_before_others() -> None:
    made = beats("nodded_VBD_ROOT Ruth_NNP_nsubj as came_VBD_advcl_0 Otto_NNP_nsubj_3 . | “ no ”")
    assert made.acting(SpeechTurn((0,), 0, 0), {}) == [(RUTH, 1.0)]


def test_a_pronoun_acts_for_whom_it_can_mean() -> None:
    made = beats("nodded she_PRP_nsubj . | “ no ”")
    assert made.acting(SpeechTurn((0,), 0, 0), {1: Meant(((RUTH, 3.0), (OTTO, 1.0)))}) == [(RUTH, 0.75), (OTTO, 0.25)]
    assert made.acting(SpeechTurn((0,), 0, 0), {1: Meant(((RUTH, 3.0),), sure=True)}) == [(RUTH, 1.0)]
    assert made.acting(SpeechTurn((0,), 0, 0), {1: Meant(())}) == []


def test_a_body_does_not_act() -> None:
    made = beats("nodded Ruth_NNP_nsubj . | “ no ”")
    house = person("House", number=2)
    house.kind = body("House").kind
    made.cast.at[1] = (house, body("House", 1))
    assert made.acting(SpeechTurn((0,), 0, 0), {}) == []


def test_the_narration_between_two_turns_leads_to_the_second() -> None:
    made = beats("“ so ” ¶ nodded Ruth_NNP_nsubj . ¶ “ no ”")
    turn = SpeechTurn((1,), 2, 2)
    assert made.leading(turn, 0, {}) == [(RUTH, 1.0)]
    assert made.leading(turn, 1, {}) == []


def test_a_name_leads_more_than_a_pronoun() -> None:
    made = beats("“ so ” ¶ nodded Ruth_NNP_nsubj and came he_PRP_nsubj . ¶ “ no ”")
    he = next(t.i for t in made.map.doc if t.text == "he")
    shares = made.leading(SpeechTurn((1,), 2, 2), 0, {he: Meant(((OTTO, 1.0),))})
    assert [(member, round(share, 2)) for member, share in shares] == [(RUTH, 0.67), (OTTO, 0.33)]


def test_a_source_stands_in_the_turns_paragraphs_or_leads_to_them() -> None:
    made = beats("Ruth : ¶ “ no ” ¶ Otto . ¶ “ so ”")
    assert made.within(0, SpeechTurn((0,), 1, 1))
    assert not made.within(0, SpeechTurn((1,), 3, 3))
    otto = next(t.i for t in made.map.doc if t.text == "Otto")
    assert not made.within(otto, SpeechTurn((1,), 3, 3))
    assert made.within(otto, SpeechTurn((1,), 2, 3))


def test_whom_somebody_tells_or_looks_at_is_faced() -> None:
    turn = SpeechTurn((0,), 0, 0)
    told = beats("told=tell Ruth_NNP_dobj | turned to_IN_prep_2 Otto_NNP_pobj_3 . | “ no ”")
    assert told.facing(turn) == ([RUTH], [OTTO])
    assert told.facing(turn, [1]) == ([], [OTTO])
    assert beats("said=say to_IN_prep_0 Otto_NNP_pobj_1 . | “ no ”").facing(turn) == ([OTTO], [])
    assert beats("Ruth_NNP_nsubj nodded . | “ saw Otto_NNP_dobj ”").facing(turn) == ([], [])
    assert beats("told=tell Ruth_NNP_dobj . ¶ “ no ”").facing(SpeechTurn((0,), 1, 1)) == ([], [])


def test_who_acts_in_a_paragraph_or_its_last_sentence() -> None:
    made = beats("nodded Ruth_NNP_nsubj . | came he_PRP_nsubj . ¶ “ no ”")
    he = next(t.i for t in made.map.doc if t.text == "he")
    assert made.actors(0, {}) == [RUTH]
    assert made.actors(0, {he: OTTO}) == [RUTH, OTTO]
    assert made.actors(0, {he: OTTO}, last_sentence=True) == [OTTO]
    assert made.actors(1, {he: OTTO}) == []
