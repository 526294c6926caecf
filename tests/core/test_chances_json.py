"""Chances as compact JSON, and back."""

from __future__ import annotations

import json

import pytest

from annotator.core.chances_json import chances_from_json, chances_to_json
from annotator.core.model import Chance, Span

SAID = Chance(
    (Span(0, 10), Span(22, 40)), Span(12, 20), "say", "inv", "inverted-clause", 0.957, ("all=saying",), opens=True
)
HOPED = Chance((Span(60, 71),), Span(50, 58), "hope", "inf", "complement-infinitive", 0.1, admitted=False)
AGAIN = Chance((Span(44, 49),), Span(41, 43), "say", "inv", "inverted-clause", 1.0, ("all=saying", "source=name"))


@pytest.mark.parametrize("chances", [(), (SAID,), (SAID, HOPED, AGAIN)], ids=["none", "one", "several"])
def test_they_are_read_as_they_were_written(chances: tuple[Chance, ...]) -> None:
    assert chances_from_json(json.loads(json.dumps(chances_to_json(chances)))) == chances


def test_every_thousandth_of_a_score_is_kept() -> None:
    chances = tuple(Chance((), Span(0, 1), "say", "inv", "r", round(part / 1000, 3)) for part in range(1001))
    assert chances_from_json(chances_to_json(chances)) == chances


def test_what_chances_have_in_common_is_written_once() -> None:
    written = chances_to_json((SAID, AGAIN, HOPED, SAID))
    assert (written["words"], written["frames"]) == (
        ["say", "hope"],
        [("inv", "inverted-clause"), ("inf", "complement-infinitive")],
    )
    assert all(isinstance(number, int) for number in written["chances"])
