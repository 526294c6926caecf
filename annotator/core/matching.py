"""Which suggested quote finds which decided one: by the letters and digits that they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.core.model import Quote, Span
from annotator.core.review.versions import best_pairs

FOUND_FROM = 0.5
"""The share of letters and digits in common (intersection over union) from which a quote counts as found."""


@dataclass(frozen=True, slots=True)
class Match:
    """A suggested quote and the decided one that it finds, by their numbers."""

    suggested: int
    decided: int
    exact: bool
    ascribed: bool


def match(text: str, decided: Sequence[Quote], suggested: Sequence[Quote]) -> list[Match]:
    """Which suggestion finds which decided quote: one to one, those with most in common first.

    `text`: the one that both have offsets in.
    """
    of_decided = [letters(text, quote.content) for quote in decided]
    of_suggested = [letters(text, quote.content) for quote in suggested]
    pairs = []
    for i, wanted in enumerate(of_decided):
        for j, given in enumerate(of_suggested):
            common = len(wanted & given)
            if common and common / len(wanted | given) >= FOUND_FROM:
                pairs.append((-common / len(wanted | given), i, j))
    return [
        Match(j, i, share == -1.0, same_source(text, decided[i].source, suggested[j].source))
        for share, i, j in best_pairs(pairs)
    ]


@lru_cache(maxsize=512)
def letters(text: str, spans: tuple[Span, ...]) -> frozenset[int]:
    """The offsets of the letters and digits in these spans: punctuation and space do not count.

    Remembered for some, as those of the decided quotes of a text are asked for again and again.
    """
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def same_source(text: str, decided: Span | None, suggested: Span | None) -> bool:
    """Whether there is no source in both, or the two sources share a letter or digit."""
    if decided is None or suggested is None:
        return decided is None and suggested is None
    return bool(letters(text, (decided,)) & letters(text, (suggested,)))
