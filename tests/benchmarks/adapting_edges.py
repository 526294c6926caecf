"""How soon suggestions follow a house that marks more or less at the edges of quotes than the guidelines say.

    python -m tests.benchmarks.adapting_edges GOLD.jsonl DECIDED.jsonl [--without IDS] [--profile polnear] [--first 20]

Each house (`HOUSES`) is made of the gold by one rule, such as that no "that" is marked. Its decisions are those of the
first 3, 10, 25 and 100 of the articles of DECIDED that a seed draws (three seeds), without those whose ids stand in the
file IDS. Prints F1 in percent of the suggestions for GOLD, unadapted and adapted: of contents, to the letter, that is
with every mark and comma; of cues and of sources. "as the guidelines" is the gold as it is: nothing may get worse.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.core.decided import TrainingExample
from annotator.core.habits import Habits
from annotator.core.model import Quote, QuoteType, Span
from annotator.core.quotes.guidelines import EdgeHabits, Edges, decided_edges
from annotator.suggest.pipeline import Suggester
from tests.benchmarks.learn import read_gold

House = Callable[[str, Quote], Quote]
"""A quote of the gold as this house marks it, by the text."""
DECIDED, SEEDS = (3, 10, 25, 100), (1, 2, 3)
_IN_MARKS = re.compile(r"(?:“[^”]*”|\"[^\"]*\")", re.DOTALL)


def without_that(text: str, quote: Quote) -> Quote:
    """No "that" or "whether" before reported words."""
    (start, end), *others = quote.content
    found = re.compile(r"(?:that|whether)\s+(?=\S)").match(text, start, end)
    if quote.type is QuoteType.DIRECT or found is None:
        return quote
    return replace(quote, content=(Span(found.end(), end), *others))


def without_marks(text: str, quote: Quote, *, opening: int = 1, closing: int = 1) -> Quote:
    """No quotation marks around a piece that is all in marks."""
    pieces = (
        Span(start + opening, end - closing)
        if end - start > 2 and _IN_MARKS.fullmatch(text, start, end)
        else Span(start, end)
        for start, end in quote.content
    )
    return replace(quote, content=tuple(pieces))


def without_closing_marks(text: str, quote: Quote) -> Quote:
    """The opening mark of such a piece, but not the closing one."""
    return without_marks(text, quote, opening=0)


def with_commas(text: str, quote: Quote) -> Quote:
    """The comma behind the last word too."""
    pieces = (
        Span(start, end + (text[end - 1].isalnum() and text[end : end + 1] == ",")) for start, end in quote.content
    )
    return replace(quote, content=tuple(pieces))


def with_the_verb_alone(text: str, quote: Quote) -> Quote:
    """No auxiliary and no colon in the cue."""
    if quote.cue is None:
        return quote
    start, end = quote.cue
    led = re.compile(r"(?:(?:has|have|had|is|are|was|were|be|been|will|would|did|does|not|also)\s+)+").match(
        text, start, end
    )
    start = led.end() if led is not None else start
    return replace(quote, cue=Span(start, end - (text[end - 1] == ":" and end - start > 1)))


def without_articles(text: str, quote: Quote) -> Quote:
    """No article before a source."""
    found = None if quote.source is None else re.compile(r"(?:the|an?)\s+", re.IGNORECASE).match(text, *quote.source)
    if quote.source is None or found is None or found.end() >= quote.source.end:
        return quote
    return replace(quote, source=Span(found.end(), quote.source.end))


HOUSES: dict[str, House] = {
    "as the guidelines": lambda _, quote: quote,
    "no “that”": without_that,
    "no marks": without_marks,
    "no closing marks": without_closing_marks,
    "commas": with_commas,
    "the verb alone": with_the_verb_alone,
    "no articles": without_articles,
}


def learned(examples: Iterable[TrainingExample], house: House) -> EdgeHabits:
    """The habits that the decisions of this house show."""
    counts: Edges = Counter()
    for example in examples:
        text = example.document.text
        counts.update(decided_edges(text, [house(text, quote) for quote in example.quotes]))
    return EdgeHabits.of(counts)


class Measured:
    """Suggestions for the gold articles, made anew only where the habits depart otherwise than any before."""

    def __init__(self, gold: Sequence[TrainingExample], suggester: Suggester) -> None:
        self._gold, self._suggester = gold, suggester
        self._known: dict[frozenset[str], list[tuple[Quote, ...]]] = {}

    def figures(self, habits: EdgeHabits, house: House) -> tuple[float, float, float]:
        """F1 of contents, cues and sources, in percent."""
        departures = habits.departures(self._suggester.profile)
        if departures not in self._known:
            self._suggester.adapt(Habits(edges=habits))
            self._known[departures] = [self._suggester.suggest_one(one.document).quotes for one in self._gold]
        wanted = [[house(one.document.text, quote) for quote in one.quotes] for one in self._gold]
        pairs = list(zip(self._known[departures], wanted, strict=True))
        return (
            f1(([quote.content for quote in mine], [quote.content for quote in theirs]) for mine, theirs in pairs),
            f1((_set(quote.cue for quote in mine), _set(quote.cue for quote in theirs)) for mine, theirs in pairs),
            f1(
                (_set(quote.source for quote in mine), _set(quote.source for quote in theirs)) for mine, theirs in pairs
            ),
        )


def f1(pairs: Iterable[tuple[Iterable[object], Iterable[object]]]) -> float:
    """F1 in percent, of what was suggested against what is right, article by article."""
    hits = total = 0
    for suggested, right in pairs:
        mine, theirs = Counter(suggested), Counter(right)
        hits += (mine & theirs).total()
        total += mine.total() + theirs.total()
    return 200 * hits / max(total, 1)


def _set(spans: Iterable[Span | None]) -> set[Span]:
    return {span for span in spans if span is not None}


def main(gold: Path, decided: Path, without: Path | None, profile: str, first: int | None) -> None:
    """Measure every house."""
    sealed = set(without.read_text("utf-8").split()) if without is not None else set()
    pool = sorted((one for one in read_gold(decided) if one.document.id not in sealed), key=lambda one: one.document.id)
    measured = Measured(read_gold(gold)[:first], Suggester.load(profile=profile, readings=True))
    draws = [random.Random(seed).sample(pool, min(max(DECIDED), len(pool))) for seed in SEEDS]
    print(f"{'house':20}{'decided':>10}{'content':>9}{'cue':>7}{'source':>8}")
    for name, house in HOUSES.items():
        for count in (0, *DECIDED):
            rows = [measured.figures(learned(draw[:count], house), house) for draw in (draws if count else draws[:1])]
            content, cue, source = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            print(f"{name:20}{count:10}{content:9.1f}{cue:7.1f}{source:8.1f}", flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("gold", type=Path)
    options.add_argument("decided", type=Path)
    options.add_argument("--without", type=Path)
    options.add_argument("--profile", default="polnear")
    options.add_argument("--first", type=int)
    given = options.parse_args()
    main(given.gold, given.decided, given.without, given.profile, given.first)
