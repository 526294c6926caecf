"""Every quote that the network or the rules see in a Doc, with the evidence for each: what the mix selects from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.mix.regression import log_odds
from annotator.suggest.learn.network.decode import Reading, read_roles
from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import window
from annotator.suggest.learn.network.run import POSSIBLE, Predicted
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.text.view import Range

LEARNED, RULES, UNUSED = "learned", "rules", "unused"
"""The sides that a candidate may come from: the network; what the rules would suggest; what they thought of besides."""

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


@dataclass(slots=True)
class MixCandidate:
    """A possible quote by token numbers, from one side.

    `rule`: the rules' candidate that it is, or else the one with the same anchor. `evidence`: (len(EVIDENCE),) float64.
    `score` and `exact`: how likely it finds a decided quote, and exactly so.
    """

    side: str
    anchor: int
    content: list[Range]
    source: Range | None
    cue: Range
    rule: Candidate | None
    evidence: NDArray[np.float64]
    score: float = 0.0
    exact: float = 0.0

    @property
    def prior(self) -> float:
        """The log odds of being right as its own side sees it: the rules' score, or the network's probabilities.

        Kept between -2 and 2: decisions could hardly correct a prior at the ends of the scale.
        """
        if self.side != LEARNED:
            odds = float(self.evidence[EVIDENCE.index("rule")])
        else:
            anchor, content = (1 / (1 + np.exp(-self.evidence[EVIDENCE.index(name)])) for name in ("anchor", "content"))
            odds = _odds(float(anchor * content))
        return min(max(odds, -_FIRMEST), _FIRMEST)

    def mask(self, size: int) -> NDArray[np.bool_]:
        """Which of a Doc's `size` tokens are its content, (size,)."""
        return masked(self.content, size)


def masked(content: Iterable[Range], size: int) -> NDArray[np.bool_]:
    """Which of a Doc's `size` tokens these ranges hold, (size,)."""
    mask = np.zeros(size, dtype=bool)
    for start, end in content:
        mask[start:end] = True
    return mask


def make_candidates(features: Features, predicted: Predicted) -> list[MixCandidate]:
    """The network's reading at each anchor, the rules' quotes, then their unused candidates, each with its evidence."""
    readings = read_roles(features, predicted.anchors, predicted.found, predicted.roles)
    drafts = [_Draft(LEARNED, r.anchor, r.content, r.source, r.cue or (r.anchor, r.anchor + 1)) for r in readings]
    of_rules = _from_rules(features)
    drafts += [_Draft(RULES, c.head, sorted(c.content), c.source, c.cue, c) for c in of_rules]
    unused = _unused(features, predicted, of_rules)
    drafts += [_Draft(UNUSED, c.head, sorted(c.content), c.source, c.cue, c) for c in unused]
    if not drafts:
        return []
    return _Evidence(features, predicted, drafts, {r.anchor: r for r in readings}).candidates()


@dataclass(slots=True)
class _Draft:
    """A candidate without its evidence."""

    side: str
    anchor: int
    content: list[Range]
    source: Range | None
    cue: Range
    rule: Candidate | None = None


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
    """Computes the evidence of all drafts of one Doc together."""

    def __init__(
        self, features: Features, predicted: Predicted, drafts: list[_Draft], readings: dict[int, Reading]
    ) -> None:
        self.features = features
        self.predicted = predicted
        self.drafts = drafts
        self.rules = {candidate.head: candidate for candidate in features.rule_candidates.chosen}
        self.row_of = {anchor: row for row, anchor in enumerate(predicted.anchors)}
        self.grid, self.inside = window(features, np.asarray(predicted.anchors))
        self.masks = np.stack([masked(draft.content, features.size) for draft in drafts])
        self.shared = self.masks.astype(np.float32) @ self.masks.T.astype(np.float32)
        self.sizes = np.maximum(np.diag(self.shared), 1)
        self.ious = self.shared / (self.sizes[:, None] + self.sizes[None, :] - self.shared)
        self.sides = np.array([draft.side for draft in drafts])
        self.chosen_scores = np.array([d.rule.score if d.side == RULES and d.rule else 0.0 for d in drafts])
        self.anchors = np.array([draft.anchor for draft in drafts])
        self.odds = predicted.odds[self.anchors]
        self.network_scores = np.array([readings[d.anchor].score if d.anchor in readings else 0.0 for d in drafts])

    def candidates(self) -> list[MixCandidate]:
        """The drafts with their evidence, in their order."""
        candidates = []
        for number, draft in enumerate(self.drafts):
            rule = draft.rule or self._rule_at(draft.anchor)
            evidence = np.array(self._evidence(number, draft, rule))
            candidates.append(
                MixCandidate(draft.side, draft.anchor, draft.content, draft.source, draft.cue, rule, evidence)
            )
        return candidates

    def _rule_at(self, anchor: int) -> Candidate | None:
        best: list[Candidate] = self.features.rule_candidates.by_head.get(anchor, [])
        return self.rules.get(anchor) or next(iter(best), None)

    def _evidence(self, number: int, draft: _Draft, rule: Candidate | None) -> list[float]:
        """The columns named in EVIDENCE."""
        features, mask = self.features, self.masks[number]
        roles = self._roles(draft.anchor)
        across = self.sides == (RULES if draft.side == LEARNED else LEARNED)
        same_anchor = self.anchors == draft.anchor
        rivals = ~same_anchor & (self.ious[number] > 0)
        same_as_rule = [self.ious[number][other] for other in np.flatnonzero(across & same_anchor)]
        return [
            1.0,
            _odds(float(self.odds[number])),
            *_seen(roles, mask, draft),
            float(np.log(self.sizes[number])),
            float(len(draft.content) > 1),
            float((features.region[mask] >= 0).mean()),
            float(np.log(len(np.unique(features.sentence[mask])))),
            _odds(rule.score) if rule is not None else 0.0,
            float(rule is None),
            float(max(same_as_rule, default=0.0)),
            float((self.ious[number] * across).max()),
            float((self.network_scores * rivals * (self.shared[number] / self.sizes)).max()),
            _mean(roles, draft.cue, CUE),
            float((self.chosen_scores * rivals * (self.shared[number] / self.sizes)).max()),
        ]

    def _roles(self, anchor: int) -> NDArray[np.float32]:
        """The role probabilities of the anchor's window, by token number, (n_tokens, n_roles); 0 outside it."""
        row = self.row_of[anchor]
        inside = self.inside[row]
        roles = np.zeros((self.features.size, self.predicted.roles.shape[-1]), dtype=np.float32)
        roles[self.grid[row][inside]] = self.predicted.roles[row][inside]
        return roles


def _seen(roles: NDArray[np.float32], mask: NDArray[np.bool_], draft: _Draft) -> list[float]:
    """How the network sees the content, its edges and the source: the columns "content" to "no source".

    `roles`: (n_tokens, n_roles); `mask`: (n_tokens,), the draft's content.
    """
    content = roles[:, CONTENT]
    inner = float(content[mask].sum())
    agreement = inner / (float(mask.sum()) + float(content[~mask].sum()) + _TINY)
    first = min(_edge(content, start, start - 1) for start, _ in draft.content)
    last = min(_edge(content, end - 1, end) for _, end in draft.content)
    source = _mean(roles, draft.source, SOURCE) if draft.source else 0.0
    return [
        _odds(inner / max(1, int(mask.sum()))),
        _odds(agreement),
        _odds(first),
        _odds(last),
        source,
        float(draft.source is None),
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
