"""Run the network over Docs, to learn and to predict."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps

from annotator.suggest.learn.network.architecture import EDGES, Pairs, Tokens, join_pairs, lay_out, pairs_of
from annotator.suggest.learn.network.features import CONTENT, ROLES, Features, Targets
from annotator.suggest.learn.network.relations import BEFORE, LENGTH
from annotator.suggest.regression import logistic
from annotator.suggest.text.view import Range

Floats32 = NDArray[np.float32]
_OPS: Any = NumpyOps()

POSSIBLE = 0.15
"""The probability, by the network or the rules' score, from which a token is read as an anchor: from the prototype."""
# The weights of the losses, and _SEEMING, are those of the prototype of this network, which was measured as a whole on
# PolNeAR dev; _EDGE was set by hand.
_SEEMING = 0.15
"""The probability from which a token that is no anchor is learned from as a counter-example."""
_SIDE = 0.3
"""What membership in content, source and cue weighs beside being an anchor, in the loss of a token."""
_EDGE = 0.25
"""What each edge of the content weighs beside the roles."""
_PER_ANCHOR = 8.0
"""The role loss of a window is divided by this, so that it weighs about as much as the anchor loss."""


@dataclass(slots=True)
class Predicted:
    """What the network predicts for one Doc.

    `odds`: (n_tokens,), the probability that each token is an anchor. `anchors`: the tokens whose windows were read,
    ascending. `roles`: (n_anchors, LENGTH + MARGIN, len(ROLES)), the probabilities of roles in each window. `edges`:
    (n_anchors, LENGTH + MARGIN, EDGES), the probability of each place to be the content's first and last word.
    """

    odds: Floats32
    anchors: list[int]
    roles: Floats32
    edges: Floats32

    def window(self, anchor: int) -> AnchorWindow | None:
        """What is seen from an anchor; None where no window was read around it."""
        row = bisect_left(self.anchors, anchor)
        if self.anchors[row : row + 1] != [anchor]:
            return None
        return AnchorWindow(anchor - BEFORE, self.roles[row, :LENGTH], self.edges[row, :LENGTH])

    def roles_from(self, anchor: int, spans: Iterable[Range]) -> tuple[int, Floats32]:
        """The roles of the tokens around an anchor as seen from it, (n, len(ROLES)); 0 for those that are not seen.

        With the number of the first of them: all that is seen, all of the spans, and the tokens beside these.
        """
        seen = (anchor - BEFORE, anchor - BEFORE + LENGTH)
        starts, ends = zip(seen, *spans, strict=True)
        first, end = max(min(starts) - 1, 0), min(max(ends) + 1, len(self.odds))
        roles = np.zeros((end - first, len(ROLES)), dtype=np.float32)
        window = self.window(anchor)
        if window is not None:
            start, behind = max(window.first, 0), min(window.first + LENGTH, end)
            roles[start - first : behind - first] = window.roles[window.places((start, behind))]
        return first, roles


