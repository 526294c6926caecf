"""Mentions joined to members: who is meant by a surname, a title, a misspelling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member, PersonIndex, gender_of, name_people
from annotator.suggest.cast.mention import Kind
from tests.suggest.cast.tiny import WORDS, mention, name


def people(*texts: str, gap: int = 10) -> list[Member]:
    joined = PersonIndex(WORDS).join([mention(text, gap * place + 3) for place, text in enumerate(texts)])
    name_people(joined, WORDS)
    return joined


def groups(*texts: str, gap: int = 10) -> list[list[int]]:
    """For each person the numbers of their mentions."""
    return [[m.start // gap for m in member.mentions] for member in people(*texts, gap=gap)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Ruth Okafor", "Okafor", "Ruth"), [[0, 1, 2]]),
        (("Okafor", "Ruth Okafor"), [[0, 1]]),
        (("Ruth Okafor", "Lane"), [[0], [1]]),
        (("Ruth Okafor", "Anne Okafor"), [[0], [1]]),
        (("Ruth Okafor", "Ruth Anne Okafor"), [[0, 1]]),
        (("Mr. Okafor", "Ruth Okafor"), [[0], [1]]),
        (("Ruth Okafor", "Mr. Okafor", "Mrs. Okafor"), [[0, 2], [1]]),
        (("Robert Okafor", "Bob"), [[0, 1]]),
        (("Robert Okafor", "Ann"), [[0], [1]]),
        (("Lane Robert", "Bob"), [[0], [1]]),
        (("Ruth Okafor", "Okafors"), [[0, 1]]),
        (("Ruth Oka", "Okas"), [[0], [1]]),
        (("Ruth Okaf", "Okafs"), [[0, 1]]),
        (("Ruth Okafor", "Mr. Ruth"), [[0], [1]]),
        (("Ruth Okafor", "Mrs. Ruth"), [[0], [1]]),
        (("Anne Ruth Okafor", "Mrs. Ruth"), [[0, 1]]),
        (("Ruth", "Mrs. Ruth"), [[0, 1]]),
        (("Ruth Okafor", "Miss Okafor", "Mrs. Okafor"), [[0, 1], [2]]),
        (("Okafor", "Mrs. Okafor", "Miss Okafor"), [[0, 1], [2]]),
        (("Miss Okafor", "Okafor"), [[0, 1]]),
        (("Mr. Ruth Okafor", "Ruth"), [[0, 1]]),
        (("Mr. Robin Okafor", "Mrs. Robin Okafor", "Mrs. Robin Okafor"), [[0], [1, 2]]),
        (("Mr. Quill Okafor", "Quill Okafor"), [[0, 1]]),
        (("Quill Okafor", "Mr. Quill Okafor"), [[0, 1]]),
        (("Miss Okafor", "Mrs. Okafor"), [[0], [1]]),
        (("Mrs. Okafor", "Miss Okafor"), [[0], [1]]),
        (("Mrs. Ruth Okafor", "Mrs. Okafor", "Miss Okafor"), [[0, 1], [2]]),
        (("Ruth Okafor", "Mrs. Okafor", "Miss Okafor"), [[0, 2], [1]]),
        (("Ruth Okafor", "Mrs. Okafor"), [[0, 1]]),
        (("Ruth Okafor", "Dr. Okafor"), [[0, 1]]),
        (("President Okafor", "Ruth Okafor", "Mr. Okafor", "Mr. Okafor"), [[0, 2, 3], [1]]),
        (("Okafor", "Ruth Okafor", "Mr. Okafor", "Mr. Okafor", "Mrs. Okafor"), [[0, 2, 3], [1, 4]]),
    ],
)
def test_who_is_one_person(texts: tuple[str, ...], expected: list[list[int]]) -> None:
    assert groups(*texts) == expected


@pytest.mark.parametrize(
    ("wrong", "same"),
    [
        ("Okafer", True),
        ("Okafrr", True),
        ("Okafr", False),
        ("Okaforr", True),
        ("Okfaor", True),
        ("Akafor", False),
        ("Okefer", False),
        ("Okaforrr", False),
    ],
)
def test_a_surname_with_a_letter_wrong(wrong: str, same: bool) -> None:
    assert len(people("Ruth Okafor", wrong)) == (1 if same else 2)


def test_what_is_no_misspelling() -> None:
    assert len(people("Ruth Martine", "Martina")) == 2, "a given name"
    assert len(people("Okafor Adam", "Okafer")) == 2, "not the surname"
    assert len(people("Ruth Okafor", "Anne Okafer", "Okafxr")) == 3, "of two"
    assert len(people("Ruth Okafor", "Mr. Okafer")) == 2, "of another gender"
    assert len(people("Ruth Orange", "Orang", "Orangey")) == 2, "five letters"


def test_of_two_of_one_surname_the_one_with_the_title_is_meant() -> None:
    assert groups("Sen. Ruth Okafor", "Dr. Anne Okafor", "Sen. Okafor", "Dr. Okafor") == [[0, 2], [1, 3]]


def test_of_two_of_one_surname_the_one_alone_nearby_is_meant() -> None:
    assert groups("Ruth Okafor", "Ruth Okafor", "Anne Okafor", "Okafor") == [[0, 1, 3], [2]]
    far = [mention("Ruth Okafor", 0), mention("Ruth Okafor", 5), mention("Anne Okafor", 200), mention("Okafor", 320)]
    assert len(PersonIndex(WORDS).join(far)[1].mentions) == 2
    farther = [*far[:3], mention("Okafor", 321)]
    assert len(PersonIndex(WORDS).join(farther)[0].mentions) == 3


def test_somebody_named_nearby_by_a_single_word_is_near() -> None:
    start = [mention("Ruth Okafor", 0), mention("Anne Okafor", 5), mention("Anne Okafor", 8)]
    ruth, anne = PersonIndex(WORDS).join([*start, mention("Ruth", 300), mention("Okafor", 310)])
    assert [len(member.mentions) for member in (ruth, anne)] == [3, 2]


def test_who_is_named_only_later_is_not_near() -> None:
    assert groups("Ruth Okafor", "Okafor", "Anne Okafor", "Anne Okafor") == [[0, 1], [2, 3]]


def test_before_anybody_is_named_whoever_alone_is_introduced_soon_is_meant() -> None:
    start, often = mention("Okafor", 0), [mention("Anne Okafor", 200), mention("Anne Okafor", 210)]
    ruth, anne = PersonIndex(WORDS).join([start, mention("Ruth Okafor", 120), *often])
    assert [len(member.mentions) for member in (ruth, anne)] == [2, 2]
    anne, ruth = PersonIndex(WORDS).join([start, mention("Ruth Okafor", 121), *often])
    assert [len(member.mentions) for member in (anne, ruth)] == [3, 1], "too far"
    both = [start, mention("Ruth Okafor", 20), mention("Anne Okafor", 40), *often]
    assert len(PersonIndex(WORDS).join(both)[0].mentions) == 4, "two are"


def test_a_headlines_surname_stays_the_introduced_ones_throughout() -> None:
    texts = ("Okafor", "Ruth Okafor", "Mrs. Okafor", "Mrs. Okafor", "Anne Okafor", "Anne Okafor", "Anne Okafor")
    assert groups(*texts, gap=60)[0][:4] == [0, 1, 2, 3]


def test_a_given_name_spelt_by_all_initials() -> None:
    assert groups("Jon Otto Darnley", "Jod Darnley", "Jod") == [[0, 1, 2]]
    assert groups("Jon Otto Vale", "Jod Darnley") == [[0], [1]]
    assert groups("Jon Otto Vale Darnley", "Jod Darnley") == [[0], [1]]


def test_what_was_named_many_names_ago_is_not_near() -> None:
    others = [mention("Lane", 210 + place) for place in range(7)]
    start = [mention("Ruth Okafor", 0), mention("Ruth Okafor", 5), mention("Anne Okafor", 200)]
    near = PersonIndex(WORDS).join([*start, *others, mention("Okafor", 230)])
    assert len(near[1].mentions) == 2
    others.append(mention("Lane", 220))
    away = PersonIndex(WORDS).join([*start, *others, mention("Okafor", 230)])
    assert len(away[0].mentions) == 3


def test_of_two_of_one_surname_the_one_named_most_is_meant_and_surnames_come_first() -> None:
    assert groups("Ruth Okafor", "Anne Okafor", "Anne Okafor", "Okafor", gap=300) == [[0], [1, 2, 3]]
    assert groups("Ruth Okafor", "Anne Okafor", "Okafor", gap=300) == [[0, 2], [1]]
    assert groups("Okafor Ruth", "Okafor Ruth", "Anne Okafor", "Okafor", gap=300) == [[0, 1], [2, 3]]
    given = ("Ruth Okafor", "Ruth", "Ruth", "Anne Okafor", "Anne Okafor", "Okafor")
    assert groups(*given, gap=300) == [[0, 1, 2], [3, 4, 5]], "given names alone do not count"
    assert groups("Anne Okafor", "Ruth Okafor", "Dr. Ruth", "Okafor", gap=300) == [[0], [1, 2, 3]], "but with a title"
    assert groups("Ruth Okafor", "Ruth Lane", "Ruth", gap=300) == [[0, 2], [1]], "nobody's surname"


def test_of_two_named_as_often_the_one_named_first_is_meant() -> None:
    texts = ("Ruth Okafor", "Anne Okafor", "Anne Okafor", "Ruth Quill Okafor", "Okafor")
    assert groups(*texts, gap=300) == [[0, 3, 4], [1, 2]]


def test_people_stand_in_the_order_of_their_first_mention() -> None:
    joined = people("Lane", "Ruth Okafor", "Anne Lane")
    assert [member.name for member in joined] == ["Anne Lane", "Ruth Okafor"]
    assert [member.first for member in joined] == [3, 13]
    assert Member(0, Kind.PERSON).first == 0


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mrs. Okafor", FEMALE),
        ("Mr. Ruth Okafor", MALE),
        ("Dr. Ruth Okafor", FEMALE),
        ("Ruth Okafor", FEMALE),
        ("Okafor", None),
        ("Ruth", FEMALE),
        ("Dr. Ruth", FEMALE),
        ("Sen. Ruth", None),
        ("Sen. Ruth Okafor", FEMALE),
        ("Lady Oscar", FEMALE),
        ("J. Ruth Okafor", FEMALE),
        ("J. Okafor", None),
        ("Ruth-Anne Okafor", FEMALE),
        ("Mr. Mrs. Okafor", None),
    ],
)
def test_what_a_name_tells_of_gender(text: str, gender: str | None) -> None:
    assert gender_of(name(text), WORDS) == gender


def test_a_gender_once_known_stays() -> None:
    assert people("Ruth Okafor", "Dr. Okafor")[0].gender == FEMALE
    assert people("Okafor", "Mr. Okafor")[0].gender == MALE


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Ruth Okafor", "Ruth A. Okafor", "Ruth Okafor"), "Ruth Okafor"),
        (("Ruth Okafor", "Ruth A. Okafor"), "Ruth A. Okafor"),
        (("Ildo Quill Okafor", "Mr. Quill Okafor", "Mr. Quill Okafor"), "Ildo Quill Okafor"),
        (("Rip Ruth Okafor", "Ruth Okafor", "Ruth Okafor"), "Ruth Okafor"),
        (("Ruth Okafor Jr.", "Ruth Okafor", "Ruth Okafor"), "Ruth Okafor Jr."),
        (("MAC LEE", "Mac Lee"), "Mac Lee"),
        (("MAC LEE", "MAC LEE", "Mac Lee"), "MAC LEE"),
        (("Okafor", "Mr. Okafor"), "Okafor"),
        (("Lady Okafor", "Okafor"), "Lady Okafor"),
        (("Lady Okafor", "Okafor", "Okafor"), "Okafor"),
        (("Dr. Okafor",), "Dr. Okafor"),
        (("Dr. Sen. Okafor",), "Dr. Okafor"),
        (("Prince Otto",), "Prince Otto"),
        (("Sen. Okafor",), "Okafor"),
        (("Okafor", "Okafors", "Okafors"), "Okafors"),
    ],
)
def test_the_canonical_name(texts: tuple[str, ...], expected: str) -> None:
    assert [member.name for member in people(*texts)] == [expected]


def test_people_of_one_name_are_told_apart_by_their_titles() -> None:
    assert [m.name for m in people("Mr. Okafor", "Mrs. Okafor")] == ["Mr. Okafor", "Mrs. Okafor"]
    assert [m.name for m in people("Mr. Okafor", "Lane")] == ["Okafor", "Lane"]
    assert [m.name for m in people("Ruth", "Mr. Ruth")] == ["Ruth", "Mr. Ruth"]
    assert [m.name for m in people("Sen. Mr. Okafor", "Mrs. Okafor")] == ["Mr. Okafor", "Mrs. Okafor"]


def test_a_bare_surname_is_told_apart_from_somebody_named_more_often() -> None:
    assert [m.name for m in people("Ruth Okafor", "Ruth Okafor", "Mr. Okafor")] == ["Ruth Okafor", "Mr. Okafor"]
    assert [m.name for m in people("Ruth Okafor", "Mr. Okafor", "Mr. Okafor")] == ["Ruth Okafor", "Okafor"]


def test_a_nickname_within_a_name_means_its_bearer() -> None:
    long = mention("William Okafor", 3)
    long = replace(long, name=replace(long.name, nicknames=("buck",)))
    joined = PersonIndex(WORDS).join([long, mention("Buck Okafor", 13), mention("Buck", 23)])
    assert [len(member.mentions) for member in joined] == [3]


def test_a_person_keeps_its_titles_and_full_names() -> None:
    member = people("Sen. Ruth Okafor", "Ruth A. Okafor", "Ruth Okafor", "Mayor Okafor")[0]
    assert member.titles == {"sen", "mayor"}
    assert [full.text for full in member.full_names()] == ["Ruth A. Okafor", "Ruth Okafor"]
    assert (member.has_surname("okafor"), member.has_surname("ruth")) == (True, False)
