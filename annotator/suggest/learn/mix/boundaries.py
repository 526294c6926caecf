"""Where a quote's content begins and ends: other edges that the words, the network and the rules make plausible.

First it is settled that there is a quote (`mixing.choose`), then which of its readings is the one to suggest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.mix.candidates import LEARNED, Choice, masked
from annotator.suggest.learn.mix.picker import Floats, Picker
from annotator.suggest.learn.mix.ranker import log_odds
from annotator.suggest.learn.mix.token_kinds import KIND, KINDS, Mask, Words, read_words
from annotator.suggest.learn.network.decode import Range
from annotator.suggest.learn.network.features import CONTENT, Features
from annotator.suggest.learn.network.relations import AFTER, BEFORE
from annotator.suggest.learn.network.run import Predicted

Place = NDArray[np.int64]

_POINTED = (3, 4)
"""How many of the network's likeliest first and last words are tried."""
_AROUND = 3
"""How many words on each side of the first one are tried as the first one."""
_LIKELY = 0.01
_SHARED = 0.5
"""Readings that have less than this in common with the choice are others' business."""
_TEMPLATES = 4
_BREAKS = [KIND[name] for name in ("comma", "colon", "mark")]
_OPENERS = [KIND[name] for name in ("preposition", "subordinator", "wh", "and")]
_EYE = np.eye(len(KINDS))


@dataclass(slots=True)
class Variants:
    """Readings of one quote, the first one the choice's own. `masks`: their words, from token `first` on."""

    first: int
    masks: Mask
    evidence: Floats


@dataclass(slots=True)
class Scene:
    """A Doc with what the network and the rules see in it: all that readings of its quotes are made and judged by."""

    features: Features
    predicted: Predicted
    words: Words
    rows: dict[int, int]
    readings: dict[int, list[Range]]

    @classmethod
    def of(cls, features: Features, predicted: Predicted, choices: Iterable[Choice]) -> Scene:
        """The scene of a Doc's choices."""
        rows = {anchor: row for row, anchor in enumerate(predicted.anchors)}
        readings = {choice.anchor: choice.content for choice in choices if choice.side == LEARNED}
        return cls(features, predicted, read_words(features), rows, readings)

    def templates(self, choice: Choice) -> list[list[Range]]:
        """What the network, then what the rules see at the choice's anchor, the likeliest of the rules first."""
        hints = self.features.hints
        candidates = [c for c in hints.chosen if c.head == choice.anchor] + hints.by_head.get(choice.anchor, [])
        found: list[list[Range]] = []
        for candidate in candidates:
            content = sorted(candidate.content)
            if content not in found:
                found.append(content)
        return [self.readings.get(choice.anchor, list(choice.content)), *found[: _TEMPLATES - 1]]


def refine(scene: Scene, chosen: Sequence[Choice], picker: Picker) -> list[Choice]:
    """The choices with the likeliest of their readings as content."""
    refined = []
    taken = sum((choice.mask(scene.words.size).astype(np.int64) for choice in chosen), np.zeros(scene.words.size, int))
    for choice in chosen:
        taken -= choice.mask(scene.words.size)
        found = variants(scene, choice, taken > 0)
        best = int(np.argmax(picker(found.evidence)))
        content = content_of(scene.words, found, best, choice.content) if best else choice.content
        refined.append(replace(choice, content=content))
        taken += refined[-1].mask(scene.words.size)
    return refined


def groups(scene: Scene, chosen: Sequence[Choice]) -> list[Variants]:
    """The readings of each of the choices, the others staying as they are."""
    size = scene.words.size
    taken = sum((choice.mask(size).astype(np.int64) for choice in chosen), np.zeros(size, int))
    return [variants(scene, choice, (taken - choice.mask(size)) > 0) for choice in chosen]


def variants(scene: Scene, choice: Choice, taken: Mask) -> Variants:
    """The readings of a choice: with other edges, with and without holes. `taken`: tokens of other quotes."""
    words, base = scene.words, choice.content
    templates = scene.templates(choice)
    stop = words.sentence_from(int(words.sentence[base[-1][1] - 1]) + 1)
    first = min(max(0, choice.anchor - BEFORE), base[0][0])
    last = max(min(words.size, choice.anchor + AFTER + 1), base[-1][1])
    last = max(last, min(stop, last + AFTER))
    forbidden = taken[first:last].copy()
    forbidden[[i - first for i in (*range(*choice.cue), choice.anchor) if first <= i < last]] = True
    starts = np.array(sorted(a for a in _starts(scene, choice, templates) if first <= a < last), dtype=np.int64)
    ends = np.array(sorted(b for b in _ends(scene, choice, templates) if first < b <= last), dtype=np.int64)
    places = np.arange(first, last)
    spans = (places >= starts[:, None])[:, None, :] & (places < ends[:, None])[None, :, :]
    holes = _distinct(np.array([_hole(shape, first, last) for shape in ([], base, *templates)]))
    made = (spans.reshape(-1, 1, len(places)) & ~holes[None, :, :]).reshape(-1, len(places))
    own = masked(base, words.size)[first:last] & words.word[first:last]
    masks = made & words.word[first:last]
    common = masks @ own.astype(np.float32)
    sizes = masks.sum(axis=1)
    fine = common >= _SHARED * np.maximum(sizes + own.sum() - common, 1)
    masks = masks[fine]
    masks = np.concatenate([own[None, :], masks[~(masks @ forbidden.astype(np.float32) > 0)]])
    masks = _distinct(masks)
    return Variants(first, masks, _evidence(scene, choice, templates, first, masks))


