"""Any suggester against decisions."""

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

_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)


@dataclass(slots=True)
class Report:
    """How a suggester did. `bins`: scores from, to, how many suggestions had one there, and how many were right."""

    documents: int = 0
    total: Tally = field(default_factory=Tally)
    bins: list[tuple[float, float, int, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain figures; F1 in percent."""
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


def judge(suggester: Suggester, lessons: Iterable[TrainingExample]) -> Report:
    """What the suggester proposes for the lessons' documents, against what was decided there."""
    report = Report()
    scored: list[tuple[float, bool]] = []
    for lesson in lessons:
        suggested = suggester.suggest_one(lesson.document)
        quotes = [quote for quote in suggested.quotes if not _unknown(quote, lesson)]
        text = lesson.document.text
        report.documents += 1
        report.total += tally(text, lesson.quotes, quotes)
        hits = {one.suggested for one in match(text, lesson.quotes, quotes)}
        scored += [(quote.score or 0.0, number in hits) for number, quote in enumerate(quotes)]
    for low, high in pairwise(_EDGES):
        here = [right for score, right in scored if low <= score < high]
        if here:
            report.bins.append((low, min(high, 1.0), len(here), sum(here)))
    return report


def _unknown(quote: Quote, lesson: TrainingExample) -> bool:
    """Whether the quote lies where nobody has decided."""
    return any(gap.overlaps(span) for gap in lesson.undecided for span in quote.content)
