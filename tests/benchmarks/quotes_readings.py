"""Fits the weights by which the readings of a quote are rated, on annotated articles.

    python -m tests.benchmarks.quotes_readings GOLD.jsonl [--every 2] [--without IDS]

Suggests quotes for the articles by the rules (profile polnear), tries all readings of each, and learns by a conditional
logit which of them is the gold's: the one with the same words of content, and of several the one whose cue and source
are the gold's; "no quote" where the gold has none there. Writes `data/en/reading_weights.tsv`. Only features leave this
script: kinds of words, relations of the parse, distances and names of frames.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes.find import choose_and_keep
from annotator.suggest.quotes.lexicon import Lexicon, load_lexicon
from annotator.suggest.quotes.readings.make import candidate_of
from annotator.suggest.quotes.readings.options import Candidates, Option, options, unsuggested
from annotator.suggest.quotes.readings.weights import ELSEWHERE
from annotator.suggest.tables import DATA
from tests.benchmarks.quotes_lexicon import articles, letters, offsets

TABLE = DATA / "en" / "reading_weights.tsv"
PROFILE = PROFILES["polnear"]
RARE = 5
"""A feature that fewer options have gets no weight."""
RIDGE = 2.0
SMALL = 0.05
"""Smaller weights are left out of the table."""
ROUNDS, MEMORY = 200, 10
Floats = NDArray[np.float64]


@dataclass
class Group:
    """The features of each option of one quote, and the number of the right one; None: it is not among them."""

    options: list[list[str]]
    right: int | None


def groups(articles: Iterable[tuple[dict[str, Any], Doc]], lexicon: Lexicon) -> Iterator[Group]:
    """What there is to learn from in annotated articles."""
    for gold, doc in articles:
        view, suggested, dropped = choose_and_keep(doc, lexicon, PROFILE)
        candidates = Candidates.of(view, dropped, suggested)
        judge = Judge(gold, candidates)
        for number in range(len(suggested)):
            yield _group(options(candidates, number), judge)
        for found in unsuggested(candidates):
            yield _group(found, judge)


def _group(found: list[Option], judge: Judge) -> Group:
    features = [[feature for group in option.features for feature in group] for option in found]
    return Group(features, judge.right(found))


class Judge:
    """Says which reading is right, by the gold of an article."""

    def __init__(self, gold: dict[str, Any], candidates: Candidates) -> None:
        self.text = gold["text"]
        self.candidates = candidates
        self.quotes = [(letters(self.text, quote["content"]), quote) for quote in gold["quotes"]]

    def right(self, found: Sequence[Option]) -> int | None:
        """The number of the right option; None where the gold has a quote there that is none of them."""
        suggested = next(option for option in found if option.words)
        mine = self._letters(suggested.words)
        contents, quote = max(self.quotes, key=lambda pair: len(pair[0] & mine), default=(set[int](), None))
        if not contents & mine:
            cue = self._offsets(suggested.made_of.cue)
            at_cue = [pair for pair in self.quotes if any(a < cue[1] and cue[0] < b for a, b in pair[1]["cue"])]
            if not at_cue:
                return next(number for number, option in enumerate(found) if not option.words)
            contents, quote = at_cue[0]
        alike = [number for number, option in enumerate(found) if self._letters(option.words) == contents]
        return max(alike, key=lambda number: (self._mentions(found[number], quote), -number), default=None)

    def _mentions(self, option: Option, quote: dict[str, Any] | None) -> int:
        """How many of cue and source are the gold's."""
        made = candidate_of(self.candidates.text, option)
        if made is None or quote is None:
            return 0
        source = made.source if made.source and made.source[0] < made.source[1] else None
        pairs = ((made.cue, quote["cue"]), (source, quote["source"]))
        return sum(
            (letters(self.text, [self._offsets(own)]) if own else set()) == letters(self.text, wanted or [])
            for own, wanted in pairs
        )

    def _letters(self, words: Iterable[tuple[int, int]]) -> set[int]:
        return letters(self.text, [self._offsets(span) for span in words])

    def _offsets(self, span: tuple[int, int]) -> tuple[int, int]:
        return offsets(self.candidates.text.view.doc, span)


