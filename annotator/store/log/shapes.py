"""What a single value of a database must be. Each function raises BadValue, which says what is wrong."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import LONGEST_LINE, LONGEST_NAME, Answer, Sight, is_name
from annotator.core.errors import InputRefused
from annotator.core.model import Attribution, Labels, Span
from annotator.core.model_json import labels_from_json
from annotator.core.revisions import Label, LabelTable, Use, change_from_json, merge_line, table_from_json

NAME = LONGEST_NAME
"""Characters of a name at most: of an annotator, a speaker, a run, an article's id."""
LINE = LONGEST_LINE
"""Characters of a note, a title or a settings line at most."""
_QUOTES = 1_000
"""Quotes of a sentence, topics, or pieces of a quote at most. All these limits are set by hand, far above what is."""
_GUIDELINES = 2**20
"""Characters of a text of guidelines at most: many times the longest that anybody reads."""
_UUID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_EMPTY = '{"quotes":[],"topics":[]}'


class Within(NamedTuple):
    """Where labels must lie: their contents in the sentence, cues and sources in the text."""

    sentence: Span
    text: Span


ANYWHERE = Within(Span(0, 1 << 60), Span(0, 1 << 60))
"""For labels of whose sentence, or text, nothing is known: any span lies there."""

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, zlib.error)
"""What making something of a value raises where it is not what its column holds."""


class BadValue(Exception):
    """A value that no database of ours can hold."""


def name(value: str, what: str) -> None:
    """A name that people go by: printable, without white space around it, not empty."""
    if not is_name(value):
        raise BadValue(f"{what} is no name")


def text(value: str | None, what: str, longest: int = LINE) -> None:
    """Some text, or none, of at most that many characters."""
    if value is None:
        return
    of_kind(value, what, str)
    if len(value) > longest:
        raise BadValue(f"{what} is too long")


def uuid(value: str | None, what: str) -> None:
    """32 hexadecimal digits."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise BadValue(f"{what} has no uuid")


def digest(value: str | None, what: str) -> None:
    """64 hexadecimal digits: the sha256 of a text."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise BadValue(f"{what} is no digest")


def whole(value: object, what: str, most: float) -> None:
    """A whole number that is not negative and not too large."""
    if type(value) is not int or not 0 <= value <= most:
        raise BadValue(f"{what} is out of range")


