"""What a label scheme changes of the one before: worked out from both, and from what the file says of it.

A file says with `was` which keys a label takes the place of, and with `retired = true` that one is only kept for the
record. One key in `was` is a renaming; several are a merge; the same key in the `was` of several labels is a split. The
file may go on saying so: what has been done already is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.core.errors import InputRefused
from annotator.core.profiles import paragraphs
from annotator.core.revisions import Change, Kind, Label, LabelTable, Use
from annotator.core.scheme import Attribute, LabelScheme, Topic, Value

IsUsed = Callable[[str, frozenset[str], str | None], bool]
"""Whether a decision holds a label: what it is (as `Change.of`), all its keys, and the id of a value's attribute."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the file says of a label."""

    key: str
    name: str
    was: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Revised:
    """The labels after a change, and what it changes. `gone`: what the file no longer names though decisions hold it,
    as people read it."""

    table: LabelTable
    changes: tuple[Change, ...]
    gone: tuple[str, ...] = ()


def first_table(scheme: LabelScheme) -> LabelTable:
    """The labels of a scheme that no other came before here. What it says they were, they were elsewhere."""
    attributes = [
        Label(name, (name,), name, values=_former(value for one in of_name for value in one.listed))
        for name, of_name in _by_former_name((*scheme.attributes, *scheme.retired_attributes)).items()
    ]
    before = LabelTable(_former((*scheme.topics, *scheme.retired_topics)), tuple(attributes))
    return revised(before, scheme, scheme.name, lambda *_: False).table


def _former(entries: Iterable[Topic | Value]) -> tuple[Label, ...]:
    """A label for each key that these say they had."""
    return tuple(Label(key, (key,), key) for key in dict.fromkeys(key for one in entries for key in one.was))


def _by_former_name(attributes: Iterable[Attribute]) -> dict[str, list[Attribute]]:
    """The attributes by the names that they had, also those of today whose values had other keys."""
    found: dict[str, list[Attribute]] = {}
    for one in attributes:
        for name in one.was or ((one.name,) if any(value.was for value in one.listed) else ()):
            found.setdefault(name, []).append(one)
    return found


def revised(before: LabelTable, scheme: LabelScheme, where: str, is_used: IsUsed) -> Revised:
    """What the scheme makes of the labels that there were; `where` names its file in errors.

    A label that the file does not name any more is retired if no decision holds it (`is_used`), else it is `gone`.
    Raises InputRefused where the file contradicts itself or what there was.
    """
    topics = _Labels(before.topics, "topic", None, where, is_used)
    topics.take(
        [
            *(_Entry(one.key, one.name, one.was) for one in scheme.topics),
            *(_Entry(one.key, one.name, one.was, retired=True) for one in scheme.retired_topics),
        ]
    )
    kept = _Labels(before.attributes, "attribute", None, where, is_used)
    kept.take(
        [
            *(_Entry(one.name, one.title, one.was) for one in scheme.attributes),
            *(_Entry(one.name, one.title, one.was, retired=True) for one in scheme.retired_attributes),
        ]
    )
    changes, gone = [*topics.changes, *kept.changes], [*topics.gone, *kept.gone]
    attributes = kept.labels
    for attribute in (*scheme.attributes, *scheme.retired_attributes):
        label = next(one for one in attributes.values() if attribute.name == one.key)
        values = _Labels(_values_before(before, attributes, label), "value", label.id, where, is_used)
        values.take([_Entry(one.key, one.key, one.was, one.retired) for one in attribute.listed])
        attributes[label.id] = replace(label, values=tuple(values.labels.values()))
        if label.id in {one.id for one in before.attributes}:
            changes += values.changes
        gone += values.gone
    return Revised(LabelTable(tuple(topics.labels.values()), tuple(attributes.values())), tuple(changes), tuple(gone))


def changed_guidelines(before: str, after: str, bears_on: Sequence[str]) -> Change | None:
    """What another text of the guidelines changes; None where it says the same. `bears_on`: what of it decisions hold.

    Paragraphs are compared by their words: one that only moves is the same.
    """
    one, other = paragraphs(before), paragraphs(after)
    words, words_after = {(p.heading, p.words) for p in one}, {(p.heading, p.words) for p in other}
    old = tuple(p.id for p in one if (p.heading, p.words) not in words_after)
    new = tuple(p.id for p in other if (p.heading, p.words) not in words)
    if not old and not new and not bears_on:
        return None
    return Change(Kind.GUIDELINES, "guidelines", tuple(bears_on), old, new)


def _values_before(before: LabelTable, attributes: dict[str, Label], label: Label) -> tuple[Label, ...]:
    """The values that an attribute had, with those of attributes merged into it; each key once."""
    ids = [label.id, *(one.id for one in attributes.values() if one.use is Use.MERGED and label.id in one.into)]
    found: dict[str, Label] = {}
    for attribute in before.attributes:
        if attribute.id in ids:
            for value in attribute.values:
                found.setdefault(value.id, value)
    return tuple(found.values())


