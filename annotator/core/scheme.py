"""The label scheme: topics with their terms, read from TOML and checked with errors that name the field at fault.

A newsroom edits a scheme by hand, so whatever is wrong is said in one line: the file, the topic, the field and what
to write instead. How a scheme is written is explained at the top of `schemas/iptc.toml`, the default one.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.json_schema import fault, schema_of
from annotator.core.model import QuoteType
from annotator.core.profiles import DEFAULT_PROFILE
from annotator.core.resources import read_schema

DEFAULT_SCHEME = "iptc.toml"
"""The scheme that ships with the tool: a file of the schemas folder."""

QUOTE_TYPES = tuple(QuoteType)
"""The quote types a scheme may choose among; by default all of them."""

_SAYS_SOMETHING = re.compile(r"[^\W_]|[#$%€£]")
_LONGEST_KEY, _SHOWN = 80, 40
"""Characters that a key has at most, and those of a wrong value that an error shows."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A label of the scheme.

    `key` is what records hold, `name` what is shown, `medtop` the IPTC id. `letter` is its mnemonic on the keyboard
    (empty where a scheme has more topics than there are letters and digits). `strong` terms speak for the topic by
    themselves, `weak` ones only together with others. `was` are keys of earlier revisions whose topics it takes the
    place of (see `core.revisions`).
    """

    key: str
    name: str
    letter: str
    medtop: str | None = None
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What the file says of a value of an attribute: its key, the keys that it had, whether it is retired."""

    key: str
    was: tuple[str, ...]
    retired: bool


@dataclass(frozen=True, slots=True)
class Attribute:
    """A further property that quotes may be given, such as the stance of the speaker.

    `name` and one of the `values` are what records hold, `title` is what is shown. `letter` is its mnemonic on the
    keyboard (empty where a scheme has more attributes than there are letters and digits). `was` is as of topics;
    `listed` are all values that the file has, also retired ones.
    """

    name: str
    values: tuple[str, ...]
    letter: str
    title: str
    was: tuple[str, ...] = ()
    listed: tuple[Value, ...] = field(default=(), compare=False)
    retired: bool = False


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """What an annotator may choose from: topics for sentences, types and attributes for quotes.

    `quote_types` are those that annotators tell apart; a quote that was suggested or imported with another type keeps
    it until somebody changes it. `neutral` phrases say nothing about a topic although words in them would ("war of
    words"). What the file retires is in `retired_topics` and `retired_attributes`: it is shown where a decision has it,
    and nobody can choose it.
    """

    name: str
    version: str
    topics: tuple[Topic, ...]
    profile: str = DEFAULT_PROFILE
    quote_types: tuple[QuoteType, ...] = QUOTE_TYPES
    neutral: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    retired_topics: tuple[Topic, ...] = ()
    retired_attributes: tuple[Attribute, ...] = ()

    def topic(self, key: str) -> Topic | None:
        """The topic of that key, or None."""
        return next((topic for topic in self.topics if topic.key == key), None)

    def called(self, key: str) -> str:
        """What is shown for a topic that a sentence has, also for one that the scheme does not offer (any more)."""
        topic = self.topic(key)
        if topic is not None:
            return topic.name
        retired = next((one for one in self.retired_topics if one.key == key), None)
        return f"{key if retired is None else retired.name} (not in the scheme)"

    def digits_of(self, topics: Iterable[str]) -> dict[str, str]:
        """The keys on the keyboard for topics that a sentence has and the scheme does not offer: to take them off.

        Digits that no topic has as its letter, by the topics' keys.
        """
        free = [digit for digit in string.digits[1:] if self.lettered(digit) is None]
        return dict(zip((key for key in topics if self.topic(key) is None), free, strict=False))

    def lettered(self, letter: str) -> Topic | None:
        """The topic that a mnemonic letter stands for, or None."""
        return next((topic for topic in self.topics if letter and topic.letter == letter), None)


