"""The header that news texts carry above the article: `date 2023-07-23`, `Title: …`, `Source: …`.

The text itself is never cut: a header is only a number of code points at its start that belong to no sentence.
The words that name fields are data of each language (`header_fields.tsv`), and those of all languages count.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import groupby
from typing import NamedTuple

from annotator.core.program.resources import languages_folder, read_rows
from annotator.core.text.marked_text import CLOSING

_DATE_LINE = re.compile(r"([^\W\d_]+)\s+(\d{4}-\d{2}-\d{2})")
_LABEL = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")
_PROSE = re.compile(rf"[.?!…][{re.escape(CLOSING)})\]]*\Z")
_LONGEST, _MOST = 100, 20
"""The longest line without a known field in a header, in code points; the most lines that stand together in one."""
_SURE = frozenset({"title", "published"})
"""Fields one of which tells a header; of the others it takes two, where unknown lines stand among them."""
_LOOSE = "header"
"""The key of `meta` under which lines stand that name no field. All of these are set by hand."""
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Header(NamedTuple):
    """What a text's header says. `end` is where the body begins, in code points; 0 without a header."""

    meta: dict[str, str]
    title: str | None = None
    source: str | None = None
    published: str | None = None
    end: int = 0


def iso_date(value: str) -> str | None:
    """The ISO date in a value (`2023-07-23T10:00Z` gives `2023-07-23`), or None where there is no real one."""
    match = _ISO_DATE.search(value)
    if not match:
        return None
    try:
        return date.fromisoformat(match[0]).isoformat()
    except ValueError:
        return None


def read_header(text: str) -> Header:
    """The header of a text: the lines with fields above the first paragraph that is none.

    Blank lines after it belong to it. `Title:`-style lines count only where a blank line ends them, so that an article
    which opens with `Source: close to the talks…` running on into prose keeps its first sentence; a date needs none.
    Lines among them that give no known field stand in `meta`: under their own word where they have one (`Desk: City`).
    A text that is nothing but a header has none.
    """
    fields: dict[str, str] = {}
    end = position = 0
    for filled, group in groupby(text.splitlines(keepends=True), key=lambda line: bool(line.strip())):
        lines = list(group)
        further = _fields_of(lines, fields) if filled else {}
        if further is None:
            first = _field(lines[0])
            if not fields and first is not None and first[0] == "published" and _field(lines[1]) is None:
                fields, end = dict([first]), position + len(lines[0])
            break
        fields |= further
        position += sum(map(len, lines))
        end = position if fields else 0
    else:
        return Header({})
    known = {name: fields.pop(name, None) for name in ("title", "source", "published")}
    return Header(meta=fields, end=end, **known)


def _fields_of(lines: list[str], before: dict[str, str]) -> dict[str, str] | None:
    """The fields of lines that stand together, by name; None where they are no header, with those `before` them.

    They are one where a field is among them that was not given yet. Lines that give none may not be prose, and those
    without a word of their own must be fewer than the others.
    """
    known: dict[str, str] = {}
    labelled: dict[str, str] = {}
    loose: list[str] = []
    for line in map(str.strip, lines[:_MOST]):
        pair = _field(line)
        if pair is not None and pair[0] not in {*before, *known, *labelled}:
            known[pair[0]] = pair[1]
            continue
        if len(line) > _LONGEST or _PROSE.search(line):
            return None
        name, value = _own_word(line)
        if pair is None and value and name not in {_LOOSE, *before, *known, *labelled}:
            labelled[name] = value
        else:
            loose.append(line)
    if not known or len(lines) > _MOST or len(loose) >= len(known) + len(labelled):
        return None
    if (labelled or loose) and len(known) < 2 and known.keys().isdisjoint(_SURE):
        return None
    if loose:
        labelled[_LOOSE] = "\n".join([*filter(None, [before.get(_LOOSE)]), *loose])
    return labelled | known


def _field(line: str) -> tuple[str, str] | None:
    """The field that a line of a header gives, and its value; None for any other line."""
    line = line.strip()
    dated = _DATE_LINE.fullmatch(line)
    if dated and _field_names().get(dated[1].lower()) == "published" and iso_date(dated[2]):
        return "published", dated[2]
    word, _, value = (part.strip() for part in line.partition(":"))
    name = _field_names().get(word.lower())
    if name is None or not value:
        return None
    return name, (iso_date(value) or value) if name == "published" else value


def _own_word(line: str) -> tuple[str, str]:
    """The word that a line has before its colon, and what it says of that; "" where it has none, as a byline may."""
    label, _, value = line.partition(":")
    name = " ".join(label.lower().split())
    if value.strip() and _LABEL.fullmatch(name):
        return name, value.strip()
    word, _, value = line.partition(" ")
    author = _field_names().get(word.lower()) == "author" and value[:1].isupper()
    return ("author", value) if author else ("", "")


@cache
def _field_names() -> dict[str, str]:
    """The field that each word stands for, in all languages."""
    tables = sorted(languages_folder().glob("*/header_fields.tsv"))
    return {word: name for path in tables for word, name in read_rows(path)}
