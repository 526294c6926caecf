"""Scores that can be believed: the share of quotes with such a score that held-out decisions confirm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.suggest.learn.ranker import Floats, logistic

_LEAST = 40
_DRAWS = 200
_ROUNDS = 20
_RIDGE = 1e-3
_POINTS = logistic(np.linspace(-4.0, 6.0, 41))


def calibrated(
    scores: Sequence[float], right: Sequence[bool], articles: Sequence[int]
) -> tuple[tuple[float, float], ...]:
    """Points (score, share that is right) of a curve that never falls; none where too little was held out.

    The logistic curve of Platt (1999, "Probabilistic outputs for support vector machines"), as the mean over articles
    drawn anew (the quotes of one stand or fall together), less its standard deviation: with little held out, scores
    promise little.
    """
    if len(scores) < _LEAST:
        return ()
    odds, truth, of = log_odds(np.array(scores)), np.array(right, dtype=np.float64), np.array(articles)
    by_article = [np.flatnonzero(of == article) for article in np.unique(of)]
    generator = np.random.default_rng(0)
    drawn = []
    for _ in range(_DRAWS):
        chosen = [by_article[at] for at in generator.integers(0, len(by_article), len(by_article))]
        rows = np.concatenate(chosen)
        level, slope = _platt(odds[rows], truth[rows])
        drawn.append(logistic(level + slope * log_odds(_POINTS)))
    shares = np.maximum.accumulate(np.maximum(np.mean(drawn, axis=0) - np.std(drawn, axis=0), 0.0))
    points = [(round(float(x), 4), round(float(y), 4)) for x, y in zip(_POINTS, shares, strict=True)]
    return ((0.0, 0.0), *points, (1.0, points[-1][1]))


def log_odds(shares: Floats) -> Floats:
    """Probabilities as log odds, kept finite."""
    kept = np.clip(shares, 1e-4, 1 - 1e-4)
    result: Floats = np.log(kept / (1 - kept))
    return result


def _platt(odds: Floats, truth: Floats) -> tuple[float, float]:
    """Level and slope that make the answers likeliest, by Newton's method; near 0 and 1 with few of them."""
    rows = np.stack([np.ones_like(odds), odds], axis=1)
    start = np.array([0.0, 1.0])
    weights = start.copy()
    for _ in range(_ROUNDS):
        share = logistic(rows @ weights)
        gradient = rows.T @ (share - truth) + _RIDGE * (weights - start)
        curvature = (rows * (share * (1 - share) + 1e-6)[:, None]).T @ rows + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return float(weights[0]), float(weights[1])