def _distinct(masks: Mask) -> Mask:
    """The rows, each once. (numpy's own `unique` of rows takes ten times as long with so few of them.)"""
    packed = np.packbits(masks, axis=1)
    width, raw = packed.shape[1], packed.tobytes()
    first: dict[bytes, int] = {}
    for at in range(len(masks)):
        first.setdefault(raw[at * width : (at + 1) * width], at)
    return masks[list(first.values())]


def _hole(shape: Sequence[Range], first: int, last: int) -> Mask:
    """What lies between the pieces of a content."""
    hole = np.zeros(last - first, dtype=bool)
    for (_, end), (start, _) in pairwise(shape):
        hole[max(end - first, 0) : max(start - first, 0)] = True
    return hole


def _starts(scene: Scene, choice: Choice, templates: Sequence[list[Range]]) -> set[int]:
    """Words that the content may begin with."""
    words, base = scene.words, choice.content[0][0]
    found = {start for content in (choice.content, *templates) for start, _ in content}
    found |= set(_pointed(scene, choice, 0))
    on = back = int(words.following[base])
    for _ in range(_AROUND):
        on = int(words.following[on + 1]) if on + 1 < words.size else on
        back = int(words.preceding[back - 1]) if back > 0 else back
        found |= {on, back}
    found.add(words.sentence_from(int(words.sentence[base])))
    if words.region[base] >= 0:
        found.add(scene.features.view.regions[words.region[base]].start)
    return {int(words.following[a]) for a in found if 0 <= a < words.size and words.following[a] < words.size}


def _ends(scene: Scene, choice: Choice, templates: Sequence[list[Range]]) -> set[int]:
    """Ends that the content may have, each right after a word."""
    words, (start, _), (_, end) = scene.words, choice.content[0], choice.content[-1]
    found = {b for content in (choice.content, *templates) for _, b in content}
    found |= {b + 1 for b in _pointed(scene, choice, 1)}
    sentence = int(words.sentence[end - 1])
    begin, stop, beyond = (words.sentence_from(sentence + step) for step in range(3))
    found |= {begin, stop, beyond, _closed(words, start, end, stop)}
    breaks = np.flatnonzero(np.isin(words.kind[begin:stop], _BREAKS)) + begin
    found |= {int(a) for a in breaks[breaks < end - 1][-2:]} | {int(a) for a in breaks[breaks >= end][:2]}
    # Before what may be said of the saying: for, in, when, because, and ...
    found |= {int(a) + begin for a in np.flatnonzero(np.isin(words.kind[begin:end], _OPENERS))[-3:]}
    if words.region[end - 1] >= 0:
        found.add(scene.features.view.regions[words.region[end - 1]].end)
    return {int(words.preceding[b - 1]) + 1 for b in found if 0 < b <= words.size and words.preceding[b - 1] >= 0}


def _closed(words: Words, start: int, end: int, stop: int) -> int:
    """The end of what hangs under the words of a range, within the sentence."""
    while end < stop and start <= words.head[end] < end:
        end += 1
    return end


def _pointed(scene: Scene, choice: Choice, edge: int) -> list[int]:
    """The network's likeliest first (0) or last (1) words."""
    shares = scene.predicted.edges[scene.rows[choice.anchor], :, edge]
    best = np.argsort(-shares)[: _POINTED[edge]]
    return [int(place) + choice.anchor - BEFORE for place in best if shares[place] > _LIKELY]


def _evidence(scene: Scene, choice: Choice, templates: Sequence[list[Range]], first: int, masks: Mask) -> Floats:
    """What speaks for each reading. What is the same for all of a quote's readings makes no difference."""
    words = scene.words
    width = masks.shape[1]
    starts = masks.argmax(axis=1)
    ends = width - masks[:, ::-1].argmax(axis=1)
    columns = _seen(scene, choice, first, masks, (starts, ends))
    shapes = [masked(t, words.size)[first : first + width] & words.word[first : first + width] for t in templates]
    for shape in shapes[:_TEMPLATES]:
        columns += _alike(shape, masks, starts, ends)
    columns += [np.zeros(len(masks))] * 3 * (_TEMPLATES - len(shapes[:_TEMPLATES]))
    own = _alike(masks[0], masks, starts, ends)
    learned = float(choice.side == LEARNED)
    exact, found = log_odds(choice.exact, 1e-3), log_odds(choice.score, 1e-3)
    columns += [x * learned for x in own] + [x * (1 - learned) for x in own] + [x * exact for x in own]
    columns.append(own[2] * found)
    return np.concatenate([np.stack(columns, axis=1), *_parsed(words, starts + first, ends + first)], axis=1)


