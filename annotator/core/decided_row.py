"""A decided sentence as the row that the database gives: a million of them are exported without building the model."""

from __future__ import annotations

from typing import NamedTuple


class DecidedRow(NamedTuple):
    """A sentence, one annotator's decision of it, and the suggestion that the decision answered.

    `document` is the document's number, `position` the sentence's index in it; `start` and `end` are in code points of
    the document. `labels` and `suggested` are JSON as of `core.labels_json`. `run`, `score` and `suggested` are those
    of the suggestion, None where the decision answered none. `sight` is what was seen of it (`core.decision.Sight`).
    `revision` is the key of the one that the decision was made under.
    """

    document: int
    position: int
    start: int
    end: int
    answer: str
    labels: str
    annotator: str
    decided_at: str
    seconds: float
    note: str | None
    flagged: int
    implied: int
    run: str | None
    score: float | None
    suggested: str | None
    sight: str = "suggestion"
    revision: int | None = None
