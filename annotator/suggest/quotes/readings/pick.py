"""Which of the options of a quote is suggested: a conditional logit over what speaks for each (see `regression`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.options import Candidates, Option, candidate_of, options
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.regression import worth_of

ELSEWHERE = "elsewhere"
"""The feature of what is none of the options: the right reading may not be among them."""
_CLEARLY = 1.2
"""By which factor another reading must be likelier than the candidate's own to be suggested; set by hand."""


@dataclass(slots=True)
class Picked:
    """A suggested quote: all that it could be, how likely each is, and which of them is suggested (its number)."""

    candidate: Candidate
    options: Sequence[Option]
    shares: Sequence[float]
    number: int = 0


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
                known[key] = worth_of(group, weights)
            worth += known[key]
        worths.append(worth)
    elsewhere = weights.get(ELSEWHERE, 0.0)
    top = max([elsewhere, *worths])
    shares = [math.exp(worth - top) for worth in worths]
    whole = sum(shares) + math.exp(elsewhere - top)
    return [share / whole for share in shares]


def pick(candidates: Candidates, weights: Mapping[str, float]) -> list[Picked]:
    """What is suggested for each of the candidates that became quotes, and what else each could be.

    That is the likeliest content that differs by its edges alone and takes nothing from another quote, one quote after
    the other. What no words report keeps its own.
    """
    picked = []
    holder = dict(candidates.holder)
    for number, base in enumerate(candidates.suggested):
        choices = options(candidates, number, weights)
        own = Picked(base, choices, probabilities(choices, weights))
        for place in sorted(range(len(choices)), key=lambda i: -own.shares[i]):
            if not place or base.frame.uncued or own.shares[place] < _CLEARLY * own.shares[0]:
                break
            option = choices[place]
            candidate = candidate_of(candidates.text, option) if candidates.moves_edges(number, option) else None
            if candidate is not None and all(holder.get(i, number) == number for i in candidate.tokens()):
                own.candidate = replace(base, content=candidate.content, cue=candidate.cue, speech=None)
                own.number = place
                holder.update(dict.fromkeys(candidate.tokens(), number))
                break
        if own.candidate.speech is None:
            own.candidate.speech = sounds_spoken(candidates.text.view, own.candidate)
        picked.append(own)
    return picked
