"""Match suggested quotes with decided ones and count: found, exact, and with the right source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.training import Example
from spacy.util import registry

from annotator.core.model import Quote, Span

FOUND_FROM = 0.5
"""The share of letters and digits in common (intersection over union) from which a quote counts as found."""


@dataclass(slots=True)
class Tally:
    """Counts of quotes: decided, suggested, and how many of the suggested ones find a decided one.

    `exact`: with the same letters and digits; `ascribed`: with the right source.
    """

    decided: int = 0
    suggested: int = 0
    found: int = 0
    exact: int = 0
    ascribed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.decided + other.decided,
            self.suggested + other.suggested,
            self.found + other.found,
            self.exact + other.exact,
            self.ascribed + other.ascribed,
        )

    def f1(self, hits: int) -> float:
        """F1 in percent of that many hits; 100 where nothing was decided and nothing suggested."""
        return 200 * hits / (self.decided + self.suggested) if self.decided + self.suggested else 100.0

    @property
    def overlap(self) -> float:
        """F1 of quotes found, in percent."""
        return self.f1(self.found)

    @property
    def end_to_end(self) -> float:
        """F1 of quotes found with the right mention as source, in percent."""
        return self.f1(self.ascribed)

    @property
    def exactness(self) -> float:
        """F1 of quotes with exactly the decided letters and digits, in percent."""
        return self.f1(self.exact)


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
    taken_decided: set[int] = set()
    taken_suggested: set[int] = set()
    matches = []
    for share, i, j in sorted(pairs):
        if i not in taken_decided and j not in taken_suggested:
            taken_decided.add(i)
            taken_suggested.add(j)
            ascribed = same_source(text, decided[i].source, suggested[j].source)
            matches.append(Match(j, i, share == -1.0, ascribed))
    return matches


def tally(text: str, decided: Sequence[Quote], suggested: Sequence[Quote]) -> Tally:
    """The counts of one document."""
    matches = match(text, decided, suggested)
    return Tally(
        decided=len(decided),
        suggested=len(suggested),
        found=len(matches),
        exact=sum(m.exact for m in matches),
        ascribed=sum(m.ascribed for m in matches),
    )


def letters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """The offsets of the letters and digits in these spans: punctuation and space do not count."""
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def same_source(text: str, decided: Span | None, suggested: Span | None) -> bool:
    """Whether there is no source in both, or the two sources share a letter or digit."""
    if decided is None or suggested is None:
        return decided is None and suggested is None
    return bool(letters(text, [decided]) & letters(text, [suggested]))


@registry.scorers("annotator.quotes_scorer.v1")  # type: ignore[untyped-decorator]
def make_quotes_scorer() -> Any:
    """For spaCy configs: scores `quotes_f` (found), `quotes_e2e` (right source) and `quotes_exact`, F1 from 0 to 1."""
    return score_quotes


def score_quotes(examples: Iterable[Example], spans_key: str = "quotes", **_: Any) -> dict[str, Any]:
    """The scores of spaCy's `evaluate` over Docs that hold quotes as span groups."""
    from annotator.suggest.span_groups import read_quotes

    total = Tally()
    for example in examples:
        decided = read_quotes(example.reference, spans_key)
        total += tally(example.reference.text, decided, read_quotes(example.predicted, spans_key))
    return {
        "quotes_f": total.overlap / 100,
        "quotes_e2e": total.end_to_end / 100,
        "quotes_exact": total.exactness / 100,
    }
