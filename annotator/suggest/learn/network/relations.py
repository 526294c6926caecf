"""What lies between an anchor (a cue's main word) and each token near it, as rows of a table of vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features, Ints
from annotator.suggest.quotes.candidate import Candidate

BEFORE, AFTER = 44, 68
"""How many tokens before and after the anchor content and source are looked for.

From the prototype of this network, which was measured as a whole on PolNeAR dev; not tuned one by one. So are the sizes
of the tables and buckets below.
"""
LENGTH = BEFORE + AFTER + 1
MARGIN = 2
"""Empty places after each window, so that no convolution sees from one window into the next."""

_CLIMB = 14
"""How many steps up the parse a token's place under the anchor is looked for."""
_DEPS = 61
_FRAMES = 97
"""Buckets that dependency labels and the rules' frames are hashed into."""
_NOWHERE = 4 * 3 * 2 * _DEPS + 7
"""The place of a token that hangs under none of the anchor's chain of heads."""

SIZES = (
    64,  # distance
    _NOWHERE + 1,  # place among what hangs under the cue, its head, and that one's head
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
"""How many values each relation has, in the order in which `relations` stacks them."""
OFFSETS = np.concatenate([[0], np.cumsum(SIZES)[:-1]]).astype(np.int32)
ROWS = int(sum(SIZES))

Grid = NDArray[np.int64]
"""Numbers for each place of each anchor's window, (n_anchors, LENGTH + MARGIN)."""


def window(features: Features, anchors: Ints) -> tuple[Grid, NDArray[np.bool_]]:
    """The token numbers around each anchor, and which of these places hold a token: (n_anchors, LENGTH + MARGIN) each.

    `anchors`: (n_anchors,) token numbers.
    """
    offsets = np.arange(-BEFORE, AFTER + 1 + MARGIN)
    grid = anchors[:, None] + offsets[None, :]
    inside = (grid >= 0) & (grid < features.size) & (offsets[None, :] <= AFTER)
    return np.clip(grid, 0, max(features.size - 1, 0)), inside


def relations(features: Features, anchors: Ints) -> tuple[Grid, NDArray[np.bool_], NDArray[np.int32]]:
    """The window of each anchor, as `window` gives it, and relations, (n_anchors, LENGTH + MARGIN, len(SIZES)) int32.

    Relations are row numbers of one table: each has its own range of rows, from its place in OFFSETS on.
    """
    grid, inside = window(features, anchors)
    anchor = anchors[:, None]
    low, high = np.minimum(grid, anchor), np.maximum(grid, anchor)

    def between(counts: Ints, most: int) -> Grid:
        """How many there are between anchor and token, `most` at most, from running counts, (n_tokens,)."""
        difference: Grid = np.minimum(counts[high] - counts[low], most)
        return difference

    quoted, own = features.region[grid] >= 0, features.region[anchor] >= 0
    same = (features.region[grid] == features.region[anchor]) & quoted
    sentences = np.clip(features.sentence[grid] - features.sentence[anchor], -4, 7) + 4
    paragraphs = np.clip(features.paragraph[grid] - features.paragraph[anchor], -2, 3) + 2
    verbs = between(features.verbs_up_to, 8) + 9 * (grid > anchor)
    columns = [
        _distance(grid - anchor),
        _chain(features, grid, anchor),
        sentences * 6 + paragraphs,
        quoted + 2 * own + 4 * np.minimum(between(features.marks_up_to, 5), 5) + 24 * (grid > anchor),
        between(features.commas_up_to, 3) + 4 * between(features.colons_up_to, 2) + 12 * (grid > anchor),
        (features.dep[grid] * 31 + features.dep[anchor] * 17) % 4001,
        same + 2 * quoted + 4 * own,
        verbs,
        *_rule_roles(features, anchors, grid),
    ]
    return grid, inside, np.stack(columns, axis=-1).astype(np.int32) + OFFSETS


def _distance(offset: Grid) -> Grid:
    """The signed distance in tokens as a bucket from 0 to 62: exact up to 12, then six buckets for each doubling."""
    far = np.abs(offset)
    coarse = np.where(far <= 12, far, 12 + np.minimum((np.log2(np.maximum(far, 1) / 12) * 6).astype(np.int64) + 1, 18))
    return 31 + np.sign(offset) * coarse


def _chain(features: Features, grid: Grid, anchor: Grid) -> Grid:
    """Where each token hangs in the parse: under which child of the anchor, of its head, or of that one's head.

    A code of which of the three it is, whether the token is the child itself, the token's side of the anchor, and the
    child's dependency label. `anchor`: (n_anchors, 1), the anchors.
    """
    head, dep = features.head, features.dep % _DEPS
    links = [anchor, head[anchor], head[head[anchor]]]
    place = np.full(grid.shape, _NOWHERE)
    open_ = np.ones(grid.shape, dtype=bool)
    for level, link in enumerate(links):
        here = open_ & (grid == link)
        place[here] = 4 * 3 * 2 * _DEPS + level
        open_ &= ~here
    token = grid
    side = (grid > anchor).astype(np.int64)
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


def _rule_roles(features: Features, anchors: Ints, grid: Grid) -> list[Grid]:
    """Each token's role in the rules' two best candidates at the anchor, and in their quotes at other anchors.

    Four relations: best, second, best with its frame, others.
    """
    rules = features.rule_candidates
    best, second, others = np.zeros((3, len(anchors), features.size), dtype=np.int64)
    frames = np.zeros((len(anchors), 1), dtype=np.int64)
    chosen = np.zeros(features.size, dtype=np.int64)
    for candidate in rules.chosen:
        _paint(chosen, candidate)
    others[:] = chosen
    for row, anchor in enumerate(anchors.tolist()):
        for candidate in rules.chosen:
            if candidate.head == anchor:
                for start, end in [*candidate.content, candidate.cue, candidate.source or (0, 0)]:
                    others[row, start:end] = 12
        candidates = rules.by_head.get(anchor, [])
        for candidate, roles in zip(candidates, (best[row], second[row]), strict=False):
            _paint(roles, candidate)
        if candidates:
            frames[row] = 1 + sum(map(ord, candidates[0].frame.name)) % (_FRAMES - 1)
            best[row] += 16
    rows = np.arange(len(anchors))[:, None]
    first_best = best[rows, grid]
    with_frame = frames * 5 + np.where(first_best >= 16, first_best % 4 + 1, 0)
    return [first_best, second[rows, grid], with_frame, others[rows, grid]]


def _paint(row: NDArray[np.int64], candidate: Candidate) -> None:
    """Write a candidate's roles into `row`, (n_tokens,): plus 4 where a role begins, 8 where it ends, 12 for both."""
    spans = [(span, CONTENT) for span in candidate.content]
    for (start, end), role in [*spans, (candidate.source or (0, 0), SOURCE), (candidate.cue, CUE)]:
        if start < end:
            row[start:end] = role
            row[start] = role + 4
            row[end - 1] = role + (12 if end - start == 1 else 8)
