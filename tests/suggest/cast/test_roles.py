"""What a text says somebody is, beside the name."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.lexicon import FEMALE
from annotator.suggest.cast.roles import learn_roles
from tests.suggest.cast.tiny import WORDS, person, tiny

Told = tuple[set[str], set[str]]


def told(marked: str) -> Told:
    """Roles of and words about Okafor, whose name stands in the text."""
    doc = tiny(marked)
    member = person("Okafor", next(token.i for token in doc if token.text == "Okafor"))
    learn_roles(doc, [member], WORDS)
    return member.roles, member.about


def words(roles: str, about: str = "") -> Told:
    return set(roles.split()), set(about.split())


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("we met former_JJ Ohio senator_NN Okafor", words("senator", "former ohio")),
        ("we saw_VBD senator_NN Okafor", words("senator")),
        ("campaign_NN manager_NN Okafor", words("manager", "campaign")),
        ("Secretary_NNP of_IN State_NNP Okafor", words("secretary", "state")),
        ("aides_NNS of_IN State_NNP Okafor", words("", "state")),
        ("secretary_NN of_IN State_NNP Okafor", words("", "state")),
        ("Secretary_NNP at_IN State_NNP Okafor", words("", "state")),
        ("Ashby_NNP of_IN State_NNP Okafor", words("", "state")),
        ("of_IN State_NNP Okafor", words("", "state")),
        ("senator_NN . Okafor", words("")),
        ("senator_NN ¶ Okafor", words("")),
        ("senator_NN — Okafor", words("")),
        ("senator_NN “ Okafor", words("")),
        ("senator_NN ” Okafor", words("")),
        ('senator_NN " Okafor', words("")),
        ("senator_NN ( Okafor", words("")),
        ("senator_NN ) Okafor", words("")),
        ("senator_NN and_CC Okafor", words("")),
        ("senator_NN the_DT Okafor", words("")),
        ("senator_NN her_PRP$ mate_NN Okafor", words("mate")),
        ("senator_NN its_XX mate_NN Okafor", words("mate")),
        ("senator_NN who_WP Okafor", words("")),
        ("senator_NN really_RB Okafor", words("")),
        ("senator_NN snubs_NNS Okafor", words("")),
        ("sports_NNS senator_NN Okafor", words("senator", "sports")),
        ("senator_NN may_MD Okafor", words("")),
        ("GOP senator_NN Okafor", words("senator", "republican")),
        ("Calif. senator_NN Okafor", words("senator", "california")),
        ("congresswoman_NN Okafor", words("congresswoman representative")),
    ],
)
def test_titles_and_nouns_before_the_name(marked: str, expected: Told) -> None:
    assert told(marked) == expected


def test_a_title_reaches_thirteen_words_back() -> None:
    assert told("senator_NN " + "old_JJ " * 12 + "Okafor")[0] == {"senator"}
    assert told("senator_NN " + "old_JJ " * 13 + "Okafor")[0] == set()


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so the_DT mayor_NN of_IN Ashby_NNP , Okafor , left", words("mayor", "ashby")),
        ("so her_PRP$ mayor_NN , Okafor , left", words("mayor")),
        ("so the_DT mayor_NN , Okafor", words("mayor")),
        ("so the_DT mayor_NN , Okafor left", words("")),
        ("so mayor_NN , Okafor , left", words("")),
        ("mayor_NN , Okafor , left", words("")),
        ("old_JJ mayor_NN , Okafor , left a_DT", words("")),
        ("so . mayor_NN , Okafor , left", words("")),
        ("so this_JJ mayor_NN , Okafor , left", words("")),
        ("the_DT mayor_NN , Okafor .", words("mayor")),
        ("the_DT mayor_NN , Okafor ;", words("mayor")),
        ("the_DT mayor_NN , Okafor )", words("mayor")),
    ],
)
def test_a_description_before_a_comma_needs_a_determiner(marked: str, expected: Told) -> None:
    assert told(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Okafor , the_DT former_JJ mayor_NN , left", words("mayor", "former")),
        ("Okafor , a_DT mayor_NN who_WP left", words("mayor")),
        ("Okafor , who_WP was_VBD a_DT mayor_NN , left", words("mayor")),
        ("Okafor , who_WP met_VBD a_DT mayor_NN , left", words("")),
        ("Okafor is_VBZ a_DT mayor_NN", words("mayor")),
        ("Okafor was_VBD her_PRP$ lawyer_NN", words("lawyer")),
        ("Okafor is_VBZ mayor_NN", words("")),
        ("Okafor met_VBD a_DT mayor_NN", words("")),
        ("Okafor , mayor_NN of_IN Ashby_NNP , left", words("mayor", "ashby")),
        ("Okafor , former_JJ mayor_NN", words("mayor", "former")),
        ("Okafor , Mayor_XX", words("")),
        ("Okafor , Mayor_XX old_JJ aide_NN", words("mayor aide", "old")),
        ("Okafor , quickly_RB a_DT mayor_NN , left", words("")),
        ("Okafor of_IN Ashby_NNP Moor_NNP", words("", "ashby moor")),
        ("Okafor ( 61_CD of_IN", words("")),
        ("Okafor , said_VBD the_DT mayor_NN", words("")),
        ("Okafor , 61_CD and_CC a_DT mayor_NN", words("")),
        ("Okafor , the_DT two_CD mayors=mayor_NNS , left", words("")),
        ("Okafor , the_DT house_NN , left", words("")),
        ("Okafor , the_DT mayor_NN 's house_NN", words("mayor", "house")),
        ("Okafor , the_DT mayor_NN house_NN", words("")),
        ("Okafor , the_DT of_IN mayor_NN", words("")),
        ("Okafor , the_DT mayor_NN under_IN Lane", words("mayor", "lane")),
        ("Okafor , the_DT mayor_NN left_VBD Lane", words("mayor")),
        ("Okafor , the_DT mayor_NN and_CC aide_NN", words("mayor")),
        ("Okafor , the_DT mayor_NN ; aide_NN", words("mayor")),
        ("Okafor , the_DT mayor_NN , aide_NN", words("mayor")),
        ("Okafor , the_DT mayor_NN : aide_NN", words("mayor")),
        ("Okafor , the_DT mayor_NN . aide_NN", words("mayor")),
        ("Okafor , the_DT mayor_NN ¶ aide_NN", words("mayor")),
        ("Okafor , the_DT old_JJ - time_HYPH mayor_NN", words("mayor", "old")),
        ("Okafor of_IN Ashby_NNP Moor_NNP , the_DT mayor_NN", words("mayor", "ashby moor")),
        ("Okafor of_IN Ashby_NNP Moor_NNP Down_NNP , the_DT mayor_NN", words("mayor", "ashby moor")),
        ("Okafor from_IN Ashby_NNP , the_DT mayor_NN", words("mayor", "ashby")),
        ("Okafor of_IN ashby_NN , the_DT mayor_NN", words("")),
        ("Okafor at_IN Ashby_NNP , the_DT mayor_NN", words("")),
        ("Okafor ( 61_CD ) , the_DT mayor_NN", words("mayor")),
        ("Okafor ( 61_CD of_IN x x x x x ) , the_DT mayor_NN", words("mayor")),
        ("Okafor ( 61_CD of_IN x x x x x x ) , the_DT mayor_NN", words("")),
        ("Okafor ,", words("")),
        ("Okafor , who_WP was_VBD", words("")),
        ("Okafor , who_WP", words("")),
        ("Okafor", words("")),
        ("Okafor ( )", words("")),
    ],
)
def test_appositions_and_copulas_behind_the_name(marked: str, expected: Told) -> None:
    assert told(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Okafor ( D - Vt. ) left", words("democrat", "vermont")),
        ("Okafor ( R – Ohio ) left", words("republican", "ohio")),
        ("Okafor , R - Texas , left", words("republican", "texas")),
        ("Okafor ( I - Vt ; x ) left", words("independent", "vermont")),
        ("Okafor ( L - Ohio , x ) left", words("libertarian", "ohio")),
        ("Okafor ( X - Ohio ) left", words("")),
        ("Okafor ( r_NN - Ohio ) left", words("")),
        ("Okafor ( R ) left", words("")),
        ("Okafor ( R - ) left", words("")),
        ("Okafor , D_NN - sharp_NN , left", words("")),
    ],
)
def test_party_and_state_of_a_politician(marked: str, expected: Told) -> None:
    assert told(marked) == expected


def test_titles_are_roles_if_they_are_offices() -> None:
    doc = tiny("x x Okafor left")
    member = person("Sen. Mr. Okafor", 2)
    learn_roles(doc, [member], WORDS)
    assert member.roles == {"senator"}
    member = person("Mayor Okafor", 2)
    learn_roles(doc, [member], WORDS)
    assert member.roles == {"mayor"}


def test_a_role_tells_a_gender_unless_it_is_known() -> None:
    doc = tiny("spokeswoman_NN Okafor left")
    member = person("Okafor", 1)
    learn_roles(doc, [member], WORDS)
    assert (member.gender, member.roles) == (FEMALE, {"spokeswoman", "spokesman"})
    known = person("Okafor", 1, gender="male")
    learn_roles(doc, [known], WORDS)
    assert known.gender == "male"
