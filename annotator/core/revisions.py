"""Revisions: the label scheme and the guidelines as they stood from one day to another, and the labels through them.

A *label* is a topic, an attribute, or a value of an attribute. It has an id, the first key that it had, and goes on
through all revisions. What decisions hold is the key of the day. A key never stands for two labels, so it tells the
label for ever, and what is stored need not change when a label gets another key.

What a scheme changes of the one before is worked out from both, and from what its file says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

from annotator.core.errors import InputRefused
from annotator.core.model import Labels, grouped
from annotator.core.profiles import Paragraph, paragraphs
from annotator.core.scheme import LabelEntry, LabelScheme


class Use(StrEnum):
    """What became of a label. One that was merged is read as another; the others are read as themselves."""

    USED = "used"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"


class ChangeKind(StrEnum):
    """What a change does to labels, or to the guidelines."""

    ADD = "add"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    RETIRE = "retire"
    RESTORE = "restore"
    GUIDELINES = "guidelines"


ASKING = (ChangeKind.SPLIT, ChangeKind.RETIRE, ChangeKind.GUIDELINES)
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

    @property
    def is_outdated(self) -> bool:
        """Whether decisions may hold it, read as itself, though the scheme does not offer it any more."""
        return self.use in (Use.SPLIT, Use.RETIRED)


class Change(NamedTuple):
    """One thing that a revision changes. `of` is `topic`, `attribute`, `value` (then `attribute` is the id of its
    attribute) or `guidelines`; `ids` are the labels that it changes, `old` and `new` their keys before and after.

    Of guidelines `old` are the ids of the paragraphs that are no more as they stood, `new` those that are new, and
    `ids` what they bear on (see `bears_on`).
    """

    kind: ChangeKind
    of: str
    ids: tuple[str, ...]
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    attribute: str | None = None

    def __str__(self) -> str:
        """As people read it: `topic economy is business`."""
        old, new = " + ".join(self.old), " + ".join(self.new)  # keys may have commas
        became = [f"{', '.join(ids)} {what}" for what, ids in (("changed", self.old), ("new", self.new)) if ids]
        within = f" of {self.attribute}" if self.attribute is not None else ""
        value = f"{self.of}{within}"
        return {
            ChangeKind.ADD: f"new {value} {new}",
            ChangeKind.RENAME: f"{value} {old} renamed to {new}",
            ChangeKind.MERGE: f"{self.of}s{within} {old} merged into {new}",
            ChangeKind.SPLIT: f"{value} {old} split into {new}",
            ChangeKind.RETIRE: f"{value} {old} retired",
            ChangeKind.RESTORE: f"{value} {new} in use again",
            ChangeKind.GUIDELINES: f"guidelines: {'; '.join(became) or 'another text, the same paragraphs'}",
        }[self.kind]


Held = frozenset[str] | frozenset[tuple[str, str]]
"""What stands in decisions for labels: keys of topics or attributes; keys of values, each behind its attribute's."""
Outdated = frozenset[str | tuple[str, str]]
"""The same of topics and values together."""


