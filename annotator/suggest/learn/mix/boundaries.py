"""Move a quote's boundaries: try the edges that the words, the network and the rules make plausible.

`select.choose` settles first that there is a quote; here the likeliest of its readings is picked. A reading is one
possible content of the quote: where it begins and ends, and whether it has holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from annotator.suggest.learn.mix.boundary_evidence import DocContext, Place, reading_evidence
from annotator.suggest.learn.mix.candidates import MixCandidate, masked
from annotator.suggest.learn.mix.regression import ConditionalLogit, Floats
from annotator.suggest.learn.mix.token_kinds import Mask, Words
from annotator.suggest.learn.network.relations import AFTER, BEFORE
from annotator.suggest.text.edge_kinds import KIND
from annotator.suggest.text.view import Range

# These limits were set by hand. They bound how many readings are tried; which one is picked, the regression learns.
_POINTED = (3, 4)
"""How many of the network's likeliest first and last words are tried."""
_AROUND = 3
"""How many words on each side of the first one are tried as the first one."""
_LIKELY = 0.01
"""The probability above which a first or last word of the network is tried."""
_SHARED = 0.5
"""The share of words in common with the candidate (of those in either) below which a reading is not tried, unless it
is the candidate with whole sentences more."""
_BACK, _ON = 2, 5
"""How many sentences before and after the candidate, in the paragraph of that edge, a reading may take in."""
_FARTHEST = 160
"""How many tokens beyond the candidate's edges it may reach for them."""
_BREAKS = [KIND[name] for name in ("comma", "colon", "mark")]
_OPENERS = [KIND[name] for name in ("preposition", "subordinator", "wh", "and")]


@dataclass(slots=True)
class Variants:
    """The readings of one quote; the first one is the candidate's own.

    `masks`: the words of each, (n_readings, n_places), where place 0 is token `first`. `evidence`: (n_readings,
    n_features), as `reading_evidence` gives it.
    """

    first: int
    masks: Mask
    evidence: Floats


@dataclass(slots=True)
class Refined:
    """A candidate with the likeliest of its readings as content, and what the others are.

    `base`: its own content before. `worth`: of each reading of `variants`, (n_readings,).
    """

    candidate: MixCandidate
    base: list[Range]
    variants: Variants
    worth: Floats

    def likeliest(self, words: Words, most: int) -> list[tuple[list[Range], float]]:
        """So many readings with their probabilities, the likeliest first."""
        shares = np.exp(self.worth - self.worth.max())
        shares /= shares.sum()
        best = np.argsort(-shares, kind="stable")[:most]
        return [(content_of(words, self.variants, int(row), self.base), float(shares[row])) for row in best]


def refine(context: DocContext, selected: Sequence[MixCandidate], model: ConditionalLogit) -> list[Refined]:
    """The candidates, each with the likeliest of its readings as content.

    One after the other: what an earlier one has taken is not tried for a later one.
    """
    refined: list[Refined] = []
    size = context.words.size
    taken = _taken(context, selected)
    for candidate in selected:
        taken -= candidate.mask(size)
        variants = make_variants(context, candidate, taken > 0)
        worth = model(variants.evidence)
        best = int(np.argmax(worth))
        content = content_of(context.words, variants, best, candidate.content) if best else candidate.content
        refined.append(Refined(replace(candidate, content=content), candidate.content, variants, worth))
        taken += refined[-1].candidate.mask(size)
    return refined


def variants_of_all(context: DocContext, selected: Sequence[MixCandidate]) -> list[Variants]:
    """The readings of each of the candidates while the others stay as they are."""
    taken = _taken(context, selected)
    size = context.words.size
    return [make_variants(context, candidate, (taken - candidate.mask(size)) > 0) for candidate in selected]


def _taken(context: DocContext, selected: Sequence[MixCandidate]) -> Place:
    """How many of the candidates hold each token, (n_tokens,)."""
    size = context.words.size
    return sum((candidate.mask(size).astype(np.int64) for candidate in selected), np.zeros(size, dtype=np.int64))


