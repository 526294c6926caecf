"""Lines of decided sentences straight from rows: true, counted, and refused where a span is false."""

import json
from collections import Counter
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings

from annotator.core.decision import DecidedSentence, Sight
from annotator.core.model import Labels, QuotePart, Span
from annotator.core.resources import read_schema
from annotator.core.session.shown import is_edited
from annotator.exchange.tasks import FalseSpan, Tally
from tests.exchange.strategies import documents
from tests.exchange.test_records import DECIDED, PART, sentence_lines, sentence_record, with_part

SCHEMA = jsonschema.Draft202012Validator(json.loads(read_schema("sentence.schema.json")))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_every_record_says_what_was_decided_and_is_counted(decided: list[DecidedSentence]) -> None:
    tally = Tally()
    records = [json.loads(line) for line in sentence_lines(decided, tally).decode("utf-8").splitlines()]
    for record, one in zip(records, decided, strict=True):
        SCHEMA.validate(record)
        text, decision = record["text"], one.decision
        assert text == one.sentence.span.of(one.document.text)
        withheld = decision.sight is Sight.WITHHELD
        assert record["edited"] is (not withheld and is_edited(decision.labels, one.suggestion))
        assert record.get("sight", Sight.SUGGESTION) == decision.sight
        assert record["topics"] == list(decision.labels.topics)
        assert (record["note"], record["flagged"]) == (decision.note, decision.flagged)
        assert ("implied" in record) is decision.implied
        for shown, part in zip(record["quotes"], decision.labels.quotes, strict=True):
            for place, span in zip(shown["content"], part.content, strict=True):
                assert text[place["start"] : place["end"]] == place["text"] == span.of(one.document.text)
            assert shown.get("attributes", {}) == dict(part.attributes)
    assert (tally.records, tally.sentences, tally.documents) == (len(decided), len(decided), 1)
    assert tally.annotators == {"ana": len(decided)}
    assert tally.answers == Counter(one.decision.answer.value for one in decided)
    assert tally.topics == Counter(topic for one in decided for topic in one.decision.labels.topics)
    begun = [part for one in decided for part in one.decision.labels.quotes if not part.continues]
    assert tally.types == Counter(part.type.value for part in begun)
    assert tally.quotes == len(begun)


@pytest.mark.parametrize(
    "part",
    [
        replace(PART, content=()),
        replace(PART, content=(Span(10, 23),)),
        replace(PART, content=(Span(33, 35),)),
        replace(PART, content=(Span(15, 15),)),
        replace(PART, cue=Span(29, 44)),
        replace(PART, cue=Span(33, 29)),
        replace(PART, source=Span(-3, 4)),
    ],
)
def test_a_false_span_is_refused(part: QuotePart) -> None:
    with pytest.raises(FalseSpan, match="d:1"):
        sentence_record(with_part(part))


@pytest.mark.parametrize(("start", "end"), [(-1, 34), (34, 34), (11, 44)])
def test_a_false_sentence_is_refused(start: int, end: int) -> None:
    sentence = replace(DECIDED.sentence, start=start, end=end)
    with pytest.raises(FalseSpan, match="the sentence"):
        sentence_record(replace(with_part(PART), sentence=sentence))


def test_a_sentence_and_its_spans_may_reach_to_the_ends_of_the_text() -> None:
    text = DECIDED.document.text
    sentence = replace(DECIDED.sentence, start=0, end=len(text))
    part = replace(PART, content=(Span(0, len(text)),), cue=Span(0, 3), source=Span(40, len(text)))
    record = sentence_record(replace(with_part(part), sentence=sentence))
    assert record["quotes"][0]["content"][0]["text"] == text
    assert record["quotes"][0]["source"]["text"] == text[40:]


def test_topics_in_another_order_and_where_a_quote_came_from_are_no_edit() -> None:
    labels = Labels((PART,), ("a", "b"))
    assert DECIDED.suggestion
    one = replace(
        DECIDED,
        decision=replace(DECIDED.decision, labels=labels),
        suggestion=replace(DECIDED.suggestion, labels=Labels((replace(PART, score=0.5, rule='a "rule"'),), ("b", "a"))),
    )
    assert sentence_record(one)["edited"] is False
