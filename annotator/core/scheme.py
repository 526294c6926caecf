"""The label scheme: topics with their terms, read from TOML and checked with errors that name the field at fault.

A newsroom edits a scheme by hand, so whatever is wrong is said in one line: the file, the topic, the field and what
to write instead. How a scheme is written is explained at the top of `schemas/iptc.toml`, the default one.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import QUOTE_TYPES, QuoteType
from annotator.core.profiles import DEFAULT_PROFILE
from annotator.core.program.json_schema import fault, schema_of
from annotator.core.program.resources import read_schema, toml_of

DEFAULT_SCHEME = "iptc.toml"
"""The scheme that ships with the tool: a file of the schemas folder."""

_SAYS_SOMETHING = re.compile(r"[^\W_]|[#$%€£]")
_LONGEST_KEY, _SHOWN = 80, 40
"""Characters that a key has at most, and those of a wrong value that an error shows."""


class Topic(NamedTuple):
    """A label of the scheme.

    `key` is what records hold, `name` what is shown, `medtop` the IPTC id. `letter` is its mnemonic on the keyboard
    (empty where a scheme has more topics than there are letters and digits). `strong` terms speak for the topic by
    themselves, `weak` ones only together with others.
    """

    key: str
    name: str
    letter: str
    medtop: str | None = None
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class Attribute(NamedTuple):
    """A further property that quotes may be given, such as the stance of the speaker.

    `name` and one of the `values` are what records hold, `title` is what is shown. `letter` is its mnemonic on the
    keyboard (empty where a scheme has more attributes than there are letters and digits).
    """

    name: str
    values: tuple[str, ...]
    letter: str
    title: str


class LabelEntry(NamedTuple):
    """What the file says of a label through the revisions (see `core.revisions`): a topic, an attribute, or its value.

    `key` is what records hold, `name` what is shown, `was` are keys of earlier revisions whose labels it takes the
    place of. What is `retired` is shown where a decision has it, and nobody can choose it.
    """

    key: str
    name: str
    was: tuple[str, ...]
    retired: bool
    values: tuple[LabelEntry, ...] = ()


class LabelScheme(NamedTuple):
    """What an annotator may choose from: topics for sentences, types and attributes for quotes.

    `quote_types` are those that annotators tell apart; a quote that was suggested or imported with another type keeps
    it until somebody changes it. `neutral` phrases say nothing about a topic although words in them would ("war of
    words"). `topic_entries` and `attribute_entries` are all that the file has, also what it retires.
    """

    name: str
    version: str
    topics: tuple[Topic, ...]
    profile: str = DEFAULT_PROFILE
    quote_types: tuple[QuoteType, ...] = QUOTE_TYPES
    neutral: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    topic_entries: tuple[LabelEntry, ...] = ()
    attribute_entries: tuple[LabelEntry, ...] = ()

    def topic(self, key: str) -> Topic | None:
        """The topic of that key, or None."""
        return next((topic for topic in self.topics if topic.key == key), None)

    def called(self, key: str) -> str:
        """What is shown for a topic that a sentence has, also for one that the scheme does not offer (any more)."""
        topic = self.topic(key)
        if topic is not None:
            return topic.name
        retired = next((entry.name for entry in self.topic_entries if entry.key == key), None)
        return f"{key} (not in the scheme)" if retired is None else f"{retired} (retired)"

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
    try:
        file = toml_of(toml)
    except ValueError as error:
        raise InputRefused(f"{where}: {error}", "mend the file there") from None
    _check_shape(file, where)
    of_topics, of_attributes = (_rows(file, where, kind) for kind in _FIELDS)
    topics = tuple(_topic(row, letter) for row, letter in _lettered(of_topics))
    _all_differ(
        [(topic.medtop, f"{where}: topic {topic.key!r}") for topic in topics if topic.medtop is not None], "medtop"
    )
    if not topics:
        raise InputRefused(f"{where}: all topics are retired", "keep one, or add another")
    kinds = file.get("quote_types", QUOTE_TYPES)
    return LabelScheme(
        name=file.get("name", Path(where).stem).strip(),
        version=file.get("version", "1").strip(),
        topics=topics,
        profile=file.get("profile", DEFAULT_PROFILE).strip(),
        quote_types=tuple(kind for kind in QUOTE_TYPES if kind in kinds),
        neutral=_terms(file, "neutral", where),
        attributes=tuple(_attribute(row.entry, letter) for row, letter in _lettered(of_attributes)),
        topic_entries=tuple(row.entry for row in of_topics),
        attribute_entries=tuple(row.entry for row in of_attributes),
    )


def _check_shape(file: dict[str, Any], where: str) -> None:
    """Raise InputRefused unless the fields of the file are as schemas/scheme-file.schema.json has them."""
    schema = schema_of("scheme-file")
    *path, reason = fault(file, schema, schema) or ("",)
    if not reason:
        return
    place, value = where, file
    for depth, step in enumerate(path):
        value = value[int(step) - 1] if isinstance(value, list) else value[step]
        has_key = depth == 1 and path[0] in _FIELDS and isinstance(value, dict)
        key = value.get(_FIELDS[path[0]][0]) if has_key else None
        named = isinstance(key, str) and key.strip()
        place += f" {named[:_SHOWN]!r}" if named else f"{' ' if step.isdecimal() else ': '}{step}"
    given = f" = {one_line(repr(value), _SHOWN)}" if path and isinstance(value, str | int | float) else ""
    raise InputRefused(f"{place}{given}: {reason}", "`annotator export schema scheme-file` has what can be written")


class _Row(NamedTuple):
    """A topic or an attribute of the file: how errors name it, what it says of the label, and all its fields."""

    place: str
    entry: LabelEntry
    fields: dict[str, Any]


_FIELDS = {"topic": ("key", "name"), "attribute": ("name", "title")}
"""The fields of the key, and of what is shown."""


def _rows(file: dict[str, Any], where: str, kind: str) -> list[_Row]:
    """The topics, or the attributes, of the file. No two have the same key."""
    of_key, of_name = _FIELDS[kind]
    rows = []
    for number, fields in enumerate(file.get(kind, ()), start=1):
        key = _key(fields[of_key], f"{where}: {kind} {number}", of_key)
        place = f"{where}: {kind} {key!r}"
        name, values = fields.get(of_name, key).strip(), _values(fields, place)
        rows.append(_Row(place, LabelEntry(key, name, _was(fields), fields.get("retired", False), values), fields))
    _all_differ([(row.entry.key, row.place) for row in rows], of_key)
    return rows


def _values(fields: dict[str, Any], place: str) -> tuple[LabelEntry, ...]:
    """The values of an attribute, of which one at least is in use; a topic has none."""
    values = []
    for given in fields.get("values", ()):
        entry = given if isinstance(given, dict) else {"value": given}
        key = _key(entry["value"], place, "values")
        values.append(LabelEntry(key, key, _was(entry), entry.get("retired", False)))
    _all_differ([(value.key, place) for value in values], "value")
    if values and all(value.retired for value in values):
        raise InputRefused(f"{place}: all values are retired", "retire the attribute: retired = true")
    return tuple(values)


def _key(given: str, place: str, field: str) -> str:
    """A key, without the white space around it: a short line of text."""
    key = given.strip()
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise InputRefused(
            f"{place}: {field} {key[:20]!r}…", f"keep it to one line of at most {_LONGEST_KEY} characters"
        )
    return key


def _topic(row: _Row, letter: str) -> Topic:
    strong, weak = (_terms(row.fields, field, row.place) for field in ("strong", "weak"))
    both = set(strong) & set(weak)
    if both:
        raise InputRefused(f"{row.place}: the term {min(both)!r} is both strong and weak", "keep one of the two")
    medtop = row.fields.get("medtop", "").strip() or None
    return Topic(row.entry.key, row.entry.name, letter, medtop, strong, weak)


def _attribute(entry: LabelEntry, letter: str) -> Attribute:
    values = tuple(value.key for value in entry.values if not value.retired)
    return Attribute(entry.key, values, letter, entry.name)


def _was(fields: dict[str, Any]) -> tuple[str, ...]:
    """The keys of earlier revisions, each once: one as text, or a list of them."""
    given = fields.get("was", [])
    return tuple(dict.fromkeys(key.strip() for key in ([given] if isinstance(given, str) else given)))


def _terms(fields: dict[str, Any], field: str, place: str) -> tuple[str, ...]:
    """The terms of a list of strings, each holding one term or several with commas between; in order, each once."""
    terms: dict[str, None] = {}
    for line in fields.get(field, ()):
        # A comma at the end of a string is how lists get edited; between two terms an empty one is a slip.
        for term in line.strip().removesuffix(",").split(","):
            if not _SAYS_SOMETHING.search(term):
                raise InputRefused(f"{place}: {field} has an empty term in {line[:40]!r}", "take it out")
            terms[" ".join(term.split())] = None
    return tuple(terms)


def _lettered(rows: list[_Row]) -> list[tuple[_Row, str]]:
    """Those that are in use, each with a letter: that which it asks for, else the first of its key that is free.

    Else it is any that is free.
    """
    lettered = [(row, row.fields.get("letter", "").strip().lower()) for row in rows if not row.entry.retired]
    _all_differ([(letter, row.place) for row, letter in lettered if letter], "letter")
    taken = {letter for _, letter in lettered}
    for number, (row, letter) in enumerate(lettered):
        if not letter:
            wanted = [char for char in row.entry.key.lower() if char in string.ascii_lowercase]
            letters = (*wanted, *string.ascii_lowercase, *string.digits)
            lettered[number] = row, next((char for char in letters if char not in taken), "")
            taken.add(lettered[number][1])
    return lettered


def _all_differ(values: Iterable[tuple[str, str]], field: str) -> None:
    """Refuse a value that is there twice; each comes with how an error names what has it."""
    seen = set[str]()
    for value, place in values:
        if value in seen:
            raise InputRefused(f"{place}: the {field} {value!r} is used twice", f"give each a {field} of its own")
        seen.add(value)
