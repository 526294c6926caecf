"""Names that a model takes for one: a newsroom and its reporter, a body and the person behind it."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.mention import Mention
from annotator.suggest.cast.run_together import part_names, people_of_bodies
from tests.suggest.cast.tiny import WORDS, body, mention, tiny

Entity = tuple[int, int, str]


def parted(marked: str, first: Mention, *others: Mention) -> list[tuple[str, str]]:
    """Text and kind of what the first mention becomes, where the text has the others too."""
    doc = tiny(marked + " x" * 40)
    kept = part_names(doc, [first, *others], WORDS)
    assert kept[len(kept) - len(others) :] == list(others)
    return [(doc[m.start : m.end].text, m.kind.value) for m in kept[: len(kept) - len(others)]]


ROE, ASHBY = mention("Ruth Roe", 20), body("Ashby Post", 30)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ashby Post Roe", [("Ashby Post", "org"), ("Roe", "person")]),
        ("Ashby Post Ruth Roe", [("Ashby Post", "org"), ("Ruth Roe", "person")]),
        ("Moss News Roe", [("Moss News", "org"), ("Roe", "person")]),
        ("CNN Ruth Roe", [("CNN", "org"), ("Ruth Roe", "person")]),
        ("Moss Hill Roe", [("Moss Hill Roe", "org")]),
        ("Ashby Post Lane", [("Ashby Post Lane", "org")]),
        ("Team Roe", [("Team Roe", "org")]),
    ],
)
def test_a_body_and_the_person_behind_it(text: str, found: list[tuple[str, str]]) -> None:
    assert parted(text, body(text), ROE, ASHBY) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ashbyan Ruth Roe", [("Ruth Roe", "person")]),
        ("Mary Ruth Roe", [("Mary Ruth Roe", "person")]),
        ("Q. Ruth Roe", [("Q. Ruth Roe", "person")]),
        ("Ashbyan Ruth Lane", [("Ashbyan Ruth Lane", "person")]),
        ("Ildo Quill Vale", [("Ildo Quill Vale", "person")]),
    ],
)
def test_a_word_before_a_full_name_that_is_none_of_it(text: str, found: list[tuple[str, str]]) -> None:
    assert parted(text, mention(text), ROE, mention("Quill Vale", 30)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Moss News ’s Ruth Vale", [("Moss News", "org"), ("Ruth Vale", "person")]),
        ("Moss News ’ Ruth Vale", [("Moss News", "org"), ("Ruth Vale", "person")]),
        ("Moss News ’s Big Board", [("Moss News", "org"), ("Big Board", "org")]),
        ("Ashby Post ’s Big Board", [("Ashby Post", "org"), ("Big Board", "org")]),
        ("Roe ’s Works", [("Roe", "person"), ("Works", "org")]),
        ("Ruth Vale ’s Works", [("Ruth Vale", "person"), ("Works", "org")]),
        ("Roe ’s 1995", [("Roe", "person")]),
        ("Veteran ’s Day", [("Veteran ’s Day", "org")]),
        ("Quill Moss ’s Works", [("Quill Moss ’s Works", "org")]),
    ],
)
def test_what_is_somebodys(text: str, found: list[tuple[str, str]]) -> None:
    shown = [(part.replace(" ’", "’"), kind) for part, kind in found]
    words = text.split()
    taken = Mention(0, len(words), 0, body("x").kind, body(text).name)
    assert parted(text, taken, ROE, ASHBY) == shown


@pytest.mark.parametrize(
    ("text", "entities", "found"),
    [
        ("when Moss News_NNP ’ Quilla_NNP_compound_5 Roe_NNP_nsubj_6 left", ((1, 4, "ORG"),), "Quilla Roe"),
        ("when Fox ’s Quilla_NNP_compound_4 Roe_NNP_nsubj_5 left", (), "Quilla Roe"),
        ("when Ashby ’s Quilla_NNP_compound_4 Roe_NNP_nsubj_5 left", ((1, 2, "GPE"),), None),
        ("when Ashby ’s Quilla_NNP_compound_4 Roe_NNP_nsubj_5 left", (), None),
        ("when Fox ’s Quilla_NNP_compound_4 Report_NNP_nsubj_5 left", (), None),
        ("when Fox ’s Quilla_NNP_compound_4 Roe_NNP_dobj_5 left", (), None),
        ("when Fox ’s Roe_NNP_nsubj_5 left today", (), None),
        ("when Fox ’s Quilla_JJ_compound_4 Roe_NNP_nsubj_5 left", (), None),
        ("when Fox ’s Big_NNP_compound_4 Roe_NNP_nsubj_5 left big", (), None),
        ("when Fox ’s Quilla_NNP_compound_4 Roe_NNP_nsubj_5 left", ((3, 5, "DATE"),), None),
    ],
)
def test_a_newsroom_and_its_reporter_without_a_label(
    text: str, entities: tuple[Entity, ...], found: str | None
) -> None:
    doc = tiny(text, *entities)
    people = [doc[m.start : m.end].text for m in people_of_bodies(doc, [token.text for token in doc], WORDS)]
    assert people == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Said_VBD Roe", [("Roe", "person")]),
        ("Said_NNP Roe", [("Said Roe", "person")]),
        ("Said_VBD Moss", [("Said Moss", "person")]),
    ],
)
def test_a_verb_that_begins_a_sentence_and_a_known_surname(text: str, found: list[tuple[str, str]]) -> None:
    words = text.replace("_VBD", "").replace("_NNP", "")
    assert parted(text, mention(words), ROE) == found