def load_scheme(path: str | Path | None = None) -> LabelScheme:
    """The scheme in a file, or the one that ships with the tool.

    Raises InputRefused where the file cannot be read, is no text or is no scheme.
    """
    if path is None:
        return parse_scheme(read_schema(DEFAULT_SCHEME), DEFAULT_SCHEME)
    return parse_scheme(read_scheme(path), str(path))


def read_scheme(path: str | Path, what: str = "label scheme") -> str:
    """The text of a scheme's file, or of `what` it is. Raises InputRefused where it cannot be read or is no text."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputRefused(f"{path}: no such {what}", "give the path of a text file") from None
    except UnicodeDecodeError:
        raise InputRefused(f"{path}: not UTF-8 text", f"save the {what} as UTF-8") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputRefused(f"{path}: cannot be read ({reason})", "give the path of a text file") from None


@lru_cache(maxsize=8)  # one import asks for the same one four times
def parse_scheme(toml: str, where: str) -> LabelScheme:
    """The scheme in a TOML text; `where` names it in errors.

    Raises InputRefused with the topic and the field at fault.
    """
    file = _parsed(toml, where)
    _check_shape(file, where)
    topics, retired = _used_and_retired(_rows(file, where, "topic"), _topic)
    attributes, retired_attributes = _used_and_retired(_rows(file, where, "attribute"), _attribute)
    _all_differ([(one.medtop, f"{where}: topic {one.key!r}") for one in topics if one.medtop is not None], "medtop")
    if not topics:
        raise InputRefused(f"{where}: all topics are retired", "keep one, or add another")
    kinds = file.get("quote_types", QUOTE_TYPES)
    return LabelScheme(
        name=file.get("name", Path(where).stem).strip(),
        version=file.get("version", "1").strip(),
        topics=topics,
        profile=file.get("profile", DEFAULT_PROFILE).strip(),
        quote_types=tuple(kind for kind in QUOTE_TYPES if kind in kinds),
        neutral=_terms(_Row(where, "", file), "neutral"),
        attributes=attributes,
        retired_topics=retired,
        retired_attributes=retired_attributes,
    )


def _parsed(toml: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(f"{where}: not TOML: {error}", "mend the file there") from None
    except RecursionError:
        raise InputRefused(f"{where}: brackets nested too deep", "a label scheme needs two levels") from None


def _check_shape(file: dict[str, Any], where: str) -> None:
    """Raise InputRefused unless the fields of the file are as schemas/scheme-file.schema.json has them."""
    schema = schema_of("scheme-file")
    *path, reason = fault(file, schema, schema) or ("",)
    if not reason:
        return
    at, value = where, file
    for step in path:
        value = value[int(step) - 1] if isinstance(value, list) else value[step]
        key = value.get(_KEYS.get(path[0], "")) if isinstance(value, dict) else None
        named = isinstance(key, str) and key.strip()
        at += f" {named[:_SHOWN]!r}" if named else f"{' ' if step.isdecimal() else ': '}{step}"
    given = f" = {one_line(repr(value), _SHOWN)}" if path and isinstance(value, str | int | float) else ""
    raise InputRefused(f"{at}{given}: {reason}", "`annotator export schema scheme-file` has what can be written")


class _Row(NamedTuple):
    """A topic or an attribute of the file: how errors name it, its key, and its fields."""

    at: str
    key: str
    fields: dict[str, Any]

    @property
    def is_retired(self) -> bool:
        return bool(self.fields.get("retired"))

    def refused(self, what: str, hint: str) -> InputRefused:
        return InputRefused(f"{self.at}: {what}", hint)


_KEYS = {"topic": "key", "attribute": "name"}
"""The field that is the key."""
Made = TypeVar("Made", Topic, Attribute)


def _rows(file: dict[str, Any], where: str, kind: str) -> list[_Row]:
    """The topics, or the attributes, of the file. No two have the same key."""
    found = []
    for number, fields in enumerate(file.get(kind, ()), start=1):
        key = _key(fields[_KEYS[kind]], f"{where}: {kind} {number}", _KEYS[kind])
        found.append(_Row(f"{where}: {kind} {key!r}", key, fields))
    _all_differ([(row.key, row.at) for row in found], _KEYS[kind])
    return found


def _key(given: str, at: str, field: str) -> str:
    """A key, without the white space around it: a short line of text."""
    key = given.strip()
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise InputRefused(f"{at}: {field} {key[:20]!r}…", f"keep it to one line of at most {_LONGEST_KEY} characters")
    return key


def _used_and_retired(rows: list[_Row], made: Callable[[_Row, str], Made]) -> tuple[tuple[Made, ...], tuple[Made, ...]]:
    """The labels in use, and those that are retired: these take no letter."""
    letters = iter(_letters([row for row in rows if not row.is_retired]))
    labels = [made(row, "" if row.is_retired else next(letters)) for row in rows]
    return tuple(one for one in labels if not one.retired), tuple(one for one in labels if one.retired)


def _topic(row: _Row, letter: str) -> Topic:
    strong, weak = _terms(row, "strong"), _terms(row, "weak")
    both = set(strong) & set(weak)
    if both:
        raise row.refused(f"the term {min(both)!r} is both strong and weak", "keep one of the two")
    name, medtop = row.fields.get("name", row.key).strip(), row.fields.get("medtop", "").strip() or None
    return Topic(row.key, name, letter, medtop, strong, weak, _was(row.fields), row.is_retired)


def _attribute(row: _Row, letter: str) -> Attribute:
    given = [value if isinstance(value, dict) else {"value": value} for value in row.fields["values"]]
    keys = [_key(value["value"], row.at, "values") for value in given]
    _all_differ([(key, row.at) for key in keys], "value")
    listed = tuple(Value(key, _was(one), one.get("retired", False)) for key, one in zip(keys, given, strict=True))
    values = tuple(value.key for value in listed if not value.retired)
    if not values:
        raise row.refused("all values are retired", "retire the attribute: retired = true")
    title = row.fields.get("title", row.key).strip()
    return Attribute(row.key, values, letter, title, _was(row.fields), listed, row.is_retired)


def _was(fields: dict[str, Any]) -> tuple[str, ...]:
    """The keys of earlier revisions, each once: one as text, or a list of them."""
    given = fields.get("was", [])
    return tuple(dict.fromkeys(key.strip() for key in ([given] if isinstance(given, str) else given)))


def _terms(row: _Row, field: str) -> tuple[str, ...]:
    """The terms of a list of strings, each holding one term or several with commas between; in order, each once."""
    terms: dict[str, None] = {}
    for line in row.fields.get(field, ()):
        # A comma at the end of a string is how lists get edited; between two terms an empty one is a slip.
        for term in line.strip().removesuffix(",").split(","):
            if not _SAYS_SOMETHING.search(term):
                raise row.refused(f"{field} has an empty term in {line[:40]!r}", "take it out")
            terms[" ".join(term.split())] = None
    return tuple(terms)


def _letters(rows: list[_Row]) -> list[str]:
    """One letter each: the ones asked for first, then the first free one of the key, then any that is free."""
    asked = [row.fields.get("letter", "").strip().lower() for row in rows]
    _all_differ([(letter, row.at) for letter, row in zip(asked, rows, strict=True) if letter], "letter")
    taken = set(asked)
    letters = []
    for own, row in zip(asked, rows, strict=True):
        letters.append(own or _free_letter(row.key, taken))
        taken.add(letters[-1])
    return letters


def _free_letter(key: str, taken: set[str]) -> str:
    wanted = [char for char in key.lower() if char in string.ascii_lowercase]
    return next((char for char in [*wanted, *string.ascii_lowercase, *string.digits] if char not in taken), "")


def _all_differ(values: Iterable[tuple[str, str]], field: str) -> None:
    """Refuse a value that is there twice; each comes with how an error names what has it."""
    seen = set[str]()
    for value, at in values:
        if value in seen:
            raise InputRefused(f"{at}: the {field} {value!r} is used twice", f"give each a {field} of its own")
        seen.add(value)
