"""Calibrate scores: the share of quotes with such a score that held-out decisions confirm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.suggest.learn.mix.select import fit_dense
from annotator.suggest.regression import Floats, log_odds, logistic

Curve = tuple[tuple[float, float], ...]
"""Points of (score, share that is right), both from 0 to 1 and neither ever falling."""

_LEAST = 40
"""Quotes below which nothing is calibrated; set by hand."""
_DRAWS = 200
_RIDGE = np.full(3, 1e-3)
"""Only as much penalty as keeps the weights finite where all quotes are right."""
_ODDS = np.linspace(-4.0, 6.0, 41)
"""The log odds of the scores that a curve has points for: scores from 0.018 to 0.998."""
_TINY = 1e-4


def calibrated(scores: Sequence[float], right: Sequence[bool], articles: Sequence[str]) -> Curve:
    """What the scores of quotes are worth; no points where too few quotes were held out. `articles`: each quote's.

    Beta calibration (Kull, Silva Filho and Flach 2017), which bends low and high scores independently. It is fitted on
    200 samples of articles drawn with replacement (the quotes of one article depend on each other); the curve is their
    mean less one standard deviation, so that scores promise little where little was held out. On held-out articles of
    PolNeAR train this did better than Platt scaling.
    """
    if len(scores) < _LEAST:
        return ()
    odds = np.array([log_odds(score, _TINY) for score in scores])
    rows, truth, article_of = _bent(odds), np.array(right, dtype=np.float64), np.array(articles)
    by_article = [np.flatnonzero(article_of == article) for article in np.unique(article_of)]
    generator = np.random.default_rng(0)
    points = _bent(_ODDS)
    curves = []
    for _ in range(_DRAWS):
        drawn = generator.integers(0, len(by_article), len(by_article))
        sample = np.concatenate([by_article[article] for article in drawn])
        curves.append(logistic(points @ fit_dense(rows[sample], truth[sample], odds[sample], _RIDGE) + _ODDS))
    shares = np.maximum.accumulate(np.maximum(np.mean(curves, axis=0) - np.std(curves, axis=0), 0.0))
    curve = np.round(np.stack([logistic(_ODDS), shares], axis=1), 4).tolist()
    return ((0.0, 0.0), *((score, share) for score, share in curve), (1.0, curve[-1][1]))


def _bent(odds: Floats) -> Floats:
    """For each score, given as log odds, (n,): one, log(score) and log(1 - score), (n, 3)."""
    return np.stack([np.ones_like(odds), np.log(logistic(odds)), np.log(logistic(-odds))], axis=1)
