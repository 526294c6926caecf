"""What a text is, seen from its content: data is not taken for prose, and prose not for data."""

from __future__ import annotations

import pytest

from annotator.core.errors import InputRefused
from annotator.exchange.files import sniffed_format

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
