"""How well a suggester does, held against what annotators decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotator.core.decided import Sights, TrainingExample
from annotator.core.model import Quote, Span
from annotator.suggest.learn.metrics import Match, Tally, match, tally

if TYPE_CHECKING:
    from annotator.suggest.pipeline import Suggester

_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)


@dataclass(slots=True)
class Report:
    """How a suggester did.

    `bins`: for each range of scores its ends, how many suggestions had such a score, and how many of them were right.
    `unseen` counts quotes of sentences that were all decided without a suggestion in sight, `sights` how many sentences
    were decided with what.
    """

    documents: int = 0
    total: Tally = field(default_factory=Tally)
    unseen: Tally = field(default_factory=Tally)
    sights: Sights = field(default_factory=Sights)
    bins: list[tuple[float, float, int, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain numbers; F1 in percent."""
        return {
            "documents": self.documents,
            **_figures(self.total),
            "sentences": self.sights._asdict(),
            "all_in_sight": self.sights.all_in_sight,
            "unseen": _figures(self.unseen) if self.sights.unseen else None,
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
        quotes = [quote for quote in suggested.quotes if not _touches(quote, example.undecided)]
        text = example.document.text
        report.documents += 1
        matches = match(text, example.quotes, quotes)
        report.total += tally(text, example.quotes, quotes)
        report.unseen += tally(text, *_unseen(example, quotes, matches))
        report.sights = report.sights.plus(example.sights)
        hits = {m.suggested for m in matches}
        scored += [(quote.score or 0.0, number in hits) for number, quote in enumerate(quotes)]
    for low, high in pairwise(_BINS):
        right = [is_right for score, is_right in scored if low <= score < high]
        if right:
            report.bins.append((low, min(high, 1.0), len(right), sum(right)))
    return report


def _figures(counted: Tally) -> dict[str, Any]:
    return {
        "decided": counted.decided,
        "suggested": counted.suggested,
        "found": round(counted.overlap, 2),
        "end_to_end": round(counted.end_to_end, 2),
        "exact": round(counted.exactness, 2),
    }


def _unseen(
    example: TrainingExample, suggested: Sequence[Quote], matches: Iterable[Match]
) -> tuple[list[Quote], list[Quote]]:
    """The decided and the suggested quotes that lie in sentences decided without a suggestion in sight, wholly.

    Whatever finds one that does not is left out with it: it is neither right nor wrong there.
    """
    decided = {number for number, quote in enumerate(example.quotes) if _touches(quote, example.seen)}
    given = {number for number, quote in enumerate(suggested) if _touches(quote, example.seen)}
    for one in matches:
        if one.decided in decided or one.suggested in given:
            decided.add(one.decided)
            given.add(one.suggested)
    return (
        [quote for number, quote in enumerate(example.quotes) if number not in decided],
        [quote for number, quote in enumerate(suggested) if number not in given],
    )


def _touches(quote: Quote, spans: Iterable[Span]) -> bool:
    """Whether some of the quote's content lies in one of the spans."""
    return any(span.overlaps(part) for span in spans for part in quote.content)
