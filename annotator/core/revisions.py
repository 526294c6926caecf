"""Revisions: the label scheme and the guidelines as they stood from one day to another, and the labels through them.

A *label* is a topic, an attribute, or a value of an attribute. It has an id, the first key that it had, and goes on
through all revisions. What decisions hold is the key of the day. A key never stands for two labels, so it tells the
label for ever, and what is stored need not change when a label gets another key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Use(StrEnum):
    """What became of a label. One that was merged is read as another; the others are read as themselves."""

    USED = "used"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"


class Kind(StrEnum):
    """What a change does to labels, or to the guidelines."""

    ADD = "add"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    RETIRE = "retire"
    RESTORE = "restore"
    GUIDELINES = "guidelines"


ASKING = (Kind.SPLIT, Kind.RETIRE, Kind.GUIDELINES)
"""After these somebody has to look again: what a decision holds does not tell what it would hold today."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label through all revisions. `keys` are those that it had, today's last; `into` those it was merged or split
    into, by id. `name` is what was shown last. An attribute has `values`, labels like itself."""

    id: str
    keys: tuple[str, ...]
    name: str
    use: Use = Use.USED
    into: tuple[str, ...] = ()
    values: tuple[Label, ...] = ()

    @property
    def key(self) -> str:
        """The key of today."""
        return self.keys[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a revision changes. `of` is `topic`, `attribute`, `value` (then `attribute` is the id of its
    attribute) or `guidelines`; `ids` are the labels that it changes, `old` and `new` their keys before and after.

    Of guidelines `old` are the ids of the paragraphs that are no more as they stood, `new` those that are new, and
    `ids` what they bear on (see `bears_on`).
    """

    kind: Kind
    of: str
    ids: tuple[str, ...]
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    attribute: str | None = None

    def __str__(self) -> str:
        """As people read it: `topic economy is business`."""
        old, new = " + ".join(self.old), " + ".join(self.new)  # keys may have commas
        within = f" of {self.attribute}" if self.attribute is not None else ""
        value = f"{self.of}{within}"
        return {
            Kind.ADD: f"new {value} {new}",
            Kind.RENAME: f"{value} {old} renamed to {new}",
            Kind.MERGE: f"{self.of}s{within} {old} merged into {new}",
            Kind.SPLIT: f"{value} {old} split into {new}",
            Kind.RETIRE: f"{value} {old} retired",
            Kind.RESTORE: f"{value} {new} in use again",
            Kind.GUIDELINES: f"guidelines: {_paragraphs(self)}",
        }[self.kind]


def _paragraphs(change: Change) -> str:
    said = []
    if change.old:
        said.append(f"{', '.join(change.old)} changed")
    if change.new:
        said.append(f"{', '.join(change.new)} new")
    return "; ".join(said) or "another text, the same paragraphs"


@dataclass(frozen=True, slots=True)
class LabelTable:
    """All labels that a database ever had, as of one revision."""

    topics: tuple[Label, ...] = ()
    attributes: tuple[Label, ...] = ()

    def names(self) -> LabelNames:
        """What each key of former days is today."""
        attributes = _names(self.attributes)
        values = {}
        for attribute in self.attributes:
            today = _followed(self.attributes, attribute)
            for key in attribute.keys:
                values[key] = _names(today.values)
        return LabelNames(_names(self.topics), attributes, {key: names for key, names in values.items() if names})

    def keys_of(self, change: Change) -> frozenset[str]:
        """All keys that stand for the labels of a change, and for those merged into them."""
        labels = self.of(change)
        wanted = set(change.ids)
        while more := {label.id for label in labels if label.use is Use.MERGED and wanted & {*label.into}} - wanted:
            wanted |= more
        return frozenset(key for label in labels if label.id in wanted for key in label.keys)

    def of(self, change: Change) -> tuple[Label, ...]:
        """The labels of the kind that a change is about."""
        if change.of == "topic":
            return self.topics
        if change.of == "value":
            return next((one.values for one in self.attributes if one.id == change.attribute), ())
        return self.attributes if change.of == "attribute" else ()

    def attribute_keys(self, attribute: str | None) -> frozenset[str]:
        """All keys of the attribute of that id."""
        return self.keys_of(Change(Kind.RENAME, "attribute", (attribute,) if attribute else ()))

    def is_open(self, change: Change) -> bool:
        """Whether decisions that a change affects have to be looked at: a label that is in use again asks nothing."""
        if change.kind not in ASKING:
            return False
        if change.kind is Kind.GUIDELINES:
            return True
        return any(label.id in change.ids and label.use in (Use.SPLIT, Use.RETIRED) for label in self.of(change))

    def outdated(self) -> tuple[Label, ...]:
        """The topics that decisions may hold and that the scheme of today does not offer."""
        return tuple(label for label in self.topics if label.use in (Use.SPLIT, Use.RETIRED))


