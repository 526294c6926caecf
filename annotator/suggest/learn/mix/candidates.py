"""Every quote that the network or the rules see in a Doc, with the evidence for each: what the mix selects from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.decode import Reading, read_roles
from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import window
from annotator.suggest.learn.network.run import POSSIBLE, Predicted
from annotator.suggest.quotes.candidate import LEARNED, RULES, UNUSED, Candidate
from annotator.suggest.quotes.frames import FINITE, INVERTED
from annotator.suggest.regression import Floats, log_odds
from annotator.suggest.text.view import Range

EVIDENCE = (
    "one", "anchor", "content", "agreement", "first", "last", "source", "no source", "length", "spans", "marked",
    "sentences", "rule", "no rule", "same as rule", "other side", "rival", "cue", "chosen",
)  # fmt: skip
"""What each column of a candidate's `evidence` says; "anchor", "content", "agreement", "first", "last" and "rule" are
log odds, "length" and "sentences" logarithms, the rest shares from 0 to 1. New columns go to the end: a mix that was
fitted before them reads those that it knows."""

_TINY = 1e-4
"""Probabilities are kept this far from 0 and 1, so that their log odds are finite."""
_FIRMEST = 2.0
"""The largest prior log odds (a probability of 0.88); set by hand."""


def prior(side: str, evidence: Floats) -> float:
    """The log odds of being right as a candidate's own side sees it: the rules' score, or the network's probabilities.

    Kept between -2 and 2: decisions could hardly correct a prior at the ends of the scale. `evidence`: a candidate's.
    """
    if side != LEARNED:
        odds = float(evidence[EVIDENCE.index("rule")])
    else:
        anchor, content = (1 / (1 + np.exp(-evidence[EVIDENCE.index(name)])) for name in ("anchor", "content"))
        odds = _odds(float(anchor * content))
    return min(max(odds, -_FIRMEST), _FIRMEST)


def masked(content: Iterable[Range], size: int) -> NDArray[np.bool_]:
    """Which of a Doc's `size` tokens these ranges hold, (size,)."""
    mask = np.zeros(size, dtype=bool)
    for start, end in content:
        mask[start:end] = True
    return mask


def make_candidates(features: Features, predicted: Predicted) -> list[Candidate]:
    """The network's reading at each anchor, the rules' quotes, then their unused candidates, each with its evidence.

    The network's have its own score, those of the rules theirs.
    """
    readings = read_roles(features, predicted.anchors, predicted.found, predicted.roles)
    made = [_as_candidate(features, reading) for reading in readings if _has_words(features, reading)]
    of_rules = _from_rules(features)
    made += [replace(c, content=sorted(c.content), side=RULES) for c in of_rules]
    made += [replace(c, content=sorted(c.content), side=UNUSED) for c in _unused(features, predicted, of_rules)]
    if made:
        evidence = _Evidence(features, predicted, made)
        for number, candidate in enumerate(made):
            candidate.evidence = np.array(evidence.of(number))
    return made


def _has_words(features: Features, reading: Reading) -> bool:
    return any(bool(features.word[start:end].any()) for start, end in reading.content)


def _as_candidate(features: Features, reading: Reading) -> Candidate:
    """What the network reads at an anchor, with the frame of the rules' candidate there, if there is one."""
    rule = _rule_at(features, reading.anchor)
    before = reading.content[0][0] < reading.anchor
    frame = rule.frame if rule is not None else (INVERTED if before else FINITE)
    cue = reading.cue or (reading.anchor, reading.anchor + 1)
    word = features.view[reading.anchor].lemma_ if rule is None else rule.word
    content = [_trimmed(features, span) for span in reading.content]
    return Candidate(content, cue, reading.anchor, reading.source, word, frame, reading.score, side=LEARNED)


def _trimmed(features: Features, span: Range) -> Range:
    """The range without white space at its ends; one token is left at the least."""
    start, end = span
    while end - start > 1 and features.view[end - 1].is_space:
        end -= 1
    while end - start > 1 and features.view[start].is_space:
        start += 1
    return start, end


def _rule_at(features: Features, anchor: int) -> Candidate | None:
    """The rules' candidate at an anchor: the one that they would suggest, or else the likeliest."""
    rules = features.rule_candidates
    chosen = next((c for c in reversed(rules.chosen) if c.head == anchor), None)
    return chosen or next(iter(rules.by_head.get(anchor, [])), None)


def _from_rules(features: Features) -> list[Candidate]:
    """The rules' quotes at both of their thresholds, each once."""
    chosen = {(c.head, tuple(sorted(c.content))): c for c in features.rule_candidates.firm}
    chosen |= {(c.head, tuple(sorted(c.content))): c for c in features.rule_candidates.chosen}
    return [chosen[key] for key in sorted(chosen)]


