"""The words and labels of a language, as the cast's steps ask for them."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.lexicon import FEMALE, MALE, _by_gender, _nicknames, cast_words, plain
from tests.suggest.cast.tiny import WORDS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("joan", "joan", True),
        ("j", "joan", True),
        ("joan", "j", True),
        ("k", "joan", False),
        ("bob", "robert", True),
        ("bob", "joan", False),
        ("bob", "unheardof", False),
        ("jo", "joanna", True),
        ("ro", "robert", False),
    ],
)
def test_given_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert WORDS.same_given(one, other) is same


def test_a_word_as_the_lists_hold_it() -> None:
    assert [plain(word) for word in ("Gov.", "O’Shea", "N.Y.")] == ["gov", "o'shea", "n.y"]


def test_an_office_has_one_word() -> None:
    assert [WORDS.role(word) for word in ("spokeswoman", "gov", "baker")] == ["spokesman", "governor", "baker"]


def test_genders_of_titles_nouns_and_names() -> None:
    assert [WORDS.titles[title] for title in ("mr", "lady", "dr")] == [MALE, FEMALE, None]
    assert [WORDS.persons[noun] for noun in ("widower", "widow", "mayor")] == [MALE, FEMALE, None]
    assert [WORDS.given[given] for given in ("oscar", "agnes", "jackie")] == [MALE, FEMALE, FEMALE]


def test_a_name_of_both_genders_has_none() -> None:
    names = {"any": "", "male": "kim lee", "female": "kim ann"}
    assert _by_gender(names) == {"kim": None, "lee": MALE, "ann": FEMALE}


def test_a_form_of_a_name_knows_its_groups() -> None:
    assert _nicknames("\nann annie\nanna annie\n") == {
        "ann": frozenset({0}),
        "anna": frozenset({1}),
        "annie": frozenset({0, 1}),
    }


def test_a_noun_for_a_body_knows_the_names_of_such_bodies() -> None:
    kinds = WORDS.kinds
    assert ("bank" in kinds["lender"], "bbc" in kinds["lender"]) == (True, False)
    assert {"bbc", "courier"} <= kinds["outlet"], "it may be either"


def test_pronouns() -> None:
    pronouns = WORDS.pronouns
    assert (pronouns.gender["himself"], pronouns.gender["her"]) == (MALE, FEMALE)
    assert (pronouns.own_words["me"], pronouns.own_words["ours"]) == ("I", "we")
    assert pronouns.first_singular < pronouns.first


def test_a_language_without_data_is_refused() -> None:
    with pytest.raises(LookupError, match="'xx'"):
        cast_words("xx")
