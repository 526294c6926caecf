"""Counts that add up over documents and over draws of a bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.measure.coefficients import Documents, ratio
from annotator.measure.figure import CONFIDENCE, DRAWS, SEED

COUNTS = [{("a",): float(n % 4), ("b", "x"): float(n), ("b", "y"): 1.0} if n else {("b", "x"): 2.0} for n in range(12)]


def _share(sums):
    return ratio(sums[("a",)], sums["b", "x"])


def test_sums_are_over_all_documents_and_what_was_never_counted_is_none() -> None:
    total = Documents(COUNTS).total
    assert total[("a",)].tolist() == [18]
    assert total["b", "x"].tolist() == [68]
    assert total["c", "x"].tolist() == [0]
    assert {key: value.tolist() for key, value in total.under("b").items()} == {("x",): [68], ("y",): [11]}


def test_a_draw_is_the_sum_of_the_documents_drawn() -> None:
    times = np.random.default_rng(SEED).multinomial(12, [1 / 12] * 12, size=DRAWS)
    assert (times.sum(axis=1) == 12).all()
    drawn = Documents(COUNTS).drawn()["b", "x"]
    assert len(drawn) == DRAWS
    for draw in range(20):
        again = [counts for counts, number in zip(COUNTS, times[draw], strict=True) for _ in range(number)]
        assert drawn[draw] == Documents(again).total["b", "x"][0]


def test_a_figure_has_the_interval_of_its_draws() -> None:
    documents = Documents(COUNTS)
    figure = documents.figure(_share, "no b")
    drawn = np.sort(_share(documents.drawn()))
    assert figure.value == 18 / 68
    assert figure.low < 18 / 68 < figure.high
    assert ((drawn >= figure.low) & (drawn <= figure.high)).mean() == pytest.approx(CONFIDENCE, abs=0.006)
    assert figure == Documents(COUNTS).figure(_share, "no b")


def test_one_document_gives_no_interval_and_an_undefined_figure_says_why() -> None:
    alone = Documents(COUNTS[3:4]).figure(_share, "no b")
    assert (alone.value, alone.low, alone.high, alone.why) == (1.0, None, None, None)
    undefined = Documents([{("a",): 1.0}, {("a",): 2.0}]).figure(_share, "no b")
    assert (undefined.value, undefined.low, undefined.why) == (None, None, "no b")


def test_draws_for_which_it_is_undefined_are_left_out() -> None:
    half = Documents([{("a",): 1.0, ("b", "x"): 2.0}, {}]).figure(_share, "no b")
    assert (half.value, half.low, half.high) == (0.5, 0.5, 0.5)
    rarely = Documents([{("a",): 1.0, ("b", "x"): 2.0}, {}]).figure(
        lambda sums: np.where(sums[("a",)] == 1, 1.0, np.nan), "none"
    )
    assert (rarely.value, rarely.low) == (1.0, 1.0)