def _followed(labels: Sequence[Label], label: Label) -> Label:
    """The label that it is read as today."""
    by_id = {one.id: one for one in labels}
    seen = set[str]()
    while label.use is Use.MERGED and label.id not in seen:
        seen.add(label.id)
        label = by_id[label.into[0]]
    return label


def _names(labels: Sequence[Label]) -> dict[str, str]:
    return {
        key: today for label in labels for today in [_followed(labels, label).key] for key in label.keys if key != today
    }


@dataclass(frozen=True, slots=True)
class LabelNames:
    """What keys of former days are today; keys that stay as they are are left out.

    `values`: of the values of an attribute, by any key that the attribute had.
    """

    topics: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.topics or self.attributes or self.values)

    def old_keys(self) -> Iterator[str]:
        """All keys that are read as another one."""
        yield from self.topics
        yield from self.attributes
        for names in self.values.values():
            yield from names

    def of_topics(self, topics: Iterable[str]) -> list[str]:
        """The topics by the keys of today, each once."""
        return list(dict.fromkeys(self.topics.get(topic, topic) for topic in topics))

    def of_attributes(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a quote by the keys of today.

        Where two attributes were merged and a quote has both, the one that came in under the key of today stays, and
        the other keeps its old key: neither is lost.
        """
        today: dict[str, str] = {}
        for name in sorted(attributes, key=lambda name: name in self.attributes):
            value = self.values.get(name, {}).get(attributes[name], attributes[name])
            key = self.attributes.get(name, name)
            today[name if key in today else key] = value
        return today


@dataclass(frozen=True, slots=True)
class Revision:
    """The label scheme and the guidelines from one moment on.

    `number` counts from 1 along the line of those that came after each other; None for one that the database knows from
    another copy and never worked under. `at` is None for the scheme that ships, with which every database begins. `who`
    and `reason` are None where the scheme came in with an import. `guidelines` is the text from then on; None where
    that is what the settings or the profile say. `key` is its id in this database.
    """

    key: int
    uuid: str
    parent: int | None
    clock: int
    at: str | None
    who: str | None
    reason: str | None
    name: str
    version: str
    toml: str | None
    guidelines: str | None
    labels: LabelTable
    changes: tuple[Change, ...]
    number: int | None = None


def table_to_json(table: LabelTable) -> dict[str, Any]:
    """The table as plain dictionaries and lists."""
    return {"topics": [*map(_label_to_json, table.topics)], "attributes": [*map(_label_to_json, table.attributes)]}


def table_from_json(data: Mapping[str, Any]) -> LabelTable:
    """The table that `table_to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return LabelTable(tuple(map(_label_from_json, data["topics"])), tuple(map(_label_from_json, data["attributes"])))


def _label_to_json(label: Label) -> dict[str, Any]:
    data: dict[str, Any] = {"id": label.id, "keys": list(label.keys), "name": label.name, "use": label.use.value}
    if label.into:
        data["into"] = list(label.into)
    if label.values:
        data["values"] = [*map(_label_to_json, label.values)]
    return data


def _label_from_json(data: Mapping[str, Any]) -> Label:
    if not data["keys"]:
        raise ValueError("a label without a key")
    return Label(
        id=data["id"],
        keys=tuple(data["keys"]),
        name=data["name"],
        use=Use(data["use"]),
        into=tuple(data.get("into", ())),
        values=tuple(map(_label_from_json, data.get("values", ()))),
    )


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as a plain dictionary."""
    data: dict[str, Any] = {"kind": change.kind.value, "of": change.of, "ids": list(change.ids)}
    data |= {"old": list(change.old), "new": list(change.new)}
    return data if change.attribute is None else data | {"attribute": change.attribute}


def change_from_json(data: Mapping[str, Any]) -> Change:
    """The change that `change_to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return Change(
        kind=Kind(data["kind"]),
        of=data["of"],
        ids=tuple(data["ids"]),
        old=tuple(data["old"]),
        new=tuple(data["new"]),
        attribute=data.get("attribute"),
    )


def numbered(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """The revisions in order, those of the line that leads to the last one, which is in use, numbered from 1."""
    ordered = sorted(revisions, key=lambda one: (one.clock, one.uuid))
    by_key = {one.key: one for one in ordered}
    line: list[int] = []
    at = ordered[-1] if ordered else None
    while at is not None and at.key not in line:
        line.append(at.key)
        at = by_key.get(at.parent) if at.parent is not None else None
    place = {key: number for number, key in enumerate(reversed(line), start=1)}
    return tuple(replace(one, number=place.get(one.key)) for one in ordered)


def standing_at(revisions: Sequence[Revision]) -> dict[int | None, int]:
    """How far along the line those who decided under a revision had come, by the revision's key.

    Under one that is not of the line, that is the number of the one of the line that it came from; without any, 1.
    """
    by_key = {one.key: one for one in revisions}
    reached: dict[int | None, int] = {None: 1}
    for one in revisions:
        at: Revision | None = one
        while at is not None and at.number is None:
            at = by_key.get(at.parent) if at.parent is not None else None
        reached[one.key] = (at.number or 1) if at is not None else 1
    return reached
