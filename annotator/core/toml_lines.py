"""Where the keys of a TOML text stand. Python's own reader of TOML does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

_STRINGS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'",
    re.DOTALL,
)
_INSIDE = re.compile(r"""[^"'#\[\]{}\n=]+""")


class Lines(NamedTuple):
    """The first and the last line of a key with its value, counted from 1."""

    first: int
    last: int


def lines_of_keys(toml: str) -> dict[tuple[str, ...], Lines]:
    """Where each key of a valid TOML text stands, by its path: `("keys", "skip")`; tables have the line of their head.

    Keys inside a value (an inline table) have the lines of the whole. Of what stands twice, the first counts.

    >>> lines_of_keys('theme = "dark"\\n[keys]\\nskip = "f8"')
    {('theme',): Lines(first=1, last=1), ('keys',): Lines(first=2, last=2), ('keys', 'skip'): Lines(first=3, last=3)}
    """
    found: dict[tuple[str, ...], Lines] = {}
    table: tuple[str, ...] = ()
    for statement, first in _statements(toml):
        lines = Lines(first, first + statement.count("\n"))
        if statement.startswith("["):
            path = table = _path(statement.strip("[] \t"))
        else:
            path = (*table, *_path(_before_equals(statement)))
        for end in range(1, len(path) + 1):
            found.setdefault(path[:end], lines)
    return found


def _statements(toml: str) -> Iterator[tuple[str, int]]:
    """Each head and each key with its value, without comments behind it, and the line on which it begins."""
    position, line, depth, start = 0, 1, 0, None
    begun_on = 1
    while position < len(toml):
        char = toml[position]
        if start is None and char not in " \t\r\n#":
            start, begun_on = position, line
        ends = char == "\n" or char == "#"
        if ends and start is not None and depth == 0:
            yield toml[start:position].rstrip(), begun_on
            start = None
        if char == "#":
            position = toml.find("\n", position)
            if position < 0:
                return
            continue
        piece = _piece(toml, position)
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(piece, 0)
        line += piece.count("\n")
        position += len(piece)
    if start is not None:
        yield toml[start:].rstrip(), begun_on


def _piece(toml: str, position: int) -> str:
    """A string, or a run of other characters, or a single one that matters."""
    found = (_STRINGS if toml[position] in "\"'" else _INSIDE).match(toml, position)
    return found[0] if found else toml[position]


def _before_equals(statement: str) -> str:
    position = 0
    while position < len(statement) and statement[position] != "=":
        position += len(_piece(statement, position))
    return statement[:position]


def _path(key: str) -> tuple[str, ...]:
    """The names of a key with dots in it, unquoted."""
    path = []
    data: Any = tomllib.loads(f"{key} = 0")
    while isinstance(data, dict):
        ((name, data),) = data.items()
        path.append(name)
    return tuple(path)
