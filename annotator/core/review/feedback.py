"""What review made of one annotator's own sentences, for that annotator to learn from: a lesson for each it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotator.core.model import Labels
from annotator.core.review.case import Cause
from annotator.core.review.versions import same_quotes, topics_differ
from annotator.core.session.desk import Desk, Place

_FIRST = (Cause.GAP, Cause.SLIP, Cause.AMBIGUOUS, None)
"""The order of lessons: first what the guidelines say, then what was a slip."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence that an annotator marked and review decided otherwise.

    `name` is the id that the sentence has in exports. `own` and `settled` are comparable (see `versions.marked`).
    `paragraph`: the id of the paragraph of the guidelines that it is about. `unseen`: whether the annotator had passed
    over it. Nothing of other annotators is in it.
    """

    sentence_id: int
    name: str
    place: Place
    own: Labels
    settled: Labels
    cause: Cause | None = None
    paragraph: str | None = None
    unseen: bool = False


class FeedbackDesk(Desk, Protocol):
    """The desk of an annotator who reads what review made of the own sentences. Nothing can be written on it."""

    def lessons(self) -> tuple[Lesson, ...]:
        """The annotator's lessons, in any order."""


def in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The lessons by cause and by paragraph, those of which there are most first; each in the order of the text."""
    found = list(lessons)
    counted = Counter((one.cause, one.paragraph) for one in found)

    def rank(one: Lesson) -> tuple[int, int, str, Place]:
        return (_FIRST.index(one.cause), -counted[one.cause, one.paragraph], one.paragraph or "", one.place)

    return sorted(found, key=rank)


def changes_told(lesson: Lesson) -> tuple[str, ...]:
    """What review changed, in a word or two each: what quotes were missed or too many, and in what others differ."""
    versions = (lesson.own, lesson.settled)
    told: dict[str, None] = {}
    for quote in same_quotes(versions):
        own, settled = quote.parts
        if own is None:
            told["a quote missed"] = None
        elif settled is None:
            told["a quote too many"] = None
        else:
            told |= dict.fromkeys(str(aspect) for aspect in quote.aspects if quote.differs(aspect))
    if topics_differ(versions):
        told["topics"] = None
    return tuple(told)


def causes_told(lessons: Sequence[Lesson]) -> str:
    """How many lessons there are of each cause, in words."""
    counted = Counter(one.cause for one in lessons)
    said = [
        f"{counted[cause]} {cause.words if cause is not None else 'without a cause'}"
        for cause in _FIRST
        if counted[cause]
    ]
    many = f"{len(lessons)} decided otherwise"
    return f"{many}: {', '.join(said)}" if lessons else many
