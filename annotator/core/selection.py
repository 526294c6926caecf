"""Which decisions are wanted: for an export, and for what else reads them."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.decision import DECIDED, Answer


@dataclass(frozen=True, slots=True)
class Selection:
    """Which current decisions are wanted.

    `annotator`: only those under this name, which may be a reviewer's; without it, those of annotators alone.

    `gold`: at most one decision for each sentence: the latest review of it, else what its annotators agree on, which is
    what the only one decided where no other did; none where they differ. `reviewed`: those of annotators, but where a
    sentence was reviewed, only the review.

    `answers`: which ones; a skip is none unless it is asked for, as it decides nothing. `since`: an ISO 8601 date or
    time (UTC), at or after which it was decided. `documents`: ids; none means all. `implied`: also what was passed over
    unseen; `boilerplate`: of that at least what was passed over as boilerplate.
    """

    annotator: str | None = None
    gold: bool = False
    reviewed: bool = False
    answers: tuple[Answer, ...] = DECIDED
    since: str | None = None
    documents: tuple[str, ...] = ()
    implied: bool = True
    boilerplate: bool = True


EVERYTHING = Selection()
"""All decided sentences of all annotators."""
