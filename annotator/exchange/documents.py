"""Read documents from plain text, JSON and JSON lines (Prodigy and doccano tasks too), CSV, TSV and HTML."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.header import iso_date, read_header
from annotator.core.model import Document
from annotator.exchange.files import DOCUMENT_FORMATS, GZIP_BEGINS, SourceFile, decoded, read_bytes, unpacked
from annotator.exchange.sniffing import sniffed_format

# Keys that hold annotations. Anything else becomes the document's `meta`, which is repeated in every exported record.
_ANNOTATIONS = frozenset(
    {"spans", "tokens", "relations", "label", "labels", "entities", "cats", "quotes", "sentences", "answer", "accept"}
    | {"options", "schema", "_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "_timestamp"}
)
# Keys of tasks that say nothing about the article.
_ABOUT_THE_TASK = frozenset({"Comments", "document", "annotator", "decided_at", "meta", "cast"})
_FACTS = ("id", "title", "source", "published")
_INTEGER_BITS = 63
_LONGEST_ID = 200
"""Characters of an id at most. Set by hand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read files: their encoding (None: UTF-8, or as the byte order mark says), the text's column in tables."""

    encoding: str | None = None
    text_column: str = "text"


def read_documents(source: SourceFile, reading: Reading | None = None) -> list[Document]:
    """All documents of a file, or none of them where something in it is wrong.

    Raises InputRefused with the file and the line at fault, if it has lines.
    """
    if source.refused:
        raise source.refused
    how = reading or Reading()
    text = decoded(read_bytes(source.path), source.name, how.encoding)
    if source.named and source.format:
        format = source.format
    else:
        format = sniffed_format(text, source.format, source.name, how.text_column)
    return list(_from_text(text, format, source.name, source.path.name, how))


def read_stream(lines: Iterable[bytes], format: str | None, reading: Reading | None = None) -> Iterator[Document]:
    """The documents of standard input, which may be gzipped; without a format its content says which it is.

    Where JSON lines were asked for, they are given one by one; everything else comes when all is read, or not at all.
    Raises InputRefused with the line at fault, and as `sniffed_format` does.
    """
    how, name = reading or Reading(), "standard input"
    lines = _unpacked_lines(lines, name)
    if format != "jsonl":
        text = decoded(b"".join(lines), name, how.encoding)
        chosen = format or sniffed_format(text, None, name, how.text_column)
        yield from list(_from_text(text, chosen, name, "stdin", how))
        return
    empty = True
    for number, line in enumerate(lines, start=1):
        if line.strip():
            empty = False
            yield _task(decoded(line, f"standard input:{number}", how.encoding), f"standard input:{number}")
    if empty:
        raise InputRefused("standard input: empty", "give it at least one line")


