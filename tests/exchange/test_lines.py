"""The fast way to a line says what the slow one says, and refuses what it refuses."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from annotator.core.model import DecidedSentence, Labels, Span
from annotator.exchange.jsonlines import to_line
from annotator.exchange.lines import LineWriter
from annotator.exchange.records import FalseSpan, sentence_record
from tests.exchange.strategies import documents, row_of
from tests.exchange.test_records import DECIDED, PART, with_part


@settings(max_examples=300, deadline=None)
@given(documents())
def test_the_same_bytes_as_the_record(decided: list[DecidedSentence]) -> None:
    writer = LineWriter(lambda number: decided[0].document)
    for one in decided:
        assert writer.line(row_of(one)) == to_line(sentence_record(one))
    assert writer.tally.records == len(decided)
    quotes = sum(not part.continues for one in decided for part in one.decision.labels.quotes)
    assert writer.tally.types.total() == quotes


@pytest.mark.parametrize(
    "part",
    [
        replace(PART, content=()),
        replace(PART, content=(Span(0, 3),)),
        replace(PART, content=(Span(15, 15),)),
        replace(PART, cue=Span(29, 99)),
        replace(PART, source=Span(-3, 4)),
    ],
)
def test_a_false_span_is_refused(part: object) -> None:
    with pytest.raises(FalseSpan, match="d:1"):
        LineWriter(lambda number: DECIDED.document).line(row_of(with_part(part)))  # type: ignore[arg-type]


def test_topics_in_another_order_are_no_edit() -> None:
    labels = Labels((PART,), ("a", "b"))
    assert DECIDED.suggestion
    one = replace(
        DECIDED,
        decision=replace(DECIDED.decision, labels=labels),
        suggestion=replace(DECIDED.suggestion, labels=Labels((replace(PART, score=0.5, rule='a "rule"'),), ("b", "a"))),
    )
    assert b'"edited":false' in LineWriter(lambda number: one.document).line(row_of(one))
