"""What a later edition changed, sentence by sentence: what was decided before beside what stands there."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.editions import Fate
from annotator.core.session.desk import Before, Desk, Item
from annotator.core.session.navigation import WorkList
from annotator.core.session.notice import Notice
from annotator.core.session.workbench import Workbench


class CorrectedSentences:
    """Goes through what is to be looked at, at a workbench."""

    def __init__(self, desk: Desk, bench: Workbench) -> None:
        """Open the first. Raises what reading them raises."""
        self._desk, self._bench = desk, bench
        found = desk.to_look_at()
        self._by_sentence: dict[int, list[Before]] = {}
        for one in found:
            self._by_sentence.setdefault(one.sentence_id, []).append(one)
        self._seen: set[int] = set()
        self.editing = False
        bench.when_opened.append(self._opened)
        bench.navigator.go_through(
            WorkList("changed sentence", [*self._by_sentence], "all changes are looked at", is_open=self._is_open)
        )
        bench.notice = Notice(told(found))

    @property
    def before(self) -> Before | None:
        """What is to be looked at in the current sentence: the next one of it; None where there is nothing left."""
        return next(iter(self._open_ones(self._bench.state.item)), None)

    @property
    def comparing(self) -> bool:
        """Whether both editions are shown, not the card."""
        return self.before is not None and not self.editing

    def left(self) -> int:
        """How many there are in this sentence."""
        return len(self._open_ones(self._bench.state.item))

    def acknowledge(self) -> None:
        """Say of an orphaned decision that it was seen, and go on."""
        before = self.before
        if before is None or before.fate is not Fate.ORPHANED:
            return
        with self._bench.telling():
            self._desk.acknowledge(before.key)
            self._seen.add(before.key)
            if self.before is None:
                self._bench.navigator.to_listed(1)

    def _open_ones(self, item: Item) -> list[Before]:
        here = self._by_sentence.get(item.id, [])
        return [one for one in here if one.key not in self._seen and _waits(one, item)]

    def _is_open(self, item: Item) -> bool:
        return bool(self._open_ones(item))

    def _opened(self) -> None:
        self.editing = False


def told(found: Sequence[Before]) -> str:
    """How many there are to look at, in words."""
    touched = sum(one.fate is Fate.TOUCHED for one in found)
    return f"{touched} changed, {len(found) - touched} gone: Enter takes what is shown, or says that you have seen it"


def _waits(one: Before, item: Item) -> bool:
    if one.fate is Fate.ORPHANED:
        return True
    return item.decision is None or item.skipped or item.decision.id == one.stood
