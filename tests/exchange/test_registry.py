"""Every format is registered, documented and told from the others."""

from __future__ import annotations

import json
import os
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Quote, QuoteType, Span
from annotator.core.text.marked_text import type_by_marks
from annotator.exchange import formats
from annotator.exchange.annotation import OF_ALL, Annotation, Remarks
from annotator.exchange.documents import read_documents
from annotator.exchange.files import DOCUMENT_FORMATS, SourceFile, find_sources
from annotator.exchange.formats.format import UNITS, Format
from annotator.exchange.formats.registry import (
    FORMATS,
    READ,
    WRITTEN,
    annotations_of,
    file_reader_of,
    find_annotations,
    format_named,
    read_annotations,
    reader_of,
)

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"


def name_of(format: Format) -> str:
    return format.name


def test_every_module_with_a_format_is_registered() -> None:
    modules = [import_module(f"{formats.__name__}.{module.name}") for module in pkgutil.iter_modules(formats.__path__)]
    assert {id(module.FORMAT) for module in modules if hasattr(module, "FORMAT")} == set(map(id, FORMATS))
    assert len({format.name for format in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
def test_a_format_is_written_or_read_and_its_record_holds_together(format: Format) -> None:
    assert format in WRITTEN or format in READ
    assert set(format.units) <= set(UNITS)
    assert format.sentence_record is None or (format.writer is not None and "sentence" in format.units)


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
def test_every_format_has_its_section_in_the_documentation(format: Format) -> None:
    sections = re.findall(r"^## (\S+)$", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sections.count(format.name) == 1


def test_formats_in_which_nothing_would_look_like_a_label_leave_it_out() -> None:
    assert {format.name for format in WRITTEN if format.implied} == {"jsonl"}
    assert {format.name for format in WRITTEN if not format.nothing_means_none} == {"jsonl", "csv", "conll"}


@pytest.mark.parametrize("format", [format for format in WRITTEN if format.record_readers], ids=name_of)
def test_what_a_format_writes_is_recognised_by_its_own_reader(format: Format) -> None:
    for unit in format.units:
        text = (GOLDEN / f"{format.name}-{unit}" / f"golden{format.ending}").read_text(encoding="utf-8")
        records = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.split("\n") if line]
        assert records
        assert all(reader_of(record) in format.record_readers for record in records)


def told_by(who: str, text: str = "It rained.") -> dict[str, dict[str, Any]]:
    """A task of each tool that somebody answered, by the tool."""
    return {
        "prodigy": {"text": text, "spans": [], "_annotator_id": who},
        "doccano": {"text": text, "entities": [], "annotator": who},
        "label-studio": {"data": {"text": text, "annotator": who}, "annotations": [{"result": []}]},
    }


@pytest.mark.parametrize("tool", told_by(""))
def test_what_two_people_decided_is_not_taken_as_one_of_them(tool: str) -> None:
    text = "\n".join(json.dumps(told_by(who)[tool]) for who in ("ana", "bo"))
    with pytest.raises(InputRefused, match="file: decisions of ana, bo; import each"):
        list(annotations_of(text, "file", Remarks()))


def test_gold_with_the_same_words_in_two_sentences_that_two_people_decided_is_taken() -> None:
    sentence = {"start": 0, "end": 10, "text": "It rained.", "quotes": [], "topics": [], "answer": "accept"}
    document = {"id": "d", "title": None, "source": None, "published": None, "meta": {}}

    def line(number: int, who: str) -> str:
        own = {"schema": "annotator/sentence@1", "id": f"d:{number}", "index": number, "annotator": who}
        return json.dumps({**own, "document": document, **sentence, "start": 11 * number, "end": 11 * number + 10})

    assert list(annotations_of(f"{line(0, 'ana')}\n{line(1, 'review:bo')}", "file", Remarks()))
    with pytest.raises(InputRefused, match="file: decisions of ana, bo; import each"):
        list(annotations_of(f"{line(0, 'ana')}\n{line(0, 'bo')}", "file", Remarks()))


@pytest.mark.parametrize("tool", told_by(""))
def test_what_several_people_decided_of_different_texts_may_come_under_one_name_as_gold_does(tool: str) -> None:
    records = [told_by(f"quotes-{number}", f"It rained {number} times.")[tool] for number in range(3)]
    assert len(list(annotations_of("\n".join(map(json.dumps, records)), "file", Remarks()))) == 3


def test_a_record_in_several_lines_is_one_record_as_it_is_in_an_import_of_articles() -> None:
    record = {"text": "He said yes.", "quotes": [{"content": [[8, 11]]}]}
    (found,) = annotations_of(f"\n{json.dumps(record, indent=1)}\n", "file", Remarks())
    assert found.quotes[0].content == (Span(8, 11),)
    with pytest.raises(InputRefused, match=r"file: item 1: .*(3|\[8, 99\])"):
        list(annotations_of(json.dumps(record, indent=1).replace("11", "99"), "file", Remarks()))
    with pytest.raises(InputRefused, match="file:1: not JSON"):
        list(annotations_of(f"{{\n{json.dumps(record)}", "file", Remarks()))


@pytest.mark.parametrize("format", DOCUMENT_FORMATS)
def test_every_format_of_documents_can_be_read(tmp_path: Path, format: str) -> None:
    words = "It rained all day over the harbour of the town, and nobody went out to sea in it. " * 9
    page = f"<html><head><title>Rain</title></head><body><article><h1>Rain</h1><p>{words}</p></article></body></html>"
    record = json.dumps({"text": words})
    given = {"text": words, "jsonl": record, "json": record, "csv": f'text\n"{words}"', "tsv": f"text\n{words}"}
    path = tmp_path / "a"
    path.write_text(given.get(format, page), encoding="utf-8")
    (source,) = find_sources(path, format)
    assert len(read_documents(source)) == 1


def test_files_are_known_by_their_endings() -> None:
    reader = file_reader_of("article.ann")
    assert reader is format_named("brat").file_reader
    assert file_reader_of("article.jsonl") is None


def test_a_name_that_is_no_format_to_write_is_refused_with_those_that_are() -> None:
    for name in ("docx", "gold", ""):
        with pytest.raises(UsageError, match="jsonl, spacy, prodigy"):
            format_named(name)


@pytest.mark.parametrize("words", ["„Wir warten“", "«Non»", "“Yes.”", "that “it” rained", "„Ja“, he said", "it rained"])
def test_a_quote_without_a_type_gets_that_of_the_screen(words: str) -> None:
    line = json.dumps({"text": words, "quotes": [{"content": [[0, len(words)]]}]})
    (found,) = annotations_of(line, "file", Remarks())
    assert found.quotes[0].type is type_by_marks(words)
    assert type_by_marks("„Wir warten“").value == "direct"


# ---- Annotations as other people's tools write them, and what of them is refused.


TEXT = "Ada said it rains. Bo knew."
CONTENT, CUE, SOURCE = Span(9, 17), Span(4, 8), Span(0, 3)
WHOLE = Quote((CONTENT,), QuoteType.INDIRECT, CUE, SOURCE)


def read(record: Any, remarks: Remarks | None = None) -> Annotation:
    (found,) = annotations_of(json.dumps(record), "file", remarks or Remarks())
    return found


def refused(record: Any) -> str:
    with pytest.raises(InputRefused) as error:
        list(annotations_of(json.dumps(record), "file", Remarks()))
    assert str(error.value).startswith("file:1")
    return str(error.value)


def gold(**quote: Any) -> dict[str, Any]:
    return {"text": TEXT, "quotes": [{"content": [[9, 17]], **quote}]}


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The values within a record, each as its kind, and the way to it.

    Of one kind are those under the same names that are the same word, or anything else of the same type.
    """
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in pairs:
        names = tuple(name for name in (*way, key) if isinstance(name, str))
        yield (names, inside if isinstance(inside, str) else type(inside)), (*way, key)
        yield from _places(inside, (*way, key))


def _with(record: Any, way: tuple[Any, ...], value: Any) -> Any:
    """A copy of the record with another value there."""
    made = json.loads(json.dumps(record))
    inside = made
    for key in way[:-1]:
        inside = inside[key]
    inside[way[-1]] = value
    return made


OTHERS: list[Any] = [None, True, [7]]


@pytest.mark.parametrize(
    "name",
    [
        "jsonl-attributes",
        "jsonl-attributes-sentence",
        "prodigy-attributes",
        "doccano-attributes",
        "label-studio-attributes",
    ],
)
def test_a_record_with_anything_in_it_is_read_or_refused(name: str) -> None:
    (path,) = (path for path in (GOLDEN / name).iterdir() if "manifest" not in path.name)
    text = path.read_text("utf-8")
    records = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]
    record = min((one for one in records if '"cue"' in json.dumps(one)), key=lambda one: len(json.dumps(one)))
    refused = 0
    read = {key: value for key, value in record.items() if key not in ("tokens", "options")}
    for way in dict(_places(read)).values():
        for value in OTHERS:
            try:
                list(annotations_of(json.dumps(_with(read, way, value)), "file", Remarks()))
            except InputRefused:
                refused += 1
    assert refused > 20


def test_gold_lines_may_leave_out_everything_but_the_content() -> None:
    assert read(gold()).quotes == (Quote((CONTENT,), QuoteType.INDIRECT),)
    full = gold(cue=[4, 8], source=[[0, 3]], speaker="Ada", type="direct", attributes={"stance": "for", "b": "c"})
    assert read(full).quotes == (
        Quote((CONTENT,), QuoteType.DIRECT, CUE, SOURCE, "Ada", attributes=(("b", "c"), ("stance", "for"))),
    )
    assert read({"text": TEXT, "quotes": []}).answer is Answer.ACCEPT
    assert read({"text": TEXT, "quotes": None, "answer": "ignore"}).answer is Answer.SKIP


def test_roles_of_a_gold_quote_may_be_their_words() -> None:
    found = read(gold(content=["it  rains"], cue="said", source={"text": "Ada", "occurrence": 1}))
    assert found.quotes == (Quote((CONTENT,), QuoteType.INDIRECT, CUE, SOURCE),)


def test_of_a_cue_in_pieces_the_first_in_the_text_is_taken_and_counted() -> None:
    remarks = Remarks()
    found = read(gold(cue=[[19, 21], [4, 8]], source=[[0, 3]]), remarks)
    assert found.quotes[0].cue == CUE
    assert remarks == Remarks(narrowed=1)


def test_topics_of_a_gold_quote_stand_at_each_piece_of_its_content() -> None:
    found = read({"text": TEXT, "quotes": [{"content": [[22, 26], [9, 17]], "topics": ["weather"]}]})
    assert found.topics == ((CONTENT, "weather"), (Span(22, 26), "weather"))
    assert found.quotes[0].content == (CONTENT, Span(22, 26))


def test_topics_of_the_sentences_of_a_suggestion_stand_there_and_other_gold_may_call_anything_sentences() -> None:
    cut = {"sentences": [{"start": 0, "end": 27, "topics": [{"label": "weather", "score": 0.8}, "sport"]}]}
    found = read({"schema": "annotator/suggestion@1", "id": "a", **gold(), **cut})
    assert found.topics == ((Span(0, 27), "weather"), (Span(0, 27), "sport"))
    assert read({**gold(), "sentences": 1}).topics == ()


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ({"cue": [4, 4]}, "no span"),
        (
            {"cue": 4},
            "1 cue: not as `annotator export schema suggestion` has it (type: array or type: string or",
        ),
        ({"cue": "told"}, "the cue 'told' is not in the text"),
        (
            {"cue": [[4, 8, 9]]},
            "1 cue 1: not as `annotator export schema suggestion` has it (maxItems: 2 or type: string or type: object)",
        ),
        ({"source": [0, 28]}, "no span"),
        ({"speaker": 7}, "1 speaker: not as `annotator export schema suggestion` has it (type: ['string', 'null'])"),
        ({"type": "loud"}, "1 type: "),
        ({"attributes": ["for"]}, "attributes"),
        ({"attributes": {"stance": 1}}, "attributes"),
        ({"attributes": {"stance": ""}}, "attributes"),
        ({"content": None}, "no content"),
        ({"topics": 7}, "quotes 1 topics: "),
    ],
)
def test_a_gold_quote_that_is_not_sound_is_refused_with_its_number(quote: dict[str, Any], reason: str) -> None:
    assert reason in refused(gold(**quote))
    assert re.match("file:1: quotes? 1", refused(gold(**quote)))
    assert "quotes 1: not as `annotator export schema annotations` has it (type: object)" in refused(
        {"text": TEXT, "quotes": [7]}
    )


def test_a_span_may_reach_to_the_ends_of_the_text() -> None:
    assert read({"text": TEXT, "quotes": [{"content": [[0, len(TEXT)]]}]}).quotes[0].content == (Span(0, len(TEXT)),)


def test_doccano_triples_are_content_and_loose_cues() -> None:
    for key in ("label", "labels"):
        remarks = Remarks()
        found = read({"text": TEXT, key: [[9, 17, "direct"], [4, 8, "cue"]]}, remarks)
        assert found.quotes == (Quote((CONTENT,), QuoteType.DIRECT),)
        assert remarks.loose == 1
    assert "label 1: " in refused({"text": TEXT, "label": [[9, 17]]})


def test_doccano_entities_of_one_id_are_refused_as_one_of_them_would_be_lost() -> None:
    entities = [
        {"id": 1, "label": "direct", "start_offset": 9, "end_offset": 17},
        {"id": 1, "label": "cue", "start_offset": 4, "end_offset": 8},
    ]
    assert "two entities have the id 1" in refused({"text": TEXT, "entities": entities})


def test_doccano_keeps_the_article_by_its_document_and_topics_of_the_whole_text() -> None:
    entities = [
        {"id": "a", "label": "Indirect", "start_offset": 9, "end_offset": 17},
        {"id": "b", "label": "cue", "start_offset": 4, "end_offset": 8},
        {"id": "c", "label": "source", "start_offset": 0, "end_offset": 3},
    ]
    relations = [{"from_id": "a", "to_id": "b"}, {"from_id": "c", "to_id": "a"}]
    record = {"id": 3, "text": TEXT, "entities": entities, "relations": relations, "cats": ["weather"], "document": "d"}
    found = read(record)
    assert found.quotes == (WHOLE,)
    assert found.document.id == "d"
    assert found.topics == ((OF_ALL, "weather"),)
    del record["document"]
    assert read(record).document.id == "3"
    assert "entities 1 id: " in refused({**record, "entities": [{**entities[0], "id": True}]})
    assert "entities 1: " in refused({**record, "entities": [7]})
    assert "cats: " in refused({**record, "cats": "weather"})
    assert "answer: " in refused({**record, "answer": "maybe"})


def prodigy(*spans: tuple[int, int, str], **more: Any) -> dict[str, Any]:
    made = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {"text": TEXT, "spans": made, "meta": {"id": "d", "source": "The Gull", "score": 0.5}, **more}


def test_prodigy_spans_are_linked_by_relations() -> None:
    spans = ((9, 17, "indirect"), (4, 8, "cue"), (0, 3, "source"))
    ends = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    relations = [{"head_span": ends[0], "child_span": ends[1]}, {"head_span": ends[2], "child_span": ends[0]}]
    found = read(prodigy(*spans, relations=relations, accept=["weather"]))
    assert found.quotes == (WHOLE,)
    assert (found.document.id, found.document.source, found.document.meta) == ("d", "The Gull", {"score": 0.5})
    assert found.topics == ((OF_ALL, "weather"),)
    assert "relations 1 head_span: " in refused(prodigy(relations=[{"head_span": 7, "child_span": ends[0]}]))


def test_a_rejected_prodigy_task_without_spans_says_that_nothing_is_there() -> None:
    remarks = Remarks()
    assert read(prodigy(answer="reject"), remarks).answer is Answer.REJECT
    assert remarks.rejected == 0
    assert read(prodigy((9, 17, "direct"), answer="ignore")).answer is Answer.SKIP


def label_studio(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"data": {"text": TEXT, "id": "d"}, "annotations": [{"result": list(results), **more}]}


def region(key: str, span: Span, label: str) -> dict[str, Any]:
    return {"id": key, "type": "labels", "value": {"start": span.start, "end": span.end, "labels": [label]}}


def test_label_studio_by_its_last_annotation_that_was_not_cancelled() -> None:
    link = {"type": "relation", "from_id": "a", "to_id": "b"}
    words = {"id": "a", "type": "textarea", "from_name": "speaker", "value": {"text": "Ada"}}
    kind = {"id": "a", "type": "choices", "from_name": "kind", "value": {"choices": ["direct"]}}
    stance = {"id": "a", "type": "choices", "from_name": "attribute-stance", "value": {"choices": ["for"]}}
    record = label_studio(region("a", CONTENT, "content"), region("b", CUE, "cue"), link, words, kind, stance)
    record["annotations"].insert(0, {"result": []})
    record["annotations"].append({"result": [], "was_cancelled": True})
    record["data"] |= {"annotator": "ana", "desk": "local"}
    assert read(record).document.meta == {"desk": "local"}, "a name would be in each export, also of pseudonyms"
    assert read(record).quotes == (
        Quote((CONTENT,), QuoteType.DIRECT, CUE, speaker="Ada", attributes=(("stance", "for"),)),
    )
    assert "result 1: " in refused(label_studio(7))  # type: ignore[arg-type]


def test_label_studio_cancelled_is_a_skip_and_without_annotations_nothing_is_said() -> None:
    assert read(label_studio(was_cancelled=True)).answer is Answer.SKIP
    assert list(annotations_of(json.dumps({"data": {"text": TEXT}, "annotations": []}), "file", Remarks())) == []
    assert read(label_studio()).answer is Answer.ACCEPT


def test_records_come_as_lines_or_as_an_array() -> None:
    records = [gold(), {"text": "abc", "spans": []}]
    for text in (json.dumps(records), "\n\n".join(map(json.dumps, records)) + "\n"):
        found = list(annotations_of(text, "file", Remarks()))
        assert [len(annotation.quotes) for annotation in found] == [1, 0]
    with pytest.raises(InputRefused, match="file: item 2: not a JSON object"):
        list(annotations_of(json.dumps([gold(), 7]), "file", Remarks()))
    with pytest.raises(InputRefused, match="file:3: no annotations in it"):
        list(annotations_of(f'{json.dumps(gold())}\n\n{{"text": "abc"}}', "file", Remarks()))


STANDOFF = {
    "T1": "Content 9 17\tit rains",
    "T2": "Attribution 4 8\tsaid",
    "T3": "Source 0 3\tAda",
    "E1": "Attribution:T2 Content:T1 Source:T3",
}


def brat(folder: Path, lines: dict[str, str], text: str = TEXT) -> Path:
    (folder / "a.txt").write_bytes(text.encode("utf-8"))
    path = folder / "a.ann"
    path.write_bytes("".join(f"{key}\t{rest}\n" for key, rest in lines.items()).encode("utf-8"))
    return path


def read_brat(path: Path, remarks: Remarks | None = None) -> Annotation:
    (found,) = read_annotations(SourceFile(path), remarks or Remarks())
    return found


def test_brat_events_without_a_type_are_judged_by_their_marks(tmp_path: Path) -> None:
    assert read_brat(brat(tmp_path, STANDOFF)).quotes == (WHOLE,)
    typed = {
        **STANDOFF,
        "A1": "Type E1 mixed",
        "A2": "attribute-a%20b E1 c%7Cd",
        "A3": "Negation E1",
        "#1": "AnnotatorNotes E1\tAda",
    }
    assert read_brat(brat(tmp_path, typed)).quotes == (
        Quote((CONTENT,), QuoteType.MIXED, CUE, SOURCE, "Ada", attributes=(("a b", "c|d"),)),
    )


def test_a_topic_of_brat_is_its_note_and_notes_on_other_things_are_none(tmp_path: Path) -> None:
    lines = {"T4": "Topic 0 18\tAda said it rains.", "T5": "Topic 19 27\tBo knew.", "#1": "AnnotatorNotes T4\tweather"}
    found = read_brat(brat(tmp_path, {**STANDOFF, **lines, "#2": "AnnotatorNotes T1\tunsure"}))
    assert found.topics == ((Span(0, 18), "weather"),)


def test_brat_arguments_of_one_role_are_numbered_and_other_events_mean_nothing(tmp_path: Path) -> None:
    remarks = Remarks()
    lines = {
        **STANDOFF,
        "T4": "Content 22 26\tknew",
        "T5": "Source 19 21\tBo",
        "E1": "Attribution:T2 Content:T4 Content2:T1 Source:T3 Source2:T5",
        "E2": "Meeting:T2 Content:T1",
        "E3": "Attribution:T2 Source:T3",
    }
    (found,) = read_brat(brat(tmp_path, lines), remarks).quotes
    assert (found.content, found.source) == ((CONTENT, Span(22, 26)), SOURCE)
    assert remarks == Remarks(loose=1, narrowed=1)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ({"T1": "Content 9 17\tit snows"}, r"a\.ann:1: the text does not hold 'it snows'"),
        ({"T1": "Content 9\tit"}, "no spans after the type"),
        ({"T1": "Content 9 x\tit"}, "no spans after the type"),
        ({"T1": "Content 9 99\tit"}, "no span of the text"),
        ({"T1": f"Content 9 {'1' * 5000}\tit"}, "no spans after the type"),
        ({"E1": "Attribution:T9 Content:T1"}, "E1 names T9"),
    ],
)
def test_brat_files_that_are_not_sound_are_refused(tmp_path: Path, lines: dict[str, str], reason: str) -> None:
    with pytest.raises(InputRefused, match=reason):
        read_brat(brat(tmp_path, lines))


@pytest.mark.parametrize("again", ["T1\tContent 4 8\tsaid", "E1\tAttribution:T2 Content:T1"])
def test_brat_lines_of_one_id_are_refused_as_one_of_them_would_be_lost(tmp_path: Path, again: str) -> None:
    path = brat(tmp_path, STANDOFF)
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n{again}\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=f"a second line with the id {again[:2]}"):
        read_brat(path)


def test_brat_needs_the_text_beside_it_in_utf_8_and_an_empty_file_says_that_nothing_is_there(tmp_path: Path) -> None:
    path = brat(tmp_path, {})
    assert read_brat(path).quotes == ()
    (tmp_path / "a.txt").write_bytes(b"\xff")
    with pytest.raises(InputRefused, match="not UTF-8 at byte 0"):
        read_brat(path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputRefused, match=r"no a\.txt beside it"):
        read_brat(path)


def test_brat_may_have_any_characters_that_its_text_has(tmp_path: Path) -> None:
    text = "Ada said \0\0\0\x1b\r it rains."
    lines = {**STANDOFF, "T1": f"Content 9 23\t{text[9:23]}"}
    (found,) = read_brat(brat(tmp_path, lines, text)).quotes
    assert found.content == (Span(9, 23),)


def test_in_a_folder_of_brat_only_its_own_files_count(tmp_path: Path) -> None:
    path = brat(tmp_path, STANDOFF)
    (tmp_path / "b.ann").write_text("", encoding="utf-8")

    assert [source.path.name for source in find_annotations(tmp_path)] == ["a.ann", "b.ann"]
    assert [source.path for source in find_annotations(path)] == [path]
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "c.jsonl").write_text("{}", encoding="utf-8")
    assert [source.path.name for source in find_annotations(tmp_path / "json")] == ["c.jsonl"]


def test_links_out_of_a_folder_of_brat_are_refused_and_others_are_not(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "brat"
    outside.mkdir()
    folder.mkdir()
    brat(outside, STANDOFF, "Ada said it rains. Bo knew.")
    brat(folder, STANDOFF)
    (folder / "b.ann").symlink_to(folder / "a.ann")
    (folder / "b.txt").symlink_to("a.txt")
    (folder / "c.ann").write_text("", encoding="utf-8")
    (folder / "c.txt").symlink_to(outside / "a.txt")
    (folder / "d.ann").symlink_to("../outside/a.ann")
    (folder / "d.txt").write_text("It rained.", encoding="utf-8")
    (folder / "e").symlink_to(outside)
    read: list[str] = []
    reasons: list[str] = []
    for source in find_annotations(folder):
        try:
            read += [Path(found.where).name for found in read_annotations(source, Remarks())]
        except InputRefused as error:
            reasons.append(error.message)
    assert read == ["a.ann", "b.ann"]
    assert [reason.rpartition("/")[2] for reason in reasons] == [
        "c.ann: c.txt is a link out of its folder",
        "d.ann: a link out of its folder",
    ]
    assert find_sources(folder)[0].refused is None
    assert all(outside not in source.path.parents for source in find_sources(folder))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_is_named_like_a_file_of_brat_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ann")
    for path in (tmp_path, tmp_path / "a.ann"):
        (source,) = find_annotations(path)
        with pytest.raises(InputRefused, match="not a regular file"):
            read_annotations(source, Remarks())


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="No such file"):
        read_annotations(find_sources(tmp_path / "none.jsonl")[0], Remarks())
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps({"text": "é", "quotes": []}, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(InputRefused, match="not utf-8"):
        read_annotations(SourceFile(path), Remarks())


@pytest.mark.parametrize("topic", ["", {"a": 1}, ["a"], None, True, 1.5, "x" * 201])
def test_what_names_no_topic_is_refused_in_every_format(topic: Any) -> None:
    choice = {"type": "choices", "from_name": "topics", "id": "c", "value": {"choices": [topic]}}
    for record in (
        {"text": "It rained.", "quotes": [{"content": [[0, 2]], "topics": [topic]}]},
        {"text": "It rained.", "entities": [], "cats": [topic]},
        {"text": "It rained.", "spans": [], "accept": [topic]},
        {"data": {"text": "It rained."}, "annotations": [{"result": [choice]}]},
    ):
        with pytest.raises(InputRefused, match=r"(topics|cats|accept|choices) 1: not as|of more than 200 characters"):
            list(annotations_of(json.dumps(record), "file", Remarks()))


def test_a_topic_may_be_a_number_and_one_of_brat_without_a_name_is_none(tmp_path: Path) -> None:
    (found,) = annotations_of(json.dumps({"text": "It rained.", "spans": [], "accept": [3]}), "file", Remarks())
    assert found.topics == ((OF_ALL, "3"),)
    lines = {**STANDOFF, "T4": "Topic 0 18\tAda said it rains.", "#1": "AnnotatorNotes T4\t"}
    assert read_brat(brat(tmp_path, lines)).topics == ()
    with pytest.raises(InputRefused, match="more than 200"):
        read_brat(brat(tmp_path, {**lines, "#1": f"AnnotatorNotes T4\t{'x' * 201}"}))


def test_a_speaker_or_an_attribute_that_is_no_name_is_refused_in_every_format(tmp_path: Path) -> None:
    long = "A" * 201
    region = {"type": "labels", "id": "r", "value": {"start": 0, "end": 2, "labels": ["content"]}}
    named = {"type": "textarea", "id": "r", "value": {"text": [long]}}
    for record in (
        {"text": "It rained.", "quotes": [{"content": [[0, 2]], "speaker": long}]},
        {
            "text": "It rained.",
            "entities": [{"id": 1, "start_offset": 0, "end_offset": 2, "label": "direct", "speaker": long}],
        },
        {"text": "It rained.", "spans": [{"start": 0, "end": 2, "label": "direct", "speaker": long}]},
        {"text": "It rained.", "spans": [{"start": 0, "end": 2, "label": "direct", "attributes": {"stance": long}}]},
        {"data": {"text": "It rained."}, "annotations": [{"result": [region, named]}]},
    ):
        with pytest.raises(InputRefused, match=r"more than 200 characters|speaker: .*\(maxLength: 200\)"):
            list(annotations_of(json.dumps(record), "file", Remarks()))
    with pytest.raises(InputRefused, match=r"more than 200 characters|speaker: .*\(maxLength: 200\)"):
        read_brat(brat(tmp_path, {**STANDOFF, "#1": f"AnnotatorNotes E1\t{long}"}))
