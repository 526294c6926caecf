"""Commands and spellings as they once were: rewritten before anything reads the command line, and shown nowhere."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

OLD_NAMES = tomllib.loads(Path(__file__).with_name("old_names.toml").read_text(encoding="utf-8"))
"""An old command, or one with a flag that was a command, and what is written in its place.

A flag that the new words have too stays where it stands, with its value; another one goes, and its value stays.
"""
_SUBCOMMANDS = {new for new in OLD_NAMES.values() if " " in new and "-" not in new} | {"scheme change"}


def in_new_names(words: Sequence[str]) -> list[str]:
    """The words of a command line (after the program's name) in the names of today.

    >>> in_new_names(["--db", "x.db", "check"]), in_new_names(["qualify", "--seed", "3", "--make=20"])
    (['--db', 'x.db', 'db', 'check'], ['qualify', 'make', '--seed', '3', '20'])
    """
    before, after = without_db(words)
    if not after or " ".join(after[:2]) in _SUBCOMMANDS:
        return [*words]
    name, *rest = after
    for old, new in OLD_NAMES.items():
        command, _, flag = old.partition(" ")
        if flag and command == name and (place := _place(rest, flag)) is not None:
            head = new.split()
            if flag in head:
                head.remove(flag)
            else:
                value = rest[place].partition("=")[2]
                rest[place : place + 1] = [value] if value else []
            return in_new_names([*before, *head, *rest])
    return [*before, *OLD_NAMES.get(name, name).split(" "), *rest]


def without_db(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that name a database in front of others, and the others."""
    first = 0
    while first < len(words) and (words[first] == "--db" or words[first].startswith("--db=")):
        first += 2 if words[first] == "--db" else 1
    return [*words[:first]], [*words[first:]]


def _place(words: list[str], flag: str) -> int | None:
    """Where that flag stands, with or without a value after `=`; None where it does not stand before a `--`."""
    for place, word in enumerate(words):
        if word == "--":
            return None
        if word.partition("=")[0] == flag:
            return place
    return None
