"""Which sentences an annotator wants to see, over all documents: a filter, and the walk through what it found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

NOBODY = ""
"""As a filter's speaker: quotes without one."""


class Mark(StrEnum):
    """What can be said of a sentence as it is shown. `unsure`: an undecided quote of a low score."""

    UNDECIDED = "undecided"
    FLAGGED = "flagged"
    SKIPPED = "skipped"
    EDITED = "edited"
    UNSURE = "unsure"
    NOTED = "noted"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Filter:
    """Sentences with all these marks, a quote of that speaker (`NOBODY`: of none), and that topic (a key)."""

    marks: tuple[Mark, ...] = ()
    speaker: str | None = None
    topic: str | None = None

    def __str__(self) -> str:
        speaker = [] if self.speaker is None else [self.speaker or "nobody"]
        return ", ".join([*self.marks, *speaker, *([self.topic] if self.topic is not None else [])])


@dataclass(frozen=True, slots=True)
class Walk:
    """A filter and the ids of the sentences that it found, ascending, which is the order of the documents.

    What it found stays: a sentence decided meanwhile keeps its place, so that one can come back to it.
    """

    wanted: Filter
    found: tuple[int, ...]

    def position(self, sentence_id: int) -> int | None:
        """The sentence's number among those found, from 1; None where it is not one of them."""
        at = bisect_left(self.found, sentence_id)
        return at + 1 if at < len(self.found) and self.found[at] == sentence_id else None

    def beyond(self, sentence_id: int, by: int) -> int | None:
        """The one after (`by` 1) or before (-1) that sentence; None at the end."""
        at = bisect_right(self.found, sentence_id) if by > 0 else bisect_left(self.found, sentence_id) - 1
        return self.found[at] if 0 <= at < len(self.found) else None
