"""Where content begins and ends."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.boundaries import cut_right, trim, whole_regions
from annotator.suggest.text.view import View
from tests.suggest.cast.tiny import tiny
from tests.suggest.conftest import Read


def tokens_of(doc: Doc, words: str) -> tuple[int, int]:
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None, words
    return span.start, span.end


@pytest.mark.parametrize(
    ("text", "span", "kept", "kept_with_end"),
    [
        ("He said, it is late.", ", it is late.", "it is late", "it is late."),
        ("He said: it is late?", ": it is late?", "it is late", "it is late?"),
        ("He said – it is late –", "– it is late –", "it is late", "it is late"),
        ("He said: “it is late.”", ": “it is late.”", "“it is late.”", "“it is late.”"),
        ("He said “it is late.” Now", "it is late.”", "it is late", "it is late."),
        ("He said (it is late).", "(it is late).", "(it is late)", "(it is late)."),
        ("He said, it is late;", ", it is late;", "it is late", "it is late"),
        ("It is late...", "is late...", "is late", "is late"),
    ],
)
def test_trim(read: Read, text: str, span: str, kept: str, kept_with_end: str) -> None:
    doc = read(text)
    view = View(doc)
    found = [trim(view, tokens_of(doc, span), keep_end=keep) for keep in (False, True)]
    assert [doc[start:end].text for ranges in found for start, end in ranges] == [kept, kept_with_end]


def test_trim_leaves_nothing_of_punctuation_and_white_space(read: Read) -> None:
    doc = read("It is late.\n\nHe left, - he said.")
    view = View(doc)
    for span in (tokens_of(doc, ", -"), (3, 5), (2, 2), (len(doc) - 1, len(doc))):
        assert trim(view, span) == []


@pytest.mark.parametrize(
    ("text", "span", "avoid", "whole"),
    [
        ("He called “the bridge a wreck” today.", "bridge", "called", "“the bridge a wreck”"),
        ("He called “the bridge” a wreck.", "bridge” a wreck", "called", "“the bridge” a wreck"),
        ("He called a wreck “the bridge” today.", "a wreck “the", "called", "a wreck “the bridge”"),
        ("He “called the bridge a wreck” today.", "the bridge", "called", "the bridge a wreck”"),
        ("“The bridge he called a wreck” today.", "bridge he", "called", "“The bridge he"),
        ("He called “the bridge” a wreck.", "the bridge", "called", "“the bridge”"),
        ("He called the bridge a wreck.", "the bridge", "called", "the bridge"),
    ],
)
def test_quoted_regions_are_taken_whole_but_not_over_the_cue(
    read: Read, text: str, span: str, avoid: str, whole: str
) -> None:
    doc = read(text)
    found = whole_regions(View(doc), tokens_of(doc, span), avoid=tokens_of(doc, avoid))
    assert doc[slice(*found)].text == whole


@pytest.mark.parametrize(
    ("text", "content", "kept"),
    [
        (
            "He said the plan would fail, which surprised nobody.",
            "the plan would fail, which surprised nobody",
            "the plan would fail,",
        ),
        (
            "He said the plan would fail, adding that it was late.",
            "the plan would fail, adding that it was late",
            "the plan would fail,",
        ),
        (
            "He said the plan would fail, leaving the town poor.",
            "the plan would fail, leaving the town poor",
            "the plan would fail,",
        ),
        (
            "He said the plan would fail, while his rival slept.",
            "the plan would fail, while his rival slept",
            "the plan would fail,",
        ),
        ("He said the plan would fail because it was late.", "the plan would fail because it was late", None),
        ("He said the plan would fail if it was late.", "the plan would fail if it was late", None),
        ("He said it fails, which surprised nobody.", "it fails, which surprised nobody", None),
        (
            "He said the plan would fail and called for a vote.",
            "the plan would fail and called for a vote",
            "the plan would fail",
        ),
        ("He said the plan fails and it costs too much.", "the plan fails and it costs too much", None),
        ("He said the plan failed and cost too much.", "the plan failed and cost too much", None),
        (
            "He said the plan would fail, but the mayor said that it was late.",
            "the plan would fail, but the mayor said that it was late",
            "the plan would fail",
        ),
        (
            "He said “the plan would fail, which surprised nobody”.",
            "“the plan would fail, which surprised nobody”",
            None,
        ),
    ],
)
def test_what_is_the_reporters_is_cut_off(read: Read, text: str, content: str, kept: str | None) -> None:
    doc = read(text)
    found = cut_right(View(doc), tokens_of(doc, content))
    assert doc[slice(*found)].text == (kept or content)


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("He said_VBD waiting_VBG_ccomp_1 and_CC_cc_2 called=call_VBD_conj_2 her_PRP_dobj_4", "waiting and called her"),
        ("He said_VBD idly_RB_advmod_3 waiting_VBG_ccomp_1 and_CC_cc_3 called=call_VBD_conj_3", "idly waiting"),
    ],
)
def test_a_second_report_stands_three_words_in_at_the_earliest(marked: str, kept: str) -> None:
    doc = tiny(marked)
    assert doc[slice(*cut_right(View(doc), (2, len(doc))))].text == kept


def cut(marked: str) -> str:
    """What is left of the words behind the second one."""
    doc = tiny(marked)
    return doc[slice(*cut_right(View(doc), (2, len(doc))))].text


def test_a_second_report_leaves_the_first_word_though_that_joins_the_two() -> None:
    assert cut("He said_VBD and_CC_cc_1 so_RB_advmod_5 idly_RB_advmod_5 called=call_VBD_conj_1 her_PRP_dobj_5") == "and"


LATE = "He said_VBD it_PRP_nsubj_3 fails_VBZ_ccomp_1 too_RB_advmod_3 much_RB_advmod_3 ,_,_punct_3 which_WDT_nsubj_8"


@pytest.mark.parametrize(
    ("behind", "is_cut"),
    [
        ("a_NN_x_9 b_NN_x_10 c_NN_x_11 came=come_VBD_relcl_3", True),  # the verb is four steps up
        ("a_NN_x_9 b_NN_x_10 c_NN_x_11 d_NN_x_12 came=come_VBD_relcl_3", False),
        ("came=come_VBD_relcl_3 late_RB_x_3", True),  # one word behind all that hangs on the verb
        ("came=come_VBD_relcl_3 so_RB_x_3 late_RB_x_3", False),
    ],
)
def test_a_clause_of_the_reporters_runs_to_the_end(behind: str, is_cut: bool) -> None:
    whole = f"{LATE} {behind}"
    assert cut(whole) == ("it fails too much," if is_cut else tiny(whole)[2:].text)


@pytest.mark.parametrize(
    ("behind", "is_cut"),
    [
        ("leaving=leave_VBG_advcl_1 them_PRP_dobj_7 late_RB_x_3", True),
        ("leaving=leave_VBG_advcl_1 so_RB_x_3 late_RB_x_3", False),
        ("leaving=leave_VBG_amod_1 them_PRP_dobj_7", False),
        ("adding=add_VBG_amod_1 so_RB_x_3 late_RB_x_3", True),  # whatever it hangs on
        ("left=leave_VBD_advcl_1 them_PRP_dobj_7", False),
    ],
)
def test_a_participle_of_the_reporters_runs_to_the_end_unless_it_reports(behind: str, is_cut: bool) -> None:
    whole = LATE.rpartition(" ")[0] + f" {behind}"
    assert cut(whole) == ("it fails too much," if is_cut else tiny(whole)[2:].text)


@pytest.mark.parametrize(
    ("second", "is_cut"),
    [
        ("called=call_VBD_conj_3 her_PRP_dobj_6", True),
        ("calls=call_VBZ_conj_3 her_PRP_dobj_6", True),
        ("slept=sleep_VBD_conj_3 well_RB_x_6", True),  # in the past, where what is said is not
        ("sleeps=sleep_VBZ_conj_3 well_RB_x_6", False),
        ("slept=sleep_VBD_dep_3 well_RB_x_6", False),
        ("slept=sleep_VBD_conj_4 well_RB_x_6", False),  # beside what is no verb
        ("called=call_VBD_conj_3 he_PRP_nsubj_6 so_RB_x_6", False),
        ("called=call_VBD_conj_3 he_PRP_nsubj_6 won_VBD_ccomp_6", True),
        ("calls=call_VBZ_conj_3 he_PRP_nsubj_6 won_VBD_ccomp_6", False),
        ("slept=sleep_VBD_conj_3 he_PRP_nsubj_6 won_VBD_ccomp_6", False),
        ("calling=call_VBG_conj_3 her_PRP_dobj_6", False),
    ],
)
def test_a_second_verb_is_the_reporters_if_it_reports_or_has_another_tense(second: str, is_cut: bool) -> None:
    whole = f"He said_VBD it_PRP_nsubj_3 fails=fail_VBZ_ccomp_1 us_PRP_dobj_3 and_CC_cc_3 {second}"
    assert cut(whole) == ("it fails us" if is_cut else tiny(whole)[2:].text)
