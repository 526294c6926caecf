"""Father and son of one name: "Otto Roe" and "Otto Roe Jr." in one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.suggest.cast.mention import Mention
from annotator.suggest.cast.names import Name


def fathers_of(mentions: Sequence[Mention]) -> set[tuple[str, ...]]:
    """The names of people whom the text names before, and more often than, somebody with the same name and a "Jr."."""
    plain_ones = Counter(m.name.keys for m in mentions if not m.name.suffix)
    juniors = Counter(m.name.keys for m in mentions if m.name.suffix)
    first = {m.name.keys: m for m in sorted(mentions, key=lambda m: m.start, reverse=True)}
    return {keys for keys, count in juniors.items() if plain_ones[keys] > count and not first[keys].name.suffix}


def is_other_generation(name: Name, others: Iterable[Name]) -> bool:
    """Whether one of these is the same name with a "Jr." where this one has none, or none where this one has it."""
    return any(other.keys == name.keys and bool(other.suffix) != bool(name.suffix) for other in others)
