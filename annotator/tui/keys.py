"""Every key of the screen, as `screen.toml` has it: bindings, line of keys, help and keymaps are made from this."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from textual import actions
from textual.keys import Keys, _character_to_key, format_key

from annotator.core.drawable import quoted

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


Keymap = Mapping[str, str]
"""The annotator's own keys by the names of actions: several with commas between, or none."""


class Key(NamedTuple):
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
    shown = TABLE["written"].get(last) or format_key(last)
    shown = _signs().get(shown, shown) if "_" in shown else shown  # Textual knows few signs by what they look like
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
    return tuple(Key(name, group=group, **row) for group in groups for name, row in TABLE["keys"][group].items())


KEYS = _keys("decide", "quote", "topics", "move", "find", "program")
"""The keys of annotating."""
OUTSIDE = tuple(
    Key(row["command"], "", f"tell_command({row['command']!r})", "{command}: {does}".format(**row), words=row["words"])
    for row in TABLE["outside"]
)
"""Commands that people look for on the screen, as keys: each is told."""
REVIEW_KEYS, FEEDBACK_KEYS, CORRECTED_KEYS = _keys("review"), _keys("feedback"), _keys("again")
"""The keys of versions beside each other: they go before those of annotating as long as one chooses among versions."""


def hints_of(*names: str, **filled: object) -> list[Hint]:
    """The keys of modes and windows that have these names, one after the other, with what is to be filled in."""
    hints = [Hint(**row) for name in names for row in TABLE["hints"][name]]
    return [hint._replace(meaning=hint.meaning.format(**filled)) for hint in hints]


class HelpKeys(NamedTuple):
    """The keys that help tells of: those of annotating, and before all of them `own` of another screen.

    Where not all of annotating have a meaning on that screen, the first hour is left out.
    """

    own: Sequence[Key] = ()
    annotating: Sequence[Key] = KEYS


FIRST_HOUR = TABLE["first_hour"]
"""With these one can work: what somebody has to know who sits down for the first time, as names and what they do."""


def bound(keys: Iterable[Key]) -> Iterator[Key]:
    """The keys as they are bound: of one entry that stands for nine, nine."""
    for key in keys:
        if key.keys == NUMBERS:
            for number in range(1, 10):
                yield key._replace(id=f"{key.id}-{number}", keys=str(number), action=f"{key.action}({number})")
        else:
            yield key


BOUND = tuple(bound(KEYS))
TABLES = (BOUND, *(tuple(bound(keys)) for keys in (REVIEW_KEYS, FEEDBACK_KEYS, CORRECTED_KEYS)))
"""The keys that are in force together: in each of these a key does one thing."""
KEYMAP_IDS = frozenset(key.id for table in TABLES for key in table)
"""The names that a keymap may use."""
UNSEEN = frozenset({"accept_all", "confirm_along"})
"""Actions that decide sentences which nobody has looked at."""
EDITS = frozenset(key.call.name for key in KEYS if key.group in {"quote", "topics"}) | {
    "toggle_topic",
    "cycle_attribute",
}
"""What edits labels."""
FOR_QUOTES = frozenset(key.call for key in (*KEYS, *BOUND) if key.needs_quote)
"""What is for sentences with a quote only."""


# ---- The annotator's own keys over those of the table: what each key does, and where two actions want the same one.


def as_set(keys: Iterable[Key], keymap: Keymap) -> tuple[Key, ...]:
    """The keys as an annotator has them."""
    return tuple(_own(key, keymap) for key in keys) if keymap else tuple(keys)


def _own(key: Key, keymap: Keymap) -> Key:
    if key.keys == NUMBERS:
        nine = [keymap.get(number.id, number.keys) for number in bound((key,))]
        return key if "".join(nine) == "123456789" else key._replace(shown=shown_keys(",".join(filter(None, nine))))
    return key._replace(keys=keymap[key.id], shown="") if key.id in keymap else key


def meanings(keys: Iterable[Key], keymap: Keymap) -> dict[str, Call]:
    """What is called by each key, by Textual's name for it: the annotator's own keys go before those of the table."""
    own_last = sorted(bound(keys), key=lambda key: key.id in keymap)
    return {name: key.call for key in as_set(own_last, keymap) for name in key.keys.split(",")}


Writer = Callable[[str], str]
"""Puts a key in the place of each action that a text names."""


def writer(keymap: Keymap) -> Writer:
    """What writes a text with an annotator's keys, the first of each action that it names in ⟪ ⟫.

    >>> writer({"redo": "f8,alt+u", "flag": ""})("⟪undo⟫ undoes, ⟪redo⟫ does it again, ⟪flag⟫ flags")
    'u undoes, f8 does it again, no key flags'
    """
    shown: dict[str, str] = {}

    def key_of(named: re.Match[str]) -> str:
        if not shown:  # made when it is first asked for
            for key in as_set(chain(KEYS, *TABLES), keymap):
                shown[key.id] = key.shown or shown_keys(key.keys.partition(",")[0])
        return shown.get(named[1], named[0])

    return lambda text: _NAMED.sub(key_of, text)


