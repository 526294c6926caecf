"""Each tool's format against its published shape, and read back by our own importer."""

import csv
import io
import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pytest

from annotator.core.decision import Answer
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Quote, QuoteType, Span
from annotator.exchange.annotation import Annotation, Remarks
from annotator.exchange.export import ExportFile
from annotator.exchange.formats.brat import annotation_conf, brat_annotation, file_stem, standoff
from annotator.exchange.formats.format import Writer, WriterSettings
from annotator.exchange.formats.registry import annotations_of, format_named
from annotator.exchange.tasks import Aligner, ExportTally, Task, TaskSentence, Token

TEXT = 'Rain, Ada said,\nwill come 👍. "No," he replied. So\tbe it.'
SENTENCE = {"schema": "annotator/sentence@1", "document": {"id": "d"}, "index": 0, "start": 0, "end": 1, "text": "a"}
REGION = {"start": 0, "end": 1, "text": "a", "labels": ["cue"]}


def at(words: str, start: int = 0) -> Span:
    place = TEXT.index(words, start)
    return Span(place, place + len(words))


QUOTES = (
    Quote((at("Rain"), at("will come 👍")), QuoteType.INDIRECT, at("said"), at("Ada"), "Ada Byron"),
    Quote((at('"No,"'),), QuoteType.DIRECT, at("replied"), at("he"), None),
    Quote((at("So\tbe it"),), QuoteType.MIXED),
)
TASK = Task(
    id="../harbour",
    text=TEXT,
    document=Document("../harbour", TEXT, title="=cmd()"),
    annotator="ana",
    answer=Answer.ACCEPT,
    decided_at="2026-01-02T10:00:00.000Z",
    seconds=3.5,
    quotes=QUOTES,
    suggested=QUOTES[:1],
    sentences=(
        TaskSentence(Span(0, 28), Answer.ACCEPT, ("weather",)),
        TaskSentence(Span(29, 46), Answer.ACCEPT, ()),
        TaskSentence(Span(47, len(TEXT)), Answer.ACCEPT, ("politics",)),
    ),
    run="r1",
    score=0.7,
)


def tokenize(text: str, language: str | None = None) -> list[Token]:
    """Letters together, every other character alone: enough of a tokenizer."""
    tokens: list[Token] = []
    start = 0
    while start < len(text):
        end = start + 1
        while text[start].isalnum() and end < len(text) and text[end].isalnum():
            end += 1
        if text[start] != " ":
            tokens.append(Token(start, end, text[end : end + 1] == " "))
        start = end
    return tokens


def write_all(writer: Writer, task: Task, target: BinaryIO | Path) -> None:
    """Write a file that holds one task."""
    for data in (writer.head, writer.piece(task), writer.tail()):
        ExportFile(None, target).write(data)


def encoded(name: str, task: Task = TASK, **how: Any) -> str:
    format = format_named(name)
    assert format.writer is not None
    data = io.BytesIO()
    writer = format.writer(WriterSettings(**{"tally": ExportTally(), "topics": ["politics", "weather"], **how}))
    write_all(writer, Aligner(tokenize).aligned(task) if format.on_tokens else task, data)
    return data.getvalue().decode()


def read_back(text: str) -> Annotation:
    (found,) = annotations_of(text, "file", Remarks())
    return found


def test_prodigy_tokens_spans_and_relations() -> None:
    (line,) = encoded("prodigy").splitlines()
    task = json.loads(line)
    for token in task["tokens"]:
        assert task["text"][token["start"] : token["end"]] == token["text"]
    assert [token["id"] for token in task["tokens"]] == list(range(len(task["tokens"])))
    for span in task["spans"]:
        assert task["tokens"][span["token_start"]]["start"] == span["start"]
        assert task["tokens"][span["token_end"]]["end"] == span["end"]
    ends = {span["token_end"] for span in task["spans"]}
    for relation in task["relations"]:
        assert {relation["head"], relation["child"]} <= ends
        assert relation["head"] == relation["head_span"]["token_end"]
    assert [relation["label"] for relation in task["relations"]] == ["same", "cue", "source", "cue", "source"]
    assert task["answer"] == "accept"
    assert task["accept"] == ["weather", "politics"]
    assert all(isinstance(task[key], int) for key in ("_input_hash", "_task_hash", "_timestamp"))
    assert task["_session_id"].endswith("ana")
    assert set(read_back(line).quotes) == set(QUOTES)


