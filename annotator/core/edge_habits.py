"""Where annotators of a database mark more or less at the edges of quotes than the guidelines say.

Their decisions are counted at every place of `core.edges`. Where most of them go against the guidelines at places of a
kind, they depart from these: suggestions then follow the annotators, and the screen does not complain of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.core.edges import APPOSITION, EDGES, is_taken_in, places
from annotator.core.model import Attribution, Quote, Span, in_common
from annotator.core.profiles import Profile

_AS_THE_GUIDELINES, _OTHERWISE = 4, 1
"""What is known before any decision, as cases: by it, the fewest cases that show a departure are four, all alike."""
_SAME = 0.5
"""The share of what two contents cover together that they have in common where they are the same quote."""


@dataclass(frozen=True, slots=True)
class EdgeHabit:
    """How often decided quotes took in what stands at places of one kind, and how often they left it out."""

    taken_in: int
    left_out: int

    def departs(self, by_guidelines: bool) -> bool:
        """Whether most quotes are otherwise than the guidelines have them, which take it in or not."""
        alike, other = (self.taken_in, self.left_out) if by_guidelines else (self.left_out, self.taken_in)
        return other + _OTHERWISE > alike + _AS_THE_GUIDELINES


@dataclass(frozen=True, slots=True)
class EdgeHabits:
    """The habits at edges, by the kind of place (`core.edges`). Unless `explained`, no reasons are given."""

    kinds: Mapping[str, EdgeHabit] = field(default_factory=dict)
    explained: bool = True

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def departures(self, profile: Profile) -> frozenset[str]:
        """The kinds of places at which annotators depart from the guidelines that the profile stands for."""
        return frozenset(kind for kind, habit in self.kinds.items() if habit.departs(is_taken_in(kind, profile)))

    def profile(self, profile: Profile) -> Profile:
        """The profile with what these annotators do otherwise than its guidelines say."""
        return replace(profile, departures=self.departures(profile))

    def reasons(self, text: str, quote: Attribution, profile: Profile) -> tuple[str, ...]:
        """Why the edges of a quote are not those of the guidelines, one line for each place of a departure.

        >>> from annotator.core.model import QuoteType
        >>> habits = EdgeHabits({"that": EdgeHabit(1, 9)})
        >>> text = "Ada said that it rained."
        >>> quote = Quote((Span(14, 23),), QuoteType.INDIRECT, Span(4, 8))
        >>> habits.reasons(text, quote, Profile("speech"))
        ('edge: “that” left out here 9 of 10',)
        """
        departures = self.departures(profile)
        if not (departures and self.explained):
            return ()
        found = {
            place.kind: place.inside
            for place in places(text, quote)
            if place.kind in departures and place.inside is not is_taken_in(place.kind, profile)
        }
        return tuple(self._line(kind, inside) for kind, inside in found.items())

    def told(self, profile: Profile) -> tuple[str, ...]:
        """All departures in words, by name: "comma taken in", "“that” left out"."""
        return tuple(_done(kind, not is_taken_in(kind, profile)) for kind in sorted(self.departures(profile)))

    def _line(self, kind: str, inside: bool) -> str:
        habit = self.kinds[kind]
        count = habit.taken_in if inside else habit.left_out
        return f"edge: {_done(kind, inside)} here {count} of {habit.taken_in + habit.left_out}"

    def to_json(self) -> dict[str, Any]:
        """The habits as plain values."""
        return {kind: [habit.taken_in, habit.left_out] for kind, habit in sorted(self.kinds.items())}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EdgeHabits:
        """The habits that `to_json` wrote."""
        return cls({kind: EdgeHabit(*counts) for kind, counts in data.items()})


def _done(kind: str, inside: bool) -> str:
    """What is done at places of that kind, in words."""
    name = kind if kind in EDGES else f"“{kind}”"
    return f"{name} taken in" if inside else f"{name} left out"


class EdgeCounts:
    """Counts places at the edges of decided quotes, article by article."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, bool]] = Counter()

    def add(self, text: str, decided: Iterable[Quote], shown: Sequence[Quote] = ()) -> None:
        """Count the quotes that were decided in a text. `shown`: those that had been suggested there, as was shown."""
        for quote in decided:
            self._counts.update((place.kind, place.inside) for place in places(text, quote))
            self._counts.update((APPOSITION, False) for _ in _cut_appositions(text, quote, shown))

    def habits(self) -> EdgeHabits:
        """The habits that the counts show."""
        kinds = sorted({kind for kind, _ in self._counts})
        return EdgeHabits({kind: EdgeHabit(self._counts[kind, True], self._counts[kind, False]) for kind in kinds})


def _cut_appositions(text: str, quote: Quote, shown: Iterable[Quote]) -> Iterator[None]:
    """Yield once if the quote has a source that was suggested with an apposition, but without it."""
    for other in shown:
        if is_same(quote.content, other.content) and any(
            place.kind == APPOSITION and place.otherwise.source == quote.source for place in places(text, other)
        ):
            yield None
            return


def is_same(one: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether two contents are those of one quote, however their edges differ."""
    shared = in_common(one, other)
    both = sum(end - start for start, end in (*one, *other)) - shared
    return shared > 0 and shared >= _SAME * both
