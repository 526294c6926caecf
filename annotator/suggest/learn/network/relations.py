"""What lies between a cue and each token near it, as small numbers that a table turns into vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features, Ints

BEFORE, AFTER = 44, 68
"""How far from the cue's main word its content and source are looked for, in tokens."""
LENGTH = BEFORE + AFTER + 1
MARGIN = 2
"""Empty places after each window, so that no convolution sees from one window into the next."""

_CLIMB = 14
_DEPS = 61
_FRAMES = 97

SIZES = (
    64,  # distance
    4 * 3 * 2 * _DEPS + 8,  # place among what hangs under the cue, its head, and that one's head
    12 * 6,  # sentence and paragraph offset
    48,  # in marks, both, with marks between
    24,  # commas and colons between
    4001,  # both dependencies
    8,  # same quoted region
    18,  # verbs between
    48,  # role in the rules' best candidate of this cue
    16,  # role in its second best
    5 * _FRAMES,  # the same with the frame
    24,  # role in what the rules chose for other cues
)
"""How many values each relation has."""
OFFSETS = np.concatenate([[0], np.cumsum(SIZES)[:-1]]).astype(np.int32)
ROWS = int(sum(SIZES))

Grid = NDArray[np.int64]


def window(features: Features, anchors: Ints) -> tuple[Grid, NDArray[np.bool_]]:
    """The token numbers around each anchor, (anchors, LENGTH + MARGIN), and which of these places hold a token."""
    offsets = np.arange(-BEFORE, AFTER + 1 + MARGIN)
    grid = anchors[:, None] + offsets[None, :]
    inside = (grid >= 0) & (grid < features.size) & (offsets[None, :] <= AFTER)
    return np.clip(grid, 0, max(features.size - 1, 0)), inside


def relations(features: Features, anchors: Ints) -> tuple[Grid, NDArray[np.bool_], NDArray[np.int32]]:
    """The window of each anchor with its relations: rows of one table, (anchors, LENGTH + MARGIN, relations)."""
    grid, inside = window(features, anchors)
    at = anchors[:, None]
    low, high = np.minimum(grid, at), np.maximum(grid, at)

    def between(counts: Ints, most: int) -> Grid:
        found: Grid = np.minimum(counts[high] - counts[low], most)
        return found

    quoted, own = features.region[grid] >= 0, features.region[at] >= 0
    same = (features.region[grid] == features.region[at]) & quoted
    sentences = np.clip(features.sentence[grid] - features.sentence[at], -4, 7) + 4
    paragraphs = np.clip(features.paragraph[grid] - features.paragraph[at], -2, 3) + 2
    verbs = between(features.verb, 8) + 9 * (grid > at)
    found = [
        _distance(grid - at),
        _chain(features, grid, at),
        sentences * 6 + paragraphs,
        quoted + 2 * own + 4 * np.minimum(between(features.marks, 5), 5) + 24 * (grid > at),
        between(features.commas, 3) + 4 * between(features.colons, 2) + 12 * (grid > at),
        (features.dep[grid] * 31 + features.dep[at] * 17) % 4001,
        same + 2 * quoted + 4 * own,
        verbs,
        *_hinted(features, anchors, grid),
    ]
    return grid, inside, np.stack(found, axis=-1).astype(np.int32) + OFFSETS


def _distance(offset: Grid) -> Grid:
    """The signed distance: exact up to 12, then ever coarser."""
    far = np.abs(offset)
    coarse = np.where(far <= 12, far, 12 + np.minimum((np.log2(np.maximum(far, 1) / 12) * 6).astype(np.int64) + 1, 18))
    return 31 + np.sign(offset) * coarse


def _chain(features: Features, grid: Grid, at: Grid) -> Grid:
    """Under which child of the anchor, of its head or of that one's head the token hangs, and on which side."""
    head, dep = features.head, features.dep % _DEPS
    links = [at, head[at], head[head[at]]]
    place = np.full(grid.shape, 4 * 3 * 2 * _DEPS + 7)
    open_ = np.ones(grid.shape, dtype=bool)
    for level, link in enumerate(links):
        here = open_ & (grid == link)
        place[here] = 4 * 3 * 2 * _DEPS + level
        open_ &= ~here
    token = grid
    side = (grid > at).astype(np.int64)
    for step in range(_CLIMB):
        above = head[token]
        for level, link in enumerate(links):
            here = open_ & (above == link) & (token != link)
            code = ((level * 2 + (step > 0)) * 2 + side) * _DEPS + dep[token]
            place = np.where(here, code, place)
            open_ &= ~here
        if not open_.any():
            break
        token = above
    return place


def _hinted(features: Features, anchors: Ints, grid: Grid) -> list[Grid]:
    """Each token's role in the rules' candidates of the anchor, and in those chosen for other cues."""
    size = features.size
    count = len(anchors)
    best = np.zeros((count, size), dtype=np.int64)
    second = np.zeros((count, size), dtype=np.int64)
    frames = np.zeros((count, 1), dtype=np.int64)
    others = np.zeros((count, size), dtype=np.int64)
    chosen = np.zeros(size, dtype=np.int64)
    for candidate in features.hints.chosen:
        _paint(chosen, candidate.content, candidate.source, candidate.cue)
    for row, anchor in enumerate(anchors.tolist()):
        candidates = features.hints.by_head.get(anchor, [])
        others[row] = chosen
        for candidate in features.hints.chosen:
            if candidate.head == anchor:
                for start, end in [*candidate.content, candidate.cue, candidate.source or (0, 0)]:
                    others[row, start:end] = 12
        if candidates:
            frames[row] = 1 + sum(map(ord, candidates[0].frame)) % (_FRAMES - 1)
            _paint(best[row], candidates[0].content, candidates[0].source, candidates[0].cue)
            best[row] += 16
        if len(candidates) > 1:
            _paint(second[row], candidates[1].content, candidates[1].source, candidates[1].cue)
    rows = np.arange(count)[:, None]
    near, next_ = best[rows, grid], second[rows, grid]
    return [near, next_, frames * 5 + np.where(near >= 16, near % 4 + 1, 0), others[rows, grid]]


def _paint(
    row: NDArray[np.int64], content: list[tuple[int, int]], source: tuple[int, int] | None, cue: tuple[int, int]
) -> None:
    """Write a candidate's roles into a row: the role, with whether it begins (4) or ends (8) there."""
    spans = [(span, CONTENT) for span in content] + ([(source, SOURCE)] if source is not None else []) + [(cue, CUE)]
    for (start, end), role in spans:
        if start < end:
            row[start:end] = role
            row[start] = role + 4
            row[end - 1] = role + (12 if end - start == 1 else 8)
