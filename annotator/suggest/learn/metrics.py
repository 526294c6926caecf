"""How well quotes are suggested, held against those that were decided: found, exact, and with the right source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from spacy.training import Example
from spacy.util import registry

from annotator.core.decided import Sights, TrainingExample
from annotator.core.model import Quote, Span

if TYPE_CHECKING:
    from annotator.suggest.pipeline import Suggester


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


# ---- How well a suggester does, held against what annotators decided.


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
            **_to_json(self.total),
            "sentences": self.sights._asdict(),
            "all_in_sight": self.sights.all_in_sight,
            "unseen": _to_json(self.unseen) if self.sights.unseen else None,
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
        quotes = [quote for quote in suggested.quotes if not touches(quote, example.undecided)]
        text = example.document.text
        report.documents += 1
        matches = match(text, example.quotes, quotes)
        report.total += tally(text, example.quotes, quotes)
        report.unseen += tally(text, *_unseen(example, quotes, matches))
        report.sights = Sights(*map(sum, zip(report.sights, example.sights, strict=True)))
        hits = {m.suggested for m in matches}
        scored += [(quote.score or 0.0, number in hits) for number, quote in enumerate(quotes)]
    for low, high in pairwise(_BINS):
        right = [is_right for score, is_right in scored if low <= score < high]
        if right:
            report.bins.append((low, min(high, 1.0), len(right), sum(right)))
    return report


def _to_json(counted: Tally) -> dict[str, Any]:
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
    decided = {number for number, quote in enumerate(example.quotes) if touches(quote, example.seen)}
    given = {number for number, quote in enumerate(suggested) if touches(quote, example.seen)}
    for one in matches:
        if one.decided in decided or one.suggested in given:
            decided.add(one.decided)
            given.add(one.suggested)
    return (
        [quote for number, quote in enumerate(example.quotes) if number not in decided],
        [quote for number, quote in enumerate(suggested) if number not in given],
    )


def touches(quote: Quote, spans: Iterable[Span]) -> bool:
    """Whether some of the quote's content lies in one of the spans."""
    return any(span.overlaps(part) for span in spans for part in quote.content)