def _unpacked_lines(lines: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The lines, unpacked if they are gzipped, which takes all of them."""
    numbered = iter(lines)
    first = next(numbered, b"")
    if first.startswith(GZIP_BEGINS):
        yield from io.BytesIO(unpacked(first + b"".join(numbered), name))
        return
    yield first
    yield from numbered


def plain_document(text: str, name: str) -> Document:
    """A plain text as a document. Its header is read as metadata; without an id there, one is made of name and text."""
    header = read_header(text)
    meta: dict[str, Any] = dict(header.meta)
    given = meta.pop("id", None)
    return Document(
        id=_shown_id(given) or _made_id(name, text),
        text=text,
        title=header.title,
        source=header.source,
        published=header.published,
        meta=meta,
        body_start=header.end,
    )


def _from_text(text: str, format: str, name: str, file_name: str, how: Reading) -> Iterator[Document]:
    match format:
        case "text":
            yield plain_document(text, Path(file_name).name.split(".")[0])
        case "jsonl":
            for number, line in enumerate(text.split("\n"), start=1):
                if line.strip():
                    yield _task(line, f"{name}:{number}")
        case "json":
            data = json_of(text, name)
            for number, row in enumerate(data if isinstance(data, list) else [data], start=1):
                yield document_of(row, f"{name}: item {number}")
        case "csv" | "tsv":
            yield from _table(text, name, "," if format == "csv" else "\t", how.text_column)
        case "html":
            yield _page(text, name, file_name)
        case _:
            raise UsageError(f"no format named {format!r}", f"choose {', '.join(DOCUMENT_FORMATS)}")


def _task(line: str, where: str) -> Document:
    return document_of(json_of(line, where), where)


def document_of(data: Any, where: str) -> Document:
    """A task of JSON or a table as a document. Raises InputRefused with `where` if it has no text or no proper id."""
    if not isinstance(data, dict):
        raise InputRefused(f"{where}: not a JSON object", 'each line is {"text": "…"} with what else is known')
    text = data.get("text", data.get("data"))
    if not isinstance(text, str) or not text.strip():
        raise InputRefused(f"{where}: no text", 'each line is {"text": "…"} with what else is known')
    own = {key: value for key, value in data.items() if key not in _ANNOTATIONS and key not in {"text", "data", "meta"}}
    given = data.get("meta")
    meta = {**(given if isinstance(given, dict) else {"meta": given} if given is not None else {}), **own}
    header = read_header(text)
    key = meta.pop("id", None)
    if isinstance(key, bool) or not isinstance(key, str | int | None):
        raise InputRefused(f"{where}: the id is a {type(key).__name__}", "give a string or a whole number")
    published = _string(meta.pop("published", None)) or _string(meta.pop("date", None)) or header.published
    return Document(
        id=_shown_id(key) or _made_id("document", text),
        text=text,
        title=_string(meta.pop("title", None)) or header.title,
        source=_string(meta.pop("source", None)) or header.source,
        published=(iso_date(published) or published) if published else None,
        meta={**header.meta, **meta},
        body_start=header.end,
    )


def task_document(record: dict[str, Any], where: str) -> Document:
    """The document of a task: other tools keep the article's id and facts in `meta`, doccano's in keys of the record.

    Raises InputRefused for a task without a text.
    """
    meta = record.get("meta")
    given = meta if isinstance(meta, dict) else {}
    facts = {key: given[key] for key in _FACTS if key in given}
    if isinstance(record.get("document"), str):
        facts["id"] = record["document"]
    rest = {key: value for key, value in given.items() if key not in facts}
    about = {key: value for key, value in record.items() if key not in _ABOUT_THE_TASK}
    return document_of({**about, "meta": rest, **facts}, where)


def _string(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def json_of(text: str, where: str) -> Any:
    """Parse JSON strictly, so that SQLite, orjson and other programs can hold what is in it.

    Raises InputRefused for invalid JSON, NaN and infinities, lone surrogates, a key given twice, numbers beyond 63
    bits, and nesting that is too deep.
    """

    def refuse(reason: str) -> NoReturn:
        raise InputRefused(f"{where}: {reason}", "mend it; nothing of the file was taken")

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = dict(found)
        if len(keys) < len(found):
            refuse("a key is given twice")
        return keys

    def whole(digits: str) -> int:
        if len(digits) > 20 or abs(int(digits)).bit_length() > _INTEGER_BITS:
            refuse("a number too large to keep")
        return int(digits)

    try:
        data = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=whole,
            parse_constant=lambda name: refuse(f"{name} is not JSON"),
        )
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        refuse("nested too deeply")
    except UnicodeEncodeError:
        refuse("half a character (a lone surrogate)")
    except json.JSONDecodeError as error:
        refuse(f"not JSON ({one_line(error.msg)} at column {error.colno})")
    except ValueError as error:
        refuse(one_line(str(error), 100))
    return data


def _table(text: str, name: str, delimiter: str, text_column: str) -> Iterator[Document]:
    csv.field_size_limit(sys.maxsize)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        if text_column not in (rows.fieldnames or ()):
            columns = ", ".join(one_line(column, 30) for column in rows.fieldnames or ())
            raise InputRefused(f"{name}: no column named {text_column!r}", f"name one with --text-column: {columns}")
        for row in rows:
            where = f"{name}:{rows.line_num}"
            if None in row:
                raise InputRefused(f"{where}: more cells than columns", "put cells with a comma in quotation marks")
            filled = {key: value for key, value in row.items() if value not in (None, "")}
            filled["text"] = filled.pop(text_column, "")
            yield document_of(filled, where)
    except csv.Error as error:
        raise InputRefused(f"{name}:{rows.line_num}: not CSV ({error})", "mend the quotation marks") from None


def _page(html: str, name: str, file_name: str) -> Document:
    try:
        import trafilatura
    except ImportError:
        raise InputRefused(f"{name}: reading HTML needs trafilatura", "pip install 'quote-annotator[html]'") from None
    found: Any = trafilatura.bare_extraction(html, with_metadata=True)
    text = getattr(found, "text", None)
    if not text or not text.strip():
        raise InputRefused(f"{name}: no article found in the page", "save its text as .txt")
    # One line break between paragraphs is all that trafilatura gives.
    text = re.sub(r"\n+", "\n\n", text)
    return Document(
        id=_made_id(file_name.split(".")[0], text),
        text=text,
        title=found.title,
        source=found.sitename,
        published=iso_date(found.date or ""),
        meta={key: value for key, value in (("url", found.url), ("author", found.author)) if value},
    )


def _shown_id(given: str | int | None) -> str:
    """An id as it may be shown; empty for none."""
    return "" if given is None else one_line(str(given), _LONGEST_ID).strip()


def _made_id(name: str, text: str) -> str:
    """An id that is the same for the same name and text: the name's plain letters, eight digits of the text's hash."""
    return f"{plain_name(name, 40)}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:8]}"


def plain_name(name: str, longest: int) -> str:
    """A name of plain small letters, digits and hyphens, for ids and files; `document` where nothing is left of it.

    >>> plain_name("../Größe 2.txt", 40)
    'groe-2-txt'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:longest] or "document"
