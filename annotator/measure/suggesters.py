"""How well suggesters do against what was decided, and against each other on the same sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from annotator.core.assembly import join_parts
from annotator.core.decided import is_unseen
from annotator.core.decision import DecidedSentence
from annotator.core.effort import keys_between
from annotator.core.matching import match
from annotator.core.model import ROLES, Labels, Quote, QuoteType
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
"""The figures by what they are of, how edges were compared, and the score; keys are told for a decided quote each."""
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)

Said = Mapping[tuple[str, int], Mapping[str, Labels]]
"""What suggesters, by name, suggested for sentences, by the document's id and the sentence's index."""
Scores = Mapping[str, Mapping[str, Mapping[str, Figure]]]
"""As FIGURES has them."""
Scored = tuple[str, str, str]


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
    unseen, others, left_out = _Counted(names), _Counted(names), 0
    for article in articles:
        there = [row for row in article if said.get(_place(row), {}).keys() >= set(names)]
        left_out += len(article) - len(there)
        for counted, blind in ((unseen, True), (others, False)):
            rows = [row for row in there if is_unseen(row) == blind]
            if rows:
                counted.add(rows, said)
    return Comparison(unseen.compared(), others.compared(), left_out)


def _place(row: DecidedSentence) -> tuple[str, int]:
    return row.document.id, row.sentence.index


class _Counted:
    """What the figures are made of, by suggester."""

    def __init__(self, names: Sequence[str]) -> None:
        self._arms: dict[str, dict[Scored, Arm]] = {name: defaultdict(Arm) for name in names}
        self._scored: dict[str, list[tuple[float, bool]]] = {name: [] for name in names}
        self._documents = self._sentences = self._quotes = 0

    def add(self, rows: Sequence[DecidedSentence], said: Said) -> None:
        """Count the sentences of one document."""
        document = rows[0].document
        decided = {row.sentence.index: row.decision.confirmed for row in rows}
        wanted = _quotes(decided)
        self._documents += 1
        self._sentences += len(rows)
        self._quotes += len(wanted)
        for name, arms in self._arms.items():
            suggested = {row.sentence.index: said[_place(row)][name] for row in rows}
            given = _quotes(suggested)
            for score, quotes in (("recall", wanted), ("precision", given)):
                for what, edges in product((what for quote in quotes for what in _has(quote)), EDGES):
                    for asked in (score, "f1"):
                        arms[what, edges, asked].asked[document.id] += 1
            matches = match(document.text, wanted, given)
            finding = {found.suggested for found in matches}
            self._scored[name] += [
                (quote.score, at in finding) for at, quote in enumerate(given) if quote.score is not None
            ]
            for found in matches:
                for what, edges in _right(document.text, wanted[found.decided], given[found.suggested]):
                    for score in ("recall", "precision", "f1", "f1"):  # F1 asks for what was decided and suggested
                        arms[what, edges, score].given[document.id] += 1
            keys = sum(keys_between(suggested[index], labels) for index, labels in decided.items())
            for per, number in ((WHOLE, len(wanted)), ("sentence", len(rows))):
                arms[*KEYS, per].asked[document.id] += number
                arms[*KEYS, per].given[document.id] += keys

    def compared(self) -> Compared:
        """The figures of all that was counted."""
        first, *others = self._arms
        return Compared(
            self._documents,
            self._sentences,
            self._quotes,
            {name: _scores(arms) for name, arms in self._arms.items()},
            {name: _scores(self._arms[name], self._arms[first]) for name in others},
            {name: _binned(scored) for name, scored in self._scored.items()},
        )


def _scores(arms: Mapping[Scored, Arm], less: Mapping[Scored, Arm] | None = None) -> Scores:
    """The figures of a suggester, or how they differ from those of another one."""

    def figure(*scored: str) -> Figure:
        what, edges, score = scored
        done = {"precision": "suggested", "f1": "suggested or decided"}.get(score, "decided")
        why = f"no {WHOLE if what == KEYS[0] else what} was {done}"
        arm = arms[what, edges, score]
        if less is None and what != KEYS[0]:
            return share_of(arm, why)
        return ratio_of(arm, why, None if less is None else less[what, edges, score])

    return {
        what: {edges: {score: figure(what, edges, score) for score in scores} for edges, scores in by_edges.items()}
        for what, by_edges in FIGURES.items()
    }


def _binned(scored: Sequence[tuple[float, bool]]) -> list[Bin]:
    parts = ((low, high, [finds for score, finds in scored if low <= score < high]) for low, high in pairwise(_BINS))
    return [Bin(low, min(high, 1.0), len(part), sum(part)) for low, high, part in parts if part]


def _quotes(labels: Mapping[int, Labels]) -> tuple[Quote, ...]:
    return join_parts({index: one.quotes for index, one in labels.items()})


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
