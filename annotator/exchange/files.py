"""Find the files to read, decode them, and see what they are: what is not certain is refused with the reason."""

from __future__ import annotations

import codecs
import gzip
import json
import re
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError, is_full, system_reason
from annotator.core.program.targets import is_beside_database

ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".html": "html",
    ".htm": "html",
}
"""The formats of documents by the endings of files' names."""

DOCUMENT_FORMATS = tuple(dict.fromkeys(ENDINGS.values()))
"""Their names, as `--from` takes them."""

_NEVER_TEXT = frozenset(
    {".bin", ".exe", ".dll", ".so", ".dat", ".db", ".sqlite", ".zip", ".tar", ".7z", ".rar", ".pdf", ".doc", ".docx"}
    | {".odt", ".rtf", ".epub", ".png", ".jpg", ".jpeg", ".gif", ".mp3", ".mp4"}
)
MAX_BYTES = 512 * 2**20
"""The largest size of a file in bytes, packed or not. A larger one is the wrong file, or a gzip bomb. Set by hand."""

_GZIP_BEGINS = b"\x1f\x8b"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PACKED = {
    b"PK\x03\x04": "a zip, docx or epub file",
    b"%PDF": "a PDF",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
}

_NO_TEXT = "if it is, rename it, or say so with --from text (articles only)"


class SourceFile(NamedTuple):
    """A file to read, and its format: None where the name says nothing.

    `named`: somebody named the format, whatever the content looks like. A file that is refused carries the error, so
    that the others can still be read. `is_stream`: it is standard input.
    """

    path: Path
    format: str | None = None
    named: bool = False
    refused: InputRefused | None = None
    is_stream: bool = False

    @property
    def name(self) -> str:
        """The path as it may be shown: one line, no control characters."""
        return "standard input" if self.is_stream else one_line(self.path)

    def read(self) -> bytes:
        """Its bytes (see `read_bytes`). Raises what it was refused for."""
        if self.refused:
            raise self.refused
        return read_bytes(None if self.is_stream else self.path)


STANDARD_INPUT = SourceFile(Path("stdin"), is_stream=True)


def find_sources(path: Path, format: str | None = None) -> list[SourceFile]:
    """The files that a path stands for, in order: a folder gives the files in it (sorted, links not followed).

    `format` overrides what a file's name says. Raises UsageError for one that there is not.
    """
    if format is not None and format not in DOCUMENT_FORMATS:
        raise UsageError(f"no format named {one_line(format, 40)!r}", f"choose {', '.join(DOCUMENT_FORMATS)}")
    try:
        files = _in_folder(path) if path.is_dir() else [_regular_file(path, format)]
        return [SourceFile(file, format or format_of(file), named=format is not None) for file in files]
    except (OSError, ValueError) as error:
        reason = f"{one_line(path)}: {system_reason(error)}"
        return [SourceFile(path, refused=InputRefused(reason, "check the name"))]
    except InputRefused as error:
        return [SourceFile(path, refused=error)]


def _regular_file(path: Path, format: str | None) -> Path:
    """The path, if it may be that of an article. Raises InputRefused, and OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        # Opening a pipe or a device would wait for ever.
        raise InputRefused(f"{one_line(path)}: not a regular file", "use - to read standard input")
    if format is None and path.suffix.lower() in _NEVER_TEXT:
        raise InputRefused(f"{one_line(path)}: no text, by its name", _NO_TEXT)
    if is_beside_database(path):
        raise InputRefused(f"{one_line(path)}: belongs to a database", "leave it out")
    return path


def format_of(path: Path) -> str | None:
    """The format that a file's name stands for (`.gz` set aside), or None."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return ENDINGS.get(suffixes[-1]) if suffixes else None


def read_bytes(path: Path | None) -> bytes:
    """The bytes of a file, or (None) of standard input, unpacked if gzipped.

    Raises InputRefused: unreadable, empty, too large, or not what it claims to be.
    """
    name = STANDARD_INPUT.name if path is None else one_line(path)
    with reading(name), nullcontext(sys.stdin.buffer) if path is None else path.open("rb") as file:
        data = _unpacked(file).read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large(name)
    if not data.strip():
        raise InputRefused(f"{name}: empty", "there is nothing to read in it")
    return data


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what goes wrong where a file is read into InputRefused; but not that the disk is full it is kept on."""
    try:
        yield
    except (OSError, zlib.error, EOFError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            if is_full(error):
                raise
            raise InputRefused(f"{name}: {system_reason(error)}", "check the name and its rights") from None
        raise InputRefused(f"{name}: not a sound gzip file ({one_line(error)})", "pack it again") from None


def is_packed(file: Any) -> bool:
    """Whether what comes next in a file is gzipped. Raises OSError."""
    return bool(file.peek(2).startswith(_GZIP_BEGINS))


def _unpacked(file: BinaryIO) -> BinaryIO:
    """The file, unpacked as it is read if it is gzipped: then reading raises EOFError and zlib.error, too."""
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_packed(file) else file


def too_large(name: str) -> InputRefused:
    """What is raised for more than `MAX_BYTES`."""
    return InputRefused(f"{name}: larger than {MAX_BYTES // 2**20} MB", "cut it into several files")


def bounded_lines(file: BinaryIO, name: str = STANDARD_INPUT.name) -> Iterator[bytes]:
    """The lines of a file, unpacked if it is gzipped; one longer than `MAX_BYTES` in pieces of a byte more than that.

    Raises InputRefused where it cannot be read.
    """
    with reading(name):
        yield from iter(partial(_unpacked(file).readline, MAX_BYTES + 1), b"")


_OTHER_ENCODING = "save it as UTF-8, or say which encoding it is in with --encoding (cp1252, latin-1, ...)"


def decoded(data: bytes, name: str, encoding: str | None = None) -> str:
    """The bytes as text: UTF-8, or what a byte order mark says, or the encoding given. Line ends become `\\n`.

    Raises InputRefused with the byte at which it fails: a wrong guess would put every offset after it in doubt;
    UsageError where there is no such encoding.
    """
    for magic, what in _PACKED.items():
        if data.startswith(magic):
            raise InputRefused(f"{name}: {what}, not text", "save it as plain text first")
    chosen = encoding or next((known for bom, known in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(chosen)
    except LookupError:
        raise UsageError(f"no encoding named {chosen!r}", "try --encoding cp1252 or latin-1") from None
    except UnicodeDecodeError as error:
        raise InputRefused(f"{name}: not {chosen} at byte {error.start}", _OTHER_ENCODING) from None
    except UnicodeError:
        raise InputRefused(f"{name}: not {chosen}", _OTHER_ENCODING) from None
    text = text.removeprefix("\ufeff")
    if text.count("\0") > len(text) // 1000:
        raise InputRefused(f"{name}: binary, not text", "save it as plain text first")
    if not text.strip():
        raise InputRefused(f"{name}: empty", "there is nothing to read in it")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path in a folder is a link to something outside of it."""
    return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())


