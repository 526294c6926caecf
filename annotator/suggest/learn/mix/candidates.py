"""Every quote that the network or the rules see in a Doc, with what speaks for each: what the mix chooses from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.mix.ranker import log_odds
from annotator.suggest.learn.network.decode import Range, Reading, read_roles
from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import BEFORE, window
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import Candidate

LEARNED, RULES = "learned", "rules"

EVIDENCE = (
    "one", "anchor", "content", "agreement", "first", "last", "source", "no source", "length", "spans", "marked",
    "sentences", "rule", "no rule", "same as rule", "other side", "rival", "cue",
)  # fmt: skip
"""What speaks for or against a choice, by position in its `evidence`."""

_TINY = 1e-4
_FIRMEST = 2.0


@dataclass(slots=True)
class Choice:
    """A possible quote by token number, from one side. `rule`: the rules' candidate that it is, or that has its cue."""

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
        """The log odds of being right, by the side's own word (the rules' score, the network's probabilities).

        Never far from even: what stands at the ends of the scale could hardly be corrected by decisions.
        """
        if self.side == RULES:
            odds = float(self.evidence[EVIDENCE.index("rule")])
        else:
            anchor, content = (1 / (1 + np.exp(-self.evidence[EVIDENCE.index(name)])) for name in ("anchor", "content"))
            odds = _odds(float(anchor * content))
        return min(max(odds, -_FIRMEST), _FIRMEST)

    def mask(self, size: int) -> NDArray[np.bool_]:
        """Which tokens are its content."""
        return masked(self.content, size)


def masked(content: Iterable[Range], size: int) -> NDArray[np.bool_]:
    """Which tokens these ranges hold."""
    mask = np.zeros(size, dtype=bool)
    for start, end in content:
        mask[start:end] = True
    return mask


def make_choices(features: Features, predicted: Predicted) -> list[Choice]:
    """The network's reading at each anchor, and what the rules chose, each with its evidence."""
    readings = read_roles(features, predicted.anchors, predicted.found, predicted.roles)
    drafts = [_Draft(LEARNED, r.anchor, r.content, r.source, r.cue or (r.anchor, r.anchor + 1)) for r in readings]
    drafts += [_Draft(RULES, c.head, sorted(c.content), c.source, c.cue, c) for c in _of_rules(features)]
    return _weigh(features, predicted, drafts, {r.anchor: r for r in readings})


@dataclass(slots=True)
class _Draft:
    side: str
    anchor: int
    content: list[Range]
    source: Range | None
    cue: Range
    candidate: Candidate | None = None


def _of_rules(features: Features) -> list[Candidate]:
    """What the rules choose, from a low probability on and from their own; the same twice only once."""
    chosen = {(c.head, tuple(sorted(c.content))): c for c in features.hints.firm}
    chosen |= {(c.head, tuple(sorted(c.content))): c for c in features.hints.chosen}
    return [chosen[key] for key in sorted(chosen)]


def _weigh(
    features: Features, predicted: Predicted, drafts: list[_Draft], readings: dict[int, Reading]
) -> list[Choice]:
    if not drafts:
        return []
    size = features.size
    row_of = {anchor: row for row, anchor in enumerate(predicted.anchors)}
    grid, inside = window(features, np.asarray(predicted.anchors))
    masks = np.stack([masked(draft.content, size) for draft in drafts])
    shared = masks.astype(np.float32) @ masks.T.astype(np.float32)
    sizes = np.maximum(np.diag(shared), 1)
    ious = shared / (sizes[:, None] + sizes[None, :] - shared)
    learned = np.array([draft.side == LEARNED for draft in drafts])
    heads = np.array([draft.anchor for draft in drafts])
    odds = predicted.odds[heads]
    sure = np.array([readings[d.anchor].score if d.anchor in readings else 0.0 for d in drafts])
    rules = {candidate.head: candidate for candidate in features.hints.chosen}
    choices = []
    for number, draft in enumerate(drafts):
        row = row_of[draft.anchor]
        roles = np.zeros((size, predicted.roles.shape[-1]), dtype=np.float32)
        roles[grid[row][inside[row]]] = predicted.roles[row][inside[row]]
        mask = masks[number]
        rule = (
            draft.candidate or rules.get(draft.anchor) or next(iter(features.hints.by_head.get(draft.anchor, [])), None)
        )
        across = learned != learned[number]
        others = (heads != draft.anchor) & (ious[number] > 0)
        same = [ious[number][at] for at in np.flatnonzero(across & (heads == draft.anchor))]
        evidence = [
            1.0,
            _odds(float(odds[number])),
            *_seen(roles, mask, draft),
            float(np.log(sizes[number])),
            float(len(draft.content) > 1),
            float((features.region[mask] >= 0).mean()),
            float(np.log(len(np.unique(features.sentence[mask])))),
            _odds(rule.score) if rule is not None else 0.0,
            float(rule is None),
            float(max(same, default=0.0)),
            float((ious[number] * across).max()),
            float((sure * others * (shared[number] / sizes)).max()),
            _near(roles, draft.cue, CUE),
        ]
        choices.append(
            Choice(draft.side, draft.anchor, draft.content, draft.source, draft.cue, rule, np.array(evidence))
        )
    return choices


def _seen(roles: NDArray[np.float32], mask: NDArray[np.bool_], draft: _Draft) -> list[float]:
    """How the network sees the content, its edges and the source around this anchor."""
    content = roles[:, CONTENT]
    inner = float(content[mask].sum())
    agreement = inner / (float(mask.sum()) + float(content[~mask].sum()) + _TINY)
    first = min(_edge(content, start, start - 1) for start, _ in draft.content)
    last = min(_edge(content, end - 1, end) for _, end in draft.content)
    source = _near(roles, draft.source, SOURCE) if draft.source else 0.0
    return [
        _odds(inner / max(1, int(mask.sum()))),
        _odds(agreement),
        _odds(first),
        _odds(last),
        source,
        float(draft.source is None),
    ]


def _edge(content: NDArray[np.float32], inside: int, outside: int) -> float:
    beyond = float(content[outside]) if 0 <= outside < len(content) else 0.0
    return float(content[inside]) * (1 - beyond)


def _near(roles: NDArray[np.float32], span: Range, role: int) -> float:
    return float(roles[span[0] : span[1], role].mean()) if span[0] < span[1] else 0.0


def _odds(p: float) -> float:
    return log_odds(p, _TINY)


__all__ = ["BEFORE", "EVIDENCE", "LEARNED", "RULES", "Choice", "make_choices", "masked"]
