"""The label scheme: topics with their terms, read from TOML and checked with errors that name the field at fault.

A newsroom edits a scheme by hand, so whatever is wrong is said in one line: the file, the topic, the field and what
to write instead. How a scheme is written is explained at the top of `schemas/iptc.toml`, the default one.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
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
_SAYS_SOMETHING = re.compile(r"[^\W_]|[#$%€£]")
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
    file = _Table(_parsed(toml, where), where)
    file.refuse_others(_SCHEME_FIELDS)
    topics, retired = _used_and_retired(_named_tables(file, "topic", _TOPIC_FIELDS), _topic)
    _all_differ([(one.medtop, f"{where}: topic {one.key!r}") for one in topics if one.medtop is not None], "medtop")
    attributes, retired_attributes = _used_and_retired(_named_tables(file, "attribute", _ATTRIBUTE_FIELDS), _attribute)
    if not topics:
        raise file.refused("all topics are retired", "keep one, or add another")
    return LabelScheme(
        name=file.text("name", Path(where).stem),
        version=file.text("version", "1"),
        topics=topics,
        profile=file.one_of(file.text("profile", DEFAULT_PROFILE), PROFILE_NAMES, "profile"),
        quote_types=_quote_types(file),
        neutral=file.terms("neutral"),
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


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file, and how errors name it. Whatever reads a field raises InputRefused for what it cannot be."""

    fields: dict[str, Any]
    at: str

    def refused(self, what: str, hint: str) -> InputRefused:
        return InputRefused(f"{self.at}: {what}", hint)

    def refuse_others(self, known: Iterable[str]) -> None:
        """Refuse fields that it cannot have."""
        unknown = sorted(set(self.fields) - set(known))
        if unknown:
            raise self.refused(f"unknown field {unknown[0]!r}", f"the fields are {', '.join(known)}")

    def text(self, field: str, default: str = "") -> str:
        """A field that is one line of text, trimmed; `default` where it is absent."""
        if field not in self.fields:
            return default
        value = self.fields[field]
        if not isinstance(value, str) or not value.strip():
            raise self.refused(f"{field} is {'empty' if value == '' else 'not text'}", f'write {field} = "…"')
        return value.strip()

    def key(self, field: str) -> str:
        """A field that is a key: a short line of text, which has to be there."""
        if field not in self.fields:
            raise self.refused(f"no {field}", f'add {field} = "…"')
        value = self.text(field)
        self.refuse_long(value, field)
        return value

    def refuse_long(self, value: str, field: str) -> None:
        if len(value) > _LONGEST_KEY or not value.isprintable():
            raise self.refused(f"{field} {value[:20]!r}…", f"keep it to one line of at most {_LONGEST_KEY} characters")

    def one_of(self, value: str, known: Iterable[str], field: str) -> str:
        if value not in known:
            raise self.refused(f"{field} {value!r} is not known", f"choose among {', '.join(known)}")
        return value

    def retired(self) -> bool:
        retired = self.fields.get("retired", False)
        if not isinstance(retired, bool):
            raise self.refused("retired is neither true nor false", "write retired = true")
        return retired

    def was(self) -> tuple[str, ...]:
        """The keys of earlier revisions, each once: one as text, or a list of them."""
        given = self.fields.get("was", [])
        keys = [given] if isinstance(given, str) else given
        if not isinstance(keys, list) or not all(isinstance(key, str) and key.strip() for key in keys):
            raise self.refused("was is no list of keys", 'write was = "key", or was = ["one", "another"]')
        return tuple(dict.fromkeys(key.strip() for key in keys))

    def letter(self) -> str:
        """The letter that is asked for, empty where none is."""
        letter = self.text("letter").lower()
        if "letter" in self.fields and (len(letter) != 1 or letter not in string.ascii_lowercase):
            raise self.refused(f"letter {self.fields['letter']!r}", "give one letter from a to z")
        return letter

    def terms(self, field: str) -> tuple[str, ...]:
        """The terms of a list of strings, each holding one term or several with commas between; in order, each once."""
        lines = self.fields.get(field, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise self.refused(f"{field} is not a list of words", f'write {field} = ["word", "two words"]')
        terms: dict[str, None] = {}
        for line in lines:
            # A comma at the end of a string is how lists get edited; between two terms an empty one is a slip.
            for term in line.strip().removesuffix(",").split(","):
                if not _SAYS_SOMETHING.search(term):
                    raise self.refused(f"{field} has an empty term in {line[:40]!r}", "take it out")
                terms[" ".join(term.split())] = None
        return tuple(terms)


_Named = list[tuple[str, _Table]]
"""Tables by their keys."""
Made = TypeVar("Made", Topic, Attribute)


def _named_tables(file: _Table, kind: str, fields: Sequence[str]) -> _Named:
    """The tables of that kind, behind their keys, the first of the fields. No two have the same."""
    rows = file.fields.get(kind, [])
    if kind == "topic" and not (isinstance(rows, list) and rows):
        raise file.refused("no topics", "add at least one [[topic]] with a key")
    if not isinstance(rows, list):
        raise file.refused(f"{kind} is not a list of tables", f"write each as [[{kind}]]")
    found = []
    for number, row in enumerate(rows, start=1):
        table = _Table(row, f"{file.at}: {kind} {number}")
        if not isinstance(row, dict):
            raise table.refused("not a table", f"write it as [[{kind}]]")
        table.refuse_others(fields)
        key = table.key(fields[0])
        found.append((key, replace(table, at=f"{file.at}: {kind} {key!r}")))
    _all_differ([(key, table.at) for key, table in found], fields[0])
    return found


def _used_and_retired(
    named: _Named, made: Callable[[str, _Table, str], Made]
) -> tuple[tuple[Made, ...], tuple[Made, ...]]:
    """The labels in use, and those that are retired: these take no letter."""
    letters = iter(_letters([one for one in named if not one[1].retired()]))
    labels = [made(key, table, "" if table.retired() else next(letters)) for key, table in named]
    return tuple(one for one in labels if not one.retired), tuple(one for one in labels if one.retired)


def _topic(key: str, table: _Table, letter: str) -> Topic:
    medtop = table.text("medtop") or None
    if medtop is not None and not _MEDTOP.fullmatch(medtop):
        raise table.refused(f"medtop {medtop!r}", 'write eight digits as in "medtop:20000002"')
    strong, weak = table.terms("strong"), table.terms("weak")
    both = set(strong) & set(weak)
    if both:
        raise table.refused(f"the term {min(both)!r} is both strong and weak", "keep one of the two")
    return Topic(key, table.text("name", key), letter, medtop, strong, weak, table.was(), table.retired())


def _attribute(name: str, table: _Table, letter: str) -> Attribute:
    given = table.fields.get("values")
    if not isinstance(given, list) or not given:
        raise _no_words(table)
    listed = tuple(_value(value, table) for value in given)
    values = tuple(value.key for value in listed if not value.retired)
    if not values:
        raise table.refused("all values are retired", "retire the attribute: retired = true")
    _all_differ([(value.key, table.at) for value in listed], "value")
    return Attribute(name, values, letter, table.text("title", name), table.was(), listed, table.retired())


def _value(given: Any, attribute: _Table) -> Value:
    """A value: a word, or a table of the word, the keys that it had, and whether it is retired."""
    table = replace(attribute, fields=given if isinstance(given, dict) else {"value": given})
    replace(table, at=f"{table.at}: values").refuse_others(_VALUE_FIELDS)
    key = table.fields.get("value")
    if not isinstance(key, str) or not key.strip():
        raise _no_words(attribute)
    table.refuse_long(key.strip(), "values")
    return Value(key.strip(), table.was(), table.retired())


def _no_words(attribute: _Table) -> InputRefused:
    return attribute.refused("values is not a list of words", 'write values = ["one", "another"]')


def _letters(named: _Named) -> list[str]:
    """One letter a table: the ones asked for first, then the first free one of the key, then any that is free."""
    asked = [table.letter() for _, table in named]
    _all_differ([(letter, table.at) for letter, (_, table) in zip(asked, named, strict=True) if letter], "letter")
    taken = set(asked)
    letters = []
    for own, (key, _) in zip(asked, named, strict=True):
        letters.append(own or _free_letter(key, taken))
        taken.add(letters[-1])
    return letters


def _free_letter(key: str, taken: set[str]) -> str:
    wanted = [char for char in key.lower() if char in string.ascii_lowercase]
    return next((char for char in [*wanted, *string.ascii_lowercase, *string.digits] if char not in taken), "")


def _quote_types(file: _Table) -> tuple[QuoteType, ...]:
    kinds = file.fields.get("quote_types", list(QUOTE_TYPES))
    if not isinstance(kinds, list) or not kinds or not all(isinstance(kind, str) for kind in kinds):
        raise file.refused("quote_types is not a list of words", f"choose among {', '.join(QUOTE_TYPES)}")
    chosen = [file.one_of(kind, QUOTE_TYPES, "quote_types") for kind in kinds]
    return tuple(kind for kind in QUOTE_TYPES if kind in chosen)


def _all_differ(values: Iterable[tuple[str, str]], field: str) -> None:
    """Refuse a value that is there twice; each comes with how an error names what has it."""
    seen = set[str]()
    for value, at in values:
        if value in seen:
            raise InputRefused(f"{at}: the {field} {value!r} is used twice", f"give each a {field} of its own")
        seen.add(value)
