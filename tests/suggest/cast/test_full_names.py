"""Full names that a text splits: a given name without a label, a surname that two share."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.full_names import name_in_full
from annotator.suggest.cast.mention import Mention
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
