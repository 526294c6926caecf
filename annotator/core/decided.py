"""Decisions as they are read out: which are wanted, and their records for exports, habits, figures and for learning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple

from annotator.core.decision import DECIDED, Answer, DecidedSentence, Decision, Role, Sight, is_of_a_role
from annotator.core.draw import BITS, digest_of, drawn_number
from annotator.core.model import Chance, Document, Labels, Quote, Span, Spans, article_of, grouped
from annotator.core.quotes.assembly import join_parts
from annotator.core.review.versions import versions
from annotator.core.text.marked_text import without_quote_signs

# ---- Which decisions are wanted: for an export, and for what else reads them.


class Selection(NamedTuple):
    """Which current decisions are wanted.

    `annotator`: only those under this name, which may be a reviewer's; without it, those of annotators alone.

    `gold`: at most one decision for each sentence: the latest review of it, else what its annotators agree on, which is
    what the only one decided where no other did; none where they differ. `reviewed`: those of annotators, but where a
    sentence was reviewed, only the review.

    `answers`: which ones; a skip is none unless it is asked for, as it decides nothing. `since`: an ISO 8601 date or
    time (UTC), at or after which it was decided. `documents`: ids; none means all. `implied`: also what was passed over
    unseen; `boilerplate`: of that at least what was passed over as boilerplate.

    `undecided`: of documents as such, only those with a sentence that nobody confirmed or rejected.
    """

    annotator: str | None = None
    gold: bool = False
    reviewed: bool = False
    answers: tuple[Answer, ...] = DECIDED
    since: str | None = None
    documents: tuple[str, ...] = ()
    implied: bool = True
    boilerplate: bool = True
    undecided: bool = False

    def chooses(self, decision: Decision) -> bool:
        """Whether a decision is wanted for what it says, when, and by whom it was passed over; SQL asks the same."""
        boilerplate = self.boilerplate and decision.answer is Answer.REJECT
        return (
            decision.answer in self.answers
            and (self.since is None or decision.decided_at >= self.since)
            and (self.implied or boilerplate or not decision.implied)
        )

    def with_all_between(self) -> Selection:
        """The same, with whatever else was said of the articles: quotes go on over sentences without any."""
        return self._replace(answers=tuple(Answer), since=None, implied=True, boilerplate=True)


EVERYTHING = Selection()
"""All decided sentences of all annotators."""


# ---- What one annotator decided of an article, beside what had been suggested there: what habits are read from.


class DecidedArticle(NamedTuple):
    """One annotator's decisions on a document that somebody looked at; skipped sentences are none of them.

    `chances` are the candidates for quotes in it; None where they are not known. `labels`: by the index of each decided
    sentence what it was given, nothing where it was rejected. `suggested`: what had been suggested of some of them, as
    it was shown when they were decided, if not by another suggester. `undecided`: the stretches of text that none of
    the decisions covers. `last_decision`: the highest id of a decision.
    """

    document: int
    annotator: str
    text: str
    chances: tuple[Chance, ...] | None
    labels: Mapping[int, Labels]
    suggested: Mapping[int, Labels]
    undecided: Spans
    last_decision: int

    def quotes(self) -> tuple[Quote, ...]:
        """The whole quotes that the decisions hold."""
        return join_parts({index: labels.quotes for index, labels in self.labels.items()})

    def shown(self) -> tuple[Quote, ...]:
        """The whole quotes that had been suggested in the decided sentences, as far as these hold them."""
        return join_parts({index: self.suggested.get(index, Labels()).quotes for index in self.labels})


def stretches_between(decided: Iterable[Span], document: Document) -> Spans:
    """The stretches of the article's own text with more than white space and the signs of block quotes in them.

    None holds any of the decided spans, which are in order.
    """
    gaps, start, text = [], document.body_start, without_quote_signs(document.text)
    for span in (*decided, Span(len(text), len(text))):
        if text[start : span.start].strip():
            gaps.append(Span(start, span.start))
        start = span.end
    return tuple(gaps)


# ---- What annotators said, as figures about their time want it: one row for each decision of the history.


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision as it was made: also one that was corrected or undone since, but nothing that undo or redo repeated.

    `step` is the step that it was saved in, together with others. `document` is the id of its document and `index` that
    of its sentence there. `at` is when, by the clock of the computer (UTC, ISO 8601): good for naming a day, never for
    telling how long something took. `seconds` and `keys` are as they were recorded. `first`: whether the sentence had
    no decision of this annotator before. `for_several`: whether the step was asked for several sentences at once (all
    sure ones accepted, a speaker renamed), so that no time of it was recorded: what its decisions have is that of those
    which they repeat.
    """

    step: int
    annotator: str
    role: Role
    document: str
    index: int
    answer: Answer
    at: str
    seconds: float
    keys: int
    implied: bool = False
    first: bool = True
    for_several: bool = False


class Progress(NamedTuple):
    """How many sentences one annotator has to decide in all, and how many of them are decided (not skipped).

    Without a name it is what nobody has taken yet, or all together. What a sentence takes, and the rest, is None where
    too little was decided to tell.
    """

    annotator: str
    sentences: int
    decided: int
    seconds_a_sentence: float | None = None
    seconds_left: float | None = None

    @property
    def left(self) -> int:
        """Sentences still to decide; skipped ones are among them."""
        return max(0, self.sentences - self.decided)


# ---- Decisions as what a model can learn from: the whole quotes of each document, and the text that nobody has
# decided.


class TrainingExample(NamedTuple):
    """A document with one annotator's decisions.

    `undecided` are the stretches of text that no decision covers: of them nothing is known, not that they hold no
    quote. `topics` are the spans of the decided sentences with the topics that each was given; `complete`: the article
    has no others, as nothing is undecided but what was passed over as boilerplate.
    """

    document: Document
    annotator: str
    quotes: tuple[Quote, ...]
    undecided: Spans = ()
    topics: tuple[tuple[Span, tuple[str, ...]], ...] = ()
    complete: bool = True


def decisions_that_count(decided: Iterable[DecidedSentence]) -> Iterator[tuple[str, list[DecidedSentence]]]:
    """The decisions that count of each document, in the order of its text, behind the name that they go by.

    Of several annotators of a document, the one who decided most sentences counts; of equals, the first by name. Where
    a reviewer decided some of it, what counts is the review and, in other sentences, what all annotators who decided
    them agree on; of reviewed sentences only the review is to be given. Decisions come document by document.

    A skipped sentence is left out, and so is one that was passed over unseen (an implied decision).
    """
    for _, of_document in groupby(decided, key=lambda row: row.document.id):
        seen = [row for row in of_document if row.decision.answer is not Answer.SKIP and not row.decision.implied]
        reviewers = [name for row in seen if is_of_a_role(name := row.decision.annotator)]
        by_annotator = grouped((row.decision.annotator, row) for row in seen)
        if reviewers:
            yield min(reviewers), list(_agreed(seen))
        elif by_annotator:
            name = min(by_annotator, key=lambda name: (-len(by_annotator[name]), name))
            yield name, sorted(by_annotator[name], key=lambda row: row.sentence.index)


def training_examples(decided: Iterable[DecidedSentence]) -> Iterator[TrainingExample]:
    """One example for each document, from the decisions that count (see `decisions_that_count`).

    What is left out there is undecided here: nobody said that it holds no quote. A rejected sentence counts as one
    without quotes and topics.
    """
    for _, of_document in groupby(decided, key=lambda row: row.document.id):
        rows = list(of_document)
        for name, counting in decisions_that_count(rows):
            document, spans = counting[0].document, [row.sentence.span for row in counting]
            passed = [row for row in rows if row.decision.implied and not row.decision.confirmed.quotes]
            boilerplate = (row.sentence.span for row in passed if row.decision.answer is Answer.REJECT)
            yield TrainingExample(
                document,
                name,
                # A quote goes on over what was passed over.
                join_parts({row.sentence.index: row.decision.confirmed.quotes for row in (*passed, *counting)}),
                stretches_between(spans, document),
                tuple((row.sentence.span, row.decision.confirmed.topics) for row in counting),
                complete=not stretches_between(sorted({*spans, *boilerplate}), document),
            )


def _agreed(rows: Iterable[DecidedSentence]) -> Iterator[DecidedSentence]:
    """One decision for each sentence that all who decided it mark the same, in the order of the text."""
    by_sentence = sorted(rows, key=lambda row: (row.sentence.index, row.decision.annotator))
    for decided in grouped((row.sentence.index, row) for row in by_sentence).values():
        if len(versions(row.decision for row in decided)) == 1:
            yield decided[0]


_PARTS = {1: ("all",), 2: ("train", "test"), 3: ("train", "dev", "test")}


class Split(NamedTuple):
    """A data set split by documents: one stays in the same part however the data grows.

    `shares` are in percent, such as 80, 10 and 10; two are train and test, three are train, dev and test.
    """

    shares: tuple[int, ...] = (100,)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return _PARTS[len(self.shares)]

    def part(self, document_id: str) -> int:
        """The number of a document's part, by a hash of its id. Versions go with their article."""
        if len(self.shares) == 1:  # every row of an export asks
            return 0
        place = drawn_number(article_of(document_id)) / 2**BITS * 100
        reached = accumulate(self.shares)
        return next((number for number, bound in enumerate(reached) if place < bound), len(self.shares) - 1)


def is_held_out(document_id: str, tenths: int = 1) -> bool:
    """Whether a document is kept from training, to measure on: about so many tenths of all documents are.

    A hash of its id decides, so that it never changes as data grows. All versions of an article go together.
    """
    return (drawn_number(article_of(document_id)) >> (BITS - 8)) % 10 < tenths


def learned_as(document_id: str) -> str:
    """What a trained pipeline knows an article by that it learned from: twelve characters, all versions the same."""
    return digest_of(article_of(document_id))


def tenths_held_out(documents: int) -> int:
    """How many tenths of so many documents are kept from training: of fewer than 200 two, of fewer than 40 three."""
    return 1 if documents >= 200 else 2 if documents >= 40 else 3


def is_unseen(row: DecidedSentence) -> bool:
    """Whether somebody decided the sentence with no suggestion in sight, withheld or not there, nor as a reviewer.

    In a corrected article nobody knows that of what was not withheld: what was carried there may have lost the
    suggestion that it answered.
    """
    if is_of_a_role(row.decision.annotator):
        return False
    sight, none = row.decision.sight, row.suggestion is None and row.document.first_id is None
    return sight is Sight.WITHHELD or (none and sight is Sight.SUGGESTION)
