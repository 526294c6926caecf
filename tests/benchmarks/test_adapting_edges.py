"""The made-up houses mark what their names say, and F1 counts each quote once."""

from __future__ import annotations

import pytest

from annotator.core.decided import TrainingExample
from annotator.core.model import Document, Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from tests.benchmarks.adapting_edges import HOUSES, f1, learned

TEXT = "The mayor has said: that it is so. “We go,” she said. It is late, Ada said."
SAID = Quote((Span(20, 33),), QuoteType.INDIRECT, Span(10, 19), Span(0, 9))
GO = Quote((Span(35, 43),), QuoteType.DIRECT, Span(48, 52), Span(44, 47))
LATE = Quote((Span(54, 64),), QuoteType.INDIRECT, Span(70, 74), Span(66, 69))


@pytest.mark.parametrize(
    ("house", "quote", "expected"),
    [
        ("as the guidelines", SAID, ["that it is so", "has said:", "The mayor"]),
        ("no “that”", SAID, ["it is so", "has said:", "The mayor"]),
        ("the verb alone", SAID, ["that it is so", "said", "The mayor"]),
        ("no articles", SAID, ["that it is so", "has said:", "mayor"]),
        ("no marks", GO, ["We go,", "said", "she"]),
        ("no closing marks", GO, ["“We go,", "said", "she"]),
        ("commas", GO, ["“We go,”", "said", "she"]),
        ("commas", LATE, ["It is late,", "said", "Ada"]),
    ],
)
def test_a_house_marks_what_its_name_says(house: str, quote: Quote, expected: list[str]) -> None:
    marked = HOUSES[house](TEXT, quote)
    spans = [*marked.content, marked.cue, marked.source]
    assert [span.of(TEXT) for span in spans if span is not None] == expected


@pytest.mark.parametrize(
    ("house", "departures"),
    [
        ("as the guidelines", set()),
        ("no “that”", {"that"}),
        ("no marks", {"opening mark", "closing mark"}),
        ("no closing marks", {"closing mark"}),
        ("commas", {"comma"}),
        ("the verb alone", {"auxiliary of the cue", "colon of the cue"}),
        ("no articles", {"article of the source"}),
    ],
)
def test_habits_that_are_learned_of_a_house_are_its_own(house: str, departures: set[str]) -> None:
    example = TrainingExample(Document("a", TEXT), "gold", (SAID, GO, LATE))
    habits = learned([example] * 4, HOUSES[house])
    assert habits.departures(PROFILES["polnear"]) == departures


def test_f1_counts_each_quote_once() -> None:
    assert f1([(["a", "a"], ["a"]), (["b"], ["c"])]) == pytest.approx(40)
    assert f1([]) == 0
