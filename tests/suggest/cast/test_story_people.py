"""The people of a story."""

from __future__ import annotations

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.speech_map import read_speech_map
from annotator.suggest.cast.story_people import story_cast
from tests.suggest.cast.tiny import WORDS, body, mention, name, tiny


def member(number: int, *mentions: Mention, gender: str | None = None) -> Member:
    made = Member(number, mentions[0].kind, mentions[0].name.text, gender)
    for one in mentions:
        made.mentions.append(one)
        made.titles.update(one.name.titles)
        if one.name.full and one.kind is Kind.PERSON:
            made.full[one.name.text] = one.name
    return made


def cast(marked: str, *members: Member) -> Cast:
    return story_cast(read_speech_map(tiny(marked), (), WORDS), Cast(members, {}, WORDS))


def names(made: Cast) -> list[tuple[str, str]]:
    return [(one.name, one.kind.value) for one in made]


def test_what_says_something_is_a_person() -> None:
    org = member(0, body("Fannie"))
    assert names(cast("Fannie_NNP_nsubj_1 said=say_VBD it", org)) == [("Fannie", "person")]
    assert org.kind is Kind.ORG
    assert names(cast("Fannie_NNP_nsubj_1 rose=rise_VBD", member(0, body("Fannie")))) == [("Fannie", "org")]
    long = member(0, body("Fannie Board"))
    assert names(cast("Fannie Board_NNP_nsubj_2 said=say_VBD it", long)) == [("Fannie Board", "org")]
    place = member(0, body("London"))
    assert names(cast("London_NNP_nsubj_1 said=say_VBD it", place)) == [("London", "org")]


def test_a_given_name_that_is_called_is_a_persons() -> None:
    made = cast("“ come , Kitty , now ”", member(0, body("Kitty", 3)))
    assert names(made) == [("Kitty", "person")]
    assert made.members[0].gender == FEMALE
    assert names(cast("“ come , Ashby , now ”", member(0, body("Ashby", 3)))) == [("Ashby", "org")]


def test_a_wife_is_not_her_husband() -> None:
    text = "Berry Lane_NNP_nsubj_2 came , he_PRP_nsubj_2 left | Berry Lane_NNP_nsubj came , he left | Mrs. Lane slept"
    both = member(0, mention("Berry Lane"), mention("Berry Lane", 6), mention("Mrs. Lane", 13), gender=FEMALE)
    made = cast(text, both)
    assert [(one.name, one.gender) for one in made] == [("Berry Lane", MALE), ("Mrs. Lane", FEMALE)]
    she = member(0, mention("Berry Lane"), mention("Berry Lane", 6), mention("Mrs. Lane", 13), gender=FEMALE)
    assert [one.name for one in cast(text.replace("he", "she"), she)] == ["Berry Lane"]
    jane = member(0, mention("Jane Lane"), mention("Mrs. Lane", 13), gender=FEMALE)
    assert [one.name for one in cast(text, jane)] == ["Jane Lane"]


def test_a_given_name_alone_joins_the_one_who_has_it() -> None:
    text = "Thaddeus Lane came | then Mr. Thaddeus left"
    full, short = member(0, mention("Thaddeus Lane"), gender=MALE), member(1, mention("Mr. Thaddeus", 5), gender=MALE)
    assert [(one.name, len(one.mentions)) for one in cast(text, full, short)] == [("Thaddeus Lane", 2)]


def test_forms_of_a_given_name_join() -> None:
    kate, kitty = member(0, mention("Kate"), gender=FEMALE), member(1, mention("Kitty", 3), gender=FEMALE)
    assert len(cast("Kate came | then Kitty left", kate, kitty)) == 1


def test_given_names_of_two_do_not_join() -> None:
    def two(first: str, second: str, place: int, gender: str | None = MALE, text: str = "x x | x x x") -> int:
        one, other = member(0, mention(first), gender=MALE), member(1, mention(second, place), gender=gender)
        return len(cast(text, one, other))

    assert two("Thaddeus Lane", "Thaddeus", 2, text="x x | x x x") == 1
    assert two("Thaddeus Lane", "Thaddeus", 2, FEMALE) == 2
    assert two("Thaddeus Lane", "Thaddeus", 2, text="x x x x x") == 2
    assert two("Thaddeus Lane", "Lane", 2) == 2
    third = member(2, mention("Thaddeus Roe", 3), gender=MALE)
    pair = member(0, mention("Thaddeus Lane"), gender=MALE), member(1, mention("Thaddeus", 6), gender=MALE)
    assert len(cast("x x | x x | x x x", *pair, third)) == 3


def test_somebody_known_by_a_title_is_listed_with_it() -> None:
    assert names(cast("x x", member(0, mention("Mrs. Lane")))) == [("Mrs. Lane", "person")]
    assert names(cast("x x", member(0, mention("Miss Lane")))) == [("Miss Lane", "person")]
    assert names(cast("x x | x", member(0, mention("Mr. Lane"), mention("Lane", 2)))) == [("Lane", "person")]
    assert names(cast("x x x", member(0, mention("Mrs. Jane Lane")))) == [("Jane Lane", "person")]
    assert names(cast("x x", member(0, mention("Colonel Lane")))) == [("Lane", "person")]


def test_numbers_and_places_follow_the_text() -> None:
    made = cast("Ruth | Otto Lane", member(0, mention("Otto Lane", 1)), member(1, mention("Ruth")))
    assert [(one.name, one.number) for one in made] == [("Ruth", 0), ("Otto Lane", 1)]
    assert {i: named[0].name for i, named in made.at.items()} == {0: "Ruth", 1: "Otto Lane", 2: "Otto Lane"}
    assert name("Ruth").text == made.members[0].name
