"""Whom a noun for one person means in running text: by office, party, kinship, or as the text tells only later."""

from __future__ import annotations

import pytest

from tests.suggest.cast.asking import Read, who


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "Judge rejects the miners' appeal. A federal judge said on Monday that the mine must close for good. "
            "Justice Ruth Okafor wrote that the law was clear.",
            "A federal judge",
            "Ruth Okafor",
        ),
        (
            "Judge rejects the miners' appeal. A federal judge said on Monday that the mine must close for good. "
            "Justice Ruth Okafor wrote that the law was clear. The judge said that it was a pity.",
            "The judge",
            "Ruth Okafor",
        ),
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
        (
            "A campaign aide said that the vote was lost. Later Ruth Okafor, a campaign aide, denied it.",
            "A campaign aide",
            "Ruth Okafor",
        ),
    ],
)
def test_a_report_begins_with_a_noun_and_names_its_bearer_later(
    read: Read, text: str, source: str, expected: str
) -> None:
    assert who(read, text, source) == [expected]


def test_far_from_the_beginning_a_judge_is_whom_the_next_sentence_names_nobody_further_on(read: Read) -> None:
    filler = "The road was wet and the bus was late. " * 6
    text = f"{filler}A judge said that the mine must close. Judge Ruth Okafor said that it was a pity."
    assert who(read, text, "A judge") == ["Ruth Okafor"]
    assert who(read, text.replace("close. ", "close. The bus was late. "), "A judge") == ["judge"]


def test_the_president_of_whom_the_text_gives_no_first_name(read: Read) -> None:
    text = (
        "The president said that it was late. President Okafor waved. Mr. Okafor smiled. "
        "Then Vice President Anne Moss came with her children."
    )
    assert who(read, text, "The president") == ["Okafor"]


def test_an_office_with_a_name_beside_it_is_who_has_it_in_the_next_sentence(read: Read) -> None:
    filler = "Mayor Otto Lane opened the road. " + "The road was wet and the bus was late. " * 6
    text = f"{filler}The Ohio governor said that he was busy. But Governor Carl Vane came after all."
    assert who(read, text, "The Ohio governor") == ["Carl Vane"]


def test_the_office_of_a_body_is_nobody_who_was_just_named(read: Read) -> None:
    text = "Otto Lane laughed at the question on Monday. The FBI director said that the case was closed."
    assert who(read, text, "The FBI director") == ["FBI director"]


def test_somebody_of_another_party_is_not_the_nominee(read: Read) -> None:
    text = (
        "Republican Otto Lane was late. Libertarian presidential candidate Carl Vane spoke first. "
        "The Republican nominee said that he was sorry."
    )
    assert who(read, text, "The Republican nominee") == ["Otto Lane"]


def test_somebody_of_another_trade_is_hardly_the_nominee(read: Read) -> None:
    text = (
        "Otto Lane wants to cut taxes. Carl Vane, an economist at the university, said that the plan was vague. "
        "The nominee said that he would explain it."
    )
    assert who(read, text, "The nominee") == ["Otto Lane"]


def test_a_pronoun_behind_the_noun_tells_its_gender(read: Read) -> None:
    text = "Lawyers for Mr. Lane and Mrs. Okafor came. The candidate argued that files are private. {} aides agreed."
    assert who(read, text.format("His"), "The candidate") == ["Lane"]
    assert who(read, text.format("Her"), "The candidate") == ["Okafor"]


def test_who_has_the_main_role_in_the_sentence_before_is_meant(read: Read) -> None:
    text = (
        "Carl Vane says too much is made of it. The Indiana governor said that Otto Lane talks too much. "
        "Otto Lane was in Ohio. Otto Lane likes Ohio."
    )
    assert who(read, text, "The Indiana governor") == ["Carl Vane"]