def make_variants(context: DocContext, candidate: MixCandidate, taken: Mask) -> Variants:
    """The readings of a candidate: with other edges, with and without holes.

    `taken`: which tokens belong to other quotes, (n_tokens,).
    """
    words = context.words
    templates = context.templates(candidate)
    first, last = _window(words, candidate)
    starts = _within(_starts(context, candidate, templates), first, last - 1)
    ends = _within(_ends(context, candidate, templates), first + 1, last)
    places = np.arange(first, last)
    spans = (places >= starts[:, None])[:, None, :] & (places < ends[:, None])[None, :, :]
    holes = _distinct(np.array([_hole(shape, first, last) for shape in ([], candidate.content, *templates)]))
    made = (spans.reshape(-1, 1, len(places)) & ~holes[None, :, :]).reshape(-1, len(places))
    own = masked(candidate.content, words.size)[first:last] & words.word[first:last]
    masks = made & words.word[first:last]
    masks = masks[_near(words, masks, own, first)]
    forbidden = taken[first:last].copy()
    forbidden[[i - first for i in (*range(*candidate.cue), candidate.anchor) if first <= i < last]] = True
    allowed = masks[~(masks @ forbidden.astype(np.float32) > 0)]
    masks = _distinct(np.concatenate([own[None, :], allowed]))
    return Variants(first, masks, reading_evidence(context, candidate, templates, first, masks))


def _window(words: Words, candidate: MixCandidate) -> Range:
    """The tokens that a reading may lie in: the anchor's window, and the sentences beside the candidate's content."""
    base = candidate.content
    first = min(max(0, candidate.anchor - BEFORE), *_sentences_back(words, base[0][0]))
    last = max(min(words.size, candidate.anchor + AFTER + 1), *_sentences_on(words, base[-1][1]))
    return first, last


def _sentences_back(words: Words, start: int) -> list[int]:
    """Where the sentence of a token begins, and those before it in the paragraph; the token itself at the least."""
    number = int(words.sentence[start])
    begins = [words.sentence_from(number - step) for step in range(min(_BACK, number) + 1)]
    return [start, *(a for a in begins if words.paragraph[a] == words.paragraph[start] and start - a <= _FARTHEST)]


def _sentences_on(words: Words, end: int) -> list[int]:
    """Where the sentence of the token before `end` ends, and those after it in the paragraph; `end` itself, too."""
    last = end - 1
    number = int(words.sentence[last])
    stops = [words.sentence_from(number + step + 1) for step in range(_ON + 1)]
    same = [b for b in stops if words.paragraph[b - 1] == words.paragraph[last] and b - end <= _FARTHEST]
    return [end, *same]


def _near(words: Words, masks: Mask, own: Mask, first: int) -> Mask:
    """Which readings, (n_readings, n_places), are near enough to the candidate's own, (n_places,)."""
    common = masks @ own.astype(np.float32)
    sizes = masks.sum(axis=1)
    near: Mask = common >= _SHARED * np.maximum(sizes + own.sum() - common, 1)
    if not own.any():
        return near
    places = np.flatnonzero(own) + first
    start, end = int(places[0]), int(places[-1]) + 1
    width = masks.shape[1]
    starts, ends = masks.argmax(axis=1) + first, width - masks[:, ::-1].argmax(axis=1) + first
    paragraph = words.paragraph
    before = (starts == start) | (words.begins[starts] & (paragraph[starts] == paragraph[start]))
    after = (ends == end) | (words.ends[ends - 1] & (paragraph[ends - 1] == paragraph[end - 1]))
    more: Mask = (common == own.sum()) & before & after
    return near | more


def _within(places: set[int], low: int, high: int) -> Place:
    """The places from `low` to `high`, ascending."""
    return np.array(sorted(place for place in places if low <= place <= high), dtype=np.int64)


def _distinct(masks: Mask) -> Mask:
    """The rows of (n, width), each once, in their order. (`numpy.unique` of rows takes ten times as long here.)"""
    packed = np.packbits(masks, axis=1)
    width, raw = packed.shape[1], packed.tobytes()
    first: dict[bytes, int] = {}
    for row in range(len(masks)):
        first.setdefault(raw[row * width : (row + 1) * width], row)
    return masks[list(first.values())]


def _hole(content: Sequence[Range], first: int, last: int) -> Mask:
    """Which of the tokens from `first` to `last` lie between the pieces of a content, (last - first,)."""
    hole = np.zeros(last - first, dtype=bool)
    for (_, end), (start, _) in pairwise(content):
        hole[max(end - first, 0) : max(start - first, 0)] = True
    return hole


