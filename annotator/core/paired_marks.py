"""The quotation marks of a text by paragraph, and which of them belong together."""

from __future__ import annotations

from functools import cache

from annotator.core.quotation_marks import Mark, inner_marks, outer_marks
from annotator.core.resources import languages_folder

Bounds = tuple[int, int]
Pair = tuple[Mark, Mark | None]


def find_marks(text: str, bounds: list[Bounds], lang: str) -> list[list[Mark]]:
    """The outer marks of each paragraph; where it has none, its inner ones. In text order."""
    clipped = clipped_words(lang)
    return [outer_marks(text, start, end) or inner_marks(text, start, end, clipped) for start, end in bounds]


@cache
def clipped_words(lang: str) -> frozenset[str]:
    """Words that an apostrophe leads; none where no list is."""
    path = languages_folder() / lang / "clipped_words.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


def pair_marks(marks: list[list[Mark]], bounds: list[Bounds]) -> list[list[Pair]]:
    """The marks of each paragraph that belong together; None for a partner in a later paragraph.

    A paragraph with marks that do not pair up is treated as if it had none (which of them was lost nobody can say),
    except where its last opening mark runs on: the next paragraph opens with a mark, as speech over several paragraphs
    is set.
    """
    pairs: list[list[Pair]] = []
    for number, here in enumerate(marks):
        found, dangling = _pairs(here)
        if dangling is None:
            pairs.append(found)
        elif dangling is here[-1] and number + 1 < len(marks) and _leads(marks[number + 1], bounds[number + 1]):
            pairs.append([*found, (dangling, None)])
        else:
            pairs.append([])
    return pairs


def _leads(marks: list[Mark], bounds: Bounds) -> bool:
    """Whether the paragraph begins with an opening mark."""
    return bool(marks) and marks[0].opens and marks[0].start == bounds[0]


def _pairs(marks: list[Mark]) -> tuple[list[Pair], Mark | None]:
    """The pairs of one paragraph, and the first mark without a partner (None: all have one)."""
    pairs: list[Pair] = []
    opened: Mark | None = None
    for mark in marks:
        if opened is None:
            if not mark.opens:
                return pairs, mark
            opened = mark
        elif opened.closed_by(mark):
            pairs.append((opened, mark))
            opened = None
        else:
            return pairs, opened
    return pairs, opened