def _in_folder(folder: Path) -> list[Path]:
    """The files in a folder that may hold articles, by their names. Raises InputRefused where there are none."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not path.is_symlink() and path.is_file() and format_of(path)
    ]
    if not files:
        raise InputRefused(f"{one_line(folder)}: no articles in it", f"it may hold {', '.join(ENDINGS)}")
    return files


# ---- The format of a text seen from its content, where nobody has named one: an article must not be made of brackets.


_OBJECT_BEGINS = re.compile(r'(?:\[\s*)?\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})')
"""A JSON object up to its first colon, perhaps in an array. No prose has this."""
_LIST_OF_TEXTS = re.compile(r'\[\s*"(?:[^"\\\n]|\\.)*"\s*,\s*"')
"""A JSON array of texts up to its second one."""
_PAGE_BEGINS = re.compile(r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_BLOCK = re.compile(
    r"(?:<!--.*?-->\s*)*<(p|div|article|section|main|header|h[1-6]|ul|ol|table|nav|blockquote)\b[^<>]*>.*?</\1\s*>",
    re.I | re.S,
)
"""A block of a page with its end, such as a paragraph. Prose may begin with a tag such as `<i>`."""
_ROOT = re.compile(r"<(\w+)\b[^<>]*>.*</\1\s*>\s*", re.I | re.S)
"""One element from the beginning to the end of a text, as in XML."""
_XML_BEGINS = re.compile(r"<(?:\?xml|!doctype|!\[CDATA)", re.I)
DELIMITERS = {"csv": ",;", "tsv": "\t"}
"""What may part the cells of a table."""


def sniffed_format(text: str, declared: str | None, name: str, text_column: str = "text") -> str:
    """The format that a text is to be read in: what its content is beyond doubt, else what the file's name declares.

    `declared` is None for what has no name or one that says nothing. Prose may begin with a bracket, a tag or a
    quotation mark; only what JSON lines, JSON or an HTML page alone can be is taken for it. Raises InputRefused where
    the content looks like one of them, or like a table with the column `text_column`, but is none that can be read,
    and the name does not settle it.
    """
    format, looks_like = _content(text.lstrip("\ufeff \t\n"), text_column)
    if format is not None:
        return format
    if looks_like and declared in (None, "text"):
        raise InputRefused(
            f"{name}: it looks like {looks_like}, not like an article",
            f"say what it is with --from {_SUGGESTED[looks_like]}, or --from text",
        )
    return declared or "text"


_SUGGESTED = {"JSON": "jsonl", "HTML": "html", "a table (CSV)": "csv", "a table (TSV)": "tsv"}


def _content(text: str, text_column: str) -> tuple[str | None, str]:
    """The format beyond doubt, or None, and what the content looks like; an empty text for an article."""
    match text[:1]:
        case "{":  # JSON lines if its first line is an object, JSON if all of it is one
            if isinstance(_parsed(text.split("\n", 1)[0]), dict):
                return "jsonl", "JSON"
            if isinstance(_parsed(text), dict):
                return "json", "JSON"
            return None, "JSON" if _OBJECT_BEGINS.match(text) else ""
        case "[":
            data = _parsed(text)
            if isinstance(data, list) and data and all(isinstance(row, dict) for row in data):
                return "json", "JSON"
            is_json = data is not None or _OBJECT_BEGINS.match(text) or _LIST_OF_TEXTS.match(text)
            return None, "JSON" if is_json else ""
        case "<":
            if _PAGE_BEGINS.match(text):
                return "html", "HTML"
            return None, "HTML" if _XML_BEGINS.match(text) or _BLOCK.match(text) or _ROOT.fullmatch(text) else ""
    return None, _table(text, text_column)


def _parsed(text: str) -> Any:
    """What the JSON says; None where it is none (or `null`)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _table(text: str, text_column: str) -> str:
    """What a text looks like whose first line names the column of the text, and whose second has as many cells."""
    lines = text.split("\n", 2)
    for format, delimiter in ((format, delimiter) for format, each in DELIMITERS.items() for delimiter in each):
        names = [cell.strip().strip('"') for cell in lines[0].split(delimiter)]
        if len(names) > 1 and text_column in names and len(lines) > 1 and delimiter in lines[1]:
            return f"a table ({format.upper()})"
    return ""
