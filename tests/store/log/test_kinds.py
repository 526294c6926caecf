"""What an event of each kind may hold, and what labels, schemes and verdicts may: each limit from both of its sides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import inf, nan
from typing import Any

import orjson
import pytest

from annotator.core.model import Labels, Span
from annotator.store.log import shapes
from annotator.store.log.kinds import KINDS, NOBODY, from_body, verdict_of
from annotator.store.log.rows import to_json
from annotator.store.log.shapes import BadValue

UUID, DIGEST, LONG = "a0" * 16, "b1" * 32, "n" * shapes.NAME
TOO_LONG = f"{LONG}n"
FATE = [UUID, "kept", 0, UUID, None]
SCHEME: dict[str, Any] = {
    "parent": UUID, "name": "ours", "version": "1", "toml": None, "guidelines": None, "labels": {}, "changes": [],
    "reason": "so it is",
}  # fmt: skip
RULE = {"overlap": 2, "share": 0.5, "people": ["ana"], "order": "random", "seed": -7, "all": True}
GOOD: dict[str, dict[str, Any]] = {
    "enter": {"role": "reviewer", "person": "ana"},
    "decide": {},
    "rename": {"old": "Ada", "new": LONG, "by": NOBODY},
    "undo": {"why": LONG, "by": "ana"},
    "redo": {},
    "draft": {"left": {"flagged": True, "note": None}, "step": UUID, "also": None, "clock": 1},
    "leave": {},
    "remove": {},
    "edition": {"earlier": DIGEST},
    "carry": {"edition": UUID, "fates": [FATE, [UUID, "orphaned", 3, None, UUID]]},
    "look": {"edition": UUID, "decision": UUID, "position": 0},
    "scheme": SCHEME,
    "profile": {"name": "polnear"},
    "prefer": {"name": LONG},
    "assign": {"lease_hours": 0.1, "qualified": False, "told": {}},
    "places": {"kept_for": {"1": None, "2": "ana"}, "rank": -3, "named": True},
    "take": {"slot": 1, "over": UUID},
    "qualification": {"seed": -7, "pass_mark": 1, "items": [[DIGEST, 0, UUID]]},
    "result": {"qualification": UUID, "person": "ana", "score": 0, "passed": True, "roles": {"cue": 0.5}},
}
"""A body of each kind, of values at the edge of what may be."""


def said(kind: str, body: dict[str, Any]) -> str:
    """What is wrong with a body; empty where nothing is."""
    try:
        from_body(kind, orjson.dumps(body).decode())
    except BadValue as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read(kind: str) -> None:
    event = from_body(kind, orjson.dumps(GOOD[kind]).decode())
    assert orjson.loads(to_json(event)) == GOOD[kind]
    assert "another shape" in said(kind, {**GOOD[kind], "more": 1})
    optional = {"person", "by", "why", "step", "also", "clock", "left", "over", "reason"}
    for field in GOOD[kind].keys() - optional:
        assert "another shape" in said(kind, {name: value for name, value in GOOD[kind].items() if name != field})


FIELDS: dict[str, dict[str, list[tuple[Any, str]]]] = {
    "enter": {
        "person": [(" ana", "its person is no name")],
    },
    "rename": {
        "old": [("", "no other name")],
        "new": [("", "no other name"), ("Ada", "no other name"), (TOO_LONG, "its new is too long")],
        "by": [(" ", "who did it is no name"), (None, "")],
    },
    "undo": {
        "why": [(TOO_LONG, "why it ended is too long")],
    },
    "draft": {
        "left": [
            ({}, "nothing that could be unconfirmed"), ({"quotes": []}, ""), (None, ""),
            ({"flagged": 1, "note": None}, "its note or flag"), ({"flagged": True, "note": 1}, "its note or flag"),
            ({"flagged": True, "note": "n" * (shapes.LINE + 1)}, "its note is too long"),
            ({"flagged": True, "note": "n" * shapes.LINE}, ""), ({"flagged": True}, "another shape"),
            ([], "nothing that could be unconfirmed"),
        ],
        "step": [("x", "its step has no uuid")],
        "also": [(UUID[1:], "its also has no uuid")],
        "clock": [(-1, "its clock is out of range"), (1.5, "its clock is out of range"), (None, ""), (2**62, "")],
    },
    "edition": {
        "earlier": [(UUID, "its earlier is no digest"), (None, "its earlier is no digest")],
    },
    "carry": {
        "edition": [(DIGEST, "its edition has no uuid")],
        "fates": [
            ([["x", *FATE[1:]]], "a decision of it has no uuid"),
            ([[UUID, "lost", 0, None, None]], "a fate that is none"),
            ([[UUID, "kept", 0, None, None]], "a fate that is none"),
            ([[UUID, "moved", 0, None, None]], "a fate that is none"),
            ([[UUID, "touched", 0, UUID, None]], "a fate that is none"), ([[UUID, "moved", 1, UUID, None]], ""),
            ([[UUID, "touched", -1, None, None]], "a position of it is out of range"),
            ([[UUID, "kept", 0, "x", None]], "a decision of it has no uuid"),
            ([[UUID, "touched", 0, None, "x"]], "a decision of it has no uuid"), ([FATE[1:]], "another shape"),
        ],
    },
    "look": {
        "decision": [("x", "its decision has no uuid")],
        "position": [(-1, "its position is out of range"), (1.0, "its position is out of range")],
    },
    "scheme": {
        "parent": [("x", "the revision before has no uuid"), (None, "")],
        "reason": [("n" * shapes.LINE, ""), ("n" * (shapes.LINE + 1), "it is too long")],
        "name": [("n" * (shapes.LINE + 1), "it is too long")],
        "version": [("n" * (shapes.LINE + 1), "it is too long")],
        "guidelines": [("n" * 2**20, ""), ("n" * (2**20 + 1), "its text of the guidelines is too long")],
        "toml": [("topic =", "its label scheme")],
        "changes": [([7], "labels or changes of another shape")],
    },
    "profile": {
        "name": [("ours", "a guideline profile that is unknown")],
    },
    "prefer": {
        "name": [("", "its name is no name"), (TOO_LONG, "its name is no name")],
    },
    "assign": {
        "lease_hours": [
            (0, "its time of leases is none"), (-1, "its time of leases is out of range"),
            ("1", "its time of leases is out of range"),
        ],
        "qualified": [(1, "its qualified is of another kind")],
        "told": [
            ([], "what was told is of another kind"), ({"rule": RULE}, ""), ({"rule": {}}, "another shape"),
            ({"rule": {**RULE, "overlap": -1}}, "its overlap is out of range"),
            ({"rule": {**RULE, "share": 1.5}}, "its share is out of range"),
            ({"rule": {**RULE, "share": None}}, "another shape"),
            ({"rule": {**RULE, "people": ["\x1b"]}}, "whom it names is no name"),
            ({"rule": {**RULE, "order": "none"}}, "another shape"),
            ({"rule": {**RULE, "seed": "soon"}}, "its seed is of another kind"),
            ({"rule": {**RULE, "all": [1]}}, "whether it is for all is of another kind"),
        ],
    },
    "places": {
        "kept_for": [
            ({"0": None}, "a place that is none"), ({"-1": None}, "a place that is none"),
            ({str(10**9): None}, "a place that is none"), ({"1": ""}, "whom a place is kept for is no name"),
        ],
        "rank": [(1e3, "its rank is out of range"), (-(10**9) - 1, "its rank is out of range")],
        "named": [(1, "its named is of another kind")],
    },
    "take": {
        "slot": [
            (-1, "its place is out of range"), (True, "its place is out of range"), (10**9, ""),
            (10**9 + 1, "its place is out of range"),
        ],
        "over": [("x", "what it ends has no uuid")],
    },
    "qualification": {
        "pass_mark": [(1.1, "its mark is out of range")],
        "seed": [(0.5, "its seed is out of range"), (-(2**63), ""), (2**64 - 1, "its seed is out of range")],
        "items": [
            ([[UUID, 0, UUID]], "a text of it is no digest"),
            ([[DIGEST, -1, UUID]], "a position of it is out of range"),
            ([[DIGEST, 0, DIGEST]], "a gold decision of it has no uuid"),
        ],
    },
    "result": {
        "qualification": [("x", "its qualification has no uuid")],
        "roles": [
            ({"cue": None}, ""), ({"cue": "0.5"}, "a score of it is out of range"),
            (None, "its roles is of another kind"),
        ],
        "person": [("", "its person is no name")],
        "score": [(-0.1, "its score is out of range")],
        "passed": [(None, "its passed is of another kind")],
    },
}  # fmt: skip
"""By kind and field values of it, and what is wrong with each; nothing where that is empty."""


@pytest.mark.parametrize(
    ("kind", "changed", "wrong"),
    [
        ("none", {}, "a kind that is unknown"),
        ("enter", {"role": "annotator", "person": None}, ""),
        *(
            (kind, {field: value}, wrong)
            for kind, fields in FIELDS.items()
            for field, values in fields.items()
            for value, wrong in values
        ),
    ],
)
def test_each_field_is_what_it_must_be(kind: str, changed: dict[str, Any], wrong: str) -> None:
    found = said(kind, {**GOOD.get(kind, {}), **changed})
    assert wrong in found if wrong else not found, found


def test_a_body_is_an_object() -> None:
    for body, wrong in (("{", "is no JSON"), ("[]", "of another kind"), ("null", "of another kind")):
        with pytest.raises(BadValue, match=wrong):
            from_body("decide", body)


VERDICT = {"kind": "settled", "versions": [[UUID], [UUID, UUID]], "taken": [1, 2], "cause": "gap", "paragraph": LONG}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        *(({"kind": kind}, "") for kind in ("difference", "audit", "own")),
        *(({"cause": cause}, "") for cause in (None, "slip", "ambiguous")),
        ({"paragraph": None}, ""),
        ({"versions": [["x"]], "taken": []}, "a version of it has no uuid"),
        ({"versions": [[]], "taken": []}, "a version of it has no uuid"),
        ({"taken": [1, 3]}, "a version that it does not have"),
        ({"taken": [0]}, "a version that it does not have"),
        ({"taken": [True]}, "a version that it does not have"),
        ({"kind": "other"}, "its verdict is none"),
        ({"cause": "other"}, "its cause is none"),
        ({"paragraph": TOO_LONG}, "its paragraph is too long"),
        ({"paragraph": []}, "its paragraph is of another kind"),
        ({"versions": None}, "another shape"),
    ],
)
def test_a_verdict_is_what_it_must_be(changed: dict[str, Any], wrong: str) -> None:
    found = of(lambda: verdict_of(orjson.dumps(VERDICT | changed).decode()))
    assert wrong in found if wrong else not found, found
    for field in VERDICT:
        less = {name: value for name, value in VERDICT.items() if name != field}
        assert "another shape" in of(partial(verdict_of, orjson.dumps(less).decode()))


def of(check: Callable[[], object]) -> str:
    try:
        check()
    except BadValue as error:
        return str(error)
    return ""


WITHIN = shapes.Within(Span(5, 10), Span(0, 20))
QUOTE = {
    "type": "direct", "content": [[5, 8]], "cue": [0, 4], "source": [19, 20], "speaker": LONG, "continues": True,
    "attributes": {"stance": LONG}, "score": 1, "rule": LONG,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, ""),
        ({"speaker": "A"}, ""),
        ({"cue": None, "source": None, "speaker": None, "rule": None, "score": 0, "attributes": {}}, ""),
        ({"content": [[5, 6]] * 1_000}, ""),
        ({"content": [[5, 6]] * 1_001}, "a quote without content"),
        ({"content": []}, "a quote without content"),
        ({"content": [[4, 8]]}, "the span [4, 8] is out of place"),
        ({"content": [[5, 11]]}, "the span [5, 11] is out of place"),
        ({"content": [[6, 6]]}, "the span [6, 6] is out of place"),
        ({"content": [[5, 8.0]]}, "labels of another shape"),
        ({"cue": [-1, 4]}, "the span [-1, 4] is out of place"),
        ({"source": [19, 21]}, "the span [19, 21] is out of place"),
        ({"speaker": ""}, "it has a speaker that is none"),
        ({"speaker": TOO_LONG}, "it has a speaker that is none"),
        ({"speaker": 7}, "labels of another shape"),
        ({"rule": TOO_LONG}, "it has a rule that is none"),
        ({"attributes": {"stance": TOO_LONG}}, "it has an attribute that is none"),
        ({"attributes": {"stance": 7}}, "it has an attribute that is none"),
        ({"score": 1.1}, "a score of it is out of range"),
        ({"continues": 1}, "labels of another shape"),
        ({"type": "other"}, "labels of another shape"),
    ],
)
def test_a_quote_is_what_it_must_be(changed: dict[str, Any], wrong: str) -> None:
    found = of(lambda: shapes.labels_of({"quotes": [QUOTE | changed], "topics": []}, WITHIN, "it"))
    assert wrong in found if wrong else not found, found


@pytest.mark.parametrize(
    ("labels", "wrong"),
    [
        ({"quotes": [QUOTE] * 1_000, "topics": ["t"] * 1_000}, ""),
        ({"quotes": [QUOTE] * 1_001, "topics": []}, "too many labels"),
        ({"quotes": [], "topics": ["t"] * 1_001}, "too many labels"),
        ({"quotes": [], "topics": [TOO_LONG]}, "it has a topic that is none"),
        ({"quotes": [], "topics": [""]}, ""),
        ({"quotes": {}}, "labels of another shape"),
        ([], "of another kind"),
    ],
)
def test_labels_are_what_they_must_be(labels: Any, wrong: str) -> None:
    found = of(lambda: shapes.labels(orjson.dumps(labels).decode(), WITHIN, "it"))
    assert wrong in found if wrong else not found, found


def test_what_labels_say_is_given_back() -> None:
    found = shapes.labels(orjson.dumps({"quotes": [QUOTE], "topics": ["t"]}).decode(), WITHIN, "it")
    assert (found.topics, found.quotes[0].speaker) == (("t",), LONG)
    assert shapes.labels('{"quotes":[],"topics":[]}', WITHIN, "it") == Labels()
    assert "out of place" in of(lambda: shapes.span(Span(5, 8.0), Span(5, 10)))  # type: ignore[arg-type]


def test_numbers_and_times_are_what_they_must_be() -> None:
    for value in (0, 5, 1e9):
        shapes.amount(value, "it")
    wrongs: list[Any] = [-1, 1e9 + 1, nan, inf, "1"]
    for wrong in wrongs:
        assert of(partial(shapes.amount, wrong, "it")) == "it is out of range"
    assert of(lambda: shapes.moment("soon", "it")) == "it has no time"
    shapes.moment("2026-03-01T10:00:00.000Z", "it")


def label(key: str, use: str = "used", into: tuple[str, ...] = (), **more: object) -> dict[str, object]:
    return {"id": key, "keys": [key], "name": key, "use": use, "into": [*into], **more}


@pytest.mark.parametrize(
    ("topics", "wrong"),
    [
        ([label("a"), label("b")], ""),
        ([label("a"), label("b", "merged", ("a",))], ""),
        ([label("a"), label("b", "merged", ("c",)), label("c", "merged", ("a",))], ""),
        ([label("a"), label("b", "merged", ("none",))], "merged into none"),
        ([label("a", "merged", ("b",)), label("b", "merged", ("a",))], "merged into none"),
        ([label("a", "merged")], "merged into none"),
        ([label("a"), label("b", keys=["a"])], "a key that stands for two labels"),
        ([label("a", keys=["a", "a"])], ""),
        ([label("a"), label("a", keys=["b"])], "a label twice"),
        ([label("a", name="n" * shapes.LINE)], ""),
        ([label("a", name="n" * (shapes.LINE + 1))], "labels or changes of another shape"),
        ([label("a", keys=["n" * (shapes.LINE + 1)])], "labels or changes of another shape"),
        ([label("a", name=7)], "labels or changes of another shape"),
    ],
)
@pytest.mark.parametrize("group", ["topics", "attributes", "values"])
def test_a_table_of_labels_is_what_it_must_be(group: str, topics: list[dict[str, object]], wrong: str) -> None:
    labels: dict[str, list[dict[str, object]]] = {"topics": [], "attributes": [], group: topics}
    if group == "values":
        labels = {"topics": [], "attributes": [label("stance", values=topics)]}
    found = said("scheme", {**SCHEME, "labels": labels})
    assert wrong in found if wrong else not found, found


def test_what_an_event_of_each_kind_must_be_about() -> None:
    about = {
        "undoes": ("undo", "redo"),
        "sentence": ("draft", "leave"),
        "document": ("remove", "edition", "carry", "look", "places", "take"),
    }
    wanted = {kind: (column,) for column, kinds in about.items() for kind in kinds}
    assert {name: event.about for name, event in KINDS.items()} == dict.fromkeys(KINDS, ()) | wanted
