"""Counts which sentences beside an unmarked quote belong to it, and writes how much each sign of that weighs.

    python tests/benchmarks/quotes_belonging.py STRIPPED-GOLD.jsonl [--write]

The gold articles have lost their quotation marks. Prints, for the sentences before and after, how often the choice is
right: by weights that never saw the article (crosswise over eight parts), and by those that ship. Only facts about
words leave this script: a sign and its weight.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.core.profiles import PROFILES, SUGGESTED_FROM
from annotator.suggest.quotes.as_quote import admits
from annotator.suggest.quotes.continuation import AFTER, BEFORE, Beside, signs
from annotator.suggest.quotes.find import choose, weighed
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.regression import Groups
from annotator.suggest.text.view import View
from tests.benchmarks.quotes_lexicon import LANG, articles, letters, offsets

PROFILE = PROFILES["speech"]
PARTS = 8
RARE = 8
RIDGE = 4.0
HEAD = (
    "# Side and sign of a sentence beside an unmarked quote, and what it adds to the log odds that it belongs to it.\n"
)


class Seen(NamedTuple):
    """A sentence beside a quote: the number of its article, its signs, whether it belongs."""

    article: int
    signs: list[str]
    belongs: bool


def look(path: str) -> list[Seen]:
    """All sentences that the rules ask about when every answer is the gold's."""
    lexicon = load_lexicon("en")
    seen: list[Seen] = []
    for number, (gold, doc) in enumerate(articles([path])):
        view, least = View(doc), SUGGESTED_FROM
        made = [weighed(view, candidate, lexicon) for candidate in generate(view)]
        strong = [one for one in made if one.score >= least and admits(PROFILE, view, one, lexicon)]
        choose(view, strong, _Gold(view, gold, number, seen))
    return seen


class _Gold:
    """Judges as the gold does, and notes what was asked."""

    def __init__(self, view: View, gold: dict[str, Any], number: int, seen: list[Seen]) -> None:
        self._view, self._gold, self._number, self._seen = view, gold, number, seen

    def __call__(self, beside: Beside) -> bool:
        text, doc = self._gold["text"], self._view.doc
        start, end = offsets(doc, beside.candidate.cue)
        quotes = [q for q in self._gold["quotes"] if any(a < end and start < b for a, b in q["cue"] or ())]
        if not quotes:
            return False
        own = letters(text, [offsets(doc, beside.span)])
        shared = own & set().union(*(letters(text, quote["content"]) for quote in quotes))
        answer = bool(own) and 2 * len(shared) >= len(own)
        self._seen.append(Seen(self._number, list(signs(self._view, beside)), answer))
        return answer


def fit(seen: Sequence[Seen]) -> dict[str, float]:
    """What each sign that is not rare adds to the log odds."""
    counts = Counter(sign for one in seen for sign in set(one.signs))
    columns = {name: number for number, name in enumerate(sorted(s for s, count in counts.items() if count >= RARE))}
    answers = [([(), set(one.signs)], int(one.belongs)) for one in seen]
    weights, _ = Groups.of_features(answers, columns, [0.0] * 2 * len(seen)).fit(np.full(len(columns), RIDGE))
    return dict(zip(columns, weights.tolist(), strict=True))


def right_by(weights: Mapping[str, float], seen: Iterable[Seen]) -> int:
    """For how many sentences the weights say what the gold does."""
    return sum((sum(weights.get(sign, 0.0) for sign in one.signs) > 0) == one.belongs for one in seen)


def learn(seen: list[Seen], side: str) -> dict[str, float]:
    """The weights of one side; what it says of them is printed."""
    own = [one for one in seen if one.signs[0].startswith(side)]
    right = 0
    for held in range(PARTS):
        weights = fit([one for one in own if one.article % PARTS != held])
        right += right_by(weights, (one for one in own if one.article % PARTS == held))
    now = right_by(load_lexicon("en").continuation_weights, own)
    print(
        f"{side}: {len(own)} sentences, {sum(one.belongs for one in own) / len(own):.1%} belong;"
        f" right: {right / len(own):.1%} crosswise, {now / len(own):.1%} with the weights that ship"
    )
    return {name: round(weight, 2) for name, weight in fit(own).items()}


def main() -> None:
    """Print how well the signs tell; with --write, what ships is made anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    seen = look(options.gold)
    weights = {**learn(seen, BEFORE), **learn(seen, AFTER)}
    if options.write:
        rows = "".join(f"{sign}\t{weight}\n" for sign, weight in weights.items() if weight)
        (LANG / "continuation_weights.tsv").write_text(HEAD + rows, encoding="utf-8")


if __name__ == "__main__":
    main()