def _unused(features: Features, predicted: Predicted, chosen: list[Candidate]) -> list[Candidate]:
    """The rules' other candidates at the anchors whose windows were read, if rules or network think them possible."""
    known = {(c.head, tuple(sorted(c.content))) for c in chosen}
    unused = []
    for head in predicted.anchors:
        for candidate in features.rule_candidates.by_head.get(head, []):
            key = (head, tuple(sorted(candidate.content)))
            if key in known or max(candidate.score, float(predicted.odds[head])) < POSSIBLE:
                continue
            known.add(key)
            unused.append(candidate)
    return unused


class _Evidence:
    """Computes the evidence of all candidates of one Doc together."""

    def __init__(self, features: Features, predicted: Predicted, candidates: list[Candidate]) -> None:
        self.features = features
        self.predicted = predicted
        self.candidates = candidates
        self.row_of = {anchor: row for row, anchor in enumerate(predicted.anchors)}
        self.grid, self.inside = window(features, np.asarray(predicted.anchors))
        self.masks = np.stack([masked(candidate.content, features.size) for candidate in candidates])
        self.shared = self.masks.astype(np.float32) @ self.masks.T.astype(np.float32)
        self.sizes = np.maximum(np.diag(self.shared), 1)
        self.ious = self.shared / (self.sizes[:, None] + self.sizes[None, :] - self.shared)
        self.sides = np.array([candidate.side for candidate in candidates])
        self.chosen_scores = np.array([c.score if c.side == RULES else 0.0 for c in candidates])
        self.anchors = np.array([candidate.head for candidate in candidates])
        self.odds = predicted.odds[self.anchors]
        of_network = {c.head: c.score for c in candidates if c.side == LEARNED}
        self.network_scores = np.array([of_network.get(c.head, 0.0) for c in candidates])

    def of(self, number: int) -> list[float]:
        """The columns named in EVIDENCE, for one candidate."""
        features, mask, candidate = self.features, self.masks[number], self.candidates[number]
        rule = _rule_at(features, candidate.head) if candidate.side == LEARNED else candidate
        roles = self._roles(candidate.head)
        across = self.sides == (RULES if candidate.side == LEARNED else LEARNED)
        same_anchor = self.anchors == candidate.head
        rivals = ~same_anchor & (self.ious[number] > 0)
        same_as_rule = [self.ious[number][other] for other in np.flatnonzero(across & same_anchor)]
        return [
            1.0,
            _odds(float(self.odds[number])),
            *_seen(roles, mask, candidate),
            float(np.log(self.sizes[number])),
            float(len(candidate.content) > 1),
            float((features.region[mask] >= 0).mean()),
            float(np.log(len(np.unique(features.sentence[mask])))),
            _odds(rule.score) if rule is not None else 0.0,
            float(rule is None),
            float(max(same_as_rule, default=0.0)),
            float((self.ious[number] * across).max()),
            float((self.network_scores * rivals * (self.shared[number] / self.sizes)).max()),
            _mean(roles, candidate.cue, CUE),
            float((self.chosen_scores * rivals * (self.shared[number] / self.sizes)).max()),
        ]

    def _roles(self, anchor: int) -> NDArray[np.float32]:
        """The role probabilities of the anchor's window, by token number, (n_tokens, n_roles); 0 outside it."""
        row = self.row_of[anchor]
        inside = self.inside[row]
        roles = np.zeros((self.features.size, self.predicted.roles.shape[-1]), dtype=np.float32)
        roles[self.grid[row][inside]] = self.predicted.roles[row][inside]
        return roles


def _seen(roles: NDArray[np.float32], mask: NDArray[np.bool_], candidate: Candidate) -> list[float]:
    """How the network sees the content, its edges and the source: the columns "content" to "no source".

    `roles`: (n_tokens, n_roles); `mask`: (n_tokens,), the candidate's content.
    """
    content = roles[:, CONTENT]
    inner = float(content[mask].sum())
    agreement = inner / (float(mask.sum()) + float(content[~mask].sum()) + _TINY)
    first = min(_edge(content, start, start - 1) for start, _ in candidate.content)
    last = min(_edge(content, end - 1, end) for _, end in candidate.content)
    source = _mean(roles, candidate.source, SOURCE) if candidate.source else 0.0
    return [
        _odds(inner / max(1, int(mask.sum()))),
        _odds(agreement),
        _odds(first),
        _odds(last),
        source,
        float(candidate.source is None),
    ]


def _edge(content: NDArray[np.float32], inside: int, outside: int) -> float:
    """The probability that the token `inside` is content and its neighbour `outside` is not. `content`: (n_tokens,)."""
    beyond = float(content[outside]) if 0 <= outside < len(content) else 0.0
    return float(content[inside]) * (1 - beyond)


def _mean(roles: NDArray[np.float32], span: Range, role: int) -> float:
    """The mean probability of a role over a range of tokens. `roles`: (n_tokens, n_roles)."""
    return float(roles[span[0] : span[1], role].mean()) if span[0] < span[1] else 0.0


def _odds(p: float) -> float:
    return log_odds(p, _TINY)
