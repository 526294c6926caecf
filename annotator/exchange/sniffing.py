"""The format of a text seen from its content, where nobody has named one: an article must not be made of brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from annotator.core.errors import InputRefused

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
_DELIMITERS = {"csv": ",", "tsv": "\t"}


def sniffed_format(text: str, declared: str | None, name: str, text_column: str = "text") -> str:
    """The format that a text is to be read in: what its content is beyond doubt, else what the file's name declares.

    `declared` is None for what has no name or one that says nothing. Prose may begin with a bracket, a tag or a
    quotation mark; only what JSON lines, JSON or an HTML page alone can be is taken for it. Raises InputRefused where
    the content looks like one of them, or like a table with the column `text_column`, but is none that can be read,
    and the name does not settle it.
    """
    if declared in ("csv", "tsv") and not text.lstrip().startswith(("{", "[", "<")):
        return declared
    found, looks_like = _content(text.lstrip("\ufeff \t\n"), text_column)
    if found is not None:
        return found
    if looks_like and declared in (None, "text"):
        raise InputRefused(
            f"{name}: it looks like {looks_like}, not like an article",
            f"say what it is with --from {_suggested(looks_like)}, or --from text",
        )
    return declared or "text"


def _suggested(looks_like: str) -> str:
    return {"JSON": "jsonl", "HTML": "html", "a table (CSV)": "csv", "a table (TSV)": "tsv"}[looks_like]


def _content(text: str, text_column: str) -> tuple[str | None, str]:
    """The format beyond doubt, or None, and what the content looks like; an empty text for an article."""
    if text.startswith("{"):
        return _of_objects(text)
    if text.startswith("["):
        return _of_array(text)
    if text.startswith("<"):
        if _PAGE_BEGINS.match(text):
            return "html", "HTML"
        return None, "HTML" if _XML_BEGINS.match(text) or _BLOCK.match(text) or _ROOT.fullmatch(text) else ""
    return None, _table(text, text_column)


def _of_objects(text: str) -> tuple[str | None, str]:
    """Text that begins with a brace: JSON lines if its first line is an object, JSON if all of it is one."""
    if isinstance(_parsed(text.split("\n", 1)[0]), dict):
        return "jsonl", "JSON"
    if isinstance(_parsed(text), dict):
        return "json", "JSON"
    return None, "JSON" if _OBJECT_BEGINS.match(text) else ""


def _of_array(text: str) -> tuple[str | None, str]:
    data = _parsed(text)
    if isinstance(data, list) and data and all(isinstance(row, dict) for row in data):
        return "json", "JSON"
    is_json = data is not None or _OBJECT_BEGINS.match(text) or _LIST_OF_TEXTS.match(text)
    return None, "JSON" if is_json else ""


def _parsed(text: str) -> Any:
    """What the JSON says; None where it is none (or `null`)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _table(text: str, text_column: str) -> str:
    """What a text looks like whose first line names the column of the text, and whose second has as many cells."""
    lines = text.split("\n", 2)
    for format, delimiter in _DELIMITERS.items():
        names = _cells(lines[0], delimiter)
        if len(names) > 1 and text_column in names and len(lines) > 1 and delimiter in lines[1]:
            return f"a table ({format.upper()})"
    return ""


def _cells(line: str, delimiter: str) -> Sequence[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]
