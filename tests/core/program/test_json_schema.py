"""Values are held to a JSON Schema as `jsonschema` does, by the keywords that the schema of what is read has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import pytest

from annotator.core.program.json_schema import fault, schema_of

SCHEMA = schema_of("suggestion")
HELD_TO = {"$ref", "type", "enum", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"}
HELD_TO |= {"anyOf", "prefixItems", "items", "properties", "additionalProperties", "required"}
BESIDE = {"$schema", "$id", "$defs", "$comment", "title", "description", "default", "errorMessage"}
ELSEWHERE = {"const", "uniqueItems"}
"""What the reader of suggestions checks itself."""

VALUES: list[Any] = [0, 1, 2, -1, 1.5, True, "", " ", "a", "b" * 3, [], [1], [1, "a"], ["a", 1, 2], [[1]], {}, {"a": 1}]
VALUES += [{"a": "x"}, {"b": "x"}, {"a": [], "b": 2}, [{"a": "x"}, {"c": 1}]]
SCHEMAS: list[dict[str, Any]] = [
    *({"type": kind} for kind in ("string", "integer", "number", "boolean", "array", "object", "null")),
    {"type": ["integer", "string"], "minLength": 2, "maximum": 1},
    {"type": ["integer", "number"], "minimum": 1},
    {"enum": ["a", 2]},
    {"type": "string", "pattern": "\\S", "maxLength": 1},
    {"type": "number", "minimum": 1, "maximum": 1.5},
    {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": ["integer", "array"]}},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": {"type": "integer"}},
    {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/text"}}, "additionalProperties": False},
    {"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}},
    {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/$defs/object"}}]},
]
DEFINITIONS = {"text": {"type": "string", "minLength": 1}, "object": {"type": "object", "required": ["a"]}}


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_a_value_is_sound_where_jsonschema_takes_it(schema: dict[str, Any]) -> None:
    whole = schema | {"$defs": DEFINITIONS, "$comment": "leave it out"}
    validator = jsonschema.Draft202012Validator(whole)
    for value in VALUES:
        assert (fault(value, whole, whole) == ()) is validator.is_valid(value), value
    assert len({bool(fault(value, whole, whole)) for value in VALUES}) == 1 + (schema != {"type": "null"})


def test_what_is_no_number_lies_within_no_bounds() -> None:
    schema = {"type": "number", "minimum": 0, "maximum": 1}
    assert fault(float("nan"), schema, schema) == ("minimum: 0",)


def test_the_reason_stands_behind_the_way_to_it() -> None:
    whole = {"properties": {"a": {"items": {"anyOf": [{"type": "string"}, {"required": ["b"], "type": "object"}]}}}}
    assert fault({"a": ["x", {}]}, whole, whole) == ("a", "2", "type: string or no b")
    assert fault({"a": None}, whole, whole) == (), "null is what is not there"
    there = {"required": ["a"], "properties": {"a": {"type": ["string", "null"]}}}
    assert fault({"a": None}, there, there) == (), "but where it is a value"
    assert fault({}, there, there) == ("no a",)
    assert fault({"b": None}, others := {"additionalProperties": {"type": "string"}}, others), (
        "any other key has a value"
    )
    strange = {"additionalProperties": False, "$comment": "leave it out"}
    assert fault({"\x1b[2J": 1}, strange, strange) == ("unknown key '␛[2J': leave it out",)


def _keywords(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema
        inside = [schema.get("items"), schema.get("additionalProperties"), *schema.get("anyOf", ())]
        inside += [*schema.get("prefixItems", ()), *schema.get("properties", {}).values()]
        yield from itertools.chain.from_iterable(map(_keywords, [*inside, *schema.get("$defs", {}).values()]))


def test_no_keyword_of_the_schemas_is_passed_over() -> None:
    assert {*_keywords(SCHEMA)} - HELD_TO - BESIDE == ELSEWHERE
    for name in ("annotations", "scheme-file"):
        assert {*_keywords(schema_of(name))} <= HELD_TO | BESIDE


def test_a_schema_may_say_itself_what_is_wrong() -> None:
    told = {"type": "string", "errorMessage": "write a word"}
    either = {"anyOf": [{"type": "integer"}, told], "errorMessage": "write a word or a number"}
    assert fault(1, told, told) == fault(date(2024, 5, 1), told, told) == ("write a word",)
    assert fault([], either, either) == ("write a word or a number",)
