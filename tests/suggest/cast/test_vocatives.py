"""Who is spoken to."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.vocatives import asks_for_name, who_is_called, who_is_introduced, who_is_mentioned
from tests.suggest.cast.tiny import WORDS, mention, person, tiny


def called(said: str) -> tuple[list[str], str | None]:
    """Who is called by these words: names (of Ruth, Otto and Anne), and the gender of "sir" or "madam"."""
    doc = tiny(said)
    named = {}
    for number, name in enumerate(("Ruth", "Otto", "Anne")):
        for token in doc:
            if token.text == name:
                lead = token.i - (token.i > 0 and doc[token.i - 1].text == "Miss")
                made = mention(name, token.i)
                made = type(made)(made.start, made.end, lead, Kind.PERSON, made.name)
                named[token.i] = (person(name, token.i, number), made)
    found = who_is_called([doc[:]], Cast((), named, WORDS))
    return [member.name for member in found.members], found.gender


@pytest.mark.parametrize(
    "said",
    [
        "“ Ruth , be silent ”",
        "“ be silent , Ruth ”",
        "“ be silent , Ruth , and go ”",
        "“ no . Ruth , be silent ”",
        "“ oh , my dear Ruth ! ”",
        "“ good old Ruth — you came ”",
        "“ Ruth ! ”",
        "“ what is it , Ruth ? ”",
        "“ Miss Ruth ! ”",
    ],
)
def test_a_name_that_stands_apart_calls(said: str) -> None:
    assert called(said)[0] == ["Ruth"]


@pytest.mark.parametrize(
    "said",
    [
        "“ I saw Ruth , yesterday ”",
        "“ it was Ruth ”",
        "“ Ruth came ”",
        "“ Miss Ruth , ”",
        "“ what ? Ruth ? it rains ”",
        "“ the_DT_det_2 boy_NN , Ruth , came ”",
        "“ Ruth , Otto_NNP_conj_1 , and Anne_NNP_conj_1 ”",
    ],
)
def test_a_name_that_is_spoken_about_calls_nobody(said: str) -> None:
    assert called(said)[0] == []


def test_a_noun_before_a_name_that_is_no_phrase_of_its_own_parts_nothing() -> None:
    assert called("“ come , boy_NN , Ruth , now ”")[0] == ["Ruth"]


@pytest.mark.parametrize(
    ("said", "gender"),
    [
        ("“ yes , sir ”", MALE),
        ("“ madam , I did ”", FEMALE),
        ("“ my dear lady , no ”", FEMALE),
        ("“ a sir came ”", None),
        ("“ yes , sir , and you , madam ”", None),
    ],
)
def test_a_noun_that_stands_apart_tells_a_gender(said: str, gender: str | None) -> None:
    assert called(said)[1] == gender


def test_each_is_mentioned_once() -> None:
    doc = tiny("Ruth met Otto and Ruth")
    ruth, otto = person("Ruth", number=1), person("Otto", number=2)
    named = {i: (member, mention(member.name, i)) for i, member in ((0, ruth), (2, otto), (4, ruth))}
    assert who_is_mentioned([doc[:]], Cast((), named, WORDS)) == [ruth, otto]


def introduced(said: str, *, asked: bool = False) -> str | None:
    doc = tiny(said)
    named = {t.i: (person("Ruth", t.i), mention("Ruth", t.i)) for t in doc if t.text == "Ruth"}
    found = who_is_introduced([doc[:]], Cast((), named, WORDS), asked=asked)
    return found.name if found is not None else None


def test_somebody_may_tell_the_own_name() -> None:
    assert introduced("“ I am Ruth ”") == "Ruth"
    assert introduced("“ my name is Ruth ”") == "Ruth"
    assert introduced("“ Ruth ”", asked=True) == "Ruth"
    assert introduced("“ Ruth , sir ”", asked=True) == "Ruth"


def test_other_names_are_not_the_own_one() -> None:
    assert introduced("“ it is Ruth ”") is None
    assert introduced("“ her name is Ruth ”") is None
    assert introduced("“ I saw Ruth ”") is None
    assert introduced("“ Ruth ”") is None
    assert introduced("“ ask old Ruth ”", asked=True) is None


def test_a_turn_may_ask_for_a_name() -> None:
    assert asks_for_name([tiny("“ what is your name ? ”")[:]], WORDS)
    assert not asks_for_name([tiny("“ what is her name ? ”")[:]], WORDS)
    assert not asks_for_name([tiny("“ name it ”")[:]], WORDS)
