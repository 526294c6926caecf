"""How well quotes are suggested, held against those that were decided: found, exact, and with the right source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import add
from typing import Any, NamedTuple

from spacy.training import Example
from spacy.util import registry

from annotator.core.matching import match
from annotator.core.model import Quote


class Tally(NamedTuple):
    """Counts of quotes: decided, suggested, and how many of the suggested ones find a decided one.

    `exact`: with the same letters and digits; `ascribed`: with the right source.
    """

    decided: int = 0
    suggested: int = 0
    found: int = 0
    exact: int = 0
    ascribed: int = 0

    def __add__(self, other: tuple[object, ...]) -> Tally:
        return Tally(*map(add, self, other))

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


def tally(text: str, decided: Sequence[Quote], suggested: Sequence[Quote]) -> Tally:
    """The counts of one document."""
    matches = match(text, decided, suggested)
    exact = sum("content" in one.exact for one in matches)
    ascribed = sum("source" in one.overlap for one in matches)
    return Tally(len(decided), len(suggested), len(matches), exact, ascribed)


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
    return scores_of(total)


def scores_of(total: Tally) -> dict[str, float]:
    """The figures under the names that spaCy's configs and pipelines know them by, F1 from 0 to 1."""
    figures = {"quotes_f": total.overlap, "quotes_e2e": total.end_to_end, "quotes_exact": total.exactness}
    return {name: figure / 100 for name, figure in figures.items()}
