"""The header that news texts carry above the article: `date 2023-07-23`, `Title: …`, `Source: …`.

The text itself is never cut: a header is only a number of code points at its start that belong to no sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

_FIELDS = {
    "title": "title",
    "headline": "title",
    "source": "source",
    "publisher": "source",
    "publication": "source",
    "outlet": "source",
    "date": "published",
    "published": "published",
    "pubdate": "published",
    "author": "author",
    "authors": "author",
    "by": "author",
    "byline": "author",
    "url": "url",
    "link": "url",
    "section": "section",
    "language": "language",
    "id": "id",
}
_DATE_LINE = re.compile(r"\s*(date|published)\s+(\d{4}-\d{2}-\d{2})\s*$", re.IGNORECASE)
_FIELD_LINE = re.compile(r"\s*([A-Za-z]{2,12})\s*:\s*(\S.*?)\s*$")
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})")


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
        return date.fromisoformat(found[1]).isoformat()
    except ValueError:
        return None


def read_header(text: str) -> Header:
    """The header of a text: the field lines above the first line that is none.

    `Title:`-style lines count only where a blank line (or another field) ends them, so that an article which opens with
    `Source: close to the talks…` running on into prose keeps its first sentence.
    """
    found: dict[str, str] = {}
    end = at = 0
    ended_by_blank = False
    for line in text.splitlines(keepends=True):
        after = at + len(line)
        if not line.strip():
            ended_by_blank = bool(found)
            at = after
            if found:
                end = after
            continue
        pair = _field(line) if not ended_by_blank or _field(line) else None
        if pair is None or pair[0] in found:
            break
        found[pair[0]] = pair[1]
        ended_by_blank = False
        at = end = after
    else:
        return Header()
    only_dates = set(found) <= {"published"}
    if not found or not (ended_by_blank or only_dates):
        return Header()
    known = {key: found.pop(key, None) for key in ("title", "source", "published")}
    return Header(meta=found, end=end, **known)


def _field(line: str) -> tuple[str, str] | None:
    dated = _DATE_LINE.match(line)
    if dated and iso_date(dated[2]):
        return "published", dated[2]
    named = _FIELD_LINE.match(line)
    if not named or named[1].lower() not in _FIELDS:
        return None
    key = _FIELDS[named[1].lower()]
    value = named[2]
    if key == "published":
        value = iso_date(value) or value
    return key, value
