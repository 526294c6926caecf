"""New inputs made of old ones: bytes, words, numbers, the structure of JSON, encodings, and pieces of other inputs."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from tests.fuzz.case import Case

LONGEST = 60_000
"""Bytes of an input at most: what is long is for the tests of speed. Set by hand."""
_STACKED = (1, 1, 1, 2, 2, 3, 6)
"""How many changes are made one after another."""

_NUMBERS = (
    *("0", "-0", "-1", "1", "7", "1e999", "-1e999", "1e308", "5e-324", "-0.0", "0.1", "NaN", "Infinity", "-Infinity"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 20, "9" * 400, "1" * 5000),
    *("true", "null", "01", "1.", "0x10", "\u0663", "1_000"),
)  # fmt: skip
_WORDS = (
    *("\x1b]52;c;Q0FOQVJZ\x07", "\x1b[2J", "\x1b[6n", "\x9b31m", "\x9d0;t\x9c", "\x1b", "\x07", "\x0e", "\x7f", "\x00"),
    *("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\xad", "\u2028", "\x85", "\u0301" * 9, "e\u0301", "\ue000"),
    *("\uffff", "\U0010ffff", "日本語", "👩\u200d👩\u200d👧", "🇺🇸", "ﷺ", "\u1160", "\u1100\u1161\u1161", "\u3164"),
    *("\t", "\r", "\r\n", "\n\n", "\v", "\x1c", "  ", "“", "”", '"', "'", "\\", "\\u0000", "\\ud83d", "\\udc00\\ud83d"),
    *("[/]", "[red]", "[@click=app.quit]x[/]", ":smile:", "[", "]", "{", "}", ",", ";", ":", "{}", "[]", '""'),
    *('"text":', '{"text": "x"}', '{"a":1,"a":2}', "=1+1", "@SUM(A1)", "../../etc/passwd", "/dev/stdin", "x" * 3000),
    *("Title: ", "Date: 2023-13-45\n", "date 2023-07-23\n", "id: ../../x\n", "<p>x</p>", "<script>", "&#0;", "<!--"),
    *("T1\tContent 0 5\tThe p", "T2\tContent 0 2;4 9\t", "E1\tAttribution:T1 Content:T9", "A1\tNoCue E1", "&#xD800;"),
    *("#1\tAnnotatorNotes E1\t", "accept", "ignore", "direct", "mixed", "2026-99-99T99:99:99Z"),
)  # fmt: skip
_BYTES = (
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\x80",
    b"\xe9",
    b"\x1f\x8b",
    b"PK\x03\x04",
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 3, 1.5, -0.0, 1e308, -1e308, float("nan"), float("inf"), 2**63, 10**30, 10**5000),
    *("", " ", "x", "\x1b[31mx", "\ud800", "\0", "\u202ex", "x" * 3000, "../../x", "=1+1", "2026-13-45", "[/]"),
    *([], {}, [[]], [None], [0, 5], [5, 0], [-1, 3], [0, 10**9], [[0, 2], [1, 4]], [True, False], {"id": {}}),
    *("accept", "reject", "ignore", "skip", "direct", "nobody", "annotator/sentence@1", "annotator/document@1"),
)  # fmt: skip
_DEEP = (600, 1_000, 20_000)
_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]+")
_NUMBER = re.compile(rb"-?\d[\d.eE+-]*")


def mutated(rng: Random, case: Case, others: Sequence[Case]) -> Case:
    """The input with some changes; `others` are inputs of the same target, whose pieces may come in."""
    data = case.data
    for _ in range(rng.choice(_STACKED)):
        data = rng.choice(_MUTATIONS)(rng, data, others)[:LONGEST]
    return replace(case, data=data)


def mutated_bytes(rng: Random, data: bytes) -> bytes:
    """Data of a binary format with some bytes changed, taken out, doubled or moved."""
    for _ in range(rng.choice(_STACKED)):
        data = rng.choice((_flip, _flip, _flip, _cut, _double, _end))(rng, data, ())
    return data


def _place(rng: Random, data: bytes) -> tuple[int, int]:
    """A stretch of the data, mostly a short one."""
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + int(rng.expovariate(1 / rng.choice((2, 20, 400)))))


def _flip(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(data), rng.choice((1, 1, 2, 8)))):
        at = rng.randrange(len(changed))
        changed[at] = rng.choice((changed[at] ^ 1 << rng.randrange(8), rng.randrange(256), 0, 255))
    return bytes(changed)


def _cut(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    start, end = _place(rng, data)
    return data[:start] + data[end:]


def _end(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _double(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    start, end = _place(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3, 50)) + data[end:]


def _insert(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    new = rng.choice(_BYTES) if rng.random() < 0.2 else rng.choice(_WORDS).encode()
    start, end = _place(rng, data)
    return data[:start] + new + data[start if rng.random() < 0.7 else end :]


def _token(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    """A word in the place of another one: one of the data's own, or one that is known to be trouble."""
    found = list(_TOKEN.finditer(data[:LONGEST]))
    if not found:
        return data
    out, other = rng.choice(found), rng.choice(found)
    return data[: out.start()] + (other[0] if rng.random() < 0.5 else rng.choice(_WORDS).encode()) + data[out.end() :]


