"""What a review found, by hand: overturned, numbers_marking, the side that marked, and causes by paragraph."""

from __future__ import annotations

import random

import pytest

from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import (
    Because,
    CaseKind,
    Cause,
    Reviewed,
    Verdict,
    comparable_labels,
    numbers_marking,
    versions,
)
from annotator.core.session.desk import Place
from annotator.measure.figure import Tally
from annotator.measure.review import review_figures

TEXT = "Ada told us it rained all day."
QUOTE = QuotePart((Span(12, 29),), QuoteType.INDIRECT, Span(4, 8), Span(0, 3), "Ada")
YES, NO = Labels((QUOTE,)), Labels()
OTHER = Labels((QuotePart((Span(15, 29),), QuoteType.INDIRECT, Span(4, 11), Span(0, 3), "Ada"),))


def reviewed(
    settled: Labels,
    *said: Labels,
    kind: CaseKind = CaseKind.DIFFERENCE,
    cause: Cause | None = None,
    paragraph: str | None = None,
    document: str = "d",
) -> Reviewed:
    ways = versions(
        Decision(at, name, Answer.ACCEPT, one, "") for at, (name, one) in enumerate(zip("abc", said, strict=False), 1)
    )
    labels = comparable_labels(settled)
    verdict = Verdict(kind, numbers_marking(ways, labels), Because(cause, paragraph))
    return Reviewed(1, document, Place(1, 0), Span(0, len(TEXT)), "review:carla", ways, labels, verdict)


def figures(*found: Reviewed):  # type: ignore[no-untyped-def]
    return review_figures(found, {one.document: TEXT for one in found})


def test_nothing_reviewed_is_no_figure_and_says_why() -> None:
    none = figures()
    assert (none.differences, none.audited, none.settled) == (0, 0, 0)
    for one in (none.overturned, none.overturned_tokens, none.marked_side, none.own):
        assert one.value is None
        assert one.why


def test_of_the_audit_the_sentences_that_the_review_marks_otherwise_are_overturned() -> None:
    found = figures(
        reviewed(YES, YES, YES, kind=CaseKind.AUDIT),
        reviewed(NO, YES, YES, kind=CaseKind.AUDIT),
        reviewed(NO, NO, NO, kind=CaseKind.AUDIT),
        reviewed(NO, YES, YES, kind=CaseKind.OWN),
        reviewed(NO, YES, YES, kind=CaseKind.SETTLED),
        reviewed(NO, YES, OTHER),
    )
    assert (found.differences, found.audited, found.settled) == (1, 3, 1)
    assert found.overturned == Tally(1, 3).figure()


def test_tokens_are_overturned_that_have_another_role_than_all_gave_them() -> None:
    # Marked: Ada, told, it, rained, all, day. The review makes "us" a cue and leaves out "it".
    found = figures(reviewed(OTHER, YES, YES, kind=CaseKind.AUDIT))
    assert found.overturned_tokens.value == pytest.approx(1 / 6)
    assert found.overturned_tokens.low is None, "one document tells nothing of others"
    swapped = Labels((QuotePart((Span(12, 29),), QuoteType.INDIRECT, Span(0, 3), Span(4, 8)),))
    two = figures(
        reviewed(swapped, YES, YES, kind=CaseKind.AUDIT), reviewed(YES, YES, YES, kind=CaseKind.AUDIT, document="e")
    ).overturned_tokens
    assert two.value == pytest.approx(2 / 12)
    assert two.low is None, "nor do two"
    more = [reviewed(YES, YES, YES, kind=CaseKind.AUDIT, document=name) for name in "efg"]
    three = figures(reviewed(swapped, YES, YES, kind=CaseKind.AUDIT), *more).overturned_tokens
    assert three.value == pytest.approx(2 / 24)
    assert three.low < 2 / 24 < 0.2 < three.high
    assert figures(reviewed(YES, NO, NO, kind=CaseKind.AUDIT)).overturned_tokens.value is None


def test_the_side_that_marked_wins_where_the_review_has_a_quote() -> None:
    found = figures(reviewed(YES, YES, NO), reviewed(OTHER, NO, YES), reviewed(NO, YES, NO), reviewed(NO, YES, OTHER))
    assert found.marked_side == Tally(2, 3).figure()
    assert found.own == Tally(2, 4).figure()


def test_by_annotator_how_often_their_version_was_taken_of_the_differences_they_took_part_in() -> None:
    found = figures(
        reviewed(YES, YES, NO), reviewed(YES, YES, NO, YES), reviewed(NO, YES, NO, OTHER), reviewed(NO, NO, NO)
    )
    assert found.taken == {"a": Tally(2, 3).figure(), "b": Tally(1, 3).figure(), "c": Tally(1, 2).figure()}


def test_causes_are_counted_by_paragraph_those_of_most_differences_first() -> None:
    found = figures(
        reviewed(YES, YES, NO, cause=Cause.SLIP),
        reviewed(YES, YES, NO, cause=Cause.GAP, paragraph="type.1"),
        reviewed(YES, YES, NO, cause=Cause.GAP, paragraph="type.1"),
        reviewed(YES, YES, NO, cause=Cause.AMBIGUOUS, paragraph="type.1"),
        reviewed(YES, YES, NO),
        reviewed(YES, YES, YES, kind=CaseKind.AUDIT, cause=Cause.SLIP),
    )
    assert list(found.causes.items()) == [
        ("type.1", {Cause.GAP: 2, Cause.AMBIGUOUS: 1}),
        (None, {Cause.SLIP: 1, None: 1}),
    ]
    assert sum(causes.total() for causes in found.causes.values()) == found.differences


def test_the_interval_covers_a_planted_rate_of_overturning() -> None:
    rate, covered = 0.08, 0
    for seed in range(100):
        chance = random.Random(seed)
        audit = [reviewed(NO if chance.random() < rate else YES, YES, YES, kind=CaseKind.AUDIT) for _ in range(150)]
        figure = figures(*audit).overturned
        covered += figure.low <= rate <= figure.high
    assert covered >= 90
