"""JSON that SQLite, orjson and other programs can hold: what they cannot is refused, never changed in silence.

And whether a value is as a JSON Schema has it, by the keywords that the schemas of what we read use.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain, count, repeat
from types import NoneType
from typing import Any, NoReturn

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.resources import read_schema

MEND = "mend it, or leave it out with --skip-bad; nothing of the file was taken"
"""What to do about a file with something wrong in it."""
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

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = dict(found)
        if len(keys) < len(found):
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
    except ValueError as error:
        refuse(one_line(error, 100))
    return data


def _is_deep(data: Any) -> bool:
    """Whether there are more than `DEEPEST` arrays and objects within each other."""
    level = [data]
    for _ in range(DEEPEST + 1):
        inside = [one for one in level if isinstance(one, dict | list)]
        level = [value for one in inside for value in (one.values() if isinstance(one, dict) else one)]
        if not inside:
            return False
    return True


# ---- JSON Schema.


_KINDS = {
    str: ("string", "minLength", "maxLength"),
    int: ("integer", "minimum", "maximum"),
    float: ("number", "minimum", "maximum"),
    bool: ("boolean", "", ""),
    list: ("array", "minItems", "maxItems"),
    dict: ("object", "", ""),
    NoneType: ("null", "", ""),
}
"""The types of JSON, each with the keywords of its bounds."""


def check_shape(given: Any, where: str, schema: str, part: str = "") -> None:
    """Raise InputRefused unless the value is as a schema of ours has it, or that part of its `$defs`."""
    whole = _schema(schema)
    *path, reason = fault(given, whole["$defs"][part] if part else whole, whole) or ("",)
    if reason:
        at = ": ".join(filter(None, (where, " ".join(path))))
        raise InputRefused(f"{at}: not as `annotator export schema {schema}` has it ({reason})", MEND)


@cache
def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(read_schema(f"{name}.schema.json"))
    return schema


def fault(given: Any, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with the value by a JSON Schema, which is a part of the `whole`; empty where it is sound.

    The reason stands last, behind the keys and numbers (from 1) that lead to it. A key of `properties` with null is
    taken for one that is not there; a whole number has no point.
    """
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    kind, least, most = _KINDS[type(given)]
    kinds = schema.get("type", kind)
    size = len(given) if kind in ("string", "array") else given
    if (
        ((broken := "type") in schema and kind not in kinds and not (kind == "integer" and "number" in kinds))
        or ((broken := "enum") in schema and given not in schema[broken])
        or ((broken := "pattern") in schema and kind == "string" and not re.search(schema[broken], given))
        or ((broken := least) in schema and size < schema[broken])
        or ((broken := most) in schema and size > schema[broken])
    ):
        return (f"{broken}: {one_line(schema[broken], 80)}",)
    if "anyOf" in schema:
        wrong = [fault(given, option, whole) for option in schema["anyOf"]]
        if all(wrong):
            deepest = max(wrong, key=len)
            every = " or ".join(reason[-1] for reason in wrong)
            return deepest if len(deepest) > 1 else (" or ".join(dict.fromkeys(every.split(" or "))),)
    parts: Iterable[tuple[object, Any, Any]] = ()
    if kind == "array":
        its = chain(schema.get("prefixItems", ()), repeat(schema.get("items", {})))
        parts = zip(count(1), given, its, strict=False)
    elif kind == "object":
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        if others is False and not given.keys() <= known.keys():
            return (f"unknown key {one_line(min(given.keys() - known.keys()), 40)!r}: {schema['$comment']}",)
        for key in schema.get("required", ()):
            if given.get(key) is None:
                return (f"no {key}",)
        parts = (
            (key, one, known.get(key, others)) for key, one in given.items() if one is not None or key not in known
        )
    for name, one, part in parts:
        if reason := fault(one, part, whole):
            return (one_line(name, 40), *reason)
    return ()
