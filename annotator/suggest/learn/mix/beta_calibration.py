"""Scores that can be believed: the share of quotes with such a score that held-out decisions confirm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.suggest.learn.mix.ranker import Floats, likeliest, log_odds, logistic

Curve = tuple[tuple[float, float], ...]
"""Points of (score, share that is right), both from 0 to 1 and neither ever falling."""

_LEAST = 40
_DRAWS = 200
_RIDGE = np.full(3, 1e-3)
_ODDS = np.linspace(-4.0, 6.0, 41)
"""The log odds of the scores that a curve has points for."""
_TINY = 1e-4


def calibrated(scores: Sequence[float], right: Sequence[bool], articles: Sequence[str]) -> Curve:
    """What the scores of quotes are worth; no points where too little was held out. `articles`: where each stands.

    Beta calibration (Kull, Silva Filho and Flach 2017: low and high scores each bent their own way), as the mean over
    articles drawn anew (the quotes of one stand or fall together), less its standard deviation: with little held out,
    scores promise little.
    """
    if len(scores) < _LEAST:
        return ()
    odds = np.array([log_odds(score, _TINY) for score in scores])
    rows, truth, of = _bent(odds), np.array(right, dtype=np.float64), np.array(articles)
    by_article = [np.flatnonzero(of == article) for article in np.unique(of)]
    generator = np.random.default_rng(0)
    points = _bent(_ODDS)
    drawn = []
    for _ in range(_DRAWS):
        at = np.concatenate([by_article[one] for one in generator.integers(0, len(by_article), len(by_article))])
        drawn.append(logistic(points @ likeliest(rows[at], truth[at], odds[at], _RIDGE) + _ODDS))
    shares = np.maximum.accumulate(np.maximum(np.mean(drawn, axis=0) - np.std(drawn, axis=0), 0.0))
    curve = np.round(np.stack([logistic(_ODDS), shares], axis=1), 4).tolist()
    return ((0.0, 0.0), *((score, share) for score, share in curve), (1.0, curve[-1][1]))


def _bent(odds: Floats) -> Floats:
    """The level, and the logarithms of the score and of what it lacks to 1."""
    return np.stack([np.ones_like(odds), np.log(logistic(odds)), np.log(logistic(-odds))], axis=1)
