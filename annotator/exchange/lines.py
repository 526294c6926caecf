"""Lines that every program reads alike: JSON in valid UTF-8 without control characters of terminals, and CSV.

Cells of CSV hold text from outside: none of them may become a formula in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotator import __version__

RECORD_BEGINS = b'{"schema":"annotator/'
"""How our own records begin, and manifests."""
# Line ends to `str.splitlines`, or escape sequences to a terminal, although JSON lets them stand raw.
_UNSAFE = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")


def to_json(data: Any) -> bytes:
    """Compact JSON in UTF-8. Raises TypeError for what JSON cannot hold."""
    import orjson  # deferred: the command line asks the formats for their names and need not load it

    return orjson.dumps(data, default=_fields)


def _fields(record: Any) -> Record:
    """A named tuple as the object that it is in JSON, as a dataclass is. Raises TypeError for anything else."""
    if not hasattr(record, "_asdict"):
        raise TypeError(f"no JSON: {type(record).__name__}")
    fields: Record = record._asdict()
    return fields


def to_line(record: Any) -> bytes:
    """The record as one line of harmless JSON with its newline. Raises TypeError for what JSON cannot hold."""
    return harmless(to_json(record)) + b"\n"


def harmless(line: bytes) -> bytes:
    """The JSON with the characters escaped that JSON allows but some readers of lines, or terminals, act on."""
    return _UNSAFE.sub(lambda unsafe: b"\\u%04x" % ord(unsafe[0].decode("utf-8")), line)


# ---- Records.


Record = dict[str, Any]
"""What a program reads of one thing, by the names that its schema has."""


def record_of(thing: Any, *names: str) -> Record:
    """A record of what has values of these names, in their order. In it enums, tuples and other records are JSON."""
    return {name: getattr(thing, name) for name in names}


def made_now() -> dict[str, str]:
    """What each manifest says of when and by what it was made."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"created_at": now, "annotator_version": __version__}


def record_at(path: Path, schema: str) -> Record | None:
    """The record of that schema in a file; None where there is none of ours."""
    with suppress(OSError, ValueError, RecursionError):
        record = json.loads(path.read_bytes())
        if isinstance(record, dict) and record.get("schema") == schema:
            return record
    return None


# ---- CSV.


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def safe_cell(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would take it for a formula.

    The rule is that of OWASP, "CSV Injection", and of its standard for verifying applications (5.0, 1.2.10).

    >>> safe_cell("=1+1"), safe_cell("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_lines(rows: Iterable[Iterable[str]], *, raw: bool) -> bytes:
    """Lines as RFC 4180 has them, in UTF-8; with `raw` the cells are written as they are."""
    out = io.StringIO()
    csv.writer(out).writerows(rows if raw else (map(safe_cell, cells) for cells in rows))
    return out.getvalue().encode("utf-8")
