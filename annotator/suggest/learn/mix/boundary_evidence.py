"""The evidence for each reading of a quote: what the network, the rules and the parse say of its words and edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.mix.added_sentences import sentence_evidence
from annotator.suggest.learn.mix.candidates import LEARNED, MixCandidate, masked
from annotator.suggest.learn.mix.regression import Floats, log_odds
from annotator.suggest.learn.mix.token_kinds import Mask, Words, read_words
from annotator.suggest.learn.network.features import CONTENT, Features
from annotator.suggest.learn.network.relations import AFTER, BEFORE
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.text.edge_kinds import KINDS
from annotator.suggest.text.view import Range

Place = NDArray[np.int64]
"""Token numbers."""

TEMPLATES = 4
"""How many contents, the network's and the rules', readings are made from and compared with; set by hand."""
_ONE_HOT = np.eye(len(KINDS))


@dataclass(slots=True)
class DocContext:
    """What the network and the rules see in one Doc: all that readings of its quotes are made and rated by.

    `rows`: the row of `predicted` for each anchor. `network_content`: the content that the network reads at an anchor.
    """

    features: Features
    predicted: Predicted
    words: Words
    rows: dict[int, int]
    network_content: dict[int, list[Range]]

    @classmethod
    def of(cls, features: Features, predicted: Predicted, candidates: Iterable[MixCandidate]) -> DocContext:
        """The context of a Doc with these candidates."""
        rows = {anchor: row for row, anchor in enumerate(predicted.anchors)}
        network_content = {c.anchor: c.content for c in candidates if c.side == LEARNED}
        return cls(features, predicted, read_words(features), rows, network_content)

    def templates(self, candidate: MixCandidate) -> list[list[Range]]:
        """The contents that the network, then the rules, see at the candidate's anchor, the rules' likeliest first."""
        of_rules = self.features.rule_candidates
        at_anchor = [c for c in of_rules.chosen if c.head == candidate.anchor]
        contents: list[list[Range]] = []
        for rule_candidate in [*at_anchor, *of_rules.by_head.get(candidate.anchor, [])]:
            content = sorted(rule_candidate.content)
            if content not in contents:
                contents.append(content)
        return [self.network_content.get(candidate.anchor, list(candidate.content)), *contents[: TEMPLATES - 1]]


def reading_evidence(
    context: DocContext, candidate: MixCandidate, templates: Sequence[list[Range]], first: int, masks: Mask
) -> Floats:
    """The evidence for each reading of a candidate, (n_readings, n_features).

    `masks`: the words of each reading, (n_readings, n_places), where place 0 is token `first`; row 0 is the candidate's
    own reading. A column that is the same for all readings of a quote makes no difference to which one is picked.
    Trained models depend on the order of the columns; new ones go to the end.
    """
    words = context.words
    width = masks.shape[1]
    starts = masks.argmax(axis=1)
    ends = width - masks[:, ::-1].argmax(axis=1)
    columns = _seen_by_network(context, candidate, first, masks, (starts, ends))
    window = slice(first, first + width)
    shapes = [masked(template, words.size)[window] & words.word[window] for template in templates[:TEMPLATES]]
    for shape in shapes:
        columns += _like(shape, masks, starts, ends)
    columns += [np.zeros(len(masks))] * 3 * (TEMPLATES - len(shapes))
    own = _like(masks[0], masks, starts, ends)
    learned = float(candidate.side == LEARNED)
    exact, found = log_odds(candidate.exact, 1e-3), log_odds(candidate.score, 1e-3)
    columns += [x * learned for x in own] + [x * (1 - learned) for x in own] + [x * exact for x in own]
    columns.append(own[2] * found)
    parsed = _parsed(words, starts + first, ends + first)
    features, predicted = context.features, context.predicted
    added = sentence_evidence(features, predicted, context.rows[candidate.anchor], candidate, first, masks)
    return np.concatenate([np.stack(columns, axis=1), *parsed, added], axis=1)


def _seen_by_network(
    context: DocContext, candidate: MixCandidate, first: int, masks: Mask, edges: tuple[Place, Place]
) -> list[Floats]:
    """How the network sees the words of each reading, and its edges: columns of (n_readings,).

    `edges`: the first place of each reading and the place after its last word, (n_readings,) each.
    """
    words, row = context.words, context.rows[candidate.anchor]
    width = masks.shape[1]
    content = np.full(width, 1e-3)
    pointed = np.full((width, 2), 1e-4)
    low, high = max(candidate.anchor - BEFORE, first), min(candidate.anchor + AFTER + 1, first + width)
    here = slice(low - first, high - first)
    there = slice(low - candidate.anchor + BEFORE, high - candidate.anchor + BEFORE)
    content[here] = np.clip(context.predicted.roles[row, there, CONTENT], 1e-3, 1 - 1e-3)
    pointed[here] = np.maximum(context.predicted.edges[row, there], 1e-4)
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


def _like(shape: Mask, masks: Mask, starts: Place, ends: Place) -> list[Floats]:
    """Which readings begin like a shape, (n_places,), end like it, and are the same: three columns of (n_readings,)."""
    if not shape.any():
        return [np.zeros(len(masks))] * 3
    start, end = shape.argmax(), len(shape) - shape[::-1].argmax()
    return [(starts == start).astype(float), (ends == end).astype(float), (masks == shape).all(axis=1).astype(float)]


def _parsed(words: Words, starts: Place, ends: Place) -> list[Floats]:
    """What the edges cut in the parse, by sentence and by quoted region, and the kinds of the words at them.

    `starts`, `ends`: tokens, (n_readings,). Returns blocks of columns, (n_readings, n) each.
    """
    size, last = words.size, ends - 1
    before = words.preceding[np.maximum(starts - 1, 0)]
    after = np.minimum(words.following[np.minimum(ends, size - 1)], size - 1)
    more = ends < size

    def inside(tokens: Place) -> Mask:
        """Which of the tokens, one for each reading, lie in it."""
        held: Mask = (starts <= tokens) & (tokens < ends)
        return held

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
    next_word = _ONE_HOT[kind[after]] * (~words.ends[last] & more)[:, None]
    return [
        np.stack(columns, axis=1).astype(float),
        _ONE_HOT[kind[starts]],
        _ONE_HOT[left],
        _ONE_HOT[kind[last]],
        _ONE_HOT[right],
        next_word,
    ]
