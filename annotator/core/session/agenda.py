"""Sentences that are gone through in an order of their own, such as those that a reviewer is to settle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from annotator.core.session.desk import Item


class Agenda:
    """The ids of the sentences in their order, and which of them are still to be seen.

    One is still to be seen as long as nobody decided it since it was first opened. So one that was decided before, and
    is looked at again, is seen once too.
    """

    def __init__(
        self,
        name: str,
        ids: Sequence[int],
        ends: str = "",
        why: Mapping[int, str] = MappingProxyType({}),
        is_seen: Callable[[Item], bool] | None = None,
    ) -> None:
        """`name`: what one of the sentences is called. `ends`: what is said when none is left.

        `why`: what is said of a sentence, by its id, as long as it is to be seen. `is_seen`: whether one that is
        decided was seen, where that does not follow from when it was decided.
        """
        self.name = name
        self._why = why
        self._is_seen = is_seen
        self.ends = ends or "ALL DONE"
        self.nothing_left = not ids
        """Whether none was left when last looked."""
        self._ids = list(ids)
        self._rank = {sentence: at for at, sentence in enumerate(ids)}
        self._first_seen: dict[int, int | None] = {}
        """The decision that a sentence had when it was first opened, by the sentence's id."""

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, sentence: int) -> bool:
        return sentence in self._rank

    def position(self, sentence: int) -> int | None:
        """The number of a sentence in the order, from 1; None where it is not one of them."""
        at = self._rank.get(sentence)
        return None if at is None else at + 1

    def include(self, sentence: int) -> None:
        """Let a sentence be one of them, the last, if it is not yet: one whose decision of long ago was undone."""
        if sentence not in self._rank:
            self._rank[sentence] = len(self._ids)
            self._ids.append(sentence)
            self.nothing_left = False

    def around(self, sentence: int, by: int) -> Iterator[int]:
        """All others, beginning with the one after (`by` 1) or before (-1) that sentence, round and round once.

        Beginning with the first where the sentence is not one of them.
        """
        at = self._rank.get(sentence, -1 if by > 0 else 0)
        for step in range(1, len(self._ids) + 1):
            other = self._ids[(at + by * step) % len(self._ids)]
            if other != sentence:
                yield other

    def why(self, item: Item) -> str:
        """Why a sentence is to be seen; empty where nothing is said of it, or it was seen."""
        return self._why.get(item.id, "") if self.is_open(item) else ""

    def note_opened(self, item: Item) -> None:
        """Keep what a sentence was like when it was first opened."""
        if item.id in self._rank:
            self._first_seen.setdefault(item.id, None if item.decision is None else item.decision.id)

    def is_open(self, item: Item) -> bool:
        """Whether a sentence is still to be seen."""
        if item.id not in self._rank:
            return False
        if self._is_seen is not None and item.decided:
            return not self._is_seen(item)
        if item.decision is None or item.skipped or item.id not in self._first_seen:
            return True
        return item.decision.id == self._first_seen[item.id]


def why_to_look(agenda: Agenda | None, item: Item) -> list[str]:
    """Why a sentence is to be seen, as a line of what has to be noticed about it; none where nothing is said."""
    why = agenda.why(item) if agenda is not None else ""
    return [why] if why else []
