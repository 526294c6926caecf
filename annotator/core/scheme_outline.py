"""A label scheme without its terms, read at a glance: the screen needs the topics, and the terms take 10 ms."""

from __future__ import annotations

import re
from typing import Any

_TEXT = r'"[^"\\\x00-\x1f\x7f]*"'
# One piece after the other: a comment, an empty line, a new topic, a field of text, terms with one string a line.
_PIECE = re.compile(
    r"(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?\n"
    r"|(?P<topic>\[\[topic\]\])\n"
    rf"|(?P<field>[a-z_]+) = (?P<text>{_TEXT})\n"
    rf"|(?P<terms>strong|weak|neutral) = \[\n(?: *{_TEXT},\n)*\]\n"
)


def outline(toml: str) -> dict[str, Any] | None:
    """What `tomllib.loads` makes of a scheme that is laid out like the default one, but with its lists of terms empty.

    None where anything is laid out in another way, or is not TOML at all.
    """
    data: dict[str, Any] = {}
    table, at = data, 0
    while at < len(toml):
        piece = _PIECE.match(toml, at)
        if piece is None:
            return None
        at = piece.end()
        field = piece["field"] or piece["terms"]
        if piece["topic"]:
            table = {}
            data.setdefault("topic", []).append(table)
        elif field:
            if field in table or field == "topic":
                return None
            table[field] = piece["text"][1:-1] if piece["text"] else []
    return data
