"""From what speaks for each option to its probability."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.make import pick, probabilities
from annotator.suggest.quotes.readings.options import Option
from tests.suggest.quotes.readings.conftest import Ruled

CANDIDATE = Candidate([(0, 1)], (2, 3), 2, None, "say", frames.FINITE)


def option(*groups: tuple[str, ...]) -> Option:
    return Option(((0, 1),), CANDIDATE, (0,), groups)


def test_a_weight_is_what_a_feature_adds_to_the_log_odds() -> None:
    shared = ("b",)
    found = probabilities([option(("a",), shared), option(shared), option(("unknown",))], {"a": math.log(2), "b": 1.0})
    assert found[0] / found[1] == pytest.approx(2)
    assert found[1] / found[2] == pytest.approx(math.e)


def test_the_right_reading_may_be_none_of_them() -> None:
    found = probabilities([option(("a",)), option()], {"elsewhere": math.log(2)})
    assert found == pytest.approx([0.25, 0.25])
    assert probabilities([option(("a",))], {"a": 900.0}) == [1.0]
    assert probabilities([], {}) == []


def picked(ruled: Callable[[str], Ruled], text: str, weights: dict[str, float]) -> list[str]:
    """What is suggested of a text by these weights."""
    found = ruled(text)
    made = pick(found.candidates, weights)
    assert [one.options[one.number].words for one in made] == [found.text.words(one.candidate.content) for one in made]
    assert all(one.candidate.speech is not None for one in made)
    return [found.said(found.text.words(one.candidate.content)) for one in made]


MAY = "Lind said that it opens in May, which surprised nobody."
OWN, LONGER = "that it opens in May", "that it opens in May, which surprised nobody"


@pytest.mark.parametrize(
    ("text", "weights", "expected"),
    [
        (MAY, {}, [OWN]),
        (MAY, {"end longer sentence": 1.0}, [LONGER]),
        # not by a little
        (MAY, {"end longer sentence": math.log(1.19)}, [OWN]),
        (MAY, {"end longer sentence": math.log(1.21)}, [LONGER]),
        (MAY, {"end longer sentence": 1.0, "begin later at=preposition": 2.0}, [LONGER.removeprefix("that it opens ")]),
        # the likeliest that differs by its edges alone: neither no quote nor another cue's
        (MAY, {"nothing": 9.0}, [OWN]),
        (MAY, {"nothing": 9.0, "end longer sentence": 1.0}, [LONGER]),
        # nothing that another one has, but what that one has left
        ("Lind said it was late. She spoke about the harbour.", {"takes another": 9.0}, ["it was late", "the harbour"]),
    ],
)
def test_the_likeliest_edges_are_suggested_if_they_are_clearly_likelier(
    ruled: Callable[[str], Ruled], text: str, weights: dict[str, float], expected: list[str]
) -> None:
    assert picked(ruled, text, weights) == expected


def test_what_no_words_report_keeps_its_own_edges(ruled: Callable[[str], Ruled]) -> None:
    found = ruled(MAY)
    found.suggested[0].frame = frames.ALONE
    assert picked(lambda _: found, MAY, {"end longer sentence": 9.0}) == [OWN]
