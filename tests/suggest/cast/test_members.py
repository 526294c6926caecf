"""Which mentions name one member, how it is called, and what the text says that it is."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member, join_mentions
from annotator.suggest.cast.mentions import find_mentions
from tests.suggest.cast.tiny import WORDS, tiny

PEOPLE = {"Ruth", "Okafor", "Otto", "Lane", "Carl", "Vale", "Mike", "Michael", "Moss", "Quill", "Newland", "J."}
BODIES = {
    "Ashby",
    "Works",
    "Trade",
    "Office",
    "SEIU",
    "Sea",
    "Eagle",
    "Iron",
    "Union",
    "Vane",
    "Inc",
    "Herald",
    "State",
    "Department",
    "AT",
}


def members(marked: str, *, story: bool = False) -> list[Member]:
    """The members that a text names; words that are known as people or bodies above have such labels."""
    doc = tiny(marked)
    labels = [(token.i, "PERSON" if token.text in PEOPLE else "ORG") for token in doc if token.text in PEOPLE | BODIES]
    entities: list[tuple[int, int, str]] = []
    for i, label in labels:
        if entities and entities[-1][1] == i and entities[-1][2] == label:
            entities[-1] = (entities[-1][0], i + 1, label)
        else:
            entities.append((i, i + 1, label))
    columns = Columns(tiny(marked, *entities), (), WORDS)
    return join_mentions(find_mentions(columns, story=story), columns, story=story)


def joined(marked: str, *, story: bool = False) -> list[list[str]]:
    """The names of each member, in the order of their first ones."""
    return [[mention.name.text for mention in member.mentions] for member in members(marked, story=story)]


def names(marked: str, *, story: bool = False) -> list[str]:
    return [member.name for member in members(marked, story=story)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Ruth Okafor met Okafor .", [["Ruth Okafor", "Okafor"]]),
        ("so Okafor met Ruth Okafor .", [["Okafor", "Ruth Okafor"]]),
        ("so Ruth Okafor met Ruth .", [["Ruth Okafor", "Ruth"]]),
        ("so Ruth Okafor met Otto Okafor .", [["Ruth Okafor"], ["Otto Okafor"]]),
        ("so Michael Vale met Mike Vale .", [["Michael Vale", "Mike Vale"]]),
        ("so Ruth Okafor met Mr. Okafor .", [["Ruth Okafor"], ["Okafor"]]),
        ("so Ruth Okafor met Mrs. Okafor .", [["Ruth Okafor", "Okafor"]]),
        ("so Miss Okafor met Mrs. Okafor .", [["Okafor"], ["Okafor"]]),
        ("so Ruth Okafor and Miss Okafor met Mrs. Okafor .", [["Ruth Okafor", "Okafor"], ["Okafor"]]),
        ("so Otto Vale met Mrs. Otto Vale .", [["Otto Vale"], ["Otto Vale"]]),
        ("so Quill met Quill .", [["Quill", "Quill"]]),
        ("so Moss Quill met Mr. Moss .", [["Moss Quill", "Moss"]]),
    ],
)
def test_mentions_of_one_person(marked: str, expected: list[list[str]]) -> None:
    assert joined(marked) == expected


def test_a_surname_that_two_have_is_whose_it_was_last_or_most() -> None:
    text = "so Ruth Okafor met Otto Okafor . | {} Okafor left . | x " + "y " * 50 + ". | Okafor slept ."
    assert joined(text.format("Ruth"))[0] == ["Ruth Okafor", "Ruth Okafor", "Okafor"]
    assert joined(text.format("Otto"))[1] == ["Otto Okafor", "Otto Okafor", "Okafor"]
    far = "so Ruth Okafor met Otto . | x " + "y " * 200 + ". | Otto Okafor came . | Okafor slept ."
    assert joined(far)[1] == ["Otto", "Otto Okafor", "Okafor"]


def test_in_a_story_a_wife_may_go_by_her_husbands_name() -> None:
    text = "so Newland Moss met Mrs. Newland Moss ."
    assert joined(text, story=True) == [["Newland Moss"], ["Newland Moss"]]
    assert joined(text) == [["Newland Moss", "Newland Moss"]]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Sea Eagle Iron Union met SEIU .", [["Sea Eagle Iron Union", "SEIU"]]),
        ("so Ashby Works met Ashby .", [["Ashby Works"], ["Ashby"]]),
        ("so Vane Inc met Vane .", [["Vane Inc", "Vane"]]),
        ("so Ashby Herald met Herald .", [["Ashby Herald", "Herald"]]),
        ("so Ashby Trade Works met Ashby Trade .", [["Ashby Trade Works", "Ashby Trade"]]),
    ],
)
def test_mentions_of_one_body(marked: str, expected: list[list[str]]) -> None:
    assert joined(marked) == expected


def test_a_country_has_one_name_and_is_not_its_people() -> None:
    columns = Columns(tiny("so U.S. met United States .", (1, 2, "GPE"), (3, 5, "GPE")), (), WORDS)
    assert len(join_mentions(find_mentions(columns), columns)) == 1
    columns = Columns(tiny("so Danes met Danes .", (1, 2, "NORP"), (3, 4, "NORP")), (), WORDS)
    assert [member.plural for member in join_mentions(find_mentions(columns), columns)] == [True]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Okafor met Ruth Okafor and Okafor .", ["Ruth Okafor"]),
        ("so Michael Vale met Mike Vale and Mike Vale .", ["Mike Vale"]),
        ("so RUTH OKAFOR met Ruth Okafor .", ["Ruth Okafor"]),
        ("so Mr. Quill slept .", ["Quill"]),
        ("so Lady Quill slept .", ["Lady Quill"]),
        ("so Mr. Moss met Mrs. Moss .", ["Mr. Moss", "Mrs. Moss"]),
        ("so Ruth Okafor met Mr. Okafor and Ruth Okafor .", ["Ruth Okafor", "Mr. Okafor"]),
        ("so Ashby Trade Works met Ashby Trade and Ashby Trade .", ["Ashby Trade Works"]),
    ],
)
def test_the_canonical_name(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected


def test_in_a_story_somebody_goes_by_the_usual_name_and_title() -> None:
    text = "so Quill met Ruth Quill . " + "| Quill slept . " * 12
    assert (names(text), names(text, story=True)) == (["Ruth Quill"], ["Quill"])
    assert names("so Mr. Quill met Mr. Quill and Quill .", story=True) == ["Mr. Quill"]


def test_a_name_of_the_headline_alone_is_not_the_canonical_one() -> None:
    assert names("Ruth Ann Okafor Slams Ashby Chief | so Ruth Okafor came .")[0] == "Ruth Okafor"


@pytest.mark.parametrize(
    ("marked", "roles", "about"),
    [
        ("so Mayor Ruth Okafor came .", {"mayor"}, {"mayor"}),
        ("so union_NN mayor_NN Ruth Okafor came .", {"mayor"}, {"mayor", "union"}),
        ("so Ruth Okafor , a_DT old_JJ mayor_NN of_IN Ashby , came .", {"mayor"}, {"mayor", "old", "ashby"}),
        ("so Ruth Okafor , a_DT u.s._JJ mayor_NN , came .", {"mayor"}, {"mayor", "u.s"}),
        ("so Ruth Okafor , a_DT company_NN , came .", set(), set()),
        ("so Ruth Okafor , a_DT union_NN leader_NN , came .", {"leader"}, {"leader", "union"}),
        ("so Ruth Okafor , the_DT union_NN -_HYPH leader_NN , came .", {"leader"}, {"leader", "union"}),
        ("so Ruth Okafor , a_DT lawyer_NN poet_NN , came .", {"poet"}, {"poet", "lawyer"}),
        ("so Ruth Okafor , a_DT mayor_NN of_IN lawyers=lawyer_NNS , came .", {"mayor"}, {"mayor", "lawyer"}),
        ("so Ruth Okafor , elected_VBN mayor_NN , came .", {"mayor"}, {"mayor"}),
        ("so Ruth Okafor , mayor_NN came_VBD , poet_NN .", {"mayor"}, {"mayor"}),
        ("so Ruth Okafor , came_VBD and_CC mayor_NN .", set(), set()),
        ("so Ruth Okafor is_VBZ mayor_NN .", set(), set()),
        ("so Ruth Okafor met a_DT mayor_NN .", set(), set()),
        ("so deputy_NN mayor_NN , Ruth Okafor came .", set(), set()),
        ("| old_JJ mayor_NN came | Ruth Okafor came .", set(), set()),
        ("so a b_NN c_NN d_NN e_NN f_NN g_NN h_NN poet_NN Ruth Okafor came .", {"poet"}, set("bcdefgh") | {"poet"}),
        ("so b_NN c_NN d_NN e_NN f_NN g_NN h_NN i_NN poet_NN Ruth Okafor came .", {"poet"}, set("cdefghi") | {"poet"}),
        ("so Deputy Mayor Ruth Okafor came .", {"mayor", "deputy"}, {"mayor", "deputy"}),
        ("so Vane Inc , a_DT mayor_NN , met .", set(), set()),
        ("so Vane Inc , a_DT hat_NN , met .", set(), set()),
        ("so Vane Inc , a_DT report_NN , met .", {"report"}, {"report"}),
        ("so Ruth Okafor is_VBZ a_DT mayor_NN .", {"mayor"}, {"mayor"}),
        ("so Ruth Okafor , a_DT mayor_NN who_WP met poets_NNS .", {"mayor"}, {"mayor"}),
        ("so Vane Inc , a_DT company_NN , met .", {"company"}, {"company"}),
    ],
)
def test_what_the_text_says_that_somebody_is(marked: str, roles: set[str], about: set[str]) -> None:
    found = tiny(marked)
    people = [(t.i, t.i + 1, "PERSON" if t.text in PEOPLE else "ORG") for t in found if t.text in PEOPLE | BODIES]
    columns = Columns(tiny(marked, *people), (), WORDS)
    member = next(m for m in join_mentions(find_mentions(columns), columns) if m.name != "Ashby")
    assert (member.roles, member.about) == (roles, about)


@pytest.mark.parametrize(
    ("marked", "gender", "sure"),
    [
        ("so Ruth Okafor came .", FEMALE, False),
        ("so Mr. Quill came .", MALE, True),
        ("so Gov. Otto came .", None, False),
        ("so Quill came .", None, False),
        ("so J. Otto Quill came .", MALE, False),
        ("so Mary-Zug Quill came .", FEMALE, False),
        ("so Lady Otto Quill came .", FEMALE, True),
        ("so Dr. Ruth Quill came .", FEMALE, False),
        ("so Dr. Ruth came .", FEMALE, False),
        ("so Queen Ruth came .", FEMALE, True),
        ("so Judge Ruth came .", None, False),
        ("so Quill , a_DT spokeswoman_NN , came .", FEMALE, False),
        ("so Moss Quill met Mr. Moss Quill .", MALE, True),
    ],
)
def test_titles_given_names_and_nouns_tell_a_gender(marked: str, gender: str | None, sure: bool) -> None:
    member = members(marked)[0]
    assert (member.gender, member.sure) == (gender, sure)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Ruth Okafor met Ruth Vale and Ruth .", [["Ruth Okafor"], ["Ruth Vale", "Ruth"]]),
        ("so Ruth Okafor met Miss Okafor and Otto Okafor .", [["Ruth Okafor", "Okafor"], ["Otto Okafor"]]),
        ("so Mrs. Ruth Okafor met Miss Okafor .", [["Ruth Okafor"], ["Okafor"]]),
        ("so Quill met Lady Quill and Mr. Quill .", [["Quill", "Quill"], ["Quill"]]),
        ("so Otto Vale met Otto J. Vale and Otto Vale .", [["Otto Vale", "Otto J. Vale", "Otto Vale"]]),
        ("so Vale Quill met Otto Vale and Vale .", [["Vale Quill"], ["Otto Vale", "Vale"]]),
    ],
)
def test_whose_one_word_is(marked: str, expected: list[list[str]]) -> None:
    assert joined(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Trade Union Office met Trade .", [["Trade Union Office"], ["Trade"]]),
        ("so ATW met Ashby Trade Works .", [["ATW", "Ashby Trade Works"]]),
        ("so Vane Trade Inc met Vane Trade and Vane .", [["Vane Trade Inc", "Vane Trade"], ["Vane"]]),
        ("so Vane Trade Inc met Vane Trade and VTI .", [["Vane Trade Inc", "Vane Trade", "VTI"]]),
    ],
)
def test_short_forms_of_bodies(marked: str, expected: list[list[str]]) -> None:
    assert joined(marked) == expected


def test_the_canonical_name_is_the_one_with_a_given_name_and_not_shouted() -> None:
    assert names("so Quill Vale met Otto Vale , Otto Vale .")[-1] == "Otto Vale"
    assert names("so ASHBY TRADE met Ashby Trade .".replace("TRADE", "Trade").replace("ASHBY", "Ashby")) == [
        "Ashby Trade"
    ]
    assert names("so Lady Quill and Quill , Quill , Quill slept .") == ["Quill"]
    assert names("so Miss Quill and Quill , Quill slept .", story=True) == ["Quill"]


@pytest.mark.parametrize(
    ("marked", "gender"),
    [
        ("Quill came as she left . | Quill came as she left .", FEMALE),
        ("Quill came as she left .", None),
        ("Quill came as he left , he sat .", MALE),
        ("Quill came as she left , she sat , he sat .", FEMALE),
        ("Quill came as she left , she sat , she ate , he sat , he ate .", None),
        ("as she left , she saw Quill .", None),
        ("Quill came . | she left , she sat .", None),
        ("Quill met Moss as she left , she sat .", None),
        ("Quill came “ as she left , she sat ” .", None),
        ("Quill came as it left , it sat .", None),
        ("Otto came as she left , she sat .", MALE),
    ],
)
def test_pronouns_behind_a_name_tell_a_gender_where_nobody_else_is_named(marked: str, gender: str | None) -> None:
    assert members(f"so {marked}")[0].gender == gender


@pytest.mark.parametrize(
    ("marked", "entities", "expected"),
    [
        (
            "so Trade Office of Ashby met Trade Office .",
            [(1, 5), (6, 8)],
            [["Trade Office of Ashby"], ["Trade Office"]],
        ),
        ("so Ashby Works met Works .", [(1, 3), (4, 5)], [["Ashby Works"], ["Works"]]),
        ("so Ashby Times met Times .", [(1, 3), (4, 5)], [["Ashby Times", "Times"]]),
        (
            "so Office of Trade met OT and OOT and O.T. .",
            [(1, 4), (5, 6), (7, 8), (9, 10)],
            [["Office of Trade", "OT", "OOT", "O.T."]],
        ),
        ("so Ashby Trade Works met Trade Works .", [(1, 4), (5, 7)], [["Ashby Trade Works"], ["Trade Works"]]),
        (
            "so Ashby Works met AW and Ashby Mills and AM .",
            [(1, 3), (4, 5), (6, 8), (9, 10)],
            [["Ashby Works", "AW"], ["Ashby Mills", "AM"]],
        ),
    ],
)
def test_a_short_form_is_initials_first_words_or_a_newspapers_last_one(
    marked: str, entities: list[tuple[int, int]], expected: list[list[str]]
) -> None:
    columns = Columns(tiny(marked, *((first, end, "ORG") for first, end in entities)), (), WORDS)
    found = join_mentions(find_mentions(columns), columns)
    assert [[mention.name.text for mention in member.mentions] for member in found] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Judge Quill met Quill and Quill .", ["Quill"]),
        ("so Lady Quill met Quill .", ["Lady Quill"]),  # a title that is mostly kept
        ("so Lady Quill met Quill and Quill .", ["Quill"]),
        ("so Judge Moss met Otto Moss and Otto Moss .", ["Otto Moss"]),
        ("so Mr. Quill met Mrs. Quill and Quill .", ["Mr. Quill", "Mrs. Quill"]),
        ("so Judge Quill met Lady Quill .", ["Lady Quill"]),
        ("so Ruth Vale met Mr. Vale .", ["Ruth Vale", "Vale"]),
        ("so Ruth Vale met Ruth Vale and Mr. Vale .", ["Ruth Vale", "Mr. Vale"]),
    ],
)
def test_a_title_is_kept_where_it_mostly_stands_or_tells_two_apart(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected
