"""Sentences of a review: which a reviewer looks at, what is made of them, and what an annotator learns from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from random import Random
from typing import NamedTuple

from annotator.core.draw import is_drawn
from annotator.core.model import Labels, Span
from annotator.core.review.versions import Version, same_quotes, topics_differ
from annotator.core.session.desk import Place

# ---- Which sentences a reviewer looks at.


SHARE = 0.05
"""The share of the unanimous sentences that a reviewer sees, so that one knows how often all annotators are wrong."""


class Scope(NamedTuple):
    """What a review is of.

    `share`: of the unanimous sentences, those that are looked at like differences. `early`: also documents that are not
    decided to the end by all who are to decide them. `again`: also sentences that are settled. `documents`: the ids of
    the only ones to look at; none means all.
    """

    share: float = SHARE
    early: bool = False
    again: bool = False
    documents: tuple[str, ...] = ()


def is_audited(document: str, index: int, share: float) -> bool:
    """Whether a unanimous sentence is one of the share that a reviewer sees.

    Chosen by the SHA-256 of the id that the sentence has in exports, `<document id>:<sentence index>`: so anybody can
    tell from an export which sentences they were. With a greater share, those of a smaller one are among them.
    """
    return is_drawn(f"audit {document}:{index}", share)


class CaseKind(StrEnum):
    """Why a sentence was settled by a reviewer.

    `DIFFERENCE`: annotators marked it differently. `AUDIT`: they marked the same, and it was drawn to be looked at all
    the same. `SETTLED`: they marked the same, and it was settled with all others of that kind in one step, unseen.
    `OWN`: the reviewer decided it though there was nothing to settle, such as a further part of a quote.
    """

    DIFFERENCE = "difference"
    AUDIT = "audit"
    SETTLED = "settled"
    OWN = "own"


class Cause(StrEnum):
    """Why annotators marked a sentence differently."""

    SLIP = "slip"
    GAP = "gap"
    AMBIGUOUS = "ambiguous"

    @property
    def words(self) -> str:
        """The cause as people read it."""
        return {"slip": "slip", "gap": "guideline gap", "ambiguous": "ambiguous text"}[self.value]


class Because(NamedTuple):
    """Why annotators differed, as the reviewer says: the cause and the id of the paragraph that it is about."""

    cause: Cause | None = None
    paragraph: str | None = None


class Case(NamedTuple):
    """A sentence to be settled: a difference, or one drawn for the audit. `agreement` is from 0 to 1."""

    sentence_id: int
    place: Place
    versions: tuple[Version, ...]
    kind: CaseKind
    agreement: float


class Verdict(NamedTuple):
    """What a reviewer said of a sentence beside its labels.

    `taken`: the numbers of the versions that mark the same as the reviewer; none for the reviewer's own labels.
    `paragraph`: the id of the paragraph of the guidelines that it is about (see `core.profiles`).
    """

    kind: CaseKind
    taken: tuple[int, ...] = ()
    cause: Cause | None = None
    paragraph: str | None = None


class Left(NamedTuple):
    """How much is there to review: differences and sentences of the audit to be looked at, unanimous ones to settle.

    `done`: sentences that are settled, with what annotators say of them now. `waiting`: documents that more than one
    annotator has begun and that are not ready to be reviewed.
    """

    differences: int = 0
    audit: int = 0
    unanimous: int = 0
    done: int = 0
    waiting: int = 0


def least_agreed(cases: Iterable[Case]) -> list[Case]:
    """The cases with the least agreement first; those of the same agreement in the order of the documents.

    What all marked alike, such as the audit, stands among the others where its place draws it: in a row at the end a
    reviewer would know it.
    """
    ordered = sorted(cases, key=lambda case: (case.agreement, case.place))
    mixed = [case for case in ordered if len(case.versions) > 1]
    for case in ordered:
        if len(case.versions) == 1:
            mixed.insert(Random(f"draw {case.place}").randint(0, len(mixed)), case)
    return mixed


# ---- A sentence as it was reviewed: what annotators had marked then, and what the reviewer made of it.


class Reviewed(NamedTuple):
    """The latest review of a sentence.

    `document` is the id of its document, `span` its place in the text. `versions` are those that the reviewer chose
    among, `labels` what the review marks, comparable with theirs (see `versions.comparable_labels`).
    """

    sentence_id: int
    document: str
    place: Place
    span: Span
    reviewer: str
    versions: tuple[Version, ...]
    labels: Labels
    verdict: Verdict

    @property
    def overturned(self) -> bool:
        """Whether the review marked what no version did, whatever speakers and labels are called since."""
        return not self.verdict.taken

    @property
    def one_side_marked(self) -> bool:
        """Whether some had marked a quote in the sentence and others none."""
        return len({bool(version.labels.quotes) for version in self.versions}) == 2


# ---- What became of one annotator's own sentences in review: a lesson for each that it changed.


_FIRST = (Cause.GAP, Cause.SLIP, Cause.AMBIGUOUS, None)
"""The order of lessons: first what the guidelines say, then what was a slip."""


class Lesson(NamedTuple):
    """A sentence that an annotator marked and review decided otherwise.

    `name` is the id that the sentence has in exports. `own` and `settled` are comparable (see
    `versions.comparable_labels`). `paragraph`: the id of the paragraph of the guidelines that it is about. `unseen`:
    whether the annotator had passed over it. Nothing of other annotators is in it.
    """

    sentence_id: int
    name: str
    place: Place
    own: Labels
    settled: Labels
    cause: Cause | None
    paragraph: str | None
    unseen: bool = False


def lessons_in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The lessons by cause and by paragraph, those of which there are most first; each in the order of the text."""
    lessons = [*lessons]
    counted = Counter((lesson.cause, lesson.paragraph) for lesson in lessons)

    def rank(lesson: Lesson) -> tuple[int, int, str, Place]:
        return (
            _FIRST.index(lesson.cause),
            -counted[lesson.cause, lesson.paragraph],
            lesson.paragraph or "",
            lesson.place,
        )

    return sorted(lessons, key=rank)


def changes_told(lesson: Lesson) -> tuple[str, ...]:
    """What review changed, in a word or two each: what quotes were missed or too many, and in what others differ."""
    versions = (lesson.own, lesson.settled)
    changes: dict[str, None] = {}
    for quote in same_quotes(versions):
        own, settled = quote.parts
        if own is None:
            changes["a quote missed"] = None
        elif settled is None:
            changes["a quote too many"] = None
        else:
            changes |= dict.fromkeys(str(aspect) for aspect in quote.aspects if quote.differs(aspect))
    if topics_differ(versions):
        changes["topics"] = None
    return tuple(changes)


def causes_told(lessons: Sequence[Lesson]) -> str:
    """How many lessons there are of each cause, in words."""
    counted = Counter(lesson.cause for lesson in lessons)
    by_cause = [
        f"{counted[cause]} {cause.words if cause is not None else 'without a cause'}"
        for cause in _FIRST
        if counted[cause]
    ]
    many = f"{len(lessons)} decided otherwise"
    return f"{many}: {', '.join(by_cause)}" if lessons else many
