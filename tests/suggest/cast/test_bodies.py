"""Mentions of bodies joined to members: what an acronym or a short form stands for."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.bodies import join_bodies
from annotator.suggest.cast.mention import Kind
from tests.suggest.cast.tiny import WORDS, body


def bodies(*texts: str, kind: Kind = Kind.ORG) -> list[tuple[str, int, int]]:
    """Name, number and mentions of every body."""
    mentions = [body(text, 10 * place, kind) for place, text in enumerate(texts)]
    return [(member.name, member.number, len(member.mentions)) for member in join_bodies(mentions, WORDS, 5)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Ashby Works", "Ashby Works"), [("Ashby Works", 5, 2)]),
        (("Ashby Works", "Moss Works"), [("Ashby Works", 5, 1), ("Moss Works", 6, 1)]),
        (("Harbour Trade Council", "HTC"), [("Harbour Trade Council", 5, 2)]),
        (("Council of the Harbour", "CH"), [("Council of the Harbour", 5, 2)]),
        (("HTC", "Harbour Trade Council"), [("Harbour Trade Council", 5, 2)]),
        (("Harbour Trade Council", "H.T.C."), [("Harbour Trade Council", 5, 2)]),
        (("Alliance to Save Our Marshes", "ASOM"), [("Alliance to Save Our Marshes", 5, 2)]),
        (("Harbour Trade Council", "Htc"), [("Harbour Trade Council", 5, 1), ("Htc", 6, 1)]),
        (("Harbour Trade Council", "HTC WORKS"), [("Harbour Trade Council", 5, 1), ("HTC WORKS", 6, 1)]),
        (("Harbour", "H"), [("Harbour", 5, 1), ("H", 6, 1)]),
        (("The Harbour", "H"), [("The Harbour", 5, 1), ("H", 6, 1)]),
        (("Ashby News", "Ashby"), [("Ashby News", 5, 2)]),
        (("Ashby Council", "Ashby"), [("Ashby Council", 5, 1), ("Ashby", 6, 1)]),
        (("Ashby Council", "Council"), [("Ashby Council", 5, 2)]),
        (("Council", "Ashby Council"), [("Ashby Council", 5, 2)]),
        (("Ashby Works", "Works"), [("Ashby Works", 5, 1), ("Works", 6, 1)]),
        (("UK", "U.K.", "United Kingdom"), [("United Kingdom", 5, 3)]),
    ],
)
def test_bodies_by_long_and_short_forms(texts: tuple[str, ...], expected: list[tuple[str, int, int]]) -> None:
    assert bodies(*texts) == expected


@pytest.mark.parametrize(
    ("short", "start", "joined"),
    [("FA", 5, True), ("VA", 5, False), ("FAX", 5, False), ("Fa", 5, False), ("F", 5, False), ("FA", 6, False)],
)
def test_a_body_in_brackets_behind_a_name_is_its_acronym(short: str, start: int, joined: bool) -> None:
    mentions = [body("Department of Fleet Affairs"), body(short, start), body(short, 20)]
    found = join_bodies(mentions, WORDS, 0)
    assert found[0].name == "Department of Fleet Affairs"
    assert len(found) == (1 if joined else 2)


def test_a_bodys_noun_before_its_fields_is_a_short_form() -> None:
    assert len(bodies("Committee on Roads", "Committee")) == 1
    assert len(bodies("Committee against Roads", "Committee")) == 2
    assert len(bodies("House of Roads", "House")) == 2, "never shortened"


def test_bodies_of_two_kinds_are_two_and_mentions_stand_in_order() -> None:
    mentions = [body("HTC", 0, Kind.GROUP), body("Harbour Trade Council", 10)]
    assert len(join_bodies(mentions, WORDS, 0)) == 2
    joined = join_bodies([body("HTC", 0), body("Harbour Trade Council", 10), body("HTC", 20)], WORDS, 0)
    assert [m.start for m in joined[0].mentions] == [0, 10, 20]


def test_a_body_first_named_by_its_short_form_stands_there_in_text_order() -> None:
    assert bodies("HTC", "Moss", "Harbour Trade Council") == [("Harbour Trade Council", 5, 2), ("Moss", 6, 1)]


def test_the_house_is_not_the_white_house() -> None:
    joined = join_bodies(
        [body("White House", 0), body("House", 5), body("Ashby Council", 9), body("Council", 14)], WORDS, 0
    )
    assert [member.name for member in joined] == ["White House", "House", "Ashby Council"]


def test_a_department_goes_by_its_first_word() -> None:
    joined = join_bodies([body("State Department", 0), body("State", 5), body("Moss", 9)], WORDS, 0)
    assert [member.name for member in joined] == ["State Department", "Moss"]
