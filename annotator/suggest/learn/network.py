"""Running the network over Docs, to learn and to predict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model

from annotator.suggest.learn.anchors import Answers
from annotator.suggest.learn.architecture import Pairs, join_pairs, lay_out, pairs_of
from annotator.suggest.learn.features import ROLES, Features
from annotator.suggest.learn.relations import LENGTH, MARGIN

POSSIBLE = 0.15
"""The probability from which a token is taken for a possible anchor."""
_SIDE = 0.3
"""What content, source and cue membership weigh beside the anchor, in learning about tokens."""
_PER_ANCHOR = 8.0
"""How many places of an anchor's window count as one decision, roughly: evens out the two losses."""


@dataclass(slots=True)
class Predicted:
    """What the network says of a Doc: how likely each token is an anchor, which ones are possible, the roles around."""

    odds: NDArray[np.float32]
    anchors: list[int]
    roles: NDArray[np.float32]

    @property
    def found(self) -> list[float]:
        """How likely each of the possible anchors is one."""
        found: list[float] = self.odds[self.anchors].tolist()
        return found


def predict(model: Model[Any, Any], docs: list[Features]) -> list[Predicted]:
    """The network's reading of each Doc: around its own possible anchors, and around the rules' cues."""
    tokens = lay_out(docs)
    vectors = model.get_ref("tokens").predict(tokens)
    odds = _logistic(model.get_ref("anchors").predict(vectors)[:, 0])
    of_docs = [odds[at : at + doc.size] for doc, at in zip(docs, tokens.starts, strict=True)]
    anchors = [_anchors(doc, own) for doc, own in zip(docs, of_docs, strict=True)]
    pairs = [pairs_of(d, at, a) for d, at, a in zip(docs, tokens.starts, anchors, strict=True) if len(a)]
    roles = np.zeros((0, LENGTH + MARGIN, len(ROLES)), dtype=np.float32)
    if pairs:
        roles = _softmax(model.get_ref("roles").predict((vectors, join_pairs(pairs)))).reshape(-1, *roles.shape[1:])
    results = []
    done = 0
    for found, own in zip(anchors, of_docs, strict=True):
        results.append(Predicted(own, found.tolist(), roles[done : done + len(found)]))
        done += len(found)
    return results


def _anchors(doc: Features, odds: NDArray[np.float32]) -> NDArray[np.int64]:
    hinted = [candidate.head for candidate in (*doc.hints.chosen, *doc.hints.firm)]
    return np.union1d(np.flatnonzero(odds > POSSIBLE), np.asarray(hinted, dtype=np.int64)).astype(np.int64)


def learn(
    model: Model[Any, Any], docs: list[Features], answers: list[Answers], generator: np.random.Generator
) -> tuple[float, float]:
    """One step: gradients for these Docs. Returns the losses of anchors and of roles."""
    tokens = lay_out(docs)
    vectors, finish_tokens = model.get_ref("tokens").begin_update(tokens)
    guesses, finish_anchors = model.get_ref("anchors").begin_update(vectors)
    odds = _logistic(guesses)
    truth = np.zeros_like(odds)
    known = np.zeros((len(odds), 1), dtype=np.float32)
    for doc, answer, at in zip(docs, answers, tokens.starts, strict=True):
        truth[at : at + doc.size] = answer.token_targets(doc.size)
        known[at : at + doc.size, 0] = answer.known
    gold = max(1, sum(len(a.anchors) for a in answers))
    weights = np.array([1.0, _SIDE, _SIDE, _SIDE], dtype=np.float32)
    d_guesses = (odds - truth) * weights * known / gold
    d_vectors = finish_anchors(d_guesses.astype(np.float32))
    anchor_loss = _cross_entropy(odds[:, 0], truth[:, 0], known[:, 0]) / gold
    pairs, targets = _role_targets(docs, answers, tokens.starts, odds[:, 0], generator)
    role_loss = 0.0
    if pairs is not None:
        scores, finish_roles = model.get_ref("roles").begin_update((vectors, pairs))
        roles = _softmax(scores)
        used = (pairs.tokens.reshape(-1) >= 0).astype(np.float32)
        wanted = np.eye(len(ROLES), dtype=np.float32)[targets]
        count = len(pairs.anchors) * _PER_ANCHOR
        d_scores = (roles - wanted) * used[:, None] / count
        role_loss = float(-(np.log(roles[np.arange(len(targets)), targets] + 1e-9) * used).sum()) / count
        d_vectors = d_vectors + finish_roles(d_scores.astype(np.float32))[0]
    finish_tokens(d_vectors)
    return anchor_loss, role_loss


def _role_targets(
    docs: list[Features],
    answers: list[Answers],
    starts: list[int],
    odds: NDArray[np.float32],
    generator: np.random.Generator,
) -> tuple[Pairs | None, NDArray[np.int64]]:
    """The windows to learn roles from: every answer's, and of half as many tokens that only seem to be anchors."""
    parts, targets = [], []
    for doc, answer, at in zip(docs, answers, starts, strict=True):
        wrong = odds[at : at + doc.size].copy()
        wrong[answer.anchors] = 0
        wrong[~answer.known] = 0
        seeming = np.flatnonzero(wrong > POSSIBLE)
        most = (len(answer.anchors) + 1) // 2
        if len(seeming) > most:
            seeming = generator.choice(seeming, most, replace=False)
        anchors = np.concatenate([np.asarray(answer.anchors, dtype=np.int64), np.sort(seeming)]).astype(np.int64)
        if not len(anchors):
            continue
        part = pairs_of(doc, at, anchors)
        places = np.maximum(part.tokens - at, 0)
        roles = np.zeros(places.shape, dtype=np.int64)
        rows = np.arange(len(answer.anchors))[:, None]
        roles[: len(answer.anchors)] = answer.roles[rows, places[: len(answer.anchors)]]
        parts.append(part)
        targets.append(roles.reshape(-1))
    if not parts:
        return None, np.zeros(0, dtype=np.int64)
    return join_pairs(parts), np.concatenate(targets)


def _logistic(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _cross_entropy(odds: NDArray[np.float32], truth: NDArray[np.float32], known: NDArray[np.float32]) -> float:
    chosen = np.where(truth > 0, odds, 1 - odds)
    return float(-(np.log(chosen + 1e-9) * known).sum())
