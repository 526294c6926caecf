"""Which sentences a reviewer looks at."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.draw import is_drawn

SHARE = 0.05
"""The share of the unanimous sentences that a reviewer sees, so that one knows how often all annotators are wrong."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a review is of.

    `share`: of the unanimous sentences, those that are looked at like differences. `early`: also documents that are not
    decided to the end by all who are to decide them. `again`: also sentences that are settled. `documents`: the ids of
    the only ones to look at; none means all.
    """

    share: float = SHARE
    early: bool = False
    again: bool = False
    documents: tuple[str, ...] = ()


def is_audited(document: str, index: int, share: float) -> bool:
    """Whether a unanimous sentence is one of the share that a reviewer sees.

    Chosen by the SHA-256 of the id that the sentence has in exports, `<document id>:<sentence index>`: so anybody can
    tell from an export which sentences they were. With a greater share, those of a smaller one are among them.
    """
    return is_drawn(f"audit {document}:{index}", share)
