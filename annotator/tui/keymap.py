"""The annotator's own keys over those of the table: what each key does, and where two actions want the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from annotator.core.drawable import one_line
from annotator.tui.keys import KEYMAP_IDS, TABLES, shown_keys

_OTHER_NAMES = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown"}
_MODIFIERS = ("ctrl", "alt", "shift", "meta", "super", "hyper")

Complain = Callable[[str, str], None]
"""Called with the name of a setting in [keys] and what is wrong with it."""


def resolve(wanted: Mapping[str, str], complain: Complain) -> dict[str, str]:
    """The keys of every action that does not keep those of the table: several with commas between, or an empty text.

    `wanted` has the annotator's own keys by names of `KEYMAP_IDS`; an empty text: no key. Of two of them that want one
    key the first has it; an action of the same table gives its key up. Both are complained of, unless the one that
    gives it up has an entry of its own. So are names and keys that do not exist, which are left out.
    """
    for name in (name for name in wanted if name not in KEYMAP_IDS):
        complain(name, f"no key is called {_quoted(name)}{likeliest(name, KEYMAP_IDS)}")
    keymap: dict[str, str] = {}
    for table in TABLES:
        defaults = {each.id: tuple(key.strip() for key in each.keys.split(",")) for each in table}
        keymap |= _resolved({name: text for name, text in wanted.items() if name in defaults}, defaults, complain)
    return keymap


def _resolved(
    wanted: Mapping[str, str], table: Mapping[str, tuple[str, ...]], complain: Complain
) -> Iterator[tuple[str, str]]:
    """The entries of one table, whose keys are in force together."""
    own: dict[str, list[str]] = {}
    taken: dict[str, str] = {}  # which of the annotator's entries has a key
    for name, text in wanted.items():
        keys = _keys(name, text, taken, complain)
        if keys or not text.strip():
            own[name] = keys
            taken |= dict.fromkeys(keys, name)
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


def _keys(name: str, text: str, taken: Mapping[str, str], complain: Complain) -> list[str]:
    """The keys of an entry that it can have, as Textual names them."""
    keys: list[str] = []
    for written in text.split(",") if text.strip() else ():
        key = named(written.strip())
        if key is None:
            complain(name, f"there is no key {_quoted(written.strip())}")
        elif key in taken:
            complain(name, f"the key {shown_keys(key)} does {taken[key]} already, not {name} too")
        elif key not in keys:
            keys.append(key)
    return keys


def named(key: str) -> str | None:
    """What Textual calls a key that an annotator wrote (`?` or `question_mark`, `ctrl+a`); None: there is none.

    >>> named("?"), named("F8"), named("X"), named("ctrl+a"), named("shift+f3"), named("f99"), named("")
    ('question_mark', 'f8', 'X', 'ctrl+a', 'shift+f3', None, None)
    """
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    modifiers = [modifier.lower() for modifier in modifiers]
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return None
    if len(last) == 1:
        plain = last if last.isalnum() else _name_of_sign(last)
    else:
        name = _OTHER_NAMES.get(last.lower(), last.lower())
        plain = name if name in _known_names() or name in _names_of_signs() else None
    return None if plain is None else "+".join([*modifiers, plain])


def _name_of_sign(sign: str) -> str | None:
    if not sign.isprintable() or sign == " ":
        return "space" if sign == " " else None
    name = unicodedata.name(sign, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


@cache
def _names_of_signs() -> frozenset[str]:
    """The names of signs that keyboards have: those of Latin letters, punctuation and currencies."""
    return frozenset(name for code in range(0x21, 0x20D0) if (name := _name_of_sign(chr(code))) is not None)


@cache
def _known_names() -> frozenset[str]:
    """The keys without a sign of their own: arrows, function keys, Enter."""
    names = {key.value for key in Keys if not key.value.startswith("<")}
    return frozenset(name for name in names if "+" not in name) | {"comma", "space"}


def alt_keys(keymap: Mapping[str, str]) -> frozenset[str]:
    """The characters that mean something with Alt.

    >>> sorted(alt_keys({"undo": "alt+u,ctrl+alt+z", "redo": "alt+shift+u", "flag": "f"}))
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


def _quoted(text: str) -> str:
    return f'"{one_line(text, 40)}"'
