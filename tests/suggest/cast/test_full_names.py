"""Full names that a text splits: a given name without a label, a surname that two share."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.full_names import full_name_elsewhere, name_in_full, people_by_given_name
from annotator.suggest.cast.mention import Kind, Mention
from tests.suggest.cast.tiny import WORDS, body, mention, tiny


def named(marked: str, *mentions: Mention) -> list[str]:
    return [m.name.text for m in name_in_full(tiny(marked), list(mentions), WORDS)]


def test_two_share_the_surname_behind_them() -> None:
    couple = "Carl and Ruth Roe left"
    assert named(couple, mention("Carl"), mention("Ruth Roe", 2)) == ["Carl Roe", "Ruth Roe"]
    assert named("Carl & Ruth Roe left", mention("Carl"), mention("Ruth Roe", 2))[0] == "Carl Roe"
    brothers = "Carl G. and Dan H. Roe left"
    assert named(brothers, mention("Carl G."), mention("Dan H. Roe", 3)) == ["Carl G. Roe", "Dan H. Roe"]


@pytest.mark.parametrize(
    ("marked", "first", "second", "others"),
    [
        ("Carl or Ruth Roe left", mention("Carl"), mention("Ruth Roe", 2), ()),
        ("Carl and so Ruth Roe left", mention("Carl"), mention("Ruth Roe", 3), ()),
        ("Quill and Ruth Roe left", mention("Quill"), mention("Ruth Roe", 2), ()),
        ("Carl and Ruth left", mention("Carl"), mention("Ruth", 2), ()),
        ("Carl and Roe Works left", mention("Carl"), body("Roe Works", 2), ()),
        ("Mr. Carl and Ruth Roe left", mention("Mr. Carl", 1), mention("Ruth Roe", 3), ()),
        ("Carl Vale and Ruth Roe left", mention("Carl Vale"), mention("Ruth Roe", 3), ()),
        ("Carl and Ruth Roe left Carl Moss", mention("Carl"), mention("Ruth Roe", 2), (mention("Carl Moss", 5),)),
        ("Carl and Ruth Roe left Ann Carl", mention("Carl"), mention("Ruth Roe", 2), (mention("Ann Carl", 5),)),
    ],
)
def test_others_do_not(marked: str, first: Mention, second: Mention, others: tuple[Mention, ...]) -> None:
    assert named(marked, first, second, *others)[0] == first.name.text


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Quilla_NNP_compound_2 Roe left", "Quilla Roe"),
        ("so Quilla_NNP_compound_3 Roe left", "Roe"),
        ("so Quilla_NNP_amod_2 Roe left", "Roe"),
        ("so Quilla_NNPS_compound_2 Roe left", "Roe"),
        ("so Quilla_JJ_compound_2 Roe left", "Roe"),
        ("so QUILLA_NNP_compound_2 Roe left", "Roe"),
        ("so Rival_NNP_compound_2 Roe left", "Roe"),
        ("so Report_NNP_compound_2 Roe left", "Roe"),
        ("so Quilla_NNP_compound_2 Roe left quilla", "Roe"),
        ("Quilla_NNP_compound_1 Roe Slams Moss In Ad", "Roe"),
    ],
)
def test_a_given_name_without_a_label(marked: str, expected: str) -> None:
    place = marked.split().index("Roe")
    assert named(marked, mention("Roe", place))[0] == expected


def test_a_name_that_has_a_full_form_gets_no_other() -> None:
    marked = "so Quilla_NNP_compound_2 Roe left Ruth Roe"
    assert named(marked, mention("Roe", 2), mention("Ruth Roe", 4))[0] == "Roe"
    labelled = tiny("so Quilla_NNP_compound_2 Roe left", (1, 2, "ORG"))
    assert [m.name.text for m in name_in_full(labelled, [mention("Roe", 2)], WORDS)] == ["Roe"]


def test_two_of_a_family_share_a_surname_whatever_their_given_names() -> None:
    family = "Quill and Orla Roe left | so the Roes won"
    assert named(family, mention("Quill"), mention("Orla Roe", 2))[0] == "Quill Roe"
    twice = family + " | Quill smiled"
    assert named(twice, mention("Quill"), mention("Orla Roe", 2))[0] == "Quill"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Carl_NNP_compound_3 Orvo Roe left", "Carl Orvo Roe"),
        ("so Quill_NNP_compound_3 Orvo Roe left", "Orvo Roe"),
        ("so Carl_NNP_amod_3 Orvo Roe left", "Orvo Roe"),
        ("Carl_NNP_compound_2 Orvo Roe Slams Moss Ad", "Orvo Roe"),
    ],
)
def test_the_first_of_two_given_names_without_a_label(marked: str, expected: str) -> None:
    place = marked.split().index("Orvo")
    assert named(marked, mention("Orvo Roe", place))[0] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so Carl_NNP_compound_2 Orvane left", "Carl Orvane"),
        ("so Quill_NNP_compound_2 Orvane left", "Orvane"),
        ("so Carl_NNP_compound_2 ORVANE left", "ORVANE"),
        ("so Carl_NNP_compound_2 Bank left", "Bank"),
    ],
)
def test_a_person_taken_for_a_body_without_the_given_name(marked: str, expected: str) -> None:
    word = marked.split()[2]
    found = people_by_given_name(tiny(marked), [body(word, 2)], WORDS)
    assert [(m.name.text, m.kind is Kind.PERSON) for m in found] == [(expected, " " in expected)]


def test_a_surname_has_the_given_name_that_stands_before_it_elsewhere() -> None:
    doc = tiny("so Quilla_NNP_compound_2 Orvane left | Orvane said")
    found = full_name_elsewhere(doc[4], WORDS)
    assert found is not None
    assert found.name.text == "Quilla Orvane"
    assert full_name_elsewhere(tiny("so quilla Orvane left | Orvane said")[4], WORDS) is None


def test_a_surname_glued_to_the_quotation_behind_it() -> None:
    glued, again = 'Ruth Anne Roe:"We left Roe', mention("Roe", 5)
    assert named(glued, mention("Ruth Anne"), again)[0] == "Ruth Anne Roe"
    assert named(glued, mention("Ruth Anne")) == ["Ruth Anne"], "a surname of nobody else"
    assert named(glued, mention("Quill Anne"), again)[0] == "Quill Anne", "no given name before it"
    assert named('Ruth Anne Roe,"We left Roe', mention("Ruth Anne"), again)[0] == "Ruth Anne", "no mark of speech"
