"""Fits the weights by which the edges and the source of a quote are picked, on annotated articles.

    python -m tests.benchmarks.quotes_weights GOLD.jsonl... [--every 2] [--without IDS]

Suggests quotes for the articles by the rules (profile polnear), tries all that each could be, and learns which of these
is the gold's: the content with the same words, or "no quote" where the gold has none there; the mention that shares
most with the gold's source. Writes `data/en/reading_weights.tsv` and `data/en/source_weights.tsv`. Only features leave
this script: kinds of words, pronouns, relations of the parse, distances and names of frames.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.core.program.resources import languages_folder
from annotator.suggest.learn.mix.fit import (
    Lesson,
    finds,
    lesson_of_edges,
    lesson_of_sources,
    touched,
)
from annotator.suggest.quotes.find import choose_and_keep
from annotator.suggest.quotes.lexicon import Lexicon, load_lexicon
from annotator.suggest.quotes.readings.options import Candidates, options, unsuggested
from annotator.suggest.quotes.sources import cue_holders, sources
from annotator.suggest.regression import Groups
from tests.benchmarks.quotes_lexicon import articles

EDGES, SOURCES = languages_folder() / "en" / "reading_weights.tsv", languages_folder() / "en" / "source_weights.tsv"
PROFILE = PROFILES["polnear"]
RIDGE = {EDGES: 2.0, SOURCES: 4.0}
SMALL = 0.05
"""Smaller weights are left out of the table."""
KEPT = 0.5
"""What the source that the rules propose weighs more than was learned: set by hand on half of the articles."""
LEAST = {EDGES: 5, SOURCES: 20}
"""A feature that fewer options have is left out: of sources more of them cost nothing, and the table is short."""


def lessons(articles: Iterable[tuple[dict[str, Any], Doc]], lexicon: Lexicon) -> Iterator[tuple[Path, Lesson]]:
    """What there is to learn from in annotated articles, each time for one of the tables."""
    for gold, doc in articles:
        quotes = [_quote(told) for told in gold["quotes"]]
        view, chosen, dropped = choose_and_keep(doc, lexicon, PROFILE)
        candidates, holders = Candidates(view, dropped, chosen), cue_holders(chosen)
        for number, candidate in enumerate(chosen):
            yield EDGES, lesson_of_edges(view, options(candidates, number), touched(view, candidate, quotes))
            found = finds(view, candidate, quotes)
            if found is not None and not candidate.frame.uncued:
                possible = sources(candidates.text, chosen, number, holders)
                lesson = lesson_of_sources(view, possible, quotes[found.decided].source)
                if lesson is not None:
                    yield SOURCES, lesson
        for tried in unsuggested(candidates):
            yield EDGES, lesson_of_edges(view, tried, touched(view, tried[1].made_of, quotes))


def _quote(told: dict[str, Any]) -> Quote:
    """A quote of the gold; its type plays no part."""
    content = tuple(Span(*span) for span in told["content"])
    source = Span(told["source"][0][0], told["source"][-1][1]) if told["source"] else None
    cue = Span(told["cue"][0][0], told["cue"][-1][1]) if told["cue"] else None
    return Quote(content, QuoteType.INDIRECT, cue, source)


def fitted(lessons: list[Lesson], least: int, ridge: float) -> dict[str, float]:
    """What each feature that so many options have adds to an option's log odds; `ridge`: the prior's precision."""
    counts = Counter(feature for told, _ in lessons for features in told for feature in set(features))
    columns = {name: number for number, name in enumerate(sorted(n for n, count in counts.items() if count >= least))}
    groups = Groups.of_features(lessons, columns, [0.0] * sum(len(told) for told, _ in lessons))
    weights, _ = groups.fit(np.full(len(columns), ridge))
    return dict(zip(columns, weights.tolist(), strict=True))


def write(weights: Mapping[str, float], path: Path) -> None:
    """Write a table where it ships."""
    what = "reading" if path == EDGES else "possible source"
    head = f"# Feature of a {what}, and what it adds to its log odds. Made by tests/benchmarks/quotes_weights.py.\n"
    kept = sorted((name, round(weight, 2)) for name, weight in weights.items() if abs(weight) >= SMALL)
    path.write_text(head + "".join(f"{name}\t{weight}\n" for name, weight in kept), encoding="utf-8")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so manieth article")
    parser.add_argument("--only", choices=[path.name for path in RIDGE], help="fit this table alone")
    parser.add_argument("--without", type=Path, help="a file with ids of articles to leave out, a line each")
    chosen = parser.parse_args()
    left_out = set(chosen.without.read_text(encoding="utf-8").split("\n")) if chosen.without else set()
    read = (one for one in articles(map(str, chosen.gold), every=chosen.every) if one[0]["id"] not in left_out)
    taught: dict[Path, list[Lesson]] = {EDGES: [], SOURCES: []}
    for path, lesson in lessons(read, load_lexicon("en")):
        taught[path].append(lesson)
    for path, own in taught.items():
        if chosen.only not in (None, path.name):
            continue
        weights = fitted(own, LEAST[path], RIDGE[path])
        if path == SOURCES:
            weights["own"] = weights.get("own", 0.0) + KEPT
        write(weights, path)
        print(f"{path.name}: {len(own)} lessons, {len(weights)} features")


if __name__ == "__main__":
    main()
