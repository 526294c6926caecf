"""The header that news texts carry above the article: `date 2023-07-23`, `Title: …`, `Source: …`.

The text itself is never cut: a header is only a number of code points at its start that belong to no sentence.
The words that name fields are data of each language (`header_fields.tsv`), and those of all languages count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from annotator.core.resources import languages_folder

_DATE_LINE = re.compile(r"\s*([^\W\d_]+)\s+(\d{4}-\d{2}-\d{2})\s*")
_FIELD_LINE = re.compile(r"\s*([^\W\d_]+)\s*:\s*(\S.*?)\s*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Header:
    """What a text's header says. `end` is where the body begins, in code points; 0 without a header."""

    title: str | None = None
    source: str | None = None
    published: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    end: int = 0


def iso_date(value: str) -> str | None:
    """The ISO date in a value (`2023-07-23T10:00Z` gives `2023-07-23`), or None where there is no real one."""
    found = _ISO_DATE.search(value)
    if not found:
        return None
    try:
        return date.fromisoformat(found[0]).isoformat()
    except ValueError:
        return None


def read_header(text: str) -> Header:
    """The header of a text: the field lines above the first line that is none.

    Blank lines after it belong to it. `Title:`-style lines count only where a blank line ends them, so that an article
    which opens with `Source: close to the talks…` running on into prose keeps its first sentence; a date needs none.
    A text that is nothing but a header has none.
    """
    fields: dict[str, str] = {}
    end = at = 0
    ended_by_blank = False
    for line in text.splitlines(keepends=True):
        at += len(line)
        if not line.strip():
            ended_by_blank = bool(fields)
            end = at if fields else 0
            continue
        pair = _field(line)
        if pair is None or pair[0] in fields:
            break
        fields[pair[0]] = pair[1]
        ended_by_blank = False
        end = at
    else:
        return Header()
    only_a_date = set(fields) == {"published"}
    if not (ended_by_blank or only_a_date):
        return Header()
    known = {name: fields.pop(name, None) for name in ("title", "source", "published")}
    return Header(meta=fields, end=end, **known)


def _field(line: str) -> tuple[str, str] | None:
    """The field that a line of a header gives, and its value; None for any other line."""
    dated = _DATE_LINE.fullmatch(line)
    if dated and _field_names().get(dated[1].lower()) == "published" and iso_date(dated[2]):
        return "published", dated[2]
    named = _FIELD_LINE.fullmatch(line)
    name = _field_names().get(named[1].lower()) if named else None
    if named is None or name is None:
        return None
    value = named[2]
    return name, (iso_date(value) or value) if name == "published" else value


@cache
def _field_names() -> dict[str, str]:
    """The field that each word stands for, in all languages."""
    names: dict[str, str] = {}
    for path in sorted(languages_folder().glob("*/header_fields.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                word, name = line.split("\t")
                names[word] = name
    return names
