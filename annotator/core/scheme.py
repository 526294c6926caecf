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
from typing import Any, TypeVar

from annotator.core.errors import InputRefused
from annotator.core.model import QuoteType
from annotator.core.profiles import DEFAULT_PROFILE, PROFILE_NAMES
from annotator.core.resources import read_schema

DEFAULT_SCHEME = "iptc.toml"
"""The scheme that ships with the tool: a file of the schemas folder."""

QUOTE_TYPES = tuple(QuoteType)
"""The quote types a scheme may choose among; by default all of them."""

_MEDTOP = re.compile(r"medtop:\d{8}")
_SCHEME_FIELDS = ("name", "version", "profile", "quote_types", "neutral", "topic", "attribute")
_TOPIC_FIELDS = ("key", "name", "letter", "medtop", "strong", "weak", "was", "retired")
_ATTRIBUTE_FIELDS = ("name", "values", "letter", "title", "was", "retired")
_VALUE_FIELDS = ("value", "was", "retired")
_LONGEST_KEY = 80


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


@dataclass(frozen=True, slots=True)
class Value:
    """What the file says of a value of an attribute: its key, the keys that it had, whether it is retired."""

    key: str
    was: tuple[str, ...] = ()
    retired: bool = False


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
    data = _parsed(toml, where)
    _only(data, _SCHEME_FIELDS, where)
    rows = data.get("topic")
    if not isinstance(rows, list) or not rows:
        raise InputRefused(f"{where}: no topics", "add at least one [[topic]] with a key")
    topics, retired = _used_and_retired(_named_tables(rows, where, "topic", _TOPIC_FIELDS, "key"), "key", _topic)
    _all_differ([(one.medtop, f"{where}: topic {one.key!r}") for one in topics if one.medtop is not None], "medtop")
    rows = data.get("attribute", [])
    if not isinstance(rows, list):
        raise InputRefused(f"{where}: attribute is not a list of tables", "write each as [[attribute]]")
    named = _named_tables(rows, where, "attribute", _ATTRIBUTE_FIELDS, "name")
    attributes, retired_attributes = _used_and_retired(named, "name", _attribute)
    if not topics:
        raise InputRefused(f"{where}: all topics are retired", "keep one, or add another")
    return LabelScheme(
        name=_text(data, "name", where, Path(where).stem),
        version=_text(data, "version", where, "1"),
        topics=topics,
        profile=_one_of(_text(data, "profile", where, DEFAULT_PROFILE), PROFILE_NAMES, "profile", where),
        quote_types=_quote_types(data, where),
        neutral=_terms(data, "neutral", where),
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


_Tables = list[tuple[dict[str, Any], str]]
Made = TypeVar("Made", Topic, Attribute)


def _used_and_retired(
    named: _Tables, key: str, made: Callable[[dict[str, Any], str, str], Made]
) -> tuple[tuple[Made, ...], tuple[Made, ...]]:
    """The labels in use, and those that are retired: these take no letter."""
    retired = [_is_retired(row, at) for row, at in named]
    used = [one for one, out in zip(named, retired, strict=True) if not out]
    letters = iter(_letters(used, key))
    labels = [made(row, at, "" if out else next(letters)) for (row, at), out in zip(named, retired, strict=True)]
    pairs = list(zip(labels, retired, strict=True))
    return tuple(one for one, out in pairs if not out), tuple(one for one, out in pairs if out)


def _is_retired(row: dict[str, Any], at: str) -> bool:
    retired = row.get("retired", False)
    if not isinstance(retired, bool):
        raise InputRefused(f"{at}: retired is neither true nor false", "write retired = true")
    return retired


def _was(row: dict[str, Any], at: str) -> tuple[str, ...]:
    """The keys of earlier revisions, each once: one as text, or a list of them."""
    given = row.get("was", [])
    keys = [given] if isinstance(given, str) else given
    if not isinstance(keys, list) or not all(isinstance(key, str) and key.strip() for key in keys):
        raise InputRefused(f"{at}: was is no list of keys", 'write was = "key", or was = ["one", "another"]')
    return tuple(dict.fromkeys(key.strip() for key in keys))


def _named_tables(
    rows: list[Any], where: str, kind: str, fields: Iterable[str], key: str
) -> list[tuple[dict[str, Any], str]]:
    """The tables of that kind, each with the name that an error gives it. All have a key, and no two the same."""
    tables = [_checked(row, f"{where}: {kind} {number}", kind, fields, key) for number, row in enumerate(rows, start=1)]
    named = [(row, f"{where}: {kind} {row[key].strip()!r}") for row in tables]
    _all_differ([(row[key], at) for row, at in named], key)
    return named


def _checked(row: Any, at: str, kind: str, fields: Iterable[str], key: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InputRefused(f"{at}: not a table", f"write it as [[{kind}]]")
    _only(row, fields, at)
    if key not in row:
        raise InputRefused(f"{at}: no {key}", f'add {key} = "…"')
    _short(_text(row, key, at, ""), key, at)
    return row


def _short(value: str, field: str, at: str) -> None:
    if len(value) > _LONGEST_KEY or not value.isprintable():
        raise InputRefused(
            f"{at}: {field} {value[:20]!r}…", f"keep it to one line of at most {_LONGEST_KEY} characters"
        )


def _topic(row: dict[str, Any], at: str, letter: str) -> Topic:
    medtop = _text(row, "medtop", at, "") or None
    if medtop is not None and not _MEDTOP.fullmatch(medtop):
        raise InputRefused(f"{at}: medtop {medtop!r}", 'write eight digits as in "medtop:20000002"')
    strong, weak = _terms(row, "strong", at), _terms(row, "weak", at)
    both = set(strong) & set(weak)
    if both:
        raise InputRefused(f"{at}: the term {min(both)!r} is both strong and weak", "keep one of the two")
    key = _text(row, "key", at, "")
    return Topic(key, _text(row, "name", at, key), letter, medtop, strong, weak, _was(row, at))


def _attribute(row: dict[str, Any], at: str, letter: str) -> Attribute:
    given = row.get("values")
    if not isinstance(given, list) or not given:
        raise InputRefused(f"{at}: values is not a list of words", 'write values = ["one", "another"]')
    listed = tuple(_value(value, at) for value in given)
    values = tuple(value.key for value in listed if not value.retired)
    if not values:
        raise InputRefused(f"{at}: all values are retired", "retire the attribute: retired = true")
    _all_differ([(value.key, at) for value in listed], "value")
    name = _text(row, "name", at, "")
    return Attribute(name, values, letter, _text(row, "title", at, name), _was(row, at), listed)


def _value(given: Any, at: str) -> Value:
    """A value: a word, or a table of the word, the keys that it had, and whether it is retired."""
    row = given if isinstance(given, dict) else {"value": given}
    _only(row, _VALUE_FIELDS, f"{at}: values")
    if not isinstance(row.get("value"), str) or not row["value"].strip():
        raise InputRefused(f"{at}: values is not a list of words", 'write values = ["one", "another"]')
    key = row["value"].strip()
    _short(key, "values", at)
    return Value(key, _was(row, at), _is_retired(row, at))


def _letters(named: list[tuple[dict[str, Any], str]], key: str) -> list[str]:
    """One letter a table: the ones asked for first, then the first free one of the key, then any that is free."""
    asked = [_asked_letter(row, at) for row, at in named]
    _all_differ([(letter, at) for letter, (_, at) in zip(asked, named, strict=True) if letter], "letter")
    taken = set(asked)
    letters = []
    for own, (row, _) in zip(asked, named, strict=True):
        letters.append(own or _free_letter(row[key], taken))
        taken.add(letters[-1])
    return letters


def _free_letter(key: str, taken: set[str]) -> str:
    wanted = [char for char in key.lower() if char in string.ascii_lowercase]
    return next((char for char in [*wanted, *string.ascii_lowercase, *string.digits] if char not in taken), "")


def _asked_letter(row: dict[str, Any], at: str) -> str:
    letter = _text(row, "letter", at, "").lower()
    if "letter" in row and (len(letter) != 1 or letter not in string.ascii_lowercase):
        raise InputRefused(f"{at}: letter {row['letter']!r}", "give one letter from a to z")
    return letter


def _terms(row: dict[str, Any], field: str, at: str) -> tuple[str, ...]:
    """The terms of a list of strings, each holding one term or several with commas between; in order, each once."""
    lines = row.get(field, [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise InputRefused(f"{at}: {field} is not a list of words", f'write {field} = ["word", "two words"]')
    terms: dict[str, None] = {}
    for line in lines:
        # A comma at the end of a string is how lists get edited; between two terms an empty one is a slip.
        for term in line.strip().removesuffix(",").split(","):
            if not any(char.isalnum() or char in "#$%€£" for char in term):
                raise InputRefused(f"{at}: {field} has an empty term in {line[:40]!r}", "take it out")
            terms[" ".join(term.split())] = None
    return tuple(terms)


def _quote_types(data: dict[str, Any], where: str) -> tuple[QuoteType, ...]:
    kinds = data.get("quote_types", list(QUOTE_TYPES))
    if not isinstance(kinds, list) or not kinds or not all(isinstance(kind, str) for kind in kinds):
        raise InputRefused(f"{where}: quote_types is not a list of words", f"choose among {', '.join(QUOTE_TYPES)}")
    chosen = [_one_of(kind, QUOTE_TYPES, "quote_types", where) for kind in kinds]
    return tuple(kind for kind in QUOTE_TYPES if kind in chosen)


def _text(row: dict[str, Any], field: str, at: str, default: str) -> str:
    """A field that is one line of text, trimmed; `default` where it is absent."""
    if field not in row:
        return default
    value = row[field]
    if not isinstance(value, str) or not value.strip():
        raise InputRefused(f"{at}: {field} is {'empty' if value == '' else 'not text'}", f'write {field} = "…"')
    return value.strip()


def _one_of(value: str, known: Iterable[str], field: str, at: str) -> str:
    if value not in known:
        raise InputRefused(f"{at}: {field} {value!r} is not known", f"choose among {', '.join(known)}")
    return value


def _only(row: dict[str, Any], known: Iterable[str], at: str) -> None:
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise InputRefused(f"{at}: unknown field {unknown[0]!r}", f"the fields are {', '.join(known)}")


def _all_differ(values: list[tuple[Any, str]], field: str) -> None:
    seen: set[Any] = set()
    for value, at in values:
        shown = value.strip() if isinstance(value, str) else str(value)
        if shown in seen:
            raise InputRefused(f"{at}: the {field} {shown!r} is used twice", f"give each a {field} of its own")
        seen.add(shown)