@dataclass(frozen=True)
class LabelTable:
    """All labels that a database ever had, as of one revision; and what keys of former days are today."""

    topics: tuple[Label, ...] = ()
    attributes: tuple[Label, ...] = ()

    @cached_property
    def topics_today(self) -> dict[str, str]:
        """The key of today of each that is read as another one."""
        return _names(self.topics)

    @cached_property
    def attributes_today(self) -> dict[str, str]:
        """The same of attributes."""
        return _names(self.attributes)

    @cached_property
    def values_today(self) -> dict[str, dict[str, str]]:
        """The same of the values of an attribute, by any key that the attribute had.

        One that was merged kept values of its own until then: the same key may have stood for others in the two.
        """
        today = dict[str, dict[str, str]]()
        for attribute in self.attributes:
            today |= dict.fromkeys(attribute.keys, _values_through(merge_line(self.attributes, attribute)))
        return today

    def old_keys(self) -> set[str]:
        """All keys that are read as another one."""
        return {*self.topics_today, *self.attributes_today}.union(*self.values_today.values())

    def of_topics(self, topics: Iterable[str]) -> list[str]:
        """The topics by the keys of today, each once."""
        return list(dict.fromkeys(self.topics_today.get(topic, topic) for topic in topics))

    def of_attributes(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a quote by the keys of today.

        Where two attributes were merged and a quote has both, the one that came in under the key of today stays, and
        the other keeps its old key: neither is lost.
        """
        today: dict[str, str] = {}
        for name in sorted(attributes, key=lambda name: name in self.attributes_today):
            key, value = self.pair_of(name, attributes[name])
            today[name if key in today else key] = value
        return today

    def held_of(self, change: Change) -> Held:
        """All that stands in decisions for the labels of a change, and for those merged into them."""
        keys = _keys_of(self.of(change), change.ids)
        return keys if change.attribute is None else _pairs(self.attributes, change.attribute, keys)

    def of(self, change: Change) -> tuple[Label, ...]:
        """The labels of the kind that a change is about."""
        values = (attribute.values for attribute in self.attributes if attribute.id == change.attribute)
        kinds = {"topic": self.topics, "attribute": self.attributes, "value": next(values, ())}
        return kinds.get(change.of, ())

    def is_open(self, change: Change) -> bool:
        """Whether decisions that a change affects have to be looked at: a label that is in use again asks nothing."""
        if change.kind is ChangeKind.GUIDELINES:
            return True
        return change.kind in ASKING and any(label.id in change.ids and label.is_outdated for label in self.of(change))

    def outdated(self) -> tuple[Label, ...]:
        """The topics that decisions may hold and that the scheme of today does not offer."""
        return tuple(label for label in self.topics if label.is_outdated)

    def outdated_keys(self) -> Outdated:
        """All keys of these, and of those that were merged into them; and of values, each behind its attribute's."""
        pairs = (
            _pairs(self.attributes, attribute.id, frozenset(value.keys))
            for attribute in self.attributes
            for value in attribute.values
            if attribute.is_outdated or value.is_outdated
        )
        return _keys_of(self.topics, (label.id for label in self.outdated())).union(*pairs)

    def offers(self, labels: Labels, today: LabelTable) -> bool:
        """Whether nothing of these labels was split or retired; `today`: the table that knows all their keys."""
        own: Outdated = frozenset({*labels.topics, *(pair for quote in labels.quotes for pair in quote.attributes)})
        return {*map(today.key_of, self.outdated_keys())}.isdisjoint(map(today.key_of, own))

    def key_of(self, held: str | tuple[str, str]) -> str | tuple[str, str]:
        """The key of today of a topic, or of a value behind its attribute's."""
        return self.topics_today.get(held, held) if isinstance(held, str) else self.pair_of(*held)

    def pair_of(self, name: str, value: str) -> tuple[str, str]:
        """The keys of today of an attribute and of its value."""
        return self.attributes_today.get(name, name), self.values_today.get(name, {}).get(value, value)


def _keys_of(labels: Iterable[Label], ids: Iterable[str]) -> frozenset[str]:
    """All keys of the labels with these ids, and of those merged into them."""
    known, wanted = list(labels), set(ids)
    return frozenset(
        key
        for label in known
        if not wanted.isdisjoint(other.id for other in merge_line(known, label))
        for key in label.keys
    )


def merge_line(labels: Iterable[Label], label: Label) -> list[Label]:
    """The label, and those that it was merged into; the last is the one that it is read as today.

    Raises LookupError where one was merged into none.
    """
    by_id = {other.id: other for other in labels}
    line = [label]
    while line[-1].use is Use.MERGED and by_id[line[-1].into[0]] not in line:
        line.append(by_id[line[-1].into[0]])
    return line


def _values_through(line: Sequence[Label]) -> dict[str, str]:
    """What became of values of the first of these attributes, each of which was merged into the next."""
    names: dict[str, str] = {}
    for attribute in line:
        then = _names(attribute.values)
        names = then | {key: then.get(value, value) for key, value in names.items()}
    return names


def _pairs(attributes: Sequence[Label], attribute: str, keys: frozenset[str]) -> frozenset[tuple[str, str]]:
    """What stands in decisions for values that have these keys in the attribute of that id."""
    pairs = set[tuple[str, str]]()
    for other in attributes:
        line = merge_line(attributes, other)
        ids = [label.id for label in line]
        if attribute in ids:
            line = line[: ids.index(attribute) + 1]
            names = _values_through(line)
            known = {key for label in line for value in label.values for key in value.keys}
            pairs |= {(name, key) for name in other.keys for key in known | keys if names.get(key, key) in keys}
    return frozenset(pairs)


def _names(labels: Sequence[Label]) -> dict[str, str]:
    today = {label.id: merge_line(labels, label)[-1].key for label in labels}
    return {key: today[label.id] for label in labels for key in label.keys if key != today[label.id]}


class Revision(NamedTuple):
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


def table_from_json(data: Mapping[str, Any]) -> LabelTable:
    """The table, as `asdict` wrote it. Raises KeyError, TypeError or ValueError for anything else."""
    return LabelTable(tuple(map(_label_from_json, data["topics"])), tuple(map(_label_from_json, data["attributes"])))


def _label_from_json(data: Mapping[str, Any]) -> Label:
    if not data["keys"]:
        raise ValueError("a label without a key")
    return Label(
        data["id"],
        tuple(data["keys"]),
        data["name"],
        Use(data["use"]),
        tuple(data.get("into", ())),
        tuple(map(_label_from_json, data.get("values", ()))),
    )


def change_from_json(data: Mapping[str, Any]) -> Change:
    """The change, as `_asdict` wrote it. Raises KeyError, TypeError or ValueError for anything else."""
    ids, old, new = (tuple(data[name]) for name in ("ids", "old", "new"))
    return Change(ChangeKind(data["kind"]), data["of"], ids, old, new, data.get("attribute"))


def numbered(revisions: Sequence[Revision]) -> list[Revision]:
    """The revisions, given in order, those of the line that leads to the last one, which is in use, numbered from 1."""
    line = {revision.key for revision in revisions[-1:]}
    for revision in reversed(revisions):
        if revision.key in line and revision.parent is not None:
            line.add(revision.parent)
    numbers = count(1)
    return [revision._replace(number=next(numbers) if revision.key in line else None) for revision in revisions]


def with_other_lines(table: LabelTable, others: Iterable[LabelTable]) -> LabelTable:
    """The table with what revisions of other lines know: other keys of its labels, and labels that it never had.

    Those are retired, as decisions may hold them and the scheme does not offer them. `others`: the newest first.
    """
    for other in others:
        table = LabelTable(_joined(table.topics, other.topics), _joined(table.attributes, other.attributes))
    return table


def _joined(labels: Sequence[Label], others: Sequence[Label]) -> tuple[Label, ...]:
    known = {label.id: label for label in labels}
    for other in others:
        label = known.get(other.id, replace(other, use=Use.RETIRED) if other.use is Use.USED else other)
        keys = (*(key for key in other.keys if key not in label.keys), *label.keys)
        known[other.id] = replace(label, keys=keys, values=_joined(label.values, other.values))
    return tuple(known.values())


def numbers_reached(revisions: Iterable[Revision]) -> dict[int | None, int]:
    """How far along the line those who decided under a revision had come, by the revision's key.

    Under one that is not of the line, that is the number of the one of the line that it came from; without any, 1.
    `revisions` are in order, so that each comes after the one that it came from.
    """
    reached: dict[int | None, int] = {None: 1}
    for revision in revisions:
        reached[revision.key] = revision.number or reached.get(revision.parent, 1)
    return reached


# ---- What a label scheme changes of the one before: worked out from both, and from what the file says of it.
#
# A file says with `was` which keys a label takes the place of, and with `retired = true` that one is only kept for
# the record. One key in `was` is a renaming; several are a merge; the same key in the `was` of several labels is a
# split. The file may go on saying so: what has been done already is no change.


IsUsed = Callable[[str, Held], bool]
"""Whether a decision holds a label: what it is (as `Change.of`), and all that stands for it."""


class RevisedScheme(NamedTuple):
    """The labels after a change, and what it changes. `gone`: what the file no longer names though decisions hold it,
    as people read it."""

    table: LabelTable
    changes: tuple[Change, ...]
    gone: tuple[str, ...] = ()


def first_table(scheme: LabelScheme) -> LabelTable:
    """The labels of a scheme that no other came before here."""
    return revised(None, scheme, scheme.name, lambda *_: False).table


def revised(before: LabelTable | None, scheme: LabelScheme, where: str, is_used: IsUsed) -> RevisedScheme:
    """What the scheme makes of the labels that there were; `where` names its file in errors.

    Before the first scheme (None) there were those that it says its labels were, elsewhere. A label that the file does
    not name any more is retired if no decision holds it (`is_used`), else it is `gone`. Raises InputRefused where the
    file contradicts itself or what there was.
    """
    known, attributes = before or LabelTable(), dict[str, Label]()
    changes, gone = list[Change](), list[str]()

    def next_labels(
        labels: Iterable[Label], entries: Sequence[LabelEntry], of: str, attribute: str | None = None
    ) -> dict[str, Label]:
        if before is None:
            former = dict.fromkeys(key for entry in entries for key in entry.was)
            labels = [Label(key, (key,), key) for key in former]

        def is_held(keys: frozenset[str]) -> bool:
            return is_used(of, keys if attribute is None else _pairs([*attributes.values()], attribute, keys))

        made = _Labels(of, attribute, where, is_held, labels)
        made.follow(entries)
        gone.extend(made.gone)
        if attribute is None or any(attribute == label.id for label in known.attributes):
            changes.extend(made.changes)
        return made.labels

    topics = next_labels(known.topics, scheme.topic_entries, "topic")
    attributes |= next_labels(known.attributes, scheme.attribute_entries, "attribute")
    for entry in scheme.attribute_entries:
        label = next(
            attribute
            for attribute in attributes.values()
            if entry.key == attribute.key and attribute.use is not Use.MERGED
        )
        values = next_labels(_values_before(attributes.values(), label), entry.values, "value", label.id)
        attributes[label.id] = replace(label, values=tuple(values.values()))
    return RevisedScheme(LabelTable(tuple(topics.values()), tuple(attributes.values())), tuple(changes), tuple(gone))


def changed_guidelines(before: str, after: str, bears_on: Sequence[str]) -> Change | None:
    """What another text of the guidelines changes; None where it says the same. `bears_on`: what of it decisions hold.

    Paragraphs are compared by their words: one that only moves is the same.
    """

    def lacking(these: Iterable[Paragraph], those: Iterable[Paragraph]) -> tuple[str, ...]:
        known = {(heading, words) for _, heading, words in those}
        return tuple(key for key, heading, words in these if (heading, words) not in known)

    earlier, later = paragraphs(before), paragraphs(after)
    old, new = lacking(earlier, later), lacking(later, earlier)
    if not old and not new and not bears_on:
        return None
    return Change(ChangeKind.GUIDELINES, "guidelines", tuple(bears_on), old, new)


def _values_before(attributes: Iterable[Label], label: Label) -> list[Label]:
    """The values that an attribute had, with those of attributes merged into it, by the keys that these had last.

    What has a key there that the attribute has, or had, is that value from then on.
    """
    values = [*label.values]
    for merged in attributes:
        if merged.use is Use.MERGED and label.id in merged.into:
            keys = {value.id: value.key for value in merged.values}
            known = {key for value in values for key in value.keys}
            values += [
                replace(value, id=value.key, keys=(value.key,), into=tuple(keys[other] for other in value.into))
                for value in merged.values
                if value.use is not Use.MERGED and value.key not in known
            ]
    return values


class _Labels:
    """The labels of one kind on their way from one revision to the next, by id, and what becomes of them."""

    def __init__(
        self,
        of: str,
        attribute: str | None,
        where: str,
        is_held: Callable[[frozenset[str]], bool],
        labels: Iterable[Label],
    ) -> None:
        self.of, self.attribute, self.where, self.is_held = of, attribute, where, is_held
        self.labels = {label.id: label for label in labels}
        self.by_key = {key: label.id for label in self.labels.values() for key in label.keys}
        self.changes: list[Change] = []
        self.gone: list[str] = []

    def follow(self, entries: Sequence[LabelEntry]) -> None:
        """Make of the labels what the file says."""
        before = [*self.labels.values()]
        parents = {entry.key: self._parents(entry) for entry in entries}
        claims = grouped((label.id, entry) for entry in entries for label in parents[entry.key])
        for key, entitled in claims.items():
            if len(entitled) > 1:
                self._split(self.labels[key], entitled, parents)
        for entry in entries:
            if all(len(claims[label.id]) == 1 for label in parents[entry.key]):
                self._go_on(entry, parents[entry.key])
        for former in before:  # what the file does not name any more
            if former.use is Use.USED and former.id not in claims:
                if self.is_held(_keys_of(self.labels.values(), (former.id,))):
                    self.gone.append(f"{self.of} {former.key}")
                else:
                    self.labels[former.id] = replace(former, use=Use.RETIRED)
                    self._changed(ChangeKind.RETIRE, [former])

    def _parents(self, entry: LabelEntry) -> list[Label]:
        """The labels that an entry goes on with or takes the place of, its own first."""
        parents: dict[str, Label] = {}
        own = self.by_key.get(entry.key)
        for key in dict.fromkeys((entry.key, *entry.was)):
            if key in self.by_key:
                label = merge_line(self.labels.values(), self.labels[self.by_key[key]])[-1]
                if key != entry.key and own in label.into:
                    continue  # the entry came of a split of that, as the file goes on saying
                if own is not None and label.use is Use.SPLIT and not entry.retired:
                    hint = f"a key stands for one {self.of}: give it another"
                    raise self._refused(entry, f"{self.of} {label.key!r} was split", hint)
                parents[label.id] = label
            elif key != entry.key:
                raise self._refused(entry, f"was names {key!r}, which no {self.of} was called", "mend the key")
        return [*parents.values()]

    def _split(self, label: Label, entitled: Sequence[LabelEntry], parents: Mapping[str, Sequence[Label]]) -> None:
        of_record = [entry for entry in entitled if entry.retired and entry.key == label.key]
        parts = [entry for entry in entitled if entry not in of_record]
        if len(parts) == 1:
            raise self._refused(of_record[0], f"it is retired, and {parts[0].key!r} takes its place", "leave one out")
        for entry in entitled:
            if len(parents[entry.key]) > 1 or (entry.retired and entry in parts):
                raise self._split_from_more(entry, label)
            if entry.key in self.by_key and entry in parts:
                raise self._refused(
                    entry,
                    f"{label.key!r} goes on, and others are split from it",
                    f"a key stands for one {self.of}: give each part a key of its own (its name may stay)",
                )
        self._divide(label, parts)

    def _divide(self, label: Label, parts: Sequence[LabelEntry]) -> None:
        for entry in parts:
            self.labels[entry.key] = Label(entry.key, (entry.key,), entry.name)
        keys = tuple(entry.key for entry in parts)
        self.labels[label.id] = replace(label, use=Use.SPLIT, into=(*label.into, *keys))
        self._changed(ChangeKind.SPLIT, [label], keys)

    def _go_on(self, entry: LabelEntry, parents: Sequence[Label]) -> None:
        """What is no part of a split: labels that go on as one, or a new one, which is as if it had been retired."""
        label, *others = parents or [Label(entry.key, (entry.key,), entry.name, Use.RETIRED)]
        split = next((parent for parent in parents if parent.use is Use.SPLIT), None)
        if split is not None:
            if others:
                raise self._split_from_more(entry, split)
            if not entry.retired:
                self._divide(label, [entry])  # one more part of what was split before
            return
        for other in others:
            self.labels[other.id] = replace(other, use=Use.MERGED, into=(label.id,))
        if others:
            self._changed(ChangeKind.MERGE, parents, (entry.key,))
        elif entry.key != label.key:
            self._changed(ChangeKind.RENAME, [label], (entry.key,))
        if entry.retired and label.use is Use.USED:
            self._changed(ChangeKind.RETIRE, [label])
        elif label.use is Use.RETIRED and not entry.retired:
            self._changed(ChangeKind.RESTORE if parents else ChangeKind.ADD, parents[:1], (entry.key,))
        keys = label.keys if entry.key == label.key else (*label.keys, entry.key)
        use = Use.RETIRED if entry.retired else Use.USED
        self.labels[label.id] = replace(label, keys=keys, name=entry.name, use=use)

    def _changed(self, kind: ChangeKind, labels: Sequence[Label], new: tuple[str, ...] = ()) -> None:
        """Note what becomes of labels that there were; `new` are the keys behind it, and of a new one its id."""
        ids, old = tuple(label.id for label in labels), tuple(label.key for label in labels)
        self.changes.append(Change(kind, self.of, ids or new, old, new, self.attribute))

    def _split_from_more(self, entry: LabelEntry, label: Label) -> InputRefused:
        return self._refused(entry, f"it is split from {label.key!r} and more", "make it in two changes")

    def _refused(self, entry: LabelEntry, what: str, hint: str) -> InputRefused:
        return InputRefused(f"{self.where}: {self.of} {entry.key!r}: {what}", hint)
