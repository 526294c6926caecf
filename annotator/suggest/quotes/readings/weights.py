"""From the options of a quote to the probability of each: a conditional logit over their features."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from annotator.suggest.quotes.readings.options import Option

ELSEWHERE = "elsewhere"
"""The feature of what is none of the options: the right reading may not be among them."""


def probabilities(options: Sequence[Option], weights: Mapping[str, float]) -> list[float]:
    """The probability of each of the options of one quote, in their order; together somewhat less than 1.

    `weights`: what each feature adds to the log odds. A feature without a weight says nothing.
    """
    known: dict[int, float] = {}
    worths = []
    for option in options:
        worth = 0.0
        for group in option.features:
            # Options have groups of features in common: each is looked up once.
            key = id(group)
            if key not in known:
                known[key] = sum(weights.get(feature, 0.0) for feature in group)
            worth += known[key]
        worths.append(worth)
    elsewhere = weights.get(ELSEWHERE, 0.0)
    top = max([elsewhere, *worths])
    shares = [math.exp(worth - top) for worth in worths]
    whole = sum(shares) + math.exp(elsewhere - top)
    return [share / whole for share in shares]
