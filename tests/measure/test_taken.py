"""Suggested quotes that were taken as they stood, by rule and score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, DecidedSentence, Decision, Sight
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggestion
from annotator.measure.bias import bin_of, by_rule, by_score, offered
from annotator.measure.figure import Tally

SURE = QuotePart((Span(0, 4),), QuoteType.DIRECT, Span(5, 9), Span(10, 13), "Ada", 0.95, "quoted")
UNSURE = QuotePart((Span(20, 24),), QuoteType.INDIRECT, None, None, None, 0.41, "ccomp")


def decided(*own: QuotePart, suggested: tuple[QuotePart, ...] = (SURE, UNSURE), **changed: object) -> DecidedSentence:
    labels = Labels(tuple(quote.bare() for quote in own), ("sport",))
    decision = Decision(1, "ana", Answer.ACCEPT, labels, "2026-03-02T09:00:00Z", suggestion=1)
    return DecidedSentence(
        Document("one", "x" * 40),
        Sentence(0, 0, 40),
        replace(decision, **changed),  # type: ignore[arg-type]
        Suggestion(1, "run", Labels(suggested)),
    )


def test_a_quote_is_taken_where_nothing_of_it_was_changed() -> None:
    kept, *_ = offered([decided(SURE, UNSURE)])
    assert (kept.rule, kept.score, kept.taken) == ("quoted", 0.95, True)
    for changed in (
        replace(SURE, content=(Span(0, 3),)),
        replace(SURE, cue=None),
        replace(SURE, source=None),
        replace(SURE, speaker="Bea"),
        replace(SURE, type=QuoteType.MIXED),
        replace(SURE, attributes=(("stance", "for"),)),
    ):
        assert [quote.taken for quote in offered([decided(changed, UNSURE)])] == [False, True]


def test_a_rejected_sentence_takes_none() -> None:
    assert [quote.taken for quote in offered([decided(answer=Answer.REJECT)])] == [False, False]


@pytest.mark.parametrize(
    "changed",
    [
        {"sight": Sight.WITHHELD},
        {"sight": Sight.IN_PASSING},
        {"implied": True},
        {"answer": Answer.SKIP},
    ],
)
def test_what_nobody_looked_at_is_no_answer(changed: dict[str, object]) -> None:
    left_out = decided(SURE, UNSURE, **changed)
    assert not list(offered([left_out]))
    assert len(list(offered([left_out, decided(SURE)]))) == 2


def test_a_part_that_carries_a_quote_on_is_counted_with_its_beginning() -> None:
    further = replace(UNSURE, continues=True)
    assert [quote.rule for quote in offered([decided(SURE, suggested=(SURE, further))])] == ["quoted"]


def test_shares_by_rule_and_by_score_have_their_counts() -> None:
    quotes = list(offered([decided(SURE, UNSURE), decided(SURE), decided(suggested=(SURE,))]))
    assert by_rule(quotes) == [("quoted", Tally(2, 3)), ("ccomp", Tally(1, 2))]
    assert by_score(quotes) == [("0.4-0.5", Tally(1, 2)), ("0.9-1.0", Tally(2, 3))]


def test_bins_hold_their_lower_bound() -> None:
    assert [bin_of(score) for score in (0.0, 0.0999, 0.1, 0.7, 1.0, None)] == [
        "0.0-0.1",
        "0.0-0.1",
        "0.1-0.2",
        "0.7-0.8",
        "0.9-1.0",
        "no score",
    ]
