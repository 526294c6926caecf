"""How often the right marking of a quote that was suggested with wrong edges is among its next readings.

    python -m tests.benchmarks.readings GOLD.jsonl [--profile polnear] [--model FOLDER] [--first 20]

Of the suggested quotes that are found but whose content is not that of the gold (letters and digits count, punctuation
does not), prints in percent for how many the gold's content is the next reading, among the next three, and among all.
A quote is found, first, where it has half of the letters of both in common with a gold quote; then, where it has any in
common or the same cue. Then how likely readings are said to be and how often they are right; and how many gold quotes
of which nothing is suggested are among the readings.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.cli.model.document_work import PipelineChoice
from annotator.core.model import Document, QuoteReading, Span, Suggested
from annotator.core.review.versions import FOUND_FROM
from annotator.core.text.header import read_header
from annotator.core.text.marked_text import letters

FIRST = (1, 3)
"""How many of the next readings are looked at, beside all."""


@dataclass
class Outcome:
    """What was counted: by definition of "found" and by rank, probabilities with what came of them, missed quotes."""

    inexact: Counter[str] = field(default_factory=Counter)
    among: Counter[tuple[str, str]] = field(default_factory=Counter)
    likely: dict[int, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    missed: int = 0
    offered: int = 0
    unsuggested: int = 0
    readings: int = 0
    quotes: int = 0

    def lines(self) -> Iterable[str]:
        """The figures."""
        ranks = [f"next {number}" for number in FIRST] + ["all"]
        yield f"{'':26}{'quotes':>8}" + "".join(f"{rank:>10}" for rank in ranks)
        for name, count in self.inexact.items():
            shares = [100 * self.among[name, rank] / max(1, count) for rank in ranks]
            yield f"{name:26}{count:8}" + "".join(f"{share:9.1f}%" for share in shares)
        yield f"{self.readings / max(1, self.quotes):.1f} readings a suggested quote"
        yield (
            f"{self.offered} of {self.missed} gold quotes that no suggestion touches are offered exactly,"
            f" among {self.unsuggested} quotes offered where none is suggested"
        )
        for tenth, pairs in sorted(self.likely.items()):
            mean, share = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
            yield f"probability {tenth / 10:.1f}: {len(pairs):6} readings, mean {mean:.3f}, right {share:.3f}"


def count(gold: dict[str, Any], suggested: Suggested, outcome: Outcome) -> None:
    """Add one article."""
    text = gold["text"]
    wanted = [(_letters(text, quote["content"]), quote["cue"]) for quote in gold["quotes"] if quote["content"]]
    touched: set[int] = set()
    for number, quote in enumerate(suggested.quotes):
        mine = letters(text, quote.content)
        readings = [one for one in suggested.readings if number in one.replaces]
        outcome.quotes += 1
        outcome.readings += len(readings)
        touched |= {at for at, (theirs, _) in enumerate(wanted) if theirs & mine}
        place = max(range(len(wanted)), key=lambda at: len(wanted[at][0] & mine), default=None)
        if place is None or not wanted[place][0] & mine:
            place = next((at for at, (_, cues) in enumerate(wanted) if _same_cue(quote.cue, cues)), None)
        _rate(text, readings, wanted[place][0] if place is not None else frozenset(), outcome)
        if place is not None and wanted[place][0] != mine:
            _rank(text, mine, wanted[place][0], readings, outcome)
    missed = [theirs for at, (theirs, _) in enumerate(wanted) if at not in touched]
    offered = {_content(text, one) for one in suggested.readings if not one.replaces}
    outcome.missed += len(missed)
    outcome.offered += sum(theirs in offered for theirs in missed)
    outcome.unsuggested += sum(not one.replaces for one in suggested.readings)


def _rank(
    text: str, mine: frozenset[int], wanted: frozenset[int], readings: Sequence[QuoteReading], outcome: Outcome
) -> None:
    half = len(mine & wanted) >= FOUND_FROM * len(mine | wanted)
    rank = next((at for at, one in enumerate(readings) if _content(text, one) == wanted), None)
    for name in ("half of both in common", "any in common, or the cue")[0 if half else 1 :]:
        outcome.inexact[name] += 1
        if rank is not None:
            outcome.among[name, "all"] += 1
            outcome.among.update((name, f"next {number}") for number in FIRST if rank < number)


def _rate(text: str, readings: Sequence[QuoteReading], wanted: frozenset[int], outcome: Outcome) -> None:
    for one in readings:
        right = _content(text, one) == wanted
        outcome.likely[min(int(one.probability * 10), 9)].append((one.probability, right))


def _content(text: str, reading: QuoteReading) -> frozenset[int]:
    return letters(text, tuple(span for quote in reading.quotes for span in quote.content))


def _letters(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    return letters(text, tuple(Span(*pair) for pair in spans))


def _same_cue(cue: Span | None, cues: Iterable[Sequence[int]]) -> bool:
    return cue is not None and any(cue.overlaps(Span(*pair)) for pair in cues)


def run(path: Path, choice: PipelineChoice, first: int | None = None) -> Outcome:
    """The figures of a gold file."""
    suggester = choice.load()
    outcome = Outcome()
    for line in path.read_text(encoding="utf-8").splitlines()[:first]:
        gold = json.loads(line)
        document = Document(gold["id"], gold["text"], body_start=read_header(gold["text"]).end)
        count(gold, suggester.suggest_one(document), outcome)
    return outcome


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--profile")
    parser.add_argument("--model", help="the learned pipeline that suggests, instead of the rules")
    parser.add_argument("--first", type=int)
    options = parser.parse_args()
    outcome = run(options.gold, PipelineChoice(options.model, True, options.profile), options.first)
    print(*outcome.lines(), sep="\n")


if __name__ == "__main__":
    main()