@dataclass(slots=True)
class AnchorWindow:
    """What the network sees from one anchor: a row for each token from number `first` on, which may lie before the Doc.

    `roles`: (LENGTH, len(ROLES)); `edges`: (LENGTH, EDGES).
    """

    first: int
    roles: Floats32
    edges: Floats32

    def runs(self, mask: NDArray[np.bool_]) -> list[Range]:
        """The runs of true places, (LENGTH,), as ranges of tokens."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))) + self.first
        return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]

    def places(self, span: Range) -> slice:
        """The rows of a range of tokens, as far as they are seen."""
        return slice(max(span[0] - self.first, 0), max(min(span[1] - self.first, LENGTH), 0))


def predict(model: Model[Any, Any], doc: Features) -> Predicted:
    """The mean prediction of the model's members.

    Windows are read around the tokens that the network takes for anchors and around the anchors of the rules' quotes.
    """
    tokens = lay_out([doc])
    [start] = tokens.starts
    vectors = [member.get_ref("tokens").predict(tokens) for member in model.layers]
    odds_of_members = [
        logistic(member.get_ref("anchors").predict(own)[start : start + doc.size, 0])
        for member, own in zip(model.layers, vectors, strict=True)
    ]
    odds = np.mean(odds_of_members, axis=0)
    anchors = _anchors(doc, odds)
    pairs = pairs_of(doc, start, anchors)
    scores = [member.get_ref("roles").predict((v, pairs)) for member, v in zip(model.layers, vectors, strict=True)]
    roles = np.mean([_OPS.softmax(own[:, : len(ROLES)], axis=1) for own in scores], axis=0)
    edges = np.mean([_edge_shares(own, pairs) for own in scores], axis=0)
    return Predicted(odds, anchors.tolist(), roles.reshape(*edges.shape[:2], len(ROLES)), edges)


def _anchors(doc: Features, odds: Floats32) -> NDArray[np.int64]:
    """The tokens to read windows around, ascending. `odds`: (n_tokens,)."""
    rules = doc.rule_candidates
    of_rules = [candidate.head for candidate in (*rules.chosen, *rules.firm)]
    of_rules += [head for head, best in rules.by_head.items() if best[0].score >= POSSIBLE]
    return np.union1d(np.flatnonzero(odds >= POSSIBLE), np.asarray(of_rules, dtype=np.int64)).astype(np.int64)


def learn(
    model: Model[Any, Any], docs: list[Features], targets: list[Targets], generator: np.random.Generator
) -> tuple[float, list[Floats32]]:
    """Add up the gradients of one step on these Docs.

    Returns the loss, and how `Features.tensor` of each Doc should change, (n_tokens, width) gradients: means over the
    members.
    """
    tokens = lay_out(docs)
    learned = [_learn_member(member, tokens, docs, targets, generator) for member in model.layers]
    gradient = np.mean([own for _, own in learned], axis=0)
    places = zip(tokens.starts, docs, strict=True)
    tensors = [gradient[start : start + doc.size, : doc.tensor.shape[1]] for start, doc in places]
    return float(np.mean([loss for loss, _ in learned])), tensors


def _learn_member(
    member: Model[Any, Any],
    tokens: Tokens,
    docs: list[Features],
    targets: list[Targets],
    generator: np.random.Generator,
) -> tuple[float, Floats32]:
    """The loss, and the gradient of the tensor, (n_rows, width)."""
    vectors, finish_tokens = member.get_ref("tokens").begin_update(tokens)
    scores, finish_anchors = member.get_ref("anchors").begin_update(vectors)
    odds = logistic(scores).astype(np.float32)
    loss, d_scores = _anchor_loss(odds, tokens, docs, targets)
    d_vectors = finish_anchors(d_scores)
    windows = _target_windows(docs, targets, tokens.starts, odds[:, 0], generator)
    if windows is not None:
        scores, finish_roles = member.get_ref("roles").begin_update((vectors, windows.pairs))
        role_loss, d_scores = _role_loss(scores, windows)
        loss += role_loss
        d_vectors = d_vectors + finish_roles(d_scores)[0]
    d_tokens: Tokens = finish_tokens(d_vectors)
    return loss, d_tokens.tensor


def _anchor_loss(
    odds: Floats32, tokens: Tokens, docs: list[Features], targets: list[Targets]
) -> tuple[float, Floats32]:
    """The loss of anchors, and the gradient of the scores, (n_rows, len(ROLES)), with that of the side losses.

    `odds`: (n_rows, len(ROLES)), the probabilities of what `Targets.of_tokens` holds.
    """
    truth = np.zeros_like(odds)
    known = np.zeros((len(odds), 1), dtype=np.float32)
    for doc, target, start in zip(docs, targets, tokens.starts, strict=True):
        truth[start : start + doc.size] = target.of_tokens()
        known[start : start + doc.size, 0] = target.known
    count = max(1, sum(len(target.anchors) for target in targets))
    weights = np.array([1.0, _SIDE, _SIDE, _SIDE], dtype=np.float32)
    d_scores = (odds - truth) * weights * known / count
    right = np.where(truth > 0, odds, 1 - odds)[:, 0]
    return float(-(np.log(right + 1e-9) * known[:, 0]).sum()) / count, d_scores.astype(np.float32)


@dataclass(slots=True)
class _Windows:
    """Windows to learn roles from.

    `roles`: (n_anchors * n_places,), the wanted role of each place. `edges`: (n_anchors, n_places, EDGES), 1 where the
    content begins and ends.
    """

    pairs: Pairs
    roles: NDArray[np.int64]
    edges: Floats32


def _role_loss(scores: Floats32, windows: _Windows) -> tuple[float, Floats32]:
    """The loss of roles and edges, and the gradient of the scores, (n_anchors * n_places, len(ROLES) + EDGES)."""
    pairs = windows.pairs
    roles = _OPS.softmax(scores[:, : len(ROLES)], axis=1)
    used = (pairs.tokens.reshape(-1) >= 0).astype(np.float32)
    wanted = np.eye(len(ROLES), dtype=np.float32)[windows.roles]
    count = len(pairs.anchors) * _PER_ANCHOR
    d_roles = (roles - wanted) * used[:, None] / count
    loss = float(-(np.log(roles[np.arange(len(windows.roles)), windows.roles] + 1e-9) * used).sum()) / count
    shares = _edge_shares(scores, pairs)
    d_edges = (shares - windows.edges) * windows.edges.sum(axis=1, keepdims=True) * (_EDGE / len(pairs.anchors))
    loss += float(-(np.log(shares + 1e-9) * windows.edges).sum()) * _EDGE / len(pairs.anchors)
    return loss, np.concatenate([d_roles, d_edges.reshape(-1, EDGES)], axis=1).astype(np.float32)


def _target_windows(
    docs: list[Features], targets: list[Targets], starts: list[int], odds: Floats32, generator: np.random.Generator
) -> _Windows | None:
    """The windows of all targets, and of up to half as many tokens that only seem to be anchors; None without any.

    `starts`: the row of each Doc's first token; `odds`: (n_rows,), the probability to be an anchor.
    """
    parts, roles, edges = [], [], []
    for doc, target, start in zip(docs, targets, starts, strict=True):
        wrong = odds[start : start + doc.size].copy()
        wrong[target.anchors] = 0
        wrong[~target.known] = 0
        seeming = np.flatnonzero(wrong > _SEEMING)
        most = (len(target.anchors) + 1) // 2
        if len(seeming) > most:
            seeming = generator.choice(seeming, most, replace=False)
        anchors = np.concatenate([np.asarray(target.anchors, dtype=np.int64), np.sort(seeming)]).astype(np.int64)
        if not len(anchors):
            continue
        part = pairs_of(doc, start, anchors)
        places = np.maximum(part.tokens - start, 0)
        wanted = np.zeros(places.shape, dtype=np.int64)
        rows = np.arange(len(target.anchors))[:, None]
        wanted[: len(target.anchors)] = target.roles[rows, places[: len(target.anchors)]]
        edges.append(_target_edges(doc, target, part, start))
        parts.append(part)
        roles.append(wanted.reshape(-1))
    return _Windows(join_pairs(parts), np.concatenate(roles), np.concatenate(edges)) if parts else None


def _target_edges(doc: Features, target: Targets, part: Pairs, start: int) -> Floats32:
    """Where each target's content begins and ends, (n_anchors, n_places, EDGES): 1 at the place, 0 elsewhere.

    All 0 for an edge outside the window. `start`: the row of the Doc's first token.
    """
    edges = np.zeros((*part.tokens.shape, EDGES), dtype=np.float32)
    for row, roles in enumerate(target.roles):
        content = np.flatnonzero((roles == CONTENT) & doc.word)
        if len(content):
            edges[row] = part.tokens[row][:, None] == content[[0, -1]] + start
    return edges


def _edge_shares(scores: Floats32, pairs: Pairs) -> Floats32:
    """The probability of each place of a window to be the content's first and last word, (n_anchors, n_places, EDGES).

    `scores`: (n_anchors * n_places, len(ROLES) + EDGES).
    """
    raw = scores[:, len(ROLES) :].reshape(*pairs.tokens.shape, EDGES)
    shares: Floats32 = _OPS.softmax(np.where(pairs.tokens[:, :, None] >= 0, raw, np.float32(-30.0)), axis=1)
    return shares