def test_prodigy_without_our_keys_is_read_by_its_relations() -> None:
    task = json.loads(encoded("prodigy"))
    for span in task["spans"]:
        span.pop("quote", None)
        span.pop("speaker", None)
    found = read_back(json.dumps(task)).quotes
    assert {(quote.content, quote.cue, quote.source) for quote in found} == {
        (quote.content, quote.cue, quote.source) for quote in QUOTES
    }


def test_a_rejected_prodigy_task_says_nothing() -> None:
    remarks = Remarks()
    task = {**json.loads(encoded("prodigy")), "answer": "reject"}
    assert list(annotations_of(json.dumps(task), "file", remarks)) == []
    assert remarks.rejected == 1


def test_label_studio_results() -> None:
    (task,) = json.loads(encoded("label-studio"))
    (annotation,) = task["annotations"]
    regions = {result["id"]: result for result in annotation["result"] if result["type"] == "labels"}
    assert len(regions) == 8
    for result in annotation["result"]:
        assert result["type"] in {"labels", "choices", "textarea", "relation"}
        if result["type"] == "relation":
            assert {result["from_id"], result["to_id"]} <= set(regions)
            assert result["direction"] == "right"
        elif "start" in result["value"] and result["type"] == "labels":
            value = result["value"]
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
    (prediction,) = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("r1", 0.7)
    assert annotation["was_cancelled"] is False
    found = read_back(json.dumps([task]))
    assert set(found.quotes) == set(QUOTES)
    assert {topic for _, topic in found.topics} == {"weather", "politics"}


def test_doccano_entities_and_relations() -> None:
    record = json.loads(encoded("doccano"))
    entities = {entity["id"]: entity for entity in record["entities"]}
    assert {TEXT[e["start_offset"] : e["end_offset"]] for e in entities.values() if e["label"] == "source"} == {
        "Ada",
        "he",
    }
    assert all({r["from_id"], r["to_id"]} <= set(entities) for r in record["relations"])
    assert record["cats"] == ["weather", "politics"]
    assert set(read_back(json.dumps(record)).quotes) == set(QUOTES)


def test_brat_standoff(tmp_path: Path) -> None:
    stem = file_stem(TASK, Counter())
    assert "/" not in stem
    assert not stem.startswith(".")
    lines = standoff(TASK).splitlines()
    assert f"T1\tContent 0 4;16 27\tRain {TEXT[16:27]}" in lines
    assert "E1\tAttribution:T2 Content:T1 Source:T3" in lines
    assert "A1\tType E1 indirect" in lines
    assert any(line.endswith("NoCue E3") for line in lines)
    (tmp_path / f"{stem}.ann").write_text(standoff(TASK), encoding="utf-8")
    (tmp_path / f"{stem}.txt").write_text(TEXT, encoding="utf-8")
    found = brat_annotation(tmp_path / f"{stem}.ann", Remarks())
    assert found.quotes == QUOTES
    assert found.topics == ((Span(0, 28), "weather"), (Span(47, len(TEXT)), "politics"))


@pytest.mark.parametrize(("complete", "known"), [(True, ["politics", "sport", "weather"]), (False, [])])
def test_of_a_text_decided_in_part_a_docbin_says_of_no_topic_that_it_is_not_there(
    complete: bool, known: list[str]
) -> None:
    told: list[object] = []

    class Told:
        def add(self, _text: str, _quotes: object, _sentences: object, topics: object, _about: object) -> None:
            told.append(topics)

        def to_bytes(self) -> bytes:
            return b""

    make = format_named("spacy").writer
    assert make is not None
    settings = WriterSettings(ExportTally(), make_docbin=Told, topics=["politics", "sport", "weather"])  # type: ignore[arg-type]
    make(settings).piece(replace(TASK, complete=complete))
    assert [*told[0]] == known  # type: ignore[call-overload]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\u2028", "\n\n", "\n \t\n", "\r\n\u00a0\r\n"])
def test_what_brat_reads_over_several_lines_has_a_fragment_for_each(tmp_path: Path, end: str) -> None:
    """brat passes over an annotation whose words are not those of its fragments, a space between, on one line."""
    text = f"The old{end}mayor said: We{end}will go."
    start, content = text.index("mayor"), text.index("We")
    source, cue = Span(0, start + 5), Span(start + 6, start + 10)
    quote = Quote((Span(content, len(text)),), QuoteType.DIRECT, cue, source, f"A{end[0]}B")
    task = replace(TASK, text=text, document=Document("d", text), quotes=(quote,), sentences=())
    lines = [line.split("\t") for line in standoff(task).split("\n")]
    assert all(len(" ".join(line).splitlines()) <= 1 for line in lines)
    for key, place, words in (line for line in lines if line[0].startswith("T")):
        fragments = [text[int(a) : int(b)] for a, b in (p.split() for p in place.split(" ", 1)[1].split(";"))]
        assert words == " ".join(fragments), key
    (tmp_path / "d.ann").write_bytes(standoff(task).encode())
    (tmp_path / "d.txt").write_bytes(text.encode())
    remarks = Remarks()
    assert brat_annotation(tmp_path / "d.ann", remarks).quotes == (replace(quote, speaker="A B"),)
    assert remarks == Remarks()


