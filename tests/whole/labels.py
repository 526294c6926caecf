"""The label scheme of the model: which topics there are, and what became of those that there were."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

FIRST = ("politics", "economy", "weather", "sport")


@dataclass
class Scheme:
    """Topics by key. No key is ever used for two things."""

    keys: list[str] = field(default_factory=lambda: list(FIRST))
    retired: list[str] = field(default_factory=list)
    became: dict[str, str] = field(default_factory=dict)
    """Keys that were renamed or merged: the key under which they are read."""
    was: dict[str, tuple[str, ...]] = field(default_factory=dict)
    made: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    """Keys that were split or retired, with the number of the revision that did so (see `noted`)."""

    def copy(self) -> Scheme:
        """Another that changes by itself."""
        return Scheme([*self.keys], [*self.retired], dict(self.became), dict(self.was), self.made, dict(self.dropped))

    def noted(self, before: Scheme, revision: int) -> None:
        """Keep which topics of the scheme before the revision of that number does not offer any more."""
        gone = [key for key in before.keys if key not in self.keys and key not in self.became]
        self.dropped |= dict.fromkeys(gone, revision)

    def toml(self) -> str:
        """The scheme as a file, with what the last change says of it."""
        topics = [_topic(key, self.was.get(key, ())) for key in self.keys]
        topics += [f'[[topic]]\nkey = "{key}"\nretired = true\n' for key in self.retired]
        return "\n".join(topics) + '\n[[attribute]]\nname = "stance"\nvalues = ["for", "against"]\n'

    def today(self, topics: Iterable[str]) -> frozenset[str]:
        """The same topics under the keys of today."""
        return frozenset(self._today(key) for key in topics)

    def offered(self, topics: Iterable[str]) -> frozenset[str]:
        """Those of them that can still be given: what was split or retired is not suggested any more."""
        return self.today(topics) & frozenset(self.keys)

    def _today(self, key: str) -> str:
        while key in self.became:
            key = self.became[key]
        return key

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

    CHANGES = (add, rename, merge, split, retire)


def _topic(key: str, was: tuple[str, ...]) -> str:
    line = f"was = [{', '.join(repr(one) for one in was)}]\n".replace("'", '"') if was else ""
    return f'[[topic]]\nkey = "{key}"\n{line}'
