"""What review made of an annotator's sentences, in an order to learn from."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import Because, Cause, Lesson, causes_told, changes_told, lessons_in_order
from annotator.core.session.desk import Place

PART = QuotePart((Span(0, 10),), QuoteType.DIRECT, Span(11, 15), None, "Ona Berg")
OTHER = QuotePart((Span(30, 40),), QuoteType.INDIRECT)


def lesson(index: int, cause: Cause | None = None, paragraph: str | None = None) -> Lesson:
    return Lesson(index, f"a:{index}", Place(1, index), Labels((PART,)), Labels(), Because(cause, paragraph))


def test_gaps_come_first_by_how_often_their_paragraph_was_it_and_what_has_no_cause_last():
    slip, unsaid, ambiguous = lesson(0, Cause.SLIP), lesson(1), lesson(2, Cause.AMBIGUOUS)
    once, twice, again = lesson(3, Cause.GAP, "a.1"), lesson(4, Cause.GAP, "b.1"), lesson(5, Cause.GAP, "b.1")
    assert lessons_in_order([unsaid, slip, once, again, ambiguous, twice]) == [
        twice,
        again,
        once,
        slip,
        ambiguous,
        unsaid,
    ]


def test_causes_are_counted():
    lessons = [lesson(0, Cause.SLIP), lesson(1), lesson(2, Cause.GAP, "a.1"), lesson(3, Cause.GAP)]
    assert causes_told(lessons) == "4 decided otherwise: 2 guideline gaps, 1 slip, 1 without a cause"
    assert causes_told([]) == "0 decided otherwise"


def test_what_was_changed_is_told_once_each():
    own = Labels((PART, OTHER), ("a",))
    changed = replace(PART, speaker=None, type=QuoteType.MIXED)
    assert changes_told(lesson(0)._replace(own=own, settled=Labels((changed,), ("b",)))) == (
        "type",
        "speaker",
        "a quote too many",
        "topics",
    )
    assert changes_told(lesson(0)._replace(own=Labels(), settled=Labels((PART, OTHER)))) == ("a quote missed",)
