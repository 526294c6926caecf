"""The quick way to the screen: a plain `annotator annotate` is understood without Typer, which takes 130 ms.

Only what cannot be misunderstood is taken here: known options, each once, with plain values. Everything else (help,
slips, other commands) is left to Typer, so that there is one place for messages and one for the options' meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotator.cli.open_screen import Asked

COMMAND = "annotate"


class Option(NamedTuple):
    """An option of `annotate`: the field it fills, the variable that stands in for it, and how its value is read.

    With `choices` it takes one of these words, as they stand.
    """

    field: str
    variable: str | None = None
    reads: type = str
    choices: tuple[str, ...] = ()


OPTIONS: dict[str, Option] = {
    "--db": Option("db", "ANNOTATOR_DB", Path),
    "--annotator": Option("annotator", "ANNOTATOR_NAME"),
    "--scheme": Option("scheme", "ANNOTATOR_SCHEME", Path),
    "--only-suggested": Option("only_suggested", reads=bool),
    "--theme": Option("theme"),
    "--plain": Option("plain", reads=bool),
    "--order": Option("order", choices=("document", "uncertainty")),
}
"""The same options as those of the Typer command; a test holds the two together."""


def understood(words: Sequence[str], variables: Mapping[str, str]) -> Asked | None:
    """What a command line and the environment ask for, if that is `annotate` (or no command) and nothing unclear.

    Without a command the database has to be there: what to say otherwise is not decided here.
    """
    parts = _parted(words)
    if parts is None:
        return None
    before, after = parts
    root = _values(before, {"--db"})
    own = _values(after, set(OPTIONS)) if after is not None else {}
    if root is None or own is None:
        return None
    asked = Asked(**{**stand_ins(variables), **root, **own})
    texts = (str(asked.db), asked.annotator, str(asked.scheme), asked.theme)
    if not all(text is None or text.isprintable() for text in texts):
        return None
    return asked if after is not None or asked.db.exists() else None


def stand_ins(variables: Mapping[str, str]) -> dict[str, Any]:
    """The fields that variables of the environment fill. An empty one is none."""
    return {
        option.field: option.reads(variables[option.variable])
        for option in OPTIONS.values()
        if option.variable and variables.get(option.variable)
    }


def _parted(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str] | None] | None:
    """The words before and after the command; after is None without one. None when the command is another."""
    at = 0
    while at < len(words) and words[at].startswith("--"):
        at += 1 if "=" in words[at] else 2
    if at >= len(words):
        return words, None
    return (words[:at], words[at + 1 :]) if words[at] == COMMAND else None


def _values(words: Sequence[str], known: set[str]) -> dict[str, Any] | None:
    """The fields that the words fill; None where anything is unclear."""
    values: dict[str, Any] = {}
    rest = list(words)
    while rest:
        name, given, value = rest.pop(0).partition("=")
        option = OPTIONS.get(name)
        if name not in known or option is None or option.field in values:
            return None
        if option.reads is bool:
            if given:
                return None
            values[option.field] = True
            continue
        if not given:
            value = rest.pop(0) if rest else ""
        if not value or value.startswith("-") or (option.choices and value not in option.choices):
            return None
        values[option.field] = option.reads(value)
    return values
