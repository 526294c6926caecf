"""The label scheme of the model: which topics and attributes there are, and what became of those that there were."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

FIRST = ("politics", "economy", "weather", "sport")
ATTRIBUTES = {"stance": ("for", "against"), "view": ("for", "calm")}

Pair = tuple[str, str]
"""An attribute and one of its values, by their keys."""


@dataclass
class Scheme:
    """Topics, and attributes with their values, by key. No key is ever used for two things."""

    keys: list[str] = field(default_factory=lambda: list(FIRST))
    attributes: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(ATTRIBUTES))
    read_as: dict[Pair, Pair] = field(default_factory=dict)
    """Values that were renamed, or whose attributes were renamed or merged: as what they are read."""
    pairs_were: dict[Pair, Pair] = field(default_factory=dict)
    """What the last change of attributes says that values were."""
    retired: list[str] = field(default_factory=list)
    gone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By attribute the values that were retired."""
    split_up: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By attribute the values that were split."""
    resting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Attributes that were retired as a whole, with the values that they had then."""
    became: dict[str, str] = field(default_factory=dict)
    """Keys that were renamed or merged: the key under which they are read."""
    was: dict[str, tuple[str, ...]] = field(default_factory=dict)
    made: int = 0
    revision: str | None = None
    """The uuid of the revision that is in use; None: that of the beginning."""
    dropped: dict[Any, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)
    """Keys and values that were split or retired: by which revision, and by which brought back (see `noted`)."""

    first: dict[Any, Any] = field(default_factory=dict)
    """Keys and values that were given to labels which had others before: what these were called first."""
    foreign: set[str] = field(default_factory=set)
    """Topics that only a scheme of another copy has, of which another one came later."""
    is_of_a_copy: bool = False
    """Whether it is changed while another copy may change it too: then no attributes are merged."""

    def copy(self) -> Scheme:
        """Another that changes by itself."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        return Scheme(**{name: known.copy() if hasattr(known, "copy") else known for name, known in own.items()})

    def knows(self, other: Scheme) -> None:
        """What another copy called labels is read as what they are called here; what it has besides is not offered."""
        known = {*self.keys, *self.retired, *self.dropped, *self.became, *self.foreign}
        for key in {*other.keys, *other.retired, *other.dropped, *other.became} - known:
            first = other.first.get(key, key)
            if first in known:
                self.became[key] = first
            elif key in other.became:
                self.became[key] = other.became[key]
            else:
                self.foreign.add(key)
        pairs = self.pairs() | {*self.dropped, *self.read_as}
        for pair, first in other.first.items():
            if isinstance(pair, tuple) and pair not in pairs and first in pairs:
                self.read_as[pair] = first

    def noted(self, before: Scheme, revision: str) -> None:
        """Keep which topics of the scheme before that revision does not offer any more, and which it does again."""
        self.revision = revision
        for key in (*before.keys, *before.pairs()):
            if key not in (*self.keys, *self.pairs(), *self.became, *self.read_as):
                self.dropped[key] = (*self.dropped.get(key, ()), (revision, None))
        for key in before.retired_labels() - self.retired_labels():
            if key not in self.read_as:
                *earlier, (since, _) = self.dropped[key]
                self.dropped[key] = (*earlier, (since, revision))

    def pairs(self) -> set[Pair]:
        """The attributes with the values that can be given."""
        return {(name, value) for name, values in self.attributes.items() for value in values}

    def retired_labels(self) -> set[Any]:
        """Topics and values that are kept for the record only."""
        pairs = ((name, value) for kept in (self.gone, self.resting) for name in kept for value in kept[name])
        return {*self.retired, *pairs}

    def not_offered(self, topics: Iterable[str], under: int, reached: Mapping[str, int]) -> frozenset[str]:
        """Those of them, under the keys of today, that the revision of that number did not offer.

        `reached`: how far along the line of revisions each is, see `World.reached`.
        """

        def gone(key: str) -> bool:
            times = self.dropped.get(key, ())
            return any(reached[since] <= under and (back is None or under < reached[back]) for since, back in times)

        lines = [self._line(key) for key in topics]
        return frozenset(line[-1] for line in lines if any(map(gone, line)) or line[-1] in self.foreign)

    def pairs_not_offered(self, pairs: Iterable[Pair], under: int, reached: Mapping[str, int]) -> set[Pair]:
        """The same of values."""
        return {
            pair
            for pair in map(self.pair_today, pairs)
            for since, back in self.dropped.get(pair, ())
            if reached[since] <= under and (back is None or under < reached[back])
        }

    def dropped_after(self, labels: Iterable[Any], under: int, reached: Mapping[str, int]) -> bool:
        """Whether one of them was split or retired after the revision of that number, and not brought back.

        `labels`: topics, and attributes with their values.
        """
        today = (self.pair_today(one) if isinstance(one, tuple) else self._today(one) for one in labels)
        times = [self.dropped[key][-1] for key in today if key in self.dropped]
        return any(back is None and under < reached[since] for since, back in times)

    def toml(self) -> str:
        """The scheme as a file, with what the last change says of it."""
        topics = [_topic(key, self.was.get(key, ())) for key in self.keys]
        topics += [f'[[topic]]\nkey = "{key}"\nretired = true\n' for key in self.retired]
        attributes = [self._attribute(name, values) for name, values in self.attributes.items()]
        attributes += [f"{self._attribute(name, values)}retired = true\n" for name, values in self.resting.items()]
        return "\n".join([*topics, *attributes])

    def _attribute(self, name: str, values: tuple[str, ...]) -> str:
        were = {value: self.pairs_were.get((name, value), (name, value)) for value in values}
        former = sorted({old for old, _ in were.values()} - {name})
        new = '{{value = "{}", was = "{}"}}'
        written = [f'"{value}"' if old == value else new.format(value, old) for value, (_, old) in were.items()]
        written += [f'{{value = "{value}", retired = true}}' for value in self.gone.get(name, ())]
        was = f"was = [{', '.join(f'{one!r}' for one in former)}]\n" if former else ""
        return f'[[attribute]]\nname = "{name}"\n{was}values = [{", ".join(written)}]\n'

    def pairs_today(self, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        """The attributes of a quote with their values as they are read today.

        Of two that were merged the one that came in under the key of today stays, and the other keeps its old key.
        """
        today: dict[str, str] = {}
        for name, value in sorted(pairs, key=lambda pair: self.pair_today(pair)[0] != pair[0]):
            key, read = self.pair_today((name, value))
            today[name if key in today else key] = read
        return tuple(sorted(today.items()))

    def pair_today(self, pair: Pair) -> Pair:
        """An attribute and its value as they are read today."""
        while pair in self.read_as:
            pair = self.read_as[pair]
        return pair

    def today(self, topics: Iterable[str]) -> frozenset[str]:
        """The same topics under the keys of today."""
        return frozenset(self._today(key) for key in topics)

    def offered(self, topics: Iterable[str]) -> frozenset[str]:
        """Those of them that can still be given: what was split or retired is not suggested any more."""
        return self.today(topics) & frozenset(self.keys)

    def _today(self, key: str) -> str:
        return self._line(key)[-1]

    def _line(self, key: str) -> list[str]:
        """A key, and those under which it was read since."""
        line = [key]
        while line[-1] in self.became:
            line.append(self.became[line[-1]])
        return line

    def _is_now(self, old: Any, new: Any) -> None:
        self.first[new] = self.first.get(old, old)

    def _new(self, like: str) -> str:
        self.made += 1
        return f"{like.rstrip('0123456789')}{self.made}"

    # ---- changes: each leaves the scheme as it is to be, and says what it did

    def add(self, chance: random.Random) -> str:
        """One more topic."""
        self.was = {}
        self.keys.append(self._new("other"))
        return f"adds {self.keys[-1]}"

    def rename(self, chance: random.Random) -> str:
        """Another key for a topic."""
        old = chance.choice(self.keys)
        new = self._new(old)
        self.keys[self.keys.index(old)] = new
        self.was, self.became[old] = {new: (old,)}, new
        self._is_now(old, new)
        return f"renames {old} to {new}"

    def merge(self, chance: random.Random) -> str:
        """One topic for two."""
        if len(self.keys) < 3:
            return self.add(chance)
        one, two = chance.sample(self.keys, 2)
        new = self._new(one)
        self.keys[self.keys.index(one)] = new
        self.keys.remove(two)
        self.was, self.became[one], self.became[two] = {new: (one, two)}, new, new
        self._is_now(one, new)
        return f"merges {one} and {two} to {new}"

    def split(self, chance: random.Random) -> str:
        """Two topics for one: what was given before stays under its old key, to be looked at again."""
        old = chance.choice(self.keys)
        new, other = self._new(old), self._new(old)
        self.keys[self.keys.index(old)] = new
        self.keys.append(other)
        self.was = {new: (old,), other: (old,)}
        return f"splits {old} into {new} and {other}"

    def retire(self, chance: random.Random) -> str:
        """A topic is kept for the record only."""
        if len(self.keys) < 3:
            return self.add(chance)
        old = chance.choice(self.keys)
        self.keys.remove(old)
        self.retired.append(old)
        self.was = {}
        return f"retires {old}"

    def bring_back(self, chance: random.Random) -> str:
        """A topic that was retired is offered again."""
        if not self.retired:
            return self.retire(chance)
        key = chance.choice(self.retired)
        self.retired.remove(key)
        self.keys.append(key)
        self.was = {}
        return f"brings {key} back"

    def add_value(self, chance: random.Random) -> str:
        """One more value of an attribute."""
        self.was, self.pairs_were = {}, {}
        name = chance.choice([*self.attributes])
        self.attributes[name] += (self._new("other"),)
        return f"adds the value {self.attributes[name][-1]} to {name}"

    def rename_value(self, chance: random.Random) -> str:
        """Another key for a value of an attribute."""
        name = chance.choice([*self.attributes])
        old = chance.choice(self.attributes[name])
        new = self._new(old)
        self.attributes[name] = tuple(new if value == old else value for value in self.attributes[name])
        self._reads_as({(name, old): (name, new)})
        return f"renames the value {old} of {name} to {new}"

    def rename_attribute(self, chance: random.Random) -> str:
        """Another key for an attribute."""
        old = chance.choice([*self.attributes])
        new = self._new(old)
        values = self.attributes[new] = self.attributes.pop(old)
        for named in (self.gone, self.split_up):
            named[new] = named.pop(old, ())
            self.read_as |= {(old, value): (new, value) for value in named[new]}
            self.dropped |= {(new, value): self.dropped[old, value] for value in named[new]}
            self.first |= {(new, value): self.first.get((old, value), (old, value)) for value in named[new]}
        self._reads_as({(old, value): (new, value) for value in values})
        return f"renames the attribute {old} to {new}"

    def merge_attributes(self, chance: random.Random) -> str:
        """One attribute for two: a value of the other is that of the same key, if there is, or was, one."""
        if len(self.attributes) < 2 or self.is_of_a_copy:
            return self.rename_value(chance)
        one, two = chance.sample([*self.attributes], 2)
        if any(named.get(name) for named in (self.gone, self.split_up) for name in (one, two)):
            return self.rename_value(chance)
        of_two = self.attributes.pop(two)
        as_what = {value: self._once_called(one, value) for value in of_two}
        self.attributes[one] += tuple(value for _, value in as_what.values() if value not in self.attributes[one])
        self._reads_as({(two, value): pair for value, pair in as_what.items()})
        return f"merges the attribute {two} into {one}"

    def retire_value(self, chance: random.Random) -> str:
        """A value of an attribute is kept for the record only."""
        able = [name for name, values in self.attributes.items() if len(values) > 1]
        if not able:
            return self.split_value(chance)
        name = chance.choice(able)
        old = chance.choice(self.attributes[name])
        self.attributes[name] = tuple(value for value in self.attributes[name] if value != old)
        self.gone[name] = (*self.gone.get(name, ()), old)
        self.was, self.pairs_were = {}, {}
        return f"retires the value {old} of {name}"

    def bring_value_back(self, chance: random.Random) -> str:
        """A value that was retired is offered again."""
        able = [name for name, values in self.gone.items() if values]
        if not able:
            return self.retire_value(chance)
        name = chance.choice(able)
        old = chance.choice(self.gone[name])
        self.gone[name] = tuple(value for value in self.gone[name] if value != old)
        self.attributes[name] += (old,)
        self.was, self.pairs_were = {}, {}
        return f"brings the value {old} of {name} back"

    def retire_attribute(self, chance: random.Random) -> str:
        """An attribute is kept for the record only, with all its values; or one that is, is offered again."""
        if len(self.attributes) < 2 or (self.resting and chance.random() < 0.6):
            return self.bring_attribute_back(chance)
        name = chance.choice([*self.attributes])
        self.resting[name] = self.attributes.pop(name)
        self.was, self.pairs_were = {}, {}
        return f"retires the attribute {name}"

    def bring_attribute_back(self, chance: random.Random) -> str:
        """An attribute that was retired is offered again."""
        if not self.resting:
            return self.add_value(chance)
        name = chance.choice([*self.resting])
        self.attributes[name] = self.resting.pop(name)
        self.was, self.pairs_were = {}, {}
        return f"brings the attribute {name} back"

    def split_value(self, chance: random.Random) -> str:
        """Two values for one: what was given before stays under its old key, to be looked at again."""
        name = chance.choice([*self.attributes])
        old = chance.choice(self.attributes[name])
        parts = [self._new(old), self._new(old)]
        self.attributes[name] = (*(value for value in self.attributes[name] if value != old), *parts)
        self.split_up[name] = (*self.split_up.get(name, ()), old)
        self.was, self.pairs_were = {}, {(name, part): (name, old) for part in parts}
        return f"splits the value {old} of {name} into {' and '.join(parts)}"

    def _once_called(self, name: str, value: str) -> Pair:
        """The value of an attribute that has that key, or had it, whatever the attribute was called then."""
        former = (self.pair_today(pair) for pair in self.read_as if pair[1] == value)
        return next((pair for pair in former if pair[0] == name), (name, value))

    def _reads_as(self, pairs: dict[Pair, Pair]) -> None:
        self.read_as |= pairs
        for old, new in pairs.items():
            self._is_now(old, new)
        self.was, self.pairs_were = {}, {new: old for old, new in pairs.items()}

    CHANGES = (add, rename, merge, split, retire, bring_back, rename_value, rename_attribute, merge_attributes)
    CHANGES += (add_value, retire_value, bring_value_back, split_value, retire_attribute)


def _topic(key: str, was: tuple[str, ...]) -> str:
    line = f"was = [{', '.join(repr(one) for one in was)}]\n".replace("'", '"') if was else ""
    return f'[[topic]]\nkey = "{key}"\n{line}'
