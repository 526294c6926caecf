"""Filters: which sentences of all documents an annotator wants to go through, and those that were found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

NOBODY = ""
"""As a filter's speaker: quotes without one."""


class Mark(StrEnum):
    """What a sentence can be filtered by. `unsure`: it shows a quote with a score below `shown.UNSURE`.

    Skipped sentences are undecided too. `unopened`: accepted in passing, with another one.
    """

    UNDECIDED = "undecided"
    FLAGGED = "flagged"
    SKIPPED = "skipped"
    EDITED = "edited"
    UNSURE = "unsure"
    NOTED = "noted"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "confirmed"
    REJECTED = "rejected"
    UNOPENED = "unopened"


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
class Matches:
    """A filter and the ids of the sentences that it found, ascending, which is the order of the documents.

    They stay as they were found: a sentence that is decided meanwhile remains among them, to be come back to.
    """

    wanted: Filter
    ids: tuple[int, ...]

    def position(self, sentence_id: int) -> int | None:
        """The sentence's number among those found, from 1; None where it is not one of them."""
        index = bisect_left(self.ids, sentence_id)
        return index + 1 if index < len(self.ids) and self.ids[index] == sentence_id else None

    def neighbour(self, sentence_id: int, by: int) -> int | None:
        """The id of the match after (`by` 1) or before (-1) that sentence; None at the end."""
        index = bisect_right(self.ids, sentence_id) if by > 0 else bisect_left(self.ids, sentence_id) - 1
        return self.ids[index] if 0 <= index < len(self.ids) else None
