"""A decision of an earlier edition that somebody is to look at."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.decision import Answer
from annotator.core.editions.carrying import Fate
from annotator.core.model import Labels, Span
from annotator.core.session.desk import Place


@dataclass(frozen=True, slots=True)
class Before:
    """A decision of an earlier edition that is to be looked at, and where.

    `key` names it. `sentence` and the spans of `labels` are of `text`, the earlier edition's; `was` is the place in it.
    `sentence_id` and `now` are the sentence of the later edition: of a touched one that which holds it, of an orphaned
    one that after which it stood. `stood`: the id of the decision that the annotator had there before.
    """

    key: int
    fate: Fate
    annotator: str
    answer: Answer
    labels: Labels
    decided_at: str
    text: str
    sentence: Span
    was: Place
    now: Place
    sentence_id: int
    stood: int | None = None
