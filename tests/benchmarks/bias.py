"""Annotators with a planted pull toward suggestions: how often `annotator bias` finds what was planted.

`python -m tests.benchmarks.bias [RUNS]` prints, for each size and each pull, in how many runs the interval holds the
planted effect, in how many it holds 0, and how wide it is.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from annotator.core.decision import Answer, DecidedSentence, Decision, Sight
from annotator.core.draw import withholding
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggestion
from annotator.measure.bias import Bias, bias

WORDS = "So it is, she said."
GAP = len(WORDS) + 1
SUGGESTED = 0.35
"""The share of sentences for which a quote is suggested."""
OWN = 0.7
"""How often an annotator would mark what is suggested without having seen it, on average over articles."""
UNLIKE = 4.0
"""How unlike articles are: own rates are of a beta distribution with these many observations; the fewer, the more."""


@dataclass(frozen=True)
class Size:
    """How much there is to decide, and the share that is withheld."""

    articles: int
    sentences: int
    share: float
    annotators: int = 1


SIZES = (
    Size(12, 40, 0.15),
    Size(40, 25, 0.10),
    Size(150, 25, 0.03),
    Size(150, 25, 0.10),
    Size(100, 25, 0.05, annotators=3),
)


def planted(pull: float) -> float:
    """The effect of a pull: how much more often the label is given where the suggestion is seen."""
    return pull * (1 - OWN)


def decisions(size: Size, pull: float, seed: int) -> Iterator[DecidedSentence]:
    """Decide every sentence: with chance `pull` as suggested where that is seen, else by one's own mind."""
    chance = random.Random(seed)
    for number in range(size.articles):
        text = " ".join([WORDS] * size.sentences) + f" {seed}.{number}"
        document, text_hash = Document(f"{seed}.{number}", text), sha256(text.encode()).hexdigest()
        for name in (f"annotator {at}" for at in range(size.annotators)):
            withhold = withholding(name, size.share)
            own_rate = chance.betavariate(OWN * UNLIKE, (1 - OWN) * UNLIKE)
            for index in range(size.sentences):
                quote = QuotePart((Span(index * GAP, index * GAP + 8),), QuoteType.DIRECT)
                suggested = Labels((quote,)) if chance.random() < SUGGESTED else Labels()
                withheld = withhold is not None and withhold(text_hash, index)
                given = bool(suggested.quotes) and chance.random() < own_rate
                if not withheld and chance.random() < pull:
                    given = bool(suggested.quotes)
                yield DecidedSentence(
                    document,
                    Sentence(index, index * GAP, index * GAP + len(WORDS)),
                    Decision(
                        0,
                        name,
                        Answer.ACCEPT,
                        Labels((quote,)) if given else Labels(),
                        "",
                        seconds=5.0,
                        suggestion=1,
                        sight=Sight.WITHHELD if withheld else Sight.SUGGESTION,
                    ),
                    Suggestion(1, "run", suggested, 0.9),
                )


def measured(size: Size, pull: float, seed: int) -> Bias:
    """What is measured in one run."""
    return bias(list(decisions(size, pull, seed)), {})


@dataclass
class Score:
    """In how many runs the interval held the planted effect, and 0; its mean width."""

    runs: int = 0
    covered: int = 0
    none_seen: int = 0
    width: float = 0.0
    withheld: int = 0


def score(size: Size, pull: float, runs: int, first_seed: int = 0) -> Score:
    """The score of the effect on quotes, over all annotators together."""
    scored = Score(runs)
    for seed in range(first_seed, first_seed + runs):
        found = measured(size, pull, seed).together.labels[0]
        assert (found.label, found.suggested) == ("quote", True)
        difference = found.effect.difference
        assert difference.low is not None
        assert difference.high is not None
        scored.covered += difference.low <= planted(pull) <= difference.high
        scored.none_seen += difference.low <= 0 <= difference.high
        scored.width += (difference.high - difference.low) / runs
        scored.withheld += found.effect.withheld.of
    return scored


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for size in SIZES:
        for pull in (0.0, 0.3, 0.6, 0.9):
            found = score(size, pull, runs)
            print(
                f"{size.annotators} x {size.articles} articles of {size.sentences} sentences, {size.share:.0%} withheld"
                f" ({found.withheld / runs:.0f} with a quote): planted {planted(pull):.2f}: covered {found.covered},"
                f" 0 in the interval {found.none_seen} of {runs}; width {found.width:.2f}"
            )
