"""Where the keys of a TOML text stand, whatever else is in it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.settings import lines_of_keys

ODD = r'''# a comment with "quotes" and theme = "no"
theme   =  "dark" # theme = 3
"break minutes" = 5
'# no' = """
theme = "inside"
[keys] \""""
list = [ # with a comment ]
  "a]", 'b"',
  [1, 2], # more
]
a . "b.c" = {skip = "x", "#" = "}"}

 [ keys . "x=y" ]  # a head
skip = TRIPLEit's
[no]
''TRIPLE
[no]
'''


def test_each_key_has_its_lines_also_in_odd_company() -> None:
    text = ODD.replace("TRIPLE", 3 * "'")
    tomllib.loads(text)
    assert {path: tuple(lines) for path, lines in lines_of_keys(text).items()} == {
        ("theme",): (2, 2),
        ("break minutes",): (3, 3),
        ("# no",): (4, 6),
        ("list",): (7, 10),
        ("a",): (11, 11),
        ("a", "b.c"): (11, 11),
        ("keys",): (13, 13),
        ("keys", "x=y"): (13, 13),
        ("no",): (17, 17),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# nothing", {}),
        ("a=1", {("a",): (1, 1)}),
        ("\r\na=1\r\n[b]\r\nc=''\r\n", {("a",): (2, 2), ("b",): (3, 3), ("b", "c"): (4, 4)}),
        ("[[b]]\nc=1\n[[b]]\nc=2", {("b",): (1, 1), ("b", "c"): (2, 2)}),
        ('"\\u001b[31m" = 1', {("\x1b[31m",): (1, 1)}),
    ],
)
def test_small_texts(text: str, expected: dict[tuple[str, ...], tuple[int, int]]) -> None:
    tomllib.loads(text)
    assert {path: tuple(lines) for path, lines in lines_of_keys(text).items()} == expected


VALUES = st.one_of(
    st.integers(),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
    st.lists(st.integers()),
)


def written(value: Any) -> str:
    """A value as TOML, in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" if char in '"\\' else char for char in value) + '"'
    return str(value)


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))), VALUES, max_size=8),
    st.lists(st.sampled_from(["", "# a [b] = 'c", "  "]), max_size=3),
    st.booleans(),
)
def test_every_key_is_found_on_the_line_where_it_was_written(
    data: dict[str, Any], between: list[str], in_list: bool
) -> None:
    lines: list[str] = []
    expected = {}
    for name, value in data.items():
        lines += between
        statement = f"{written(name)} = " + (f"[\n{written(value)}, # ] '\n]" if in_list else written(value))
        expected[(name,)] = (len(lines) + 1, len(lines) + 1 + statement.count("\n"))
        lines += statement.split("\n")
    text = "\n".join(lines)
    tomllib.loads(text)
    assert {path: tuple(found) for path, found in lines_of_keys(text).items()} == expected
