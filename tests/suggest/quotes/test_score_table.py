"""From raw scores to probabilities."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.find import find_quotes
from annotator.suggest.quotes.frames import Frame
from annotator.suggest.quotes.lexicon import load_lexicon, probability, read_steps, table_of
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read

STEPS = ((0.2, 0.1), (0.5, 0.6), (0.9, 0.8))


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0.0, 0.1), (0.2, 0.1), (0.35, 0.35), (0.5, 0.6), (0.7, 0.7), (0.9, 0.8), (1.0, 0.8)],
)
def test_a_probability_lies_on_the_line_between_two_steps(score: float, expected: float) -> None:
    assert probability(score, STEPS) == pytest.approx(expected)


def test_without_steps_the_score_is_the_probability() -> None:
    assert probability(0.37, ()) == 0.37


def test_the_table_is_read_by_name_and_sorted() -> None:
    table = read_steps([["clause", "0.9", "0.8"], ["object", "0.5", "0.4"], ["clause", "0.2", "0.1"]])
    assert table == {"clause": [(0.2, 0.1), (0.9, 0.8)], "object": [(0.5, 0.4)]}


@pytest.mark.parametrize(
    ("text", "frame", "name"),
    [
        ("It is late, she said.", frames.INVERTED, "inverted-unmarked"),
        ("It is late, she said.", frames.FINITE, "clause-unmarked"),
        ("It is late, she said.", frames.OBJECT, "object"),
        ("It is “late,” she said.", frames.INVERTED, "inverted"),
        ("It is “late,” she said.", frames.FINITE, "clause"),
        ("It is “late,” she said.", frames.QUOTED, "quoted"),
    ],
)
def test_families_have_a_table_of_their_own_where_marks_are_lost(
    read: Read, text: str, frame: Frame, name: str
) -> None:
    doc = read(text)
    said = next(token.i for token in doc if token.text == "said")
    candidate = Candidate([(0, 3)], (said, said + 1), said, None, "say", frame)
    assert table_of(View(doc), candidate) == name


def test_scores_that_are_shown_are_calibrated(read: Read) -> None:
    doc = read("The mayor said that the bridge would open in May.")
    flat = replace(load_lexicon("en"), calibration={"clause-unmarked": [(0.0, 0.12345), (1.0, 0.12345)]})
    assert [quote.score for quote in find_quotes(doc, flat, PROFILES["speech"]).quotes] == [0.123]
    raw = replace(flat, calibration={})
    [quote] = find_quotes(doc, raw, PROFILES["speech"]).quotes
    assert quote.score is not None
    assert quote.score > 0.9
    assert find_quotes(doc, flat, PROFILES["speech"], threshold=0.124).quotes == ()
    assert len(find_quotes(doc, flat, PROFILES["speech"], threshold=0.123).quotes) == 1
