"""Decode quotes from role probabilities: runs of a role become spans, and of overlapping quotes the likelier stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import BEFORE, window
from annotator.suggest.text.view import Range

# Both limits together raised exact F1 on PolNeAR dev from 48.5 to 50.4 when they were introduced.
_NEAR = 4
"""Content that stops fewer tokens than this short of its sentence's edge is extended to it."""
_GAP = 2
"""Holes of up to this many tokens in a content are filled where they hold no source and no cue."""


@dataclass(slots=True)
class Reading:
    """The quote that the network reads at one anchor (the cue's main word), by token numbers.

    `found`: how likely the anchor is one; `sure`: the mean probability of the content; `score`: their product.
    """

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
    """The quote at each anchor; none where no token is likeliest to be content.

    `anchors`: token numbers; `found`: how likely each is an anchor. `roles`: (n_anchors, LENGTH + MARGIN, len(ROLES)),
    the role probabilities of each anchor's window.
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
    """The span extended to its sentence's edges, where only a few tokens without a role are in between.

    `best`: the likeliest role of each place of the window, (n_places,); place 0 is token `first`.
    """
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


def runs(mask: NDArray[np.bool_]) -> list[Range]:
    """The runs of true places in (n_places,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _content(best: NDArray[np.int64], first: int) -> list[Range]:
    """The runs of content in a window, (n_places,), with small holes filled, as token numbers."""
    spans: list[Range] = []
    for start, end in runs(best == CONTENT):
        if spans and start - spans[-1][1] <= _GAP and not (best[spans[-1][1] : start] > 0).any():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [(start + first, end + first) for start, end in spans]


def _likeliest(mask: NDArray[np.bool_], sure: NDArray[np.float32], first: int) -> Range | None:
    """The run of true places with the highest sum of probabilities, as token numbers. Arrays: (n_places,)."""
    found = runs(mask)
    if not found:
        return None
    start, end = max(found, key=lambda run: float(sure[run[0] : run[1]].sum()))
    return start + first, end + first


def _cue(mask: NDArray[np.bool_], anchor: int, first: int) -> Range | None:
    """The run of cue places that holds the anchor, or else the longest one, as token numbers."""
    found = runs(mask)
    if not found:
        return None
    start, end = next((run for run in found if run[0] <= anchor < run[1]), max(found, key=lambda run: run[1] - run[0]))
    return start + first, end + first


def apart(readings: list[Reading], size: int, threshold: float) -> list[Reading]:
    """The readings with a score from `threshold` on such that no two share content, likeliest first; in text order.

    `size`: the number of the Doc's tokens.
    """
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