def test_the_lawyer_of_somebody_is_neither_that_one_nor_anothers_lawyer(read: Read) -> None:
    text = (
        "Ruth Okafor's lawyer Anne Moss came early. The panel summoned Otto Lane. "
        "His lawyer said that he would not answer."
    )
    assert who(read, text, "His lawyer") == ["Otto Lane’s lawyer"]
    text = text.replace("His lawyer", "Mrs. Okafor's lawyer").replace("he would", "she would")
    assert who(read, text, "Mrs. Okafor's lawyer") == ["Anne Moss"]


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
        (
            "The file is about Otto Lane's divorce from wife Ruth Okafor. Otto left.",
            "His ex-wife",
            "Ruth Okafor",
        ),
        ("Otto Lane came with his former wife, Ruth Okafor.", "His ex-wife", "Ruth Okafor"),
        ("Otto Lane came with his wife Ruth Okafor and with Jane Vane.", "His wife", "Ruth Okafor"),
        (
            "Ruth Okafor, the wife of Otto Lane, was there. Jane Vane came. Otto spoke.",
            "His wife",
            "Ruth Okafor",
        ),
        ("Ruth Okafor, Otto Lane's wife, was there. Otto Lane spoke.", "His wife", "Ruth Okafor"),
        ("Carl Moss came with his wife Anne Moss. Otto Lane spoke.", "His wife", "Otto Lane’s wife"),
        ("Otto Lane spoke of his daughter Ruth Okafor.", "His wife", "Otto Lane’s wife"),
    ],
)
def test_the_wife_whom_the_text_names(read: Read, first: str, source: str, expected: str) -> None:
    assert who(read, f"{first} {source} said that she agreed with it.", source) == [expected]


def test_the_other_one_of_a_marriage(read: Read) -> None:
    text = "Ruth Okafor, the wife of Otto Lane, spoke first. Her husband said that he agreed with it."
    assert who(read, text, "Her husband") == ["Otto Lane"]
    text = "Mr. Vane brought his son Otto Lane. Otto Lane spoke first. His father said that he agreed with it."
    assert who(read, text, "His father") == ["Vane"]


def test_the_wife_without_a_possessive_is_who_was_called_so(read: Read) -> None:
    text = "Otto Lane came with his wife, Ruth Okafor. Jane Vane came too. The wife said that it was late."
    assert who(read, text, "The wife") == ["Ruth Okafor"]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "Union chief says the mill can close. The head of the Ashby union is worried about her members. "
            "On Monday, Ruth Okafor said that it was late.",
            "Union chief",
            "Ruth Okafor",
        ),
        (
            "The head of the Ashby union is worried about her members. On Monday, Ruth Okafor said that it was late.",
            "The head of the Ashby union",
            "Ruth Okafor",
        ),
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
        ("Ruth Okafor was one of the mayors, an eager driver who says that roads are bad.", "Ruth Okafor"),
        ("Otto Lane and a judge who says that roads are bad came late.", "judge"),
        ("They met a judge who says that roads are bad.", "judge"),
    ],
)
def test_who_in_a_clause_is_the_person_of_whom_its_noun_is_said(read: Read, text: str, expected: str) -> None:
    assert who(read, text, "who") == [expected]


def test_the_nominee_is_who_spoke_as_such(read: Read) -> None:
    text = (
        "Ruth Okafor spoke as the Ashby nominee. Presidential candidate Anne Moss laughed. "
        "The Ashby nominee said that it was late."
    )
    assert who(read, text, "The Ashby nominee") == ["Ruth Okafor"]


def test_the_subject_of_the_sentence_before_goes_before_an_officer_of_long_ago(read: Read) -> None:
    text = (
        "Senator Ruth Okafor opened the road. It was wet. The bus was late. It rained. The rain stopped.\n\n"
        "Otto Lane stopped at his office. The senator said that he was late."
    )
    assert who(read, text, "The senator") == ["Otto Lane"]
    assert who(read, text.replace(" It was wet. The bus was late. It rained.", ""), "The senator") == ["Ruth Okafor"]


def test_a_former_chairman_is_not_the_one_of_today(read: Read) -> None:
    text = "A former union chairman said that it was late. Union chairman Otto Lane waved."
    assert who(read, text, "A former union chairman") == ["former union chairman"]
    assert who(read, text.replace("A former", "A"), "A union chairman") == ["Otto Lane"]


def test_a_chairman_may_be_a_woman(read: Read) -> None:
    text = "Otto Lane met Ruth Okafor, the chairman. Later she said that it was late."
    assert who(read, text, "she") == ["Ruth Okafor"]


def test_she_is_the_woman_whom_the_sentence_before_tells_of(read: Read) -> None:
    text = "Anne Moss stayed at home. It rained. Otto Lane begged a woman to vote. Later she said that it was so."
    assert who(read, text, "she") == ["woman"]


