"""JSON lines that every program reads alike: valid UTF-8, one record per line, no terminal control characters."""

from __future__ import annotations

import re
from typing import Any

# Line ends to `str.splitlines`, or escape sequences to a terminal, although JSON lets them stand raw.
_UNSAFE = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")


def to_json(data: Any) -> bytes:
    """Compact JSON in UTF-8. Raises TypeError for what JSON cannot hold."""
    import orjson  # deferred: the command line asks the formats for their names and need not load it

    return orjson.dumps(data)


def to_line(record: Any) -> bytes:
    """The record as one line of harmless JSON with its newline. Raises TypeError for what JSON cannot hold."""
    return harmless(to_json(record)) + b"\n"


def harmless(line: bytes) -> bytes:
    """The JSON with the characters escaped that JSON allows but some readers of lines, or terminals, act on."""
    # Three searches for fixed bytes cost a tenth of the expression's one.
    if b"\x7f" not in line and (line.isascii() or (b"\xc2" not in line and b"\xe2\x80" not in line)):
        return line
    return _UNSAFE.sub(_escaped, line)


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(found[0].decode("utf-8"))