def _starts(context: DocContext, candidate: MixCandidate, templates: Sequence[list[Range]]) -> set[int]:
    """The words that the content may begin with."""
    words, base = context.words, candidate.content[0][0]
    starts = {start for content in (candidate.content, *templates) for start, _ in content}
    starts |= set(_pointed(context, candidate, 0))
    after = before = int(words.following[base])
    for _ in range(_AROUND):
        after = int(words.following[after + 1]) if after + 1 < words.size else after
        before = int(words.preceding[before - 1]) if before > 0 else before
        starts |= {after, before}
    starts |= set(_sentences_back(words, candidate.content[0][0]))
    if words.region[base] >= 0:
        starts.add(context.features.view.regions[words.region[base]].start)
    return {int(words.following[a]) for a in starts if 0 <= a < words.size and words.following[a] < words.size}


def _ends(context: DocContext, candidate: MixCandidate, templates: Sequence[list[Range]]) -> set[int]:
    """The ends that the content may have, each right after a word."""
    words, (start, _), (_, end) = context.words, candidate.content[0], candidate.content[-1]
    ends = {b for content in (candidate.content, *templates) for _, b in content}
    ends |= {b + 1 for b in _pointed(context, candidate, 1)}
    sentence = int(words.sentence[end - 1])
    begin, stop, beyond = (words.sentence_from(sentence + step) for step in range(3))
    ends |= {begin, stop, beyond, _phrase_end(words, start, end, stop), *_sentences_on(words, end)}
    breaks = np.flatnonzero(np.isin(words.kind[begin:stop], _BREAKS)) + begin
    ends |= {int(a) for a in breaks[breaks < end - 1][-2:]} | {int(a) for a in breaks[breaks >= end][:2]}
    # Before a phrase that may belong to the verb of saying: "said it would rain | on Monday", "| because ..."
    ends |= {int(a) + begin for a in np.flatnonzero(np.isin(words.kind[begin:end], _OPENERS))[-3:]}
    if words.region[end - 1] >= 0:
        ends.add(context.features.view.regions[words.region[end - 1]].end)
    return {int(words.preceding[b - 1]) + 1 for b in ends if 0 < b <= words.size and words.preceding[b - 1] >= 0}


def _phrase_end(words: Words, start: int, end: int, stop: int) -> int:
    """Where the tokens that hang under a range in the parse end, `stop` (the end of the sentence) at the latest."""
    while end < stop and start <= words.head[end] < end:
        end += 1
    return end


def _pointed(context: DocContext, candidate: MixCandidate, edge: int) -> list[int]:
    """The network's likeliest first (`edge` 0) or last (1) words of the content."""
    shares = context.predicted.edges[context.rows[candidate.anchor], :, edge]
    best = np.argsort(-shares)[: _POINTED[edge]]
    return [int(place) + candidate.anchor - BEFORE for place in best if shares[place] > _LIKELY]


def content_of(words: Words, variants: Variants, row: int, base: Sequence[Range]) -> list[Range]:
    """The tokens of a reading: its words, what stands between them, and the punctuation that belongs to its edges.

    `base`: the candidate's own content, whose punctuation is kept where an edge stays.
    """
    pieces: list[list[int]] = []
    for i in (np.flatnonzero(variants.masks[row]) + variants.first).tolist():
        if pieces and words.following[pieces[-1][1]] == i:
            pieces[-1][1] = i + 1
        else:
            pieces.append([i, i + 1])
    starts = {int(words.following[start]): start for start, _ in base}
    ends = {int(words.preceding[end - 1]) + 1: end for _, end in base}
    return [
        (starts.get(start, _with_opening(words, start)), ends.get(end, _with_closing(words, end)))
        for start, end in pieces
    ]


def _with_opening(words: Words, start: int) -> int:
    """The start, moved back over a quotation mark that opens there."""
    return start - 1 if start and words.kind[start - 1] == KIND["mark"] and words.opens[start] else start


def _with_closing(words: Words, end: int) -> int:
    """The end, moved on to the end of the quoted region where the last word of one stands before it."""
    if not words.closes[end - 1]:
        return end
    region = words.region[end - 1]
    while end < words.size and words.region[end] == region:
        end += 1
    return end