def test_a_lawmaker_of_the_headline_is_whom_the_report_introduces(read: Read) -> None:
    text = (
        "Ashby lawmaker wants the road closed.\n\nA lawmaker in Ashby said that the road is bad. "
        "It is wet. Otto Lane said so in a letter."
    )
    assert who(read, text, "A lawmaker in Ashby") == ["Otto Lane"]
    assert who(read, text.replace("Ashby lawmaker wants", "Ashby wants"), "A lawmaker in Ashby") == [
        "lawmaker in Ashby"
    ]


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


def test_people_whom_others_talk_about_are_not_the_others(read: Read) -> None:
    text = "Several people Republicans have tried to reach refused to talk about it on Monday."
    assert who(read, text, "Several people Republicans") == ["several people"]


def test_they_are_the_two_people_where_no_group_came_up(read: Read) -> None:
    text = "Ruth Okafor came late. Otto Lane came early. They said that it was dark."
    assert who(read, text, "They") == ["Ruth Okafor and Otto Lane"]
    text = text.replace("Ruth Okafor came late", "Ruth Okafor met voters")
    assert who(read, text, "They") == ["voters"]
    text = "Ruth Okafor met Otto Lane. The Ashby Times hired both of them. They said that it was dark."
    assert who(read, text, "They") == ["Ashby Times"]


def test_one_company_of_many_is_not_the_company(read: Read) -> None:
    text = "One company says that roads are bad. Another company laughs. The company said that it was late."
    assert who(read, text, "The company") == ["company"]


def test_the_clause_on_a_name_tells_its_gender(read: Read) -> None:
    text = (
        "Anne Moss came late. Jackie Vane, who lost her hat to Otto Lane on Monday, laughed at Otto Lane. "
        "Later she said that it was dark."
    )
    assert who(read, text, "she") == ["Jackie Vane"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Otto Lane has a garden of rare existence. While that sets him apart, it costs him money.", None),
        ("Otto Lane has a garden. Ruth Okafor said that was not her view of it.", "Ruth Okafor"),
    ],
)
def test_that_which_begins_no_clause_of_a_noun(read: Read, text: str, expected: str | None) -> None:
    assert who(read, text, "that") == [expected]


def test_the_ohio_republican_is_not_any_republican(read: Read) -> None:
    text = "Carl Vane is worried about Republican Otto Lane. The Ohio Republican said that it was late."
    assert who(read, text, "The Ohio Republican") == ["Carl Vane"]
    assert who(read, text.replace("The Ohio", "The"), "The Republican") == ["Otto Lane"]


def test_his_brother_is_the_same_brother_again(read: Read) -> None:
    text = (
        "Otto Lane was lost. His brother Carl Lane gave an interview. Carl Lane called him kind. "
        "His brother said that he was brave."
    )
    assert who(read, text, "His brother", "His brother")[-1] == "Carl Lane"


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
            "Otto Lane came. Carl Vane objected. As he waited for the bus, Mr. Moss said that it was late.",
            "he",
            "Moss",
        ),
        (
            "Drivers came. Farmers objected. As they wait for the bus, voters say that it is late.",
            "they",
            "voters",
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


def test_he_is_who_the_sentence_before_is_about_not_who_its_end_names(read: Read) -> None:
    text = (
        "Carl Vane defended his mother on Monday and refused to blame politicians who had listened to Otto Lane. "
        "Otto Lane had come. Carl Vane tried to make Otto Lane wait. He said that it was late."
    )
    assert who(read, text, "He") == ["Carl Vane"]


def test_both_are_not_those_whose_names_only_stand_before_a_noun(read: Read) -> None:
    text = "Ruth Okafor came early. Otto Lane recalled the Carl Vane administration. Both said that it was late."
    assert who(read, text, "Both") == ["Ruth Okafor and Otto Lane"]


def test_her_speech_before_its_speaker_is_the_speakers(read: Read) -> None:
    text = "Anne Moss laughed. In her statement on roads, Ruth Okafor said that it was late."
    assert who(read, text, "her statement") == ["Ruth Okafor’s statement"]
    text = text.replace("Ruth Okafor said", "Otto Lane said")
    assert who(read, text, "her statement") == ["Anne Moss’ statement"]


def test_the_senator_of_one_state_is_none_of_another(read: Read) -> None:
    text = "Nevada Sen. Otto Lane backed the bill on Monday. The Vermont senator said that the bill was bad. "
    assert who(read, text, "The Vermont senator") != ["Otto Lane"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Ashby's new mayor", "Ruth Okafor"),
        ("The Danish capital's new mayor", "Ruth Okafor"),
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
