"""What annotators make of the rules' candidates: each a chance that was taken or not, and the habits that this shows.

The rules' figures are counts of annotated articles. Decisions are further counts: of every candidate that the rules saw
(a `Chance`) they say whether it is a quote here (an `Outcome`). Chances are put into groups, such as all of a cue word;
`Habits` says of each group how often it was taken, and by how much the log odds of its chances move for that.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

from annotator.core.draw import digest_of
from annotator.core.model import Attribution, Chance, Quote, Span, in_common, is_same_content, numbers_touched, size_of
from annotator.core.quotes.guidelines import EdgeHabits, checked_figure

BEGUN = 0.8
"""The share of a chance's content that must lie in a quote's which may go on over further sentences."""
NOT_ADMITTED = -5.0
"""The log odds that a chance has less which the guideline profile does not mark: only habits bring one back."""
READY = 0.2
"""The log odds that every chance has more as soon as there are habits.

What is suggested falsely is gone by one key, what is missed takes many; and suggestions that follow habits are so often
right that more can be ventured. Chosen with the figures of `suggest.habits`.
"""

TELLING = 0.1
"""The log odds from which what moves a chance is told as a reason; set by hand."""


class Outcome(NamedTuple):
    """What decisions say of a chance: it was taken (there is such a quote), or it was not."""

    chance: Chance
    taken: bool


class Habit(NamedTuple):
    """What was made of the chances of one group.

    `taken` of `offered`; `expected`: how many the figures that ship would have had taken. `shift`: what is added to the
    log odds of each chance of the group.
    """

    offered: int
    taken: int
    expected: float
    shift: float


@dataclass(frozen=True, slots=True)
class Habits:
    """The habits of a database's annotators, by group (see `groups_of`). Without any, nothing changes.

    `articles`: how many they were read from. `edges`: where they mark more or less than the guidelines say.
    """

    groups: Mapping[str, Habit] = field(default_factory=dict)
    articles: int = 0
    edges: EdgeHabits = field(default_factory=EdgeHabits)

    def __bool__(self) -> bool:
        return bool(self.groups or self.edges)

    def shift(self, word: str, frame: str, kinds: Iterable[str], *, admitted: bool = True) -> float:
        """By how much the log odds of a chance like this move: by what `groups_of` gives for it, and by constants."""
        known = self.groups
        if not known:
            return 0.0
        moved = sum(known[name].shift for name in groups_of(word, frame, kinds) if name in known)
        return moved + READY + (0.0 if admitted else NOT_ADMITTED)

    def to_json(self) -> dict[str, Any]:
        """The habits as plain values."""
        return {
            "articles": self.articles,
            "groups": {name: [*habit] for name, habit in self.groups.items()},
            "edges": self.edges.to_json(),
        }

    def digest(self) -> str:
        """Twelve characters that are the same for the same habits, and otherwise others."""
        return digest_of(self.to_json())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Habits:
        """The habits that `to_json` wrote; earlier versions wrote none of edges, or `topics` too, which are ignored."""
        return cls(
            {name: Habit(*map(checked_figure, figures)) for name, figures in data["groups"].items()},
            checked_figure(data["articles"]),
            EdgeHabits.from_json(data.get("edges", {})),
        )


def groups_of(word: str, frame: str, kinds: Iterable[str]) -> Iterator[str]:
    """The names of the groups that a chance is in: by its word, its frame, both, and by each of its kinds."""
    yield f"word {word}"
    yield f"frame {frame}"
    yield f"word {word} in {frame}"
    yield from kinds


def reasons(habits: Habits, chance: Chance) -> tuple[str, ...]:
    """Why the chance is rated otherwise than by the figures that ship: a line for each group, what was made of others.

    What was made of its cue word comes first, as that is what people know it by; then what moves it most. What moves it
    hardly is none, unless nothing else does. Cue words are in it as they stand in articles: hostile text.
    """
    known = habits.groups
    names = [name for name in groups_of(chance.word, chance.frame, chance.kinds) if name in known and known[name].shift]
    names.sort(key=lambda name: -abs(known[name].shift))
    names = [name for name in names if abs(known[name].shift) >= TELLING] or names[:1]
    first = next((name for name in names if name.startswith("word ")), None)
    rule = chance.rule.removeprefix("complement-")
    told = []
    for name in sorted(names, key=lambda name: name != first):
        offered, taken, expected, _ = known[name]
        figure = f"{expected:.0f}" if expected >= 1 else f"{expected:.1f}"
        told.append(f"{in_words(name, rule)}: taken here {taken} of {offered}, expected {figure}")
    return tuple(told)


def given_up(habits: Habits, chances: Iterable[Chance], least: float) -> tuple[Chance, ...]:
    """The chances that are likely enough to be suggested as the rules ship, and are not any more with the habits.

    `least` is the probability from which quotes are suggested.
    """
    return tuple(chance for chance in chances if chance.admitted and chance.score >= least > rated(habits, chance))


def rated(habits: Habits, chance: Chance) -> float:
    """The probability of the chance with the habits."""
    shift = habits.shift(chance.word, chance.frame, chance.kinds, admitted=chance.admitted)
    return shifted_by(chance.score, shift)


def shifted_by(probability: float, shift: float) -> float:
    """The probability moved by so much in log odds.

    >>> shifted_by(0.5, 0.0), round(shifted_by(0.5, -2.0), 3)
    (0.5, 0.119)
    """
    if not shift or not 0 < probability < 1:
        return probability
    return 1 / (1 + math.exp(-(math.log(probability / (1 - probability)) + shift)))


def chance_of(chances: Iterable[Chance], quote: Attribution) -> Chance | None:
    """The chance that a suggested quote, or a sentence's part of one, was made of; None where it is none of these."""
    alike = [chance for chance in chances if _cued(chance, quote) and in_common(chance.content, quote.content)]

    def likeness(chance: Chance) -> tuple[bool, int, int, float]:
        shared = in_common(chance.content, quote.content)
        return chance.rule == quote.rule, shared, -size_of(chance.content), chance.score

    return max(alike, key=likeness, default=None)


