"""From the probabilities of roles to quotes: runs become spans, and what overlaps goes to the likelier one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import BEFORE, window

Range = tuple[int, int]
_NEAR = 4
"""Content that stops this few tokens short of its sentence's edge goes on to it."""
_GAP = 2
"""Content with a hole of at most this many tokens that are neither source nor cue is whole."""


@dataclass(slots=True)
class Reading:
    """One possible quote by token number. `anchor`: the cue's main word."""

    anchor: int
    content: list[Range]
    source: Range | None
    cue: Range | None
    found: float
    sure: float
    score: float = 0.0

    def tokens(self) -> set[int]:
        """The numbers of all tokens of the content."""
        return {i for start, end in self.content for i in range(start, end)}


def read_roles(features: Features, anchors: list[int], found: list[float], roles: NDArray[np.float32]) -> list[Reading]:
    """The quote that each anchor's role probabilities, (anchors, places, roles), give; none where no content is likely.

    `found`: how likely each is an anchor. A reading's `sure` is the mean probability of its content.
    """
    if not anchors:
        return []
    _, inside = window(features, np.asarray(anchors))
    best = roles.argmax(axis=-1)
    best[~inside] = 0
    readings = []
    for row, anchor in enumerate(anchors):
        first = anchor - BEFORE
        content = _content(best[row], first)
        if not content:
            continue
        source = _likeliest(best[row] == SOURCE, roles[row, :, SOURCE], first)
        cue = _cue(best[row] == CUE, anchor - first, first) or (anchor, anchor + 1)
        mask = best[row] == CONTENT
        sure = float(roles[row, mask, CONTENT].mean())
        content = [_snapped(features, span, best[row], first) for span in content]
        readings.append(Reading(anchor, content, source, cue, found[row], sure, found[row] * sure))
    return readings


def _snapped(features: Features, span: Range, best: NDArray[np.int64], first: int) -> Range:
    """The span grown to its sentence's edges, where only a few tokens without a role are in between."""
    start, end = span
    sentence = features.sentence
    for _ in range(_NEAR):
        if start == 0 or sentence[start - 1] != sentence[start]:
            break
        start -= 1
    else:
        start = span[0]
    for _ in range(_NEAR):
        if end == features.size or sentence[end] != sentence[end - 1]:
            break
        end += 1
    else:
        end = span[1]
    if (best[max(start - first, 0) : span[0] - first] > 0).any():
        start = span[0]
    if (best[span[1] - first : end - first] > 0).any():
        end = span[1]
    return start, end


def _runs(mask: NDArray[np.bool_]) -> list[Range]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _content(best: NDArray[np.int64], first: int) -> list[Range]:
    """The runs of content, with small holes filled."""
    spans: list[Range] = []
    for start, end in _runs(best == CONTENT):
        if spans and start - spans[-1][1] <= _GAP and not (best[spans[-1][1] : start] > 0).any():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [(start + first, end + first) for start, end in spans]


def _likeliest(mask: NDArray[np.bool_], sure: NDArray[np.float32], first: int) -> Range | None:
    runs = _runs(mask)
    if not runs:
        return None
    start, end = max(runs, key=lambda run: float(sure[run[0] : run[1]].sum()))
    return start + first, end + first


def _cue(mask: NDArray[np.bool_], anchor: int, first: int) -> Range | None:
    """The run of the cue that holds the anchor, or else the longest one."""
    runs = _runs(mask)
    if not runs:
        return None
    start, end = next((run for run in runs if run[0] <= anchor < run[1]), max(runs, key=lambda run: run[1] - run[0]))
    return start + first, end + first


def apart(readings: list[Reading], size: int, threshold: float) -> list[Reading]:
    """The likeliest readings such that no two share content, in text order."""
    taken = np.zeros(size, dtype=bool)
    kept = []
    for reading in sorted(readings, key=lambda r: (-r.score, r.anchor)):
        if reading.score < threshold:
            break
        tokens = sorted(reading.tokens())
        if taken[tokens].any():
            continue
        taken[tokens] = True
        kept.append(reading)
    return sorted(kept, key=lambda r: r.content)
