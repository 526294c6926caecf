"""What is read, and what is refused with a reason."""

import gzip
import io
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import LONGEST_LINE
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Document
from annotator.exchange import files, strict_json
from annotator.exchange.documents import FileReading, read_documents, read_stream
from annotator.exchange.files import find_sources
from annotator.exchange.lines import to_line
from annotator.exchange.strict_json import DEEPEST, json_of

Read = Callable[..., list[Document]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Writes a file, and reads the documents in it."""

    def read_file(name: str, data: str | bytes, format: str | None = None, **how: Any) -> list[Document]:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        (source,) = find_sources(tmp_path / name, format)
        return read_documents(source, FileReading(**how))

    return read_file


def test_a_plain_text_keeps_every_character_and_its_header_is_metadata(read: Read) -> None:
    text = "Title: Rain\nDate: 2026-01-02\n\nIt rained. “Yes,” she said.\n"
    (document,) = read("A story.txt", text)
    assert document.text == text
    assert (document.title, document.published) == ("Rain", "2026-01-02")
    assert document.text[document.body_start :] == "It rained. “Yes,” she said.\n"
    assert document.id.startswith("a-story-")


def test_another_encoding_must_be_named(read: Read) -> None:
    data = "She said “no”.".encode("cp1252")
    with pytest.raises(InputRefused, match="byte 9"):
        read("a.txt", data)
    assert read("a.txt", data, encoding="cp1252")[0].text == "She said “no”."
    with pytest.raises(InputRefused, match="byte 9"):
        read("a.txt", data, left_out=lambda error: None)  # an article has no lines of which one could be left out


def test_jsonl_keeps_ids_and_puts_other_keys_into_meta(read: Read) -> None:
    line = {"id": 7, "text": "It rained.", "title": "Rain", "date": "2026-01-02T10:00:00Z", "desk": "weather"}
    (document,) = read("a.jsonl", json.dumps(line) + "\n\n")
    assert (document.id, document.title, document.published) == ("7", "Rain", "2026-01-02")
    assert document.meta == {"desk": "weather"}


def test_tasks_of_prodigy_and_doccano_are_read_without_their_annotations(read: Read) -> None:
    prodigy = {"text": "It rained.", "meta": {"source": "wire"}, "spans": [], "tokens": [], "_task_hash": 1}
    doccano = {"id": 3, "data": "It snowed.", "label": [[0, 2, "X"]]}
    one, two = read("a.jsonl", json.dumps(prodigy) + "\n" + json.dumps(doccano))
    assert (one.source, one.meta) == ("wire", {})
    assert (two.id, two.text, two.meta) == ("3", "It snowed.", {})


@pytest.mark.parametrize(
    "key",
    [
        "spans",
        "tokens",
        "relations",
        "label",
        "labels",
        "entities",
        "cats",
        "quotes",
        "sentences",
        "answer",
        "accept",
        "options",
        "schema",
        "_input_hash",
        "_task_hash",
        "_view_id",
        "_session_id",
        "_annotator_id",
        "_timestamp",
    ],
)
def test_what_a_tool_keeps_of_its_annotating_is_no_fact_about_the_article(read: Read, key: str) -> None:
    assert read("a.jsonl", json.dumps({"text": "It rained.", "desk": "city", key: "x"}))[0].meta == {"desk": "city"}


def test_a_line_separator_inside_a_text_does_not_end_the_line(read: Read) -> None:
    assert read("a.jsonl", json.dumps({"text": "a\u2028b\u0085c"}, ensure_ascii=False))[0].text == "a\u2028b\u0085c"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"title": "x"}', "no text"),
        ('{"text": "  "}', "no text"),
        ('{"text": "x", "id": {"a": 1}}', "the id is a dict"),
        (f'{{"text": "x", "title": "{"t" * (LONGEST_LINE + 1)}"}}', "a title of more than 10000 characters"),
        ('{"text": "x", "n": NaN}', "NaN"),
        ('{"text": "x", "n": 1e999}', "too large to keep"),
        ('{"text": "x", "n": [-1e400]}', "too large to keep"),
        ('{"text": "x", "n": 12345678901234567890}', "too large to keep"),
        ('{"text": "x", "n": ' + "[" * DEEPEST + "]" * DEEPEST + "}", "deep"),
        ('{"text": "x", "n": 1' + "0" * 6000 + "}", "too large"),
        ('{"text": "x", "n": 99999999999999999999}', "too large"),
        ('{"text": "\\ud800"}', "surrogate"),
        ('{"text": "x", "text": "y"}', "twice"),
        ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "deep"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(read: Read, line: str, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason) as refused:
        read("a.jsonl", '{"text": "fine"}\n' + line)
    assert "a.jsonl:2" in str(refused.value)


def test_an_id_in_the_header_names_an_article_whatever_file_it_comes_in(read: Read) -> None:
    text = "Title: Rain\nid: dpa 7\n\nIt rained."
    (plain,), (line,) = read("a.txt", text), read("b.jsonl", json.dumps({"text": text}))
    assert plain == line
    assert (line.id, line.title, line.meta) == ("dpa 7", "Rain", {})
    (line,) = read("b.jsonl", json.dumps({"id": 5, "text": text}))
    assert (line.id, line.meta) == ("5", {"id": "dpa 7"})


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_title_that_no_database_can_hold_is_refused_in_a_plain_text_too(read: Read, name: str) -> None:
    with pytest.raises(InputRefused, match="a title of more than 10000 characters"):
        read(name, f"Title: {'t' * (LONGEST_LINE + 1)}\n\nIt rained.")


@pytest.mark.parametrize(
    "data",
    [
        'id;text;desk\r\n1;"It rained; all day, and more.";weather, sport\r\n',
        '\ufeff\nid,text,desk\n1,"It rained; all day, and more.","weather, sport"\n',
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "-"])
def test_cells_of_csv_are_parted_by_what_its_heads_are(read: Read, name: str, data: str) -> None:
    if name == "-":
        (document,) = stdin(data.encode(), "csv")
        with pytest.raises(InputRefused, match="looks like a table"):
            [*stdin(data.encode(), None)]
    else:
        (document,) = read(name, data)
    assert (document.id, document.text) == ("1", "It rained; all day, and more.")
    assert document.meta == {"desk": "weather, sport"}


def test_csv_needs_the_name_of_its_text_column(read: Read) -> None:
    data = 'id,body,desk\n1,"It rained,\nall day.",weather\n'
    with pytest.raises(InputRefused, match="id, body, desk"):
        read("a.csv", data)
    (document,) = read("a.csv", data, text_column="body")
    assert (document.id, document.text, document.meta) == ("1", "It rained,\nall day.", {"desk": "weather"})


def test_only_the_article_of_a_page_is_read(read: Read) -> None:
    body = "".join(f"<p>The council met for the {n}th time and agreed on nothing of any weight.</p>" for n in range(9))
    (document,) = read(
        "a.html",
        f"<html><head><title>Council</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Council</h1>{body}"
        "</article><script>alert(1)</script></body></html>",
    )
    assert "agreed on nothing" in document.text
    assert "\n\n" in document.text
    assert "alert" not in document.text


def test_a_device_or_a_missing_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "none.txt", tmp_path / "empty-folder", Path("a\0b")):
        (tmp_path / "empty-folder").mkdir(exist_ok=True)
        (source,) = find_sources(path)
        assert source.refused is not None


@pytest.mark.parametrize(
    "number", ["1e308", "-0.0", "-0", "5e-324", "0.1", "9223372036854775807", "-9223372036854775807", "1E2"]
)
def test_a_number_is_written_again_as_it_was_read(number: str) -> None:
    kept = json.loads(to_line(json_of(number, "here")))
    assert (kept, str(kept)) == (json_of(number, "here"), str(json.loads(number)))


def test_what_is_nested_as_deeply_as_may_be_can_be_written(tmp_path: Path) -> None:
    inner = DEEPEST - 1
    (document,) = stdin(b'{"text": "x", "n": ' + b"[" * inner + b"]" * inner + b"}", "jsonl")
    assert to_line(document.meta).count(b"[") == inner


BROKEN = [b'{"text": "one"}\n', b"broken\n", b'{"text": "three"}\n']


def test_one_bad_line_on_standard_input_refuses_all_of_them() -> None:
    stream = stdin(b"".join(BROKEN), "jsonl")
    with pytest.raises(InputRefused, match=r"standard input:2: not JSON .*nothing of the file was taken"):
        next(stream)
    assert [document.text for document in stdin(BROKEN[0] + b"\n" + BROKEN[2], "jsonl")] == ["one", "three"]


def test_lines_wait_in_a_file_that_nobody_else_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def note(**how: Any) -> Any:
        made.append(unnamed(**how))
        return made[-1]

    unnamed = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", note)
    stream = stdin(b"".join(b'{"text": "%d"}\n' % number for number in range(500)), "jsonl")
    assert next(stream).text == "0"
    status = os.fstat(made[0].fileno())
    assert (status.st_nlink, stat.S_IMODE(status.st_mode)) == (0, 0o600)
    assert [document.text for document in stream] == [str(number) for number in range(1, 500)]
    assert made[0].closed


def test_lines_may_come_one_at_a_time_until_the_first_that_is_wrong() -> None:
    stream = stdin(b"".join(BROKEN), "jsonl", as_they_come=True)
    assert next(stream).text == "one"
    with pytest.raises(InputRefused, match="standard input:2") as refused:
        next(stream)
    assert "nothing of the file" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "texts", "wrong"),
    [
        (
            "a.jsonl",
            b'{"text": "one"}\n{"text": 2}\n\n[3\n{"text": "four"}',
            ["one", "four"],
            ["a.jsonl:2", "a.jsonl:4"],
        ),
        ("a.jsonl", b'{"text": "one"}\n{"text": "caf\xe9"}\n{"text": "three"}', ["one", "three"], ["a.jsonl:2"]),
        ("a.json", b'[{"text": "one"}, 5, {"text": "three"}]', ["one", "three"], ["a.json: item 2"]),
        ("a.csv", b"id,text\n1,one\n2,\n3,a,b\n4,four\n", ["one", "four"], ["a.csv:3", "a.csv:4"]),
        ("a.tsv", b'id\ttext\n1\tone\n2\t"open\n3\tthree\n', ["one"], ["a.tsv:3: not CSV"]),
    ],
)
def test_what_is_wrong_is_skipped_where_that_is_asked_for(
    tmp_path: Path, name: str, data: bytes, texts: list[str], wrong: list[str]
) -> None:
    path, skipped = tmp_path / name, list[InputRefused]()
    path.write_bytes(data)
    (source,) = find_sources(path)
    assert [one.text for one in read_documents(source, FileReading(left_out=skipped.append))] == texts
    assert len(skipped) == len(wrong)
    for error, place in zip(skipped, wrong, strict=True):
        assert place in error.message
    with pytest.raises(InputRefused):
        read_documents(source)
    stream = stdin(data, source.format, FileReading(left_out=skipped.append))
    assert [one.text for one in stream] == texts


def test_endless_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (files, strict_json):
        monkeypatch.setattr(module, "MAX_BYTES", 20)
    for format in ("jsonl", "text"):
        with pytest.raises(InputRefused, match="larger than"):
            list(stdin(Endless(), format))


class Endless(io.RawIOBase):
    """A device that never ends a line."""

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        room[:] = b"x" * len(room)
        return len(room)


def stdin(
    data: bytes | Endless, format: str | None, *how: FileReading, as_they_come: bool = False
) -> Iterator[Document]:
    """The documents of standard input that gives these bytes."""
    raw = io.BytesIO(data) if isinstance(data, bytes) else data
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(raw)))
        yield from read_stream(format, *how, as_they_come=as_they_come)


def of_line(line: object) -> Document:
    (document,) = stdin(json.dumps(line, ensure_ascii=False).encode("utf-8"), "jsonl")
    return document


def test_an_id_may_be_text_or_a_whole_number_and_is_one_line_of_two_hundred_characters() -> None:
    assert of_line({"text": "x", "id": 0}).id == "0"
    assert of_line({"text": "x", "id": "a\nb"}).id == "a␊b"
    assert len(of_line({"text": "x", "id": "a" * 300}).id) == 200
    for wrong in (True, 1.5, ["a"]):
        with pytest.raises(InputRefused, match="the id is a"):
            of_line({"text": "x", "id": wrong})


def test_a_record_of_suggestions_is_read_as_its_article_alone() -> None:
    record = {"schema": "annotator/suggestion@1", "id": "7", "text": "It rained.", "sentences": [], "quotes": []}
    record |= {"readings": [{"replaces": []}], "cast": [], "boilerplate": [], "chances": []}
    bare = of_line(record)
    assert (bare.id, bare.text, bare.title, bare.meta) == ("7", "It rained.", None, {})
    about = {"id": "7", "title": "Rain", "source": None, "published": "2026-01-02", "meta": {"desk": "x"}}
    whole = of_line(record | {"document": about | {"body_start": 0}})
    assert (whole.id, whole.title, whole.source, whole.published) == ("7", "Rain", None, "2026-01-02")
    assert whole.meta == {"desk": "x"}
    assert of_line(record | {"document": about | {"meta": 5}}).meta == {}
    assert of_line({"text": "x", "readings": 3, "cast": ["Ada"]}).meta == {"readings": 3, "cast": ["Ada"]}, "of others"


def test_without_an_id_the_text_gives_one_that_stays_the_same() -> None:
    one, again, other = (of_line({"text": text, "id": ""}).id for text in ("It rained.", "It rained.", "It snowed."))
    assert one == again != other
    assert one == "document-8b38b558"
    assert of_line({"text": "It rained.", "id": " \u3000"}).id == one


def test_what_is_known_of_the_article_is_taken_from_the_record_then_its_meta_then_its_header() -> None:
    header = "Title: Rain\nDate: 2026-01-02\nBy: Ada\n\nIt rained."
    plain = of_line({"text": header})
    assert (plain.title, plain.published, plain.meta) == ("Rain", "2026-01-02", {"author": "Ada"})
    assert header[plain.body_start :] == "It rained."
    given = of_line(
        {"text": header, "title": "Snow", "meta": {"title": "Hail", "desk": "x"}, "published": "2026-05-06"}
    )
    assert (given.title, given.published, given.meta["desk"]) == ("Snow", "2026-05-06", "x")
    assert of_line({"text": "x", "meta": {"title": "Hail"}}).title == "Hail"
    assert of_line({"text": "x", "date": "12 March 2026"}).published
    assert of_line({"text": "x", "published": "soon"}).published == "soon"
    assert of_line({"text": "x", "published": "2026-05-06", "date": "2026-01-01"}).published == "2026-05-06"


def test_facts_that_are_no_text_are_kept_as_json_and_a_meta_that_is_no_object_as_meta() -> None:
    document = of_line({"text": "x", "title": ["ä"], "source": 7, "meta": "note"})
    assert (document.title, document.source, document.meta) == ('["ä"]', "7", {"meta": "note"})


def test_the_largest_whole_number_that_every_reader_can_hold() -> None:
    assert of_line({"text": "x", "n": 2**63 - 1}).meta == {"n": 2**63 - 1}
    assert of_line({"text": "x", "n": -(2**63) + 1}).meta == {"n": -(2**63) + 1}
    for number in (2**63, -(2**63)):
        with pytest.raises(InputRefused, match="too large"):
            of_line({"text": "x", "n": number})


def test_an_array_of_json_or_one_object_is_read_item_by_item(read: Read) -> None:
    for data, texts in (('[{"text": "one"}, {"text": "two"}]', ["one", "two"]), ('{"text": "one"}', ["one"])):
        assert [document.text for document in read("a.json", data)] == texts
    with pytest.raises(InputRefused, match="item 2"):
        read("a.json", '[{"text": "one"}, 7]')


def test_tables_leave_out_empty_cells_and_refuse_more_cells_than_columns(read: Read) -> None:
    (document,) = read("a.tsv", "text\tdesk\tid\nIt, rained.\t\tone\n\n")
    assert (document.id, document.text, document.meta) == ("one", "It, rained.", {})
    with pytest.raises(InputRefused, match=r"a\.tsv:2: more cells"):
        read("a.tsv", "text\tdesk\nIt rained.\tx\ty\n")
    with pytest.raises(InputRefused, match=r"a\.tsv:2: no text"):
        read("a.tsv", "text\tdesk\n\tx\n")


def test_standard_input_is_read_in_every_format_and_refused_where_it_is_empty() -> None:
    (plain,) = stdin(b"Title: Rain\n\nIt rained.", "text")
    assert (plain.title, plain.id.startswith("stdin-")) == ("Rain", True)
    assert [document.text for document in stdin(b"text\none\ntwo\n", "csv")] == ["one", "two"]
    with pytest.raises(InputRefused, match="standard input: empty"):
        list(stdin(b"\n \n", "jsonl"))
    with pytest.raises(UsageError, match="no format named 'docx'"):
        list(stdin(b"x", "docx"))
    (line,) = stdin('{"text": "é"}'.encode("latin-1"), "jsonl", FileReading("latin-1"))
    assert line.text == "é"


def test_a_header_may_give_the_id(read: Read) -> None:
    assert read("a.txt", "id: rain-1\nTitle: Rain\n\nIt rained.")[0].id == "rain-1"
    assert read("a.txt", "id: rain\x1b]0;x\x07\nTitle: Rain\n\nIt rained.")[0].id == "rain␛]0;x␇", (
        "it is shown everywhere"
    )


def test_a_page_without_an_article_is_refused_and_facts_of_one_are_kept(read: Read) -> None:
    with pytest.raises(InputRefused, match="no article found"):
        read("council.en.html", "<html><body></body></html>")
    body = "".join(f"<p>The council met for the {n}th time and agreed on nothing of any weight.</p>" for n in range(9))
    (document,) = read(
        "council.en.html",
        "<html><head><title>Council</title><meta name='author' content='Kari Dal'>"
        "<meta property='article:published_time' content='2026-03-12'></head>"
        f"<body><article><h1>Council</h1>{body}</article></body></html>",
    )
    assert (document.title, document.published, document.meta) == ("Council", "2026-03-12", {"author": "Kari Dal"})
    assert document.id.startswith("council-")


LINES = b'{"text": "one"}\n{"text": "two"}\n'


@pytest.mark.parametrize("name", ["a.txt", "a", "a.txt.gz"])
@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_under_a_misleading_name_or_none_are_read_as_such(read: Read, name: str, packed: bool) -> None:
    assert [document.text for document in read(name, gzip.compress(LINES) if packed else LINES)] == ["one", "two"]


def test_an_array_of_json_named_as_lines_is_read_as_an_array(read: Read) -> None:
    assert [document.text for document in read("a.jsonl", b'[{"text": "one"},\n{"text": "two"}]')] == ["one", "two"]


def test_the_format_that_was_named_counts_before_the_content(read: Read) -> None:
    assert read("a.txt", b'{"text": "one"}', "text")[0].text == '{"text": "one"}'
    assert next(stdin(LINES, "text")).text == LINES.decode()


@pytest.mark.parametrize("format", [None, "jsonl"])
def test_gzipped_standard_input_is_unpacked(format: str | None) -> None:
    packed = gzip.compress(LINES)
    assert [document.text for document in stdin(packed, format)] == ["one", "two"]
    with pytest.raises(InputRefused, match="standard input: not a sound gzip file"):
        list(stdin(packed[:-9], format))


@pytest.mark.parametrize("format", [None, "jsonl"])
def test_gzipped_standard_input_may_hold_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 3 * len(LINES))
    assert len([*stdin(gzip.compress(3 * LINES), format)]) == 6
    with pytest.raises(InputRefused, match="larger than"):
        [*stdin(gzip.compress(4 * LINES), format)]


def test_standard_input_without_a_format_is_read_by_its_content() -> None:
    assert [document.text for document in stdin(LINES, None)] == ["one", "two"]
    assert next(stdin(b'"No," said Ada.', None)).text == '"No," said Ada.'
    with pytest.raises(InputRefused, match="standard input: empty"):
        list(stdin(b"", None))
