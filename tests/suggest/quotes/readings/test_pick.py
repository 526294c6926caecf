"""From what speaks for each option to its probability."""

from __future__ import annotations

import math

import pytest

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.options import Option
from annotator.suggest.quotes.readings.pick import probabilities

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