class _Labels:
    """The labels of one kind on their way from one revision to the next."""

    def __init__(self, before: Sequence[Label], of: str, attribute: str | None, where: str, is_used: IsUsed) -> None:
        self.labels = {label.id: label for label in before}
        self.changes: list[Change] = []
        self.gone: list[str] = []
        self._of, self._attribute, self._where, self._is_used = of, attribute, where, is_used
        self._by_key = {key: label.id for label in before for key in label.keys}

    def take(self, entries: Sequence[_Entry]) -> None:
        """Make of the labels what the file says."""
        before = dict(self.labels)
        claims: dict[str, list[_Entry]] = {}
        parents = {entry.key: self._parents(entry) for entry in entries}
        for entry in entries:
            for label in parents[entry.key]:
                claims.setdefault(label, []).append(entry)
        for key, entitled in claims.items():
            if len(entitled) > 1:
                self._split(self.labels[key], entitled, parents)
        for entry in entries:
            of_entry = parents[entry.key]
            if not of_entry:
                self._add(entry)
            elif all(len(claims[label]) == 1 for label in of_entry):
                self._go_on(entry, of_entry)
        for one in before.values():
            if one.use is Use.USED and one.id not in claims:
                self._go(one)

    def _parents(self, entry: _Entry) -> list[str]:
        """The ids of the labels that an entry goes on with or takes the place of, its own first."""
        found: dict[str, None] = {}
        own = self._by_key.get(entry.key)
        if own is not None:
            found[self._usable(own, entry)] = None
        for key in entry.was:
            if key == entry.key:
                continue
            if key not in self._by_key:
                raise self._refused(entry, f"was names {key!r}, which no {self._of} was called", "mend the key")
            label = self.labels[self._by_key[key]]
            if label.use is Use.SPLIT and (own is None or own in label.into):
                if own is None:
                    found[label.id] = None
                continue  # it came of that split, as the file goes on saying
            found[self._usable(label.id, entry)] = None
        return list(found)

    def _usable(self, label_id: str, entry: _Entry) -> str:
        label = self.labels[label_id]
        while label.use is Use.MERGED:
            label = self.labels[label.into[0]]
        if label.use is Use.SPLIT:
            if entry.retired:
                return label.id
            raise self._refused(
                entry, f"{self._of} {label.key!r} was split", f"a key stands for one {self._of}: give it another"
            )
        return label.id

    def _split(self, label: Label, entitled: Sequence[_Entry], parents: dict[str, list[str]]) -> None:
        of_record = [entry for entry in entitled if entry.retired and entry.key == label.key]
        parts = [entry for entry in entitled if entry not in of_record]
        if len(parts) == 1:
            raise self._refused(of_record[0], f"it is retired, and {parts[0].key!r} takes its place", "leave one out")
        for entry in parts:
            if entry.retired or len(parents[entry.key]) > 1:
                raise self._refused(entry, f"it is split from {label.key!r} and more", "make it in two changes")
            if entry.key in self._by_key:
                raise self._refused(
                    entry,
                    f"{label.key!r} goes on, and others are split from it",
                    f"a key stands for one {self._of}: give each part a key of its own (its name may stay)",
                )
        self._divide(label, parts)

    def _divide(self, label: Label, parts: Sequence[_Entry]) -> None:
        for entry in parts:
            self.labels[entry.key] = Label(entry.key, (entry.key,), entry.name)
        keys = tuple(entry.key for entry in parts)
        self.labels[label.id] = replace(label, use=Use.SPLIT, into=(*label.into, *keys))
        self._changed(Kind.SPLIT, (label.id,), (label.key,), keys)

    def _add(self, entry: _Entry) -> None:
        if entry.key in self._by_key:
            return  # the record of what was split
        use = Use.RETIRED if entry.retired else Use.USED
        self.labels[entry.key] = Label(entry.key, (entry.key,), entry.name, use)
        if not entry.retired:
            self._changed(Kind.ADD, (entry.key,), (), (entry.key,))

    def _go_on(self, entry: _Entry, of_entry: Sequence[str]) -> None:
        label = self.labels[of_entry[0]]
        if label.use is Use.SPLIT:
            if not entry.retired:
                self._divide(label, [entry])  # one more part of what was split before
            return
        if len(of_entry) > 1:
            self._merge(label, entry, of_entry)
        elif entry.key != label.key:
            self._changed(Kind.RENAME, (label.id,), (label.key,), (entry.key,))
        if entry.retired and label.use is Use.USED:
            self._changed(Kind.RETIRE, (label.id,), (label.key,), ())
        elif label.use is Use.RETIRED and not entry.retired:
            self._changed(Kind.RESTORE, (label.id,), (label.key,), (entry.key,))
        keys = label.keys if entry.key == label.key else (*label.keys, entry.key)
        use = Use.RETIRED if entry.retired else Use.USED
        self.labels[label.id] = replace(label, keys=keys, name=entry.name, use=use)

    def _merge(self, label: Label, entry: _Entry, of_entry: Sequence[str]) -> None:
        for other in of_entry[1:]:
            self.labels[other] = replace(self.labels[other], use=Use.MERGED, into=(label.id,))
        old = tuple(self.labels[one].key for one in of_entry)
        self._changed(Kind.MERGE, tuple(of_entry), old, (entry.key,))

    def _go(self, label: Label) -> None:
        """What the file does not name any more."""
        keys = LabelTable(tuple(self.labels.values())).keys_of(Change(Kind.RETIRE, "topic", (label.id,)))
        if self._is_used(self._of, keys, self._attribute):
            self.gone.append(f"{self._of} {label.key}")
            return
        self.labels[label.id] = replace(label, use=Use.RETIRED)
        self._changed(Kind.RETIRE, (label.id,), (label.key,), ())

    def _changed(self, kind: Kind, ids: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]) -> None:
        self.changes.append(Change(kind, self._of, ids, old, new, self._attribute))

    def _refused(self, entry: _Entry, what: str, hint: str) -> InputRefused:
        return InputRefused(f"{self._where}: {self._of} {entry.key!r}: {what}", hint)
