"""The fast way to a line says what the slow one says, and refuses what it refuses."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from annotator.core.model import DecidedSentence, Labels, QuotePart, Span
from annotator.exchange.jsonlines import to_line
from annotator.exchange.lines import LineWriter
from annotator.exchange.manifest import Tally
from annotator.exchange.records import FalseSpan
from tests.exchange.reference import sentence_record
from tests.exchange.strategies import documents, row_of
from tests.exchange.test_records import DECIDED, PART, with_part


def line(one: DecidedSentence) -> bytes:
    return LineWriter(lambda number: one.document).lines([row_of(one)], Tally())


@settings(max_examples=300, deadline=None)
@given(documents())
def test_the_same_bytes_as_the_record(decided: list[DecidedSentence]) -> None:
    tally = Tally()
    made = LineWriter(lambda number: decided[0].document).lines([row_of(one) for one in decided], tally)
    assert made == b"".join(to_line(sentence_record(one)) for one in decided)
    assert (tally.records, tally.documents) == (len(decided), 1)
    assert tally.annotators == {"ana": len(decided)}
    assert tally.answers == Counter(one.decision.answer.value for one in decided)
    assert tally.topics == Counter(topic for one in decided for topic in one.decision.labels.topics)
    parts = [part for one in decided for part in one.decision.labels.quotes]
    assert tally.types == Counter(part.type.value for part in parts if not part.continues)


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
def test_a_false_span_is_refused(part: QuotePart) -> None:
    with pytest.raises(FalseSpan, match="d:1"):
        line(with_part(part))


def test_topics_in_another_order_are_no_edit() -> None:
    labels = Labels((PART,), ("a", "b"))
    assert DECIDED.suggestion
    one = replace(
        DECIDED,
        decision=replace(DECIDED.decision, labels=labels),
        suggestion=replace(DECIDED.suggestion, labels=Labels((replace(PART, score=0.5, rule='a "rule"'),), ("b", "a"))),
    )
    assert b'"edited":false' in line(one)
