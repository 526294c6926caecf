"""JSON that SQLite, orjson and other programs can hold: what they cannot is refused, never changed in silence.

Whether a value is as a JSON Schema of ours has it, and what records say that stand one after another.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn, TypeVar

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.program.json_schema import fault, schema_of
from annotator.exchange.files import MAX_BYTES, decoded, too_large

T = TypeVar("T")

MEND = "mend it"
"""What to do about what is wrong in a file."""
_OR_SKIP = ", or leave it out with --skip-bad; nothing of the file was taken"
DEEPEST = 100
"""Arrays and objects within each other at most. Set by hand: orjson, which writes our records, ends at 254."""
_INTEGER_BITS = 63
_LONGEST_INTEGER = 20
"""Characters of the longest whole number that can have 63 bits, and a sign."""


def json_of(text: str, where: str) -> Any:
    """Parse JSON strictly.

    Raises InputRefused, with `where` it stands, for invalid JSON, NaN and infinities, lone surrogates, a key given
    twice, whole numbers beyond 63 bits, others beyond those of a double, and nesting deeper than `DEEPEST`.
    """

    def refuse(reason: str) -> NoReturn:
        raise InputRefused(f"{where}: {reason}", MEND)

    def pairs(keyed: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = dict(keyed)
        if len(keys) < len(keyed):
            refuse("a key is given twice")
        return keys

    def whole(digits: str) -> int:
        if len(digits) > _LONGEST_INTEGER or abs(int(digits)).bit_length() > _INTEGER_BITS:
            refuse("a number too large to keep")
        return int(digits)

    def fraction(digits: str) -> float:
        if math.isinf(float(digits)):
            refuse("a number too large to keep")
        return float(digits)

    try:
        data = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=whole,
            parse_float=fraction,
            parse_constant=lambda name: refuse(f"{name} is not JSON"),
        )
        if _is_deep(data):
            refuse("nested too deeply")
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        refuse("nested too deeply")
    except UnicodeEncodeError:
        refuse("half a character (a lone surrogate)")
    except json.JSONDecodeError as error:
        refuse(f"not JSON ({one_line(error.msg)} at column {error.colno})")
    return data


def _is_deep(data: Any) -> bool:
    """Whether there are more than `DEEPEST` arrays and objects within each other."""
    level = [data]
    for _ in range(DEEPEST + 1):
        inside = [value for value in level if isinstance(value, dict | list)]
        level = [value for holder in inside for value in (holder.values() if isinstance(holder, dict) else holder)]
        if not inside:
            return False
    return True


def shaped(given: Any, where: str, schema: str, part: str = "") -> Any:
    """The value, if it is as a schema of ours has it, or that part of its `$defs`. Raises InputRefused."""
    whole = schema_of(schema)
    *path, reason = fault(given, whole["$defs"][part] if part else whole, whole) or ("",)
    if reason:
        place = ": ".join(filter(None, (where, " ".join(path))))
        raise InputRefused(f"{place}: not as `annotator export schema {schema}` has it ({reason})", MEND)
    return given


# ---- Records one after another, of which some may be wrong.


LeaveOut = Callable[[InputRefused], None]
"""Told what is wrong with a record that is left out."""


def refused_all(error: InputRefused) -> None:
    """One record that is wrong refuses all of the file. Raises the error, which says how the others can be taken."""
    raise InputRefused(error.message, error.hint.removesuffix(_OR_SKIP) + _OR_SKIP)


def if_sound(left_out: LeaveOut, read: Callable[..., T], *given: Any) -> Iterator[T]:
    """What is read of what is given, or nothing where it is wrong and `left_out` does not raise."""
    try:
        parsed = read(*given)
    except InputRefused as error:
        left_out(error)
    else:
        yield parsed


def read_items(text: str, name: str, read: Callable[[Any, str], T], left_out: LeaveOut) -> Iterator[T]:
    """What is read of each item of an array of JSON, or of the only one."""
    data = json_of(text, name)
    for number, item in enumerate(data if isinstance(data, list) else [data], start=1):
        yield from if_sound(left_out, read, item, f"{name}: item {number}")


def read_lines(
    lines: Iterable[bytes | str],
    name: str,
    read: Callable[[Any, str], T],
    left_out: LeaveOut,
    encoding: str | None = None,
) -> Iterator[T]:
    """What is read of each line of JSON, as they come. Raises InputRefused as well where there is no line at all."""

    def read_line(line: bytes | str, where: str) -> T:
        if len(line) > MAX_BYTES:
            raise too_large(where)
        return read(json_of(line if isinstance(line, str) else decoded(line, where, encoding), where), where)

    number = 0
    for number, line in ((number, line) for number, line in enumerate(lines, start=1) if line.strip()):
        yield from if_sound(left_out, read_line, line, f"{name}:{number}")
    if not number:
        raise InputRefused(f"{name}: empty", "there is nothing to read in it")
