"""Whom a noun for one person means in running text: by office, party, kinship, or as the text tells only later."""

from __future__ import annotations

import pytest

from tests.suggest.cast.asking import Read, who


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "A man said that he saw the fire start. Firefighters came at noon. Mayor Ruth Okafor thanked them all.",
            "A man",
            "man",
        ),
        (
            "Mayor Ruth Okafor opened the road. A mayor said that such roads are rare. Mayor Otto Lane was not there.",
            "A mayor",
            "mayor",
        ),
        (
            "An aide said that the vote was lost. Later Ruth Okafor, a campaign aide, denied it.",
            "An aide",
            "aide",
        ),
    ],
)
def test_a_report_begins_with_a_noun_and_names_its_bearer_later(
    read: Read, text: str, source: str, expected: str
) -> None:
    assert who(read, text, source) == [expected]


def test_the_office_of_a_body_is_nobody_who_was_just_named(read: Read) -> None:
    text = "Otto Lane laughed at the question on Monday. The FBI director said that the case was closed."
    assert who(read, text, "The FBI director") == ["FBI director"]


def test_the_vice_president_is_not_the_president(read: Read) -> None:
    text = (
        "Vice President Anne Moss came in. President Ruth Okafor sat down and smiled at her guests. "
        "The vice president said that it was late."
    )
    assert who(read, text, "The vice president") == ["Anne Moss"]
    assert who(read, text.replace("The vice", "The"), "The president") == ["Ruth Okafor"]


@pytest.mark.parametrize(
    ("first", "source", "expected"),
    [
        ("Otto Lane came with his wife Ruth Okafor and with Jane Vane.", "His wife", "Ruth Okafor"),
        (
            "Ruth Okafor, the wife of Otto Lane, was there. Jane Vane came. Otto spoke.",
            "His wife",
            "Ruth Okafor",
        ),
        ("Otto Lane spoke of his daughter Ruth Okafor.", "His wife", "Otto Lane’s wife"),
    ],
)
def test_the_wife_whom_the_text_names(read: Read, first: str, source: str, expected: str) -> None:
    assert who(read, f"{first} {source} said that she agreed with it.", source) == [expected]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "The head of the Ashby union is worried about his members. On Monday, Ruth Okafor said that it was late.",
            "The head of the Ashby union",
            "head of the Ashby union",
        ),
        (
            "The head of the Ashby union is worried about it. Mayor Ruth Okafor said that it was late.",
            "The head of the Ashby union",
            "head of the Ashby union",
        ),
        (
            "The woman is worried about it. On Monday, Ruth Okafor said that it was late.",
            "The woman",
            "woman",
        ),
    ],
)
def test_who_is_introduced_right_after_the_beginning(read: Read, text: str, source: str, expected: str) -> None:
    assert who(read, text, source) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met Ruth Okafor, a judge and author who says that roads are bad.", "Ruth Okafor"),
        ("Otto Lane and a judge who says that roads are bad came late.", "judge"),
        ("They met a judge who says that roads are bad.", "judge"),
    ],
)
def test_who_in_a_clause_is_the_person_of_whom_its_noun_is_said(read: Read, text: str, expected: str) -> None:
    assert who(read, text, "who") == [expected]


def test_a_chairman_may_be_a_woman(read: Read) -> None:
    text = "Otto Lane met Ruth Okafor, the chairman. Later she said that it was late."
    assert who(read, text, "she") == ["Ruth Okafor"]


def test_who_is_named_in_the_sentence_is_meant_before_who_is_introduced(read: Read) -> None:
    text = (
        "Officials want to ban Otto Lane after the presidential candidate said that roads are bad. "
        "Carl Vane waved from his car."
    )
    assert who(read, text, "the presidential candidate") == ["Otto Lane"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("An attorney for Otto Lane, Carl Vane,", "Carl Vane"),
        ("An attorney for Otto Lane, the mayor,", "attorney for Otto Lane"),
        ("Lawyers for Otto Lane, Carl Vane", "lawyers for Otto Lane"),
    ],
)
def test_the_name_behind_the_whole_phrase_is_who_is_meant(read: Read, source: str, expected: str) -> None:
    assert who(read, f"{source} said that it was late.", source.rstrip(",")) == [expected]


def test_the_clause_on_a_name_tells_its_gender(read: Read) -> None:
    text = (
        "Anne Moss came late. Jackie Vane, who lost her hat to Otto Lane on Monday, laughed at Otto Lane. "
        "Later she said that it was dark."
    )
    assert who(read, text, "she") == ["Jackie Vane"]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "Otto Lane wants to close the road. Carl Vane objected on Monday. "
            "While Mr. Moss waited for the bus, he said that it was late.",
            "he",
            "Moss",
        ),
        (
            "Otto Lane came. Carl Vane objected. As he waited for the bus, Mrs. Moss said that it was late.",
            "he",
            "Carl Vane",
        ),
    ],
)
def test_a_pronoun_in_one_of_two_clauses_is_the_subject_of_the_other(
    read: Read, text: str, source: str, expected: str
) -> None:
    assert who(read, text, source) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Edmund Darnley's mayor", None),
    ],
)
def test_an_office_of_a_place_is_whom_the_report_names_later(read: Read, source: str, expected: str | None) -> None:
    text = (
        f"{source} said on Tuesday that candidate Thomas Vale was wrong about Ruth Okafor. "
        "Okafor, a Dane, was elected as mayor of Ashby last week. Mayor Okafor smiled."
    )
    found = who(read, text, source)[0]
    assert found == expected if expected else found != "Ruth Okafor"
