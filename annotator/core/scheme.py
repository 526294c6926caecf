"""The label scheme: topics with their terms, read from TOML text and checked with errors that name the line's owner."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from annotator.core.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Topic:
    """A label of the scheme.

    `key` is what records hold, `name` what is shown, `medtop` the IPTC id. `letter` is its mnemonic on the keyboard.
    `strong` terms speak for the topic by themselves, `weak` ones only together with others.
    """

    key: str
    name: str
    letter: str
    medtop: str | None = None
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """The topics an annotator may choose from; at most three a sentence."""

    name: str
    version: str
    topics: tuple[Topic, ...]

    def topic(self, key: str) -> Topic | None:
        """The topic of that key, or None."""
        return next((topic for topic in self.topics if topic.key == key), None)

    def lettered(self, letter: str) -> Topic | None:
        """The topic that a mnemonic letter stands for, or None."""
        return next((topic for topic in self.topics if topic.letter == letter), None)


def parse_scheme(toml: str, where: str) -> LabelScheme:
    """The scheme in a TOML text; `where` names it in errors.

    Raises InputRefused with the topic and the field at fault.
    """
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(f"{where}: not TOML: {error}", "mend the file") from None
    rows = data.get("topic")
    if not isinstance(rows, list) or not rows:
        raise InputRefused(f"{where}: no topics", "add at least one [[topic]] with a key")
    topics: list[Topic] = []
    for number, row in enumerate(rows, start=1):
        topics.append(_topic(row, f"{where}: topic {number}", topics))
    return LabelScheme(str(data.get("name", where)), str(data.get("version", "1")), tuple(topics))


def _topic(row: Any, at: str, earlier: list[Topic]) -> Topic:
    if not isinstance(row, dict):
        raise InputRefused(f"{at}: not a table", "write it as [[topic]]")
    unknown = set(row) - {"key", "name", "letter", "medtop", "strong", "weak"}
    if unknown:
        raise InputRefused(f"{at}: unknown field {sorted(unknown)[0]!r}", "see the scheme's documentation")
    key = row.get("key")
    if not isinstance(key, str) or not key.strip():
        raise InputRefused(f"{at}: no key", "give it a key of at least one letter")
    if any(topic.key == key for topic in earlier):
        raise InputRefused(f"{at}: the key {key!r} is used twice", "keys must differ")
    medtop = row.get("medtop")
    if medtop is not None and not (isinstance(medtop, str) and medtop.startswith("medtop:")):
        raise InputRefused(f"{at} ({key}): medtop {medtop!r}", "write it as 'medtop:20000002'")
    return Topic(
        key=key,
        name=str(row.get("name", key)),
        letter=_letter(row, key, at, {topic.letter for topic in earlier}),
        medtop=medtop,
        strong=_terms(row, "strong", at, key),
        weak=_terms(row, "weak", at, key),
    )


def _letter(row: dict[str, Any], key: str, at: str, taken: set[str]) -> str:
    asked = row.get("letter")
    if asked is None:
        free = [char for char in key.lower() + "abcdefghijklmnopqrstuvwxyz" if char.isascii() and char.isalpha()]
        return next((char for char in free if char not in taken), "")
    if not isinstance(asked, str) or len(asked) != 1 or not (asked.isascii() and asked.isalpha()):
        raise InputRefused(f"{at} ({key}): letter {asked!r}", "give one letter from a to z")
    if asked.lower() in taken:
        raise InputRefused(f"{at} ({key}): the letter {asked!r} is used twice", "letters must differ")
    return asked.lower()


def _terms(row: dict[str, Any], name: str, at: str, key: str) -> tuple[str, ...]:
    terms = row.get(name, [])
    if not isinstance(terms, list) or not all(isinstance(term, str) and term.strip() for term in terms):
        raise InputRefused(f"{at} ({key}): {name} is not a list of words", f'write {name} = ["word", "two words"]')
    return tuple(terms)
