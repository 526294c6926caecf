"""Read documents from plain text, JSON and JSON lines (Prodigy and doccano tasks too), CSV, TSV and HTML."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from annotator.core.decision import LONGEST_LINE
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Document
from annotator.core.text.header import iso_date, read_header
from annotator.exchange.files import (
    DELIMITERS,
    DOCUMENT_FORMATS,
    STANDARD_INPUT,
    SourceFile,
    bounded_lines,
    decoded,
    is_packed,
    reading,
    sniffed_format,
)
from annotator.exchange.lines import Record
from annotator.exchange.strict_json import LeaveOut, if_sound, read_items, read_lines, refused_all

# Keys that hold text or annotations. Others become the document's `meta`, which is repeated in every exported record.
_NO_META = frozenset(
    {"text", "data", "meta", "spans", "tokens", "relations", "label", "labels", "entities", "cats", "quotes", "options"}
    | {"sentences", "answer", "accept", "schema", "_input_hash", "_task_hash", "_view_id", "_session_id", "_timestamp"}
    | {"_annotator_id"}
)
# Keys of tasks, and of our own records, that say nothing about the article.
_ABOUT_THE_TASK = frozenset(
    {"Comments", "document", "annotator", "decided_at", "meta", "schema", "cast", "readings", "boilerplate", "chances"}
    | {"run", "habits"}
)
_FACTS = ("id", "title", "source", "published")
_LONGEST_ID = 200
"""Characters of an id at most. Set by hand."""


class FileReading(NamedTuple):
    """How to read files: their encoding (None: UTF-8, or as the byte order mark says), the text's column in tables.

    `left_out` is told what is wrong with a line, a row or an item, and the others are read; usually one that is wrong
    refuses all of the file.
    """

    encoding: str | None = None
    text_column: str = "text"
    left_out: LeaveOut = refused_all


_AS_SHOWN = FileReading()


def read_documents(source: SourceFile, how: FileReading = _AS_SHOWN) -> list[Document]:
    """All documents of a file, or none of them where something in it is wrong and is not to be skipped.

    Raises InputRefused with the file and the line at fault, if it has lines.
    """
    data = source.read()
    try:
        text = decoded(data, source.name, how.encoding)
    except InputRefused:
        if how.left_out is refused_all or source.format != "jsonl":
            raise
        return list(_tasks(data.split(b"\n"), source.name, how))  # only the line in another encoding is left out
    if source.named and source.format:
        format = source.format
    else:
        format = sniffed_format(text, source.format, source.name, how.text_column)
    return list(_from_text(text, format, source.name, source.path.name.split(".")[0], how))


def read_stream(format: str | None, how: FileReading = _AS_SHOWN, *, as_they_come: bool = False) -> Iterator[Document]:
    """The documents of standard input; without a format its content says which it is.

    They come when all is read, or none of them where something is wrong; JSON lines wait in a temporary file. With
    `as_they_come`, or where lines may be left out, JSON lines that were asked for are given one by one. What is gzipped
    is read as a file is. Raises InputRefused with the line at fault, and as `sniffed_format` does.
    """
    lines, name = bounded_lines(sys.stdin.buffer), STANDARD_INPUT.name
    with reading(name):
        is_whole = format != "jsonl" or is_packed(sys.stdin.buffer)
    if is_whole:
        yield from read_documents(STANDARD_INPUT._replace(format=format, named=format is not None), how)
    elif how.left_out is not refused_all:
        yield from _tasks(lines, name, how)
    elif as_they_come:
        try:
            yield from _tasks(lines, name, how)
        except InputRefused as error:
            raise InputRefused(error.message, "mend it, or leave it out with --skip-bad; it ends here") from error
    else:
        with tempfile.TemporaryFile() as kept:  # it has no name

            def keeping() -> Iterator[bytes]:
                for line in lines:
                    kept.write(line)
                    yield line

            for _ in _tasks(keeping(), name, how):
                pass
            kept.seek(0)
            yield from _tasks(kept, name, how)


def _tasks(lines: Iterable[bytes | str], name: str, how: FileReading) -> Iterator[Document]:
    """The documents of JSON lines, as they come. Raises InputRefused as well where there is no line at all."""
    return read_lines(lines, name, document_of, how.left_out, how.encoding)


def _from_text(text: str, format: str, name: str, stem: str, how: FileReading) -> Iterator[Document]:
    match format:
        case "text":
            yield document_of({"text": text}, name, name=stem)
        case "jsonl":
            yield from _tasks(text.split("\n"), name, how)
        case "json":
            yield from read_items(text, name, document_of, how.left_out)
        case "csv" | "tsv":
            yield from _table(text, name, DELIMITERS[format], how)
        case "html":
            yield _page(text, name, stem)
        case _:
            raise UsageError(f"no format named {format!r}", f"choose {', '.join(DOCUMENT_FORMATS)}")


def document_of(data: Any, where: str, *, is_task: bool = False, name: str = "document") -> Document:
    """What a JSON object, a row of a table or a plain text (which is only the `text`) says of an article.

    What it does not say the header of the text does. Without any id one is made of the name and the text. Tasks of
    other tools keep id and facts in `meta`, doccano's in keys of the record; our own records keep them in `document`.
    Raises InputRefused with `where` if there is no text or no proper id, or a fact is too long for a database.
    """
    if not isinstance(data, dict):
        raise InputRefused(f"{where}: not a JSON object", 'each line is {"text": "…"} with what else is known')
    text = data.get("text", data.get("data"))
    if not isinstance(text, str) or not text.strip():
        raise InputRefused(f"{where}: no text", 'each line is {"text": "…"} with what else is known')
    described, is_ours = data.get("document"), str(data.get("schema")).startswith("annotator/")
    about = described if is_ours and isinstance(described, dict) else {}
    given, own = about.get("meta", data.get("meta")), data
    meta = given if isinstance(given, dict) else {}
    if is_ours or is_task:
        own = {key: value for key, value in data.items() if key not in _ABOUT_THE_TASK}
        own |= {key: meta[key] for key in _FACTS if key in meta}
        own |= {key: about[key] for key in _FACTS[1:] if about.get(key) is not None}
        own |= {"id": described} if isinstance(described, str) else {}
    elif given is not None and given is not meta:
        meta = {"meta": given}
    meta = meta | {key: value for key, value in own.items() if key not in _NO_META}
    header = read_header(text)
    key = meta.pop("id", None)
    if key is None:
        key = header.meta.pop("id", None)
    if isinstance(key, bool) or not isinstance(key, str | int | None):
        raise InputRefused(f"{where}: the id is a {type(key).__name__}", "give a string or a whole number")
    published = _string(meta.pop("published", None)) or _string(meta.pop("date", None)) or header.published
    document = Document(
        id=shown_id(key) or made_id(name, text),
        text=text,
        title=_string(meta.pop("title", None)) or header.title,
        source=_string(meta.pop("source", None)) or header.source,
        published=(iso_date(published) or published) if published else None,
        meta={**header.meta, **meta},
        body_start=header.end,
    )
    return _with_short_facts(document, where)


def _with_short_facts(document: Document, where: str) -> Document:
    """The document, if a database can hold what is known of it. Raises InputRefused."""
    for fact in _FACTS[1:]:
        if len(getattr(document, fact) or "") > LONGEST_LINE:
            raise InputRefused(f"{where}: a {fact} of more than {LONGEST_LINE} characters", "cut it")
    return document


def described_document(about: Record, text: str, body_start: int) -> Document:
    """The document that the key `document` of our own records describes, whose shape was checked."""
    title, source, published = (about.get(fact) or None for fact in _FACTS[1:])
    return Document(shown_id(about["id"]), text, title, source, published, about.get("meta") or {}, body_start)


def _string(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def table_rows(
    text: str,
    name: str,
    left_out: LeaveOut = refused_all,
    delimiters: str = DELIMITERS["csv"],
    longest: int = sys.maxsize,
) -> Iterator[tuple[list[str], str]]:
    """The rows of CSV but empty ones, the heads first, each with where it begins: `name:line`.

    Of the `delimiters` that counts which the heads have most of: spreadsheets write what is usual where they are used.
    `left_out` is told of what is no CSV, or of a cell of more than `longest` characters: nobody knows where the next
    row begins.
    """
    csv.field_size_limit(longest)
    delimiter = max(delimiters, key=text.lstrip().partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    cells: list[str] | None = []
    while cells is not None:
        where = f"{name}:{reader.line_num + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            reason = f"{where}: not CSV ({error}); nothing from there on is read"
            left_out(InputRefused(reason, "mend the quotation marks"))
            return
        if cells:
            yield cells, where


def filled_cells(heads: Sequence[str], cells: Sequence[str], where: str) -> Record:
    """The cells of a row that are not empty, by their heads. Raises InputRefused where there are more than heads."""
    if len(cells) > len(heads):
        raise InputRefused(f"{where}: more cells than columns", "put cells with a , or ; in quotation marks")
    return {head: cell for head, cell in dict(zip_longest(heads, cells, fillvalue="")).items() if cell}


def _table(text: str, name: str, delimiters: str, how: FileReading) -> Iterator[Document]:
    rows = table_rows(text, name, how.left_out, delimiters)
    heads, _ = next(rows, (None, ""))
    if heads is None:
        return
    if how.text_column not in heads:
        columns = ", ".join(one_line(column, 30) for column in heads)
        raise InputRefused(f"{name}: no column named {how.text_column!r}", f"name one with --text-column: {columns}")
    for cells, where in rows:
        yield from if_sound(how.left_out, _row, heads, cells, how.text_column, where)


def _row(heads: Sequence[str], cells: Sequence[str], text_column: str, where: str) -> Document:
    filled = filled_cells(heads, cells, where)
    filled["text"] = filled.pop(text_column, "")
    return document_of(filled, where)


def _page(html: str, name: str, stem: str) -> Document:
    try:
        import trafilatura
    except ImportError:
        raise InputRefused(f"{name}: reading HTML needs trafilatura", "pip install 'quote-annotator[html]'") from None
    page: Any = trafilatura.bare_extraction(html, with_metadata=True)
    text = getattr(page, "text", None)
    if not text or not text.strip():
        raise InputRefused(f"{name}: no article found in the page", "save its text as .txt")
    # One line break between paragraphs is all that trafilatura gives.
    text = re.sub(r"\n+", "\n\n", text)
    document = Document(
        id=made_id(stem, text),
        text=text,
        title=page.title,
        source=page.sitename,
        published=iso_date(page.date or ""),
        meta={key: value for key, value in (("url", page.url), ("author", page.author)) if value},
    )
    return _with_short_facts(document, name)


def shown_id(given: str | int | None) -> str:
    """An id as it may be shown; empty for none."""
    return "" if given is None else " ".join(one_line(given, _LONGEST_ID).split())


def made_id(name: str, text: str, longest: int = 40) -> str:
    """An id that is the same for the same name and text: the name's plain letters, eight digits of the text's hash."""
    return f"{plain_name(name, longest)}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:8]}"


def plain_name(name: str, longest: int) -> str:
    """A name of plain small letters, digits and hyphens, for ids and files; `document` where nothing is left of it.

    >>> plain_name("../Größe 2.txt", 40)
    'groe-2-txt'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:longest] or "document"
