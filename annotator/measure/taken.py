"""How often suggested quotes are taken as they stood, by the rule that found them and by their score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from annotator.core.decision import DECIDED, DecidedSentence, Sight
from annotator.measure.figure import Figure, proportion

BINS = 10
"""How many bins of equal width scores from 0 to 1 fall into."""
NO_RULE = "no rule"
"""What quotes are counted under whose suggestion names no rule: those of a trained pipeline."""
NO_SCORE = "no score"
"""The same for quotes without a score."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A suggested quote that somebody looked at, and whether the decision has it exactly as it stood."""

    annotator: str
    rule: str
    score: float | None
    taken: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the suggested quotes of a kind were taken as they stood, and their share with its interval."""

    kind: str
    taken: int
    offered: int

    @property
    def share(self) -> Figure:
        """The share with its Wilson interval."""
        return proportion(self.taken, self.offered)


def offered(decided: Iterable[DecidedSentence]) -> Iterator[Offered]:
    """Yield every suggested quote that a current decision answers.

    Left out is what nobody can be said to have taken or refused: skipped sentences, suggestions that were withheld, and
    sentences that were passed over or accepted in passing. A quote over several sentences counts in its first. It was
    taken as it stood where the decision has a quote with the same content, cue, source, type, speaker and attributes.
    """
    for one in decided:
        decision, suggestion = one.decision, one.suggestion
        seen = decision.sight is Sight.SUGGESTION and not decision.implied and decision.answer in DECIDED
        if suggestion is None or not seen:
            continue
        own = decision.labels.bare().quotes
        for quote in suggestion.labels.quotes:
            if not quote.continues:
                yield Offered(decision.annotator, quote.rule or NO_RULE, quote.score, quote.bare() in own)


def by_rule(quotes: Iterable[Offered]) -> list[Share]:
    """The shares by rule, the most frequent first."""
    return sorted(_shares(quotes, lambda quote: quote.rule), key=lambda share: (-share.offered, share.kind))


def by_score(quotes: Iterable[Offered]) -> list[Share]:
    """The shares by score, in bins of equal width, the lowest first; a bin without a quote is left out."""
    return sorted(_shares(quotes, lambda quote: bin_of(quote.score)), key=lambda share: share.kind)


def bin_of(score: float | None) -> str:
    """The bin of a score: from its lower bound up to, but without, the upper one; 1 belongs to the last.

    >>> bin_of(0.3), bin_of(0.99), bin_of(1.0), bin_of(None)
    ('0.3-0.4', '0.9-1.0', '0.9-1.0', 'no score')
    """
    if score is None:
        return NO_SCORE
    number = min(BINS - 1, max(0, int(score * BINS)))
    return f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}"


def _shares(quotes: Iterable[Offered], kind: Callable[[Offered], str]) -> list[Share]:
    counts: dict[str, tuple[int, int]] = {}
    for quote in quotes:
        taken, all_of_them = counts.get(kind(quote), (0, 0))
        counts[kind(quote)] = (taken + quote.taken, all_of_them + 1)
    return [Share(name, *pair) for name, pair in counts.items()]
