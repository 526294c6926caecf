"""Running the network over Docs, to learn and to predict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model

from annotator.suggest.learn.network.architecture import EDGES, Pairs, Tokens, join_pairs, lay_out, pairs_of
from annotator.suggest.learn.network.features import CONTENT, ROLES, Features
from annotator.suggest.learn.network.relations import LENGTH, MARGIN
from annotator.suggest.learn.network.targets import Answers

_SEEMING = 0.15
"""The probability from which a token seems to be an anchor, in learning."""
_READ = 0.3
"""The probability from which roles are read around a token: 2 in 1,000 suggestions lie below it."""
_SIDE = 0.3
"""What content, source and cue membership weigh beside the anchor, in learning about tokens."""
_EDGE = 0.25
"""What each edge of the content weighs beside the roles."""
_PER_ANCHOR = 8.0
"""How many places of an anchor's window count as one decision, roughly: evens out the two losses."""


@dataclass(slots=True)
class Predicted:
    """What the network says of a Doc: how likely each token is an anchor, which ones are possible, the roles around."""

    odds: NDArray[np.float32]
    anchors: list[int]
    roles: NDArray[np.float32]
    edges: NDArray[np.float32]

    @property
    def found(self) -> list[float]:
        """How likely each of the possible anchors is one."""
        found: list[float] = self.odds[self.anchors].tolist()
        return found


def predict(model: Model[Any, Any], docs: list[Features]) -> list[Predicted]:
    """The members' mean reading of each Doc: around what they take for anchors, and around the rules' cues."""
    tokens = lay_out(docs)
    vectors = [member.get_ref("tokens").predict(tokens) for member in model.layers]
    guesses = [
        _logistic(member.get_ref("anchors").predict(own)[:, 0])
        for member, own in zip(model.layers, vectors, strict=True)
    ]
    odds = np.mean(guesses, axis=0)
    of_docs = [odds[at : at + doc.size] for doc, at in zip(docs, tokens.starts, strict=True)]
    anchors = [_anchors(doc, own) for doc, own in zip(docs, of_docs, strict=True)]
    pairs = [pairs_of(d, at, a) for d, at, a in zip(docs, tokens.starts, anchors, strict=True) if len(a)]
    places = LENGTH + MARGIN
    roles = np.zeros((0, places, len(ROLES)), dtype=np.float32)
    edges = np.zeros((0, places, EDGES), dtype=np.float32)
    if pairs:
        joined = join_pairs(pairs)
        seen = [member.get_ref("roles").predict((v, joined)) for member, v in zip(model.layers, vectors, strict=True)]
        roles = np.mean([_softmax(scores[:, : len(ROLES)]) for scores in seen], axis=0).reshape(-1, places, len(ROLES))
        edges = np.mean([_pointed(scores, joined) for scores in seen], axis=0)
    results = []
    done = 0
    for found, own in zip(anchors, of_docs, strict=True):
        part = slice(done, done + len(found))
        results.append(Predicted(own, found.tolist(), roles[part], edges[part]))
        done += len(found)
    return results


def _anchors(doc: Features, odds: NDArray[np.float32]) -> NDArray[np.int64]:
    hinted = [candidate.head for candidate in (*doc.hints.chosen, *doc.hints.firm)]
    return np.union1d(np.flatnonzero(odds > _READ), np.asarray(hinted, dtype=np.int64)).astype(np.int64)


def learn(
    model: Model[Any, Any], docs: list[Features], answers: list[Answers], generator: np.random.Generator
) -> tuple[float, float]:
    """One step: gradients for these Docs. Returns the members' mean losses of anchors and of roles."""
    tokens = lay_out(docs)
    losses = [_learn(member, tokens, docs, answers, generator) for member in model.layers]
    found, roles = np.mean(losses, axis=0)
    return float(found), float(roles)


def _learn(
    model: Model[Any, Any], tokens: Tokens, docs: list[Features], answers: list[Answers], generator: np.random.Generator
) -> tuple[float, float]:
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
    pairs, targets, points = _role_targets(docs, answers, tokens.starts, odds[:, 0], generator)
    role_loss = 0.0
    if pairs is not None:
        scores, finish_roles = model.get_ref("roles").begin_update((vectors, pairs))
        roles = _softmax(scores[:, : len(ROLES)])
        used = (pairs.tokens.reshape(-1) >= 0).astype(np.float32)
        wanted = np.eye(len(ROLES), dtype=np.float32)[targets]
        count = len(pairs.anchors) * _PER_ANCHOR
        d_scores = (roles - wanted) * used[:, None] / count
        role_loss = float(-(np.log(roles[np.arange(len(targets)), targets] + 1e-9) * used).sum()) / count
        pointed = _pointed(scores, pairs)
        d_points = (pointed - points) * points.sum(axis=1, keepdims=True) * (_EDGE / len(pairs.anchors))
        role_loss += float(-(np.log(pointed + 1e-9) * points).sum()) * _EDGE / len(pairs.anchors)
        d_scores = np.concatenate([d_scores, d_points.reshape(-1, EDGES)], axis=1)
        d_vectors = d_vectors + finish_roles(d_scores.astype(np.float32))[0]
    finish_tokens(d_vectors)
    return anchor_loss, role_loss


def _role_targets(
    docs: list[Features],
    answers: list[Answers],
    starts: list[int],
    odds: NDArray[np.float32],
    generator: np.random.Generator,
) -> tuple[Pairs | None, NDArray[np.int64], NDArray[np.float32]]:
    """The windows to learn roles from: every answer's, and of half as many tokens that only seem to be anchors."""
    parts, targets, points = [], [], []
    for doc, answer, at in zip(docs, answers, starts, strict=True):
        wrong = odds[at : at + doc.size].copy()
        wrong[answer.anchors] = 0
        wrong[~answer.known] = 0
        seeming = np.flatnonzero(wrong > _SEEMING)
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
        points.append(_points(doc, answer, part, at))
        parts.append(part)
        targets.append(roles.reshape(-1))
    if not parts:
        return None, np.zeros(0, dtype=np.int64), np.zeros((0, 0, EDGES), dtype=np.float32)
    return join_pairs(parts), np.concatenate(targets), np.concatenate(points)


def _points(doc: Features, answer: Answers, part: Pairs, start: int) -> NDArray[np.float32]:
    """Where each answer's content begins and ends: one place each that is 1, none where it lies outside the window."""
    points = np.zeros((*part.tokens.shape, EDGES), dtype=np.float32)
    for row in range(len(answer.anchors)):
        content = np.flatnonzero((answer.roles[row] == CONTENT) & doc.word)
        if not len(content):
            continue
        for edge, token in enumerate((content[0], content[-1])):
            points[row, :, edge] = part.tokens[row] == token + start
    return points


def _pointed(scores: NDArray[np.float32], pairs: Pairs) -> NDArray[np.float32]:
    """Shares of each window's places as the content's first and last word: (anchors, places, 2)."""
    raw = scores[:, len(ROLES) :].reshape(*pairs.tokens.shape, EDGES)
    raw = np.where(pairs.tokens[:, :, None] >= 0, raw, np.float32(-30.0))
    raised = np.exp(raw - raw.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _logistic(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _cross_entropy(odds: NDArray[np.float32], truth: NDArray[np.float32], known: NDArray[np.float32]) -> float:
    chosen = np.where(truth > 0, odds, 1 - odds)
    return float(-(np.log(chosen + 1e-9) * known).sum())
