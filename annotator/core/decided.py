"""Decisions as they are read out: which are wanted, and their records for exports, for habits and for figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.assembly import join_parts
from annotator.core.decision import DECIDED, Answer
from annotator.core.model import Chance, Labels, Quote, Span
from annotator.core.people import Role

# ---- Which decisions are wanted: for an export, and for what else reads them.


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


# ---- A decided sentence as the row that the database gives: a million of them are exported without building the model.


class DecidedRow(NamedTuple):
    """A sentence, one annotator's decision of it, and the suggestion that the decision answered.

    `document` is the document's number, `position` the sentence's index in it; `start` and `end` are in code points of
    the document. `labels` and `suggested` are JSON as of `core.model_json`. `run`, `score` and `suggested` are those
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


# ---- What one annotator decided of an article, beside what had been suggested there: what habits are read from.


@dataclass(frozen=True, slots=True)
class AnsweredSentence:
    """A decided sentence: the labels it was given, none where it was rejected, and those that were suggested for it.

    `shown` is what rules had suggested, as it was shown when the decision was made; None where there was no suggestion,
    or that of a pipeline which learned.
    """

    index: int
    span: Span
    labels: Labels
    shown: Labels | None = None


@dataclass(frozen=True, slots=True)
class DecidedArticle:
    """One annotator's decisions on a document that somebody looked at; skipped sentences are none of them.

    `chances` are the rules' candidates in the document; None where they are not known. `sentences` are in text order.
    `undecided`: the stretches of text that none of the decisions covers. `last_decision`: the highest id of a decision.
    """

    document: int
    annotator: str
    text: str
    chances: tuple[Chance, ...] | None
    sentences: tuple[AnsweredSentence, ...]
    undecided: tuple[Span, ...] = ()
    last_decision: int = 0

    def quotes(self) -> tuple[Quote, ...]:
        """The whole quotes that the decisions hold."""
        return join_parts({one.index: one.labels.quotes for one in self.sentences})

    def shown(self) -> tuple[Quote, ...]:
        """The whole quotes that had been suggested in the decided sentences, as far as these hold them."""
        return join_parts({one.index: one.shown.quotes if one.shown else () for one in self.sentences})


def stretches_between(decided: Iterable[Span], text: str, start: int) -> tuple[Span, ...]:
    """The stretches of the text from `start` on that hold words, but none of the decided spans, which are in order."""
    gaps = []
    at = start
    for span in (*decided, Span(len(text), len(text))):
        if text[at : span.start].strip():
            gaps.append(Span(at, span.start))
        at = span.end
    return tuple(gaps)


# ---- What annotators said, as figures about their time want it: one row for each decision of the history.


@dataclass(frozen=True, slots=True)
class Said:
    """A decision as it was made: also one that was corrected or undone since, but nothing that undo or redo repeated.

    `step` is the step that it was saved in, together with others, and `document` the number of its document. `at` is
    when, by the clock of the computer (UTC, ISO 8601): good for naming a day, never for telling how long something
    took. `seconds` and `keys` are as they were recorded. `first`: whether the sentence had no decision of this
    annotator before. `for_several`: whether the step was asked for several sentences at once (all sure ones accepted,
    a speaker renamed), so that no time of it was recorded: what its decisions have is that of those which they repeat.
    """

    step: int
    annotator: str
    role: Role
    document: int
    sentence: int
    answer: Answer
    at: str
    seconds: float
    keys: int
    implied: bool = False
    first: bool = True
    for_several: bool = False


@dataclass(frozen=True, slots=True)
class Workload:
    """How many sentences one annotator has to decide in all, and how many of them are decided (not skipped).

    Without a name it is what nobody has taken yet.
    """

    annotator: str
    sentences: int
    decided: int