def outcomes(chances: Iterable[Chance], quotes: Sequence[Quote], undecided: Sequence[Span] = ()) -> tuple[Outcome, ...]:
    """What the decisions on a document say of its chances.

    `quotes`: the whole quotes that somebody confirmed or made, `undecided`: the stretches of text that nobody decided,
    both as `core.decided` makes them. A chance whose cue or content lies in such a stretch says nothing, nor
    does one that was not taken and whose cue lies within a quote: what is reported there is never marked. Of several
    chances on the same words the likeliest counts, as it is the one that would be suggested. A quote that is none of
    these counts for the likeliest chance that has its cue: what annotators add, the rules saw and passed over.
    """
    by_place = Nearby((span, number) for number, quote in enumerate(quotes) for span in quote.content)
    cues, taken_places, taken_quotes = set[Span](), set[int](), set[int]()
    counted: list[Outcome] = []
    passed_over: list[tuple[Chance, set[int]]] = []
    for chance in sorted(chances, key=lambda chance: -chance.score):
        if any(numbers_touched(undecided, span) for span in (*chance.content, chance.cue)):
            continue
        near = {number for span in chance.content for number in by_place.touching(span)}
        takers = {number for number in near if _is_quote(chance, quotes[number])}
        places = {position for span in chance.content for position in range(*span)}
        reported = (span for number in by_place.touching(chance.cue) for span in quotes[number].content)
        if chance.cue in cues or not taken_places.isdisjoint(places):
            passed_over.append((chance, {number for number in takers if _cued(chance, quotes[number])}))
        elif takers or not any(map(chance.cue.within, reported)):
            counted.append(Outcome(chance, bool(takers)))
            taken_quotes |= takers
            cues.add(chance.cue)
            taken_places |= places
    for chance, takers in passed_over:
        if takers - taken_quotes:
            counted.append(Outcome(chance, taken=True))
            taken_quotes |= takers
    return tuple(sorted(counted, key=lambda outcome: outcome.chance.content))


def _is_quote(chance: Chance, quote: Quote) -> bool:
    """Whether the quote is what the chance offered: most of its words, or its beginning."""
    if is_same_content(chance.content, quote.content):
        return True
    begun = in_common(chance.content, quote.content) >= BEGUN * size_of(chance.content)
    return chance.opens and begun and _cued(chance, quote)


def _cued(chance: Chance, quote: Attribution) -> bool:
    return quote.cue is None or chance.cue.overlaps(quote.cue)


# ---- Places of a text: whether a span touches one is told, and which it touches, without looking at all of them.


T = TypeVar("T")


class Nearby(Generic[T]):
    """Things with a span each; several may stand on the same words."""

    def __init__(self, things: Iterable[tuple[Span, T]]) -> None:
        self._things = sorted(things, key=lambda pair: pair[0])
        self._ends = [*accumulate((span.end for span, _ in self._things), max)]  # of all so far, where the last ends

    def touching(self, span: Span) -> Iterator[T]:
        """Those whose span shares a code point with this one.

        >>> places = Nearby([(Span(0, 5), "a"), (Span(5, 9), "b"), (Span(400, 500), "c")])
        >>> list(places.touching(Span(4, 6))), list(places.touching(Span(9, 400)))
        (['a', 'b'], [])
        """
        for number in range(bisect_right(self._ends, span.start), len(self._things)):
            place, thing = self._things[number]
            if place.start >= span.end:
                return
            if place.end > span.start:
                yield thing


# ---- Groups of chances (see `habits.groups_of`) as people are told of them.


_KINDS = {
    "all=saying": "all that is said",
    "all=thinking": "all that is thought or wanted",
    "marks=saying": "said, with quoted words",
    "marks=thinking": "thought or wanted, with quoted words",
    "source=none": "without a source",
    "source=name": "by a name",
    "source=pronoun": "by a pronoun",
    "source=text": "by a text",
    "source=people": "by people",
    "source=noun": "by something else",
    "place=headline": "in headlines",
}


def in_words(group: str, rule: str | None = None) -> str:
    """A group in a few words; cue words are in it as they stand in articles.

    `rule` is the name that people see instead of the frame's, where a chance of the group is at hand.

    >>> in_words("word point out in that"), in_words("source=text"), in_words("frame fin", "clause")
    ('“point out” + that', 'by a text', 'clause')
    """
    level, _, rest = group.partition(" ")
    if level == "frame":
        return rule or rest
    if level == "word":
        word, _, frame = rest.rpartition(" in ")
        return f"“{word}” + {rule or frame}" if word else f"“{rest}”"
    if group in _KINDS:
        return _KINDS[group]
    name, _, value = group.partition("=")
    words, _, family = value.partition(" ")
    return f"{family} of {words} words" if name == "length" else value
