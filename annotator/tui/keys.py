"""Every key of the screen, as `screen.toml` has it: bindings, line of keys, help and keymaps are made from this."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from textual import actions
from textual.binding import Binding
from textual.keys import format_key

NUMBERS = "1-9"
"""Nine keys with one entry in the table."""


class Hint(NamedTuple):
    """A key as it is written, its word in the line of keys, and what it does. `rank`: which stay in a short line.

    `action` is what a click on it does.
    """

    key: str
    word: str
    meaning: str = ""
    rank: int = 9
    usable: bool = True
    action: str = ""


class Call(NamedTuple):
    """The name of an action and what it is called with."""

    name: str
    parameters: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A key (or several, with commas between) and what it does.

    `id` is its name in the annotator's own keymap, `action` the method `action_…` that it calls, `tooltip` its line in
    help.

    `hint` is its word in the hint line, where it has one; `rank` says which hints stay when the line is short.
    """

    id: str
    keys: str
    action: str
    tooltip: str
    hint: str = ""
    rank: int = 9
    shown: str = ""
    needs_quote: bool = False
    """Whether the key is greyed in a sentence without a quote."""
    bare: bool = False
    """Whether the line of keys has it only in a sentence without a quote."""
    group: str = ""
    """The heading of help under which it stands."""
    words: str = ""
    """What else people may call what it does."""

    @property
    def call(self) -> Call:
        """Its action as Textual calls it."""
        return call_of(self.action)

    @property
    def display(self) -> str:
        """The key as it is written in help and hints."""
        return self.shown or shown_keys(self.keys)

    def display_in(self, keymap: Mapping[str, str]) -> str:
        """The same with the annotator's own keys."""
        return shown_keys(keymap[self.id]) if self.id in keymap else self.display


_NAMED = {name: name.capitalize() for name in ("enter", "space", "backspace", "tab", "home", "end")}
_NAMED |= {"delete": "Del", "pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc"}
"""How keys without a sign of their own are written."""
NO_KEY = "no-key"
"""What an action is bound to that has no key: no terminal sends it, and Textual leaves an empty one aside."""


@cache
def shown_keys(keys: str) -> str:
    """Names of keys as people know them; `no key` for an empty text."""
    if not keys:
        return "no key"
    return " ".join(map(_shown, keys.split(",")))


def _shown(key: str) -> str:
    *modifiers, last = key.strip().split("+")
    shown = _NAMED.get(last) or format_key(last)
    return "+".join([*map(str.capitalize, modifiers), shown.upper() if modifiers and len(shown) == 1 else shown])


@cache
def call_of(action: str) -> Call:
    """An action as Textual writes it, `edge(1,'word')`, as it is called."""
    _, name, parameters = actions.parse(action)
    return Call(name, parameters)


TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("screen.toml").read_text(encoding="utf-8"))
"""What `screen.toml` says, beside this file."""


def _keys(*groups: str) -> tuple[Key, ...]:
    """The keys of these groups, in the order of help."""
    return tuple(Key(name, group=group, **said) for group in groups for name, said in TABLE["keys"][group].items())


KEYS = _keys("decide", "quote", "topics", "move", "find", "program")
"""The keys of annotating."""
REVIEW_KEYS, FEEDBACK_KEYS, CORRECTED_KEYS = _keys("review"), _keys("feedback"), _keys("again")
"""The keys of versions beside each other: they go before those of annotating as long as one chooses among versions."""


def hints_of(*names: str, **filled: object) -> list[Hint]:
    """The keys of modes and windows that have these names, one after the other, with what is to be filled in."""
    hints = [Hint(**said) for name in names for said in TABLE["hints"][name]]
    return [hint._replace(meaning=hint.meaning.format(**filled)) for hint in hints]


class HelpKeys(NamedTuple):
    """The keys that help tells of: those of annotating, and before all of them `own` of another screen.

    Where not all of annotating have a meaning on that screen, the first hour is left out.
    """

    own: Sequence[Key] = ()
    annotating: Sequence[Key] = KEYS


ALL_KEYS = HelpKeys()


class FirstKeys(NamedTuple):
    """Keys that are learnt together, by their names, and what they do in a few words."""

    names: Sequence[str]
    does: str


FIRST_HOUR = tuple(FirstKeys(**said) for said in TABLE["first_hour"])
"""With these one can work: what somebody has to know who sits down for the first time."""


def bound(keys: Iterable[Key]) -> Iterator[Key]:
    """The keys as they are bound: of one entry that stands for nine, nine."""
    for key in keys:
        if key.keys == NUMBERS:
            for number in range(1, 10):
                yield replace(key, id=f"{key.id}-{number}", keys=str(number), action=f"{key.action}({number})")
        else:
            yield key


BOUND = tuple(bound(KEYS))
TABLES = (BOUND, *(tuple(bound(keys)) for keys in (REVIEW_KEYS, FEEDBACK_KEYS, CORRECTED_KEYS)))
"""The keys that are in force together: in each of these a key does one thing."""
KEYMAP_IDS = frozenset(key.id for table in TABLES for key in table)
"""The names that a keymap may use."""
_NEED_QUOTE = frozenset(key.call for key in (*KEYS, *BOUND) if key.needs_quote)


def needs_quote(action: str, parameters: tuple[object, ...]) -> bool:
    """Whether an action is for sentences with a quote only."""
    return Call(action, parameters) in _NEED_QUOTE


def bindings() -> list[Binding]:
    """Textual's bindings of every key."""
    return [Binding(key.keys, key.action, key.tooltip, id=key.id, priority=key.id == "interrupt") for key in BOUND]
