"""What is right, as far as it is known: what review decided, else what most of those said who saw no suggestion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from annotator.core.decision import DecidedSentence, Sight
from annotator.core.model import Labels

Place = tuple[str, int]
"""The id of a document and the index of a sentence."""


def place_of(one: DecidedSentence) -> Place:
    """Where a decided sentence is."""
    return one.document.id, one.sentence.index


def is_blind(one: DecidedSentence) -> bool:
    """Whether no suggestion was in sight when it was decided: it was withheld, or there was none."""
    return one.decision.sight is Sight.WITHHELD or (one.suggestion is None and not one.decision.implied)


@dataclass(frozen=True, slots=True)
class Truth:
    """The labels that review settled on (`gold`), and those that annotators gave blind, by place."""

    gold: Mapping[Place, Labels] = field(default_factory=dict)
    blind: Mapping[Place, tuple[tuple[str, Labels], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, decided: Iterable[DecidedSentence], gold: Mapping[Place, Labels]) -> Truth:
        """What is known from these decisions and from review."""
        blind: dict[Place, list[tuple[str, Labels]]] = {}
        for one in decided:
            if is_blind(one):
                blind.setdefault(place_of(one), []).append((one.decision.annotator, one.decision.labels))
        return cls(gold, {place: tuple(found) for place, found in blind.items()})

    def right(self, place: Place, annotator: str, given_by: Callable[[Labels], bool]) -> bool | None:
        """Whether a label is right there; None where that is not known: nobody else says so, or as many as say no."""
        gold = self.gold.get(place)
        if gold is not None:
            return given_by(gold)
        votes = [given_by(labels) for other, labels in self.blind.get(place, ()) if other != annotator]
        return None if 2 * sum(votes) == len(votes) else 2 * sum(votes) > len(votes)
