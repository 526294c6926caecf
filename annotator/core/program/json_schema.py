"""Whether a value is as a JSON Schema has it, by the keywords that the schemas of what we read use.

That is JSON, or TOML, whose dates no schema of ours has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain, count, repeat
from types import NoneType
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.program.resources import read_schema

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
_OTHER = ("date", "", "")
"""What TOML has besides."""


@cache
def schema_of(name: str) -> dict[str, Any]:
    """The schema of that name, of those that ship, such as `suggestion`."""
    schema: dict[str, Any] = json.loads(read_schema(f"{name}.schema.json"))
    return schema


def fault(given: Any, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with the value by a JSON Schema, which is a part of the `whole`; empty where it is sound.

    The reason stands last, behind the keys and numbers (from 1) that lead to it: what the schema has as `errorMessage`,
    else the keyword. A key of `properties` with null is taken for one that is not there, unless its `type` has null; a
    whole number has no point.
    """
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    kind, least, most = _KINDS.get(type(given), _OTHER)
    kinds, size = schema.get("type", kind), len(given) if kind in ("string", "array") else given
    held_to = {
        "type": kind in kinds or (kind == "integer" and "number" in kinds),
        "enum": "enum" not in schema or given in schema["enum"],
        "pattern": "pattern" not in schema or kind != "string" or re.search(schema["pattern"], given),
        least: least not in schema or size >= schema[least],
        most: most not in schema or size <= schema[most],
    }
    for keyword, is_held_to in held_to.items():
        if not is_held_to:
            return (schema.get("errorMessage") or f"{keyword}: {one_line(schema[keyword], 80)}",)
    if "anyOf" in schema:
        wrong = [fault(given, option, whole) for option in schema["anyOf"]]
        if all(wrong):
            deepest = max(wrong, key=len)
            every = " or ".join(reason[-1] for reason in wrong)
            message = schema.get("errorMessage") or " or ".join(dict.fromkeys(every.split(" or ")))
            return deepest if len(deepest) > 1 else (message,)
    parts: Iterable[tuple[object, Any, Any]] = ()
    if kind == "array":
        item_schemas = chain(schema.get("prefixItems", ()), repeat(schema.get("items", {})))
        parts = zip(count(1), given, item_schemas, strict=False)
    elif kind == "object":
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        if others is False and not given.keys() <= known.keys():
            return (f"unknown key {one_line(min(given.keys() - known.keys()), 40)!r}: {schema['$comment']}",)
        for key in schema.get("required", ()):
            may_be_null = key in given and "null" in known.get(key, {}).get("type", ())
            if given.get(key) is None and not may_be_null:
                return (f"no {key}",)
        parts = (
            (key, value, known.get(key, others))
            for key, value in given.items()
            if value is not None or key not in known
        )
    for name, value, part in parts:
        if reason := fault(value, part, whole):
            return (one_line(name, 40), *reason)
    return ()
