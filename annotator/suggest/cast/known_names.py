"""Names that a text has beyond doubt, and where they stand within a longer run of words that is no name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind, Mention

_OFTEN = 2
"""A single word that the model takes for a person counts as a surname if it does so often: set by hand."""
_LONGEST = 8
"""More words than this are not looked at together."""


@dataclass(frozen=True)
class KnownNames:
    """Names as tuples of their keys."""

    people: frozenset[tuple[str, ...]]
    """Of more than one word."""
    surnames: frozenset[str]
    bodies: frozenset[tuple[str, ...]]

    def pieces(self, keys: Sequence[str], words: CastWords) -> list[tuple[int, int, Kind]]:
        """The known names within these words, in order: first word, end, and of what kind. The longest one counts.

        To a surname belong the given names before it: "Jane Roe" in "Will Jane Roe Run", where the text has "Roe".
        """
        found: list[tuple[int, int, Kind]] = []
        start = 0
        while start < len(keys):
            piece = self._at(keys, start)
            if piece is None:
                start += 1
                continue
            end, kind = piece
            free = found[-1][1] if found else 0
            if kind is Kind.ORG and end - start == 1 and start > free and keys[start - 1] in words.given:
                kind = Kind.PERSON  # the model takes "Roe" for a body where it stands alone
            if kind is Kind.PERSON and end - start == 1:
                while start > free and keys[start - 1] in words.given and keys[start - 1] not in words.headline_openers:
                    start -= 1
                if end < len(keys) and keys[end] in self.surnames and keys[end - 1] in words.given:
                    end += 1  # the surname of one is the given name of another
            found.append((start, end, kind))
            start = end
        return found

    def _at(self, keys: Sequence[str], start: int) -> tuple[int, Kind] | None:
        """The longest known name that begins here: its end and kind."""
        for end in range(min(len(keys), start + _LONGEST), start, -1):
            name = tuple(keys[start:end])
            if name in self.people:
                return end, Kind.PERSON
            if name in self.bodies:
                return end, Kind.ORG
        return (start + 1, Kind.PERSON) if keys[start] in self.surnames else None


def known_names(mentions: Iterable[Mention], words: CastWords) -> KnownNames:
    """The names of these mentions: single words of people if they are sure, often there, or end a full name."""
    people: set[tuple[str, ...]] = set()
    bodies: set[tuple[str, ...]] = set()
    single: Counter[str] = Counter()
    for mention in mentions:
        keys = mention.name.keys
        if mention.kind is not Kind.PERSON:
            bodies.add(keys)
        elif mention.name.full:
            people.add(keys)
        else:
            single[keys[0]] += _OFTEN if mention.sure else 1
    surnames = {keys[-1] for keys in people} | {word for word, count in single.items() if count >= _OFTEN}
    return KnownNames(frozenset(people), frozenset(surnames - words.places), frozenset(bodies))