def test_pieces_of_content_that_an_end_of_line_parts_come_back_from_brat_as_they_were(tmp_path: Path) -> None:
    text = "We will go,\nand stay,\nsaid Ada. We go\nhome."
    content = (Span(0, 10), Span(12, 20), Span(32, 37), Span(38, 42))
    quote = Quote(content, QuoteType.DIRECT, Span(22, 26), Span(27, 30), "Ada")
    sentences = (TaskSentence(Span(0, 31), Answer.ACCEPT, ()), TaskSentence(Span(32, 43), Answer.ACCEPT, ()))
    task = replace(TASK, text=text, document=Document("d", text), quotes=(quote,), sentences=sentences)
    (tmp_path / "d.ann").write_text(standoff(task), encoding="utf-8")
    (tmp_path / "d.txt").write_text(text, encoding="utf-8")
    assert brat_annotation(tmp_path / "d.ann", Remarks()).quotes == (quote,)


def test_csv_cells_are_no_formulas() -> None:
    rows = list(csv.DictReader(io.StringIO(encoded("csv"))))
    assert len(rows) == 3
    assert {row["title"] for row in rows} == {"'=cmd()"}
    assert rows[0]["content"] == "Rain … will come 👍"
    assert rows[0]["content_spans"] == "0-4;16-27"
    assert [row["topics"] for row in rows] == ["weather", "", "politics"]
    in_two_sentences = replace(TASK, quotes=(replace(QUOTES[0], content=(at("Rain"), at("So\tbe it"))),))
    (row,) = csv.DictReader(io.StringIO(encoded("csv", in_two_sentences)))
    assert row["topics"] == "politics;weather"
    raw = list(csv.DictReader(io.StringIO(encoded("csv", raw=True))))
    assert raw[0]["title"] == "=cmd()"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_every_beginning_of_a_formula_is_disarmed(start: str) -> None:
    hostile = replace(TASK, quotes=(replace(QUOTES[1], speaker=f"{start}1"),))
    (row,) = csv.DictReader(io.StringIO(encoded("csv", hostile), newline=""))
    assert row["speaker"] == f"'{start}1"


def test_conll_columns() -> None:
    blocks = encoded("conll").rstrip("\n").split("\n\n")
    assert blocks[0].split("\t")[0] == "-DOCSTART-"
    rows = [row.split("\t") for block in blocks[1:] for row in block.split("\n")]
    assert len(blocks) == 4
    assert {len(row) for row in rows} == {7}
    for words, start, end, *_ in rows:
        assert TEXT[int(start) : int(end)] == words
    assert [row[3] for row in rows if row[3] != "O"][:4] == ["B-indirect", "B-indirect", "I-indirect", "I-indirect"]
    tags = [row[3] for row in rows]
    for before, tag in zip(["O", *tags], tags, strict=False):
        assert not tag.startswith("I-") or before[2:] == tag[2:]


def test_conll_hides_what_overlaps_in_part() -> None:
    tally = ExportTally()
    first, last = QUOTES[0].content[0], QUOTES[0].content[-1]
    across = Quote((Span(first.start, last.end + 4),), QuoteType.DIRECT)
    later = Quote((Span(last.start, last.end + 9),), QuoteType.INDIRECT)
    text = encoded("conll", replace(TASK, quotes=(across, later)), tally=tally)
    assert tally.hidden == 1
    assert "indirect" not in text


