"""Records that slice true, or none at all."""

import io
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from annotator.core.decision import Answer, DecidedSentence, Decision
from annotator.core.model import (
    Document,
    Labels,
    Quote,
    QuotePart,
    QuoteReading,
    QuoteType,
    Sentence,
    Span,
    Suggested,
    Suggestion,
    TopicSuggestion,
)
from annotator.core.resources import read_schema
from annotator.exchange.annotation import Remarks
from annotator.exchange.atomic import FileOutput
from annotator.exchange.formats.gold import suggestion_record
from annotator.exchange.formats.jsonl import SentenceWriter
from annotator.exchange.formats.registry import annotations_of
from annotator.exchange.jsonlines import to_line
from annotator.exchange.tasks import FalseSpan, Tally
from tests.exchange.strategies import row_of

TEXT = "Ada spoke. It will rain, she said. Bo left."
PART = QuotePart((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28), "Ada")
DECIDED = DecidedSentence(
    Document("d", TEXT, "T", None, "2026-01-02", {"desk": "news"}),
    Sentence(1, 11, 34),
    Decision(1, "ana", Answer.ACCEPT, Labels((PART,), ("weather",)), "2026-01-02T10:00:00.000Z", seconds=2.5, keys=1),
    Suggestion(1, "run", Labels((replace(PART, score=0.9, rule="x"),), ("weather",)), 0.9),
)


def with_part(part: QuotePart) -> DecidedSentence:
    return replace(DECIDED, decision=replace(DECIDED.decision, labels=Labels((part,), ())))


def sentence_lines(decided: list[DecidedSentence], tally: Tally) -> bytes:
    """The lines of decided sentences of one document, as an export writes them."""
    data = io.BytesIO()
    writer = SentenceWriter(tally, lambda number: decided[0].document, {})
    writer.add([row_of(one) for one in decided], FileOutput(data))
    return data.getvalue()


def sentence_record(one: DecidedSentence) -> dict[str, Any]:
    return dict(json.loads(sentence_lines([one], Tally())))


def valid(record: object, name: str) -> bool:
    jsonschema.Draft202012Validator(json.loads(read_schema(f"{name}.schema.json"))).validate(record)
    return True


def test_offsets_are_relative_to_the_sentence_and_slice_its_text() -> None:
    record = sentence_record(DECIDED)
    assert valid(record, "sentence")
    quote = record["quotes"][0]
    for span in (*quote["content"], quote["cue"], quote["source"]):
        assert record["text"][span["start"] : span["end"]] == span["text"]
    assert quote["content"][0]["text"] == "It will rain"
    assert record["id"] == "d:1"
    assert record["suggestion"] == {"run": "run", "score": 0.9}
    assert record["edited"] is False


def test_a_source_outside_the_sentence_has_document_offsets() -> None:
    record = sentence_record(with_part(replace(PART, source=Span(0, 3))))
    assert valid(record, "sentence")
    assert record["quotes"][0]["source"] == {"document_start": 0, "document_end": 3, "text": "Ada"}
    assert record["edited"] is True


def test_the_types_for_datasets_name_what_the_schema_names() -> None:
    schema, types = (json.loads(read_schema(name)) for name in ("sentence.schema.json", "datasets.json"))

    def same(properties: dict[str, Any], features: dict[str, Any]) -> None:
        assert set(properties) == set(features)

    same(schema["properties"], types)
    same(schema["properties"]["document"]["properties"], types["document"])
    quote = types["quotes"]["feature"]
    record = sentence_record(with_part(replace(PART, source=Span(0, 3))))["quotes"][0]
    same(schema["$defs"]["quote"]["properties"], quote)
    same(record["content"][0], quote["content"]["feature"])
    same({**record["cue"], **record["source"]}, quote["source"])
    assert quote["cue"] == quote["source"]
    same(sentence_record(DECIDED)["suggestion"], types["suggestion"])


def test_what_nobody_looked_at_is_told_apart() -> None:
    implied = replace(DECIDED, decision=replace(DECIDED.decision, implied=True, labels=Labels()), suggestion=None)
    record = sentence_record(implied)
    assert valid(record, "sentence")
    assert record["implied"] is True
    assert record["suggestion"] is None