def _seen(scene: Scene, choice: Choice, first: int, masks: Mask, edges: tuple[Place, Place]) -> list[Floats]:
    """How the network sees the words of each reading, and its edges."""
    words, row = scene.words, scene.rows[choice.anchor]
    width = masks.shape[1]
    content = np.full(width, 1e-3)
    pointed = np.full((width, 2), 1e-4)
    low, high = max(choice.anchor - BEFORE, first), min(choice.anchor + AFTER + 1, first + width)
    here, there = slice(low - first, high - first), slice(low - choice.anchor + BEFORE, high - choice.anchor + BEFORE)
    content[here] = np.clip(scene.predicted.roles[row, there, CONTENT], 1e-3, 1 - 1e-3)
    pointed[here] = np.maximum(scene.predicted.edges[row, there], 1e-4)
    odds, logs = np.log(content / (1 - content)), np.log(pointed)
    starts, ends = edges
    before = np.clip(words.preceding[np.maximum(starts + first - 1, 0)] - first, 0, width - 1)
    after = np.clip(words.following[np.minimum(ends + first, words.size - 1)] - first, 0, width - 1)
    fits = masks @ odds
    fits -= fits.max()
    pieces = (np.diff(masks[:, words.word[first : first + width]].astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1)
    return [
        np.maximum(fits, -30) / 5, np.maximum(fits, -4) / 4,
        logs[starts, 0] - logs[:, 0].max(), logs[ends - 1, 1] - logs[:, 1].max(),
        pointed[starts, 0], pointed[ends - 1, 1],
        odds[starts], odds[ends - 1], odds[before], odds[after],
        np.log(masks.sum(axis=1) + 1.0), (pieces > 1).astype(float), np.minimum(pieces, 4.0),
    ]  # fmt: skip


def _alike(shape: Mask, masks: Mask, starts: Place, ends: Place) -> list[Floats]:
    """Which readings begin, end, and are like a shape."""
    if not shape.any():
        return [np.zeros(len(masks))] * 3
    start, end = shape.argmax(), len(shape) - shape[::-1].argmax()
    return [(starts == start).astype(float), (ends == end).astype(float), (masks == shape).all(axis=1).astype(float)]


def _parsed(words: Words, starts: Place, ends: Place) -> list[Floats]:
    """What the edges are and what they cut, by parse, sentence, quoted region and kind of word."""
    size, last = words.size, ends - 1
    before = words.preceding[np.maximum(starts - 1, 0)]
    after = np.minimum(words.following[np.minimum(ends, size - 1)], size - 1)
    more = ends < size

    def inside(tokens: Place) -> Mask:
        found: Mask = (starts <= tokens) & (tokens < ends)
        return found

    sentences = words.sentence[last] - words.sentence[starts]
    region = words.region
    columns = [
        more & inside(words.head[after]), (starts > 0) & inside(words.head[np.maximum(before, 0)]),
        ~inside(words.head[last]), words.begins[starts], words.ends[last], words.opens[starts], words.closes[last],
        (region[starts] >= 0) & (region[last] < 0), np.minimum(sentences, 4), sentences > 0,
    ]  # fmt: skip
    kind = words.kind
    left = np.where(starts > 0, kind[np.maximum(starts - 1, 0)], 0)
    right = np.where(more, kind[np.minimum(ends, size - 1)], 0)
    next_ = _EYE[kind[after]] * (~words.ends[last] & more)[:, None]
    return [
        np.stack(columns, axis=1).astype(float),
        _EYE[kind[starts]],
        _EYE[left],
        _EYE[kind[last]],
        _EYE[right],
        next_,
    ]


def content_of(words: Words, found: Variants, row: int, base: Sequence[Range]) -> list[Range]:
    """The tokens of a reading: its words, what stands between them, and the punctuation that belongs to its edges."""
    at = np.flatnonzero(found.masks[row]) + found.first
    pieces: list[list[int]] = []
    for i in at.tolist():
        if pieces and words.following[pieces[-1][1]] == i:
            pieces[-1][1] = i + 1
        else:
            pieces.append([i, i + 1])
    starts = {int(words.following[start]): start for start, _ in base}
    ends = {int(words.preceding[end - 1]) + 1: end for _, end in base}
    return [(starts.get(start, _led(words, start)), ends.get(end, _trailed(words, end))) for start, end in pieces]


def _led(words: Words, start: int) -> int:
    """The start with the quotation mark that opens it."""
    return start - 1 if start and words.kind[start - 1] == KIND["mark"] and words.opens[start] else start


def _trailed(words: Words, end: int) -> int:
    """The end with the quotation mark that closes it, and what stands before the mark."""
    if not words.closes[end - 1]:
        return end
    region = words.region[end - 1]
    while end < words.size and words.region[end] == region:
        end += 1
    return end
