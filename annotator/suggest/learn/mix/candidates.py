"""Every quote that the network or the rules see in a Doc, with the evidence for each: what the mix selects from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, NONE, SOURCE, Features
from annotator.suggest.learn.network.run import POSSIBLE, Predicted
from annotator.suggest.quotes.candidate import LEARNED, RULES, UNUSED, Candidate
from annotator.suggest.quotes.frames import FINITE, INVERTED
from annotator.suggest.quotes.readings.words import overlap
from annotator.suggest.regression import Floats, log_odds
from annotator.suggest.text.view import Range

EVIDENCE = (
    "one", "anchor", "content", "agreement", "first", "last", "source", "no source", "length", "spans", "marked",
    "sentences", "rule", "no rule", "same as rule", "other side", "rival", "cue", "chosen",
)  # fmt: skip
"""What each column of a candidate's `evidence` says; "anchor", "content", "agreement", "first", "last" and "rule" are
log odds, "length" and "sentences" logarithms, the rest shares from 0 to 1. New columns go to the end: a mix that was
fitted before them reads those that it knows."""

# Both limits together raised exact F1 on PolNeAR dev from 48.5 to 50.4 when they were introduced.
_NEAR = 4
"""Content that stops fewer tokens than this short of its sentence's edge is extended to it."""
_GAP = 2
"""Holes of up to this many tokens in a content are filled where they hold no source and no cue."""

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


def make_candidates(features: Features, predicted: Predicted) -> list[Candidate]:
    """The network's reading at each anchor, the rules' quotes, then their unused candidates, each with its evidence.

    The network's have its own score, those of the rules theirs.
    """
    rows = range(len(predicted.anchors))
    made = [quote for row in rows if (quote := read_quote(features, predicted, row)) is not None]
    made += _from_rules(features, predicted)
    if made:
        for candidate, evidence in zip(made, _evidence(features, predicted, made), strict=True):
            candidate.evidence = evidence
    return made


def read_quote(features: Features, predicted: Predicted, row: int) -> Candidate | None:
    """The quote that the network reads at the anchor with this number; None where no word is likeliest to be content.

    Its score is the probability of the anchor by the mean one of the content. Its frame is that of the rules' candidate
    there, if there is one.
    """
    anchor, window = predicted.anchors[row], predicted.window(row)
    best = window.roles.argmax(axis=-1)
    best[: max(-window.first, 0)] = NONE
    best[max(features.size - window.first, 0) :] = NONE
    of_content, sources, cues = (window.runs(best == role) for role in (CONTENT, SOURCE, CUE))
    taken = [*of_content, *sources, *cues]
    spans = [_snapped(features, span, taken) for span in _joined(of_content, [*sources, *cues])]
    if not any(bool(features.word[start:end].any()) for start, end in spans):
        return None
    score = float(predicted.odds[anchor]) * float(window.roles[best == CONTENT, CONTENT].mean())
    source = max(sources, key=lambda span: float(window.roles[window.places(span), SOURCE].sum()), default=None)
    at_anchor = [span for span in cues if span[0] <= anchor < span[1]]
    cue = max(at_anchor or cues, key=lambda span: span[1] - span[0], default=(anchor, anchor + 1))
    rule = _rule_at(features, anchor)
    frame = rule.frame if rule is not None else (INVERTED if spans[0][0] < anchor else FINITE)
    word = features.view[anchor].lemma_ if rule is None else rule.word
    content = [_trimmed(features, span) for span in spans]
    return Candidate(content, cue, anchor, source, word, frame, score, side=LEARNED)


def _joined(spans: list[Range], others: list[Range]) -> list[Range]:
    """The runs of content with small holes filled. `others`: those of other roles."""
    joined: list[Range] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= _GAP and not overlap([(joined[-1][1], start)], others):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _snapped(features: Features, span: Range, taken: list[Range]) -> Range:
    """The span extended to its sentence's edges, where only a few tokens without a role are in between.

    `taken`: the tokens with a role.
    """
    start, end = span
    first, last = features.view.sentence(start)[0], features.view.sentence(end - 1)[1]
    if start - first < _NEAR and not overlap([(first, start)], taken):
        start = first
    if last - end < _NEAR and not overlap([(end, last)], taken):
        end = last
    return start, end


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