def test_conll_counts_what_it_hides() -> None:
    tally = ExportTally()
    nested = replace(TASK, quotes=(QUOTES[0], Quote((at("come"),), QuoteType.DIRECT)))
    text = encoded("conll", nested, tally=tally)
    assert tally.hidden == 1
    assert [line.split("\t")[-1] for line in text.split("\n") if line.startswith("come")] == ["0,1"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"text": "abc", "quotes": [{"content": [[0, 4]]}]}, "no span"),
        ({"text": "abc", "quotes": [{"content": [[2, 2]]}]}, "no span"),
        ({"text": "abc", "quotes": [{"content": []}]}, "quotes 1 content: .*minItems"),
        ({"text": "abc", "quotes": [{"content": [[0, 1]], "type": "shouted"}]}, "quotes 1 type"),
        ({"text": "abc", "quotes": [{"content": [[0, True]]}]}, "integer"),
        ({"text": "abc", "spans": [{"start": 0, "end": 9, "label": "cue"}]}, "no span"),
        ({"text": "abc", "entities": [{"id": 1, "start_offset": -1, "end_offset": 2, "label": "cue"}]}, "no span"),
        ({"text": "abc"}, "no annotations"),
        ({**SENTENCE, "end": 9, "answer": "skip"}, "agree"),
        ({"schema": "annotator/document@1", "text": "abc", "quotes": [{}]}, "no document"),
        (
            {
                "data": {"text": "abc"},
                "annotations": [
                    {"result": [{"id": "1", "type": "labels", "value": {**REGION, "text": "b"}}]},
                ],
            },
            "holds",
        ),
    ],
)  # fmt: skip
def test_false_offsets_are_refused_with_their_line(data: Any, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason) as refused:
        list(annotations_of("\n" + orjson.dumps(data).decode(), "file", Remarks()))
    assert "file:2" in str(refused.value)


def test_a_time_without_a_zone_is_utc_for_prodigy_wherever_the_computer_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        given = ("2026-01-02T10:00:00", "2026-01-02T10:00:00.000Z", "2026-01-02T11:00:00+01:00")
        told = {json.loads(encoded("prodigy", replace(TASK, decided_at=one)))["_timestamp"] for one in given}
    finally:
        monkeypatch.undo()
        time.tzset()
    assert told == {1767348000}


def test_decisions_of_two_annotators_are_not_mixed() -> None:
    lines = [{"text": "abc", "quotes": [], "annotator": name} for name in ("ana", "bo")]
    with pytest.raises(InputRefused, match="ana, bo"):
        list(annotations_of("\n".join(map(json.dumps, lines)), "file", Remarks()))


def test_a_gold_line_may_give_its_cue_in_each_way() -> None:
    for cue in ([[4, 8]], [4, 8]):
        line = {"text": "Ada said yes.", "quotes": [{"content": [[9, 12]], "cue": cue, "source": None}]}
        (quote,) = read_back(json.dumps(line)).quotes
        assert (quote.cue, quote.source, quote.type) == (Span(4, 8), None, QuoteType.INDIRECT)


def test_a_quote_that_a_gold_line_has_twice_is_one_with_the_topics_of_both() -> None:
    quote = {"content": [9, 12], "cue": [4, 8], "source": None}
    twice = [quote | {"topics": ["health"]}, quote | {"topics": ["sport"]}, {"content": [0, 3], "topics": [7]}]
    annotation = read_back(json.dumps({"text": "Ada said yes.", "quotes": twice}))
    assert [quote.content for quote in annotation.quotes] == [(Span(9, 12),), (Span(0, 3),)]
    assert annotation.topics == ((Span(9, 12), "health"), (Span(9, 12), "sport"), (Span(0, 3), "7"))


def test_a_quote_of_a_gold_line_has_no_more_topics_than_a_sentence_may_have() -> None:
    line = {"text": "Ada said yes.", "quotes": [{"content": [9, 12], "topics": [*"abcd"]}]}
    with pytest.raises(InputRefused, match="maxItems: 3"):
        read_back(json.dumps(line))


def test_file_names_of_brat_are_safe_short_and_each_its_own() -> None:
    taken = Counter[str]()
    names = [file_stem(replace(TASK, id=name), taken) for name in ("../a b", "../a b", "x" * 90, "👍", "A B")]
    assert [name.rsplit("-", 1)[0] for name in names[2:]] == ["x" * 60, "document", "a-b"]
    assert names[0].startswith("a-b-")
    assert names[1] == f"{names[0]}-2"
    assert len(set(names)) == 5
    assert len(set(names)) == len(names) == taken.total()


def test_attributes_of_brat_are_single_words_whatever_they_are_called() -> None:
    conf = annotation_conf({"a/b": ["x y", "für"], "tone": ["calm"]})
    *_, first, last = conf.splitlines()
    assert first.endswith("a%2Fb Arg:Attribution, Value:x%20y|f%C3%BCr")
    assert last.endswith("tone Arg:Attribution, Value:calm")
