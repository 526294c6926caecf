"""What came of a copy, and what did not agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class CutOtherwise(NamedTuple):
    """An article that the copy has in other sentences: what was decided of it there was left out.

    `decided`: how many sentences each annotator had decided or skipped in it.
    """

    document: int
    title: str
    decided: dict[str, int]


class TwiceDecided(NamedTuple):
    """A sentence that somebody decided on both copies, each without knowing of the other decision.

    `at`: when the one that counts was decided; None where none does, as it was taken back. `alike`: both say the same.
    """

    annotator: str
    document: int
    sentence: int
    at: str | None
    alike: bool


class TwiceTaken(NamedTuple):
    """A slot that was taken on both copies. It stays with `holder`; the other one's decisions stay, without a slot."""

    document: int
    slot: int
    holder: str
    other: str


class Renamed(NamedTuple):
    """A renaming of a speaker that came with the copy, and how it stands now."""

    old: str
    new: str
    stands: bool


@dataclass(slots=True)
class Merged:
    """What a copy brought to the target. Numbers of articles and sentences are the target's, from 1.

    `rows` counts what is new by table, events by their kind, and decisions that say something of versions as `reviews`.
    `decisions` are new ones by annotator, without what only says others again. `renamed_ids`: articles whose id another
    text has, with the id they got. Of the label schemes (`scheme`) and guideline profiles (`profile`) in use, the later
    one is in use: `replaced`: that of the copy instead of another; `kept`: that of the target, though the copy's is
    another. `drafts`: unconfirmed edits that came; `drafts_dropped`: those that did not stay, as the sentence was
    decided on another copy or edited on both. `results_kept`: results of a qualification that came for people who had
    one: the first one counts.
    """

    source: Path
    rows: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    documents: list[int] = field(default_factory=list)
    renamed_ids: list[tuple[str, str]] = field(default_factory=list)
    cut_otherwise: list[CutOtherwise] = field(default_factory=list)
    twice_decided: list[TwiceDecided] = field(default_factory=list)
    twice_taken: list[TwiceTaken] = field(default_factory=list)
    renamings: list[Renamed] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    drafts: int = 0
    drafts_dropped: int = 0
    results_kept: int = 0

    @property
    def left_out(self) -> int:
        """How many decided sentences were left out, as they are other sentences in the target."""
        return sum(sum(one.decided.values()) for one in self.cut_otherwise)

    def __bool__(self) -> bool:
        return bool(self.rows or self.drafts)
