"""Scores that can be believed, from what held-out decisions confirmed."""

from itertools import pairwise

import numpy as np
import pytest

from annotator.suggest.learn.mix.beta_calibration import calibrated


def told(points: tuple[tuple[float, float], ...], score: float) -> float:
    """What the curve says of a score."""
    return float(np.interp(score, [x for x, _ in points], [y for _, y in points]))


def drawn(count: int, bias: float) -> tuple[list[float], list[bool]]:
    """Scores, and answers that are right less often than they say (in log odds)."""
    generator = np.random.default_rng(3)
    scores = generator.uniform(0.3, 0.99, count)
    share = 1 / (1 + np.exp(-(np.log(scores / (1 - scores)) - bias)))
    return scores.tolist(), (generator.uniform(size=count) < share).tolist()


def test_scores_that_promise_too_much_are_brought_to_what_held() -> None:
    scores, right = drawn(6000, 1.0)
    curve = calibrated(scores, right, list(map(str, range(6000))))
    for score in (0.4, 0.6, 0.8, 0.95):
        true = 1 / (1 + np.exp(-(np.log(score / (1 - score)) - 1.0)))
        assert told(curve, score) == pytest.approx(true, abs=0.03)


def test_the_curve_goes_from_nothing_to_one_and_never_falls() -> None:
    scores, right = drawn(200, 0.0)
    curve = calibrated(scores, right, [str(at % 20) for at in range(200)])
    assert (curve[0], curve[-1][0]) == ((0.0, 0.0), 1.0)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    assert all(0 <= share <= 1 for _, share in curve)


def test_scores_promise_less_the_fewer_articles_they_rest_on() -> None:
    scores, right = drawn(400, 0.0)
    order = np.argsort(right, kind="stable")
    many = calibrated(scores, right, list(map(str, range(400))))
    few = calibrated([scores[at] for at in order], [right[at] for at in order], [str(at // 50) for at in range(400)])
    assert told(few, 0.8) < told(many, 0.8) - 0.05


def test_scores_stay_as_they_are_where_little_was_held_out_or_all_of_it_was_right() -> None:
    assert calibrated([0.9] * 39, [True] * 39, list(map(str, range(39)))) == ()
    assert told(calibrated([0.9] * 50, [True] * 50, list(map(str, range(50)))), 0.9) > 0.9