def moment(value: str, what: str) -> None:
    """A point in time in ISO 8601."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise BadValue(f"{what} has no time") from None


def amount(value: float | None, what: str, most: float = 1e9) -> None:
    """A number that is not negative, not too large and a number at all; or none."""
    if value is not None and not (isinstance(value, int | float) and 0 <= value <= most):
        raise BadValue(f"{what} is out of range")


def json(column: str, what: str, kind: type = dict) -> Any:
    """JSON with an object, or else what `kind` says."""
    try:
        data = orjson.loads(column)
    except ValueError:
        raise BadValue(f"{what} is no JSON") from None
    of_kind(data, what, kind)
    return data


def of_kind(value: object, what: str, kind: type) -> None:
    """A value of that very kind."""
    if type(value) is not kind:
        raise BadValue(f"{what} is of another kind")


def labels(column: str, within: Within = ANYWHERE, what: str = "it") -> Labels:
    """Labels with all their spans where they must lie."""
    if column == _EMPTY:
        return Labels()
    return labels_of(json(column, what), within, what)


def labels_of(data: dict[str, Any], within: Within, what: str) -> Labels:
    """The same of parsed JSON."""
    try:
        parsed = labels_from_json(data)
    except MALFORMED:
        raise BadValue(f"{what} has labels of another shape") from None
    if len(parsed.quotes) > _QUOTES or len(parsed.topics) > _QUOTES:
        raise BadValue(f"{what} has too many labels")
    _strings(parsed.topics, f"{what} has a topic")
    for part in parsed.quotes:
        quote(part, within, what)
        if not isinstance(part.continues, bool):
            raise BadValue(f"{what} has labels of another shape")
    return parsed


def quote(part: Attribution, within: Within, what: str) -> None:
    """A quote, or a part of one, with its spans in their places and its fields of their kinds."""
    if not 1 <= len(part.content) <= _QUOTES:
        raise BadValue(f"{what} has a quote without content")
    for place in part.content:
        span(place, within.sentence)
    for mention in (part.cue, part.source):
        if mention is not None:
            span(mention, within.text)
    if part.speaker is not None:
        _strings([part.speaker], f"{what} has a speaker", shortest=1)
    if part.rule is not None:
        _strings([part.rule], f"{what} has a rule")
    amount(part.score, f"a score of {what}", 1)
    for pair in part.attributes:
        _strings(pair, f"{what} has an attribute")


def _strings(values: Sequence[object], what: str, shortest: int = 0) -> None:
    """Strings that are not longer than a name, nor too short."""
    if not all(isinstance(value, str) and shortest <= len(value) <= NAME for value in values):
        raise BadValue(f"{what} that is none")


def span(place: Span, within: Span) -> None:
    """A place that is not empty and lies within another."""
    whole = all(type(edge) is int for edge in place)
    if not whole or not (place.start < place.end and place.within(within)):
        raise BadValue(f"the span {list(place)} is out of place")


def topics(column: str) -> list[Any]:
    """The topics of a suggestion: each a label, its score and why."""
    suggested: list[Any] = json(column, "its topics", list)
    for topic in suggested:
        if not (isinstance(topic, list) and [*map(type, topic)] in ([str, float, str], [str, int, str])):
            raise BadValue("it has a topic that is none")
    return suggested


BESIDE_LABELS = ("answer", "sight", "decided_at", "note", "flagged", "implied", "seconds", "keys")
"""The columns of a decision that `decision` looks at."""


def decision(columns: Sequence[Any]) -> None:
    """What a decision says beside its labels, by the columns of BESIDE_LABELS."""
    answer, sight, decided_at, note, flagged, implied, seconds, keys = columns
    text(note, "its note")
    moment(decided_at, "it")
    amount(seconds, "its time spent")
    amount(keys, "its number of keys")
    if answer not in _ANSWERS or sight not in _SIGHTS:
        raise BadValue("its answer, or what was in sight of it, is none")
    for flag in (flagged, implied):
        whole(flag, "a flag of it", 1)


_ANSWERS, _SIGHTS = {*Answer}, {*Sight}


# ---- what a revision of the label scheme must be


def scheme(
    named: Sequence[str | None],
    toml: str | None,
    guidelines: str | None,
    labels: Mapping[str, Any],
    changes: Sequence[Mapping[str, Any]],
) -> None:
    """A revision, as `kinds.Scheme` has it; `named`: its name, version and reason."""
    from annotator.core.scheme import parse_scheme  # deferred: most open a database to decide

    for line in named:
        text(line, "it")
    text(guidelines, "its text of the guidelines", _GUIDELINES)
    try:
        if toml is not None:
            parse_scheme(toml, "its label scheme")
        table = table_from_json(labels) if labels else LabelTable()
        parsed_changes = [change_from_json(change) for change in changes]
        strings = [string for change in parsed_changes for string in (change.of, *change.ids, *change.old, *change.new)]
        groups = (table.topics, table.attributes, *(attribute.values for attribute in table.attributes))
        strings += [string for group in groups for label in group for string in (label.id, label.name, *label.keys)]
    except InputRefused as error:
        raise BadValue(error.message) from None
    except MALFORMED:
        raise BadValue("it has labels or changes of another shape") from None
    if not all(isinstance(string, str) and len(string) <= LINE for string in strings):
        raise BadValue("it has labels or changes of another shape")
    for group in groups:
        _check_group(group)


def _check_group(labels: Sequence[Label]) -> None:
    """Labels of which none is there twice, whose keys stand for one each, and of which merged ones lead to another."""
    keys = [key for label in labels for key in dict.fromkeys(label.keys)]
    if len(keys) != len(set(keys)):
        raise BadValue("it has a key that stands for two labels")
    try:
        in_circles = any(merge_line(labels, label)[-1].use is Use.MERGED for label in labels)
    except LookupError:
        in_circles = True
    if in_circles:
        raise BadValue("it has a label that was merged into none")
    if len({label.id for label in labels}) != len(labels):
        raise BadValue("it has a label twice")
