"""How well suggesters do against what was decided, and against each other on the same sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from annotator.core.assembly import join_parts
from annotator.core.decided import is_unseen
from annotator.core.decision import DecidedSentence
from annotator.core.matching import match
from annotator.core.model import ROLES, Labels, Quote, QuoteType
from annotator.core.review.versions import Aspect, same_quotes
from annotator.core.text import letters_in
from annotator.measure.figure import Arm, Figure, ratio_of, share_of

WHOLE, SPEAKER = "quote", "speaker"
COUNTED = (WHOLE, *ROLES, SPEAKER, *(kind.value for kind in QuoteType))
"""What precision, recall and F1 are of."""
EDGES = ("overlap", "exact")
"""How the edges of what was suggested and decided are compared."""
KEYS = ("keys", "estimated")
FIGURES = {what: dict.fromkeys(EDGES, ("precision", "recall", "f1")) for what in COUNTED} | {
    KEYS[0]: {KEYS[1]: (WHOLE, "sentence")}
}
"""The figures by what they are of, how edges were compared, and the score. Keys are for a decided quote, a sentence."""
_MISSING, _FALSE = 4, 1
_WRONG = {Aspect.CONTENT: 2, Aspect.CUE: 2, Aspect.SOURCE: 2, Aspect.TYPE: 1, Aspect.CONTINUES: 1}
"""Keys that it takes to put right a missing and a false quote, and what is wrong in one: whole numbers near the least
squares fit to what the oracle of tests/benchmarks presses (docs/training.md says how near)."""
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)

Said = Mapping[tuple[str, int], Mapping[str, Labels]]
"""What suggesters, by name, suggested for sentences, by the document's id and the sentence's index."""
Scores = Mapping[str, Mapping[str, Mapping[str, Figure]]]
"""As FIGURES has them."""


@dataclass(frozen=True, slots=True)
class Bin:
    """How many suggested quotes have a score in that range, and how many of them find a decided one."""

    low: float
    high: float
    quotes: int
    right: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of suggesters by name, and how those of all but the first differ from the first one's.

    `quotes`: decided ones. `bins`: for each suggester the ranges of scores that some of its quotes have.
    """

    documents: int
    sentences: int
    quotes: int
    suggesters: Mapping[str, Scores]
    differences: Mapping[str, Scores]
    bins: Mapping[str, Sequence[Bin]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Suggesters held against decisions made without any suggestion in sight, and against all others.

    `left_out`: decided sentences for which not all of the suggesters have suggested.
    """

    unseen: Compared
    others: Compared
    left_out: int


def compare(articles: Iterable[Sequence[DecidedSentence]], said: Said, names: Sequence[str]) -> Comparison:
    """Compare suggesters on the decisions that count of each article (see `core.decided.counting`).

    Quotes are put together from their parts in the sentences that are compared, decided ones and suggested ones alike.
    """
    counted: dict[bool, list[_Article]] = {True: [], False: []}
    left_out = 0
    for article in articles:
        there = [row for row in article if said.get(_place(row), {}).keys() >= set(names)]
        left_out += len(article) - len(there)
        for blind, found in counted.items():
            if rows := [row for row in there if is_unseen(row) == blind]:
                found.append(_count(rows, said, names))
    return Comparison(_compared(counted[True], names), _compared(counted[False], names), left_out)


def _place(row: DecidedSentence) -> tuple[str, int]:
    return row.document.id, row.sentence.index


class _Held(NamedTuple):
    """What a suggester says of an article: how much it suggests of COUNTED, how much of it is right, and the keys.

    `scored`: for each quote with a score, whether it finds a decided one.
    """

    suggested: Counter[str]
    right: Counter[tuple[str, str]]
    keys: int
    scored: list[tuple[float, bool]]


class _Article(NamedTuple):
    """What was decided in the sentences of an article, and what each suggester says of them."""

    id: str
    sentences: int
    decided: Counter[str]
    held: Mapping[str, _Held]


def _count(rows: Sequence[DecidedSentence], said: Said, names: Sequence[str]) -> _Article:
    document, held = rows[0].document, {}
    decided = [row.decision.confirmed for row in rows]
    wanted = _quotes(rows, decided)
    for name in names:
        suggested = [said[_place(row)][name] for row in rows]
        given = _quotes(rows, suggested)
        matches = match(document.text, wanted, given)
        finding = {found.suggested for found in matches}
        held[name] = _Held(
            Counter(what for quote in given for what in _has(quote)),
            Counter(hit for one in matches for hit in _right(document.text, wanted[one.decided], given[one.suggested])),
            sum(map(keys_between, suggested, decided)),
            [(quote.score, at in finding) for at, quote in enumerate(given) if quote.score is not None],
        )
    return _Article(document.id, len(rows), Counter(what for quote in wanted for what in _has(quote)), held)


def _quotes(rows: Sequence[DecidedSentence], labels: Sequence[Labels]) -> tuple[Quote, ...]:
    return join_parts({row.sentence.index: one.quotes for row, one in zip(rows, labels, strict=True)})


def _compared(articles: Sequence[_Article], names: Sequence[str]) -> Compared:
    return Compared(
        len(articles),
        sum(one.sentences for one in articles),
        sum(one.decided[WHOLE] for one in articles),
        {name: _scores(articles, name) for name in names},
        {name: _scores(articles, name, names[0]) for name in names[1:]},
        {name: _binned([scored for one in articles for scored in one.held[name].scored]) for name in names},
    )


def _scores(articles: Sequence[_Article], name: str, less: str | None = None) -> Scores:
    """The figures of a suggester, or how they differ from those of another one."""

    def figure(what: str, edges: str, score: str) -> Figure:
        done = {"precision": "suggested", "f1": "suggested or decided"}.get(score, "decided")
        named = {KEYS[0]: WHOLE, **{kind.value: f"{kind} {WHOLE}" for kind in QuoteType}}.get(what, what)
        why = f"no {named} was {done}"
        if what == SPEAKER and not any(one.decided[what] for one in articles):
            return Figure.undefined("no speaker was decided")  # nobody was asked who speaks, as in imported gold
        arm, other = (_arm(articles, one, what, edges, score) for one in (name, less or name))
        if less is None and what != KEYS[0]:
            return share_of(arm, why)
        return ratio_of(arm, why, other if less else None)

    return {
        what: {edges: {score: figure(what, edges, score) for score in scores} for edges, scores in by_edges.items()}
        for what, by_edges in FIGURES.items()
    }


def _arm(articles: Sequence[_Article], name: str, what: str, edges: str, score: str) -> Arm:
    """What a figure of a suggester is of, by article: F1 asks for what was decided and what was suggested."""
    arm = Arm()
    for one in articles:
        suggested, right, keys, _ = one.held[name]
        asked, given = {
            "recall": (one.decided[what], right[what, edges]),
            "precision": (suggested[what], right[what, edges]),
            "f1": (one.decided[what] + suggested[what], 2 * right[what, edges]),
            WHOLE: (one.decided[WHOLE], keys),
            "sentence": (one.sentences, keys),
        }[score]
        if asked or given:
            arm.asked[one.id], arm.given[one.id] = asked, given
    return arm


def _binned(scored: Sequence[tuple[float, bool]]) -> list[Bin]:
    return [
        Bin(low, min(high, 1.0), len(part), sum(part))
        for low, high in pairwise(_BINS)
        if (part := [finds for score, finds in scored if low <= score < high])
    ]


def keys_between(shown: Labels, wanted: Labels) -> int:
    """About how many keys bring the quotes shown to the wanted ones, confirming aside: an estimate.

    None where nothing is wanted, as rejecting is as quick as confirming.
    """
    keys = 0
    for quote in same_quotes((shown, wanted)) if wanted.quotes else ():
        if quote.everywhere:
            keys += sum(cost for aspect, cost in _WRONG.items() if quote.differs(aspect))
        else:
            keys += _FALSE if quote.parts[1] is None else _MISSING
    return keys


def _has(quote: Quote) -> Iterator[str]:
    """What of COUNTED a quote has."""
    yield WHOLE
    yield quote.type.value
    yield from (role for role in ROLES if quote.spans(role))
    if quote.speaker is not None:
        yield SPEAKER


def _right(text: str, wanted: Quote, given: Quote) -> Iterator[tuple[str, str]]:
    """What of COUNTED is right in a quote that finds a decided one, with edges compared in either way.

    Cue and source `overlap` where they share a letter or digit, the content does as the quote was found; `exact` are
    the same letters and digits. Type and speaker are right where they are the same and the content is right, the whole
    quote where its type and all its roles are, or are lacking in both.
    """
    for edges in EDGES:
        alike = set()
        for role in ROLES:
            one, other = (frozenset(letters_in(text, quote.spans(role))) for quote in (wanted, given))
            if one == other or (edges == "overlap" and one & other):
                alike.add(role)
                if one:
                    yield role, edges
        if "content" in alike:
            if wanted.type is given.type:
                yield wanted.type.value, edges
                if len(alike) == len(ROLES):
                    yield WHOLE, edges
            if wanted.speaker is not None and wanted.speaker == given.speaker:
                yield SPEAKER, edges
