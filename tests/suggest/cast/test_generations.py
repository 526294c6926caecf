"""Father and son of one name."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.generations import fathers_of
from annotator.suggest.cast.members import PersonIndex, name_people
from tests.suggest.cast.tiny import WORDS, mention


def people(*texts: str) -> list[tuple[str, int]]:
    joined = PersonIndex(WORDS).join([mention(text, 10 * place + 3) for place, text in enumerate(texts)])
    name_people(joined, WORDS)
    return [(member.name, len(member.mentions)) for member in joined]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Otto Roe", "Otto Roe", "Otto Roe Jr."), [("Otto Roe", 2), ("Otto Roe Jr.", 1)]),
        (("Otto Roe Jr.", "Otto Roe", "Otto Roe"), [("Otto Roe Jr.", 3)]),
        (("Otto Roe", "Otto Roe Jr."), [("Otto Roe Jr.", 2)]),
        (("Otto J. Roe", "Otto Roe Jr."), [("Otto J. Roe", 1), ("Otto Roe Jr.", 1)]),
        (("Otto J. Roe", "Otto Roe Jr.", "Otto Jr."), [("Otto J. Roe", 1), ("Otto Roe Jr.", 2)]),
    ],
)
def test_a_father_and_his_son_are_two(texts: tuple[str, ...], expected: list[tuple[str, int]]) -> None:
    assert people(*texts) == expected


def test_fathers_come_first_and_more_often() -> None:
    named = [mention("Otto Roe", 1), mention("Otto Roe", 5), mention("Otto Roe Jr.", 9)]
    assert fathers_of(named) == {("otto", "roe")}
    assert fathers_of(named[1:]) == set()
