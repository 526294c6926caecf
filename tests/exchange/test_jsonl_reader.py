"""Our own records read back: put together, checked against each other, refused where they contradict themselves."""

import json
from typing import Any

import pytest

from annotator.core.decision import LONGEST, Answer
from annotator.core.errors import InputRefused
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.exchange.annotation import Annotation, Remarks
from annotator.exchange.formats.registry import annotations_of

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
    assert found.sentences[0].labels
    assert found.sentences[0].labels.quotes[0].source == Span(4, 8)


def test_everything_that_was_decided_of_a_sentence_is_read() -> None:
    given = quote(cue={"start": 4, "end": 8, "text": "said"}, source=PLACE, speaker="Ada", attributes={"stance": "for"})
    more = {"note": "n", "flagged": True, "implied": True, "seconds": 2.5, "decided_at": "2026-01-02", "topics": ["t"]}
    (says,) = read(record(0, 10, "Ada said yes.", quotes=[{**given, "continues": True}], **more)).sentences or ()
    part = QuotePart(
        (Span(19, 22),), QuoteType.DIRECT, Span(14, 18), Span(10, 13), "Ada", attributes=(("stance", "for"),),
        continues=True,
    )  # fmt: skip
    assert says.labels == Labels((part,), ("t",))
    assert (says.note, says.flagged, says.implied, says.seconds, says.decided_at) == (
        "n",
        True,
        True,
        2.5,
        "2026-01-02T00:00:00.000Z",
    )
    (plain,) = read(record(0, 0, "x", answer="skip", topics=None)).sentences or ()
    assert plain.labels == Labels()
    assert (plain.answer, plain.note, plain.flagged, plain.implied, plain.seconds) == (
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
        ([{**record(0, 0, "Ada."), "text": None}], "do not agree"),
        ([{**record(0, 0, "Ada."), "start": "0"}], "do not agree"),
        ([record(0, 0, "Ada."), record(0, 0, "Ada.")], "two records"),
        ([record(0, 0, "Ada."), record(1, 3, "Bo.")], "overlap"),
        ([{**record(0, 0, "Ada."), "index": None}], "no index"),
        ([{**record(0, 0, "Ada."), "index": True}], "no index"),
        ([record(0, 0, "Ada.", document="d")], "no document"),
        ([record(0, 0, "Ada.", document={"id": 7})], "no document"),
        ([record(0, 0, "Ada.", answer="maybe")], "maybe"),
        ([{key: value for key, value in record(0, 0, "Ada.").items() if key != "answer"}], "no 'answer'"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(content=[])])], "content outside"),
        ([record(0, 0, "Ada said no.", quotes=[quote()])], "holds 'no."),
        ([record(0, 0, "Ada said yes.", quotes=[quote(source={"start": 0, "text": "Ada"})])], "without start and end"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(cue={"start": 4, "end": 40})])], "no span of the text"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(cue={"document_start": 4, "document_end": 4})])], "no span of"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(cue={"document_start": -1, "document_end": 4})])], "no span of"),
        ([record(0, 0, "Ada said yes.", quotes=[quote(speaker=7)])], "speaker is no string"),
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
    (says,) = found.sentences or ()
    assert (says.span, says.answer, says.labels, says.topics) == (Span(0, 13), Answer.REJECT, None, ("t",))
    assert read({**given, "sentences": []}).all_sentences is False
    assert "no text" in refused({**given, "text": ""})
    assert "no span" in refused({**given, "sentences": [{**said, "end": 99}]})


ABOUT = {"id": "d", "title": "T", "source": None, "published": None, "meta": {}}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"seconds": -1}, "-1 is no number of seconds"),
        ({"seconds": "5"}, "no number of seconds"),
        ({"seconds": True}, "no number of seconds"),
        ({"decided_at": "yesterday"}, "no time: 'yesterday'"),
        ({"decided_at": 5}, "the time is no string"),
        ({"decided_at": "0001-01-01T00:00:00+10:00"}, "no time"),
        ({"note": {"a": 1}}, "the note is no string"),
        ({"topics": [1]}, "topics are no list of names"),
        ({"topics": [["a"]]}, "topics are no list of names"),
        ({"topics": "weather"}, "topics is no list"),
        ({"document": {**ABOUT, "source": ["x"]}}, "the source is no string"),
        ({"document": {**ABOUT, "title": 5}}, "the title is no string"),
        ({"document": {**ABOUT, "published": {}}}, "the date is no string"),
        ({"document": {**ABOUT, "meta": [1]}}, "meta is no object"),
        ({"document": {**ABOUT, "id": " \u3000"}}, "no document with an id"),
    ],
)
def test_what_the_database_could_not_hold_is_refused(more: dict[str, Any], reason: str) -> None:
    assert reason in refused(record(0, 0, "It rained.", **more))


def test_seconds_are_capped_and_infinite_ones_never_come_in() -> None:
    (one,) = read(record(0, 0, "It rained.", seconds=1e308)).sentences or ()
    assert one.seconds == LONGEST
    (one,) = read(record(0, 0, "It rained.", seconds=LONGEST - 0.5)).sentences or ()
    assert one.seconds == LONGEST - 0.5
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