def _from_rules(features: Features, predicted: Predicted) -> list[Candidate]:
    """The rules' quotes at both of their thresholds, each once; then their other candidates at the anchors whose
    windows were read, if rules or network think them possible."""
    rules = features.rule_candidates
    chosen = {_key(candidate): candidate for candidate in (*rules.firm, *rules.chosen)}
    unused: dict[tuple[int, tuple[Range, ...]], Candidate] = {}
    for head in predicted.anchors:
        for candidate in rules.by_head.get(head, []):
            key = _key(candidate)
            if key not in chosen and max(candidate.score, float(predicted.odds[head])) >= POSSIBLE:
                unused.setdefault(key, candidate)
    both = ((RULES, sorted(chosen.items())), (UNUSED, unused.items()))
    return [replace(one, content=sorted(one.content), side=side) for side, found in both for _, one in found]


def _key(candidate: Candidate) -> tuple[int, tuple[Range, ...]]:
    """What tells the rules' candidates apart."""
    return candidate.head, tuple(sorted(candidate.content))


def _evidence(features: Features, predicted: Predicted, candidates: list[Candidate]) -> Floats:
    """What speaks for each of the candidates of one Doc, (n_candidates, len(EVIDENCE))."""
    masks = np.zeros((len(candidates), features.size), dtype=bool)
    for mask, candidate in zip(masks, candidates, strict=True):
        mask[list(candidate.tokens())] = True
    shared = masks.astype(np.float32) @ masks.T.astype(np.float32)
    sizes = np.maximum(np.diag(shared), 1)
    ious = shared / (sizes[:, None] + sizes[None, :] - shared)
    sides = np.array([candidate.side for candidate in candidates])
    heads = np.array([candidate.head for candidate in candidates])
    network_scores = {candidate.head: candidate.score for candidate in candidates if candidate.side == LEARNED}
    by_network = np.array([network_scores.get(candidate.head, 0.0) for candidate in candidates])
    by_rules = np.array([candidate.score if candidate.side == RULES else 0.0 for candidate in candidates])
    row_of = {anchor: row for row, anchor in enumerate(predicted.anchors)}
    rows = []
    for number, (candidate, mask) in enumerate(zip(candidates, masks, strict=True)):
        rule = _rule_at(features, candidate.head) if candidate.side == LEARNED else candidate
        roles = predicted.window(row_of[candidate.head]).of_tokens(features.size)
        across = sides == (RULES if candidate.side == LEARNED else LEARNED)
        same_anchor = heads == candidate.head
        rivals = ~same_anchor & (ious[number] > 0)
        parts = shared[number] / sizes
        told = {
            "one": 1.0,
            "anchor": _odds(float(predicted.odds[candidate.head])),
            **_seen(roles, mask, candidate),
            "length": float(np.log(sizes[number])),
            "spans": float(len(candidate.content) > 1),
            "marked": float((features.region[mask] >= 0).mean()),
            "sentences": float(np.log(len(np.unique(features.sentence[mask])))),
            "rule": _odds(rule.score) if rule is not None else 0.0,
            "no rule": float(rule is None),
            "same as rule": float(ious[number][across & same_anchor].max(initial=0.0)),
            "other side": float((ious[number] * across).max()),
            "rival": float((by_network * rivals * parts).max()),
            "cue": _mean(roles, candidate.cue, CUE),
            "chosen": float((by_rules * rivals * parts).max()),
        }
        rows.append([told[name] for name in EVIDENCE])
    return np.array(rows)


def _seen(roles: NDArray[np.float32], mask: NDArray[np.bool_], candidate: Candidate) -> dict[str, float]:
    """How the network sees the content, its edges and the source. `roles`: (n_tokens, n_roles); `mask`: (n_tokens,)."""
    content = roles[:, CONTENT]
    inner = float(content[mask].sum())
    agreement = inner / (float(mask.sum()) + float(content[~mask].sum()) + _TINY)
    return {
        "content": _odds(inner / max(1, int(mask.sum()))),
        "agreement": _odds(agreement),
        "first": _odds(min(_edge(content, start, start - 1) for start, _ in candidate.content)),
        "last": _odds(min(_edge(content, end - 1, end) for _, end in candidate.content)),
        "source": _mean(roles, candidate.source, SOURCE) if candidate.source else 0.0,
        "no source": float(candidate.source is None),
    }


def _edge(content: NDArray[np.float32], inside: int, outside: int) -> float:
    """The probability that the token `inside` is content and its neighbour `outside` is not. `content`: (n_tokens,)."""
    beyond = float(content[outside]) if 0 <= outside < len(content) else 0.0
    return float(content[inside]) * (1 - beyond)


def _mean(roles: NDArray[np.float32], span: Range, role: int) -> float:
    """The mean probability of a role over a range of tokens. `roles`: (n_tokens, n_roles)."""
    return float(roles[span[0] : span[1], role].mean()) if span[0] < span[1] else 0.0


def _odds(p: float) -> float:
    return log_odds(p, _TINY)
