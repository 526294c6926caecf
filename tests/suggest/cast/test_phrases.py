"""Noun phrases as names of people without one."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.resolve import phrase
from tests.suggest.cast.tiny import WORDS, tiny


def named(doc: Doc, first: int, end: int, head: int) -> str | None:
    """The name that the tokens [first, end) make."""
    return phrase(Columns(doc, (), WORDS), first, end, head)


@pytest.mark.parametrize(
    ("marked", "head", "shown"),
    [
        ("the two_CD officials_NNS", 2, "two officials"),
        ("“ the officials_NNS", 2, "officials"),
        ("these_DT", 0, "these"),
        ("what officials_NNS", 1, "officials"),
        ("But_CC the officials_NNS", 2, "officials"),
        ("even_RB the old_JJ officials_NNS", 3, "old officials"),
        ("yet_NN", 0, "yet"),
        ("of_IN x", 0, "of x"),
        ("officials_NNS , who_WP left", 0, "officials"),
        ("officials_NNS who_WP left", 0, "officials"),
        ("officials_NNS ( unnamed", 0, "officials"),
        ("officials_NNS — two", 0, "officials"),
        ("who_WP officials_NNS", 1, "who officials"),
        ("the bank_NN ’s lawyers_NNS ’s", 3, "bank’s lawyers"),
        ("lawyers_NNS of_IN", 0, "lawyers"),
        ("family_NN , friends_NNS and_CC aides_NNS", 0, "family, friends and aides"),
        ("family_NN , friend_NN and_CC aides_NNS", 0, "family"),
        ("family_NN ; friends_NNS and_CC aides_NNS", 0, "family"),
        ("friends_NNS , voters_NNS", 0, "friends"),
        ("friends_NNS and_CC , voters_NNS", 0, "friends"),
        ("new_JJ Ashby mayor_NN", 2, "new Ashby mayor"),
        ("new_JJ old_JJ poll_NN", 2, "new old poll"),
        ("poll_NN [ unnamed", 0, "poll"),
        ("poll_NN : unnamed", 0, "poll"),
        ("poll_NN – unnamed", 0, "poll"),
        ("lawyers_NNS and_CC", 0, "lawyers"),
        ("the", 0, "the"),
        ("the own_JJ", 1, "own"),
    ],
)
def test_a_phrase_is_a_name_without_its_small_words(marked: str, head: int, shown: str | None) -> None:
    doc = tiny(marked)
    assert named(doc, 0, len(doc), head) == shown


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("Officials_NNS", "officials"),
        ("x_XX Officials_NNS", "x Officials"),
        ("Some_DT officials_NNS", "some officials"),
        ("Okafor aides_NNS", "Okafor aides"),
        ("Not1More_JJ aides_NNS", "Not1More aides"),
        ("FBI_NN aides_NNS", "FBI aides"),
        ("Fearing_VBG aides_NNS", "fearing aides"),
    ],
)
def test_the_first_word_loses_its_capital_unless_it_is_a_name(marked: str, shown: str) -> None:
    doc = tiny(marked)
    assert named(doc, 0, len(doc), len(doc) - 1) == shown


def test_a_name_by_its_label_keeps_it() -> None:
    doc = tiny("so Fearing_VBG aides_NNS . so Aides_NNS", (5, 6, "ORG"))
    assert named(doc, 1, 3, 2) == "fearing aides"
    assert named(doc, 5, 6, 5) == "Aides"
    doc = tiny("so Aides_NNS", (1, 2, "DATE"))
    assert named(doc, 1, 2, 1) == "aides"


@pytest.mark.parametrize(
    ("marked", "times", "shown"),
    [
        ("her_PRP$ speech_NN on_IN Friday", (3, 4), "speech"),
        ("a poll_NN in_IN May 2015", (3, 5), "poll"),
        ("a trip_NN last week_NN", (2, 4), "trip"),
        ("a Friday speech_NN", (1, 2), "Friday speech"),
        ("talks_NNS held_VBN in_IN the past week_NN", (3, 6), "talks"),
        ("talks_NNS taken_VBN over_RP_prt the past week_NN", (3, 6), "talks"),
        ("an essay_NN on_IN Friday night_NN fever_NN", (3, 4), "essay on Friday night fever"),
    ],
)
def test_when_it_was_is_no_part_of_a_name(marked: str, times: tuple[int, int], shown: str) -> None:
    doc = tiny(marked, (*times, "DATE"))
    head = next(token for token in doc if token.tag_.startswith("NN") and not token.text[:1].isupper())
    assert named(doc, 0, len(doc), head.i) == shown


def test_the_verb_behind_a_phrase_is_no_part_of_it() -> None:
    doc = tiny("her_PRP$_poss_1 work_NN_nsubj_2 has_VBZ_ROOT_2 grown_VBN")
    assert named(doc, 0, 3, 1) == "work"
    doc = tiny("people_NNS_nsubj_0 they_PRP_nsubj_2 met_VBD_relcl_0 there")
    assert named(doc, 0, len(doc), 0) == "people"


def test_line_ends_are_blanks() -> None:
    doc = tiny("city_NN ¶ officials_NNS")
    assert named(doc, 0, len(doc), 2) == "city officials"


def test_nothing_but_small_words_is_no_name() -> None:
    assert named(tiny("of_IN it came"), 0, 1, 0) is None
    assert named(tiny("so of_IN it came"), 1, 2, 1) is None
