"""How well a suggester does, held against what annotators decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotator.core.model import Quote
from annotator.core.training_examples import TrainingExample
from annotator.suggest.learn.metrics import Tally, match, tally

if TYPE_CHECKING:
    from annotator.suggest.pipeline import Suggester

_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)


@dataclass(slots=True)
class Report:
    """How a suggester did.

    `bins`: for each range of scores its ends, how many suggestions had such a score, and how many of them were right.
    """

    documents: int = 0
    total: Tally = field(default_factory=Tally)
    bins: list[tuple[float, float, int, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain numbers; F1 in percent."""
        return {
            "documents": self.documents,
            "decided": self.total.decided,
            "suggested": self.total.suggested,
            "found": round(self.total.overlap, 2),
            "end_to_end": round(self.total.end_to_end, 2),
            "exact": round(self.total.exactness, 2),
            "scores": [
                {"from": low, "to": min(high, 1.0), "quotes": count, "right": right}
                for low, high, count, right in self.bins
            ],
        }


def evaluate_suggester(suggester: Suggester, examples: Iterable[TrainingExample]) -> Report:
    """Hold what the suggester proposes for the examples' documents against what was decided there.

    Suggestions where nobody has decided are left out: they are neither right nor wrong.
    """
    report = Report()
    scored: list[tuple[float, bool]] = []
    for example in examples:
        suggested = suggester.suggest_one(example.document)
        quotes = [quote for quote in suggested.quotes if not _in_undecided(quote, example)]
        text = example.document.text
        report.documents += 1
        report.total += tally(text, example.quotes, quotes)
        hits = {m.suggested for m in match(text, example.quotes, quotes)}
        scored += [(quote.score or 0.0, number in hits) for number, quote in enumerate(quotes)]
    for low, high in pairwise(_BINS):
        right = [is_right for score, is_right in scored if low <= score < high]
        if right:
            report.bins.append((low, min(high, 1.0), len(right), sum(right)))
    return report


def _in_undecided(quote: Quote, example: TrainingExample) -> bool:
    """Whether some of the quote's content lies where nobody has decided."""
    return any(gap.overlaps(span) for gap in example.undecided for span in quote.content)
