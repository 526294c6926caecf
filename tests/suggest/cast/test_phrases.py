"""Noun phrases as names of people without one."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.phrases import is_definite, is_plural, phrase
from tests.suggest.cast.tiny import WORDS, tiny


@pytest.mark.parametrize(
    ("marked", "head", "shown"),
    [
        ("the two_CD officials_NNS", 2, "two officials"),
        ("“ the officials_NNS", 2, "officials"),
        ("these_DT", 0, "these"),
        ("what officials_NNS", 1, "officials"),
        ("what_WP", 0, None),
        ("But_CC the officials_NNS", 2, "officials"),
        ("even_RB the old_JJ officials_NNS", 3, "old officials"),
        ("yet_NN", 0, "yet"),
        ("it_PRP", 0, None),
        ("officials_NNS , who_WP left", 0, "officials"),
        ("officials_NNS who_WP left", 0, "officials"),
        ("officials_NNS ( unnamed", 0, "officials"),
        ("officials_NNS — two", 0, "officials"),
        ("who_WP officials_NNS", 1, "who officials"),
        ("the bank_NN ’s lawyers_NNS ’s", 3, "bank’s lawyers"),
        ("lawyers_NNS of_IN", 0, "lawyers"),
        ("lawyers_NNS and_CC", 0, "lawyers"),
        ("lawyers_NNS !", 0, "lawyers"),
        ("half_NN of_IN 5_CD %", 0, "half of 5 %"),
        ("z b c of_IN e f g h i", 0, "z b c of e f g h i"),
        ("z b c of_IN e f g h i j", 0, "z b c"),
        ("of_IN b c d e f g h i j k", 0, "of b c d e f g h i"),
        ("the", 0, "the"),
        ("the own_JJ", 1, "own"),
    ],
)
def test_a_phrase_is_a_name_without_its_small_words(marked: str, head: int, shown: str | None) -> None:
    doc = tiny(marked)
    assert phrase(doc[:], doc[head], WORDS) == shown


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
    assert phrase(doc[:], doc[len(doc) - 1], WORDS) == shown


def test_within_a_sentence_only_nouns_and_the_like_lose_it() -> None:
    doc = tiny("so Fearing_VBG aides_NNS . so Aides_NNS", (5, 6, "ORG"))
    assert phrase(doc[1:3], doc[2], WORDS) == "Fearing aides"
    assert phrase(doc[5:6], doc[5], WORDS) == "Aides"
    doc = tiny("so Aides_NNS", (1, 2, "DATE"))
    assert phrase(doc[1:2], doc[1], WORDS) == "aides"
    assert phrase(doc[1:2], doc[1], WORDS, capital=True) == "Aides"


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
    assert phrase(doc[:], head, WORDS) == shown


def test_the_verb_behind_a_phrase_is_no_part_of_it() -> None:
    doc = tiny("her_PRP$_poss_1 work_NN_nsubj_2 has_VBZ_ROOT_2 grown_VBN")
    assert phrase(doc[:3], doc[1], WORDS) == "work"
    doc = tiny("people_NNS_nsubj_0 they_PRP_nsubj_2 met_VBD_relcl_0 there")
    assert phrase(doc[:], doc[0], WORDS) == "people they met there"


def test_a_long_name_keeps_its_noun() -> None:
    doc = tiny("Ab Cd / Ef Gh Ij Kl Mn Op Qr poll_NN of_IN voters_NNS")
    assert phrase(doc[:], doc[10], WORDS) == "Ab Cd / Ef Gh Ij Kl Mn Op Qr poll"


def test_line_ends_are_blanks() -> None:
    doc = tiny("city_NN ¶ officials_NNS")
    assert phrase(doc[:], doc[2], WORDS) == "city officials"


@pytest.mark.parametrize(
    ("marked", "plural"), [("aides_NNS", True), ("Greens_NNPS", True), ("police_NN", True), ("aide_NN", False)]
)
def test_several_people(marked: str, plural: bool) -> None:
    assert is_plural(tiny(marked)[0], WORDS) is plural


@pytest.mark.parametrize(
    ("first", "definite"),
    [
        ("the_DT_det", True),
        ("her_PRP$_poss", True),
        ("that_DT_det", True),
        ("a_DT_det", False),
        ("such_JJ_det", False),
        ("the_DT_amod", False),
        ("old_JJ_det", False),
    ],
)
def test_a_noun_that_the_reader_knows(first: str, definite: bool) -> None:
    assert is_definite(tiny(f"{first}_1 mayor_NN")[1], WORDS) is definite
