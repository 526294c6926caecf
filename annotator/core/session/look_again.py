"""Sentences that somebody is to look at again: why each of them, and whether it was answered since."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.editions import Fate
from annotator.core.session.desk import Before, Item, Place
from annotator.core.session.navigation import WorkList


class Reason(StrEnum):
    """What asks to look again: a corrected article, another label scheme or guidelines, an edit left unconfirmed."""

    CORRECTED = "corrected"
    CHANGED = "changed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A sentence that its annotator is to look at again. `kind` is the first of what asks to, `reason` says all of it.

    `before`: the decisions of earlier editions that are to be looked at here. `stood`: the id of the decision that was
    made before the scheme or the guidelines changed.
    """

    sentence_id: int
    place: Place
    reason: str
    kind: Reason
    before: tuple[Before, ...] = ()
    stood: int | None = None

    def corrected(self, item: Item, seen: Container[int] = ()) -> tuple[Before, ...]:
        """What of earlier editions is still to be looked at, as the sentence is now; `seen` has keys of what is not."""
        stands = None if item.decision is None or item.skipped else item.decision.id
        return tuple(
            one for one in self.before if one.key not in seen and (one.fate is Fate.ORPHANED or stands == one.stood)
        )

    def is_open(self, item: Item, seen: Container[int] = ()) -> bool:
        """Whether the sentence, as it is now, is still to be looked at."""
        changed = self.stood is not None and item.decision is not None and item.decision.id == self.stood
        return changed or item.touched or bool(self.corrected(item, seen))


class AgainList(WorkList):
    """The work list of these sentences. Whatever answers one of them takes it off the list."""

    def __init__(self, entries: Sequence[LookAgain]) -> None:
        """The entries in the order in which they are opened."""
        self._entries = {one.sentence_id: one for one in entries}
        self._seen: set[int] = set()
        reasons = {one.sentence_id: one.reason for one in entries}
        super().__init__("sentence to look at again", [*reasons], "ALL LOOKED AT", reasons, self._asks)

    def corrected(self, item: Item) -> tuple[Before, ...]:
        """What of earlier editions is still to be looked at in a sentence."""
        entry = self._entries.get(item.id)
        return entry.corrected(item, self._seen) if entry is not None else ()

    def note_seen(self, before: Before) -> None:
        """Keep that a decision whose words are gone was seen."""
        self._seen.add(before.key)

    def _asks(self, item: Item) -> bool:
        return self._entries[item.id].is_open(item, self._seen)
