"""Records that slice true, or none at all."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from annotator.core.decided import Selection
from annotator.core.decision import LONGEST, LONGEST_LINE, Answer, DecidedSentence, Decision, Sight
from annotator.core.errors import InputRefused
from annotator.core.model import (
    Document,
    Labels,
    Quote,
    QuotePart,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    Suggestion,
    TopicSuggestion,
)
from annotator.core.program.resources import read_schema
from annotator.core.session.state import is_edited
from annotator.exchange.annotation import Annotation, Remarks
from annotator.exchange.formats import jsonl
from annotator.exchange.formats.registry import annotations_of
from annotator.exchange.lines import to_line
from annotator.exchange.suggestions import suggestion_record
from annotator.exchange.tasks import ExportTally
from tests.exchange.strategies import documents

RUN = Run("rules", "1", {"annotator": "1"})

TEXT = "Ada spoke. It will rain, she said. Bo left."
PART = QuotePart((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28), "Ada")
DECIDED = DecidedSentence(
    Document("d", TEXT, "T", None, "2026-01-02", {"desk": "news"}),
    Sentence(1, 11, 34),
    Decision(1, "ana", Answer.ACCEPT, Labels((PART,), ("weather",)), "2026-01-02T10:00:00.000Z", seconds=2.5, keys=1),
    Suggestion(1, "run", Labels((replace(PART, score=0.9, rule="x"),), ("weather",)), 0.9),
)


def with_part(part: QuotePart) -> DecidedSentence:
    return DECIDED._replace(decision=DECIDED.decision._replace(labels=Labels((part,), ())))


def sentence_record(one: DecidedSentence) -> dict[str, Any]:
    """The record of a decided sentence as an export writes it."""
    return dict(json.loads(to_line(jsonl.sentence_record(one))))


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
    implied = DECIDED._replace(decision=DECIDED.decision._replace(implied=True, labels=Labels()), suggestion=None)
    record = sentence_record(implied)
    assert valid(record, "sentence")
    assert record["implied"] is True
    assert record["suggestion"] is None


def test_suggestions_have_document_offsets_and_are_checked_too() -> None:
    quote = Quote((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28), "Ada", 0.9, "unmarked-direct")
    suggested = Suggested(
        DECIDED.document, (Sentence(0, 11, 34),), (quote,), ((TopicSuggestion("weather", 0.8, "rain"),),)
    )
    record = json.loads(to_line(suggestion_record(suggested, RUN)))
    assert valid(record, "suggestion")
    assert record["quotes"][0]["content"] == [[11, 23]]
    with pytest.raises(InputRefused):
        suggestion_record(suggested._replace(quotes=(replace(quote, cue=Span(40, 99)),)), RUN)


def test_readings_are_written_with_exact_probabilities() -> None:
    quote = Quote((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28), "Ada", 0.9, "unmarked-direct")
    other = replace(quote.bare(), content=(Span(11, 13), Span(19, 23)))
    suggested = Suggested(
        DECIDED.document, (Sentence(0, 11, 34),), (quote,), ((),),
        readings=(QuoteReading((0,), (other,), 2 / 3), QuoteReading((0,), (), 0.1), QuoteReading((), (other,), 0.05)),
    )  # fmt: skip
    record = json.loads(to_line(suggestion_record(suggested, RUN)))
    assert valid(record, "suggestion")
    written = {"content": [[11, 13], [19, 23]], "type": "direct", "cue": [29, 33], "source": [25, 28], "speaker": "Ada"}
    written |= {"score": None, "rule": None}
    assert record["readings"] == [
        {"replaces": [0], "quotes": [written], "probability": 2 / 3},
        {"replaces": [0], "quotes": [], "probability": 0.1},
        {"replaces": [], "quotes": [written], "probability": 0.05},
    ]
    (found,) = annotations_of(json.dumps(record), "file", Remarks())
    assert found.quotes == (quote.bare(),)
    assert found.document.meta == DECIDED.document.meta, "nothing of the run"
    wrong = suggested._replace(readings=(QuoteReading((), (replace(quote, cue=Span(40, 99)),), 0.1),))
    with pytest.raises(InputRefused):
        suggestion_record(wrong, RUN)


def test_a_line_is_one_line_to_every_reader_and_harmless_in_a_terminal() -> None:
    for unsafe in "\u2028\u2029\x85\x1b\x9b\x7f\n":
        record = {"text": f"a{unsafe}é"}
        line = to_line(record)
        assert len(line.decode("utf-8").splitlines()) == 1
        assert unsafe not in line.decode("utf-8").removesuffix("\n")
        assert json.loads(line) == record
    assert "“ü”".encode() in to_line({"text": "“ü”"})


def test_suggestions_are_gold_lines_with_everything_that_was_said_of_their_quotes() -> None:
    quote = Quote(
        (Span(11, 13), Span(19, 23)), QuoteType.MIXED, Span(29, 33), Span(25, 28), "Ada", 0.9, "a-rule",
        (("stance", "for"),),
    )  # fmt: skip
    plain = Quote((Span(0, 3),), QuoteType.INDIRECT)
    suggested = Suggested(DECIDED.document, (Sentence(0, 0, 34),), (plain, quote), ((),))
    record = json.loads(to_line(suggestion_record(suggested, RUN)))
    assert valid(record, "suggestion")
    assert "attributes" not in record["quotes"][0]
    (found,) = annotations_of(json.dumps(record), "file", Remarks())
    assert found.quotes == (plain, quote.bare())
    assert found.document.id == "d"


@pytest.mark.parametrize("span", [Span(-1, 3), Span(3, 3), Span(40, 44)])
def test_a_suggestion_with_a_false_span_anywhere_is_never_written(span: Span) -> None:
    quote = Quote((Span(11, 23),), QuoteType.DIRECT, Span(29, 33), Span(25, 28))
    whole = Sentence(0, 0, len(TEXT))
    suggestion_record(Suggested(DECIDED.document, (whole,), (quote,), ((),)), RUN)
    for wrong in (replace(quote, content=(span,)), replace(quote, cue=span), replace(quote, source=span)):
        with pytest.raises(InputRefused, match=r"d: .* the span"):
            suggestion_record(Suggested(DECIDED.document, (whole,), (wrong,), ((),)), RUN)
    with pytest.raises(InputRefused):
        suggestion_record(Suggested(DECIDED.document, (Sentence(0, *span),), (), ((),)), RUN)


# ---- Records of decided sentences: true, counted, and refused where a span is false.


SCHEMA = jsonschema.Draft202012Validator(json.loads(read_schema("sentence.schema.json")))


@given(documents())
def test_every_record_says_what_was_decided_and_is_counted(decided: list[DecidedSentence]) -> None:
    tally = ExportTally()
    for one in decided:
        record = sentence_record(one)
        tally.add_sentence(one)
        SCHEMA.validate(record)
        text, decision = record["text"], one.decision
        assert text == one.sentence.span.of(one.document.text)
        withheld = decision.sight is Sight.WITHHELD
        seen = None if withheld else one.suggestion
        assert record["edited"] is (seen is not None and is_edited(decision.labels, seen))
        assert record.get("sight", Sight.SUGGESTION) == decision.sight
        assert record["topics"] == list(decision.labels.topics)
        assert (record["note"], record["flagged"]) == (decision.note, decision.flagged)
        assert ("implied" in record) is decision.implied
        for shown, part in zip(record["quotes"], decision.labels.quotes, strict=True):
            for place, span in zip(shown["content"], part.content, strict=True):
                assert text[place["start"] : place["end"]] == place["text"] == span.of(one.document.text)
            assert shown.get("attributes", {}) == dict(part.attributes)
    assert (tally.records, tally.sentences, tally.documents) == (len(decided), len(decided), 1)
    assert tally.labels["annotators"] == {"ana": len(decided)}
    assert tally.labels["answers"] == Counter(one.decision.answer.value for one in decided)
    assert tally.labels["topics"] == Counter(topic for one in decided for topic in one.decision.labels.topics)
    begun = [part for one in decided for part in one.decision.labels.quotes if not part.continues]
    assert tally.labels["types"] == Counter(part.type.value for part in begun)


def test_a_sentence_and_its_spans_may_reach_to_the_ends_of_the_text() -> None:
    text = DECIDED.document.text
    sentence = replace(DECIDED.sentence, start=0, end=len(text))
    part = replace(PART, content=(Span(0, len(text)),), cue=Span(0, 3), source=Span(40, len(text)))
    record = sentence_record(with_part(part)._replace(sentence=sentence))
    assert record["quotes"][0]["content"][0]["text"] == text
    assert record["quotes"][0]["source"]["text"] == text[40:]


def test_topics_in_another_order_and_where_a_quote_came_from_are_no_edit() -> None:
    labels = Labels((PART,), ("a", "b"))
    assert DECIDED.suggestion
    one = DECIDED._replace(
        decision=DECIDED.decision._replace(labels=labels),
        suggestion=DECIDED.suggestion._replace(labels=Labels((replace(PART, score=0.5, rule='a "rule"'),), ("b", "a"))),
    )
    assert sentence_record(one)["edited"] is False


# ---- Our own records read back: put together, checked against each other, refused where they contradict themselves.


PLACE = {"start": 0, "end": 3, "text": "Ada"}


def record(index: int, start: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "schema": "annotator/sentence@1",
        "document": {"id": "d", "title": "T", "source": None, "published": None, "meta": {"desk": "x"}},
        "index": index,
        "start": start,
        "end": start + len(text),
        "text": text,
        "quotes": [],
        "topics": [],
        "answer": "accept",
        **more,
    }


def quote(**more: Any) -> dict[str, Any]:
    given = {"type": "direct", "content": [{"start": 9, "end": 12, "text": "yes"}], "cue": None, "source": None}
    return {**given, "speaker": None, "continues": False, **more}


def read(*records: dict[str, Any]) -> Annotation:
    (found,) = annotations_of("\n".join(map(json.dumps, records)), "file", Remarks())
    return found


def refused(*records: dict[str, Any]) -> str:
    with pytest.raises(InputRefused) as error:
        read(*records)
    return str(error.value)


def test_sentences_are_put_together_with_white_space_between() -> None:
    found = read(record(2, 25, "End."), record(0, 10, "Ada said yes."), record(1, 24, "x"))
    assert found.document.text == "\n\n        Ada said yes. xEnd."
    assert (found.document.id, found.document.title, found.document.meta) == ("d", "T", {"desk": "x"})
    assert (found.document.body_start, found.all_sentences, found.rebuilt) == (10, True, True)
    assert found.sentences
    assert [says.span for says in found.sentences] == [Span(10, 23), Span(24, 25), Span(25, 29)]
    assert found.fits("0123456789Ada said yes.\nxEnd.")
    assert not found.fits("0123456789Ada said yes.\nxEnds")
    assert not read(record(1, 24, "x"), record(2, 25, "End.")).all_sentences


def test_a_gap_with_room_for_one_is_a_blank_line() -> None:
    for gap, white in ((0, ""), (1, " "), (2, "\n\n"), (3, "\n\n ")):
        assert read(record(0, 0, "One."), record(1, 4 + gap, "Two.")).document.text == f"One.{white}Two."


def test_a_source_in_the_header_brings_its_words_along() -> None:
    source = {"document_start": 4, "document_end": 8, "text": "Kari"}
    found = read(record(0, 10, "Ada said yes.", quotes=[quote(source=source)]))
    assert found.document.text == "\n\n  Kari  Ada said yes."
    assert found.claims == ((Span(10, 23), "Ada said yes."), (Span(4, 8), "Kari"))
    assert found.sentences
    assert found.sentences[0].decision.labels.quotes[0].source == Span(4, 8)


def test_everything_that_was_decided_of_a_sentence_is_read() -> None:
    given = quote(cue={"start": 4, "end": 8, "text": "said"}, source=PLACE, speaker="Ada", attributes={"stance": "for"})
    more = {"note": "n", "flagged": True, "implied": True, "seconds": 2.5, "decided_at": "2026-01-02", "topics": ["t"]}
    (says,) = read(record(0, 10, "Ada said yes.", quotes=[{**given, "continues": True}], **more)).sentences or ()
    part = QuotePart(
        (Span(19, 22),), QuoteType.DIRECT, Span(14, 18), Span(10, 13), "Ada", attributes=(("stance", "for"),),
        continues=True,
    )  # fmt: skip
    assert says.decision.labels == Labels((part,), ("t",))
    assert (
        says.decision.note,
        says.decision.flagged,
        says.decision.implied,
        says.decision.seconds,
        says.decided_at,
    ) == (
        "n",
        True,
        True,
        2.5,
        "2026-01-02T00:00:00.000Z",
    )
    (plain,) = read(record(0, 0, "x", answer="skip", topics=None)).sentences or ()
    assert plain.decision.labels == Labels()
    assert (
        plain.decision.answer,
        plain.decision.note,
        plain.decision.flagged,
        plain.decision.implied,
        plain.decision.seconds,
    ) == (
        Answer.SKIP,
        None,
        False,
        False,
        0,
    )


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([record(0, 0, "Ada.", end=5)], "do not agree"),
        ([{**record(0, 0, "Ada."), "text": None}], "no text"),
        ([{**record(0, 0, "Ada."), "start": "0"}], "start: not as `annotator export schema annotations` has it"),
        ([record(0, 0, "Ada."), record(0, 0, "Ada.")], "two records"),
        ([record(0, 0, "Ada."), record(1, 3, "Bo.")], "overlap"),
        ([record(0, 10**9, "Ada.")], "end: not as `annotator export schema annotations` has it"),
        ([{**record(0, 0, "Ada."), "index": None}], "no index"),
        ([{**record(0, 0, "Ada."), "index": True}], "index: "),
        ([record(0, 0, "Ada.", document="d")], "document: "),
        ([record(0, 0, "Ada.", document={"id": 7})], "document id: "),
        ([record(0, 0, "Ada.", answer="maybe")], "answer: "),
        ([record(0, 0, "Ada.", note="n" * (LONGEST_LINE + 1))], "note: "),
        ([record(0, 0, "Ada.", document={"id": "d", "title": "t" * (LONGEST_LINE + 1)})], "document title: "),
        ([{key: value for key, value in record(0, 0, "Ada.").items() if key != "answer"}], "no answer"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(content=[])])], "quotes 1 content: "),
        ([record(0, 0, "Ada said no.", quotes=[quote()])], "holds 'no."),
        ([record(0, 0, "Ada said yes.", quotes=[quote(source={"start": 0, "text": "Ada"})])], "no end or no document"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(cue={"start": 4, "end": 40})])], "no span of the text"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(cue={"document_start": 4, "document_end": 4})])], "no span of"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(cue={"document_start": -1, "document_end": 4})])], "no span of"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(speaker=7)])], "quotes 1 speaker: "),
        ([record(0, 0, "Ada."), record(1, 4, "It.", quotes=[quote(content=[{"start": -3, "end": 0}])])], "outside its"),
    ],
)  # fmt: skip
def test_records_that_contradict_themselves_are_refused(records: list[dict[str, Any]], reason: str) -> None:
    assert reason in refused(*records)


def test_a_document_record_keeps_its_text_and_names_its_sentences() -> None:
    said = {"index": 0, "start": 0, "end": 13, "answer": "reject", "topics": ["t"]}
    given = {"schema": "annotator/document@1", "document": {"id": "d"}, "text": "Ada said yes. x", "quotes": [quote()]}
    found = read({**given, "sentences": [said], "complete": True})
    assert (found.document.text, found.all_sentences, found.rebuilt) == ("Ada said yes. x", True, False)
    assert found.quotes[0].content == (Span(9, 12),)
    pieces = [{"start": 9, "end": 12}, {"start": 0, "end": 3}]
    assert read({**given, "quotes": [quote(content=pieces)]}).quotes[0].content == (Span(0, 3), Span(9, 12))
    (says,) = found.sentences or ()
    assert (says.span, says.decision.answer, says.decision.labels) == (Span(0, 13), Answer.REJECT, Labels((), ("t",)))
    assert read({**given, "sentences": []}).all_sentences is False
    assert "text: not as" in refused({**given, "text": ""})
    assert "no span" in refused({**given, "sentences": [{**said, "end": 99}]})


ABOUT = {"id": "d", "title": "T", "source": None, "published": None, "meta": {}}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"seconds": -1}, "seconds: not as `annotator export schema annotations` has it (minimum: 0)"),
        ({"seconds": "5"}, "seconds: "),
        ({"seconds": True}, "seconds: "),
        ({"decided_at": "yesterday"}, "no time: 'yesterday'"),
        ({"decided_at": 5}, "decided_at: "),
        ({"decided_at": "0001-01-01T00:00:00+10:00"}, "no time"),
        ({"note": {"a": 1}}, "note: "),
        ({"topics": [1]}, "topics 1: "),
        ({"topics": [["a"]]}, "topics 1: "),
        ({"topics": "weather"}, "topics: "),
        ({"topics": ["a", "b", "c", "d"]}, "more than 3 topics"),
        ({"topics": ["a", "b", "a"]}, "one twice"),
        ({"document": {**ABOUT, "source": ["x"]}}, "document source: "),
        ({"document": {**ABOUT, "title": 5}}, "document title: "),
        ({"document": {**ABOUT, "published": {}}}, "document published: "),
        ({"document": {**ABOUT, "meta": [1]}}, "document meta: "),
        ({"document": {**ABOUT, "id": " \u3000"}}, "document id: "),
    ],
)
def test_what_the_database_could_not_hold_is_refused(more: dict[str, Any], reason: str) -> None:
    assert reason in refused(record(0, 0, "It rained.", **more))


def test_seconds_are_capped_and_infinite_ones_never_come_in() -> None:
    (one,) = read(record(0, 0, "It rained.", seconds=1e308)).sentences or ()
    assert one.decision.seconds == LONGEST
    (one,) = read(record(0, 0, "It rained.", seconds=LONGEST - 0.5)).sentences or ()
    assert one.decision.seconds == LONGEST - 0.5
    for number in ("NaN", "1e999", "-Infinity"):
        line = json.dumps(record(0, 0, "It rained.")).replace('"answer"', f'"seconds": {number}, "answer"')
        with pytest.raises(InputRefused):
            list(annotations_of(line, "file", Remarks()))


def test_an_id_with_escapes_is_read_as_it_is_shown() -> None:
    found = read(record(0, 0, "It rained.", document={**ABOUT, "id": "a\x1b]0;x\x07"}))
    assert found.document.id == "a␛]0;x␇"


def document(*sentences: tuple[int, int]) -> dict[str, Any]:
    decided = [{"start": start, "end": end, "answer": "accept"} for start, end in sentences]
    return {"schema": "annotator/document@1", "document": ABOUT, "text": "It rained. All day.", "sentences": decided}


def test_sentences_of_a_document_are_put_in_order_and_may_not_overlap() -> None:
    found = read(document((11, 19), (0, 10)))
    assert [one.span for one in found.sentences or ()] == [Span(0, 10), Span(11, 19)]
    for wrong in (document((0, 10), (0, 10)), document((11, 19), (0, 12))):
        assert "two decisions of one sentence" in refused(wrong)


def test_records_of_every_kind_are_objects_of_their_fields_and_what_is_no_json_is_refused() -> None:
    record = {"decided": Selection(annotator="ana", answers=(Answer.SKIP,)), "sentence": Sentence(0, 2, 5)}
    written = json.loads(to_line(record))
    assert (written["decided"]["annotator"], written["decided"]["answers"]) == ("ana", ["skip"])
    assert written["sentence"] == {"index": 0, "start": 2, "end": 5}
    with pytest.raises(TypeError):
        to_line({"ids": {1, 2}})
