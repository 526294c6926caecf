"""Sentences that are gone through instead of all: a filter's, and what is to be settled, read or looked at again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.core.session.desk import Filter, Item


class WorkList:
    """The ids of the sentences in their order, why each of them is to be seen, and which still are.

    Unless `is_open` says otherwise, one is still to be seen as long as nobody decided it since it was first opened. So
    one that was decided before, and is looked at again, is seen once too.
    """

    def __init__(
        self,
        name: str,
        ids: Sequence[int],
        ends: str = "ALL DONE",
        reasons: Mapping[int, str] = MappingProxyType({}),
        is_open: Callable[[Item], bool] | None = None,
    ) -> None:
        """`name`: what one of the sentences is called. `ends`: what is said when none is left.

        `reasons`: what is said of a sentence, by its id, as long as it is to be seen.
        """
        self.name, self.ends = name, ends
        self.nothing_left = not ids
        """Whether none was left when last looked."""
        self._reasons, self._says_open = reasons, is_open
        self._ids = list(ids)
        self._rank = {sentence: at for at, sentence in enumerate(self._ids)}
        self._ascending = self._ids == sorted(self._ids)
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
            self._ascending = self._ids == sorted(self._ids)
            self.nothing_left = False

    def around(self, sentence: int, by: int, wrap: bool = True) -> Iterator[int]:
        """All others, from the one after (`by` 1) or before (-1) that sentence on; with `wrap` round and round once.

        Where the sentence is not one of them: beginning with what stands after or before it in the text, if they are in
        the order of the text, else with the first or the last.
        """
        at = self._rank.get(sentence)
        if at is not None:
            begin = at + by
        elif self._ascending:
            begin = bisect_right(self._ids, sentence) if by > 0 else bisect_left(self._ids, sentence) - 1
        else:
            begin = 0 if by > 0 else -1
        for step in range(len(self._ids)):
            place = begin + by * step
            if not wrap and not 0 <= place < len(self._ids):
                return
            other = self._ids[place % len(self._ids)]
            if other != sentence:
                yield other

    def why(self, item: Item) -> str:
        """Why a sentence is to be seen; empty where nothing is said of it, or it was seen."""
        return self._reasons.get(item.id, "") if self.is_open(item) else ""

    def note_opened(self, item: Item) -> None:
        """Keep what a sentence was like when it was first opened."""
        if item.id in self._rank:
            self._first_seen.setdefault(item.id, None if item.decision is None else item.decision.id)
            self.nothing_left = self.nothing_left and not self.is_open(item)

    def is_open(self, item: Item) -> bool:
        """Whether a sentence is still to be seen."""
        if item.id not in self._rank:
            return False
        if self._says_open is not None:
            return self._says_open(item)
        if item.decision is None or item.skipped or item.id not in self._first_seen:
            return True
        return item.decision.id == self._first_seen[item.id]


class Filtered(WorkList):
    """What a filter found, in the order of the text.

    They stay as they were found: a sentence that is decided meanwhile remains among them, to be come back to, unless
    undecided ones were wanted.
    """

    def __init__(self, wanted: Filter, ids: Sequence[int]) -> None:
        super().__init__("filter", ids, is_open=lambda item: "undecided" not in wanted.marks or not item.decided)
        self.wanted = wanted

    def without(self, gone: Collection[int]) -> Filtered | None:
        """The same without some sentences; None where none is left."""
        left = [one for one in self._ids if one not in gone]
        return Filtered(self.wanted, left) if left else None
