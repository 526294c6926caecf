"""How well quotes are suggested, held against those that were decided: found, exact, and with the right source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import add
from typing import Any, NamedTuple

from spacy.training import Example
from spacy.util import registry

from annotator.core.model import Quote
from annotator.core.review.versions import match


class F1(NamedTuple):
    """F1 in percent of quotes found, found with the right mention as source, and exact to the letter."""

    found: float
    end_to_end: float
    exact: float


class ScoreTally(NamedTuple):
    """Counts of quotes: decided, suggested, and how many of the suggested ones find a decided one.

    `ascribed`: with the right source; `exact`: with the same letters and digits.
    """

    decided: int = 0
    suggested: int = 0
    found: int = 0
    exact: int = 0
    ascribed: int = 0

    def __add__(self, other: tuple[object, ...]) -> ScoreTally:
        return ScoreTally(*map(add, self, other))

    @property
    def f1(self) -> F1:
        """What the counts say; 100 where nothing was decided and nothing suggested."""
        of = self.decided + self.suggested
        return F1(*(200 * hits / of if of else 100.0 for hits in (self.found, self.ascribed, self.exact)))


def tally(text: str, decided: Sequence[Quote], suggested: Sequence[Quote]) -> ScoreTally:
    """The counts of one document."""
    matches = match(text, decided, suggested)
    exact = sum("content" in pair.exact for pair in matches)
    ascribed = sum("source" in pair.overlap for pair in matches)
    return ScoreTally(len(decided), len(suggested), len(matches), exact, ascribed)


@registry.scorers("annotator.quotes_scorer.v1")  # type: ignore[untyped-decorator]
def make_quotes_scorer() -> Any:
    """For spaCy configs: scores `quotes_f` (found), `quotes_e2e` (right source) and `quotes_exact`, F1 from 0 to 1."""
    return score_quotes


def score_quotes(examples: Iterable[Example], **_: Any) -> dict[str, Any]:
    """The scores of spaCy's `evaluate` over Docs that hold quotes as span groups."""
    from annotator.suggest.span_groups import read_quotes

    total = ScoreTally()
    for example in examples:
        decided = read_quotes(example.reference)
        total += tally(example.reference.text, decided, read_quotes(example.predicted))
    return scores_of(total)


def scores_of(total: ScoreTally) -> dict[str, float]:
    """The figures under the names that spaCy's configs and pipelines know them by, F1 from 0 to 1."""
    return {name: f1 / 100 for name, f1 in zip(("quotes_f", "quotes_e2e", "quotes_exact"), total.f1, strict=True)}