_NAMED = re.compile("⟪([a-z0-9-]+)⟫")
USUAL = writer({})
"""Writes the keys of the table."""


_MODIFIERS = ("ctrl", "alt", "shift", "meta", "super", "hyper")

Complain = Callable[[str, str], None]
"""Called with the name of a setting in [keys] and what is wrong with it."""


def resolve(wanted: Keymap, complain: Complain) -> dict[str, str]:
    """The keys of every action that does not keep those of the table: several with commas between, or an empty text.

    `wanted` has the annotator's own keys by names of `KEYMAP_IDS`; an empty text: no key. Of two of them that want one
    key the first has it; an action of the same table gives its key up. Both are complained of, unless the one that
    gives it up has an entry of its own. So are names and keys that do not exist, which are left out.
    """
    for name in (name for name in wanted if name not in KEYMAP_IDS):
        complain(name, f"no key is called {quoted(name)}{likeliest(name, KEYMAP_IDS)}")
    keymap: dict[str, str] = {}
    for table in TABLES:
        defaults = {each.id: each.keys.split(",") for each in table}
        keymap |= _resolved({name: text for name, text in wanted.items() if name in defaults}, defaults, complain)
    return keymap


def _resolved(wanted: Keymap, table: Mapping[str, Sequence[str]], complain: Complain) -> Iterator[tuple[str, str]]:
    """The entries of one table, whose keys are in force together."""
    own: dict[str, list[str]] = {}
    taken: dict[str, str] = {}  # which of the annotator's entries has a key
    for name, text in wanted.items():
        for written in text.split(",") if text.strip() else ():
            key = named(written.strip())
            if key is None:
                complain(name, f"there is no key {quoted(written.strip())}")
            elif taken.setdefault(key, name) != name:
                complain(name, f"the key {shown_keys(key)} does {taken[key]} already, not {name} too")
        keys = [key for key, entry in taken.items() if entry == name]
        if keys or not text.strip():
            own[name] = keys
    yield from ((name, ",".join(keys)) for name, keys in own.items())
    for name, defaults in table.items():
        lost = [] if name in own else [key for key in defaults if key in taken]
        left = [key for key in defaults if key not in taken]
        for key in lost:
            if key in map(named, wanted.get(name, "").split(",")):
                continue  # told where the entry was read
            alone = "" if left else ", which has none now"
            complain(taken[key], f"the key {shown_keys(key)} does {taken[key]} and no longer {name}{alone}")
        if lost:
            yield name, ",".join(left)


def named(key: str) -> str | None:
    """What Textual calls a key that an annotator wrote (`?` or `question_mark`, `ctrl+a`); None: there is none.

    >>> named("?"), named("F8"), named("X"), named("ctrl+a"), named("shift+f3"), named("f99"), named("")
    ('question_mark', 'f8', 'X', 'ctrl+a', 'shift+f3', None, None)
    """
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    modifiers = [modifier.lower() for modifier in modifiers]
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return None
    plain: str | None
    if len(last) == 1:
        plain = _character_to_key(last) if last.isprintable() else None
    else:
        name = TABLE["other_names"].get(last.lower(), last.lower())
        plain = name if name in _known_names() else None
    return None if plain is None else "+".join([*modifiers, plain])


@cache
def _known_names() -> frozenset[str]:
    """The keys without a sign of their own (arrows, function keys, Enter), and signs: punctuation and currencies.

    Letters and digits go by themselves alone.
    """
    keys = (key.value for key in Keys if not key.value.startswith("<") and "+" not in key.value)
    return frozenset([*keys, *_signs()])


@cache
def _signs() -> dict[str, str]:
    """Characters that can be keys, by Textual's names for them."""
    return {_character_to_key(sign): sign for sign in filter(str.isprintable, map(chr, range(0x20, 0x20D0)))}


def alt_keys(keymap: Keymap) -> frozenset[str]:
    """The characters that mean something with Alt.

    >>> sorted(alt_keys({"undo": "alt+u,ctrl+alt+z", "redo": "alt+shift+u", "flag": "alt+f8"}))
    ['U', 'u']
    """
    pressed = (key.split("+") for keys in keymap.values() for key in keys.split(","))
    return frozenset(
        last.upper() if "shift" in modifiers else last
        for *modifiers, last in pressed
        if len(last) == 1 and "alt" in modifiers and not {*modifiers} - {"alt", "shift"}
    )


def likeliest(name: str, names: Iterable[str]) -> str:
    """A question whether another of these names is meant; empty where none is like it."""
    from difflib import get_close_matches  # deferred: only for names that do not exist

    close = get_close_matches(name[:60], names, n=1)
    return f": {close[0]}?" if close else ""