@pytest.mark.parametrize(
    "part",
    [
        replace(PART, content=()),
        replace(PART, content=(Span(0, 3),)),
        replace(PART, content=(Span(11, 40),)),
        replace(PART, content=(Span(15, 15),)),
        replace(PART, cue=Span(29, 99)),
        replace(PART, source=Span(-3, 4)),
    ],
)
def test_a_false_span_is_never_written(part: QuotePart) -> None:
    with pytest.raises(FalseSpan):
        sentence_record(with_part(part))


def test_suggestions_have_document_offsets_and_are_checked_too() -> None:
    quote = Quote((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28), "Ada", 0.9, "unmarked-direct")
    suggested = Suggested(
        DECIDED.document, (Sentence(0, 11, 34),), (quote,), ((TopicSuggestion("weather", 0.8, "rain"),),)
    )
    record = suggestion_record(suggested)
    assert valid(record, "suggestion")
    assert record["quotes"][0]["content"] == [[11, 23]]
    with pytest.raises(FalseSpan):
        suggestion_record(replace(suggested, quotes=(replace(quote, cue=Span(40, 99)),)))


def test_readings_are_written_only_where_they_are_asked_for() -> None:
    quote = Quote((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28), "Ada", 0.9, "unmarked-direct")
    other = replace(quote.bare(), content=(Span(11, 13), Span(19, 23)))
    suggested = Suggested(
        DECIDED.document, (Sentence(0, 11, 34),), (quote,), ((),),
        readings=(QuoteReading((0,), (other,), 0.25), QuoteReading((0,), (), 0.1), QuoteReading((), (other,), 0.05)),
    )  # fmt: skip
    assert "readings" not in suggestion_record(suggested)
    record = suggestion_record(suggested, readings=True)
    assert valid(record, "suggestion")
    assert {key: value for key, value in record.items() if key != "readings"} == suggestion_record(suggested)
    written = {"content": [[11, 13], [19, 23]], "type": "direct", "cue": [29, 33], "source": [25, 28], "speaker": "Ada"}
    assert record["readings"] == [
        {"replaces": [0], "quotes": [written], "probability": 0.25},
        {"replaces": [0], "quotes": [], "probability": 0.1},
        {"replaces": [], "quotes": [written], "probability": 0.05},
    ]
    (found,) = annotations_of(json.dumps(record), "file", Remarks())
    assert found.quotes == (quote.bare(),)
    wrong = replace(suggested, readings=(QuoteReading((), (replace(quote, cue=Span(40, 99)),), 0.1),))
    with pytest.raises(FalseSpan):
        suggestion_record(wrong, readings=True)


def test_a_line_is_one_line_to_every_reader_and_harmless_in_a_terminal() -> None:
    record = {"text": "a\u2028b\u2029c\u0085d\x1be\x9bf\x7fg\nh“ü”"}
    line = to_line(record)
    assert len(line.decode("utf-8").splitlines()) == 1
    assert not set("\x1b\x9b\x7f") & set(line.decode("utf-8"))
    assert json.loads(line) == record
    assert "“ü”".encode() in line


def test_suggestions_are_gold_lines_with_everything_that_was_said_of_their_quotes() -> None:
    quote = Quote(
        (Span(11, 13), Span(19, 23)), QuoteType.MIXED, Span(29, 33), Span(25, 28), "Ada", 0.9, "a-rule",
        (("stance", "for"),),
    )  # fmt: skip
    plain = Quote((Span(0, 3),), QuoteType.INDIRECT)
    suggested = Suggested(DECIDED.document, (Sentence(0, 0, 34),), (plain, quote), ((),))
    record = suggestion_record(suggested)
    assert valid(record, "suggestion")
    assert "attributes" not in record["quotes"][0]
    (found,) = annotations_of(json.dumps(record), "file", Remarks())
    assert found.quotes == (plain, quote.bare())
    assert found.document.id == "d"


@pytest.mark.parametrize("span", [Span(-1, 3), Span(3, 3), Span(40, 44)])
def test_a_suggestion_with_a_false_span_anywhere_is_never_written(span: Span) -> None:
    quote = Quote((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28))
    whole = Sentence(0, 0, len(TEXT))
    suggestion_record(Suggested(DECIDED.document, (whole,), (quote,), ((),)))
    for wrong in (replace(quote, content=(span,)), replace(quote, cue=span), replace(quote, source=span)):
        with pytest.raises(FalseSpan, match="d: the span"):
            suggestion_record(Suggested(DECIDED.document, (whole,), (wrong,), ((),)))
    with pytest.raises(FalseSpan):
        suggestion_record(Suggested(DECIDED.document, (Sentence(0, *span),), (), ((),)))
