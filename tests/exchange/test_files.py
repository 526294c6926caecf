"""Which files are read, and their bytes as text: what cannot be read for certain is refused with its reason."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from annotator.core.errors import InputRefused, UsageError
from annotator.exchange import files
from annotator.exchange.files import decoded, find_sources, format_of, read_bytes, sniffed_format

WORDS = "Größe “no”"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_known_by_its_byte_order_mark(encoding: str) -> None:
    assert decoded(WORDS.encode(encoding), "a.txt") == WORDS


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"])
def test_each_byte_order_is_known(encoding: str) -> None:
    assert decoded(f"\ufeff{WORDS}".encode(encoding), "a.txt") == WORDS


def test_an_encoding_that_was_named_is_used_and_its_byte_order_mark_is_no_text() -> None:
    assert decoded(WORDS.encode("cp1252"), "a.txt", "cp1252") == WORDS
    assert decoded(b"\xef\xbb\xbfa", "a.txt", "utf-8") == "a"


def test_bytes_that_are_not_in_the_encoding_are_refused_with_their_place() -> None:
    with pytest.raises(InputRefused, match=r"a\.txt: not utf-8 at byte 3"):
        decoded(b"abc\xff", "a.txt")
    with pytest.raises(InputRefused, match="not utf-16"):
        decoded(b"\xff\xfe\x41", "a.txt")
    with pytest.raises(UsageError, match="no encoding named 'klingon'"):
        decoded(b"abc", "a.txt", "klingon")


def test_a_format_that_there_is_not_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format named 'docx'") as refused:
        find_sources(tmp_path, "docx")
    assert "jsonl" in refused.value.hint


def test_every_kind_of_line_end_becomes_a_newline() -> None:
    assert decoded(b"a\r\nb\rc\nd", "a.txt") == "a\nb\nc\nd"


@pytest.mark.parametrize("data", [b"PK\x03\x04abc", b"%PDF-1.7 abc", b"\x7fELFabc", b"\x89PNGabc"])
def test_well_known_files_that_are_no_text_are_named(data: bytes) -> None:
    with pytest.raises(InputRefused, match="not text"):
        decoded(data, "a.txt")


def test_a_null_character_in_a_thousand_is_still_text() -> None:
    assert decoded(b"\0" + b"a" * 999, "a.txt")
    with pytest.raises(InputRefused, match="binary"):
        decoded(b"\0" + b"a" * 998, "a.txt")


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_nothing_but_white_space_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(InputRefused, match="empty"):
        read_bytes(tmp_path / "a.txt")
    with pytest.raises(InputRefused, match="empty"):
        decoded(data, "a.txt")


def test_gzip_is_known_by_its_bytes_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(gzip.compress(b"packed"))
    (tmp_path / "b.gz").write_bytes(b"plain")
    assert read_bytes(tmp_path / "a.txt") == b"packed"
    assert read_bytes(tmp_path / "b.gz") == b"plain"


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_may_hold_so_much_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    path = tmp_path / "a.txt"
    path.write_bytes(gzip.compress(b"a" * 100) if packed else b"a" * 100)
    assert len(read_bytes(path)) == 100
    path.write_bytes(gzip.compress(b"a" * 101) if packed else b"a" * 101)
    with pytest.raises(InputRefused, match="larger"):
        read_bytes(path)


def test_damaged_gzip_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b"It rained." * 50)
    (tmp_path / "cut").write_bytes(whole[:-9])
    (tmp_path / "spoilt").write_bytes(whole[:12] + b"\xff\xff\xff" + whole[15:])
    for name in ("cut", "spoilt"):
        with pytest.raises(InputRefused, match="not a sound gzip file"):
            read_bytes(tmp_path / name)
    with pytest.raises(InputRefused, match="No such file"):
        read_bytes(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.txt", "text"),
        ("a.text", "text"),
        ("a.md", "text"),
        ("a.JSONL", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.json", "json"),
        ("a.csv", "csv"),
        ("a.tsv.gz", "tsv"),
        ("a.html", "html"),
        ("a.htm", "html"),
        ("a.b.txt.GZ", "text"),
        ("a", None),
        ("a.gz", None),
        ("a.unknown", None),
    ],
)
def test_the_format_that_a_name_stands_for(name: str, format: str | None) -> None:
    assert format_of(Path(name)) == format


def test_a_name_may_say_nothing_and_what_is_asked_for_counts_first(tmp_path: Path) -> None:
    for name in ("README", "a.csv", "b.pdf"):
        (tmp_path / name).write_bytes(b"x")
    (table,), (unknown,) = find_sources(tmp_path / "a.csv"), find_sources(tmp_path / "README")
    assert (table.format, unknown.format) == ("csv", None)
    assert [source.named for source in find_sources(tmp_path)] == [False], "a folder's files are known by name alone"
    (asked_for,) = find_sources(tmp_path / "a.csv", "jsonl")
    assert (asked_for.format, asked_for.named) == ("jsonl", True)
    (refused,) = find_sources(tmp_path / "b.pdf")
    assert "by its name" in str(refused.refused)
    assert find_sources(tmp_path / "b.pdf", "text")[0].refused is None


def test_a_folder_gives_known_files_of_all_depths_sorted_without_hidden_ones_and_links(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.csv.gz", "a/.d.txt", ".e/f.txt", "notes.xyz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.txt")
    found = find_sources(tmp_path)
    assert [(source.path.name, source.format) for source in found] == [("c.csv.gz", "csv"), ("b.txt", "text")]
    assert {source.format for source in find_sources(tmp_path, "html")} == {"html"}


def test_a_bad_path_says_why_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (missing,), (empty,) = find_sources(tmp_path / "none"), find_sources(tmp_path / "empty")
    assert str(missing.refused).endswith(": No such file or directory; check the name")
    assert "no articles in it" in str(empty.refused)
    assert find_sources(Path("/dev/null"))[0].refused is not None


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_what_belongs_to_a_database_is_not_opened(tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "annotator.db").touch()
    (tmp_path / f"annotator.db{end}").write_text("He said yes.")
    (tmp_path / f"alone{end}").write_text("He said yes.")
    for format in (None, "text"):
        monkeypatch.setattr(Path, "open", None)
        sources = [
            *find_sources(tmp_path / f"annotator.db{end}", format),
            *find_sources(tmp_path / f"alone{end}", format),
        ]
        assert [str(one.refused).partition(": ")[2] for one in sources if one.refused] == [
            "belongs to a database; leave it out"
        ]


# ---- What a text is, seen from its content: data is not taken for prose, and prose not for data.


PAGE = "<!DOCTYPE html>\n<html><body><p>It rained.</p></body></html>"
DATA = [
    ('{"text": "It rained."}\n{"text": "It snowed."}\n', "jsonl"),
    ('\n\n {"text": "It rained."}', "jsonl"),
    ('{"text": "It rained."}\n{broken', "jsonl"),
    ('{\n  "text": "It rained."\n}\n', "json"),
    ('[{"text": "It rained."}, {"text": "It snowed."}]', "json"),
    ('[\n{"text": "It rained."}\n]', "json"),
    (PAGE, "html"),
    ("<html lang='en'><head></head></html>", "html"),
    ('<?xml version="1.0"?>\n<!-- made by hand -->\n<html></html>', "html"),
]
DOUBTFUL = [
    ('{"text": "It rained.', "JSON"),
    ('{"text": "It rained.",\n "title": }', "JSON"),
    ('[{"text": "It rained."}, {"text": ', "JSON"),
    ("[1, 2, 3]", "JSON"),
    ('["It rained.", "It snowed."', "JSON"),
    ('[{"text": "It rained."}, 7]', "JSON"),
    ("<p>It rained.</p><p>It snowed.</p>", "HTML"),
    ("<!-- of today --><h1>Rain</h1><p>It rained.</p>", "HTML"),
    ("<?xml version='1.0'?><news><item>It rained.</item></news>", "HTML"),
    ("<news><item>It rained.</item></news>\n", "HTML"),
    ("id,text\n1,It rained.\n", "a table"),
    ('"id"\t"text"\n1\tIt rained.\n', "a table"),
]
PROSE = [
    "It rained.",
    '"We will not sail," said Ada Finch.',
    '"We will not sail."',
    "“We will not sail,” said Ada Finch.",
    '{"We will not sail," said Ada Finch.}',
    "{Editor's note: the names are changed.} It rained.",
    "{ text: rain }",
    '[Applause] It rained. "Fine," he said.',
    '["No," he said, and left.]',
    "[1] The first note. [2] The second.",
    "[sic] {sic}",
    "<unclear> It rained.",
    "<i>The Pier Post</i> wrote that it rained.",
    "< 5 boats sailed, > 10 stayed",
    "text\nIt rained.",
    "Rain, wind, text\n\nIt rained.",
    "Title: Rain, text\n\nIt rained.",
    "5",
    "null",
]


@pytest.mark.parametrize(("text", "format"), DATA)
@pytest.mark.parametrize("declared", [None, "text", "html", "json", "jsonl", "csv"])
def test_data_beyond_doubt_is_read_as_what_it_is_whatever_its_name(
    text: str, format: str, declared: str | None
) -> None:
    assert sniffed_format(text, declared, "a.txt") == format


@pytest.mark.parametrize(("text", "what"), DOUBTFUL)
@pytest.mark.parametrize("declared", [None, "text"])
def test_what_looks_like_data_and_is_none_that_can_be_read_is_refused(
    text: str, what: str, declared: str | None
) -> None:
    with pytest.raises(InputRefused, match=f"a.txt: it looks like {what}.*--from"):
        sniffed_format(text, declared, "a.txt")


@pytest.mark.parametrize("text", PROSE)
@pytest.mark.parametrize("declared", [None, "text"])
def test_prose_may_begin_with_a_bracket_a_tag_or_a_quotation_mark(text: str, declared: str | None) -> None:
    assert sniffed_format(text, declared, "a.txt") == "text"


@pytest.mark.parametrize("declared", ["json", "jsonl", "html", "csv", "tsv"])
def test_where_the_content_leaves_a_doubt_the_name_settles_it(declared: str) -> None:
    for text, _ in DOUBTFUL:
        if not (text.startswith("<") and declared in ("csv", "tsv")):
            assert sniffed_format(text, declared, "a.xyz") == declared
    assert sniffed_format("It rained.", declared, "a.xyz") == declared


def test_a_table_is_known_by_the_column_that_was_named() -> None:
    table = "id,body\n1,It rained.\n"
    assert sniffed_format(table, None, "-") == "text"
    with pytest.raises(InputRefused, match="--from csv"):
        sniffed_format(table, None, "-", "body")
