"""How well suggesters do against what was decided, and against each other on the same sentences."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise, product
from typing import NamedTuple

from annotator.core.decided import is_unseen
from annotator.core.decision import DecidedSentence
from annotator.core.model import ROLES, Labels, Quote, QuoteType
from annotator.core.quotes.assembly import join_parts
from annotator.core.review.versions import Aspect, Match, match, same_quotes
from annotator.measure.figure import Arm, Figure, Tally, ratio_of

WHOLE, SPEAKER = "quote", "speaker"
COUNTED = (WHOLE, *ROLES, SPEAKER, *(kind.value for kind in QuoteType))
"""What precision, recall and F1 are of."""
_EDGES = ("overlap", "exact")
_SCORES = {"precision": ("suggested",), "recall": ("decided",), "f1": ("suggested", "decided")}
"""Of which quotes each score counts those that are right."""
_SHARES = {"_".join(of): of for of in product(COUNTED, _EDGES, _SCORES)}
_PER_QUOTE, _PER_SENTENCE = "keys_per_quote", "keys_per_sentence"
FIGURES = {
    **{name: f"{what}: none was {' or '.join(_SCORES[score])}" for name, (what, _, score) in _SHARES.items()},
    **dict.fromkeys((_PER_QUOTE, _PER_SENTENCE), f"{WHOLE}: none was decided"),
}
"""Why each figure, by its name, may be undefined."""
_MISSING, _FALSE = 4, 1
_WRONG = {Aspect.CONTENT: 2, Aspect.CUE: 2, Aspect.SOURCE: 2, Aspect.TYPE: 1, Aspect.CONTINUES: 1}
"""Keys that it takes to put right a missing and a false quote, and what is wrong in one: whole numbers near the least
squares fit to what the oracle of tests/benchmarks presses (docs/training.md says how near)."""
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)

SuggestedLabels = Mapping[str, Mapping[tuple[str, int], Labels]]
"""What suggesters, by name, suggested for sentences, by the document's id and the sentence's index."""
Figures = Mapping[str, Figure]
"""By the names that FIGURES has."""


class Compared(NamedTuple):
    """The figures of suggesters by name, and how those of all but the first differ from the first one's.

    `quotes`: decided ones. `bins`: for each suggester the ranges of scores that some of its quotes have: from, to, how
    many quotes, and how many of them find a decided one.
    """

    documents: int
    sentences: int
    quotes: int
    suggesters: Mapping[str, Figures]
    differences: Mapping[str, Figures]
    bins: Mapping[str, Sequence[tuple[float, float, int, int]]]


class SuggesterComparison(NamedTuple):
    """Suggesters held against decisions made without any suggestion in sight, and against all others.

    `left_out`: decided sentences for which not all of the suggesters have suggested.
    """

    unseen: Compared
    others: Compared
    left_out: int


def compare_suggesters(
    articles: Sequence[Sequence[DecidedSentence]], suggested: SuggestedLabels
) -> SuggesterComparison:
    """Compare suggesters on the decisions that count of each article (see `core.decided.decisions_that_count`).

    Quotes are put together from their parts in the sentences that are compared, decided ones and suggested ones alike.
    """
    kept = [[row for row in rows if all(row.key in labels for labels in suggested.values())] for rows in articles]
    unseen, others = (
        _compared([[row for row in rows if is_unseen(row) is wanted] for rows in kept], suggested)
        for wanted in (True, False)
    )
    return SuggesterComparison(unseen, others, sum(map(len, articles)) - sum(map(len, kept)))


def _compared(articles: Iterable[Sequence[DecidedSentence]], suggested: SuggestedLabels) -> Compared:
    arms = {name: defaultdict[str, Arm](Arm) for name in suggested}
    for rows, (name, labels) in product(filter(None, articles), suggested.items()):
        for counted, asked, given in _counted(rows, [labels[row.key] for row in rows]):
            if asked:
                arms[name][counted][rows[0].document.id] += Tally(given, asked)
    first = next(iter(arms.values()))
    return Compared(
        len(first[_PER_SENTENCE]),
        first[_PER_SENTENCE].total.of,
        first[_PER_QUOTE].total.of,
        {name: _figures(own) for name, own in arms.items()},
        {name: _figures(own, first) for name, own in arms.items() if own is not first},
        {
            name: [
                (low, high, tally.of, tally.given)
                for low, high in pairwise(_BINS)
                if str(low) in own
                for tally in [own[str(low)].total]
            ]
            for name, own in arms.items()
        },
    )


def _counted(rows: Sequence[DecidedSentence], suggested: Sequence[Labels]) -> Iterator[tuple[str, int, int]]:
    """What a suggester's figures, by name, are of in an article: how much is asked for, and how much of it is given.

    And for each quote with a score, by the range of scores, whether it finds a decided one.
    """
    decided = [row.decision.confirmed for row in rows]
    wanted, given = (
        join_parts({row.sentence.index: own.quotes for row, own in zip(rows, labels, strict=True)})
        for labels in (decided, suggested)
    )
    matches = match(rows[0].document.text, wanted, given)
    there = {side: Counter(chain(*map(_has, quotes))) for side, quotes in (("decided", wanted), ("suggested", given))}
    right = Counter(hit for pair in matches for hit in _right(pair, wanted[pair.decided], given[pair.suggested]))
    for name, (what, edges, score) in _SHARES.items():
        sides = _SCORES[score]
        yield name, sum(there[side][what] for side in sides), len(sides) * right[what, edges]
    keys = sum(map(keys_between, suggested, decided))
    yield _PER_QUOTE, len(wanted), keys
    yield _PER_SENTENCE, len(rows), keys
    finding = {pair.suggested for pair in matches}
    for index, quote in enumerate(given):
        if quote.score is not None:
            yield str(_BINS[bisect(_BINS[:-1], quote.score) - 1]), 1, index in finding


def _figures(arms: Mapping[str, Arm], less: Mapping[str, Arm] | None = None) -> Figures:
    """The figures of a suggester, or how they differ from those of another one."""

    def figure(name: str, why: str) -> Figure:
        if name.startswith(SPEAKER) and not arms[f"{SPEAKER}_exact_recall"]:
            return Figure.undefined(FIGURES[f"{SPEAKER}_exact_recall"])  # nobody was asked for it, as in imported gold
        return ratio_of(arms[name], why, less[name] if less else None, bounded=name in _SHARES)

    return {name: figure(name, why) for name, why in FIGURES.items()}


def keys_between(shown: Labels, wanted: Labels) -> int:
    """About how many keys bring the quotes shown to the wanted ones, confirming aside: an estimate.

    None where nothing is wanted, as rejecting is as quick as confirming.
    """
    keys = 0
    for quote in same_quotes((shown, wanted)) if wanted.quotes else ():
        was, will_be = quote.parts
        keys += sum(cost for aspect, cost in _WRONG.items() if quote.differs(aspect))
        keys += _MISSING * (was is None) + _FALSE * (will_be is None)
    return keys


def _has(quote: Quote) -> dict[str, object]:
    """What of COUNTED a quote has, with what it has to have in common with one that is right in it."""
    roles = {role: None for role in ROLES if quote.spans(role)}
    speaker = {} if quote.speaker is None else {SPEAKER: quote.speaker}
    return {WHOLE: quote.type, quote.type.value: None, **roles, **speaker}


def _right(pair: Match, wanted: Quote, given: Quote) -> Iterator[tuple[str, str]]:
    """What of COUNTED is right in a quote that finds a decided one, with edges compared in either way.

    For the whole quote all roles have to be alike, or to be lacking in both; for type and speaker the content.
    """
    for what, _ in _has(wanted).items() & _has(given).items():
        needed = {*ROLES} if what == WHOLE else {*ROLES} & {what} or {"content"}
        yield from ((what, edges) for edges, alike in zip(_EDGES, pair[2:], strict=True) if alike >= needed)
