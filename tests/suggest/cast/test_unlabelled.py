"""Names without a label: who signs, whose turn it is, and surnames known by their form."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.unlabelled import papers, without_label
from tests.suggest.cast.tiny import WORDS, tiny


def found(marked: str, *entities: tuple[int, int, str]) -> list[str]:
    doc = tiny(marked, *entities)
    return [doc[m.start : m.end].text for m in without_label(doc, [token.text for token in doc], WORDS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it was late . ― Ruth Okafor", [("Ruth Okafor", "person")]),
        ("it was late . -- Ruth Okafor .", [("Ruth Okafor", "person")]),
        ("it was late . ― Ruth Okafor ¶ So we left", [("Ruth Okafor", "person")]),
        ("it was late . ― Ruth Okafor left", []),
        ("it was late . ― Quill Okafor", []),
        ("it was late . ― Ruth", []),
        ("it was late . , Ruth Okafor", []),
        ("it was late . ―", []),
    ],
)
def test_who_signs_a_paragraph_is_a_person(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == [name for name, _ in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUTH OKAFOR : is it late", ["RUTH OKAFOR"]),
        ("so ¶ RUTH OKAFOR : is it late", ["RUTH OKAFOR"]),
        ("so ¶ RUTH OKAFOR , HOST : is it late", ["RUTH OKAFOR"]),
        ("so ¶ SEN. RUTH OKAFOR : is it late", ["RUTH OKAFOR"]),
        ("so RUTH OKAFOR : is it late", []),
        ("so ¶ RUTH OKAFOR is it late", []),
        ("so ¶ Ruth Okafor : is it late", []),
        ("so ¶ QUILL OKAFOR : is it late", []),
        ("so ¶ RUTH : is it late", []),
        ("so ¶ RUTH OKAFOR", []),
    ],
)
def test_whose_turn_it_is_in_a_transcript(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so Quilla_NNP_compound_2 D’Roe_NN left", ["Quilla D’Roe"]),
        ("so Ruth O'Roe left", ["Ruth O'Roe"]),
        ("so D’Roe_NN left", ["D’Roe"]),
        ("so McRoe left", ["McRoe"]),
        ("so quilla_NN D’Roe_NN left", ["D’Roe"]),
        ("so Quilla_NNP_x D’Roe_NN left", ["D’Roe"]),
        ("so Sen. D’Roe_NN left", ["D’Roe"]),
        ("so D’roe_NN left", []),
        ("so it’S_NN left", []),
    ],
)
def test_a_surname_with_a_capital_within(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_what_has_a_label_is_left_to_it() -> None:
    assert found("so Quilla McRoe left", (1, 3, "ORG")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The_DT Ashby Vale Leader said so", ["Ashby Vale Leader"]),
        ("The_DT Ashby Vale Leader Ruth Roe said so", []),
        ("The_DT Ashby Vale leader_NN said so", []),
        ("The_DT Ashby Senate Leader said so", []),
        ("The_DT Ashby Union Leader said so", ["Ashby Union Leader"]),
        ("The_DT Ashby Vale Senator said so", []),
        ("The_DT Ashby Vale Republican said so", []),
        ("the_DT Ashby Vale Leader said so", []),
        ("The_DT Advocate said so", []),
        ("The_DT Advocate said so | editors of The_DT Advocate left", ["Advocate", "Advocate"]),
        ("editors of The_DT Democrat left", []),
    ],
)
def test_a_paper_that_is_called_like_a_person(text: str, expected: list[str]) -> None:
    doc = tiny(text)
    names = [doc[m.start : m.end].text for m in papers(doc, [token.text for token in doc], WORDS)]
    assert names == expected
