"""What a review found: how often annotators who agreed were wrong, who was right where they differed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.core.model import Labels, grouped
from annotator.core.review.versions import CaseKind, Cause, Reviewed, differs
from annotator.core.text.marked_text import RUNS
from annotator.measure.figure import Arm, Figure, Tally, ratio_of

Causes = Mapping[str | None, Counter[Cause | None]]
"""How often annotators differed for each cause, by the paragraph of the guidelines that it was about (None: none was
named)."""


class ReviewFigures(NamedTuple):
    """The figures of a review.

    `differences`, `audited`, `settled`: sentences that annotators had marked differently; that they had marked alike
    and that were looked at all the same; that were settled unseen. `overturned`: of the audited ones, the share whose
    review marks something else than the annotators. `overturned_tokens`: the same of tokens that they had marked alike.
    `marked_side`: of the differences in which some had marked a quote and others none, the share in which the review
    has a quote. `taken`: of the differences that each annotator took part in, the share in which the review marks what
    that annotator had marked. `own`: the share of the differences in which it marks what nobody had.
    """

    differences: int
    audited: int
    settled: int
    overturned: Figure
    overturned_tokens: Figure
    marked_side: Figure
    own: Figure
    taken: Mapping[str, Figure]
    causes: Causes


def review_figures(reviewed: Sequence[Reviewed], texts: Mapping[str, str]) -> ReviewFigures:
    """The figures of reviewed sentences. `texts` are those of their documents, by id.

    Shares have Wilson intervals, but for that of tokens: those of a document stand or fall together (see
    `figure.ratio_of`).
    """
    differences = [review for review in reviewed if differs(review.versions)]
    # In a later edition of an article there may be no version left.
    audited = [review for review in reviewed if review.verdict.kind is CaseKind.AUDIT and review.versions]
    sides = [review for review in differences if review.one_side_marked]
    return ReviewFigures(
        differences=len(differences),
        audited=len(audited),
        settled=sum(review.verdict.kind is CaseKind.SETTLED for review in reviewed),
        overturned=Tally.count(review.overturned for review in audited).figure("no sentence of it reviewed"),
        overturned_tokens=_overturned_tokens(audited, texts),
        marked_side=Tally.count(bool(review.labels.quotes) for review in sides).figure("no such difference reviewed"),
        own=Tally.count(review.overturned for review in differences).figure("no difference reviewed"),
        taken=_taken(differences),
        causes=_causes(differences),
    )


def _taken(differences: Iterable[Reviewed]) -> dict[str, Figure]:
    """By annotator, the share of the differences in which the review marked what that annotator had marked."""
    taken = grouped(
        (name, version.number in review.verdict.taken)
        for review in differences
        for version in review.versions
        for name in version.annotators
    )
    return {name: Tally.count(answers).figure() for name, answers in sorted(taken.items())}


def _causes(differences: Iterable[Reviewed]) -> Causes:
    """Every difference by paragraph and cause, the paragraph with most of them first."""
    by_paragraph = grouped((review.verdict.because.paragraph, review.verdict.because.cause) for review in differences)
    ordered = sorted(by_paragraph.items(), key=lambda pair: (-len(pair[1]), pair[0] or ""))
    return {paragraph: Counter(causes) for paragraph, causes in ordered}


def _overturned_tokens(audited: Iterable[Reviewed], texts: Mapping[str, str]) -> Figure:
    """Of the tokens that annotators had marked alike, the share that the review gives another role, or none.

    A token is a run of letters and digits; its role is content, cue or source, the last of these that covers it. It is
    of the role that its first letter has.
    """
    arm = Arm()
    for review in audited:
        before, after = _roles(review.versions[0].labels), _roles(review.labels)
        starts = (match.start() for match in RUNS.finditer(texts[review.document], *review.span))
        changed = Tally.count(before[start] != after.get(start) for start in starts if start in before)
        if changed.of:
            arm[review.document] += changed
    return ratio_of(arm, "no marked word of it reviewed", bounded=True)


def _roles(labels: Labels) -> dict[int, str]:
    """The role of each code point that is marked."""
    spans = [("content", span) for quote in labels.quotes for span in quote.content]
    spans += [mention for quote in labels.quotes for mention in quote.beside()]
    return {position: role for role, span in spans for position in range(*span)}