def fit(found: Sequence[Group]) -> dict[str, float]:
    """The weight of each feature: a conditional logit with a ridge, by L-BFGS."""
    counts = Counter(feature for group in found for option in group.options for feature in set(option))
    names = [ELSEWHERE, *sorted(name for name, count in counts.items() if count >= RARE)]
    problem = _Problem(found, {name: number for number, name in enumerate(names)})
    return dict(zip(names, _least(problem).tolist(), strict=True))


class _Problem:
    """Loss and slope of the logit: of each group one row for "elsewhere", then one for each option."""

    def __init__(self, found: Sequence[Group], columns: dict[str, int]) -> None:
        rows: list[int] = []
        cells: list[int] = []
        starts: list[int] = []
        answers: list[int] = []
        size = 0
        for group in found:
            starts.append(size)
            answers.append(size if group.right is None else size + 1 + group.right)
            for features in ([ELSEWHERE], *group.options):
                known = [columns[feature] for feature in features if feature in columns]
                rows += [size] * len(known)
                cells += known
                size += 1
        self.width, self.size = len(columns), size
        self.rows, self.cells = np.array(rows), np.array(cells)
        self.starts, self.answers = np.array(starts), np.array(answers)
        self.group = np.repeat(np.arange(len(starts)), np.diff([*starts, size]))
        right = np.zeros(size, dtype=bool)
        right[self.answers] = True
        self.target = np.bincount(self.cells[right[self.rows]], minlength=self.width).astype(float)

    def __call__(self, weights: Floats) -> tuple[float, Floats]:
        worth = np.bincount(self.rows, weights[self.cells], minlength=self.size)
        totals = np.logaddexp.reduceat(worth, self.starts)
        shares = np.exp(worth - totals[self.group])
        loss = float((totals - worth[self.answers]).sum() + RIDGE / 2 * weights @ weights)
        expected = np.bincount(self.cells, shares[self.rows], minlength=self.width)
        return loss, expected - self.target + RIDGE * weights


def _least(problem: _Problem) -> Floats:
    weights = np.zeros(problem.width)
    loss, slope = problem(weights)
    steps: list[tuple[Floats, Floats]] = []
    rounds = 0
    while rounds < ROUNDS:
        rounds += 1
        direction = _direction(slope, steps)
        length = 1.0
        while True:
            moved = weights - length * direction
            lower, there = problem(moved)
            if lower <= loss - 1e-4 * length * float(slope @ direction) or length < 1e-9:
                break
            length /= 2
        if (moved - weights) @ (there - slope) > 0:
            steps = [*steps, (moved - weights, there - slope)][-MEMORY:]
        settled = loss - lower < 1e-6 * loss
        weights, loss, slope = moved, lower, there
        if settled:
            break
    print(f"{problem.width} features, {len(problem.starts)} groups, {rounds} rounds, loss {loss:.0f}")
    return weights


def _direction(slope: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The slope times an estimate of the inverse curvature, from the last steps."""
    if not steps:
        return slope / np.abs(slope).max()
    direction = slope.copy()
    shares = []
    for moved, bent in reversed(steps):
        share = (moved @ direction) / (bent @ moved)
        shares.append(share)
        direction -= share * bent
    moved, bent = steps[-1]
    direction *= (moved @ bent) / (bent @ bent)
    for (moved, bent), share in zip(steps, reversed(shares), strict=True):
        direction += (share - (bent @ direction) / (bent @ moved)) * moved
    return direction


def write(weights: dict[str, float], path: Path = TABLE) -> None:
    """Write the table where it ships."""
    head = "# Feature of a reading, and what it adds to its log odds. Made by tests/benchmarks/quotes_readings.py.\n"
    kept = sorted((name, round(weight, 2)) for name, weight in weights.items() if abs(weight) >= SMALL)
    path.write_text(head + "".join(f"{name}\t{weight}\n" for name, weight in kept), encoding="utf-8")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so manieth article")
    parser.add_argument("--without", type=Path, help="a file with ids of articles to leave out, a line each")
    chosen = parser.parse_args()
    left_out = set(chosen.without.read_text(encoding="utf-8").split("\n")) if chosen.without else set()
    read = (pair for pair in articles([str(chosen.gold)], every=chosen.every) if pair[0]["id"] not in left_out)
    write(fit(list(groups(read, load_lexicon("en")))))


if __name__ == "__main__":
    main()