def _number(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    out = rng.choice(found)
    new = str(int(out[0]) + rng.choice((-1, 1, 100))) if out[0].isdigit() and len(out[0]) < 9 else rng.choice(_NUMBERS)
    if rng.random() < 0.5:
        new = rng.choice(_NUMBERS)
    return data[: out.start()] + new.encode() + data[out.end() :]


def _nest(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    start, end = _place(rng, data)
    depth = rng.choice(_DEEP)
    opening, closing = rng.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<b>", b"</b>"), (b"(", b")"), ("“".encode(), "”".encode()))
    )
    depth = min(depth, LONGEST // len(opening + closing) // 2)
    return data[:start] + opening * depth + data[start:end] + closing * depth + data[end:]


def _line(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    """A line taken out, doubled, or moved."""
    lines = data.split(b"\n")
    line = rng.choice(lines)
    match rng.randrange(3):
        case 0:
            lines.remove(line)
        case 1:
            lines.insert(rng.randrange(len(lines) + 1), line)
        case _:
            rng.shuffle(lines)
    return b"\n".join(lines)


def _splice(rng: Random, data: bytes, others: Sequence[Case]) -> bytes:
    if not others:
        return data
    other = rng.choice(others).data
    start, end = _place(rng, other)
    at, to = _place(rng, data)
    return data[:at] + other[start:end] + data[rng.choice((at, to)) :]


def _encoding(rng: Random, data: bytes, _: Sequence[Case]) -> bytes:
    if rng.random() < 0.2:
        return gzip.compress(data, 1, mtime=0)
    text = data.decode("utf-8", "replace")
    if rng.random() < 0.3:
        return text.replace("\n", rng.choice(("\r", "\r\n", "\u2028", "\x85"))).encode()
    return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "utf-7")), "replace")


def _json(rng: Random, data: bytes, others: Sequence[Case]) -> bytes:
    """A value in the JSON of a line, or of all of the data: changed, taken out, doubled, or under another key."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    for begin, end in ((at, at + 1), (0, len(lines))):
        try:
            tree = json.loads(b"\n".join(lines[begin:end]))
            changed = json.dumps(_changed(rng, tree), ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
        except (ValueError, RecursionError):
            continue
        return b"\n".join([*lines[:begin], changed, *lines[end:]])
    return _token(rng, data, others)


def _changed(rng: Random, tree: Any) -> Any:
    """A JSON value with one thing in it changed; how deep it stands is drawn on the way down."""
    inside = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    if not inside or rng.random() < 0.1:
        return rng.choice((rng.choice(_VALUES), [tree], {"text": tree}, str(tree)[:500]))
    key = rng.choice(inside)
    made = tree.copy()
    match rng.randrange(8):
        case 0:
            del made[key]
        case 1 if isinstance(tree, dict):
            made[rng.choice((*inside, "text", "data", "id", "", "\x1b[31m", "quotes", "spans", "label"))] = made.pop(
                key
            )
        case 1 | 2:
            made[key] = tree[rng.choice(inside)]
        case 3 if isinstance(tree, list):
            made.insert(key, made[key])
        case _:
            made[key] = _changed(rng, tree[key])
    return made


_MUTATIONS: tuple[Callable[[Random, bytes, Sequence[Case]], bytes], ...] = (
    *(_flip, _cut, _end, _double, _insert, _insert, _token, _token, _number, _number, _nest, _line, _splice, _encoding),
    *(_json, _json, _json, _json, _json),
)
